//! Somebody leaves: what lies on them, who could take it, and what has to be done before the last evening. Proposals only:
//! nothing here changes anything.

mod propose;
mod rows;
#[cfg(test)]
mod tests;

pub use propose::{Choice, Proposal, STOP_PERCENT, Unfit, WARN_PERCENT, propose, unfit, weight};
pub use rows::{Departing, candidates, left_on, load, row};

use crate::access::SiteScope;
use crate::ids::{CaseId, PayerId, SiteId, StaffId};
use crate::kinds::{Discipline, Line, Name};

/// What of a case lies on somebody.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct LeftOn {
    /// Looks after it.
    pub owns: bool,
    /// Covers for the owner.
    pub covers: bool,
    /// Is on the team.
    pub in_team: bool,
    /// Open tasks.
    pub tasks: usize,
    /// Visits booked for after the last day.
    pub visits: usize,
    /// Visits that are over, of which nobody said what came.
    pub unsaid: usize,
    /// Sessions that they treated and did not sign a note for.
    pub unsigned: usize,
}

impl LeftOn {
    /// Nothing that somebody else would have to do.
    pub fn is_nothing(self) -> bool {
        self.passes_nothing() && self.unsaid == 0 && self.unsigned == 0
    }

    /// Nothing that a handoff would pass.
    pub fn passes_nothing(self) -> bool {
        !(self.owns || self.covers || self.in_team) && self.tasks == 0 && self.visits == 0
    }

    /// For a person to read: "owner, 3 open tasks, 8 visits".
    pub fn in_words(self) -> String {
        let many = |n: usize, one: &str| match n {
            0 => None,
            1 => Some(format!("1 {one}")),
            n => Some(format!("{n} {one}s")),
        };
        let is = |on: bool, word: &str| on.then(|| word.to_owned());
        let parts = [
            is(self.owns, "owner"),
            is(self.covers, "cover"),
            is(self.in_team, "on the team"),
            many(self.tasks, "open task"),
            many(self.visits, "visit"),
            is(0 < self.unsaid, &format!("{} past without an outcome", self.unsaid)),
            is(0 < self.unsigned, &format!("{} without a signed note", self.unsigned)),
        ];
        let told: Vec<String> = parts.into_iter().flatten().collect();
        if told.is_empty() { "nothing".to_owned() } else { told.join(", ") }
    }
}

/// A case of the leaver.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// The case.
    pub case: CaseId,
    /// The number that people say.
    pub number: u32,
    /// Where it is.
    pub site: SiteId,
    /// What the receiver has to treat; none: looking after it is all.
    pub disciplines: Vec<Discipline>,
    /// Who pays first.
    pub payer: Option<PayerId>,
    /// What the family speaks.
    pub language: Option<Line>,
    /// How much work it is, in hundredths: see [`weight`].
    pub weight: u32,
    /// The others who know the patient.
    pub team: Vec<StaffId>,
    /// What of it lies on the leaver.
    pub left: LeftOn,
}

/// Somebody who could take cases over.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Candidate {
    /// Who.
    pub staff: StaffId,
    /// Name.
    pub name: Name,
    /// Works here, treats, and does not leave as well.
    pub active: bool,
    /// Licensed for.
    pub disciplines: Vec<Discipline>,
    /// Works at.
    pub sites: SiteScope,
    /// Payers that know this person; nothing: the clinic keeps no list of it.
    pub enrolled: Option<Vec<PayerId>>,
    /// Speaks, besides the clinic's language.
    pub languages: Vec<Line>,
    /// Work that lies on the person now, in hundredths.
    pub load: u32,
    /// Work that the person can carry, in hundredths; nothing: the clinic has not said.
    pub capacity: Option<u32>,
}

/// Something that stands in the way of the last evening.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Blocker {
    /// The case.
    pub case: CaseId,
    /// Its number.
    pub number: u32,
    /// What is left, and what to do.
    pub sentence: String,
}

/// What still lies on the leaver, case by case, in the order of their numbers.
pub fn blockers(rows: &[Row]) -> Vec<Blocker> {
    let mut left: Vec<&Row> = rows.iter().filter(|row| !row.left.is_nothing()).collect();
    left.sort_by_key(|row| (row.number, row.case));
    let sentence = |left: LeftOn| {
        if left.passes_nothing() {
            format!("{}: only the leaver can do that.", left.in_words())
        } else {
            format!("{}: a handoff has to be accepted.", left.in_words())
        }
    };
    left.into_iter()
        .map(|row| Blocker { case: row.case, number: row.number, sentence: sentence(row.left) })
        .collect()
}
