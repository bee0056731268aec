//! A group of submissions, each decided in turn on what those before it left. Nothing is written here.

use super::room::Told;
use crate::chain::seal;
use crate::flaw::{self, Flaw};
use crate::news::meta;
use crate::store::{CaseRow, Counters, EntryRow, First, Keys, RecordRow, StoreError};
use app::api::{Receipt, Who};
use app::error::ServerError;
use domain::access::Role;
use domain::case::{self, Case, Context};
use domain::clinic::{self, Clinic};
use domain::ids::{BatchId, CaseId, CommandId};
use domain::journal::{Body, Command, Entry, Seq, Submission};
use domain::kinds::Instant;
use domain::ledger::{self, Ledger};
use domain::record::{self, Record};
use domain::refusal::Refusal;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// What the group stands on, and what it has come to so far.
#[derive(Debug)]
pub(super) struct Plan {
    clinic: Arc<Clinic>,
    cases: HashMap<CaseId, Case>,
    /// The ledgers that were read; an empty one where a case has none yet.
    ledgers: Ledgers,
    /// The records that were read, with the ledgers.
    records: Records,
    /// The cases before the group, kept only where a fault on purpose decides on them.
    before: HashMap<CaseId, Case>,
    seen: HashMap<CommandId, First>,
    counters: Counters,
    now: Instant,
    rows: Vec<EntryRow>,
    told: Vec<Told>,
    touched: BTreeSet<CaseId>,
    touched_ledgers: BTreeSet<CaseId>,
    touched_records: BTreeSet<CaseId>,
    /// Every case was there before, and is found by the same keys.
    same_keys: bool,
    clinic_touched: bool,
}

/// What is to be written.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) counters: Counters,
    pub(super) clinic: Option<Arc<Clinic>>,
    pub(super) rows: Vec<EntryRow>,
    pub(super) cases: Vec<CaseRow>,
    pub(super) ledgers: Ledgers,
    /// Also of those whose ledger alone changed: what is open follows from both.
    pub(super) records: Vec<RecordRow>,
    /// Whether every case was there before, with the same [`Keys`].
    pub(super) same_keys: bool,
    pub(super) told: Vec<Told>,
}

/// The cases that were read, as they now are.
pub(super) type State = HashMap<CaseId, Case>;

/// The ledgers of a group.
pub(super) type Ledgers = HashMap<CaseId, Ledger>;

/// The records of a group.
pub(super) type Records = HashMap<CaseId, Record>;

/// Why a submission is not part of the group.
#[derive(Debug)]
pub(super) enum No {
    /// A rule said so.
    Refused(ServerError),
    /// A fault of ours.
    Broken(StoreError),
}

impl From<Refusal> for No {
    fn from(refusal: Refusal) -> No {
        No::Refused(refusal.into())
    }
}

impl From<StoreError> for No {
    fn from(error: StoreError) -> No {
        No::Broken(error)
    }
}

impl Plan {
    /// Before the first submission.
    pub(super) fn new(
        clinic: Arc<Clinic>,
        cases: State,
        (ledgers, records): (Ledgers, Records),
        seen: HashMap<CommandId, First>,
        counters: Counters,
        now: Instant,
    ) -> Plan {
        let (rows, told) = (Vec::new(), Vec::new());
        let [touched, touched_ledgers, touched_records] = [const { BTreeSet::new() }; 3];
        let before = if flaw::has(Flaw::Order) { cases.clone() } else { HashMap::new() };
        let (same_keys, clinic_touched) = (true, false);
        Plan {
            clinic,
            cases,
            ledgers,
            records,
            before,
            seen,
            counters,
            now,
            rows,
            told,
            touched,
            touched_ledgers,
            touched_records,
            same_keys,
            clinic_touched,
        }
    }

    /// Decides one submission. A refusal leaves no trace; a repeat gets the first receipt.
    /// The undo of a batch voids only a case that nobody has touched.
    pub(super) fn take(
        &mut self,
        who: &Who,
        submission: &Submission,
        undo: Option<BatchUndo>,
    ) -> Result<Receipt, No> {
        if let Some(first) = self.seen.get(&submission.id) {
            return Ok(repeated(*first, who, submission)?);
        }
        // Rights are read here and now: one that was lost a moment ago does not count any more.
        let staff = self.clinic.active(who.viewer.staff).ok_or(Refusal::NotAllowed)?;
        let mut viewer = staff.viewer();
        if flaw::has(Flaw::Rights) {
            viewer.roles.insert(Role::Director);
        }
        let (clinic, now, command) = (&*self.clinic, self.now, submission.id);
        let cx = Context { clinic, viewer: &viewer, now, command, next_number: 0 };
        let body = match &submission.command {
            Command::Case { case, does } => {
                let cx = Context { next_number: self.counters.number + 1, ..cx };
                let record = self.before.get(case).or_else(|| self.cases.get(case));
                if let (Some(undo), Some(record)) = (undo, record) {
                    undo.untouched(record)?;
                }
                let mut events = case::decide(record, *case, does, cx)?;
                if let Some(undo) = undo {
                    for event in &mut events {
                        undo.mark(event);
                    }
                }
                Body::of_case(*case, events)
            }
            Command::Ledger { case, does } => {
                let record = self.before.get(case).or_else(|| self.cases.get(case));
                let ledger = self.ledgers.get(case).ok_or_else(|| unread("ledger"))?;
                let decided = case::decide_on_ledger(record, ledger, does, cx)?;
                of_decided(*case, decided)
            }
            Command::Record { case, does } => {
                let ledger = self.ledgers.get(case).ok_or_else(|| unread("ledger"))?;
                let record = self.records.get(case).ok_or_else(|| unread("record"))?;
                let of = self.before.get(case).or_else(|| self.cases.get(case));
                of_decided(*case, case::decide_on_record(of, (ledger, record), does, cx, seal)?)
            }
            Command::Clinic(does) => Body::Clinic(clinic::decide(&self.clinic, does, &viewer)?),
        };
        let entry = Entry {
            clinic: self.clinic.id,
            seq: Seq(self.counters.seq.0 + 1),
            at: self.now,
            by: viewer.staff,
            command: submission.id,
            body,
        };
        self.append(entry)?;
        Ok(Receipt { seq: self.counters.seq })
    }

