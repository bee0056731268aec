//! Coordination of benefits: which of several policies pays first, as the rules have it. A proposal: a person confirms it,
//! or decides otherwise and says why.
//!
//! Liability, Medicare, TRICARE and Medicaid find their place first; private and employers' plans are then put in order
//! among themselves by the NAIC model as restated in 760 IAC 1-38.1-14: own policy before a dependent's, the parents' rules
//! for a child, at work before retired before continued, and what is in force for longer.

mod because;
mod key;
mod question;
#[cfg(test)]
mod tests;

pub use question::Question;

use super::{Circumstances, CobRule, Entitlement, Policy};
use crate::ids::PolicyId;
use crate::kinds::Date;
use chrono::Months;
use key::{Key, Keys};

/// Why one policy stands directly before another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// Pays before it.
    pub first: PolicyId,
    /// Pays after it.
    pub second: PolicyId,
    /// Rule.
    pub rule: CobRule,
    /// The rule in a sentence, with the facts it read.
    pub because: String,
    /// Who says so.
    pub source: &'static str,
}

/// An order of payers, as the rules propose it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proposal {
    /// All policies, primary first. An order of payers takes three at most: the others are not billed.
    pub order: Vec<PolicyId>,
    /// Between each and the next.
    pub steps: Vec<Step>,
    /// What is not known, and could change the order.
    pub unsure: Vec<Question>,
}

impl Proposal {
    /// The rule that decided who comes first; nothing where there is no policy.
    pub fn rule(&self) -> Option<CobRule> {
        self.order.first()?;
        Some(self.steps.first().map_or(CobRule::Only, |step| step.rule))
    }
}

/// The order in which policies pay for a date of service; the same whatever order they are given in. All of them should be
/// in force on that day. Where nothing decides, the policy that was entered first comes first, and a question says so.
pub fn propose(
    in_force: &[&Policy],
    circumstances: &Circumstances,
    patient_born: Option<Date>,
    day: Date,
) -> Proposal {
    let keys = Keys::new(in_force, circumstances, day);
    let mut placed: Vec<(Key<'_>, &Policy)> =
        in_force.iter().map(|policy| (keys.of(policy), *policy)).collect();
    placed.sort_by(|one, other| one.0.cmp(&other.0));
    placed.dedup_by_key(|(_, policy)| policy.id);
    let steps = placed.windows(2).map(|pair| step(&pair[0], &pair[1], circumstances)).collect();
    let unsure = question::all(&placed, circumstances, patient_born, day);
    Proposal { order: placed.iter().map(|(_, policy)| policy.id).collect(), steps, unsure }
}

fn step(one: &(Key<'_>, &Policy), other: &(Key<'_>, &Policy), circumstances: &Circumstances) -> Step {
    let rule = one.0.rule_before(&other.0);
    let because = because::sentence(rule, one, other, circumstances);
    Step { first: one.1.id, second: other.1.id, rule, because, source: rule.source() }
}

/// The first day on which Medicare pays before a group plan although kidney failure entitled to it: 30 months after
/// entitlement began (42 CFR 411.162). From the last day of a long month to the last of a shorter one.
pub fn esrd_until(since: Date) -> Option<Date> {
    since.checked_add_months(Months::new(30))
}

/// Whether a private plan pays before Medicare (42 CFR 411.162, 411.172, 411.204). Where nobody has said why the patient
/// has Medicare, it does not.
fn is_before_medicare(policy: &Policy, circumstances: &Circumstances, day: Date) -> bool {
    use super::{Kinship, Standing};
    let works = policy.subscriber.standing.is_none_or(|standing| standing == Standing::Active);
    match circumstances.medicare {
        None => false,
        Some(Entitlement::Age { employees }) => {
            let own_work = matches!(policy.subscriber.kinship, Kinship::Itself | Kinship::Spouse);
            works && own_work && 20 <= employees
        }
        Some(Entitlement::Disability { employees }) => works && 100 <= employees,
        Some(Entitlement::Esrd { since }) => esrd_until(since).is_none_or(|until| day < until),
    }
}
