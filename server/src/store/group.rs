//! One group's writes: entries, cases and counters. Each statement costs a journey: to another process with PostgreSQL, to
//! another thread with SQLite, which is the longest part of a commit that is nearly always of a row or two.

use super::cases::{KNOWN, KNOWN_WITH_ITS_KEYS, push_cases};
use super::entries::{EntryRow, insert_entries, push_entries};
use super::{CaseRow, Counters, SqliteStore, Store, StoreError, Tx, number, save_counters, upsert_cases};
use crate::flaw::{self, Flaw};
use domain::ids::ClinicId;
use sqlx::pool::PoolConnection;
use sqlx::{PgExecutor, QueryBuilder, Sqlite};

/// The text never changes, so that it is prepared once. All of its parts run, in whatever order.
const SQL: &str = "\
    with appended as ( \
        insert into entry (clinic, seq, at, by_staff, command, case_id, body, body_hash, prev, hash) \
        select $1, * from unnest($2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], \
                                 $8::text[], $9::text[], $10::text[]) \
    ), shown as ( \
        insert into case_row (clinic, id, number, seq, lane, site, owner, name_folded, search, born, batch, \
                              open, void, doc) \
        select $1, * from unnest($11::text[], $12::bigint[], $13::bigint[], $14::text[], $15::text[], $16::text[], \
                                 $17::text[], $18::text[], $19::text[], $20::text[], $21::boolean[], \
                                 $22::boolean[], $23::text[]) \
        on conflict (clinic, id) do update set number = excluded.number, seq = excluded.seq, \
            lane = excluded.lane, site = excluded.site, owner = excluded.owner, \
            name_folded = excluded.name_folded, search = excluded.search, born = excluded.born, \
            batch = excluded.batch, open = excluded.open, void = excluded.void, doc = excluded.doc \
    ) \
    update clinic set seq = $24, head = $25, number = $26 where id = $1 returning pg_notify($27, $28)";

/// Writes what a group came to, and tells other servers of it when it commits.
pub async fn write_group(
    tx: &mut Tx,
    clinic: ClinicId,
    entries: &[EntryRow],
    cases: &[CaseRow],
    to: &Counters,
) -> Result<(), StoreError> {
    match tx {
        Tx::Postgres(db) => in_postgres(&mut **db, clinic, entries, cases, to).await,
        Tx::Sqlite(..) => {
            insert_entries(tx, clinic, entries).await?;
            upsert_cases(tx, clinic, cases).await?;
            save_counters(tx, clinic, to).await
        }
    }
}

/// Writes and commits what a group came to, in one journey and without looking first. Whoever calls this believes to know
/// where the journal ends: if anybody has gone on, the first entry's place is taken, and nothing of the group is written.
/// `same_keys`: the table has all of the cases, each with the [`super::Keys`] that it has now.
pub async fn write_at_once(
    store: &Store,
    clinic: ClinicId,
    entries: &[EntryRow],
    cases: &[CaseRow],
    same_keys: bool,
    to: &Counters,
) -> Result<(), StoreError> {
    match store {
        // A statement without a transaction is one of its own.
        Store::Postgres(pool, kept) => {
            let mut lent = kept.lend(pool).await?;
            in_postgres(lent.conn(), clinic, entries, cases, to).await?;
            lent.keep(pool);
            Ok(())
        }
        Store::Sqlite(sqlite) => in_sqlite(sqlite, clinic, entries, cases, same_keys, to).await,
    }
}

async fn in_sqlite(
    sqlite: &SqliteStore,
    clinic: ClinicId,
    entries: &[EntryRow],
    cases: &[CaseRow],
    same_keys: bool,
    to: &Counters,
) -> Result<(), StoreError> {
    let clinic = clinic.to_string();
    let mut all = QueryBuilder::<Sqlite>::new("begin immediate; ");
    push_entries!(all, clinic, entries);
    if flaw::has(Flaw::Taken) {
        all.push(" on conflict do nothing");
    }
    if !cases.is_empty() {
        all.push("; ");
        push_cases!(all, clinic, cases, if same_keys { KNOWN_WITH_ITS_KEYS } else { KNOWN });
    }
    all.push("; update clinic set seq = ").push_bind(number(to.seq.0));
    all.push(", head = ").push_bind(&to.head).push(", number = ").push_bind(i64::from(to.number));
    all.push(" where id = ").push_bind(&clinic).push("; commit");
    let mut conn = Midway(Some(sqlite.write.acquire().await?));
    let done = match &mut conn.0 {
        Some(conn) => all.build().execute(&mut **conn).await.map(|_| ()),
        None => Ok(()),
    };
    if done.is_ok() {
        conn.0 = None;
    } else {
        conn.back_out().await;
    }
    Ok(done?)
}

/// A connection of which nobody knows whether it has left its transaction. The driver does not know of the transaction, so
/// unless this is seen to, the connection is closed, and SQLite rolls back what is open.
struct Midway(Option<PoolConnection<Sqlite>>);

impl Midway {
    async fn back_out(&mut self) {
        let Some(conn) = &mut self.0 else { return };
        // Refused when SQLite itself has rolled back, as on a full disk: a new connection is as good.
        if sqlx::raw_sql("rollback").execute(&mut **conn).await.is_ok() {
            self.0 = None;
        }
    }
}

impl Drop for Midway {
    fn drop(&mut self) {
        if let Some(conn) = &mut self.0 {
            conn.close_on_drop();
        }
    }
}

async fn in_postgres(
    db: impl PgExecutor<'_>,
    clinic: ClinicId,
    entries: &[EntryRow],
    cases: &[CaseRow],
    to: &Counters,
) -> Result<(), StoreError> {
    fn each<'r, R, T>(rows: &'r [R], of: impl Fn(&'r R) -> T) -> Vec<T> {
        rows.iter().map(of).collect()
    }
    sqlx::query(SQL)
        .bind(clinic.to_string())
        .bind(each(entries, |row| row.seq))
        .bind(each(entries, |row| row.at))
        .bind(each(entries, |row| row.by_staff.as_str()))
        .bind(each(entries, |row| row.command.as_str()))
        .bind(each(entries, |row| row.case_id.as_deref()))
        .bind(each(entries, |row| row.body.as_str()))
        .bind(each(entries, |row| row.body_hash.as_str()))
        .bind(each(entries, |row| row.prev.as_str()))
        .bind(each(entries, |row| row.hash.as_str()))
        .bind(each(cases, |row| row.id.as_str()))
        .bind(each(cases, |row| row.number))
        .bind(each(cases, |row| row.seq))
        .bind(each(cases, |row| row.lane.as_str()))
        .bind(each(cases, |row| row.site.as_str()))
        .bind(each(cases, |row| row.owner.as_deref()))
        .bind(each(cases, |row| row.name_folded.as_str()))
        .bind(each(cases, |row| row.search.as_str()))
        .bind(each(cases, |row| row.born.as_deref()))
        .bind(each(cases, |row| row.batch.as_deref()))
        .bind(each(cases, |row| row.open))
        .bind(each(cases, |row| row.void))
        .bind(each(cases, |row| row.doc.as_str()))
        .bind(number(to.seq.0))
        .bind(&to.head)
        .bind(i64::from(to.number))
        .bind(crate::news::CHANNEL)
        .bind(crate::news::payload(clinic, to.seq))
        .execute(db)
        .await?;
    Ok(())
}
