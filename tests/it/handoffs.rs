//! A case passes from one person to another: it stays with the sender until the receiver has read and accepted it.

use domain::ids::CommandId;
use domain::ids::{CaseId, StaffId};
use domain::kinds::Lane;
use tests::submissions::open_in;
use tests::{Client, TestOffice, card, on_both};
use uuid::Uuid;

type Fields = Vec<(&'static str, String)>;

async fn post(who: &Client, case: CaseId, step: &str, fields: &Fields) -> (u16, String) {
    let request = who.request("POST", &format!("/cases/{case}/record/{step}")).header("accept", "text/plain");
    let response = request.form(fields).send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

fn fields(id: Uuid, more: &[(&'static str, &str)]) -> Fields {
    let mut all: Fields = vec![("command", CommandId(Uuid::now_v7()).to_string()), ("id", id.to_string())];
    all.extend(more.iter().map(|(name, value)| (*name, (*value).to_owned())));
    all
}

const SUMMARY: &str = "Speech twice a week; the r comes with a cue, and the mother practises with her.";

fn sent(id: Uuid, to: StaffId) -> Fields {
    fields(
        id,
        &[
            ("to", &to.to_string()),
            ("passing", "everything"),
            ("severity", "watcher"),
            ("effective", "2026-12-03"),
            ("summary", SUMMARY),
            ("contingency", "If she refuses, begin with the ball; call the mother after the second refusal."),
        ],
    )
}

async fn owner(office: &TestOffice, case: CaseId) -> Option<StaffId> {
    card(&office.as_person("ana").await.board().await, case).and_then(|card| card.owner)
}

#[tokio::test]
async fn a_case_stays_with_its_sender_until_the_receiver_has_read_it_back() {
    on_both(async |office| {
        let (clara, lea) = (office.a.id("clara"), office.a.id("lea"));
        let (case, opens) = open_in("Maria Example", office.a.sites[0], Some(clara), Some(Lane::Active));
        office.as_person("ana").await.must(&opens).await;
        let (sender, receiver) = (office.as_person("clara").await, office.as_person("lea").await);
        let id = Uuid::now_v7();
        let (status, said) = post(&sender, case, "handoff-send", &sent(id, lea)).await;
        assert_eq!(status, 200, "{said}");
        assert_eq!(owner(&office, case).await, Some(clara), "sent is not accepted");
        let work = receiver.get("/work").await.text().await.unwrap();
        assert!(work.contains("Handoffs without an answer") && work.contains("clara Example"));
        let (status, said) =
            post(&sender, case, "handoff-accept", &fields(id, &[("read_back", "It is mine.")])).await;
        assert_ne!(status, 200, "the sender accepted: {said}");
        let (status, said) =
            post(&receiver, case, "handoff-accept", &fields(id, &[("read_back", SUMMARY)])).await;
        assert_ne!(status, 200, "a copy of the summary was taken for a read-back: {said}");
        let read_back = "Twice weekly, cue for r. Ball first when she refuses; mother after the second time.";
        let (status, said) =
            post(&receiver, case, "handoff-accept", &fields(id, &[("read_back", read_back)])).await;
        assert_eq!(status, 200, "{said}");
        assert_eq!(owner(&office, case).await, Some(lea));
        let page = receiver.get(&format!("/cases/{case}/record?part=handoffs")).await.text().await.unwrap();
        assert!(page.contains("Accepted on") && page.contains("Ball first when she refuses"));
        let (status, _) =
            post(&receiver, case, "handoff-decline", &fields(id, &[("reason", "too late")])).await;
        assert_ne!(status, 200, "what was accepted is not declined any more");
    })
    .await;
}

#[tokio::test]
async fn what_the_receiver_declines_stays_where_it_was_and_says_why() {
    on_both(async |office| {
        let (clara, lea) = (office.a.id("clara"), office.a.id("lea"));
        let (case, opens) = open_in("Maria Example", office.a.sites[0], Some(clara), Some(Lane::Active));
        office.as_person("ana").await.must(&opens).await;
        let (sender, receiver) = (office.as_person("clara").await, office.as_person("lea").await);
        let id = Uuid::now_v7();
        let (status, said) = post(&sender, case, "handoff-send", &sent(id, lea)).await;
        assert_eq!(status, 200, "{said}");
        let (status, _) = post(&sender, case, "handoff-send", &sent(Uuid::now_v7(), lea)).await;
        assert_ne!(status, 200, "the same is not handed over twice at once");
        let (status, said) =
            post(&receiver, case, "handoff-decline", &fields(id, &[("reason", "On leave from Monday.")]))
                .await;
        assert_eq!(status, 200, "{said}");
        assert_eq!(owner(&office, case).await, Some(clara));
        let page = sender.get(&format!("/cases/{case}/record?part=handoffs")).await.text().await.unwrap();
        assert!(page.contains("Declined on") && page.contains("On leave from Monday."));
    })
    .await;
}

#[tokio::test]
async fn what_a_conference_decides_becomes_a_task_of_whoever_does_it() {
    on_both(async |office| {
        let (clara, lea) = (office.a.id("clara"), office.a.id("lea"));
        let (case, opens) = open_in("Maria Example", office.a.sites[0], Some(clara), Some(Lane::Active));
        office.as_person("ana").await.must(&opens).await;
        let therapist = office.as_person("clara").await;
        let page = therapist.get(&format!("/cases/{case}/record?part=handoffs&do=conference")).await;
        let page = page.text().await.unwrap();
        let on = page[page.find("name=\"on\"").unwrap()..].split_once("value=\"").unwrap().1[..10].to_owned();
        let owner = lea.to_string();
        let there = format!("there-{clara}");
        let there: &'static str = Box::leak(there.into_boxed_str());
        let mut held = fields(
            Uuid::now_v7(),
            &[("on", &on), (there, "on"), ("other", "Ms Reyes, teacher"), ("guardian", "on")],
        );
        held.push(("decision-1", "Send the school the picture cards".to_owned()));
        let (status, said) = post(&therapist, case, "conference-write", &held).await;
        assert!(status != 200 && said.contains("Who does decision 1"), "a decision of nobody: {said}");
        held.extend([("owner-1", owner), ("due-1", on.clone())]);
        let (status, said) = post(&therapist, case, "conference-write", &held).await;
        assert_eq!(status, 200, "{said}");
        let tasks = card(&office.as_person("ana").await.board().await, case).unwrap().tasks.clone();
        let task = tasks.iter().find(|task| task.id.as_str().starts_with("T-conf.")).unwrap();
        assert_eq!((task.assignee, task.due.map(|due| due.to_string())), (Some(lea), Some(on)));
        let page = therapist.get(&format!("/cases/{case}/record?part=handoffs")).await.text().await.unwrap();
        assert!(page.contains("Ms Reyes, teacher, a guardian") && page.contains("picture cards"));
        let (status, _) = post(&office.as_person("dev").await, case, "conference-write", &held).await;
        assert_ne!(status, 200, "somebody who is not on the case wrote on it");
    })
    .await;
}
