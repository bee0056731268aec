//! When a payer has to be asked again whether a policy is in force. An answer is no promise of payment, and a plan may
//! change under the patient at any time. The calendar is clinic convention: at intake, monthly, at 1 January, before a new
//! authorization is asked for, the day before a visit when the last answer is older than 30 days, and when a claim comes
//! back for a reason that says so.

#[cfg(test)]
mod tests;

use super::{Answer, Policy, Verification};
use crate::authorization::{Authorization, AuthorizationStatus};
use crate::calendar::said;
use crate::ids::{AuthorizationId, VisitId};
use crate::kinds::Date;
use crate::ledger::Ledger;
use crate::visit::Outcome;
use chrono::{Datelike, Days, Months};
use serde::{Deserialize, Serialize};

/// Days after which an answer is no longer relied on for a visit (clinic convention).
pub const STALE_DAYS: i64 = 30;
/// Days before an authorization ends at which its policy is asked for again (clinic convention).
const RENEWAL_DAYS: u64 = 30;
/// Reasons of denial that say that coverage was not what it was thought to be (X12 claim adjustment reason codes): another
/// payer first, before coverage, after it, not their insured, the wrong payer.
const COVERAGE_DENIALS: [u16; 5] = [22, 26, 27, 31, 109];

/// Why a payer is asked.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckReason {
    /// A claim came back for this reason.
    Denied(u16),
    /// Nobody has asked yet, or nobody got an answer.
    First,
    /// A new year: plans and limits begin anew.
    NewYear,
    /// The authorization ends, and a new one will be asked for.
    Renewal(AuthorizationId),
    /// The last answer is too old for this visit.
    Visit(VisitId),
    /// A month has passed.
    Monthly,
}

impl CheckReason {
    /// As people read it.
    pub fn title(self) -> &'static str {
        match self {
            CheckReason::Denied(_) => "A claim was denied",
            CheckReason::First => "Not verified yet",
            CheckReason::NewYear => "A new year",
            CheckReason::Renewal(_) => "Before the authorization is renewed",
            CheckReason::Visit(_) => "Before the next visit",
            CheckReason::Monthly => "A month since the last answer",
        }
    }
}

/// The next time to ask.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Check {
    /// The clinic-local day; in the past when it is overdue.
    pub due: Date,
    /// Why.
    pub why: CheckReason,
}

impl Check {
    /// Why and by when, in a sentence.
    pub fn sentence(&self) -> String {
        format!("{}: verify by {}.", self.why.title(), said(self.due))
    }
}

/// When a policy is to be verified next, the earliest of all reasons; nothing where nobody can be asked, or its last day
/// has passed. A denial is not in the ledger: [`after_denial`].
pub fn next_check(ledger: &Ledger, policy: &Policy, today: Date) -> Option<Check> {
    if !policy.plan.is_insurance() || policy.period.until().is_some_and(|until| until <= today) {
        return None;
    }
    let Some(last) = last_answer(ledger, policy, today).map(|answer| answer.on) else {
        return Some(Check { due: today.max(policy.period.from()), why: CheckReason::First });
    };
    let new_year = Date::from_ymd_opt(last.year() + 1, 1, 1);
    let month = last.checked_add_months(Months::new(1));
    let days = [(new_year, CheckReason::NewYear), (month, CheckReason::Monthly)];
    let calendar = days.into_iter().filter_map(|(due, why)| Some(Check { due: due?, why }));
    let is_covered = |check: &Check| policy.period.until().is_none_or(|until| check.due < until);
    calendar
        .chain(before_renewals(ledger, policy, last))
        .chain(before_visit(ledger, policy, today))
        .filter(is_covered)
        .min()
}

/// Whether an answer for a policy is too old, or missing, on a day.
pub fn is_stale(ledger: &Ledger, policy: &Policy, on: Date) -> bool {
    let answers = answers(ledger, policy).filter(|answer| answer.on <= on);
    answers.map(|answer| answer.on).max().is_none_or(|last| STALE_DAYS < (on - last).num_days())
}

/// The check that a denied claim asks for, at once, if its reason is about coverage.
pub fn after_denial(code: u16, today: Date) -> Option<Check> {
    COVERAGE_DENIALS.contains(&code).then_some(Check { due: today, why: CheckReason::Denied(code) })
}

/// The last time up to a day that a payer said whether a policy is in force. That they could not say is no answer.
pub fn last_answer<'a>(ledger: &'a Ledger, policy: &Policy, by: Date) -> Option<&'a Verification> {
    answers(ledger, policy).filter(|answer| answer.on <= by).max_by_key(|answer| answer.at)
}

fn answers<'a>(ledger: &'a Ledger, policy: &Policy) -> impl Iterator<Item = &'a Verification> {
    let id = policy.id;
    ledger.verifications.iter().filter(move |asked| asked.policy == id && asked.answer != Answer::Unclear)
}

fn before_renewals(ledger: &Ledger, policy: &Policy, last: Date) -> impl Iterator<Item = Check> {
    let is_granted = |authorization: &&Authorization| {
        matches!(authorization.status, AuthorizationStatus::Approved | AuthorizationStatus::PartlyApproved)
    };
    let id = policy.id;
    let of_policy = ledger.authorizations.iter().filter(move |authorization| authorization.policy == id);
    let open = of_policy.filter(is_granted).filter(|authorization| !is_followed(ledger, authorization.id));
    open.filter_map(move |authorization| {
        let due = authorization.period.until()?.checked_sub_days(Days::new(RENEWAL_DAYS))?;
        (last < due).then_some(Check { due, why: CheckReason::Renewal(authorization.id) })
    })
}

/// Whether what comes after an authorization has been sent already.
fn is_followed(ledger: &Ledger, id: AuthorizationId) -> bool {
    let next = ledger.authorizations.iter().filter(|other| other.follows == Some(id));
    next.into_iter().any(|next| next.status != AuthorizationStatus::Draft)
}

fn before_visit(ledger: &Ledger, policy: &Policy, today: Date) -> Option<Check> {
    let booked = ledger.visits.iter().filter(|visit| visit.outcome == Outcome::Booked && today <= visit.on);
    let covered =
        booked.filter(|visit| policy.period.contains(visit.on) && is_stale(ledger, policy, visit.on));
    let first = covered.min_by_key(|visit| visit.on)?;
    Some(Check { due: first.on.pred_opt()?, why: CheckReason::Visit(first.id) })
}
