//! Who pays for a day.
//!
//! The order of payers that counts on a day is the one with the latest start up to it. A policy of it that is not in force
//! is skipped, and the next moves up. A policy in force that the order does not name is nobody's secondary: it stands apart,
//! where it is seen.

#[cfg(test)]
mod tests;

use super::{CobRule, PayerOrder, Policy};
use crate::calendar::Span;
use crate::ids::PolicyId;
use crate::kinds::Date;
use crate::ledger::Ledger;
use std::collections::BTreeSet;

/// The payers of a date of service.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PayersOn<'a> {
    /// Primary first.
    pub ordered: Vec<&'a Policy>,
    /// In force, and named by no order: a conflict to be shown.
    pub unordered: Vec<&'a Policy>,
    /// The order that counts on that day, also where none of its policies is in force.
    pub order: Option<&'a PayerOrder>,
    /// The payers' own file says the same. One policy by itself, or none, needs no confirmation.
    pub confirmed: bool,
}

impl PayersOn<'_> {
    /// Who is billed first; nobody while the order is open.
    pub fn primary(&self) -> Option<PolicyId> {
        self.ordered.first().map(|policy| policy.id)
    }

    /// Those in order, by id.
    pub fn ids(&self) -> Vec<PolicyId> {
        self.ordered.iter().map(|policy| policy.id).collect()
    }

    /// Whether some policy is in force, in order or not.
    pub fn is_covered(&self) -> bool {
        !self.ordered.is_empty() || !self.unordered.is_empty()
    }

    /// Why the first comes first; nothing where nobody pays or nobody has decided.
    pub fn rule(&self) -> Option<CobRule> {
        match (self.ordered.len(), self.unordered.len()) {
            (0, _) => None,
            (1, 0) => Some(CobRule::Only),
            _ => self.order.map(|order| order.rule),
        }
    }
}

/// The policies in force on a date of service, in the order in which they were entered.
pub fn in_force(ledger: &Ledger, day: Date) -> Vec<&Policy> {
    ledger.policies.iter().filter(|policy| policy.period.contains(day)).collect()
}

/// Who pays for a date of service, and in which order. Of two orders from one day the one entered last counts.
pub fn payers_on(ledger: &Ledger, day: Date) -> PayersOn<'_> {
    let order = ledger.orders.iter().filter(|order| order.from <= day).max_by_key(|order| order.from);
    let mut left = in_force(ledger, day);
    let mut ordered = Vec::new();
    for id in order.map_or(&[][..], |order| &order.policies) {
        if let Some(at) = left.iter().position(|policy| policy.id == *id) {
            ordered.push(left.remove(at));
        }
    }
    if ordered.is_empty() && left.len() == 1 {
        ordered.append(&mut left);
    }
    let alone = ordered.len() <= 1;
    let confirmed = left.is_empty() && (alone || order.is_some_and(|order| order.confirmed));
    PayersOn { ordered, unordered: left, order, confirmed }
}

/// A stretch of days on which the same policies pay by the same order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stretch<'a> {
    /// Dates of service; never empty.
    pub days: Span,
    /// Who pays on each of them.
    pub payers: PayersOn<'a>,
}

/// All stretches, one after the other without a gap, from the first day that a policy or an order knows; the last is
/// without an end. Days without a payer are stretches too.
pub fn stretches(ledger: &Ledger) -> Vec<Stretch<'_>> {
    let ends = ledger
        .policies
        .iter()
        .flat_map(|policy| [Some(policy.period.from()), policy.period.until()])
        .flatten();
    let starts = ledger.orders.iter().map(|order| order.from);
    let days: Vec<Date> = ends.chain(starts).collect::<BTreeSet<_>>().into_iter().collect();
    let mut stretches: Vec<Stretch<'_>> = Vec::new();
    for (at, from) in days.iter().enumerate() {
        let until = days.get(at + 1).copied();
        let payers = payers_on(ledger, *from);
        let days = |from| Span::new(from, until).unwrap_or(Span::since(from));
        match stretches.last_mut() {
            Some(last) if last.payers == payers => last.days = days(last.days.from()),
            _ => stretches.push(Stretch { days: days(*from), payers }),
        }
    }
    stretches
}

/// The days inside both, if there are any.
pub(super) fn shared(one: Span, other: Span) -> Option<Span> {
    let until = match (one.until(), other.until()) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    };
    let both = Span::new(one.from().max(other.from()), until).ok()?;
    both.contains(both.from()).then_some(both)
}
