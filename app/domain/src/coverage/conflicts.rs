//! What does not fit together in a ledger, with its days. Nothing here is refused: it may be what the family said, and it is
//! shown until somebody has sorted it out.

mod answers;
#[cfg(test)]
mod tests;

use super::enter::is_same_card;
use super::force::{Stretch, shared, stretches};
use crate::calendar::Span;
use crate::calendar::said;
use crate::ids::PolicyId;
use crate::kinds::Date;
use crate::ledger::Ledger;
use crate::visit::Outcome;

/// Two facts that cannot both be meant, or one that is missing. The days are dates of service.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Conflict {
    /// One card was entered twice, for days that overlap.
    Twice {
        /// Entered first.
        first: PolicyId,
        /// Entered after it.
        second: PolicyId,
        /// The days that both cover.
        days: Span,
    },
    /// An order names a policy that is not in force on any day on which the order counts.
    NeverInForce {
        /// The order's days.
        days: Span,
        /// The policy.
        policy: PolicyId,
    },
    /// Policies are in force that no order names, beside others.
    Unordered {
        /// All policies whose place is open.
        policies: Vec<PolicyId>,
        /// The days.
        days: Span,
        /// Visits on these days to which the patient came.
        arrived: usize,
    },
    /// A policy that stands before another one in the order is not in force: the next moves up.
    Skipped {
        /// Named and not in force.
        policy: PolicyId,
        /// The days.
        days: Span,
    },
    /// Several policies pay in an order that the payers' own file does not confirm (`cob_unconfirmed`). Payers deny with
    /// reason 22 until the member has answered their questions.
    Unconfirmed {
        /// The days.
        days: Span,
    },
    /// The payer's last word is that a policy is not in force, and the ledger says that it is.
    SaidInactive {
        /// Which.
        policy: PolicyId,
        /// From the day of that answer until the policy ends here.
        days: Span,
    },
    /// A payer knows of another payer, and nobody has decided an order since.
    OtherPayer {
        /// The policy that was asked about.
        policy: PolicyId,
        /// From the day of that answer.
        days: Span,
    },
    /// No policy is in force, but before and after it one is.
    Gap {
        /// The days.
        days: Span,
        /// Visits on these days to which the patient came.
        arrived: usize,
    },
}

impl Conflict {
    /// When.
    pub fn days(&self) -> Span {
        *match self {
            Conflict::Twice { days, .. }
            | Conflict::NeverInForce { days, .. }
            | Conflict::Unordered { days, .. }
            | Conflict::Skipped { days, .. }
            | Conflict::Unconfirmed { days }
            | Conflict::SaidInactive { days, .. }
            | Conflict::OtherPayer { days, .. }
            | Conflict::Gap { days, .. } => days,
        }
    }

    /// What is the matter, and what to do.
    pub fn sentence(&self) -> String {
        let days = in_words(self.days());
        match self {
            Conflict::Twice { .. } => {
                format!("The same card is entered twice {days}. Please end one of the two.")
            }
            Conflict::NeverInForce { .. } => {
                format!(
                    "The order of payers {days} names a policy that is not in force then. Please decide it anew."
                )
            }
            Conflict::Unordered { policies, arrived, .. } => format!(
                "{} in no order of payers {days}; {}. Please decide who pays first.",
                counted(policies.len(), "policy is", "policies are"),
                counted(*arrived, "visit has taken place", "visits have taken place"),
            ),
            Conflict::Skipped { .. } => format!(
                "A policy that comes earlier in the order is not in force {days}, so the next one moves up. Please decide \
                the order from that day, and have the payers told."
            ),
            Conflict::Unconfirmed { .. } => format!(
                "The payers have not confirmed the order {days}: they deny until the member has answered their questions. \
                Please ask the family to call them."
            ),
            Conflict::SaidInactive { .. } => format!(
                "The payer says that a policy is not in force, and here it is {days}. Please ask when it ended, and end it \
                on that day."
            ),
            Conflict::OtherPayer { .. } => format!(
                "A payer knows of another payer, which is in no order {days}. Please ask the family which, and decide who \
                pays first."
            ),
            Conflict::Gap { arrived, .. } => format!(
                "No policy is in force {days}; {}. Please ask the family what covered these days.",
                counted(*arrived, "visit has taken place", "visits have taken place"),
            ),
        }
    }
}

/// Everything that does not fit together, the earliest first.
pub fn conflicts(ledger: &Ledger) -> Vec<Conflict> {
    let stretches = stretches(ledger);
    let mut all = twice(ledger);
    all.extend(never_in_force(ledger));
    all.extend(answers::answers(ledger));
    all.extend(gaps(ledger, &stretches));
    for stretch in &stretches {
        of_stretch(ledger, stretch, &mut all);
    }
    all.sort_by_key(|conflict| conflict.days().from());
    all
}

