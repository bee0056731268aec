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

#[cfg(test)]
mod tests {
    use super::*;
    use domain::case::Patient;
    use domain::ids::{SiteId, StaffId};
    use domain::kinds::{Lane, Name, Rank};
    use uuid::Uuid;

    fn id(n: usize) -> CaseId {
        CaseId(Uuid::from_u128(n as u128))
    }

    fn case(n: usize) -> (CaseId, domain::case::Case) {
        let name = Name::parse("Mia Vidal").unwrap();
        let opened = domain::case::Opened {
            number: 1,
            patient: Patient { name, born: None, phone: None, language: None },
            disciplines: vec![],
            site: SiteId(Uuid::nil()),
            lane: Lane::Intake,
            rank: Rank::between(None, None),
            entered_on: chrono::DateTime::UNIX_EPOCH.date_naive(),
            owner: None,
            contacts: vec![],
            identifiers: vec![],
            facts: domain::workflow::Facts::default(),
            anchors: domain::workflow::Anchors::default(),
            waiting: None,
            workflow: String::new(),
            tasks: vec![],
            notes: vec![],
            batch: None,
        };
        let meta = domain::case::Meta {
            seq: Seq(1),
            at: chrono::DateTime::UNIX_EPOCH,
            by: StaffId(Uuid::nil()),
            command: domain::ids::CommandId(Uuid::nil()),
        };
        let mut case = None;
        domain::case::apply(&mut case, id(n), &[domain::case::Event::Opened(Box::new(opened))], meta);
        (id(n), case.unwrap())
    }

    /// A memory of so many cases after the fifth entry.
    fn of(cases: usize) -> Memory {
        let mut memory = Memory::of(Seq(4));
        memory.begin(Seq(4));
        memory.keep(Seq(5), (0..cases).map(case).collect());
        memory
    }

    fn known(memory: &mut Memory, ids: &[usize]) -> (usize, Vec<CaseId>) {
        let (known, unknown) = memory.take(ids.iter().map(|n| id(*n)));
        (known.len(), unknown)
    }

    #[test]
    fn what_was_kept_is_known_once_and_what_is_half_decided_is_read_again() {
        let mut memory = of(2);
        assert_eq!(known(&mut memory, &[1, 1, 7]), (1, vec![id(7)]));
        assert_eq!(known(&mut memory, &[0, 1]), (1, vec![id(1)]), "nobody gave it back");
    }

    #[test]
    fn nothing_is_known_any_more_once_somebody_else_has_written() {
        let mut memory = of(2);
        memory.begin(Seq(5));
        assert!(memory.is_alone());
        assert_eq!(known(&mut memory, &[0]).0, 1);
        memory.begin(Seq(6));
        assert!(!memory.is_alone());
        assert_eq!(known(&mut memory, &[1]), (0, vec![id(1)]));
        memory.begin(Seq(6));
        assert!(memory.is_alone(), "as long as nobody writes again");
    }

    #[test]
    fn the_end_of_the_journal_is_believed_once() {
        let mut memory = of(0);
        assert_eq!(memory.distrust(), None);
        let counters = Counters { seq: Seq(5), head: "hash".into(), number: 2, doc_seq: Seq(1) };
        memory.trust(counters.clone());
        assert_eq!(memory.distrust(), Some(counters));
        assert_eq!(memory.distrust(), None, "whoever fails meanwhile leaves no trust behind");
    }

    #[test]
    fn what_is_remembered_has_an_end() {
        let mut memory = of(CASES);
        memory.keep(Seq(6), [case(CASES)].into());
        assert_eq!(known(&mut memory, &[0, CASES]), (1, vec![id(0)]));
    }
}
