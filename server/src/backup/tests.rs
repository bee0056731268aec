//! A copy of a database at work is the whole of it.

use super::{backup, restore};
use crate::store::testing::{Fresh, on_both};
use crate::store::{Store, StoreError, on};
use crate::verify::verify;

async fn counted(store: &Store) -> (i64, i64, i64) {
    let sql =
        "select (select count(*) from entry), (select count(*) from case_row), (select count(*) from look)";
    on!(store, |db| sqlx::query_as(sql).fetch_one(db).await).unwrap()
}

#[tokio::test]
async fn a_backup_of_a_running_server_is_restored_elsewhere() {
    on_both(async |fresh: Fresh| {
        let store = fresh.open().await;
        crate::desk::tests_office(store.clone()).await;
        let folder = tempfile();
        let file = folder.join("backup");
        backup(&fresh.url, &file, |_| {}).await.unwrap();
        assert!(backup(&fresh.url, &file, |_| {}).await.is_err(), "a backup is never overwritten");
        let other = match store.kind() {
            "SQLite" => Fresh::sqlite(),
            _ => Fresh::postgres().await.unwrap(),
        };
        restore(&file, &other.url, |_| {}).await.unwrap();
        let again = restore(&file, &other.url, |_| {}).await;
        assert!(matches!(again, Err(StoreError::NotEmpty)), "{again:?}");
        let restored = other.open().await;
        assert_eq!(counted(&restored).await, counted(&store).await);
        assert!(verify(&restored, |_| {}).await.unwrap().is_sound());
        let beside = Store::open_beside(&fresh.url).await.unwrap();
        assert!(verify(&beside, |_| {}).await.unwrap().is_sound());
        let busy = restore(&file, &fresh.url, |_| {}).await;
        assert!(matches!(busy, Err(StoreError::InUse(_) | StoreError::NotEmpty)), "{busy:?}");
        std::fs::write(&file, "no backup").unwrap();
        let third = match store.kind() {
            "SQLite" => Fresh::sqlite(),
            _ => Fresh::postgres().await.unwrap(),
        };
        let no = restore(&file, &third.url, |_| {}).await;
        assert!(matches!(no, Err(StoreError::NoBackup { .. })), "{no:?}");
        std::fs::remove_dir_all(folder).unwrap();
    })
    .await;
}

fn tempfile() -> std::path::PathBuf {
    let folder = std::env::temp_dir().join(format!("b_{}", uuid::Uuid::now_v7().simple()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}
