//! A PostgreSQL database as lines of JSON: a head, then each row with the name of its table, referenced tables first.

use crate::flaw::{self, Flaw};
use crate::store::StoreError;
use crate::store::open::known_schema;
use futures::TryStreamExt;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sqlx::{AssertSqlSafe, PgConnection, PgPool};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

/// What the first line says.
const KIND: &str = "caseboard backup";
/// Rows in one insert.
const ROWS: usize = 500;
/// And no more after so many bytes: some rows hold a file.
const BYTES: usize = 8 * 1024 * 1024;

#[derive(Serialize, Deserialize)]
struct Head {
    kind: String,
    schema: i64,
}

#[derive(Serialize, Deserialize)]
struct Line<'a> {
    table: &'a str,
    #[serde(borrow)]
    row: &'a RawValue,
}

pub(super) async fn write(
    pool: &PgPool,
    file: &File,
    path: &Path,
    mut progress: impl FnMut(u64) + Send,
) -> Result<(), StoreError> {
    let failed = |source| StoreError::File { path: path.to_owned(), source };
    let mut out = BufWriter::new(file);
    let moment = match () {
        () if flaw::has(Flaw::Backup) => "begin",
        () if flaw::has(Flaw::Block) => "begin isolation level repeatable read",
        () => "begin isolation level repeatable read read only",
    };
    let mut tx = pool.begin_with(moment).await?;
    if flaw::has(Flaw::Block) {
        sqlx::query("lock table clinic in exclusive mode").execute(&mut *tx).await?;
    }
    let head = Head { kind: KIND.into(), schema: known_schema() };
    put(&mut out, &head).map_err(failed)?;
    for table in tables(&mut tx).await? {
        if flaw::has(Flaw::Backup) {
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        let sql = format!("select row_to_json(t)::text from {table} t");
        let mut rows = sqlx::query_scalar::<_, String>(AssertSqlSafe(sql)).fetch(&mut *tx);
        while let Some(row) = rows.try_next().await? {
            let row = RawValue::from_string(row).map_err(|error| failed(error.into()))?;
            put(&mut out, &Line { table: &table, row: &row }).map_err(failed)?;
            progress(1);
        }
    }
    out.flush().map_err(failed)
}

fn put(out: &mut impl Write, line: &impl Serialize) -> std::io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")
}

pub(super) async fn read(
    pool: &PgPool,
    file: File,
    path: &Path,
    mut progress: impl FnMut(u64) + Send,
) -> Result<(), StoreError> {
    let failed = |source| StoreError::File { path: path.to_owned(), source };
    let no = |reason: String| StoreError::NoBackup { path: path.to_owned(), reason };
    let mut lines = BufReader::new(file).lines();
    let head = lines.next().transpose().map_err(failed)?.unwrap_or_default();
    let head: Head =
        serde_json::from_str(&head).map_err(|_| no("its first line is not that of a backup.".into()))?;
    let known = known_schema();
    if head.kind != KIND || head.schema != known {
        return Err(no(format!("it has schema {}, and this database has schema {known}.", head.schema)));
    }
    let mut tx = pool.begin().await?;
    let clinics: i64 = sqlx::query_scalar("select count(*) from clinic").fetch_one(&mut *tx).await?;
    if clinics != 0 {
        return Err(StoreError::NotEmpty);
    }
    let tables = tables(&mut tx).await?;
    let (mut waiting, mut bytes) = (Vec::new(), 0);
    let mut of = String::new();
    for line in lines {
        let text = line.map_err(failed)?;
        let line: Line<'_> =
            serde_json::from_str(&text).map_err(|_| no("one of its lines cannot be read.".into()))?;
        if line.table != of || waiting.len() == ROWS || BYTES <= bytes {
            insert(&mut tx, &of, &mut waiting).await?;
            bytes = 0;
            if !tables.iter().any(|table| table == line.table) {
                return Err(no("it has a table that this database has not.".into()));
            }
            line.table.clone_into(&mut of);
        }
        bytes += line.row.get().len();
        waiting.push(line.row.get().to_owned());
        progress(1);
    }
    insert(&mut tx, &of, &mut waiting).await?;
    tx.commit().await?;
    Ok(())
}

async fn insert(conn: &mut PgConnection, table: &str, rows: &mut Vec<String>) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    let sql = format!("insert into {table} select * from json_populate_recordset(null::{table}, $1::json)");
    let rows = format!("[{}]", std::mem::take(rows).join(","));
    sqlx::query(AssertSqlSafe(sql)).bind(rows).execute(conn).await?;
    Ok(())
}

/// Our tables as the database quotes them, each after those that it refers to.
async fn tables(conn: &mut PgConnection) -> Result<Vec<String>, StoreError> {
    const TABLES: &str = "select oid::regclass::text from pg_class where relkind = 'r' \
                          and relnamespace = current_schema()::regnamespace and relname <> '_sqlx_migrations' order by 1";
    const REFERENCES: &str = "select conrelid::regclass::text, confrelid::regclass::text from pg_constraint \
                              where contype = 'f' and connamespace = current_schema()::regnamespace \
                              and conrelid <> confrelid";
    let mut left: Vec<String> = sqlx::query_scalar(TABLES).fetch_all(&mut *conn).await?;
    let references: Vec<(String, String)> = sqlx::query_as(REFERENCES).fetch_all(conn).await?;
    let mut placed = BTreeSet::new();
    let mut order = Vec::new();
    while !left.is_empty() {
        let ready = |table: &String| {
            references.iter().filter(|(from, _)| from == table).all(|(_, to)| placed.contains(to))
        };
        let (now, later): (Vec<_>, Vec<_>) = left.iter().cloned().partition(ready);
        if now.is_empty() {
            return Err(StoreError::Unreadable { what: "schema", reason: "tables refer in a circle".into() });
        }
        placed.extend(now.iter().cloned());
        order.extend(now);
        left = later;
    }
    Ok(order)
}
