//! Authorizations that a change of coverage takes the ground from.

use crate::authorization::{Authorization, AuthorizationStatus};
use crate::calendar::Span;
use crate::coverage::force::shared;
use crate::ids::AuthorizationId;
use crate::kinds::Date;
use crate::ledger::Ledger;

/// An authorization that hangs on a policy which no longer covers it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Voided {
    /// Which.
    pub authorization: AuthorizationId,
    /// The first date of service on which nothing may be drawn from it.
    pub from: Date,
}

/// Those that lose days by the change, in the ledger's order. What was lost before is not said again.
pub(super) fn voided(before: &Ledger, after: &Ledger) -> Vec<Voided> {
    let live = after.authorizations.iter().filter(|authorization| is_live(authorization));
    live.filter_map(|authorization| {
        let from = void_from(after, authorization)?;
        let is_news = void_from(before, authorization).is_none_or(|was| from < was);
        is_news.then_some(Voided { authorization: authorization.id, from })
    })
    .collect()
}

fn is_live(authorization: &Authorization) -> bool {
    use AuthorizationStatus::{Cancelled, Denied, Void};
    !matches!(authorization.status, Denied { .. } | Cancelled { .. } | Void { .. })
}

/// The first day of an authorization's period after which its policy covers none of it.
fn void_from(ledger: &Ledger, authorization: &Authorization) -> Option<Date> {
    let period = authorization.period;
    let covered = ledger.policy(authorization.policy).and_then(|policy| shared(policy.period, period));
    match covered.as_ref().map(Span::until) {
        None => Some(period.from()),
        Some(until) if until == period.until() => None,
        Some(until) => until,
    }
}
