//! What somebody should know about the authorizations of a case today, each with its reason and the dates compared.
//!
//! Thresholds are each payer's own, and data; the numbers that stand here are conventions of clinics and say so.

mod ends;
mod requests;
mod uncovered;

#[cfg(test)]
mod tests;

use super::balance::{Drawn, Uncovered};
use super::renewal::Pace;
use super::{Authorization, AuthorizationStatus};
use crate::calendar::BusinessDays;
use crate::ids::{AuthorizationId, PolicyId};
use crate::kinds::{Date, Discipline};
use crate::payer::PayerRules;
use crate::visit::Visit;

/// How much it matters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Level {
    /// To know.
    Info,
    /// To act on soon.
    Warning,
    /// To act on today.
    Critical,
}

/// What an alert is about. The code that people see and mute never changes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Rule {
    /// It ends soon.
    EndsSoon,
    /// Its renewal should have been begun.
    RenewalDue,
    /// Much of it is used.
    MostlyUsed,
    /// It runs out well before it ends.
    RunsOutEarly,
    /// Much of it will expire unused.
    UnderUse,
    /// Visits are booked where it does not reach, by date, code, person or payer.
    BookedOutside,
    /// More is booked than is left.
    BookedBeyond,
    /// Visits were delivered that it does not cover.
    DeliveredUncovered,
    /// Visits are booked between the end of one and the start of the next.
    Gap,
    /// Two cover the same days.
    Overlap,
    /// Pended for long.
    Pended,
    /// Undecided for longer than the payer takes.
    Undecided,
    /// There is none, though one is needed.
    Missing,
}

impl Rule {
    /// As it is shown, muted and counted.
    pub fn code(self) -> &'static str {
        match self {
            Rule::EndsSoon => "AUTH-01",
            Rule::RenewalDue => "AUTH-02",
            Rule::MostlyUsed => "AUTH-03",
            Rule::RunsOutEarly => "AUTH-04",
            Rule::UnderUse => "AUTH-05",
            Rule::BookedOutside => "AUTH-06",
            Rule::BookedBeyond => "AUTH-07",
            Rule::DeliveredUncovered => "AUTH-08",
            Rule::Gap => "AUTH-09",
            Rule::Overlap => "AUTH-10",
            Rule::Pended => "AUTH-11",
            Rule::Undecided => "AUTH-12",
            Rule::Missing => "AUTH-13",
        }
    }
}

/// Something that somebody should know.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Alert {
    /// Which rule speaks.
    pub rule: Rule,
    /// How much it matters.
    pub level: Level,
    /// Whose work.
    pub discipline: Discipline,
    /// Which authorization; nothing where there is none.
    pub authorization: Option<AuthorizationId>,
    /// Which line of it, from 0, where one line is meant.
    pub line: Option<usize>,
    /// The dates that were compared, in the order of the sentence.
    pub dates: Vec<Date>,
    /// Why, in a sentence.
    pub why: String,
}

/// What alerts are made from.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// The clinic-local day.
    pub today: Date,
    /// Of one case.
    pub authorizations: &'a [Authorization],
    /// Of the same case.
    pub visits: &'a [Visit],
    /// What they draw.
    pub drawn: &'a Drawn,
    /// The rules of a policy's payer today; nothing: unknown, and its thresholds say nothing.
    pub rules: &'a dyn Fn(PolicyId) -> Option<&'a PayerRules>,
    /// How long a policy's payer takes.
    pub pace: &'a dyn Fn(PolicyId) -> Pace,
    /// Whether somebody has begun the packet that renews it.
    pub begun: &'a dyn Fn(AuthorizationId) -> bool,
    /// Whether what no line covers had to be covered.
    pub needed: &'a dyn Fn(&Uncovered) -> bool,
    /// When the clinic works.
    pub calendar: &'a BusinessDays,
    /// Business days in which the clinic makes a packet.
    pub prep_days: u16,
    /// Of a hundred planned visits so many are kept in the whole clinic.
    pub kept_percent: u32,
}

/// All alerts of a case, the most pressing first.
pub fn alerts(input: &Input<'_>) -> Vec<Alert> {
    let mut all = Vec::new();
    for authorization in input.authorizations {
        if is_granted(authorization) {
            ends::of(input, authorization, &mut all);
        }
        requests::waiting(input, authorization, &mut all);
    }
    requests::overlaps(input, &mut all);
    uncovered::of(input, &mut all);
    all.sort_by_key(|alert| (std::cmp::Reverse(alert.level), alert.rule, alert.authorization, alert.line));
    all
}

/// Granted, and not void.
fn is_granted(authorization: &Authorization) -> bool {
    let grants = authorization.lines.iter().any(|line| line.granted.is_some_and(|granted| 0 < granted));
    grants
        && matches!(
            authorization.status,
            AuthorizationStatus::Approved
                | AuthorizationStatus::PartlyApproved
                | AuthorizationStatus::Appealed { .. }
        )
}

/// Whole days from one day to a later one.
fn days_until(from: Date, to: Date) -> i64 {
    (to - from).num_days()
}
