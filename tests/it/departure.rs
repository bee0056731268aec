//! Somebody leaves: looking changes nothing, what is sent waits for its receiver, and on the last evening nothing is left.

use chrono::Days;
use domain::clinic;
use domain::ids::{CaseId, CommandId, StaffId};
use domain::journal::{Command, Submission};
use domain::kinds::{Date, Lane};
use std::time::{Duration, Instant};
use tests::submissions::open_in;
use tests::{Client, TestOffice, card, on_both};
use uuid::Uuid;

async fn post(who: &Client, step: &str, fields: &[(String, String)]) -> (u16, String) {
    let request = who.request("POST", &format!("/people/leaving/{step}")).header("accept", "text/plain");
    let response = request.form(fields).send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

fn pair(name: impl Into<String>, value: impl ToString) -> (String, String) {
    (name.into(), value.to_string())
}

async fn opened(office: &TestOffice, name: &str, owner: StaffId) -> CaseId {
    let (case, opens) = open_in(name, office.a.sites[0], Some(owner), Some(Lane::Active));
    office.as_person("ana").await.must(&opens).await;
    case
}

async fn owner(office: &TestOffice, case: CaseId) -> Option<StaffId> {
    card(&office.as_person("ana").await.board().await, case).and_then(|card| card.owner)
}

async fn page(who: &Client, leaver: StaffId) -> String {
    let response = who.get(&format!("/people/leaving?id={leaver}")).await;
    assert_eq!(response.status(), 200);
    response.text().await.unwrap()
}

/// What the page's form would send for a case: everything under its id, with the receiver that is chosen.
fn given(page: &str, leaver: StaffId, case: CaseId, to: StaffId) -> Vec<(String, String)> {
    let value = |name: &str| {
        let field = format!("name=\"{name}-{case}\" value=\"");
        let (_, rest) = page.split_once(&field).unwrap_or_else(|| panic!("no {name}-{case}"));
        rest[..36].to_owned()
    };
    vec![
        pair("staff", leaver),
        pair(format!("to-{case}"), to),
        pair(format!("command-{case}"), value("command")),
        pair(format!("handoff-{case}"), value("handoff")),
    ]
}

fn plan(leaver: StaffId, last: &str, heir: StaffId) -> Vec<(String, String)> {
    vec![
        pair("command", CommandId(Uuid::now_v7())),
        pair("staff", leaver),
        pair("seen", "null"),
        pair("last", last),
        pair("fallback", heir),
    ]
}

#[tokio::test]
async fn looking_changes_nothing_and_what_is_sent_waits_for_its_receiver() {
    on_both(async |office| {
        let (clara, lea) = (office.a.id("clara"), office.a.id("lea"));
        let case = opened(&office, "Maria Example", clara).await;
        let ana = office.as_person("ana").await;
        let before = ana.board().await.seq;
        let seen = page(&ana, clara).await;
        assert!(seen.contains("Nothing is arranged yet") && seen.contains("Maria Example"), "{seen}");
        assert!(seen.contains("treats in SLP at this site"), "a proposal says why: {seen}");
        assert_eq!(ana.board().await.seq, before, "a dry run changes nothing");
        let sends = given(&seen, clara, case, lea);
        let (status, said) = post(&ana, "send", &sends).await;
        assert_eq!(status, 200, "{said}");
        let (status, said) = post(&ana, "send", &sends).await;
        assert_eq!(status, 200, "the same form a second time does nothing: {said}");
        assert_eq!(owner(&office, case).await, Some(clara), "sent is not accepted");
        let seen = page(&ana, clara).await;
        assert!(seen.contains("Waits for lea Example"), "{seen}");
        let work = office.as_person("lea").await.get("/work").await.text().await.unwrap();
        assert!(work.contains("Handoffs without an answer") && work.contains("Maria Example"));
        let (status, _) = post(&office.as_person("clara").await, "send", &sends).await;
        assert_eq!(status, 403, "who may not approve rights sends nobody's cases away");
    })
    .await;
}

#[tokio::test]
async fn on_the_last_evening_nothing_is_left_and_every_session_ends() {
    on_both(async |office| {
        let (clara, lea, ana) = (office.a.id("clara"), office.a.id("lea"), office.as_person("ana").await);
        let waits = opened(&office, "Maria Example", clara).await;
        let unsent = opened(&office, "Noor Example", clara).await;
        let sends = given(&page(&ana, clara).await, clara, waits, office.a.id("ben"));
        let (status, said) = post(&ana, "send", &sends).await;
        assert_eq!(status, 200, "{said}");
        let start = ana.get("/people/leaving").await.text().await.unwrap();
        let (_, rest) = start.split_once("name=\"last\"").unwrap();
        let today: Date = rest.split_once("value=\"").unwrap().1[..10].parse().unwrap();
        let (status, said) = post(&ana, "plan", &plan(clara, "2020-01-31", lea)).await;
        assert!(status != 200 && said.contains("Last day"), "a day of the past: {said}");
        let tomorrow = (today + Days::new(1)).to_string();
        let (status, said) = post(&ana, "plan", &plan(clara, &tomorrow, clara)).await;
        assert!(status != 200 && said.contains("is the one who leaves"), "{said}");
        let (status, said) = post(&ana, "plan", &plan(clara, &tomorrow, lea)).await;
        assert_eq!(status, 200, "{said}");
        let therapist = office.as_person("clara").await;
        assert_eq!(therapist.get("/work").await.status(), 200, "until then nothing ends");
        // The day before yesterday was the last: what a page would refuse, and time brings by itself.
        let seen = format!(
            "{{\"last_day\":\"{tomorrow}\",\"fallback\":\"{lea}\",\"by\":\"{}\"}}",
            office.a.id("ana")
        );
        let to = Some((today - Days::new(2), lea));
        let set =
            clinic::Command::SetLeaving { staff: clara, seen: serde_json::from_str(&seen).unwrap(), to };
        ana.must(&Submission { id: CommandId(Uuid::now_v7()), command: Command::Clinic(set) }).await;
        let since = Instant::now();
        while therapist.call::<domain::board::Board>("board", &serde_json::json!({})).await.is_ok() {
            assert!(since.elapsed() < Duration::from_secs(30), "the session of who left goes on");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        assert_eq!((owner(&office, waits).await, owner(&office, unsent).await), (Some(lea), Some(lea)));
        let told = ana.get(&format!("/cases/{unsent}")).await.text().await.unwrap();
        assert!(told.contains("clara Example"), "what she was is still to be read");
        let people = ana.get("/people/leaving").await.text().await.unwrap();
        assert!(people.contains("Nobody is leaving"));
    })
    .await;
}
