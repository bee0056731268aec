//! The same story on both databases.

use super::{EntryRow, LookRow, Store, StoreError, to_json};
use crate::store::testing::{Fresh, on_both};
use domain::clinic::{Clinic, Event, Kind};
use domain::ids::{CaseId, ClinicId, CommandId, StaffId};
use domain::journal::{Body, Entry, Seq};
use domain::kinds::Name;
use sqlx::{AssertSqlSafe, Connection};
use std::collections::BTreeMap;
use uuid::Uuid;

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

const COLUMNS_OF_SQLITE: &str = "select m.name, c.name from sqlite_master m join pragma_table_info(m.name) c \
     where m.type = 'table' and m.name not like 'sqlite_%' and m.name <> '_sqlx_migrations' order by 1, 2";
const COLUMNS_OF_POSTGRES: &str = "select table_name::text, column_name::text from information_schema.columns \
     where table_schema = current_schema() and table_name <> '_sqlx_migrations' \
     order by table_name::text collate \"C\", column_name::text collate \"C\"";

/// Tables and their columns.
async fn columns(store: &Store) -> Vec<(String, String)> {
    let sql = match store {
        Store::Sqlite(_) => COLUMNS_OF_SQLITE,
        Store::Postgres(..) => COLUMNS_OF_POSTGRES,
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

/// What a database of an earlier schema has in it: a row in each table. Ids are made up; the journal is a true one.
async fn fill(fresh: &Fresh, version: i64) {
    let clinic = ClinicId(Uuid::from_u128(1));
    let (staff, case) = (StaffId(Uuid::from_u128(2)), CaseId(Uuid::from_u128(3)));
    let (name, kind) = (Name::parse("Harbor Therapy").unwrap(), Kind::Live);
    let founded = Body::Clinic(vec![Event::Founded { name: name.clone(), kind }]);
    let voided = Body::of_case(case, vec![]);
    let mut sql = Vec::new();
    let doc = to_json(&Clinic::empty(clinic, name.clone(), kind)).unwrap();
    sql.push(format!(
        "insert into clinic (id, name, kind, seq, head, number, doc, doc_seq) \
         values ('{clinic}', '{name}', 'live', 2, 'HEAD', 0, '{doc}', 1)"
    ));
    let mut head = crate::chain::START.to_owned();
    for (seq, body) in [(1, founded), (2, voided)] {
        let command = CommandId(Uuid::from_u128(u128::from(seq)));
        let entry =
            Entry { clinic, seq: Seq(seq), at: chrono::DateTime::UNIX_EPOCH, by: staff, command, body };
        let row = EntryRow::after(&head, &entry).unwrap();
        let of = row.case_id.as_ref().map_or("null".to_owned(), |case| format!("'{case}'"));
        sql.push(format!(
            "insert into entry (clinic, seq, at, by_staff, command, case_id, body, body_hash, prev, hash) \
             values ('{clinic}', {}, {}, '{}', '{}', {of}, '{}', '{}', '{}', '{}')",
            row.seq, row.at, row.by_staff, row.command, row.body, row.body_hash, row.prev, row.hash
        ));
        head = row.hash;
    }
    sql.push(format!("update clinic set head = '{head}'"));
    let mut log = crate::chain::START.to_owned();
    for (seq, (id, reason)) in (1_u64..).zip([(11, None), (10, Some("allergic reaction")), (12, None)]) {
        let row = LookRow {
            id: Uuid::from_u128(id).to_string(),
            at: i64::try_from(id).unwrap(),
            staff: staff.to_string(),
            case_id: Some(case.to_string()),
            what: "chart".to_owned(),
            reason: reason.map(str::to_owned),
            seq: None,
            hash: None,
        };
        let reason = reason.map_or("null".to_owned(), |reason| format!("'{reason}'"));
        let (id, at) = (&row.id, row.at);
        let values = format!("'{id}', '{clinic}', {at}, '{staff}', '{case}', 'chart', {reason}");
        if version < 4 {
            sql.push(format!(
                "insert into look (id, clinic, at, staff, case_id, what, reason) values ({values})"
            ));
        } else {
            log = crate::chain::look_hash(&log, clinic, seq, &row);
            let columns = "id, clinic, at, staff, case_id, what, reason, seq, hash";
            sql.push(format!("insert into look ({columns}) values ({values}, {seq}, '{log}')"));
        }
    }
    if 4 <= version {
        sql.push(format!("insert into look_chain (clinic, seq, head) values ('{clinic}', 3, '{log}')"));
    }
    if 5 <= version {
        let values = "'CLINIC', 'STAFF', 'STAFF', '{}', 1";
        sql.push(format!(
            "insert into payer_draft (clinic, staff, payer, doc, changed_at) values ({values})"
        ));
    }
    if 2 <= version {
        let account = Uuid::from_u128(4);
        for rest in [
            "account (id, email, created_at) values ('ACCOUNT', 'grace@example.org', 1)",
            "member (clinic, staff, account, since) values ('CLINIC', 'STAFF', 'ACCOUNT', 1)",
            "recovery_code (account, digest) values ('ACCOUNT', 'd')",
            "factor_setup (account, secret, codes, at) values ('ACCOUNT', SECRET, '[]', 1)",
            "session (id, digest, account, clinic, staff, began_at, seen_at, until_at, device, address) \
             values ('STAFF', 'd', 'ACCOUNT', 'CLINIC', 'STAFF', 1, 1, 2, 'a test', '192.0.2.1')",
            "half_signed_in (digest, account, until_at) values ('d', 'ACCOUNT', 1)",
            "known_device (digest, account, seen_at) values ('d', 'ACCOUNT', 1)",
            "tries (key, count, last_at) values ('k', 1, 1)",
            "invitation (digest, kind, clinic, staff, at, until_at) values ('d', 'join', 'CLINIC', 'STAFF', 1, 2)",
        ] {
            sql.push(format!("insert into {rest}").replace("ACCOUNT", &account.to_string()));
        }
    }
    if 3 <= version {
        sql.push(
            "insert into import_draft (id, clinic, staff, file_name, row_count, state, batch, created_at, changed_at) \
             values ('i', 'CLINIC', 'STAFF', 'old.csv', 1, 'open', 'b', 1, 1)"
                .to_owned(),
        );
    }
    if 6 <= version {
        sql.push(
            "insert into document (clinic, hash, kind, size, added_at, bytes) values ('CLINIC', 'h', 'pdf', 2, 1, SECRET)"
                .to_owned(),
        );
    }
    if 7 <= version {
        sql.push(
            "insert into note_draft (clinic, staff, case_id, visit, doc, saved_at) \
             values ('CLINIC', 'STAFF', 'c', 'v', '{}', 1)"
                .to_owned(),
        );
    }
    let secret = if super::open::is_postgres(&fresh.url) { "decode('00ff', 'hex')" } else { "x'00ff'" };
    for sql in sql {
        let sql = sql
            .replace("CLINIC", &clinic.to_string())
            .replace("STAFF", &staff.to_string())
            .replace("SECRET", secret);
        run(fresh, sql).await;
    }
}

/// Beside any schema of this program.
async fn run(fresh: &Fresh, sql: String) {
    let sql = AssertSqlSafe(sql);
    if super::open::is_postgres(&fresh.url) {
        let mut conn = sqlx::PgConnection::connect(&fresh.url).await.unwrap();
        sqlx::raw_sql(sql).execute(&mut conn).await.unwrap();
    } else {
        let mut conn = sqlx::SqliteConnection::connect(&fresh.url).await.unwrap();
        sqlx::raw_sql(sql).execute(&mut conn).await.unwrap();
    }
}

/// Every row of a table, by the columns that it once had.
async fn contents(fresh: &Fresh, table: &str, columns: &[String]) -> Vec<String> {
    let all = columns.join(", ");
    if super::open::is_postgres(&fresh.url) {
        let sql = format!("select row({all})::text from {table} order by 1");
        let mut conn = sqlx::PgConnection::connect(&fresh.url).await.unwrap();
        return sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(&mut conn).await.unwrap();
    }
    let quoted: Vec<String> = columns.iter().map(|column| format!("quote({column})")).collect();
    let sql = format!("select {} from {table} order by 1", quoted.join(" || ',' || "));
    let mut conn = sqlx::SqliteConnection::connect(&fresh.url).await.unwrap();
    sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(&mut conn).await.unwrap()
}

/// The tables of a database with their columns, whatever its schema.
async fn tables(fresh: &Fresh) -> BTreeMap<String, Vec<String>> {
    let postgres = super::open::is_postgres(&fresh.url);
    let rows: Vec<(String, String)> = if postgres {
        let mut conn = sqlx::PgConnection::connect(&fresh.url).await.unwrap();
        sqlx::query_as(COLUMNS_OF_POSTGRES).fetch_all(&mut conn).await.unwrap()
    } else {
        let mut conn = sqlx::SqliteConnection::connect(&fresh.url).await.unwrap();
        sqlx::query_as(COLUMNS_OF_SQLITE).fetch_all(&mut conn).await.unwrap()
    };
    let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (table, column) in rows {
        tables.entry(table).or_default().push(column);
    }
    tables
}

#[tokio::test]
async fn every_earlier_schema_is_brought_up_to_date_with_what_is_in_it() {
    for version in 1..super::open::known_schema() {
        on_both(async |fresh: Fresh| {
            super::open::migrate_to(&fresh.url, version).await;
            fill(&fresh, version).await;
            let early = Store::open_beside(&fresh.url).await.unwrap_err();
            assert!(matches!(early, StoreError::Older { found, .. } if found == version), "{early}");
            let old = tables(&fresh).await;
            let mut before = BTreeMap::new();
            for (table, columns) in &old {
                before.insert(table, contents(&fresh, table, columns).await);
            }
            // Rows of these views are made from the journal, which has no case here.
            let views: &[&str] = match version {
                ..5 => &["case_row"],
                5..7 => &["case_row", "ledger_row"],
                _ => &["case_row", "ledger_row", "record_row"],
            };
            let empty = before.iter().filter(|(_, rows)| rows.is_empty()).map(|(table, _)| table.as_str());
            assert_eq!(empty.collect::<Vec<_>>(), views, "schema {version}");
            let store = fresh.open().await;
            for (table, columns) in &old {
                let after = contents(&fresh, table, columns).await;
                assert_eq!(before[table], after, "{table} of schema {version}");
            }
            let report = crate::verify::verify(&store, |_| {}).await.unwrap();
            assert!(report.is_sound(), "schema {version}: {:?}", report.problems);
            assert_eq!((report.clinics, report.entries, report.looks), (1, 2, 3));
            store.close().await;
            let store = fresh.open().await;
            assert!(crate::verify::verify(&store, |_| {}).await.unwrap().is_sound(), "and stays so");
            let sql = "update look set what = 'nothing'";
            let changed = crate::on_write!(&store, |db| sqlx::query(sql).execute(db).await.map(|_| ()));
            assert!(changed.is_err(), "what is sealed is never changed");
        })
        .await;
    }
}

#[tokio::test]
async fn rows_older_than_what_is_told_in_them_are_made_anew() {
    on_both(async |fresh: Fresh| {
        let store = fresh.open().await;
        crate::desk::tests_office(store.clone()).await;
        let count = async |sql: &'static str| -> i64 {
            on!(&store, |db| sqlx::query_scalar(sql).fetch_one(db).await).unwrap()
        };
        // A case without a word in its record has no row; the view is what the journal says.
        let row = "insert into record_row (clinic, id, open, doc) select clinic, id, '', '{}' from case_row";
        crate::on_write!(&store, |db| sqlx::query(row).execute(db).await.map(|_| ())).unwrap();
        assert_eq!(count("select count(*) from record_row where open = ''").await, 3);
        super::records::bring_up(&store).await.unwrap();
        assert_eq!(count("select count(*) from record_row where open = '[]'").await, 3);
    })
    .await;
}
