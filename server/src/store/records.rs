//! All SQL about the view of records. The document is the truth of a row; the column beside it is derived here.

use super::{Store, StoreError, Tx, id, json, json_list, ledgers, number, to_json};
use crate::{on, on_tx};
use domain::ids::{CaseId, ClinicId, ExportId};
use domain::ledger::Ledger;
use domain::record::{self, Open, Record};
use sqlx::FromRow;
use std::collections::{BTreeMap, HashMap};

/// Rows in one statement: well below what either database takes as parameters.
const ROWS: usize = 500;

/// A record as it lies in the table.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct RecordRow {
    /// The case's id.
    pub id: String,
    /// JSON of what is open: a list of [`Open`].
    pub open: String,
    /// JSON of [`Record`].
    pub doc: String,
}

impl RecordRow {
    /// The row of a record. The same ledger and record always give the same bytes.
    pub fn of(case: CaseId, ledger: &Ledger, record: &Record) -> Result<RecordRow, StoreError> {
        let open = to_json(&record::open(ledger, record))?;
        Ok(RecordRow { id: case.to_string(), open, doc: to_json(record)? })
    }
}

/// Saves records as they now are; no case may be named twice.
pub async fn upsert_records(tx: &mut Tx, clinic: ClinicId, rows: &[RecordRow]) -> Result<(), StoreError> {
    let clinic = clinic.to_string();
    for rows in rows.chunks(ROWS) {
        on_tx!(&mut *tx, |db: Db| {
            let mut insert = sqlx::QueryBuilder::<Db>::new("insert into record_row (clinic, id, open, doc) ");
            insert.push_values(rows, |mut values, row| {
                values.push_bind(&clinic).push_bind(&row.id).push_bind(&row.open).push_bind(&row.doc);
            });
            insert.push(" on conflict (clinic, id) do update set open = excluded.open, doc = excluded.doc");
            insert.build().execute(db).await.map(|_| ())
        })?;
    }
    Ok(())
}

/// Throws the view of a clinic's records away.
pub async fn delete_records(tx: &mut Tx, clinic: ClinicId) -> Result<(), StoreError> {
    on_tx!(tx, |db| sqlx::query("delete from record_row where clinic = $1")
        .bind(clinic.to_string())
        .execute(db)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// The records of these cases, in no order; cases without one are left out.
pub async fn records(
    tx: &mut Tx,
    clinic: ClinicId,
    cases: &[CaseId],
) -> Result<Vec<(CaseId, Record)>, StoreError> {
    let sql = tx.sql(
        "select id, open, doc from record_row where clinic = $1 and id in (select value from json_each($2))",
        "select id, open, doc from record_row \
         where clinic = $1 and id = any (select json_array_elements_text($2::json))",
    );
    let (clinic, cases) = (clinic.to_string(), json_list(cases));
    let rows: Vec<RecordRow> =
        on_tx!(tx, |db| sqlx::query_as(sql).bind(clinic).bind(cases).fetch_all(db).await)?;
    rows.iter().map(|row| Ok((id(&row.id)?, json(&row.doc)?))).collect()
}

/// A page of the view as it is stored, by case, after one.
pub async fn record_rows(
    tx: &mut Tx,
    clinic: ClinicId,
    after: &str,
    limit: usize,
) -> Result<Vec<RecordRow>, StoreError> {
    const SQL: &str =
        "select id, open, doc from record_row where clinic = $1 and id > $2 order by id limit $3";
    let (clinic, limit) = (clinic.to_string(), number(limit as u64));
    Ok(on_tx!(tx, |db| sqlx::query_as(SQL).bind(clinic).bind(after).bind(limit).fetch_all(db).await)?)
}

/// What is open in every record of the clinic, by case.
pub async fn open_in_records(
    tx: &mut Tx,
    clinic: ClinicId,
) -> Result<BTreeMap<CaseId, Vec<Open>>, StoreError> {
    const SQL: &str = "select id, open from record_row where clinic = $1 and open <> '[]' and open <> ''";
    let rows: Vec<(String, String)> =
        on_tx!(tx, |db| sqlx::query_as(SQL).bind(clinic.to_string()).fetch_all(db).await)?;
    rows.iter().map(|(case, open)| Ok((id(case)?, json(open)?))).collect()
}

/// Makes the rows of cases whose ledger is older than this view, and anew those that are older than what is told in them.
pub(super) async fn bring_up(store: &Store) -> Result<(), StoreError> {
    const OLD: &str = "select clinic, id from record_row where open = '' limit $1";
    make_missing(store).await?;
    loop {
        let limit = number(ROWS as u64);
        let old: Vec<(String, String)> =
            on!(store, |db| sqlx::query_as(OLD).bind(limit).fetch_all(db).await)?;
        let Some((clinic, _)) = old.first() else { return Ok(()) };
        let clinic: ClinicId = id(clinic)?;
        let of_clinic = old.iter().filter(|(of, _)| *of == clinic.to_string());
        let cases: Vec<CaseId> = of_clinic.map(|(_, case)| id(case)).collect::<Result<_, _>>()?;
        let mut tx = store.write().await?;
        let ledgers: HashMap<CaseId, Ledger> = ledgers(&mut tx, clinic, &cases).await?.into_iter().collect();
        let none = Ledger::default();
        let read = records(&mut tx, clinic, &cases).await?;
        let rows = read
            .iter()
            .map(|(case, record)| RecordRow::of(*case, ledgers.get(case).unwrap_or(&none), record));
        let rows: Vec<RecordRow> = rows.collect::<Result<_, _>>()?;
        upsert_records(&mut tx, clinic, &rows).await?;
        tx.commit().await?;
    }
}

/// Makes the rows of cases whose ledger is older than this view.
async fn make_missing(store: &Store) -> Result<(), StoreError> {
    const MISSING: &str = "select ledger_row.clinic, ledger_row.id from ledger_row left join record_row \
                           on record_row.clinic = ledger_row.clinic and record_row.id = ledger_row.id \
                           where record_row.id is null limit $1";
    loop {
        let limit = number(ROWS as u64);
        let missing: Vec<(String, String)> =
            on!(store, |db| sqlx::query_as(MISSING).bind(limit).fetch_all(db).await)?;
        let Some((clinic, _)) = missing.first() else { return Ok(()) };
        let clinic: ClinicId = id(clinic)?;
        let of_clinic = missing.iter().filter(|(of, _)| *of == clinic.to_string());
        let cases: Vec<CaseId> = of_clinic.map(|(_, case)| id(case)).collect::<Result<_, _>>()?;
        let mut tx = store.write().await?;
        let read = ledgers(&mut tx, clinic, &cases).await?;
        let rows = read.iter().map(|(case, ledger)| RecordRow::of(*case, ledger, &Record::default()));
        let rows: Vec<RecordRow> = rows.collect::<Result<_, _>>()?;
        upsert_records(&mut tx, clinic, &rows).await?;
        tx.commit().await?;
    }
}

/// Cases of which a charge left in a file.
pub async fn cases_of_file(tx: &mut Tx, clinic: ClinicId, file: ExportId) -> Result<Vec<CaseId>, StoreError> {
    const SQL: &str = "select id from record_row where clinic = $1 and doc like $2";
    let named = format!("%{file}%");
    let rows: Vec<(String,)> =
        on_tx!(tx, |db| sqlx::query_as(SQL).bind(clinic.to_string()).bind(named).fetch_all(db).await)?;
    rows.iter().map(|(case,)| id(case)).collect()
}
