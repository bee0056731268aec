//! A chart of others that is opened in an emergency: with a reason, for four hours, and never unseen.

use app::api::History;
use app::error::ServerError;
use chrono::TimeDelta;
use domain::board::News;
use domain::case::Command as Does;
use domain::ids::CaseId;
use domain::journal::{Seq, Submission};
use domain::kinds::Line;
use domain::refusal::Refusal;
use serde_json::json;
use std::time::Duration;
use tests::submissions::{about, open};
use tests::{Client, TestOffice, card, on_both};

const WHY: &str = "allergic reaction in the gym";

fn breaks(case: CaseId, why: &str) -> Submission {
    about(case, Does::BreakGlass { reason: Line::parse(why).unwrap() })
}

/// A case of Clara's, which Dev at the other site does not see.
async fn claras_case(office: &TestOffice) -> CaseId {
    let (case, opens) = open("Theodore Vidal", office.a.sites[0], Some(office.a.id("clara")));
    office.as_person("ana").await.must(&opens).await;
    case
}

async fn told(client: &Client) -> Result<Vec<(String, Vec<String>)>, u16> {
    match client.call::<History>("emergencies", &json!({})).await {
        Ok(told) => Ok(told.lines.into_iter().map(|line| (line.name, line.words)).collect()),
        Err(said) => Err(said.status.as_u16()),
    }
}

async fn page(client: &Client, path: &str) -> String {
    client.get(path).await.text().await.unwrap()
}

#[tokio::test]
async fn compliance_is_told_for_seven_days_also_of_a_closed_case() {
    on_both(async |office| {
        let case = claras_case(&office).await;
        let dev = office.as_person("dev").await;
        dev.must(&breaks(case, WHY)).await;
        let void = Does::Void { reason: Line::parse("opened twice").unwrap() };
        office.as_person("ana").await.must(&about(case, void)).await;
        let words = vec![format!("opened this chart in an emergency: {WHY}")];
        for name in ["cora", "ana"] {
            let reads = office.as_person(name).await;
            assert_eq!(told(&reads).await, Ok(vec![("dev Example".to_owned(), words.clone())]), "{name}");
            let today = page(&reads, "/today").await;
            assert!(today.contains("Opened in an emergency") && today.contains(WHY), "{name}: {today}");
            assert!(today.contains(&format!("/cases/{case}")), "{name}");
        }
        let sys = told(&office.as_person("sys").await).await.unwrap();
        assert_eq!(sys.len(), 1);
        assert!(!format!("{sys:?}").contains(WHY), "who keeps the accounts reads nothing of patients");
        assert_eq!(told(&dev).await, Err(403));
        assert!(!page(&dev, "/today").await.contains("Opened in an emergency"));
        let far = office.as_person_of(&office.b, "cora").await;
        assert_eq!(told(&far).await, Ok(vec![]), "another clinic is another house");
        office.clock.wind(TimeDelta::days(7) + TimeDelta::seconds(1));
        assert_eq!(told(&office.as_person("cora").await).await, Ok(vec![]));
    })
    .await;
}

#[tokio::test]
async fn a_reason_that_says_nothing_opens_nothing() {
    let office = TestOffice::new().await;
    let case = claras_case(&office).await;
    let dev = office.as_person("dev").await;
    let said = dev.submit(&breaks(case, "because")).await.unwrap_err();
    assert_eq!(said.status, 422);
    let Some(ServerError::Refused(refusal)) = said.error else { panic!("{said:?}") };
    assert_eq!(refusal, Refusal::ReasonTooShort { min: 10 });
    assert!(refusal.sentence(|_| String::new()).contains("at least 10 characters"));
    assert_eq!(dev.chart(case).await.unwrap_err().status, 404);
}

#[tokio::test]
async fn the_access_log_says_why_a_chart_was_opened() {
    on_both(async |office| {
        let case = claras_case(&office).await;
        let (dev, clara) = (office.as_person("dev").await, office.as_person("clara").await);
        dev.must(&breaks(case, WHY)).await;
        dev.chart(case).await.unwrap();
        clara.chart(case).await.unwrap();
        let again = "the second seizure today";
        dev.must(&breaks(case, again)).await;
        dev.chart(case).await.unwrap();
        let sql = "select reason from look where case_id = $1 order by seq";
        let reasons: Vec<Option<String>> = server::on!(office.office.store(), |db| sqlx::query_scalar(sql)
            .bind(case.to_string())
            .fetch_all(db)
            .await)
        .unwrap();
        assert_eq!(reasons, [Some(WHY.to_owned()), None, Some(again.to_owned())]);
    })
    .await;
}

#[tokio::test]
async fn no_board_is_told_the_reason() {
    on_both(async |office| {
        let case = claras_case(&office).await;
        let (ana, clara) = (office.as_person("ana").await, office.as_person("clara").await);
        let (mut anas, mut claras) =
            (ana.socket(Seq(u64::MAX)).await.unwrap(), clara.socket(Seq(u64::MAX)).await.unwrap());
        anas.until_live().await;
        claras.until_live().await;
        office.as_person("dev").await.must(&breaks(case, WHY)).await;
        for socket in [&mut anas, &mut claras] {
            let news = socket.next_card().await;
            assert!(matches!(news, News::Card { .. }), "{news:?}");
            assert!(!format!("{news:?}").contains(WHY), "{news:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn when_the_four_hours_end_the_card_leaves_the_open_board() {
    on_both(async |office| {
        let case = claras_case(&office).await;
        let dev = office.as_person("dev").await;
        let mut socket = dev.socket(Seq(u64::MAX)).await.unwrap();
        socket.until_live().await;
        dev.must(&breaks(case, WHY)).await;
        let news = socket.next_card().await;
        let mut board = domain::board::Cards::new(dev.board().await.cards);
        board.receive(&news);
        assert!(board.get(case).is_some());
        office.clock.wind(TimeDelta::hours(4));
        let news = socket.next_card().await;
        assert!(matches!(news, News::Gone { case: gone, .. } if gone == case), "{news:?}");
        board.receive(&news);
        assert!(board.get(case).is_none(), "there is no newer entry, and it goes all the same");
    })
    .await;
}

#[tokio::test]
async fn a_board_that_was_away_when_the_four_hours_ended_loses_the_card_when_it_comes_back() {
    let office = TestOffice::new().await;
    let case = claras_case(&office).await;
    let dev = office.as_person("dev").await;
    let since = dev.must(&breaks(case, WHY)).await;
    let mut board = domain::board::Cards::new(dev.board().await.cards);
    office.clock.wind(TimeDelta::hours(4));
    let dev = office.as_person("dev").await;
    assert!(card(&dev.board().await, case).is_none());
    let mut socket = dev.socket(since).await.unwrap();
    for news in socket.until_live().await {
        board.receive(&news);
    }
    assert!(board.get(case).is_none());
    dev.must(&breaks(case, "the mother asks again")).await;
    board.receive(&socket.next_card().await);
    assert!(board.get(case).is_some(), "and it comes back with the next grant");
    assert!(socket.within(Duration::from_millis(1500)).await.is_none_or(|news| news.seq().is_none()));
}
