//! Prior authorizations: entered, sent, decided, corrected.

use super::Course;
use crate::access::{Area, Right};
use crate::authorization::Authorization;
use crate::authorization::enter::{Ground, check, next};
use crate::ids::PolicyId;
use crate::ledger::{self, Became, Put};
use crate::refusal::{Field, Refusal};
use crate::service::Services;

/// Authorizations on one case at most.
const AUTHORIZATIONS_MAX: usize = 200;

/// Enters an authorization, or changes one that still says what the screen showed.
pub(super) fn put(course: &mut Course<'_>, put: &Put<Authorization>) -> Result<(), Refusal> {
    course.may(Area::Authorizations, Right::Write)?;
    let known = course.ledger.authorization(put.to.id);
    if known == Some(&put.to) {
        return Ok(());
    }
    if known.is_none() && AUTHORIZATIONS_MAX <= course.ledger.authorizations.len() {
        return Err(Refusal::TooMany { field: Field::Authorization, max: AUTHORIZATIONS_MAX });
    }
    course.unchanged(Field::Authorization, put.seen.as_ref(), known, |one| one.status.title().to_owned())?;
    let from = known.cloned();
    let problem = |problem: &dyn std::fmt::Display| Refusal::problem(Field::Authorization, problem);
    let policies: Vec<PolicyId> = course.ledger.policies.iter().map(|policy| policy.id).collect();
    let ground = Ground {
        policies: &policies,
        disciplines: &course.case.disciplines,
        services: &Services::standard(),
    };
    check(&ground, &put.to).map_err(|refused| problem(&refused))?;
    if let Some(from) = from.as_ref().filter(|from| from.status != put.to.status) {
        next(&from.status, put.to.status.clone()).map_err(|refused| problem(&refused))?;
    }
    course.tell(ledger::Event::AuthorizationSet(Box::new(Became { from, to: put.to.clone() })));
    Ok(())
}
