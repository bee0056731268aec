//! Who waits for a place: the order has reasons, an offer has a day, and whoever has a place waits no longer.

use domain::case::{self, WaitReason};
use domain::ids::{CaseId, CommandId};
use domain::journal::{Command, Submission};
use tests::submissions::open;
use tests::{Client, TestOffice, card, on_both};
use uuid::Uuid;

async fn waits(office: &TestOffice, name: &str) -> CaseId {
    let ben = office.as_person("ben").await;
    let (case, opens) = open(name, office.a.sites[0], Some(office.a.id("clara")));
    ben.must(&opens).await;
    let does = case::Command::Wait { reason: WaitReason::Waitlist, note: None };
    ben.must(&Submission { id: CommandId(Uuid::now_v7()), command: Command::Case { case, does } }).await;
    case
}

/// What the page shows; what else it carries for its script names every card of the board.
async fn html(who: &Client) -> String {
    let response = who.get("/waitlist").await;
    assert_eq!(response.status(), 200);
    let html = response.text().await.unwrap().replace('\u{a0}', " ");
    after(&html, "<main").split_once("</main>").unwrap().0.to_owned()
}

fn after<'a>(html: &'a str, start: &str) -> &'a str {
    html.split_once(start).unwrap_or_else(|| panic!("no {start} in {html}")).1
}

async fn post(who: &Client, step: &str, fields: &[(&str, String)]) -> (u16, String) {
    let request = who.request("POST", &format!("/waitlist/{step}")).header("accept", "text/plain");
    let response = request.form(fields).send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

fn fields(case: CaseId, more: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    let mut all = vec![("command", Uuid::now_v7().to_string()), ("case", case.to_string())];
    all.extend(more.iter().map(|(name, value)| (*name, (*value).to_owned())));
    all
}

#[tokio::test]
async fn the_queue_says_why_and_an_offer_has_a_day() {
    on_both(async |office| {
        let (first, second) = (waits(&office, "Maria Example").await, waits(&office, "Noor Example").await);
        let ben = office.as_person("ben").await;
        let page = html(&ben).await;
        assert!(page.contains("2 wait for a place") && page.contains("How long people wait"), "{page}");
        assert!(page.find("Maria Example") < page.find("Noor Example"), "of equals, who came first");
        let own = after(&page, &format!("id=\"urgency-{second}\""));
        let form = page.split_once(&format!("id=\"urgency-{second}\"")).unwrap().0;
        let seen = form.rsplit_once("name=\"seen\" value=\"").unwrap().1.split('"').next().unwrap();
        let seen = seen.replace("&quot;", "\"");
        assert!(own.contains("After an operation"));
        let urgent = [("seen", &*seen), ("urgency", "immediate"), ("post_surgical", "on")];
        let (status, said) = post(&ben, "urgency", &fields(second, &urgent)).await;
        assert_eq!(status, 200, "{said}");
        let page = html(&ben).await;
        assert!(page.find("Noor Example") < page.find("Maria Example"), "urgency comes before equal waits");
        assert!(page.contains("urgency 3 of 3, 9") && page.contains("after an operation, 3"), "{page}");
        let (status, said) = post(&ben, "urgency", &fields(second, &urgent)).await;
        assert_eq!(status, 200, "the same once more changes nothing: {said}");
        let (status, said) = post(&ben, "offer", &fields(second, &[])).await;
        assert_eq!(status, 200, "{said}");
        assert!(html(&ben).await.contains("Offered; answer by"));
        let task = card(&office.as_person("ana").await.board().await, second).unwrap().tasks.clone();
        assert!(task.iter().any(|task| task.id.as_str().starts_with("T-offer.") && task.due.is_some()));
        let (status, said) = post(&ben, "place", &fields(second, &[])).await;
        assert_eq!(status, 200, "{said}");
        let page = html(&ben).await;
        assert!(!page.contains("Noor Example") && page.contains("Maria Example"));
        let (status, _) = post(&office.as_person("bill").await, "place", &fields(first, &[])).await;
        assert_ne!(status, 200, "who bills gives nobody a place");
    })
    .await;
}
