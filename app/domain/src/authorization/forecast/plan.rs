//! Which visits a line's forecast looks at.

use crate::authorization::balance::{Drawn, LineBalance};
use crate::authorization::{Authorization, AuthorizationLine, Measure};
use crate::kinds::Date;
use crate::visit::{Outcome, Visit};
use std::collections::BTreeSet;

/// A visit as a forecast sees it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Planned {
    /// Date of service.
    pub on: Date,
    /// What it draws from the line when it is kept, in the line's measure.
    pub amount: u32,
    /// What came of it.
    pub state: State,
}

/// What came of a planned visit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum State {
    /// The patient came.
    Came,
    /// Cancelled, or nobody came.
    Missed,
    /// Booked, and draws from this line as far as it reaches.
    ToCome,
    /// Booked, and another line covers it.
    Elsewhere,
}

/// The visits that fit a line, whichever line they drew from, so that attendance and pace go on across a renewal.
/// An amount that nobody can know yet is this line's usual one.
pub fn planned(
    drawn: &Drawn,
    line: &LineBalance,
    authorization: &Authorization,
    visits: &[Visit],
) -> Vec<Planned> {
    let Some(rules) = authorization.lines.get(line.line) else { return Vec::new() };
    let amount_of = |visit: &Visit| -> u32 {
        let of_line = drawn.draws.iter().filter(|draw| {
            draw.visit == visit.id && draw.authorization == line.authorization && draw.line == line.line
        });
        of_line.map(|draw| draw.amount).sum()
    };
    let mut fit: Vec<&Visit> = visits
        .iter()
        .filter(|visit| visit.discipline == authorization.discipline && fits(rules, visit))
        .collect();
    fit.sort_by_key(|visit| (visit.on, visit.at, visit.id));
    let mut known: Vec<u32> = fit.iter().map(|visit| amount_of(visit)).filter(|amount| 0 < *amount).collect();
    known.sort_unstable();
    let usual = known.get(known.len().saturating_sub(1) / 2).copied().unwrap_or(unknown(line.measure));
    let mut days = BTreeSet::new();
    let mut planned = Vec::new();
    for visit in fit {
        // A second visit on a day draws nothing from a line of visits.
        if line.measure == Measure::Visits && !days.insert((visit.on, visit.outcome)) {
            continue;
        }
        let own = amount_of(visit);
        let covered = || drawn.draws.iter().any(|draw| draw.visit == visit.id && 0 < draw.amount);
        let state = match visit.outcome {
            Outcome::Arrived => State::Came,
            Outcome::CancelledInTime | Outcome::CancelledLate | Outcome::NoShow => State::Missed,
            Outcome::Booked if own == 0 && covered() => State::Elsewhere,
            Outcome::Booked => State::ToCome,
        };
        planned.push(Planned { on: visit.on, amount: if own == 0 { usual } else { own }, state });
    }
    planned
}

fn fits(line: &AuthorizationLine, visit: &Visit) -> bool {
    line.codes.is_empty()
        || visit.services.is_empty()
        || visit.services.iter().any(|service| line.codes.contains(&service.code))
}

/// An hour, one visit, 100 dollars: for a line from which nothing was drawn yet.
fn unknown(measure: Measure) -> u32 {
    match measure {
        Measure::Visits | Measure::Sessions => 1,
        Measure::Units | Measure::Hours => 4,
        Measure::Money => 10_000,
    }
}
