//! The same story on both databases.

use super::{Store, StoreError};
use crate::store::testing::{Fresh, on_both};

#[tokio::test]
async fn a_database_is_made_and_opened_again() {
    on_both(async |fresh: Fresh| {
        let store = fresh.open().await;
        let kind = store.kind();
        let clinics: i64 =
            crate::on!(&store, |db| sqlx::query_scalar("select count(*) from clinic").fetch_one(db).await)
                .unwrap();
        assert_eq!(clinics, 0, "{kind}");
        store.close().await;
        fresh.open().await;
    })
    .await;
}

#[tokio::test]
async fn a_newer_schema_is_refused_in_words() {
    on_both(async |fresh: Fresh| {
        let store = fresh.open().await;
        let sql = "insert into _sqlx_migrations (version, description, success, checksum, execution_time) \
                   values (9999, 'later', true, $1, 0)";
        crate::on_write!(&store, |db| sqlx::query(sql).bind(vec![0_u8]).execute(db).await.map(|_| ()))
            .unwrap();
        store.close().await;
        let error = Store::open(&fresh.url).await.unwrap_err();
        assert!(matches!(error, StoreError::Newer { found: 9999, .. }), "{error}");
        assert!(error.to_string().contains("Nothing was changed"), "{error}");
    })
    .await;
}

#[tokio::test]
async fn a_second_server_on_the_same_file_is_refused() {
    let fresh = Fresh::sqlite();
    let first = fresh.open().await;
    let error = Store::open(&fresh.url).await.unwrap_err();
    assert!(matches!(error, StoreError::InUse(_)), "{error}");
    first.close().await;
    fresh.open().await;
}

#[tokio::test]
async fn an_address_that_makes_no_sense_is_refused() {
    for url in ["", "mysql://here", "sqlite:", "sqlite::memory:"] {
        assert!(matches!(Store::open(url).await, Err(StoreError::Address)), "{url}");
    }
}
