//! The access log: who looked at what, when and why. Append-only, and chained, like the journal.
//!
//! The chain of a clinic ends in a row of its own and not in the clinic's: who looks waits for who else looks, for one
//! commit, and never for a group of moves.

use super::{Store, StoreError, Tx, micros, number, unsigned};
use crate::chain;
use crate::flaw::{self, Flaw};
use crate::{on, on_tx};
use domain::ids::{CaseId, ClinicId, StaffId};
use domain::kinds::Instant;
use sqlx::FromRow;
use uuid::Uuid;

/// Rows read at once.
const CHUNK: usize = 1_000;

/// One look.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Look {
    /// Where.
    pub clinic: ClinicId,
    /// When, by the server's clock.
    pub at: Instant,
    /// Who; all zeros for the command line.
    pub staff: StaffId,
    /// At which case, if at one.
    pub case: Option<CaseId>,
    /// What was shown: `chart`, `history`, `journal`, `export`; or handed out: `invitation`, `reset link`.
    pub what: &'static str,
    /// Why, where a reason was asked for; for whom, where something was handed out.
    pub reason: Option<String>,
}

/// A look as it lies in the table.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct LookRow {
    /// Id.
    pub id: String,
    /// Microseconds since 1970.
    pub at: i64,
    /// Who.
    pub staff: String,
    /// At which case.
    pub case_id: Option<String>,
    /// What.
    pub what: String,
    /// Why.
    pub reason: Option<String>,
    /// Place in the clinic's log.
    pub seq: Option<i64>,
    /// Hash of this row and of the one before it.
    pub hash: Option<String>,
}

/// Where a clinic's access log ends.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LookChain {
    /// Place of the last look.
    pub seq: u64,
    /// Hash of it.
    pub head: String,
}

/// Writes a look down.
pub async fn log_look(tx: &mut Tx, look: &Look) -> Result<(), StoreError> {
    if flaw::has(Flaw::Audit) {
        return Ok(());
    }
    // Taken by who is first, on any server, until their commit.
    let end = look_chain(tx, look.clinic, true).await?.ok_or_else(|| StoreError::Unreadable {
        what: "access log",
        reason: "its end is missing; run `caseboard verify`".into(),
    })?;
    let mut row = LookRow {
        id: Uuid::now_v7().to_string(),
        at: micros(look.at),
        staff: look.staff.to_string(),
        case_id: look.case.map(|case| case.to_string()),
        what: look.what.to_owned(),
        reason: look.reason.clone(),
        seq: None,
        hash: None,
    };
    let next = after(&end, look.clinic, &mut row);
    insert(tx, look.clinic, &row).await?;
    save_end(tx, look.clinic, &next).await
}

/// Gives a row its place after the last one; the new end.
fn after(end: &LookChain, clinic: ClinicId, row: &mut LookRow) -> LookChain {
    let seq = end.seq + 1;
    let head = chain::look_hash(&end.head, clinic, seq, row);
    (row.seq, row.hash) = (Some(number(seq)), Some(head.clone()));
    LookChain { seq, head }
}

