//! An import is taken back as one.

use super::office::{Office, ranked, submission};
use crate::store::testing::{Fresh, on_both};
use app::api::Desk;
use domain::case::{Command as C, NewCase};
use domain::ids::{BatchId, CaseId};
use domain::kinds::Lane;
use uuid::Uuid;

#[tokio::test]
async fn a_batch_is_voided_but_for_what_somebody_has_worked_on() {
    on_both(async |fresh: Fresh| {
        let office = Office::open(&fresh).await;
        let batch = BatchId(Uuid::now_v7());
        let kept = office.opens("Not Imported").await;
        let cases: Vec<CaseId> = (0..5).map(|_| CaseId(Uuid::now_v7())).collect();
        let submissions = cases.iter().enumerate().map(|(n, case)| {
            let lane = if n == 4 { Lane::Closed } else { Lane::Active };
            let new = NewCase { batch: Some(batch), lane: Some(lane), ..office.new_case("Mia Vidal") };
            submission(*case, C::Open(Box::new(new)))
        });
        let dora = office.who("Dora");
        let answers = office.desk.submit_many(&dora, submissions.collect()).await;
        assert!(answers.iter().all(Result::is_ok), "{answers:?}");
        office.ask("Dora", cases[2], ranked(Lane::Active, 2)).await.unwrap();
        let cleo = office.who("Cleo");
        for _ in 0..2 {
            let done = office.desk.void_batch(&cleo, batch).await.unwrap();
            assert_eq!(done.kept.iter().map(|(case, _)| *case).collect::<Vec<_>>(), [cases[2]]);
            assert_eq!(done.voided.len(), 4);
        }
        let board = office.desk.board(&dora).await.unwrap();
        let mut left: Vec<CaseId> = board.cards.iter().map(|card| card.id).collect();
        left.sort_unstable();
        let mut wanted = vec![kept, cases[2]];
        wanted.sort_unstable();
        assert_eq!(left, wanted);
        assert!(office.desk.void_batch(&cleo, BatchId(Uuid::now_v7())).await.is_err());
    })
    .await;
}
