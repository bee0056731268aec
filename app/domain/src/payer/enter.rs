//! Entering a payer: what is refused, before anything is judged by it.

#[cfg(test)]
mod tests;

use super::rules::PeriodProblem;
use super::{AuthorizationNeed, Payer, PayerRules};
use crate::calendar::said;
use crate::kinds::{Date, Discipline, Line};
use serde::{Deserialize, Serialize};

/// Most days of any filing limit: three years, one of them with a 29 February.
pub const FILING_DAYS_MAX: u16 = 1_096;
/// Most days that a decision takes, or that a packet is sent ahead.
pub const AHEAD_DAYS_MAX: u16 = 366;
/// Most hours that a note may wait: 30 days.
pub const NOTE_HOURS_MAX: u16 = 720;
/// Most sets of rules, and most documents of a packet.
pub const FEW_MAX: usize = 50;
/// Most needs, codes in a need, and examples.
pub const MANY_MAX: usize = 200;
/// Most days, or percents, on which somebody is warned.
pub const WARNINGS_MAX: usize = 12;

/// Why a payer cannot be entered as it is. Whatever is in force stays so. `from` is the first day of the rules at fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum PayerProblem {
    /// Two sets for one day.
    #[error(transparent)]
    Period(PeriodProblem),
    /// A period without a day.
    #[error("The rules from {} end on the day on which they begin, so they never count. Please correct one of the two days.", said(*from))]
    Empty {
        /// First day.
        from: Date,
    },
    /// More of something than there may be.
    #[error("There are {found} {what}; the limit is {max}. Please take some away.")]
    TooMany {
        /// Of what.
        what: Line,
        /// How many.
        found: usize,
        /// At most.
        max: usize,
    },
    /// A warning at a share that is none.
    #[error("The rules from {} warn at {percent} %: please give a percentage from 1 to 100.", said(*from))]
    Percent {
        /// First day of the rules.
        from: Date,
        /// As entered.
        percent: u8,
    },
    /// Warnings out of order.
    #[error("The rules from {} warn in an order that nobody expects: please give the percentages from the lowest to the highest, each once.", said(*from))]
    PercentsNotRising {
        /// First day of the rules.
        from: Date,
    },
    /// Warnings out of order.
    #[error("The rules from {} warn in an order that nobody expects: please give the days before the end from the most to the fewest, each once.", said(*from))]
    WarnDaysNotFalling {
        /// First day of the rules.
        from: Date,
    },
    /// A number beyond what can be meant.
    #[error("The rules from {} give {found} {what}: please give a number from {min} to {max}.", said(*from))]
    OutOfRange {
        /// First day of the rules.
        from: Date,
        /// Of what.
        what: Line,
        /// As entered.
        found: u16,
        /// At least.
        min: u16,
        /// At most.
        max: u16,
    },
    /// Two needs for one thing.
    #[error("The rules from {} say twice when {} needs an authorization. Please keep one of the two.", said(*from), discipline.title())]
    NeedTwice {
        /// First day of the rules.
        from: Date,
        /// Which discipline.
        discipline: Discipline,
    },
    /// A need that no code can have.
    #[error("The rules from {} name codes of {} that need an authorization, and except all of them. Please correct one of the two lists.", said(*from), discipline.title())]
    NeedOfNothing {
        /// First day of the rules.
        from: Date,
        /// Which discipline.
        discipline: Discipline,
    },
    /// A referral is asked for twice.
    #[error("The rules from {} name {} twice among those who need a referral. Please keep one.", said(*from), discipline.title())]
    ReferralTwice {
        /// First day of the rules.
        from: Date,
        /// Which discipline.
        discipline: Discipline,
    },
    /// Two examples with one id or one name.
    #[error("There are two examples \"{name}\". Please name them apart.")]
    ExampleTwice {
        /// The name.
        name: Line,
    },
    /// An example that cannot fail.
    #[error("The example \"{name}\" expects nothing, so it proves nothing. Please say what must come out.")]
    ExampleOfNothing {
        /// Its name.
        name: Line,
    },
}

/// Refuses what cannot be meant; the first that is wrong. A gap between two periods is not refused: a contract may have
/// been out of force. [`Payer::period_problems`] names it.
pub fn check(payer: &Payer) -> Result<(), PayerProblem> {
    at_most("sets of rules", payer.rules.len(), FEW_MAX)?;
    payer.rules.iter().try_for_each(rules)?;
    let overlap = |problem: &PeriodProblem| matches!(problem, PeriodProblem::Overlap { .. });
    if let Some(problem) = payer.period_problems().into_iter().find(overlap) {
        return Err(PayerProblem::Period(problem));
    }
    examples(payer)
}

