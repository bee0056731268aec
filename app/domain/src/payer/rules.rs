//! Which of a payer's rules count on a day, and what they say of a service.

#[cfg(test)]
mod tests;

use super::{AuthorizationNeed, Payer, PayerRules};
use crate::calendar::{Span, said};
use crate::coverage;
use crate::kinds::{Date, Discipline, Line};
use crate::service::Code;
use crate::visit::{Outcome, Visit};
use crate::workflow::PayerClass;
use chrono::{Datelike, Days};
use serde::{Deserialize, Serialize};

/// Why nothing can be said of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("The rules of {payer} do not reach {}, so a service of that day cannot be judged. Nothing is lost; please add rules that count on it.", said(*day))]
pub struct NotJudged {
    /// Whose rules.
    pub payer: Line,
    /// Date of service.
    pub day: Date,
}

/// What is wrong with the periods of a payer's rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum PeriodProblem {
    /// Two sets for one day.
    #[error("The rules from {} and those from {} both count on {}. Please end the earlier ones there.", said(*first), said(*second), said(*second))]
    Overlap {
        /// First day of the earlier ones.
        first: Date,
        /// First day of the later ones.
        second: Date,
    },
    /// Days between two sets.
    #[error("No rules count from {} until {}: a service of those days cannot be judged.", said(*from), said(*until))]
    Gap {
        /// First day without rules.
        from: Date,
        /// First day with rules again.
        until: Date,
    },
}

/// What is asked of a payer's rules.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Asked {
    /// Whose work it is.
    pub discipline: Discipline,
    /// What is to be done; nothing: not known yet, which counts as the discipline's common work, neither named nor excepted.
    pub code: Option<Code>,
    /// Visits of this discipline before it in the same calendar year, as [`visits_before`] counts them.
    pub visits_before: u16,
}

/// Whether something must be had first, and who says so.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Need {
    /// It must.
    pub required: bool,
    /// A sentence.
    pub because: String,
}

/// Where a payer stands among those who pay for a claim.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Turn {
    /// First.
    #[default]
    Primary,
    /// After another has answered.
    Secondary {
        /// The day of that answer.
        answered_on: Date,
    },
}

impl Payer {
    /// The rules that count for a date of service. Should two sets count, the one that begins later does.
    pub fn rules_on(&self, day: Date) -> Option<&PayerRules> {
        let counts = self.rules.iter().filter(|rules| rules.period.contains(day));
        counts.max_by_key(|rules| rules.period.from())
    }

    /// The same, with the sentence for a day that no rules reach.
    pub fn judge(&self, day: Date) -> Result<&PayerRules, NotJudged> {
        self.rules_on(day).ok_or_else(|| NotJudged { payer: self.name.clone(), day })
    }

    /// Overlaps and gaps of the rules' periods, by date. An empty period is neither.
    pub fn period_problems(&self) -> Vec<PeriodProblem> {
        let mut periods: Vec<Span> = self.rules.iter().map(|rules| rules.period).collect();
        periods.retain(|period| period.contains(period.from()));
        periods.sort_by_key(|period| (period.from(), period.until().unwrap_or(Date::MAX)));
        let mut problems = Vec::new();
        // The set that reaches furthest so far: a long one may overlap more than its neighbour.
        let mut reach: Option<Span> = None;
        for period in periods {
            if let Some(before) = reach {
                problems.extend(between(before, period));
            }
            let end = |span: &Span| span.until().unwrap_or(Date::MAX);
            reach = reach.filter(|before| end(&period) < end(before)).or(Some(period));
        }
        problems
    }
}

fn between(before: Span, next: Span) -> Option<PeriodProblem> {
    if before.contains(next.from()) {
        return Some(PeriodProblem::Overlap { first: before.from(), second: next.from() });
    }
    let from = before.until().filter(|until| *until < next.from())?;
    Some(PeriodProblem::Gap { from, until: next.from() })
}

