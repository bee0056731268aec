//! What cannot be meant, and is refused when it is entered. What is only odd is entered, and shows among the
//! [`conflicts`](super::conflicts).

#[cfg(test)]
mod tests;

use super::cob::propose;
use super::force::in_force;
use super::{CobRule, Kinship, LimitYear, PayerOrder, Policy};
use crate::calendar::said;
use crate::ids::PolicyId;
use crate::kinds::{Date, Line};
use crate::ledger::Ledger;
use chrono::Months;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Payers that an order names at most: primary, secondary, tertiary.
const ORDER_MAX: usize = 3;
/// A policy that began earlier is a slip of the hand (clinic convention).
const YEARS_BACK: u32 = 100;
/// A policy that begins later is one as well (clinic convention).
const YEARS_AHEAD: u32 = 3;

/// Why a policy is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum PolicyProblem {
    /// First and end are one day.
    #[error(
        "This policy would end on the day on which it begins and cover nothing. Please correct one of the two days; the end is the first day that is not covered."
    )]
    NoDays,
    /// More than a hundred years ago.
    #[error("This policy would have begun on {}, more than {YEARS_BACK} years ago. Please correct the year.", said(*from))]
    LongAgo {
        /// First covered day.
        from: Date,
    },
    /// More than three years ahead.
    #[error("This policy would begin on {}, more than {YEARS_AHEAD} years from now. Please correct the year.", said(*from))]
    FarAhead {
        /// First covered day.
        from: Date,
    },
    /// Over the whole.
    #[error("A coinsurance of {percent} percent is more than the whole. Please enter 0 to 100.")]
    Coinsurance {
        /// As entered.
        percent: u8,
    },
    /// No such month.
    #[error("A plan year cannot begin in month {month}. Please enter 1 to 12.")]
    Month {
        /// As entered.
        month: u8,
    },
    /// The card's number is missing.
    #[error("The member number is missing. Please copy it from the card.")]
    NoMember,
    /// A dependent's policy without its subscriber.
    #[error(
        "The subscriber's name is missing. Please enter it, or say that the policy is the patient's own."
    )]
    NoSubscriber,
    /// The card is there already.
    #[error(
        "This card is entered already for some of these days. Please change that policy, or end it first."
    )]
    Duplicate {
        /// The policy that has it.
        of: PolicyId,
    },
}

/// Whether a policy can be entered, or take the place of the one with its id. `today` is the clinic's day.
pub fn check_policy(ledger: &Ledger, policy: &Policy, today: Date) -> Result<(), PolicyProblem> {
    check_period(policy, today)?;
    if let Some(percent) = policy.cost.coinsurance.filter(|percent| 100 < *percent) {
        return Err(PolicyProblem::Coinsurance { percent });
    }
    for limit in &policy.limits {
        match limit.year {
            LimitYear::Plan { month } if !(1..=12).contains(&month) => {
                return Err(PolicyProblem::Month { month });
            }
            _ => {}
        }
    }
    if policy.plan.is_insurance() && policy.member.is_none() {
        return Err(PolicyProblem::NoMember);
    }
    if policy.subscriber.kinship != Kinship::Itself && policy.subscriber.name.is_none() {
        return Err(PolicyProblem::NoSubscriber);
    }
    let same = |other: &&Policy| {
        other.id != policy.id && is_same_card(other, policy) && other.period.overlaps(&policy.period)
    };
    ledger.policies.iter().find(same).map_or(Ok(()), |other| Err(PolicyProblem::Duplicate { of: other.id }))
}

fn check_period(policy: &Policy, today: Date) -> Result<(), PolicyProblem> {
    let from = policy.period.from();
    if policy.period.until() == Some(from) {
        return Err(PolicyProblem::NoDays);
    }
    let months = |years: u32| Months::new(12 * years);
    if today.checked_sub_months(months(YEARS_BACK)).is_some_and(|first| from < first) {
        return Err(PolicyProblem::LongAgo { from });
    }
    if today.checked_add_months(months(YEARS_AHEAD)).is_some_and(|last| last < from) {
        return Err(PolicyProblem::FarAhead { from });
    }
    Ok(())
}

/// Whether two policies are of one payer and one member number, whatever its spaces, hyphens and capitals.
pub(super) fn is_same_card(one: &Policy, other: &Policy) -> bool {
    let bare = |member: &Option<Line>| {
        let text = member.as_ref().map_or("", Line::as_str);
        text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect::<String>()
    };
    one.payer == other.payer && bare(&one.member) == bare(&other.member)
}

/// Why an order of payers is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum OrderProblem {
    /// Nobody in it.
    #[error("An order of payers names at least one policy. Please choose who pays first.")]
    Empty,
    /// More than three.
    #[error(
        "An order of payers names {ORDER_MAX} policies at most, and this one has {count}. Please leave out those that are not billed."
    )]
    TooMany {
        /// As entered.
        count: usize,
    },
    /// One in two places.
    #[error("One policy has two places in this order. Please keep one of them.")]
    TwoRanks {
        /// Which.
        policy: PolicyId,
    },
    /// Not in the ledger.
    #[error("A policy of this order is not among the patient's policies. Please reload and choose again.")]
    Unknown {
        /// Which.
        policy: PolicyId,
    },
    /// Not in force when the order begins.
    #[error("A policy of this order is not in force on {}, the order's first day. Please correct the day, or leave the policy out.", said(*from))]
    NotInForce {
        /// Which.
        policy: PolicyId,
        /// The order's first day.
        from: Date,
    },
    /// Against the rules, and nothing says why.
    #[error(
        "This is not the order that the rules propose. Please write down what was seen: which decree, who has custody, who said so."
    )]
    NoEvidence,
}

/// Whether an order of payers can be entered. One that differs from the proposal, and one that a person decided, needs
/// evidence; a policy that is left out does not make it differ.
pub fn check_order(ledger: &Ledger, order: &PayerOrder) -> Result<(), OrderProblem> {
    if order.policies.is_empty() {
        return Err(OrderProblem::Empty);
    }
    if ORDER_MAX < order.policies.len() {
        return Err(OrderProblem::TooMany { count: order.policies.len() });
    }
    let mut seen = BTreeSet::new();
    for id in &order.policies {
        if !seen.insert(*id) {
            return Err(OrderProblem::TwoRanks { policy: *id });
        }
        let policy = ledger.policy(*id).ok_or(OrderProblem::Unknown { policy: *id })?;
        if !policy.period.contains(order.from) {
            return Err(OrderProblem::NotInForce { policy: *id, from: order.from });
        }
    }
    let is_proposed = order.rule != CobRule::Person && order.policies == proposed(ledger, order);
    if is_proposed || order.evidence.is_some() { Ok(()) } else { Err(OrderProblem::NoEvidence) }
}

/// The order's policies as the rules would place them.
fn proposed(ledger: &Ledger, order: &PayerOrder) -> Vec<PolicyId> {
    let proposal = propose(&in_force(ledger, order.from), &ledger.circumstances, None, order.from);
    proposal.order.into_iter().filter(|id| order.policies.contains(id)).collect()
}
