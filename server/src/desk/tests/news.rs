//! What open boards hear, and what those hear that were away.

use super::office::{Office, command, day, line, moved, ranked};
use crate::news::news_for;
use crate::store::testing::{Fresh, on_both};
use app::api::Desk;
use domain::board::{Cards, News, Outcome};
use domain::case::Command as C;
use domain::ids::CommentId;
use domain::journal::Seq;
use domain::kinds::{Lane, Prose};
use domain::task::TaskId;
use uuid::Uuid;

/// Everything that can happen to a card, in some order.
async fn busy_day(office: &Office) {
    let mia = office.opens("Mia Vidal").await;
    let noor = office.opens("Noor Haddad").await;
    let task = TaskId::of("IN-01", 1);
    let done = C::Complete { task: task.clone(), on: None, note: None };
    let _ = office.ask("Dora", mia, done).await;
    let _ = office.ask("Dora", mia, C::Reopen { task, reason: line("not yet") }).await;
    let text = Prose::parse("Called the family").unwrap();
    let comment = C::Comment { id: CommentId(Uuid::now_v7()), text, mentions: vec![] };
    office.ask("Cleo", mia, comment).await.unwrap();
    office.ask("Dora", mia, moved(Lane::Intake, Lane::Planning)).await.unwrap();
    office.ask("Cleo", mia, ranked(Lane::Planning, 2)).await.unwrap();
    let hold = C::Hold { reason: line("travel"), wake_on: day("2026-10-20") };
    office.ask("Cleo", noor, hold).await.unwrap();
    office.ask("Cleo", noor, C::Resume).await.unwrap();
    office.ask("Dora", noor, moved(Lane::Intake, Lane::Active)).await.unwrap();
    office.ask("Dora", noor, moved(Lane::Active, Lane::Closed)).await.unwrap();
    let leo = office.opens("Leo Brandt").await;
    office.ask("Cleo", leo, C::Void { reason: line("opened twice") }).await.unwrap();
    office.ask("Cleo", mia, C::Join(office.id("Tess"))).await.unwrap();
}

#[tokio::test]
async fn a_board_that_hears_everything_is_the_board_that_is_read() {
    on_both(async |fresh: Fresh| {
        for name in ["Dora", "Cleo", "Tess", "Fred"] {
            let office = Office::on(Fresh::open(&fresh).await).await;
            let who = office.who(name);
            let board = office.desk.board(&who).await.unwrap();
            let mut cards = Cards::new(board.cards);
            let mut heard = office.desk.subscribe(office.clinic).await.unwrap();
            busy_day(&office).await;
            let mut last = board.seq;
            while let Ok(happening) = heard.try_recv() {
                assert_eq!(happening.seq.0, last.0 + 1, "in order, each once");
                last = happening.seq;
                if let Some(news) = news_for(&happening, &who.viewer, office.desk.clock().now()) {
                    let outcome = cards.receive(&news);
                    assert!(!matches!(outcome, Outcome::Gap(_)), "{name}: {news:?}");
                }
            }
            let read = office.desk.board(&who).await.unwrap();
            assert_eq!(last, read.seq);
            assert_eq!(cards.iter().cloned().collect::<Vec<_>>(), read.cards, "{name}");
            office.desk.store().close().await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_board_that_was_away_catches_up_from_any_entry() {
    on_both(async |fresh: Fresh| {
        let office = Office::open(&fresh).await;
        let who = office.who("Cleo");
        let mut boards = vec![office.desk.board(&who).await.unwrap()];
        for name in ["Mia Vidal", "Noor Haddad"] {
            let case = office.opens(name).await;
            boards.push(office.desk.board(&who).await.unwrap());
            office.ask("Dora", case, moved(Lane::Intake, Lane::Active)).await.unwrap();
            boards.push(office.desk.board(&who).await.unwrap());
        }
        busy_day(&office).await;
        let now = office.desk.board(&who).await.unwrap();
        for old in boards {
            let missed = office.desk.missed(&who, old.seq).await.unwrap();
            assert!(matches!(missed.last(), Some(News::Live { seq, .. }) if *seq == now.seq));
            let mut cards = Cards::new(old.cards);
            for news in &missed {
                cards.receive(news);
            }
            assert_eq!(cards.iter().cloned().collect::<Vec<_>>(), now.cards, "since {:?}", old.seq);
        }
        let missed = office.desk.missed(&who, now.seq).await.unwrap();
        assert_eq!(missed.len(), 1, "nothing was missed");
    })
    .await;
}

#[tokio::test]
async fn an_accepted_wish_that_changes_nothing_is_still_told() {
    on_both(async |fresh: Fresh| {
        let office = Office::open(&fresh).await;
        let case = office.opens("Mia Vidal").await;
        office.ask("Cleo", case, ranked(Lane::Intake, 2)).await.unwrap();
        let mut heard = office.desk.subscribe(office.clinic).await.unwrap();
        let receipt = office.ask("Cleo", case, ranked(Lane::Intake, 2)).await.unwrap();
        let happening = heard.try_recv().unwrap();
        assert_eq!(happening.seq, receipt.seq);
        let now = office.desk.clock().now();
        let news = news_for(&happening, &office.who("Cleo").viewer, now);
        let on = Seq(receipt.seq.0 - 1);
        assert!(matches!(news, Some(News::Happened { on: was, .. }) if was == on), "{news:?}");
        assert_ne!(happening.entry.command, command());
    })
    .await;
}
