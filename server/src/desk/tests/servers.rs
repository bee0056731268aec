//! Two servers on one PostgreSQL: what one writes, the other tells, in order and once.

use super::office::{Office, ranked, second_desk, submission};
use crate::store::testing::Fresh;
use crate::verify::verify;
use app::api::Desk;
use domain::journal::Seq;
use domain::kinds::Lane;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_servers_tell_everything_in_order_once() {
    let Some(fresh) = Fresh::postgres().await else { return };
    let office = Office::open(&fresh).await;
    let other = second_desk(fresh.open().await);
    let case = office.opens("Mia Vidal").await;
    let who = office.who("Cleo");
    let start = office.seq().await;
    assert_eq!(other.board(&who).await.unwrap().seq, start);
    let mut heard =
        [office.desk.subscribe(office.clinic).await.unwrap(), other.subscribe(office.clinic).await.unwrap()];
    let each = 40;
    let write = async |desk: &crate::desk::LocalDesk| {
        for n in 0..each {
            desk.submit(&who, submission(case, ranked(Lane::Intake, 1 + n % 4))).await.unwrap();
        }
    };
    tokio::join!(write(&office.desk), write(&other), write(&office.desk), write(&other));
    let all = 4 * each as u64;
    for heard in &mut heard {
        for n in 1..=all {
            let next = tokio::time::timeout(Duration::from_secs(5), heard.recv()).await;
            assert_eq!(next.unwrap().unwrap().seq, Seq(start.0 + n));
        }
    }
    let boards = (office.desk.board(&who).await.unwrap(), other.board(&who).await.unwrap());
    assert_eq!(boards.0.cards, boards.1.cards);
    assert!(verify(office.desk.store(), |_| {}).await.unwrap().is_sound());
}
