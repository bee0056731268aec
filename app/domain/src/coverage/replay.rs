//! What a change of coverage touches that lies behind it: every visit is asked who paid for its day before the change and
//! who does after it, and where the two differ somebody has something to do.

#[cfg(test)]
mod tests;
mod voided;

pub use voided::Voided;

use super::force::{PayersOn, payers_on};
use crate::calendar::said;
use crate::ids::{PolicyId, VisitId};
use crate::kinds::{Date, Line};
use crate::ledger::Ledger;
use crate::visit::{Outcome, Visit};
use crate::workflow::Offset;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What there is to do, the most urgent for the clinic's money first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToDo {
    /// Billed to what does not pay first: correct the claim and bill whoever does.
    Rebill,
    /// Billed rightly, and somebody pays after it: bill them.
    BillSecondary,
    /// Billed rightly, and somebody who paid after it does not.
    DropSecondary,
    /// Not billed: hold it, and bill whoever pays now.
    Hold,
    /// Delivered, and nobody covers it.
    FindCoverage,
    /// Delivered, and several policies cover it in no order.
    DecideOrder,
    /// Booked, and somebody else will pay.
    CheckAuthorization,
    /// Booked, and nobody will pay.
    CoverAhead,
    /// An authorization hangs on a policy that has ended.
    RequestAuthorization,
}

impl ToDo {
    /// As a task begins.
    pub fn title(self) -> &'static str {
        match self {
            ToDo::Rebill => "Correct the claims and bill the new primary",
            ToDo::BillSecondary => "Bill the secondary",
            ToDo::DropSecondary => "Take back what was billed to the secondary",
            ToDo::Hold => "Hold, then bill the new payer",
            ToDo::FindCoverage => "Ask the family what covered the visits",
            ToDo::DecideOrder => "Decide who pays first",
            ToDo::CheckAuthorization => "Check authorization under the new policy",
            ToDo::CoverAhead => "Find coverage before the booked visits",
            ToDo::RequestAuthorization => "Request a new authorization",
        }
    }

    /// By when it is due, counted from the clinic's day on which the change is confirmed (clinic convention).
    pub fn due(self) -> Offset {
        Offset::BusinessDays(match self {
            ToDo::Rebill | ToDo::BillSecondary | ToDo::DropSecondary => 5,
            ToDo::Hold => 2,
            ToDo::FindCoverage
            | ToDo::DecideOrder
            | ToDo::CheckAuthorization
            | ToDo::CoverAhead
            | ToDo::RequestAuthorization => 1,
        })
    }

    fn because(self) -> &'static str {
        match self {
            ToDo::Rebill => "They were billed to a policy that does not pay first on their day.",
            ToDo::BillSecondary => "They were billed to the primary, and a further policy covers their day.",
            ToDo::DropSecondary => "The policy that was to pay after the primary does not cover their day.",
            ToDo::Hold => {
                "They took place or were due, are not billed, and other policies cover their day than before."
            }
            ToDo::FindCoverage => "No policy covers their day any more.",
            ToDo::DecideOrder => "Policies cover their day that stand in no order of payers.",
            ToDo::CheckAuthorization => {
                "They are booked, and other policies will cover their day than before."
            }
            ToDo::CoverAhead => "They are booked, and no policy will cover their day.",
            ToDo::RequestAuthorization => {
                "The policy that it hangs on does not cover all of its days any more."
            }
        }
    }
}

/// Visits with which the same is to be done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Group {
    /// What.
    pub what: ToDo,
    /// Which, in the ledger's order.
    pub visits: Vec<VisitId>,
    /// The first date of service among them.
    pub first: Date,
    /// The last.
    pub last: Date,
    /// Why they are here, in a sentence.
    pub because: &'static str,
}

/// Everything that a change touches.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Replay {
    /// Each visit in one group at most, the most urgent group first.
    pub groups: Vec<Group>,
    /// Authorizations that no longer hold, in the ledger's order.
    pub authorizations_void: Vec<Voided>,
}

/// A task that confirming the change creates.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Chore {
    /// What.
    pub what: ToDo,
    /// Title, with the number of visits and their days.
    pub title: Line,
    /// Counted from the clinic's day of the confirmation.
    pub due: Offset,
}

