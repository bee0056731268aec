//! Which visits can be written down, and which outcome may take the place of which.

#[cfg(test)]
mod tests;

use super::{Outcome, Visit};
use crate::calendar::said;
use crate::ids::VisitId;
use crate::kinds::{Date, Discipline, Line};
use crate::service::{Code, Minutes, NoService, Services};
use chrono::Months;
use serde::{Deserialize, Serialize};

/// Most services of a visit.
pub const SERVICES_MAX: usize = 20;
/// Most visits of a case.
pub const VISITS_MAX: usize = 2_000;
/// How far back a visit is written down, in months: as far as any payer asks.
const BACK: Months = Months::new(36);
/// How far ahead one is booked, in months.
const AHEAD: Months = Months::new(24);

/// What a visit is held against.
#[derive(Clone, Copy, Debug)]
pub struct Book<'a> {
    /// The clinic's today.
    pub today: Date,
    /// Disciplines that treat the case.
    pub disciplines: &'a [Discipline],
    /// What is billed, and when.
    pub services: &'a Services,
    /// The case's visits; the visit itself may be among them, as it was.
    pub visits: &'a [Visit],
}

/// Why a visit, or its outcome, is not written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VisitProblem {
    /// Nobody can have come, or stayed away, on a day to come.
    #[error("{} is still to come, so nobody knows yet whether the patient came. Leave it booked, or correct the day.", said(*on))]
    StillToCome {
        /// Date of service.
        on: Date,
    },
    /// Too long ago, or too far ahead.
    #[error("{} is too far away; nothing was saved. Please choose a day from {} to {}.", said(*on), said(*from), said(*to))]
    FarAway {
        /// Date of service.
        on: Date,
        /// First possible.
        from: Date,
        /// Last possible.
        to: Date,
    },
    /// A start that no day has.
    #[error("A day has no minute {at}; nothing was saved. Please choose a time from 0:00 to 23:59.")]
    NoSuchTime {
        /// As asked for.
        at: u16,
    },
    /// More than a day's minutes, or beyond midnight.
    #[error(
        "{minutes} minutes do not fit into the rest of the day; nothing was saved. Please correct the start or the minutes."
    )]
    BeyondMidnight {
        /// Of all services.
        minutes: u32,
    },
    /// Nobody of this discipline treats the case.
    #[error(
        "{} is not among the disciplines of this case; nothing was saved. Add it to the case, or choose another.",
        discipline.title()
    )]
    NotOfCase {
        /// As asked for.
        discipline: Discipline,
    },
    /// A code that is not to be had on that day.
    #[error(transparent)]
    Service(#[from] NoService),
    /// A code of other disciplines.
    #[error("{code} is not billed by {}; nothing was saved. Please choose a code of theirs.", discipline.mark())]
    NotOfDiscipline {
        /// The code.
        code: Code,
        /// Whose visit it is.
        discipline: Discipline,
    },
    /// More services than a visit has.
    #[error(
        "A visit has at most {SERVICES_MAX} services; nothing was saved. Please enter the others as a visit of their own."
    )]
    TooManyServices,
    /// More visits than a case has.
    #[error("A case has at most {VISITS_MAX} visits; nothing was saved. Please go on in a new case.")]
    TooManyVisits,
    /// The same person would treat twice at once.
    #[error("The visit at {} overlaps the one at {} of the same person on {}; nothing was saved. Please change one of the two.", clock(*at), clock(*other_at), said(*on))]
    Overlaps {
        /// This one.
        visit: VisitId,
        /// Its start.
        at: u16,
        /// The one that is there already.
        other: VisitId,
        /// Its start.
        other_at: u16,
        /// Date of service.
        on: Date,
    },
    /// A claim went out with the outcome that is to be changed.
    #[error("This visit was billed on {}, so it stays as it is until you say why it was wrong. Please give a reason.", said(*on))]
    ReasonNeeded {
        /// When.
        on: Date,
    },
    /// It is that already.
    #[error("This visit is {} already; nothing was changed.", outcome.title().to_lowercase())]
    Same {
        /// As it is.
        outcome: Outcome,
    },
}

impl VisitProblem {
    /// Which part of a form it belongs to.
    pub fn part(&self) -> Part {
        match self {
            VisitProblem::StillToCome { .. } | VisitProblem::Same { .. } => Part::Outcome,
            VisitProblem::FarAway { .. } => Part::Day,
            VisitProblem::NoSuchTime { .. } | VisitProblem::Overlaps { .. } => Part::Start,
            VisitProblem::NotOfCase { .. } => Part::Discipline,
            VisitProblem::BeyondMidnight { .. }
            | VisitProblem::Service(_)
            | VisitProblem::NotOfDiscipline { .. }
            | VisitProblem::TooManyServices => Part::Services,
            VisitProblem::TooManyVisits => Part::Whole,
            VisitProblem::ReasonNeeded { .. } => Part::Reason,
        }
    }
}

