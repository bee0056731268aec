//! How a patient who was discharged begins again.

use super::{Ending, EndingProblem};
use crate::case::{Case, NewCase};
use crate::ids::CaseId;
use crate::kinds::{Date, Lane, Rank};
use crate::workflow::Facts;

/// A new episode, and what both are told of each other.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reopening {
    /// The new case.
    pub begins: NewCase,
    /// The clinic-local day of the discharge; of the closing where nobody signed one.
    pub discharged_on: Date,
    /// The clinic-local day on which the new episode begins.
    pub began_on: Date,
}

/// The new episode, under the id that was made for it: the patient, the contacts and the disciplines of the one before, at the
/// same site. Who pays, who treats and what has to be authorized is found out anew; a safety flag stays until somebody takes it
/// away. An error where the case is not closed, or another episode followed it already.
pub fn again(
    case: &Case,
    ending: &Ending,
    new: CaseId,
    rank: Rank,
    today: Date,
) -> Result<Reopening, EndingProblem> {
    if case.void || case.lane != Lane::Closed {
        return Err(EndingProblem::StillOpen);
    }
    if ending.later.as_ref().is_some_and(|later| later.case != new) {
        return Err(EndingProblem::Back);
    }
    let begins = NewCase {
        patient: case.patient.clone(),
        disciplines: case.disciplines.clone(),
        site: case.site,
        rank,
        referred_on: Some(today),
        owner: None,
        contacts: case.contacts.clone(),
        identifiers: case.identifiers.clone(),
        facts: Facts { risk: case.facts.risk, ..Facts::default() },
        lane: None,
        entered_on: None,
        waiting: None,
        pause: None,
        steps: Vec::new(),
        notes: Vec::new(),
        batch: None,
    };
    let discharged_on = ending.discharge.as_ref().map_or(case.entered_on, |discharge| discharge.what.on);
    Ok(Reopening { begins, discharged_on, began_on: today })
}
