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

/// Tables and their columns.
async fn columns(store: &Store) -> Vec<(String, String)> {
    let sql = match store {
        Store::Sqlite(_) => {
            "select m.name, c.name from sqlite_master m join pragma_table_info(m.name) c \
             where m.type = 'table' and m.name not like 'sqlite_%' and m.name <> '_sqlx_migrations' order by 1, 2"
        }
        Store::Postgres(..) => {
            "select table_name::text, column_name::text from information_schema.columns \
             where table_schema = current_schema() and table_name <> '_sqlx_migrations' \
             order by table_name::text collate \"C\", column_name::text collate \"C\""
        }
    };
    crate::on!(store, |db| sqlx::query_as(sql).fetch_all(db).await).unwrap()
}

#[tokio::test]
async fn both_databases_have_the_same_tables_and_columns() {
    let sqlite = Fresh::sqlite();
    let Some(postgres) = Fresh::postgres().await else { return };
    let columns = (columns(&sqlite.open().await).await, columns(&postgres.open().await).await);
    assert_eq!(columns.0, columns.1);
    assert!(columns.0.iter().any(|(table, column)| table == "entry" && column == "hash"));
}

#[tokio::test]
async fn every_earlier_schema_is_brought_up_to_date_with_what_is_in_it() {
    on_both(async |fresh: Fresh| {
        super::open::migrate_to(&fresh.url, 1).await;
        let early = Store::open_beside(&fresh.url).await.unwrap_err();
        assert!(matches!(early, StoreError::Older { found: 1, .. }), "{early}");
        let store = fresh.open().await;
        let clinic = domain::ids::ClinicId(uuid::Uuid::now_v7());
        let name = domain::kinds::Name::parse("Harbor Therapy").unwrap();
        let (kind, at) = (domain::clinic::Kind::Live, chrono::DateTime::UNIX_EPOCH);
        let by = domain::ids::StaffId(uuid::Uuid::now_v7());
        crate::found::found_clinic(&store, clinic, name, kind, at, by).await.unwrap();
        assert!(crate::verify::verify(&store, |_| {}).await.unwrap().is_sound());
    })
    .await;
}