async fn insert(tx: &mut Tx, clinic: ClinicId, row: &LookRow) -> Result<(), StoreError> {
    const SQL: &str = "insert into look (id, clinic, at, staff, case_id, what, reason, seq, hash) \
                       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    on_tx!(tx, |db| sqlx::query(SQL)
        .bind(&row.id)
        .bind(clinic.to_string())
        .bind(row.at)
        .bind(&row.staff)
        .bind(&row.case_id)
        .bind(&row.what)
        .bind(&row.reason)
        .bind(row.seq)
        .bind(&row.hash)
        .execute(db)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Begins the access log of a new clinic.
pub(super) async fn begin_looks(tx: &mut Tx, clinic: ClinicId) -> Result<(), StoreError> {
    const SQL: &str = "insert into look_chain (clinic, seq, head) values ($1, 0, $2)";
    on_tx!(tx, |db| sqlx::query(SQL)
        .bind(clinic.to_string())
        .bind(chain::START)
        .execute(db)
        .await
        .map(|_| ()))?;
    Ok(())
}

async fn save_end(tx: &mut Tx, clinic: ClinicId, end: &LookChain) -> Result<(), StoreError> {
    const SQL: &str = "update look_chain set seq = $2, head = $3 where clinic = $1";
    on_tx!(tx, |db| sqlx::query(SQL)
        .bind(clinic.to_string())
        .bind(number(end.seq))
        .bind(&end.head)
        .execute(db)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Where a clinic's access log ends; nothing where that was taken away. `to_write`: nobody else goes on meanwhile.
pub async fn look_chain(
    tx: &mut Tx,
    clinic: ClinicId,
    to_write: bool,
) -> Result<Option<LookChain>, StoreError> {
    const READ: &str = "select seq, head from look_chain where clinic = $1";
    const LOCK: &str = "select seq, head from look_chain where clinic = $1 for update";
    // A SQLite transaction that writes already has the only seat.
    let sql = if to_write { tx.sql(READ, LOCK) } else { READ };
    let row: Option<(i64, Option<String>)> =
        on_tx!(tx, |db| sqlx::query_as(sql).bind(clinic.to_string()).fetch_optional(db).await)?;
    Ok(row.and_then(|(seq, head)| Some(LookChain { seq: unsigned(seq), head: head? })))
}

/// Looks of a clinic after one, in the order of their places.
pub async fn looks_after(tx: &mut Tx, clinic: ClinicId, after: u64) -> Result<Vec<LookRow>, StoreError> {
    const SQL: &str = "select id, at, staff, case_id, what, reason, seq, hash from look \
                       where clinic = $1 and seq > $2 order by seq limit $3";
    let (clinic, after, limit) = (clinic.to_string(), number(after), number(CHUNK as u64));
    Ok(on_tx!(tx, |db| sqlx::query_as(SQL).bind(clinic).bind(after).bind(limit).fetch_all(db).await)?)
}

/// How many rows a clinic's access log has, whatever they say of themselves.
pub async fn count_looks(tx: &mut Tx, clinic: ClinicId) -> Result<u64, StoreError> {
    const SQL: &str = "select count(*) from look where clinic = $1";
    let count: i64 = on_tx!(tx, |db| sqlx::query_scalar(SQL).bind(clinic.to_string()).fetch_one(db).await)?;
    Ok(unsigned(count))
}

/// Seals what was logged before there was a chain.
pub(super) async fn seal(store: &Store) -> Result<(), StoreError> {
    const OPEN: &str = "select clinic from look_chain where head is null";
    let open: Vec<String> = on!(store, |db| sqlx::query_scalar(OPEN).fetch_all(db).await)?;
    if open.is_empty() {
        return Ok(());
    }
    let mut tx = store.write().await?;
    // Another server may have begun as well: it waits here, and then finds nothing.
    let sql = tx.sql(OPEN, "select clinic from look_chain where head is null for update");
    let open: Vec<String> = on_tx!(&mut tx, |db| sqlx::query_scalar(sql).fetch_all(db).await)?;
    for clinic in open {
        seal_clinic(&mut tx, super::id(&clinic)?).await?;
    }
    tx.commit().await
}

async fn seal_clinic(tx: &mut Tx, clinic: ClinicId) -> Result<(), StoreError> {
    const ROWS: &str = "select id, at, staff, case_id, what, reason, seq, hash from look \
                        where clinic = $1 and hash is null order by id limit $2";
    const SEAL: &str = "update look set seq = $2, hash = $3 where id = $1";
    let mut end = LookChain { seq: 0, head: chain::START.to_owned() };
    loop {
        let rows: Vec<LookRow> = on_tx!(&mut *tx, |db| sqlx::query_as(ROWS)
            .bind(clinic.to_string())
            .bind(number(CHUNK as u64))
            .fetch_all(db)
            .await)?;
        if rows.is_empty() {
            return save_end(tx, clinic, &end).await;
        }
        for mut row in rows {
            end = after(&end, clinic, &mut row);
            on_tx!(&mut *tx, |db| sqlx::query(SEAL)
                .bind(&row.id)
                .bind(row.seq)
                .bind(&row.hash)
                .execute(db)
                .await
                .map(|_| ()))?;
        }
    }
}
