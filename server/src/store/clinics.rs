//! All SQL about clinics: their counters, and what rules know of them.

use super::looks::begin_looks;
use super::{Store, StoreError, Tx, id, json_list, number, to_json, unsigned};
use crate::{on, on_tx};
use domain::clinic::{Clinic, Document, Kind, read_document};
use domain::ids::ClinicId;
use domain::journal::Seq;

/// Where a clinic's journal ends.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Counters {
    /// Place of its last entry.
    pub seq: Seq,
    /// Hash of its last entry.
    pub head: String,
    /// Number of its last case.
    pub number: u32,
    /// The entry that last changed the clinic itself.
    pub doc_seq: Seq,
}

/// A clinic as it is stored.
#[derive(Clone, PartialEq, Debug)]
pub struct ClinicRow {
    /// Counters.
    pub counters: Counters,
    /// Its name, as lists of clinics have it.
    pub name: String,
    /// Its kind, likewise.
    pub kind: String,
    /// The document as it is stored.
    pub doc: String,
}

impl ClinicRow {
    /// The clinic as rules know it.
    pub fn clinic(&self) -> Result<Clinic, StoreError> {
        read_document(&mut serde_json::Deserializer::from_str(&self.doc)).map_err(|error| {
            let reason = format!("{:?} at column {}", error.classify(), error.column());
            StoreError::Unreadable { what: "clinic", reason }
        })
    }
}

fn counters(seq: i64, head: String, case_number: i64, doc_seq: i64) -> Counters {
    Counters {
        seq: Seq(unsigned(seq)),
        head,
        number: u32::try_from(case_number).unwrap_or(u32::MAX),
        doc_seq: Seq(unsigned(doc_seq)),
    }
}

/// A kind as its column has it.
pub fn kind_code(kind: Kind) -> &'static str {
    match kind {
        Kind::Live => "live",
        Kind::Practice => "practice",
    }
}

/// Adds a clinic to which nothing has happened yet. An error if its id is taken.
pub async fn found(tx: &mut Tx, clinic: &Clinic) -> Result<(), StoreError> {
    const SQL: &str = "insert into clinic (id, name, kind, seq, head, number, doc, doc_seq) \
                       values ($1, $2, $3, 0, $4, 0, $5, 0)";
    let doc = to_json(&Document::from(clinic))?;
    on_tx!(&mut *tx, |db| sqlx::query(SQL)
        .bind(clinic.id.to_string())
        .bind(clinic.name.as_str())
        .bind(kind_code(clinic.kind))
        .bind(crate::chain::START)
        .bind(doc)
        .execute(db)
        .await
        .map(|_| ()))?;
    begin_looks(tx, clinic.id).await
}

/// Takes the writer's seat of a clinic: until the end of the transaction nobody else gets its next number, on any server.
pub async fn lock_counters(tx: &mut Tx, clinic: ClinicId) -> Result<Option<Counters>, StoreError> {
    // A SQLite transaction that writes already has the only seat.
    let sql = tx.sql(
        "select seq, head, number, doc_seq from clinic where id = $1",
        "select seq, head, number, doc_seq from clinic where id = $1 for no key update",
    );
    let row: Option<(i64, String, i64, i64)> =
        on_tx!(tx, |db| sqlx::query_as(sql).bind(clinic.to_string()).fetch_optional(db).await)?;
    Ok(row.map(|(seq, head, case_number, doc_seq)| counters(seq, head, case_number, doc_seq)))
}

/// Moves the counters on.
pub async fn save_counters(tx: &mut Tx, clinic: ClinicId, to: &Counters) -> Result<(), StoreError> {
    const SQL: &str = "update clinic set seq = $2, head = $3, number = $4 where id = $1";
    on_tx!(tx, |db| sqlx::query(SQL)
        .bind(clinic.to_string())
        .bind(number(to.seq.0))
        .bind(&to.head)
        .bind(i64::from(to.number))
        .execute(db)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Saves what rules know of a clinic.
pub async fn save_doc(tx: &mut Tx, clinic: &Clinic, doc_seq: Seq) -> Result<(), StoreError> {
    const SQL: &str = "update clinic set name = $2, kind = $3, doc = $4, doc_seq = $5 where id = $1";
    let doc = to_json(&Document::from(clinic))?;
    on_tx!(tx, |db| sqlx::query(SQL)
        .bind(clinic.id.to_string())
        .bind(clinic.name.as_str())
        .bind(kind_code(clinic.kind))
        .bind(doc)
        .bind(number(doc_seq.0))
        .execute(db)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// A clinic with its counters.
pub async fn clinic_row(tx: &mut Tx, clinic: ClinicId) -> Result<Option<ClinicRow>, StoreError> {
    const SQL: &str = "select seq, head, number, doc_seq, name, kind, doc from clinic where id = $1";
    let row: Option<(i64, String, i64, i64, String, String, String)> =
        on_tx!(tx, |db| sqlx::query_as(SQL).bind(clinic.to_string()).fetch_optional(db).await)?;
    Ok(row.map(|(seq, head, case_number, doc_seq, name, kind, doc)| ClinicRow {
        counters: counters(seq, head, case_number, doc_seq),
        name,
        kind,
        doc,
    }))
}

/// Every clinic of the database, by id.
pub async fn clinics(tx: &mut Tx) -> Result<Vec<ClinicId>, StoreError> {
    let ids: Vec<String> =
        on_tx!(tx, |db| sqlx::query_scalar("select id from clinic order by id").fetch_all(db).await)?;
    ids.iter().map(|text| id(text)).collect()
}

/// Every clinic of which any table has a row, whether or not it is among the clinics.
pub async fn clinics_of_all_rows(tx: &mut Tx) -> Result<Vec<ClinicId>, StoreError> {
    const SQL: &str = "select id from clinic union select clinic from entry union select clinic from case_row \
                       union select clinic from ledger_row union select clinic from record_row union select clinic from look union select clinic from look_chain order by 1";
    let ids: Vec<String> = on_tx!(tx, |db| sqlx::query_scalar(SQL).fetch_all(db).await)?;
    ids.iter().map(|text| id(text)).collect()
}

/// Where the journals of these clinics end now.
pub async fn seqs(store: &Store, of: &[ClinicId]) -> Result<Vec<(ClinicId, Seq)>, StoreError> {
    let sql = match store {
        Store::Sqlite(_) => "select id, seq from clinic where id in (select value from json_each($1))",
        Store::Postgres(..) => {
            "select id, seq from clinic where id = any (select json_array_elements_text($1::json))"
        }
    };
    let ids = json_list(of);
    let rows: Vec<(String, i64)> = on!(store, |db| sqlx::query_as(sql).bind(ids).fetch_all(db).await)?;
    rows.into_iter().map(|(clinic, seq)| Ok((id(&clinic)?, Seq(unsigned(seq))))).collect()
}

/// Clinics in which somebody is to leave.
pub async fn clinics_with_departures(store: &Store) -> Result<Vec<ClinicId>, StoreError> {
    const SQL: &str = "select id from clinic where doc like '%\"leaving\":{%'";
    let rows: Vec<(String,)> = on!(store, |db| sqlx::query_as(SQL).fetch_all(db).await)?;
    rows.iter().map(|(clinic,)| id(clinic)).collect()
}