    fn append(&mut self, entry: Entry) -> Result<(), StoreError> {
        let row = EntryRow::after(&self.counters.head, &entry)?;
        self.counters.seq = entry.seq;
        self.counters.head.clone_from(&row.hash);
        let case = entry.body.case();
        self.seen.insert(entry.command, First { seq: entry.seq, by: entry.by, case });
        let mut after = None;
        match &entry.body {
            Body::Case { case, events, ledger, record } => {
                let mut state = self.cases.remove(case);
                let keys = state.as_ref().map(Keys::of);
                case::apply(&mut state, *case, events, meta(&entry));
                self.same_keys &= keys == state.as_ref().map(Keys::of) && keys.is_some();
                if let Some(state) = state {
                    self.counters.number = self.counters.number.max(state.number);
                    after = Some(Arc::new(state.card()));
                    self.cases.insert(*case, state);
                }
                if !events.is_empty() {
                    self.touched.insert(*case);
                }
                if !ledger.is_empty() {
                    ledger::apply(self.ledgers.entry(*case).or_default(), ledger);
                    self.touched_ledgers.insert(*case);
                }
                if !record.is_empty() {
                    record::apply(self.records.entry(*case).or_default(), record, meta(&entry));
                    self.touched_records.insert(*case);
                }
            }
            Body::Clinic(events) => {
                let state = Arc::make_mut(&mut self.clinic);
                for event in events {
                    clinic::apply(state, event, entry.at);
                }
                self.clinic_touched = true;
                self.counters.doc_seq = entry.seq;
            }
        }
        self.rows.push(row);
        self.told.push(Told { entry: Arc::new(entry), after });
        Ok(())
    }

    /// What is to be written; nothing when nothing was accepted, or all of it was before.
    pub(super) fn outcome(self) -> Result<(State, Option<Outcome>), StoreError> {
        if self.rows.is_empty() {
            return Ok((self.cases, None));
        }
        let none = (Ledger::default(), Record::default());
        let of_both = self.touched_records.union(&self.touched_ledgers).map(|case| {
            let ledger = self.ledgers.get(case).unwrap_or(&none.0);
            RecordRow::of(*case, ledger, self.records.get(case).unwrap_or(&none.1))
        });
        let records = of_both.collect::<Result<_, _>>()?;
        let mut ledgers = self.ledgers;
        ledgers.retain(|case, _| self.touched_ledgers.contains(case));
        let touched = self.touched.iter().filter_map(|id| self.cases.get(id));
        let outcome = Outcome {
            cases: touched.map(CaseRow::of).collect::<Result<_, _>>()?,
            ledgers,
            records,
            same_keys: self.same_keys,
            counters: self.counters,
            clinic: self.clinic_touched.then_some(self.clinic),
            rows: self.rows,
            told: self.told,
        };
        Ok((self.cases, Some(outcome)))
    }
}

fn of_decided(case: CaseId, decided: case::Decided) -> Body {
    Body::Case { case, events: decided.events, ledger: decided.ledger, record: decided.record }
}

fn unread(what: &'static str) -> StoreError {
    StoreError::Unreadable { what, reason: "it was not read before it was decided on".into() }
}

/// The first receipt once more, for who sent the same submission again. An id on something else acknowledges nothing.
pub(super) fn repeated(first: First, who: &Who, submission: &Submission) -> Result<Receipt, Refusal> {
    if first.by == who.viewer.staff && first.case == about(submission) {
        Ok(Receipt { seq: first.seq })
    } else {
        Err(Refusal::IdTaken)
    }
}

/// The case that a submission is about.
pub(super) fn about(submission: &Submission) -> Option<CaseId> {
    submission.command.case()
}

/// A voiding that belongs to the undo of a batch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct BatchUndo {
    /// The batch.
    pub(super) batch: BatchId,
    /// The entry with which it opened the case.
    pub(super) opened: Seq,
}

impl BatchUndo {
    fn untouched(self, case: &Case) -> Result<(), Refusal> {
        let touched = &case.touched;
        if touched.seq == self.opened {
            return Ok(());
        }
        Err(Refusal::ActedSince { by: touched.by, at: touched.at })
    }

    fn mark(self, event: &mut case::Event) {
        if let case::Event::Voided { batch, .. } = event {
            *batch = Some(self.batch);
        }
    }
}
