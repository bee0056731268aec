//! Who sees what: walls between clinics, sites, teams and fields.

use super::office::{Office, line, ranked};
use crate::on;
use crate::store::testing::{Fresh, on_both};
use app::api::{Desk, Search};
use app::error::ServerError;
use domain::case::Command as C;
use domain::ids::{CaseId, CommentId};
use domain::kinds::{Lane, Prose};
use domain::refusal::Refusal;
use uuid::Uuid;

fn text(text: &str) -> Search {
    Search { text: text.into(), ..Search::default() }
}

#[tokio::test]
async fn another_clinics_case_is_as_one_that_does_not_exist() {
    on_both(async |fresh: Fresh| {
        let here = Office::open(&fresh).await;
        let there = Office::on(here.desk.store().clone()).await;
        let case = here.opens("Mia Vidal").await;
        let nowhere = CaseId(Uuid::now_v7());
        let who = there.who("Dora");
        for id in [case, nowhere] {
            assert_eq!(there.desk.card(&who, id).await.unwrap_err(), ServerError::NotFound);
            assert_eq!(there.desk.chart(&who, id).await.unwrap_err(), ServerError::NotFound);
            assert_eq!(there.desk.history(&who, Some(id), None).await.unwrap_err(), ServerError::NotFound);
            assert_eq!(there.desk.gate(&who, id, Lane::Active).await.unwrap_err(), ServerError::NotFound);
        }
        let (one, other) =
            (there.ask("Dora", case, C::StopWaiting).await, there.ask("Dora", nowhere, C::StopWaiting).await);
        assert_eq!(one, other);
        assert!(there.desk.search(&who, text("mia")).await.unwrap().is_empty());
        assert!(there.desk.board(&who).await.unwrap().cards.is_empty());
        assert_eq!(here.desk.board(&here.who("Dora")).await.unwrap().cards.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_site_and_a_team_are_walls_too() {
    on_both(async |fresh: Fresh| {
        let office = Office::open(&fresh).await;
        let case = office.opens("Mia Vidal").await;
        for stranger in ["Fred", "Tess", "Ada", "Sys"] {
            let who = office.who(stranger);
            assert!(office.desk.board(&who).await.unwrap().cards.is_empty(), "{stranger}");
            assert_eq!(office.desk.chart(&who, case).await.unwrap_err(), ServerError::NotFound, "{stranger}");
            assert!(office.desk.search(&who, text("vidal")).await.unwrap().is_empty(), "{stranger}");
        }
        office.ask("Cleo", case, C::Join(office.id("Ada"))).await.unwrap();
        let chart = office.desk.chart(&office.who("Ada"), case).await.unwrap();
        assert!(chart.case.contacts.is_empty(), "an assistant has name, age and alerts");
        let words = chart.history.lines.iter().flat_map(|line| &line.words);
        assert!(words.clone().all(|words| !words.contains("Rosa")), "{:?}", words.collect::<Vec<_>>());
        let hits = office.desk.search(&office.who("Ada"), text("rosa")).await.unwrap();
        assert!(hits.is_empty(), "a hidden field does not match");
        assert_eq!(office.desk.search(&office.who("Ada"), text("mia")).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn the_words_of_an_evaluation_do_not_reach_the_front_desk() {
    on_both(async |fresh: Fresh| {
        let office = Office::open(&fresh).await;
        let case = office.opens("Mia Vidal").await;
        for name in ["Tess", "Fred"] {
            office.ask("Cleo", case, C::Join(office.id(name))).await.unwrap();
        }
        let mut heard = office.desk.subscribe(office.clinic).await.unwrap();
        let note = Some(line("severe aspiration risk"));
        let task = domain::task::TaskId::of("IN-13", 1);
        office.ask("Tess", case, C::Complete { task, on: None, note }).await.unwrap();
        let (happening, now) = (heard.recv().await.unwrap(), office.desk.clock().now());
        for (name, reads) in [("Tess", true), ("Cleo", true), ("Dora", true), ("Fred", false)] {
            let who = office.who(name);
            let chart = office.desk.chart(&who, case).await.unwrap();
            let history = office.desk.history(&who, Some(case), None).await.unwrap();
            for told in [format!("{:?}", chart.case), format!("{:?}", chart.history), format!("{history:?}")]
            {
                assert_eq!(told.contains("aspiration"), reads, "{name}: {told}");
            }
            assert!(format!("{history:?}").contains("Evaluate"), "that it was done everybody reads");
            let news = crate::news::news_for(&happening, &who.viewer, now).unwrap();
            assert!(!format!("{news:?}").contains("aspiration"), "no board shows it: {news:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_case_is_found_by_whatever_people_say_on_the_phone() {
    on_both(async |fresh: Fresh| {
        let office = Office::open(&fresh).await;
        let oyku = office.opens("Öykü Nuñez-Brandt").await;
        office.opens("Mia Vidal").await;
        let who = office.who("Cleo");
        let find = async |search: Search| office.desk.search(&who, search).await.unwrap();
        for words in ["oyku", "NUNEZ", "nuñez öykü", "brandt", "Nuñez-Brandt, Öykü"] {
            let hits = find(text(words)).await;
            assert_eq!((hits.len(), hits[0].case), (1, oyku), "{words}");
            assert_eq!(hits[0].because, None);
        }
        assert_eq!(find(text("#1")).await[0].because.as_deref(), Some("case #1"));
        assert_eq!(find(text("2")).await[0].number, 2);
        let guardian = find(text("rosa oyku")).await;
        assert_eq!(guardian[0].because.as_deref(), Some("guardian Rosa Vidal"));
        assert_eq!(find(text("(555)555-0117")).await.len(), 2);
        assert!(find(text("100%_")).await.is_empty());
        assert!(find(text("  ")).await.is_empty());
        let born = Some(super::office::day("2019-03-07"));
        let twin = find(Search { text: "Mia Other".into(), born, ..Search::default() }).await;
        assert_eq!((twin.len(), twin[0].because.as_deref()), (1, Some("same birthday")));
        let mut younger = office.new_case("Mia Vidal");
        younger.patient.born = Some(super::office::day("2021-05-04"));
        office.ask("Cleo", CaseId(Uuid::now_v7()), C::Open(Box::new(younger))).await.unwrap();
        let namesakes = find(Search { text: "Vidal, Mia".into(), born, ..Search::default() }).await;
        assert_eq!((namesakes.len(), namesakes[0].because.as_deref()), (2, Some("same birthday")));
        let long = office.desk.search(&who, text(&"a".repeat(201))).await;
        assert!(matches!(long, Err(ServerError::Refused(Refusal::Text { .. }))), "{long:?}");
    })
    .await;
}

#[tokio::test]
async fn a_look_is_written_down_and_comments_are_read() {
    on_both(async |fresh: Fresh| {
        let office = Office::open(&fresh).await;
        let case = office.opens("Mia Vidal").await;
        let say = C::Comment {
            id: CommentId(Uuid::now_v7()),
            text: Prose::parse("Hello").unwrap(),
            mentions: vec![],
        };
        office.ask("Cleo", case, say).await.unwrap();
        let chart = office.desk.chart(&office.who("Cleo"), case).await.unwrap();
        assert_eq!(chart.comments.len(), 1);
        assert_eq!(chart.history.lines.len(), 2);
        assert_eq!(chart.history.lines[1].words, ["opened the case in Intake"]);
        let sql = "select count(*) from look where what = 'chart'";
        let looks: i64 = on!(office.desk.store(), |db| sqlx::query_scalar(sql).fetch_one(db).await).unwrap();
        assert_eq!(looks, 1);
    })
    .await;
}

#[tokio::test]
async fn the_journal_of_the_clinic_is_for_those_who_audit_it() {
    on_both(async |fresh: Fresh| {
        let office = Office::open(&fresh).await;
        let case = office.opens("Mia Vidal").await;
        office.ask("Cleo", case, ranked(Lane::Intake, 2)).await.unwrap();
        office.ask("Cleo", case, C::Restrict(true)).await.ok();
        office
            .ask(
                "Cleo",
                case,
                C::Wait { reason: domain::case::WaitReason::Waitlist, note: Some(line("Mia waits")) },
            )
            .await
            .unwrap();
        let read = async |name: &str| office.desk.history(&office.who(name), None, None).await;
        assert_eq!(read("Cleo").await.unwrap_err(), ServerError::Forbidden);
        let whole = read("Dora").await.unwrap();
        assert!(whole.lines.iter().any(|line| line.case.as_ref().is_some_and(|case| case.2 == "Mia Vidal")));
        let without = read("Sys").await.unwrap();
        assert_eq!(without.lines.len(), whole.lines.len());
        assert!(!format!("{without:?}").contains("Mia"), "{without:?}");
    })
    .await;
}
