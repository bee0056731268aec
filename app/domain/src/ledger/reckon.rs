//! A ledger with its numbers: what draws from what, by the rules of the clinic's payers.

use super::Ledger;
use crate::authorization::balance::{Drawn, Input, draw};
use crate::clinic::Clinic;
use crate::coverage::force::payers_on;
use crate::ids::PolicyId;
use crate::kinds::Date;
use crate::service::Services;
use crate::service::units::UnitRule;

/// Where every visit draws from, and what is left of each authorization.
pub fn reckon(ledger: &Ledger, clinic: &Clinic, services: &Services) -> Drawn {
    let pays = |policy: PolicyId, on: Date| payers_on(ledger, on).ids().contains(&policy);
    let rule = |policy: PolicyId, on: Date| unit_rule(ledger, clinic, policy, on);
    draw(&Input {
        authorizations: &ledger.authorizations,
        visits: &ledger.visits,
        services,
        pays: &pays,
        rule: &rule,
    })
}

/// How the payer of a policy counts minutes on a date of service; each code by itself where its rules do not say.
pub fn unit_rule(ledger: &Ledger, clinic: &Clinic, policy: PolicyId, on: Date) -> UnitRule {
    let payer = ledger.policy(policy).and_then(|policy| clinic.payer(policy.payer));
    payer.and_then(|payer| payer.rules_on(on)).map_or(UnitRule::AmaPerCode, |rules| rules.units)
}