/// A part of a visit's form.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// All of it.
    Whole,
    /// Date of service.
    Day,
    /// Start.
    Start,
    /// Discipline.
    Discipline,
    /// Services and their minutes.
    Services,
    /// What came of it.
    Outcome,
    /// Why it is changed.
    Reason,
}

/// Whether a visit can stand in the book.
pub fn check(visit: &Visit, book: &Book<'_>) -> Result<(), VisitProblem> {
    let mut others = book.visits.iter().filter(|other| other.id != visit.id);
    if VISITS_MAX <= others.clone().count() {
        return Err(VisitProblem::TooManyVisits);
    }
    day(visit.on, book.today)?;
    not_ahead(visit.on, visit.outcome, book.today)?;
    time(visit)?;
    if !book.disciplines.contains(&visit.discipline) {
        return Err(VisitProblem::NotOfCase { discipline: visit.discipline });
    }
    codes(visit, book.services)?;
    others.try_for_each(|other| apart(visit, other))
}

/// Whether an outcome may take the place of the one that a visit has. Everything may be corrected; what was billed is
/// corrected with a reason, since a claim has to be corrected as well (42 CFR 401.305).
pub fn change(
    visit: &Visit,
    outcome: Outcome,
    reason: Option<&Line>,
    today: Date,
) -> Result<(), VisitProblem> {
    if visit.outcome == outcome {
        return Err(VisitProblem::Same { outcome });
    }
    not_ahead(visit.on, outcome, today)?;
    match (visit.billed_on, reason) {
        (Some(on), None) => Err(VisitProblem::ReasonNeeded { on }),
        _ => Ok(()),
    }
}

fn day(on: Date, today: Date) -> Result<(), VisitProblem> {
    let from = today.checked_sub_months(BACK).unwrap_or(Date::MIN);
    let to = today.checked_add_months(AHEAD).unwrap_or(Date::MAX);
    if (from..=to).contains(&on) { Ok(()) } else { Err(VisitProblem::FarAway { on, from, to }) }
}

fn not_ahead(on: Date, outcome: Outcome, today: Date) -> Result<(), VisitProblem> {
    let is_of_the_day = matches!(outcome, Outcome::Arrived | Outcome::NoShow);
    if is_of_the_day && today < on { Err(VisitProblem::StillToCome { on }) } else { Ok(()) }
}

fn time(visit: &Visit) -> Result<(), VisitProblem> {
    if SERVICES_MAX < visit.services.len() {
        return Err(VisitProblem::TooManyServices);
    }
    if let Some(at) = visit.at.filter(|at| Minutes::DAY.get() <= *at) {
        return Err(VisitProblem::NoSuchTime { at });
    }
    let minutes = visit.minutes();
    let end = u32::from(visit.at.unwrap_or(0)) + minutes;
    if u32::from(Minutes::DAY.get()) < end { Err(VisitProblem::BeyondMidnight { minutes }) } else { Ok(()) }
}

fn codes(visit: &Visit, services: &Services) -> Result<(), VisitProblem> {
    for service in &visit.services {
        let known = services.on(service.code, visit.on)?;
        if !known.disciplines.contains(&visit.discipline) {
            let (code, discipline) = (service.code, visit.discipline);
            return Err(VisitProblem::NotOfDiscipline { code, discipline });
        }
    }
    Ok(())
}

/// A cancelled hour is free for another patient, and one whose length nobody knows overlaps what starts with it.
fn apart(visit: &Visit, other: &Visit) -> Result<(), VisitProblem> {
    let taken = |visit: &Visit| matches!(visit.outcome, Outcome::Booked | Outcome::Arrived);
    let same = visit.on == other.on && visit.staff.is_some() && visit.staff == other.staff;
    let (Some(at), Some(other_at)) = (visit.at, other.at) else { return Ok(()) };
    let end = |visit: &Visit, at: u16| u32::from(at) + visit.minutes().max(1);
    let overlaps = u32::from(at) < end(other, other_at) && u32::from(other_at) < end(visit, at);
    if same && overlaps && taken(visit) && taken(other) {
        return Err(VisitProblem::Overlaps { visit: visit.id, at, other: other.id, other_at, on: visit.on });
    }
    Ok(())
}

/// `9:05`, of minutes after midnight.
fn clock(at: u16) -> String {
    format!("{}:{:02}", at / 60, at % 60)
}
