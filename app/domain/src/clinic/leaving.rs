//! Somebody is to leave: until when they work here, and who takes what nobody else has taken by then.

use super::{Clinic, Event, keep_a_director};
use crate::access::{Area, Right, Viewer};
use crate::ids::StaffId;
use crate::kinds::Date;
use crate::refusal::{Field, Refusal};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What is arranged for somebody who leaves.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Leaving {
    /// The last clinic-local day on which they work and can sign in.
    pub last_day: Date,
    /// Who takes on that evening what nobody has accepted.
    pub fallback: StaffId,
    /// Who arranged it, and in whose name the last evening is done.
    pub by: StaffId,
}

/// Why it cannot be arranged so.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
enum LeavingProblem {
    #[error(
        "{0} is the one who leaves; nothing was saved. Choose somebody else for what nobody accepts in time."
    )]
    Same(String),
    #[error(
        "{0} does not work at every site of the one who leaves; nothing was saved. Choose somebody who does, or add the sites on the People page."
    )]
    OtherSites(String),
    #[error(
        "{0} may not look after cases by their roles; nothing was saved. Choose a clinician or a coordinator."
    )]
    CannotTake(String),
    #[error("{0} leaves as well; nothing was saved. Choose somebody who stays.")]
    LeavesToo(String),
}

fn problem(found: &LeavingProblem) -> Refusal {
    Refusal::problem(Field::Departure, found)
}

/// Arranges it, changes what was arranged, or calls it off. Cases are handed on by it, so it takes who approves rights.
pub(super) fn set(
    clinic: &Clinic,
    viewer: &Viewer,
    staff: StaffId,
    seen: Option<&Leaving>,
    to: Option<(Date, StaffId)>,
) -> Result<Vec<Event>, Refusal> {
    if !viewer.may_anywhere(Area::Users, Right::Approve) {
        return Err(Refusal::NeedsDirector);
    }
    let leaver = clinic.active(staff).ok_or(Refusal::NoSuchStaff)?;
    let now = clinic.leaving.get(&staff);
    let to = to.map(|(last_day, fallback)| Leaving { last_day, fallback, by: viewer.staff });
    let same =
        |one: &Leaving, other: &Leaving| (one.last_day, one.fallback) == (other.last_day, other.fallback);
    match (now, &to) {
        (None, None) => return Ok(vec![]),
        (Some(now), Some(to)) if same(now, to) => return Ok(vec![]),
        _ => {}
    }
    if now != seen {
        let now =
            now.map_or_else(|| "no last day".to_owned(), |now| format!("the last day {}", now.last_day));
        return Err(Refusal::RecordChanged { field: Field::Departure, now });
    }
    if let Some(to) = &to {
        keep_a_director(clinic, staff, &BTreeSet::new())?;
        let heir = clinic.active(to.fallback).ok_or(Refusal::NoSuchStaff)?;
        let name = heir.name.to_string();
        if to.fallback == staff {
            return Err(problem(&LeavingProblem::Same(name)));
        }
        if clinic.leaving.contains_key(&to.fallback) {
            return Err(problem(&LeavingProblem::LeavesToo(name)));
        }
        if !leaver.sites.is_within(&heir.sites) {
            return Err(problem(&LeavingProblem::OtherSites(name)));
        }
        if !heir.viewer().may_anywhere(Area::Board, Right::Write) {
            return Err(problem(&LeavingProblem::CannotTake(name)));
        }
    }
    Ok(vec![Event::LeavingSet { staff, to }])
}
