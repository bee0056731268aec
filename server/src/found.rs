//! Beginnings: a clinic, and history that was decided elsewhere.

use crate::chain;
use crate::news::meta;
use crate::session;
use crate::store::{
    self, CaseRow, ClinicRow, EntryRow, RecordRow, Store, StoreError, Tx, case_docs, clinic_row, found,
    insert_entries, json, lock_counters, save_counters, save_doc, upsert_cases, upsert_ledgers,
    upsert_records,
};
use domain::case::{self, Case};
use domain::clinic::{self, Clinic, Kind};
use domain::ids::{CaseId, ClinicId, CommandId, StaffId};
use domain::journal::{Body, Entry, Seq};
use domain::kinds::{Instant, Name};
use domain::ledger::{self, Ledger};
use domain::record::{self, Record};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Entries in one insert.
const CHUNK: usize = 1_000;

/// Adds a clinic; its journal begins with its founding, entry 1. An error if the id is taken.
pub async fn found_clinic(
    store: &Store,
    id: ClinicId,
    name: Name,
    kind: Kind,
    at: Instant,
    by: StaffId,
) -> Result<Seq, StoreError> {
    let body = Body::Clinic(vec![clinic::Event::Founded { name: name.clone(), kind }]);
    let first = Entry { clinic: id, seq: Seq(1), at, by, command: CommandId(Uuid::now_v7()), body };
    begin_history(store, &Clinic::empty(id, name, kind), first).await
}

/// Adds a clinic whose founding was decided elsewhere, as [`found_clinic`] does.
pub async fn begin_history(store: &Store, clinic: &Clinic, first: Entry) -> Result<Seq, StoreError> {
    let mut tx = store.write().await?;
    found(&mut tx, &Clinic::empty(clinic.id, clinic.name.clone(), clinic.kind)).await?;
    let end = append(&mut tx, clinic.id, vec![first], &mut |_| {}).await?;
    tx.commit().await?;
    Ok(end)
}

/// Appends entries that were decided already: numbered without gaps from the one after the last. Chain, counters and views
/// follow in the same transaction, so that a failure leaves nothing. `progress` hears how many are written. Returns the last.
///
/// An open desk hears of them like of anything that another server writes.
pub async fn append_history(
    store: &Store,
    clinic: ClinicId,
    entries: Vec<Entry>,
    mut progress: impl FnMut(usize) + Send,
) -> Result<Seq, StoreError> {
    let mut tx = store.write().await?;
    let end = append(&mut tx, clinic, entries, &mut progress).await?;
    crate::news::tell_servers(&mut tx, clinic, end).await?;
    tx.commit().await?;
    Ok(end)
}