fn rules(rules: &PayerRules) -> Result<(), PayerProblem> {
    let from = rules.period.from();
    if !rules.period.contains(from) {
        return Err(PayerProblem::Empty { from });
    }
    let range = |what, found, min, max| in_range(from, what, found, min, max);
    range("days to file a claim", rules.filing_days, 1, FILING_DAYS_MAX)?;
    range("days to file a secondary claim", rules.secondary_filing_days, 1, FILING_DAYS_MAX)?;
    range("days for a decision", rules.decision_days, 0, AHEAD_DAYS_MAX)?;
    range("days ahead for a renewal", rules.renew_before_days, 0, AHEAD_DAYS_MAX)?;
    range("days back for a grant", rules.retro_days.unwrap_or(0), 0, FILING_DAYS_MAX)?;
    range("hours for a note", rules.note_hours, 1, NOTE_HOURS_MAX)?;
    range("hours for a second signature", rules.cosign_hours.unwrap_or(1), 1, NOTE_HOURS_MAX)?;
    at_most("documents of a packet", rules.documents.len(), FEW_MAX)?;
    warnings(rules)?;
    referrals(rules)?;
    needs(rules)
}

fn warnings(rules: &PayerRules) -> Result<(), PayerProblem> {
    let from = rules.period.from();
    at_most("days of warning", rules.warn_days.len(), WARNINGS_MAX)?;
    at_most("percentages of warning", rules.warn_percent.len(), WARNINGS_MAX)?;
    for days in &rules.warn_days {
        in_range(from, "days of warning", *days, 0, AHEAD_DAYS_MAX)?;
    }
    if !rules.warn_days.is_sorted_by(|more, fewer| fewer < more) {
        return Err(PayerProblem::WarnDaysNotFalling { from });
    }
    if let Some(percent) = rules.warn_percent.iter().copied().find(|percent| !(1..=100).contains(percent)) {
        return Err(PayerProblem::Percent { from, percent });
    }
    let rising = rules.warn_percent.is_sorted_by(|lower, higher| lower < higher);
    if rising { Ok(()) } else { Err(PayerProblem::PercentsNotRising { from }) }
}

fn referrals(rules: &PayerRules) -> Result<(), PayerProblem> {
    match rules.referral.iter().enumerate().find(|(at, one)| rules.referral[..*at].contains(one)) {
        Some((_, discipline)) => {
            Err(PayerProblem::ReferralTwice { from: rules.period.from(), discipline: *discipline })
        }
        None => Ok(()),
    }
}

fn needs(rules: &PayerRules) -> Result<(), PayerProblem> {
    let from = rules.period.from();
    at_most("needs for an authorization", rules.authorization.len(), MANY_MAX)?;
    for (at, need) in rules.authorization.iter().enumerate() {
        let discipline = need.discipline;
        at_most("codes of one need", need.codes.len().max(need.except.len()), MANY_MAX)?;
        if !need.codes.is_empty() && need.codes.iter().all(|code| need.except.contains(code)) {
            return Err(PayerProblem::NeedOfNothing { from, discipline });
        }
        if rules.authorization[..at].iter().any(|other| is_twice(need, other)) {
            return Err(PayerProblem::NeedTwice { from, discipline });
        }
    }
    Ok(())
}

/// A need for all codes may stand beside one for a few: exercise beyond twelve visits, a device always.
fn is_twice(a: &AuthorizationNeed, b: &AuthorizationNeed) -> bool {
    let shared = a.codes.iter().any(|code| b.codes.contains(code));
    a.discipline == b.discipline && (shared || a.codes.is_empty() && b.codes.is_empty())
}

fn examples(payer: &Payer) -> Result<(), PayerProblem> {
    at_most("examples", payer.examples.len(), MANY_MAX)?;
    for (at, example) in payer.examples.iter().enumerate() {
        let name = || example.name.clone();
        at_most("services of one example", example.given.services.len(), FEW_MAX)?;
        if payer.examples[..at].iter().any(|other| other.id == example.id || other.name == example.name) {
            return Err(PayerProblem::ExampleTwice { name: name() });
        }
        if example.expect.is_nothing() {
            return Err(PayerProblem::ExampleOfNothing { name: name() });
        }
    }
    Ok(())
}

fn at_most(what: &str, found: usize, max: usize) -> Result<(), PayerProblem> {
    if found <= max { Ok(()) } else { Err(PayerProblem::TooMany { what: named(what), found, max }) }
}

fn in_range(from: Date, what: &str, found: u16, min: u16, max: u16) -> Result<(), PayerProblem> {
    if (min..=max).contains(&found) {
        Ok(())
    } else {
        Err(PayerProblem::OutOfRange { from, what: named(what), found, min, max })
    }
}

fn named(what: &str) -> Line {
    Line::parse(what).expect("a word of this file is a line")
}
