//! What a payer said, and the ledger does not.

use super::Conflict;
use crate::calendar::Span;
use crate::coverage::verify::last_answer;
use crate::coverage::{Answer, Policy};
use crate::kinds::Date;
use crate::ledger::Ledger;

pub(super) fn answers(ledger: &Ledger) -> Vec<Conflict> {
    let inactive = ledger.policies.iter().filter_map(|policy| inactive(ledger, policy));
    let others = ledger.policies.iter().filter_map(|policy| other_payer(ledger, policy));
    inactive.chain(others).collect()
}

/// Their last word is that it is not in force, and here it is.
fn inactive(ledger: &Ledger, policy: &Policy) -> Option<Conflict> {
    let last = last_answer(ledger, policy, Date::MAX)?;
    let is_open = last.answer == Answer::Inactive && policy.period.contains(last.on);
    let days = Span::new(last.on, policy.period.until()).ok()?;
    is_open.then_some(Conflict::SaidInactive { policy: policy.id, days })
}

/// They named another payer, and since then nobody has decided an order of several.
fn other_payer(ledger: &Ledger, policy: &Policy) -> Option<Conflict> {
    let of_policy = ledger.verifications.iter().filter(|asked| asked.policy == policy.id);
    let last = of_policy.max_by_key(|asked| asked.at).filter(|asked| asked.other_payer)?;
    let is_settled = ledger.orders.iter().any(|order| last.on <= order.on && 1 < order.policies.len());
    (!is_settled).then_some(Conflict::OtherPayer { policy: policy.id, days: Span::since(last.on) })
}
