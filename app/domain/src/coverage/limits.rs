//! How much of a plan's yearly limit is behind the patient.

#[cfg(test)]
mod tests;

use super::{BenefitLimit, LimitAmount, LimitYear, Policy};
use crate::calendar::Span;
use crate::kinds::{Date, Discipline};
use crate::ledger::Ledger;
use crate::visit::{Outcome, Visit};
use chrono::{Datelike, Months};
use std::collections::BTreeSet;

/// Use of a limit, in its own unit: visits, or cents.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LimitUse {
    /// The year that it counts in.
    pub year: Span,
    /// What the plan pays for in it.
    pub amount: u32,
    /// Used here.
    pub here: u32,
    /// Used elsewhere, as the payer said when last asked in this year.
    pub elsewhere: u32,
    /// Visits here whose allowed amount is not known; they are in no sum of money.
    pub unknown: u32,
}

impl LimitUse {
    /// Here and elsewhere.
    pub fn used(&self) -> u32 {
        self.here.saturating_add(self.elsewhere)
    }

    /// What is left; none once it is used up.
    pub fn left(&self) -> u32 {
        self.amount.saturating_sub(self.used())
    }

    /// What was used beyond it.
    pub fn over(&self) -> u32 {
        self.used().saturating_sub(self.amount)
    }

    /// In whole percent, rounded down. A limit of nothing is used up.
    pub fn percent(&self) -> u32 {
        percent(self.used(), self.amount)
    }
}

/// Use of one of a policy's limits, up to and including a date of service. Counts the visits to which the patient came on
/// days on which the policy is in force, first or second in order: most plans count what they cover, not what they pay
/// (clinic convention; a payer's own count is entered as used elsewhere).
pub fn limit_use(ledger: &Ledger, policy: &Policy, limit: &BenefitLimit, day: Date) -> LimitUse {
    let year = limit_year(limit.year, day);
    let came: Vec<&Visit> = arrived(ledger, year, day, &limit.disciplines)
        .filter(|visit| policy.period.contains(visit.on))
        .collect();
    let (amount, here, unknown) = match limit.amount {
        LimitAmount::Visits(visits) => (u32::from(visits), days_of_service(&came), 0),
        LimitAmount::Money(cents) => (cents.0, allowed(&came), without_amount(&came)),
    };
    LimitUse { year, amount, here, elsewhere: elsewhere(ledger, policy, limit, year), unknown }
}

/// The year of a limit in which a day lies. A month that does not exist is read as January.
pub fn limit_year(year: LimitYear, day: Date) -> Span {
    let month = match year {
        LimitYear::Plan { month } if (1..=12).contains(&month) => u32::from(month),
        LimitYear::Plan { .. } | LimitYear::Calendar => 1,
    };
    let first = if day.month() < month { day.year() - 1 } else { day.year() };
    let from = Date::from_ymd_opt(first, month, 1).unwrap_or(Date::MIN);
    Span::new(from, from.checked_add_months(Months::new(12))).unwrap_or(Span::since(from))
}

/// The payer's count belongs to the year in which it was asked; who was never asked is believed.
pub(super) fn elsewhere(ledger: &Ledger, policy: &Policy, limit: &BenefitLimit, year: Span) -> u32 {
    let asked =
        ledger.verifications.iter().filter(|asked| asked.policy == policy.id).map(|asked| asked.on).max();
    if asked.is_none_or(|on| year.contains(on)) { limit.used_elsewhere } else { 0 }
}

pub(super) fn arrived<'a>(
    ledger: &'a Ledger,
    year: Span,
    day: Date,
    disciplines: &[Discipline],
) -> impl Iterator<Item = &'a Visit> {
    ledger.visits.iter().filter(move |visit| {
        visit.outcome == Outcome::Arrived
            && visit.on <= day
            && year.contains(visit.on)
            && disciplines.contains(&visit.discipline)
    })
}

/// Two contacts of one discipline on one day are one visit.
fn days_of_service(visits: &[&Visit]) -> u32 {
    let days: BTreeSet<(Date, Discipline)> =
        visits.iter().map(|visit| (visit.on, visit.discipline)).collect();
    small(days.len())
}

pub(super) fn allowed(visits: &[&Visit]) -> u32 {
    visits.iter().filter_map(|visit| visit.allowed).fold(0, |sum, cents| sum.saturating_add(cents.0))
}

pub(super) fn without_amount(visits: &[&Visit]) -> u32 {
    small(visits.iter().filter(|visit| visit.allowed.is_none()).count())
}

pub(super) fn percent(used: u32, amount: u32) -> u32 {
    let percent = (u64::from(used) * 100).checked_div(u64::from(amount)).unwrap_or(100);
    u32::try_from(percent).unwrap_or(u32::MAX)
}

fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
