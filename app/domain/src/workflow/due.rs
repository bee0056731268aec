//! By when.
//!
//! A task is due at the end of its local day. While the day it counts from is unknown, it has no due day and cannot be
//! overdue. A due day that had passed when the task was created becomes the day of creation, and is marked as a late
//! start, so that an old case does not open with a wall of red.

#[cfg(test)]
mod tests;

use crate::calendar::BusinessDays;
use crate::kinds::Date;
use chrono::{Datelike, Days, Months};
use serde::{Deserialize, Serialize};

/// The day a task counts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Anchor {
    /// The referral was received.
    Referral,
    /// The case entered the lane.
    LaneEntry,
    /// The evaluation was done.
    EvaluationDone,
    /// The first treatment day; the evaluation counts as one.
    FirstTreatment,
    /// The plan of care was signed.
    PlanSigned,
    /// The authorization ends.
    AuthorizationEnd,
    /// The certified period ends.
    CertificationEnd,
    /// A session was delivered.
    Session,
    /// The case entered Review.
    ReviewEntry,
    /// Discharge was decided.
    DischargeDecision,
}

impl Anchor {
    /// With its article: "the evaluation".
    pub fn in_words(self) -> &'static str {
        match self {
            Anchor::Referral => "the referral",
            Anchor::LaneEntry => "entry into the lane",
            Anchor::EvaluationDone => "the evaluation",
            Anchor::FirstTreatment => "the first treatment day",
            Anchor::PlanSigned => "the plan's signature",
            Anchor::AuthorizationEnd => "the end of the authorization",
            Anchor::CertificationEnd => "the end of the certified period",
            Anchor::Session => "the session",
            Anchor::ReviewEntry => "entry into Review",
            Anchor::DischargeDecision => "the discharge decision",
        }
    }
}

/// How far from the anchor; negative is before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Offset {
    /// Days on which the site is open.
    BusinessDays(i16),
    /// Calendar days.
    Days(i16),
}

/// When a task is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum DueRule {
    /// So far from an anchor.
    After {
        /// Counted from.
        anchor: Anchor,
        /// How far.
        offset: Offset,
    },
    /// That day of each month, or its last one where the month is shorter.
    MonthDay(u8),
    /// The last day of each month.
    MonthEnd,
    /// Again and again.
    Every {
        /// Calendar days from one to the next.
        days: u16,
    },
    /// On the N-th treatment day since the last one.
    EveryNthTreatmentDay(u16),
}

/// What brings a recurring task again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recurrence {
    /// Finishing one makes the next, whose day [`next_occurrence`] tells.
    OnCompletion,
    /// Every delivered session.
    EachSession,
    /// Every new authorization period.
    EachAuthorization,
    /// So many treatment days, as the due rule says.
    TreatmentDays,
}

/// The days that rules count from, as far as they are known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Anchors {
    /// The referral was received.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub referral: Option<Date>,
    /// The evaluation was done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evaluation_done: Option<Date>,
    /// The first treatment day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_treatment: Option<Date>,
    /// The plan of care was signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan_signed: Option<Date>,
    /// The authorization's last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorization_end: Option<Date>,
    /// The certified period's last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certification_end: Option<Date>,
    /// The latest session.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_session: Option<Date>,
    /// The case entered Review.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review_entry: Option<Date>,
    /// Discharge was decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discharge_decision: Option<Date>,
}

impl Anchors {
    /// The day of an anchor, if it is known. The lane entry always is, and comes from the case.
    pub fn get(&self, anchor: Anchor, lane_entry: Date) -> Option<Date> {
        match anchor {
            Anchor::Referral => self.referral,
            Anchor::LaneEntry => Some(lane_entry),
            Anchor::EvaluationDone => self.evaluation_done,
            Anchor::FirstTreatment => self.first_treatment,
            Anchor::PlanSigned => self.plan_signed,
            Anchor::AuthorizationEnd => self.authorization_end,
            Anchor::CertificationEnd => self.certification_end,
            Anchor::Session => self.last_session,
            Anchor::ReviewEntry => self.review_entry,
            Anchor::DischargeDecision => self.discharge_decision,
        }
    }

    /// Sets the day of an anchor. The lane entry belongs to the case and is not set here.
    pub fn set(&mut self, anchor: Anchor, on: Date) {
        let slot = match anchor {
            Anchor::LaneEntry => return,
            Anchor::Referral => &mut self.referral,
            Anchor::EvaluationDone => &mut self.evaluation_done,
            Anchor::FirstTreatment => &mut self.first_treatment,
            Anchor::PlanSigned => &mut self.plan_signed,
            Anchor::AuthorizationEnd => &mut self.authorization_end,
            Anchor::CertificationEnd => &mut self.certification_end,
            Anchor::Session => &mut self.last_session,
            Anchor::ReviewEntry => &mut self.review_entry,
            Anchor::DischargeDecision => &mut self.discharge_decision,
        };
        *slot = Some(on);
    }
}

/// The due day of one task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// Due at the end of that local day; `None` while the anchor is unknown.
    pub on: Option<Date>,
    /// The rule's day had passed when the task was created.
    pub late_start: bool,
}