/// Whether a service needs an authorization first. What a policy says of its own comes before the payer's rules.
pub fn needs_authorization(rules: &PayerRules, policy: &[coverage::Need], asked: Asked) -> Need {
    let title = asked.discipline.title();
    if let Some(required) = own(policy, asked.discipline, |need| need.authorization) {
        let word = if required { "an" } else { "no" };
        return Need { required, because: format!("{title}: the policy asks for {word} authorization.") };
    }
    let of = rules.authorization.iter().filter(|need| need.discipline == asked.discipline);
    let (touching, other): (Vec<_>, Vec<_>) = of.partition(|need| touches(need, asked.code));
    let reached =
        |need: &&AuthorizationNeed| need.after_visits.is_none_or(|free| free <= asked.visits_before);
    if let Some(need) = touching.iter().copied().find(reached) {
        return Need { required: true, because: why(need, asked, &rules.source) };
    }
    let because = match (touching.first().and_then(|need| need.after_visits), asked.code) {
        (Some(free), _) => {
            let number = asked.visits_before.saturating_add(1);
            format!(
                "{title}: the first {free} visits of a year need no authorization, and this is visit {number}."
            )
        }
        (None, Some(code)) if !other.is_empty() => {
            format!("{title}: no authorization is asked for {code}.")
        }
        (None, None) if !other.is_empty() => {
            format!("{title}: an authorization is asked for some codes only, and the code is not known yet.")
        }
        _ => format!("{title}: this payer asks for no authorization."),
    };
    Need { required: false, because }
}

/// Whether a discipline needs a physician's referral first. What a policy says of its own comes before the payer's rules.
pub fn needs_referral(rules: &PayerRules, policy: &[coverage::Need], discipline: Discipline) -> Need {
    let own = own(policy, discipline, |need| need.referral);
    let required = own.unwrap_or_else(|| rules.referral.contains(&discipline));
    let who = if own.is_some() { "the policy" } else { "this payer" };
    let word = if required { "a" } else { "no" };
    Need { required, because: format!("{}: {who} asks for {word} referral.", discipline.title()) }
}

/// The last day on which a claim may be filed. A policy's own limit counts for the first claim only, from the date of
/// service; a secondary's time runs from the primary's answer.
pub fn file_by(rules: &PayerRules, policy_days: Option<u16>, on: Date, turn: Turn) -> Date {
    match turn {
        Turn::Primary => after(on, policy_days.unwrap_or(rules.filing_days)),
        Turn::Secondary { answered_on } => after(answered_on, rules.secondary_filing_days),
    }
}

/// Whether claims are filed at all: a family is billed, and no limit runs.
pub fn files_claims(class: PayerClass) -> bool {
    class != PayerClass::SelfPay
}

/// The day by which the packet for a renewal must be with the payer, for an authorization with this last day: as early as
/// its rules ask, and early enough for a decision.
pub fn packet_by(rules: &PayerRules, last_day: Date) -> Date {
    let days = rules.renew_before_days.max(rules.decision_days);
    last_day.checked_sub_days(Days::new(days.into())).unwrap_or(Date::MIN)
}

/// Days in the calendar year of `on`, before it, on which this discipline saw the patient or is booked to: what was
/// cancelled or missed is no visit, and two contacts on a day are one.
pub fn visits_before(visits: &[Visit], discipline: Discipline, on: Date) -> u16 {
    let is_visit = |visit: &&Visit| {
        visit.discipline == discipline
            && matches!(visit.outcome, Outcome::Booked | Outcome::Arrived)
            && visit.on < on
            && visit.on.year() == on.year()
    };
    let mut days: Vec<Date> = visits.iter().filter(is_visit).map(|visit| visit.on).collect();
    days.sort_unstable();
    days.dedup();
    u16::try_from(days.len()).unwrap_or(u16::MAX)
}

fn own(
    policy: &[coverage::Need],
    discipline: Discipline,
    what: fn(&coverage::Need) -> Option<bool>,
) -> Option<bool> {
    policy.iter().filter(|need| need.discipline == discipline).find_map(what)
}

/// Work whose code is not known is the common work of its discipline: it is no evaluation, and none of a few named codes.
fn touches(need: &AuthorizationNeed, code: Option<Code>) -> bool {
    match code {
        Some(code) => (need.codes.is_empty() || need.codes.contains(&code)) && !need.except.contains(&code),
        None => need.codes.is_empty(),
    }
}

fn why(need: &AuthorizationNeed, asked: Asked, source: &Line) -> String {
    let title = asked.discipline.title();
    let what = match asked.code {
        Some(code) if !need.codes.is_empty() => format!("{code} needs an authorization"),
        _ => "an authorization is needed".to_owned(),
    };
    let beyond = need.after_visits.map(|free| format!(" beyond {free} visits of a year")).unwrap_or_default();
    format!("{title}: {what}{beyond}. Source: {}.", source.as_str().trim_end_matches('.'))
}

fn after(day: Date, days: u16) -> Date {
    day.checked_add_days(Days::new(days.into())).unwrap_or(Date::MAX)
}
