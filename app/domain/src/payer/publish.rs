//! Publishing a payer's rules: not before they prove their examples, and not without saying for which open cases something
//! changes.

mod compare;
#[cfg(test)]
mod tests;

use super::Payer;
use super::enter::{self, PayerProblem};
use super::examples::{self, Failure};
use crate::calendar::said;
use crate::ids::{AuthorizationId, CaseId, VisitId};
use crate::kinds::{Date, Discipline};
use crate::ledger::Ledger;
use crate::service::{Code, Services};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Why a payer's rules are not published. Those in force stay so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum NotPublishable {
    /// Something cannot be meant.
    #[error(transparent)]
    Problem(#[from] PayerProblem),
    /// Examples come out otherwise.
    #[error("Examples that come out otherwise than expected: {}. The rules in force stay. {}", .0.len(), first(.0))]
    Examples(Vec<Failure>),
}

/// Whether a payer's rules may be published: they can be meant, and every example comes out as expected.
pub fn check(payer: &Payer, services: &Services) -> Result<(), NotPublishable> {
    enter::check(payer)?;
    let failures = examples::run(payer, services, &payer.examples);
    if failures.is_empty() { Ok(()) } else { Err(NotPublishable::Examples(failures)) }
}

fn first(failures: &[Failure]) -> String {
    failures.first().map(ToString::to_string).unwrap_or_default()
}

/// What a comparison reads of an open case.
#[derive(Clone, Copy, Debug)]
pub struct OpenCase<'a> {
    /// Which.
    pub case: CaseId,
    /// Whose work is going on.
    pub disciplines: &'a [Discipline],
    /// Policies, authorizations and visits.
    pub ledger: &'a Ledger,
}

/// An open case for which something changes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Affected {
    /// Which.
    pub case: CaseId,
    /// What: disciplines first, then visits by date, then authorizations as entered.
    pub what: Vec<Difference>,
}

/// What one set of rules says, and what the next says. Nothing: no rules reach that day.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Change<T> {
    /// So far.
    pub from: Option<T>,
    /// From now on.
    pub to: Option<T>,
}

/// Units of a day.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Counted {
    /// Units by code, without codes that have none.
    pub lines: Vec<(Code, u16)>,
    /// Units that the therapist has still to give to a code.
    pub open: u16,
}

/// One result that changes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Difference {
    /// Whether a discipline that treats today needs an authorization.
    Authorization(Discipline, Change<bool>),
    /// Whether it needs a referral.
    Referral(Discipline, Change<bool>),
    /// Whether a booked visit, today or later, needs an authorization.
    Visit(VisitId, Date, Change<bool>),
    /// The units of a visit that is booked, or delivered and not billed. Visits of one discipline on one day are counted
    /// together, and stand under the first of them.
    Units(VisitId, Date, Change<Counted>),
    /// The last day on which the claim of a delivered visit may be filed, where none went out.
    FileBy(VisitId, Date, Change<Date>),
    /// The day by which a packet must be with the payer.
    Renewal(AuthorizationId, Change<Date>),
}

/// The open cases for which something changes when `after` takes the place of `before`, by id. Only days on which this payer
/// pays first are compared: a secondary's filing limit runs from an answer that no ledger has.
pub fn affected<'a>(
    before: &Payer,
    after: &Payer,
    services: &Services,
    cases: impl Iterator<Item = OpenCase<'a>>,
    today: Date,
) -> Vec<Affected> {
    let pair = compare::Pair { before, after, services, today };
    let of = |case: OpenCase<'_>| Affected { case: case.case, what: pair.differences(case) };
    let mut affected: Vec<Affected> = cases.map(of).filter(|affected| !affected.what.is_empty()).collect();
    affected.sort_by_key(|affected| affected.case);
    affected
}

impl fmt::Display for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = self.open + self.lines.iter().map(|(_, units)| units).sum::<u16>();
        write!(f, "{all} unit{}", if all == 1 { "" } else { "s" })?;
        for (at, (code, units)) in self.lines.iter().enumerate() {
            write!(f, "{} {code} {units}", if at == 0 { ":" } else { "," })?;
        }
        if 0 < self.open { write!(f, ", {} more as the therapist chooses", self.open) } else { Ok(()) }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Difference::Authorization(discipline, change) => {
                write!(f, "{}: {}.", discipline.title(), needed("an authorization", *change))
            }
            Difference::Referral(discipline, change) => {
                write!(f, "{}: {}.", discipline.title(), needed("a referral", *change))
            }
            Difference::Visit(_, on, change) => {
                write!(f, "Visit of {}: {}.", said(*on), needed("an authorization", *change))
            }
            Difference::Units(_, on, change) => write!(f, "Visit of {}: {}.", said(*on), moved(change)),
            Difference::FileBy(_, on, change) => {
                write!(f, "Visit of {}: file the claim by {}.", said(*on), moved(&days(*change)))
            }
            Difference::Renewal(_, change) => {
                write!(f, "Packet for the renewal by {}.", moved(&days(*change)))
            }
        }
    }
}

fn needed(what: &str, change: Change<bool>) -> String {
    match change.to {
        Some(true) => format!("{what} is needed from now on"),
        Some(false) => format!("{what} is no longer needed"),
        None => format!("no rules say any more whether {what} is needed"),
    }
}

fn days(change: Change<Date>) -> Change<String> {
    Change { from: change.from.map(said), to: change.to.map(said) }
}

fn moved<T: fmt::Display>(change: &Change<T>) -> String {
    match (&change.from, &change.to) {
        (Some(from), Some(to)) => format!("{to} in place of {from}"),
        (None, Some(to)) => format!("{to}, where no rules reached so far"),
        (_, None) => "a day that no rules reach any more".to_owned(),
    }
}