/// Due day of a task created on `today` (clinic-local). A day that has passed becomes today, tagged as a late start;
/// rules that come again begin with their first day from today on.
pub fn due(rule: &DueRule, anchors: &Anchors, lane_entry: Date, today: Date, business: &BusinessDays) -> Due {
    let on = day_of(rule, anchors, lane_entry, today, business);
    Due { on: on.map(|day| day.max(today)), late_start: on.is_some_and(|day| day < today) }
}

/// The day that a rule names, however long ago; rules that come again name their first day from today on.
pub fn day_of(
    rule: &DueRule,
    anchors: &Anchors,
    lane_entry: Date,
    today: Date,
    business: &BusinessDays,
) -> Option<Date> {
    match *rule {
        DueRule::After { anchor, offset } => {
            anchors.get(anchor, lane_entry).map(|day| offset.from(day, business))
        }
        DueRule::MonthDay(number) => Some(month_day_from(today, number)),
        DueRule::MonthEnd => Some(month_day_from(today, 31)),
        DueRule::Every { days } => Some(later(today, days)),
        DueRule::EveryNthTreatmentDay(_) => None,
    }
}

/// The next due day of a recurring task that was due on `due` (if it had a day) and done on `done`, or `None` when the
/// next one waits for an event: a session, an authorization, the N-th treatment day. Days missed meanwhile are skipped.
pub fn next_occurrence(rule: &DueRule, due: Option<Date>, done: Date) -> Option<Date> {
    let number = match *rule {
        DueRule::MonthDay(number) => number,
        DueRule::MonthEnd => 31,
        DueRule::Every { days } => return Some(later(done, days)),
        DueRule::After { .. } | DueRule::EveryNthTreatmentDay(_) => return None,
    };
    let answered = due.unwrap_or(done);
    let earliest = answered.succ_opt().map_or(answered, |next| next.max(done));
    Some(month_day_from(earliest, number))
}

impl Offset {
    /// The day so far from another.
    pub fn from(self, day: Date, business: &BusinessDays) -> Date {
        match self {
            Offset::BusinessDays(n) if n < 0 => business.sub(day, n.unsigned_abs()),
            Offset::BusinessDays(n) => business.add(day, n.unsigned_abs()),
            Offset::Days(n) => {
                let days = Days::new(n.unsigned_abs().into());
                let moved = if n < 0 { day.checked_sub_days(days) } else { day.checked_add_days(days) };
                moved.unwrap_or(day)
            }
        }
    }

    fn amount(self) -> i16 {
        match self {
            Offset::BusinessDays(n) | Offset::Days(n) => n,
        }
    }

    /// "3 business days", "1 day".
    fn in_words(self) -> String {
        let amount = self.amount().unsigned_abs();
        let unit = match self {
            Offset::BusinessDays(_) => "business day",
            Offset::Days(_) => "day",
        };
        let plural = if amount == 1 { "" } else { "s" };
        format!("{amount} {unit}{plural}")
    }
}

impl DueRule {
    /// For tasks without a due day: "due 3 business days after the evaluation".
    pub fn in_words(&self) -> String {
        match *self {
            DueRule::After { anchor, offset } => {
                let (amount, anchor) = (offset.in_words(), anchor.in_words());
                match offset.amount() {
                    0 => format!("due on the day of {anchor}"),
                    n if n < 0 => format!("due {amount} before {anchor}"),
                    _ => format!("due {amount} after {anchor}"),
                }
            }
            DueRule::MonthDay(number) => format!("due on the {} of each month", ordinal(number.into())),
            DueRule::MonthEnd => "due at the end of each month".to_owned(),
            DueRule::Every { days: 1 } => "due every day".to_owned(),
            DueRule::Every { days } => format!("due every {days} days"),
            DueRule::EveryNthTreatmentDay(n) => {
                format!("due on the {} treatment day since the last one", ordinal(n))
            }
        }
    }

    /// Whether no day ever satisfies it.
    pub(super) fn is_never(self) -> bool {
        match self {
            DueRule::After { .. } | DueRule::MonthEnd => false,
            DueRule::MonthDay(number) => !(1..=31).contains(&number),
            DueRule::Every { days: n } | DueRule::EveryNthTreatmentDay(n) => n == 0,
        }
    }
}

/// The first day with that number on or after `day`; the month's last where the month is shorter.
fn month_day_from(day: Date, number: u8) -> Date {
    let of_month = |first: Date| first.with_day(u32::from(number).min(first.num_days_in_month().into()));
    let first = day.with_day(1);
    let next = first.and_then(|first| first.checked_add_months(Months::new(1)));
    let this = first.and_then(of_month).filter(|this| day <= *this);
    this.or_else(|| next.and_then(of_month)).unwrap_or(day)
}

fn later(day: Date, days: u16) -> Date {
    day.checked_add_days(Days::new(days.into())).unwrap_or(day)
}

/// "1st", "2nd", "11th".
fn ordinal(n: u16) -> String {
    let ending = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{n}{ending}")
}
