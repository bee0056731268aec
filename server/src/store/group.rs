//! One group's writes: entries, cases and counters. On PostgreSQL one statement, as each costs a journey.

use super::entries::{EntryRow, insert_entries};
use super::{CaseRow, Counters, StoreError, Tx, number, save_counters, upsert_cases};
use domain::ids::ClinicId;
use sqlx::{Postgres, Transaction};

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
        Tx::Postgres(db) => at_once(db, clinic, entries, cases, to).await,
        Tx::Sqlite(..) => {
            insert_entries(tx, clinic, entries).await?;
            upsert_cases(tx, clinic, cases).await?;
            save_counters(tx, clinic, to).await
        }
    }
}

async fn at_once(
    db: &mut Transaction<'static, Postgres>,
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
        .execute(&mut **db)
        .await?;
    Ok(())
}