/// From the first day to the last, both inside: "from 1 Jul 2026 to 30 Sep 2026".
fn in_words(days: Span) -> String {
    match days.until().and_then(|until| until.pred_opt()) {
        None => format!("from {} on", said(days.from())),
        Some(last) if last == days.from() => format!("on {}", said(last)),
        Some(last) => format!("from {} to {}", said(days.from()), said(last)),
    }
}

fn counted(n: usize, one: &str, many: &str) -> String {
    match n {
        0 => format!("no {many}"),
        1 => format!("1 {one}"),
        n => format!("{n} {many}"),
    }
}

fn twice(ledger: &Ledger) -> Vec<Conflict> {
    let pairs = ledger.policies.iter().enumerate().flat_map(|(at, first)| {
        ledger.policies[at + 1..]
            .iter()
            .filter(|second| is_same_card(first, second))
            .map(move |second| (first, second))
    });
    let overlap = |(first, second): (&super::Policy, &super::Policy)| {
        let days = shared(first.period, second.period)?;
        Some(Conflict::Twice { first: first.id, second: second.id, days })
    };
    pairs.filter_map(overlap).collect()
}

fn never_in_force(ledger: &Ledger) -> Vec<Conflict> {
    let mut conflicts = Vec::new();
    for (at, order) in ledger.orders.iter().enumerate() {
        let is_replaced = ledger.orders[at + 1..].iter().any(|later| later.from == order.from);
        if is_replaced {
            continue;
        }
        let next = ledger.orders.iter().map(|other| other.from).filter(|from| order.from < *from).min();
        let Ok(days) = Span::new(order.from, next) else { continue };
        for id in &order.policies {
            let is_in_force = ledger.policy(*id).is_some_and(|policy| policy.period.overlaps(&days));
            conflicts.extend((!is_in_force).then_some(Conflict::NeverInForce { days, policy: *id }));
        }
    }
    conflicts
}

fn gaps(ledger: &Ledger, stretches: &[Stretch<'_>]) -> Vec<Conflict> {
    let covered = |stretch: &Stretch<'_>| stretch.payers.is_covered();
    let (Some(first), Some(last)) = (stretches.iter().position(covered), stretches.iter().rposition(covered))
    else {
        return Vec::new();
    };
    let mut gaps: Vec<Span> = Vec::new();
    for stretch in stretches[first..last].iter().filter(|stretch| !covered(stretch)) {
        extend(&mut gaps, stretch.days);
    }
    gaps.into_iter().map(|days| Conflict::Gap { days, arrived: arrived(ledger, days) }).collect()
}

fn of_stretch(ledger: &Ledger, stretch: &Stretch<'_>, all: &mut Vec<Conflict>) {
    let Stretch { days, payers } = stretch;
    let days = *days;
    if !payers.unordered.is_empty() {
        let policies: Vec<PolicyId> = payers.unordered.iter().map(|policy| policy.id).collect();
        join(all, Conflict::Unordered { policies, days, arrived: arrived(ledger, days) });
    } else if !payers.confirmed {
        join(all, Conflict::Unconfirmed { days });
    }
    let named = payers.order.map_or(&[][..], |order| &order.policies);
    let last = named.iter().rposition(|id| payers.ordered.iter().any(|policy| policy.id == *id));
    for id in &named[..last.unwrap_or(0)] {
        if payers.ordered.iter().all(|policy| policy.id != *id) {
            join(all, Conflict::Skipped { policy: *id, days });
        }
    }
}

/// Adds a conflict, or lengthens the one before it if that is the same and ends where this one begins.
fn join(all: &mut Vec<Conflict>, conflict: Conflict) {
    let begins = conflict.days().from();
    for earlier in all.iter_mut() {
        match (earlier, &conflict) {
            (
                Conflict::Unordered { policies, days, arrived },
                Conflict::Unordered { policies: same, days: more, arrived: further },
            ) if policies == same && days.until() == Some(begins) => {
                *days = through(days.from(), *more);
                *arrived += further;
                return;
            }
            (Conflict::Skipped { policy, days }, Conflict::Skipped { policy: same, days: more })
                if policy == same && days.until() == Some(begins) =>
            {
                *days = through(days.from(), *more);
                return;
            }
            (Conflict::Unconfirmed { days }, Conflict::Unconfirmed { days: more })
                if days.until() == Some(begins) =>
            {
                *days = through(days.from(), *more);
                return;
            }
            _ => {}
        }
    }
    all.push(conflict);
}

fn extend(spans: &mut Vec<Span>, days: Span) {
    match spans.last_mut() {
        Some(last) if last.until() == Some(days.from()) => *last = through(last.from(), days),
        _ => spans.push(days),
    }
}

fn through(from: Date, last: Span) -> Span {
    Span::new(from, last.until()).unwrap_or(last)
}

fn arrived(ledger: &Ledger, days: Span) -> usize {
    let came = ledger.visits.iter().filter(|visit| visit.outcome == Outcome::Arrived);
    came.filter(|visit| days.contains(visit.on)).count()
}
