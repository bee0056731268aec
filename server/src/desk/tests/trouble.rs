//! A full disk, a database that is gone: a clear answer, nothing half-written, and the server goes on.

use super::office::{Office, ranked, submission};
use crate::on_write;
use crate::store::Fault;
use crate::store::testing::{Fresh, on_both};
use crate::verify::verify;
use app::api::Desk;
use app::error::ServerError;
use domain::ids::CaseId;
use domain::kinds::Lane;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

#[tokio::test]
async fn a_full_disk_is_said_and_survived() {
    let fresh = Fresh::sqlite();
    let office = Office::open(&fresh).await;
    let case = office.opens("Mia Vidal").await;
    let limit = async |pages: u32| {
        let sql = format!("pragma max_page_count = {pages}");
        on_write!(office.desk.store(), |db| sqlx::raw_sql(AssertSqlSafe(sql)).execute(db).await.map(|_| ()))
            .fault("a test")
            .unwrap();
    };
    // Less than there is means: not one page more.
    limit(1).await;
    let who = office.who("Cleo");
    let mut heard = office.desk.subscribe(office.clinic).await.unwrap();
    let mut saved = 0;
    let refused = loop {
        let submission = submission(case, ranked(Lane::Intake, 1 + saved % 4));
        match office.desk.submit(&who, submission.clone()).await {
            Ok(_) => saved += 1,
            Err(error) => {
                assert_eq!(error, ServerError::Busy);
                break submission;
            }
        }
        assert!(saved < 1_000, "the disk is never full");
    };
    let mut told = 0;
    while heard.try_recv().is_ok() {
        told += 1;
    }
    assert_eq!(told, saved, "nothing is told that was not saved");
    assert!(office.desk.board(&who).await.is_ok(), "reading goes on");
    limit(1_000_000).await;
    office.desk.submit(&who, refused).await.unwrap();
    let report = verify(office.desk.store(), |_| {}).await.unwrap();
    assert!(report.is_sound(), "{report:?}");
}

#[tokio::test]
async fn a_database_that_is_gone_is_said_to_be_busy() {
    on_both(async |fresh: Fresh| {
        let office = Office::open(&fresh).await;
        let case = office.opens("Mia Vidal").await;
        office.desk.store().close().await;
        let who = office.who("Cleo");
        let none = CaseId(Uuid::now_v7());
        assert_eq!(office.ask("Cleo", case, ranked(Lane::Intake, 2)).await, Err(ServerError::Busy));
        assert_eq!(office.desk.chart(&who, case).await.unwrap_err(), ServerError::Busy);
        assert_eq!(office.desk.gate(&who, none, Lane::Active).await.unwrap_err(), ServerError::Busy);
    })
    .await;
}