impl Replay {
    /// Whether the change touches nothing.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty() && self.authorizations_void.is_empty()
    }

    /// One task for each thing to do, the most urgent first.
    pub fn tasks(&self) -> Vec<Chore> {
        let of_visits = self.groups.iter().map(|group| chore(group.what, &group.in_words()));
        let void = (!self.authorizations_void.is_empty()).then(|| {
            let of =
                counted(self.authorizations_void.len(), "authorization is void", "authorizations are void");
            chore(ToDo::RequestAuthorization, &of)
        });
        of_visits.chain(void).collect()
    }
}

impl Group {
    /// "10 visits, 1 Jul 2026 to 2 Sep 2026".
    pub fn in_words(&self) -> String {
        let visits = counted(self.visits.len(), "visit", "visits");
        if self.first == self.last {
            format!("{visits}, {}", said(self.first))
        } else {
            format!("{visits}, {} to {}", said(self.first), said(self.last))
        }
    }
}

fn chore(what: ToDo, of: &str) -> Chore {
    let title =
        Line::parse(&format!("{}: {of}", what.title())).expect("words and figures of less than a line");
    Chore { what, title, due: what.due() }
}

fn counted(n: usize, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {many}") }
}

/// What a change touches, given the ledger before and after it. `today` is the clinic's day: a visit booked for it or
/// later is ahead, and one booked for an earlier day took place until somebody says otherwise.
pub fn touched(before: &Ledger, after: &Ledger, today: Date) -> Replay {
    let mut groups: BTreeMap<ToDo, Vec<&Visit>> = BTreeMap::new();
    for visit in after.visits.iter().filter(|visit| counts(visit)) {
        let payers = (payers_on(before, visit.on), payers_on(after, visit.on));
        if let Some(what) = to_do(visit, &payers.0, &payers.1, today) {
            groups.entry(what).or_default().push(visit);
        }
    }
    Replay {
        groups: groups.into_iter().filter_map(|(what, visits)| group(what, &visits)).collect(),
        authorizations_void: voided::voided(before, after),
    }
}

fn group(what: ToDo, visits: &[&Visit]) -> Option<Group> {
    let days = || visits.iter().map(|visit| visit.on);
    let ids = visits.iter().map(|visit| visit.id).collect();
    Some(Group { what, visits: ids, first: days().min()?, last: days().max()?, because: what.because() })
}

/// No payer pays for a visit that did not take place.
fn counts(visit: &Visit) -> bool {
    matches!(visit.outcome, Outcome::Booked | Outcome::Arrived)
}

fn to_do(visit: &Visit, before: &PayersOn<'_>, after: &PayersOn<'_>, today: Date) -> Option<ToDo> {
    if before.ids() == after.ids() && open(before) == open(after) {
        return None;
    }
    let is_ahead = visit.outcome == Outcome::Booked && visit.billed_on.is_none() && today <= visit.on;
    Some(match (after.is_covered(), is_ahead) {
        (false, true) => ToDo::CoverAhead,
        (false, false) => ToDo::FindCoverage,
        (true, true) => ToDo::CheckAuthorization,
        (true, false) if !after.unordered.is_empty() => ToDo::DecideOrder,
        (true, false) if visit.billed_on.is_none() => ToDo::Hold,
        (true, false) => billed(&claimed(before), &after.ids()),
    })
}

fn open(payers: &PayersOn<'_>) -> Vec<PolicyId> {
    payers.unordered.iter().map(|policy| policy.id).collect()
}

/// Who a claim went to. While nobody had decided the order, that was the policy entered first.
fn claimed(before: &PayersOn<'_>) -> Vec<PolicyId> {
    match before.primary() {
        Some(_) => before.ids(),
        None => open(before).into_iter().take(1).collect(),
    }
}

fn billed(before: &[PolicyId], after: &[PolicyId]) -> ToDo {
    if before.first() != after.first() {
        ToDo::Rebill
    } else if before.starts_with(after) {
        ToDo::DropSecondary
    } else {
        ToDo::BillSecondary
    }
}