async fn append(
    tx: &mut Tx,
    clinic: ClinicId,
    entries: Vec<Entry>,
    progress: &mut (dyn FnMut(usize) + Send),
) -> Result<Seq, StoreError> {
    let unknown = || StoreError::Unreadable { what: "clinic", reason: "there is none with this id".into() };
    let mut counters = lock_counters(tx, clinic).await?.ok_or_else(unknown)?;
    let row: ClinicRow = clinic_row(tx, clinic).await?.ok_or_else(unknown)?;
    let mut state = row.clinic()?;
    let mut cases = existing(tx, clinic, &entries).await?;
    let (mut ledgers, mut records) = known_beside(tx, clinic, &entries).await?;
    // Cases whose ledger changes: a case in whose record alone something was written has no ledger.
    let mut drawn = HashSet::new();
    let mut done = 0;
    for chunk in entries.chunks(CHUNK) {
        let mut rows = Vec::with_capacity(chunk.len());
        for entry in chunk {
            if entry.seq.0 != counters.seq.0 + 1 || entry.clinic != clinic {
                return Err(StoreError::Unreadable {
                    what: "history",
                    reason: format!("entry {} follows entry {}", entry.seq.0, counters.seq.0),
                });
            }
            let row = EntryRow::after(&counters.head, entry)?;
            counters.seq = entry.seq;
            counters.head.clone_from(&row.hash);
            match &entry.body {
                Body::Case { case, events, ledger, record } => {
                    apply(&mut cases, *case, events, entry);
                    if !ledger.is_empty() {
                        drawn.insert(*case);
                        ledger::apply(ledgers.entry(*case).or_default(), ledger);
                    }
                    if !record.is_empty() {
                        record::apply(records.entry(*case).or_default(), record, meta(entry));
                    }
                }
                Body::Clinic(events) => {
                    for event in events {
                        clinic::apply(&mut state, event, entry.at);
                    }
                    counters.doc_seq = entry.seq;
                    session::end_by(tx, clinic, events, entry.at).await?;
                }
            }
            rows.push(row);
        }
        insert_entries(tx, clinic, &rows).await?;
        done += rows.len();
        progress(done);
    }
    let numbers = cases.values().map(|case| case.number).max();
    counters.number = counters.number.max(numbers.unwrap_or(0));
    let rows: Vec<CaseRow> = cases.values().map(CaseRow::of).collect::<Result<_, _>>()?;
    upsert_cases(tx, clinic, &rows).await?;
    let drawn_from = ledgers.iter().filter(|(case, _)| drawn.contains(*case));
    upsert_ledgers(tx, clinic, drawn_from.map(|(case, ledger)| (*case, ledger))).await?;
    let rows: Vec<RecordRow> = ledgers
        .iter()
        .map(|(case, ledger)| RecordRow::of(*case, ledger, records.entry(*case).or_default()))
        .collect::<Result<_, _>>()?;
    upsert_records(tx, clinic, &rows).await?;
    save_doc(tx, &state, counters.doc_seq).await?;
    save_counters(tx, clinic, &counters).await?;
    Ok(counters.seq)
}

fn apply(cases: &mut HashMap<CaseId, Case>, id: CaseId, events: &[case::Event], entry: &Entry) {
    let mut case = cases.remove(&id);
    case::apply(&mut case, id, events, meta(entry));
    if let Some(case) = case {
        cases.insert(id, case);
    }
}

/// The ledgers and records that the history goes on with: of every case that it touches, both.
async fn known_beside(
    tx: &mut Tx,
    clinic: ClinicId,
    entries: &[Entry],
) -> Result<(HashMap<CaseId, Ledger>, HashMap<CaseId, Record>), StoreError> {
    let touches = |entry: &&Entry| matches!(&entry.body, Body::Case { ledger, record, .. } if !ledger.is_empty() || !record.is_empty());
    let mut ids: Vec<CaseId> = entries.iter().filter(touches).filter_map(|entry| entry.body.case()).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut ledgers: HashMap<CaseId, Ledger> = ids.iter().map(|id| (*id, Ledger::default())).collect();
    let mut records = HashMap::new();
    for ids in ids.chunks(CHUNK) {
        ledgers.extend(store::ledgers(tx, clinic, ids).await?);
        records.extend(store::records(tx, clinic, ids).await?);
    }
    Ok((ledgers, records))
}

async fn existing(
    tx: &mut Tx,
    clinic: ClinicId,
    entries: &[Entry],
) -> Result<HashMap<CaseId, Case>, StoreError> {
    let mut ids: Vec<CaseId> = entries.iter().filter_map(|entry| entry.body.case()).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut cases = HashMap::new();
    for ids in ids.chunks(CHUNK) {
        for doc in case_docs(tx, clinic, ids).await? {
            let case: Case = json(&doc)?;
            cases.insert(case.id, case);
        }
    }
    Ok(cases)
}

/// The counters of a clinic whose journal is empty, for a rebuild.
pub(crate) fn nothing() -> crate::store::Counters {
    crate::store::Counters { seq: Seq(0), head: chain::START.to_owned(), number: 0, doc_seq: Seq(0) }
}
