//! Case conferences: who was there, what each discipline said, and what was decided.

use super::{Event, Handoffs};
use crate::access::{Area, Right};
use crate::calendar::said;
use crate::ids::{ConferenceId, StaffId};
use crate::kinds::{Date, Discipline, Line};
use crate::record::Ground;
use crate::refusal::{Field, Refusal};
use serde::{Deserialize, Serialize};

/// Conferences on one case, and lines of one conference, at most.
const CONFERENCES_MAX: usize = 60;
const LINES_MAX: usize = 30;

/// Somebody who was there.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attendee {
    /// Somebody of the clinic.
    Staff(StaffId),
    /// Somebody else, with what they are: "Ms Reyes, teacher".
    Other(Line),
}

/// Where a discipline stands, in one line.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DisciplineLine {
    /// Whose.
    pub discipline: Discipline,
    /// How it goes.
    pub text: Line,
}

/// What was decided: a task with somebody who does it and a day.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Decision {
    /// What.
    pub text: Line,
    /// Who does it.
    pub owner: StaffId,
    /// Clinic-local day by which it is due.
    pub due: Date,
}

/// A conference as it is written down.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct NewConference {
    /// Id, made by who asks.
    pub id: ConferenceId,
    /// Held on, clinic-local.
    pub on: Date,
    /// Who was there.
    pub attendees: Vec<Attendee>,
    /// The patient was there.
    #[serde(default)]
    pub patient: bool,
    /// A guardian was there.
    #[serde(default)]
    pub guardian: bool,
    /// One line of each discipline.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<DisciplineLine>,
    /// Decisions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<Decision>,
    /// The next one, clinic-local; nothing: none is planned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Date>,
}

/// A conference of a case.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Conference {
    /// What was written down.
    pub what: NewConference,
    /// By whom.
    pub by: StaffId,
}

/// Why a conference is not written down. Nothing was saved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
enum Problem {
    #[error("{} lies in the future; nothing was saved. Write a conference down when it was held.", said(*.0))]
    Future(Date),
    #[error("Nobody is named who was there; nothing was saved. Please name at least one person.")]
    Nobody,
    #[error("There are more than {0} of them; nothing was saved. Please keep to what was decided.")]
    TooMany(usize),
    #[error("{} is named twice; nothing was saved. Please give one line for each discipline.", .0.title())]
    Twice(Discipline),
    #[error("{} is not on this case; nothing was saved. Please choose a discipline of the case.", .0.title())]
    OtherDiscipline(Discipline),
    #[error(
        "{0} no longer works here, so nobody would do what was decided; nothing was saved. Please choose somebody else."
    )]
    HasLeft(String),
    #[error("{} lies before the conference; nothing was saved. Please correct the day.", said(*.0))]
    Before(Date),
}

pub(super) fn decide(state: &Handoffs, new: &NewConference, ground: &Ground<'_>) -> Result<Event, Refusal> {
    ground.may(Area::Messages, Right::Write)?;
    if state.conferences.iter().any(|known| known.what.id == new.id) {
        return Err(Refusal::Exists);
    }
    check(state, new, ground).map_err(|problem| Refusal::problem(Field::Handoff, &problem))?;
    Ok(Event::Conferred(Box::new(Conference { what: new.clone(), by: ground.me() })))
}

fn check(state: &Handoffs, new: &NewConference, ground: &Ground<'_>) -> Result<(), Problem> {
    if ground.today < new.on {
        return Err(Problem::Future(new.on));
    }
    if new.attendees.is_empty() {
        return Err(Problem::Nobody);
    }
    if CONFERENCES_MAX <= state.conferences.len() {
        return Err(Problem::TooMany(CONFERENCES_MAX));
    }
    if LINES_MAX < new.attendees.len().max(new.decisions.len()).max(new.lines.len()) {
        return Err(Problem::TooMany(LINES_MAX));
    }
    let mut told: Vec<Discipline> = Vec::new();
    for line in &new.lines {
        if told.contains(&line.discipline) {
            return Err(Problem::Twice(line.discipline));
        }
        if !ground.case.disciplines.contains(&line.discipline) {
            return Err(Problem::OtherDiscipline(line.discipline));
        }
        told.push(line.discipline);
    }
    let clinic = ground.cx.clinic;
    let gone = new.decisions.iter().find(|decision| clinic.active(decision.owner).is_none());
    if let Some(decision) = gone {
        return Err(Problem::HasLeft(clinic.name_of(decision.owner)));
    }
    let days = new.decisions.iter().map(|decision| decision.due).chain(new.next);
    match days.into_iter().find(|day| *day < new.on) {
        Some(day) => Err(Problem::Before(day)),
        None => Ok(()),
    }
}
