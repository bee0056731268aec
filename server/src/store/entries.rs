//! All SQL about the journal.

use super::{StoreError, Tx, id, instant, json, json_list, micros, number, optional_id, to_json, unsigned};
use crate::chain;
use crate::on_tx;
use domain::ids::{CaseId, ClinicId, CommandId, StaffId};
use domain::journal::{Entry, Seq};
use domain::kinds::Instant;
use std::collections::HashMap;

/// An entry as it lies in the table: the body is exactly the bytes that were hashed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct EntryRow {
    /// Place.
    pub seq: i64,
    /// Microseconds since 1970.
    pub at: i64,
    /// Who.
    pub by_staff: String,
    /// Submission.
    pub command: String,
    /// Case, if it is about one.
    pub case_id: Option<String>,
    /// JSON of [`domain::journal::Body`].
    pub body: String,
    /// Hash of the body.
    pub body_hash: String,
    /// Hash of the entry before.
    pub prev: String,
    /// Hash of this head.
    pub hash: String,
}

/// Columns in the order of [`EntryRow`].
type Columns = (i64, i64, String, String, Option<String>, String, String, String, String);

impl From<Columns> for EntryRow {
    fn from((seq, at, by_staff, command, case_id, body, body_hash, prev, hash): Columns) -> EntryRow {
        EntryRow { seq, at, by_staff, command, case_id, body, body_hash, prev, hash }
    }
}

impl EntryRow {
    /// An entry as it is to be stored after the entry whose hash is `prev`.
    pub fn after(prev: &str, entry: &Entry) -> Result<EntryRow, StoreError> {
        let body = to_json(&entry.body)?;
        let mut row = EntryRow {
            seq: number(entry.seq.0),
            at: micros(entry.at),
            by_staff: entry.by.to_string(),
            command: entry.command.to_string(),
            case_id: entry.body.case().map(|case| case.to_string()),
            body_hash: chain::body_hash(&body),
            body,
            prev: prev.to_owned(),
            hash: String::new(),
        };
        row.hash = chain::head_hash(entry.clinic, &row);
        Ok(row)
    }

    /// The entry that the row tells of.
    pub fn entry(&self, clinic: ClinicId) -> Result<Entry, StoreError> {
        Ok(Entry {
            clinic,
            seq: Seq(unsigned(self.seq)),
            at: instant(self.at)?,
            by: id(&self.by_staff)?,
            command: id(&self.command)?,
            body: json(&self.body)?,
        })
    }

    /// The case that the head names.
    pub fn case(&self) -> Result<Option<CaseId>, StoreError> {
        optional_id(self.case_id.as_deref())
    }
}

/// Rows in one statement: well below what either database takes as parameters.
const ROWS: usize = 500;

/// Writes the insertion of these rows into a builder. A macro, as what can be bound depends on the engine.
macro_rules! push_entries {
    ($insert:expr, $clinic:expr, $rows:expr) => {
        $insert.push(
            "insert into entry (clinic, seq, at, by_staff, command, case_id, body, body_hash, prev, hash) ",
        );
        $insert.push_values($rows, |mut values, row| {
            values
                .push_bind(&$clinic)
                .push_bind(row.seq)
                .push_bind(row.at)
                .push_bind(&row.by_staff)
                .push_bind(&row.command)
                .push_bind(&row.case_id)
                .push_bind(&row.body)
                .push_bind(&row.body_hash)
                .push_bind(&row.prev)
                .push_bind(&row.hash);
        });
    };
}
pub(super) use push_entries;

/// Appends entries.
pub async fn insert_entries(tx: &mut Tx, clinic: ClinicId, rows: &[EntryRow]) -> Result<(), StoreError> {
    let clinic = clinic.to_string();
    for rows in rows.chunks(ROWS) {
        on_tx!(&mut *tx, |db: Db| {
            let mut insert = sqlx::QueryBuilder::<Db>::default();
            push_entries!(insert, clinic, rows);
            insert.build().execute(db).await.map(|_| ())
        })?;
    }
    Ok(())
}

/// A submission that is in the journal already.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct First {
    /// Its place.
    pub seq: Seq,
    /// Who sent it.
    pub by: StaffId,
    /// The case that it is about; none where it is about the clinic.
    pub case: Option<CaseId>,
}

