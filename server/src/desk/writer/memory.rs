//! What a writer remembers of its last groups, so that the next needs no reading.

use crate::desk::plan::State;
use crate::store::Counters;
use domain::ids::CaseId;
use domain::journal::Seq;

/// Cases that are remembered at most; a record takes some ten kilobytes.
const CASES: usize = 256;

/// Cases as they are after an entry; worth nothing as soon as another server has written one.
#[derive(Debug)]
pub(super) struct Memory {
    seq: Seq,
    cases: State,
    /// Nobody else wrote between our last two groups.
    alone: bool,
    counters: Option<Counters>,
}

impl Memory {
    /// Of a clinic whose journal was seen to go to this entry.
    pub(super) fn of(seq: Seq) -> Memory {
        Memory { seq, cases: State::new(), alone: false, counters: None }
    }

    /// The journal is seen to go to this entry.
    pub(super) fn begin(&mut self, base: Seq) {
        self.alone = self.seq == base;
        if !self.alone {
            self.seq = base;
            self.cases.clear();
        }
    }

    /// Whether nobody else wrote since we did.
    pub(super) fn is_alone(&self) -> bool {
        self.alone
    }

    /// The cases of these that are remembered, and those that are not. Taken out: what a failure leaves half-decided is
    /// read again.
    pub(super) fn take(&mut self, ids: impl Iterator<Item = CaseId>) -> (State, Vec<CaseId>) {
        let mut ids: Vec<CaseId> = ids.collect();
        ids.sort_unstable();
        ids.dedup();
        let known: State = ids.iter().filter_map(|id| self.cases.remove_entry(id)).collect();
        ids.retain(|id| !known.contains_key(id));
        (known, ids)
    }

    /// The cases of a group, as they are after an entry.
    pub(super) fn keep(&mut self, seq: Seq, cases: State) {
        if CASES < self.cases.len() + cases.len() {
            self.cases.clear();
        }
        self.seq = seq;
        self.cases.extend(cases);
    }

    /// Where the journal ends, if nobody else goes on. With several servers at work on a clinic that is mostly wrong, and a
    /// wrong guess costs a journey: it is for who is alone.
    pub(super) fn trust(&mut self, counters: Counters) {
        self.counters = Some(counters);
    }

    /// The same, once.
    pub(super) fn distrust(&mut self) -> Option<Counters> {
        self.counters.take()
    }
}
