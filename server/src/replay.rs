//! What the journal says the views must be.

use crate::chain;
use crate::flaw::{self, Flaw};
use crate::found::nothing;
use crate::news::meta;
use crate::store::{Counters, EntryRow, RecordRow, StoreError, Tx, entries_after};
use domain::authorization::letter::ContentHash;
use domain::case::{self, Case};
use domain::clinic::{self, Clinic, Kind};
use domain::document;
use domain::ids::{CaseId, ClinicId};
use domain::journal::{Body, Entry, Seq};
use domain::kinds::Name;
use domain::ledger::{self, Ledger};
use domain::record::{self, Record};
use std::collections::{BTreeMap, BTreeSet};

/// Entries read at once.
const CHUNK: usize = 1_000;

/// A clinic as its journal tells it.
#[derive(Debug)]
pub(crate) struct Replay {
    pub(crate) clinic: Clinic,
    pub(crate) counters: Counters,
    pub(crate) cases: BTreeMap<CaseId, Case>,
    /// Of the cases that have one.
    pub(crate) ledgers: BTreeMap<CaseId, Ledger>,
    /// Of the cases in which something was written.
    pub(crate) records: BTreeMap<CaseId, Record>,
    /// Files that were ever attached.
    pub(crate) letters: BTreeSet<ContentHash>,
}

/// What is wrong with an entry.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Broken {
    /// An entry is missing before it.
    Gap,
    /// The body is not the one that was written.
    Body,
    /// The head is not the one that was written, or does not follow the entry before.
    Head,
    /// The body cannot be read.
    Unreadable,
}

/// The end of a replay: the whole clinic, or the first entry that is wrong.
pub(crate) enum Replayed {
    Whole(Box<Replay>),
    Broken { seq: Seq, how: Broken },
}

/// Replays a clinic's journal from the first entry, checking the chain on the way.
pub(crate) async fn replay(
    tx: &mut Tx,
    id: ClinicId,
    progress: &mut (dyn FnMut(u64) + Send),
) -> Result<Replayed, StoreError> {
    // The founding entry names it.
    let nameless = Name::parse("-")
        .map_err(|error| StoreError::Unreadable { what: "name", reason: error.to_string() })?;
    let mut replay = Replay {
        clinic: Clinic::empty(id, nameless, Kind::Live),
        counters: nothing(),
        cases: BTreeMap::new(),
        ledgers: BTreeMap::new(),
        records: BTreeMap::new(),
        letters: BTreeSet::new(),
    };
    loop {
        let rows = entries_after(tx, id, replay.counters.seq, CHUNK).await?;
        if rows.is_empty() {
            return Ok(Replayed::Whole(Box::new(replay)));
        }
        for row in &rows {
            if let Err(how) = replay.take(id, row) {
                return Ok(Replayed::Broken { seq: Seq(replay.counters.seq.0 + 1), how });
            }
        }
        progress(rows.len() as u64);
    }
}

impl Replay {
    fn take(&mut self, id: ClinicId, row: &EntryRow) -> Result<(), Broken> {
        if row.seq != i64::try_from(self.counters.seq.0 + 1).unwrap_or(i64::MAX) {
            return Err(Broken::Gap);
        }
        let believes = flaw::has(Flaw::Chain);
        if row.prev != self.counters.head || (row.hash != chain::head_hash(id, row) && !believes) {
            return Err(Broken::Head);
        }
        if row.body_hash != chain::body_hash(&row.body) && !believes {
            return Err(Broken::Body);
        }
        let entry = row.entry(id).map_err(|_| Broken::Unreadable)?;
        // The head names the case for look-ups, and the body is what happened: they must not tell different stories.
        if row.case().ok() != Some(entry.body.case()) {
            return Err(Broken::Head);
        }
        self.counters.seq = entry.seq;
        self.counters.head.clone_from(&row.hash);
        self.apply(&entry);
        Ok(())
    }

    fn apply(&mut self, entry: &Entry) {
        match &entry.body {
            Body::Case { case: id, events, ledger, record } => {
                let mut case = self.cases.remove(id);
                case::apply(&mut case, *id, events, meta(entry));
                if let Some(case) = case {
                    self.counters.number = self.counters.number.max(case.number);
                    self.cases.insert(*id, case);
                }
                if !ledger.is_empty() {
                    ledger::apply(self.ledgers.entry(*id).or_default(), ledger);
                    self.letters.extend(ledger.iter().filter_map(attached));
                }
                if !record.is_empty() {
                    self.letters.extend(record.iter().filter_map(filed));
                    record::apply(self.records.entry(*id).or_default(), record, meta(entry));
                }
            }
            Body::Clinic(events) => {
                for event in events {
                    clinic::apply(&mut self.clinic, event, entry.at);
                }
                self.counters.doc_seq = entry.seq;
            }
        }
    }
}

impl Replay {
    /// The rows of all records: of a case with a ledger also where nothing was written, as what is open follows from both.
    pub(crate) fn record_rows(&self) -> Result<Vec<RecordRow>, StoreError> {
        let none = (Ledger::default(), Record::default());
        let cases: BTreeSet<&CaseId> = self.ledgers.keys().chain(self.records.keys()).collect();
        let row = |case: &CaseId| {
            let ledger = self.ledgers.get(case).unwrap_or(&none.0);
            RecordRow::of(*case, ledger, self.records.get(case).unwrap_or(&none.1))
        };
        cases.into_iter().map(row).collect()
    }
}

fn filed(event: &record::Event) -> Option<ContentHash> {
    match event {
        record::Event::Documents(document::Event::Filed(filed)) => Some(filed.what.file.hash),
        _ => None,
    }
}

fn attached(event: &ledger::Event) -> Option<ContentHash> {
    match event {
        ledger::Event::LetterAttached(letter) => Some(letter.file.hash),
        _ => None,
    }
}
