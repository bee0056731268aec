//! A case ends with a summary that somebody signed, somebody calls afterwards, and a patient who comes back begins an episode
//! that knows the one before.

use domain::case::Command as Does;
use domain::ids::{CaseId, CommandId, StaffId};
use domain::kinds::{Lane, Line, Rank, Via};
use tests::submissions::{about, open_in};
use tests::{Client, TestOffice, on_both};
use uuid::Uuid;

type Fields = Vec<(&'static str, String)>;

fn fields(more: &[(&'static str, &str)]) -> Fields {
    let mut all: Fields = vec![("command", CommandId(Uuid::now_v7()).to_string())];
    all.extend(more.iter().map(|(name, value)| (*name, (*value).to_owned())));
    all
}

async fn post(who: &Client, case: CaseId, step: &str, fields: &Fields) -> (u16, String) {
    let request = who.request("POST", &format!("/cases/{case}/record/{step}")).header("accept", "text/plain");
    let response = request.form(fields).send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

async fn page(who: &Client, address: &str) -> String {
    who.get(address).await.text().await.unwrap()
}

/// A case in Transition, of a therapist.
async fn leaving(office: &TestOffice, owner: StaffId) -> CaseId {
    let (case, opens) = open_in("Maria Example", office.a.sites[0], Some(owner), Some(Lane::Transition));
    office.as_person("ana").await.must(&opens).await;
    case
}

/// The day that the form is filled with.
async fn today(who: &Client, case: CaseId, reason: &str) -> String {
    let form = page(who, &format!("/cases/{case}/record?part=discharge&do=discharge&about={reason}")).await;
    let at = form.find("name=\"on\"").unwrap();
    let value = form[at..].split_once("value=\"").unwrap().1;
    value[..10].to_owned()
}

async fn closed(office: &TestOffice, case: CaseId) {
    let reason = Line::parse("Goals met").ok();
    let (from, to, rank) = (Lane::Transition, Lane::Closed, Rank::between(None, None));
    let close = about(case, Does::Move { from, to, rank, via: Via::Menu, reason, over: true });
    office.as_person("ana").await.must(&close).await;
}

const SUMMARY: &str = "Came to 20 visits, says her name and the colours. Home programme given to the mother.";

#[tokio::test]
async fn a_summary_is_signed_families_are_called_and_a_return_knows_the_episode_before() {
    on_both(async |office| {
        let therapist = office.as_person("clara").await;
        let case = leaving(&office, office.a.id("clara")).await;
        let on = today(&therapist, case, "goals_met").await;
        let draft = [("reason", "goals_met"), ("on", &*on), ("summary", "Taught to the family: \u{2026}")];
        let (status, said) = post(&therapist, case, "discharge-sign", &fields(&draft)).await;
        assert_ne!(status, 200, "a draft with open places was signed: {said}");
        let whole = [("reason", "goals_met"), ("on", &*on), ("summary", SUMMARY)];
        let (status, said) = post(&therapist, case, "discharge-sign", &fields(&whole)).await;
        assert_eq!(status, 200, "{said}");
        let (status, _) = post(&therapist, case, "discharge-sign", &fields(&whole)).await;
        assert_ne!(status, 200, "nobody is discharged twice");
        closed(&office, case).await;

        let work = page(&therapist, "/work").await;
        assert!(work.contains("Calls after a discharge") && work.contains("Maria Example"));
        let reached =
            [("after", "7"), ("on", &*on), ("outcome", "reached"), ("note", "Doing well at school.")];
        let (status, said) = post(&therapist, case, "discharge-call", &fields(&reached)).await;
        assert_eq!(status, 200, "{said}");
        let ended = page(&therapist, &format!("/cases/{case}/record?part=discharge")).await;
        assert!(ended.contains(SUMMARY) && ended.contains("Doing well at school."));
        assert!(!page(&therapist, "/work").await.contains("Calls after a discharge"), "the call was made");

        let coordinator = office.as_person("ben").await;
        let (status, to) = post(&coordinator, case, "discharge-reopen", &fields(&[])).await;
        assert_eq!(status, 200, "{to}");
        let begun = page(&coordinator, &to).await;
        assert!(begun.contains("Readmission: ") && begun.contains(&format!("/cases/{case}/record")));
        let (status, said) = post(&coordinator, case, "discharge-reopen", &fields(&[])).await;
        assert_ne!(status, 200, "a second episode of the same: {said}");
        assert!(
            page(&coordinator, &format!("/cases/{case}/record?part=discharge")).await.contains("came back")
        );
    })
    .await;
}

#[tokio::test]
async fn a_case_is_not_ended_by_absence_without_three_contacts_nor_by_who_may_not_sign() {
    on_both(async |office| {
        let therapist = office.as_person("clara").await;
        let case = leaving(&office, office.a.id("clara")).await;
        let on = today(&therapist, case, "nonattendance").await;
        let absent = [("reason", "nonattendance"), ("on", &*on), ("summary", SUMMARY), ("contact-1", &*on)];
        let (status, said) = post(&therapist, case, "discharge-sign", &fields(&absent)).await;
        assert!(status == 409 && said.contains("contacts on different days"), "{status} {said}");
        let (status, _) = post(&therapist, case, "discharge-reopen", &fields(&[])).await;
        assert_ne!(status, 200, "nothing follows an episode that has not ended");
        let whole = [("reason", "goals_met"), ("on", &*on), ("summary", SUMMARY)];
        for name in ["ben", "fay", "dev"] {
            let (status, said) =
                post(&office.as_person(name).await, case, "discharge-sign", &fields(&whole)).await;
            assert_ne!(status, 200, "{name} signed a discharge: {said}");
        }
    })
    .await;
}
