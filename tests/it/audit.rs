//! Nobody looks unseen: each look at a chart leaves a row, and the row cannot be taken away.

use domain::ids::CaseId;
use tests::submissions::open;
use tests::{TestOffice, on_both};

async fn looks(office: &TestOffice, case: CaseId) -> i64 {
    const SQL: &str = "select count(*) from look where case_id = $1";
    let store = office.office.store();
    let count = server::on!(store, |db| sqlx::query_scalar(SQL).bind(case.to_string()).fetch_one(db).await);
    count.expect("looks can be counted")
}

#[tokio::test]
async fn every_look_at_a_chart_leaves_a_row_and_a_refused_one_none() {
    on_both(async |office| {
        let (ana, dev) = (office.as_person("ana").await, office.as_person("dev").await);
        let (case, opens) = open("Theodore Vidal", office.a.sites[0], Some(office.a.id("clara")));
        ana.must(&opens).await;
        assert_eq!(looks(&office, case).await, 0, "a board is no chart");
        ana.chart(case).await.expect("ana may");
        assert_eq!(looks(&office, case).await, 1);
        ana.chart(case).await.expect("and again");
        assert_eq!(looks(&office, case).await, 2);
        dev.chart(case).await.expect_err("dev may not");
        assert_eq!(looks(&office, case).await, 2);
    })
    .await;
}

#[tokio::test]
async fn the_database_itself_refuses_to_change_or_remove_what_was_logged() {
    on_both(async |office| {
        let ana = office.as_person("ana").await;
        let (case, opens) = open("Theodore Vidal", office.a.sites[0], None);
        ana.must(&opens).await;
        ana.chart(case).await.expect("ana may");
        for sql in [
            "update look set what = 'nothing'",
            "delete from look",
            "update entry set body = '{}'",
            "delete from entry",
        ] {
            let store = office.office.store();
            let done = server::on_write!(store, |db| sqlx::query(sql).execute(db).await.map(|_| ()));
            assert!(done.is_err(), "{sql}");
        }
    })
    .await;
}