/// Which of these submissions are in the journal already.
pub async fn seen(
    tx: &mut Tx,
    clinic: ClinicId,
    commands: &[CommandId],
) -> Result<HashMap<CommandId, First>, StoreError> {
    let sql = tx.sql(
        "select command, seq, by_staff, case_id from entry \
         where clinic = $1 and command in (select value from json_each($2))",
        "select command, seq, by_staff, case_id from entry \
         where clinic = $1 and command = any (select json_array_elements_text($2::json))",
    );
    let (clinic, commands) = (clinic.to_string(), json_list(commands));
    let rows: Vec<(String, i64, String, Option<String>)> =
        on_tx!(tx, |db| sqlx::query_as(sql).bind(clinic).bind(commands).fetch_all(db).await)?;
    let read = |(command, seq, by, case): (String, i64, String, Option<String>)| {
        let first = First { seq: Seq(unsigned(seq)), by: id(&by)?, case: optional_id(case.as_deref())? };
        Ok((id(&command)?, first))
    };
    rows.into_iter().map(read).collect()
}

/// What happened after an entry, in order, at most so many.
pub async fn entries_after(
    tx: &mut Tx,
    clinic: ClinicId,
    after: Seq,
    limit: usize,
) -> Result<Vec<EntryRow>, StoreError> {
    const SQL: &str = "select seq, at, by_staff, command, case_id, body, body_hash, prev, hash \
                       from entry where clinic = $1 and seq > $2 order by seq limit $3";
    let (clinic, after, limit) = (clinic.to_string(), number(after.0), number(limit as u64));
    let rows: Vec<Columns> =
        on_tx!(tx, |db| sqlx::query_as(SQL).bind(clinic).bind(after).bind(limit).fetch_all(db).await)?;
    Ok(rows.into_iter().map(EntryRow::from).collect())
}

/// Everything that happened to a case, oldest first.
pub async fn entries_of_case(
    tx: &mut Tx,
    clinic: ClinicId,
    case: CaseId,
) -> Result<Vec<EntryRow>, StoreError> {
    const SQL: &str = "select seq, at, by_staff, command, case_id, body, body_hash, prev, hash \
                       from entry where clinic = $1 and case_id = $2 order by seq";
    let (clinic, case) = (clinic.to_string(), case.to_string());
    let rows: Vec<Columns> =
        on_tx!(tx, |db| sqlx::query_as(SQL).bind(clinic).bind(case).fetch_all(db).await)?;
    Ok(rows.into_iter().map(EntryRow::from).collect())
}

/// The latest entries of a person, newest first.
pub async fn entries_by(
    tx: &mut Tx,
    clinic: ClinicId,
    staff: StaffId,
    limit: usize,
) -> Result<Vec<EntryRow>, StoreError> {
    const SQL: &str = "select seq, at, by_staff, command, case_id, body, body_hash, prev, hash \
                       from entry where clinic = $1 and by_staff = $2 order by seq desc limit $3";
    let (clinic, staff, limit) = (clinic.to_string(), staff.to_string(), number(limit as u64));
    let rows: Vec<Columns> =
        on_tx!(tx, |db| sqlx::query_as(SQL).bind(clinic).bind(staff).bind(limit).fetch_all(db).await)?;
    Ok(rows.into_iter().map(EntryRow::from).collect())
}

/// A page of the whole journal before an entry, newest first.
pub async fn entries_page(
    tx: &mut Tx,
    clinic: ClinicId,
    before: Option<Seq>,
    limit: usize,
) -> Result<Vec<EntryRow>, StoreError> {
    const SQL: &str = "select seq, at, by_staff, command, case_id, body, body_hash, prev, hash \
                       from entry where clinic = $1 and seq < $2 order by seq desc limit $3";
    let before = before.map_or(i64::MAX, |seq| number(seq.0));
    let (clinic, limit) = (clinic.to_string(), number(limit as u64));
    let rows: Vec<Columns> =
        on_tx!(tx, |db| sqlx::query_as(SQL).bind(clinic).bind(before).bind(limit).fetch_all(db).await)?;
    Ok(rows.into_iter().map(EntryRow::from).collect())
}

/// Entries since an instant that say that a chart was opened in an emergency, newest first, at most so many.
pub async fn glass_entries(
    tx: &mut Tx,
    clinic: ClinicId,
    since: Instant,
    limit: usize,
) -> Result<Vec<EntryRow>, StoreError> {
    // The words of the index, so that nothing else is read.
    let sql = tx.sql(
        "select seq, at, by_staff, command, case_id, body, body_hash, prev, hash from entry \
         where clinic = $1 and instr(body, '{\"glass_broken\":') > 0 and at >= $2 order by seq desc limit $3",
        "select seq, at, by_staff, command, case_id, body, body_hash, prev, hash from entry \
         where clinic = $1 and strpos(body, '{\"glass_broken\":') > 0 and at >= $2 order by seq desc limit $3",
    );
    let (clinic, since, limit) = (clinic.to_string(), micros(since), number(limit as u64));
    let rows: Vec<Columns> =
        on_tx!(tx, |db| sqlx::query_as(sql).bind(clinic).bind(since).bind(limit).fetch_all(db).await)?;
    Ok(rows.into_iter().map(EntryRow::from).collect())
}
