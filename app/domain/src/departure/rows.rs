//! What the record says about the cases of a leaver, and about who could take them.

use super::{Candidate, LeftOn, Row, weight};
use crate::access::{Area, Right};
use crate::case::Case;
use crate::clinic::{Clinic, Staff};
use crate::coverage::force::payers_on;
use crate::ids::StaffId;
use crate::kinds::{Date, Discipline, Lane};
use crate::ledger::Ledger;
use crate::note::clocks::What;
use crate::record::Open;
use crate::visit::{Outcome, Visit};
use chrono::Days;
use std::collections::BTreeMap;

/// A visit whose time is not known yet counts as so many minutes. Source: clinic convention.
const UNKNOWN_MINUTES: u32 = 45;
/// A case that has been in its first stages for so long is no longer new. Source: clinic convention.
const NEW_DAYS: u32 = 30;

/// What somebody can carry, in hundredths of a weekly hour. Source: clinic convention, a week of 40 hours.
const FULL_LOAD: u32 = 4_000;
/// What everybody in a clinic speaks: licences name what somebody speaks besides.
const OURS: &str = "English";

/// Somebody who leaves, on a clinic-local day.
#[derive(Clone, Copy, Debug)]
pub struct Departing<'a> {
    /// Who.
    pub staff: &'a Staff,
    /// The day on which it is asked.
    pub today: Date,
    /// The last day on which they work.
    pub last_day: Date,
}

/// What of a case lies on a leaver. What they do until their last day is theirs still, and a closed case needs nobody to look
/// after it.
pub fn left_on(case: &Case, ledger: &Ledger, open: &[Open], leaver: Departing<'_>) -> LeftOn {
    let staff = leaver.staff.id;
    if case.void {
        return LeftOn::default();
    }
    let is_open = case.lane != Lane::Closed;
    let booked = || ledger.visits.iter().filter(|visit| is_booked(visit, staff));
    let unsigned = |open: &&Open| matches!(open, Open::Note(clock) if matches!(clock.what, What::Unsigned | What::Returned) && clock.by == Some(staff));
    LeftOn {
        owns: is_open && case.owner == Some(staff),
        covers: is_open && case.cover == Some(staff),
        in_team: is_open && case.team.contains(&staff),
        tasks: case.open_tasks().filter(|task| task.assignee == Some(staff)).count(),
        visits: booked().filter(|visit| leaver.last_day.max(leaver.today) < visit.on).count(),
        unsaid: booked().filter(|visit| visit.on < leaver.today).count(),
        unsigned: open.iter().filter(unsigned).count(),
    }
}

fn is_booked(visit: &Visit, staff: StaffId) -> bool {
    visit.staff == Some(staff) && visit.outcome == Outcome::Booked
}

/// A case of the leaver, with what a receiver has to bring.
pub fn row(case: &Case, ledger: &Ledger, open: &[Open], leaver: Departing<'_>) -> Row {
    let payers = payers_on(ledger, leaver.today);
    let staff = leaver.staff.id;
    let treats = |discipline: &Discipline| {
        ledger.visits.iter().any(|visit| visit.discipline == *discipline && is_booked(visit, staff))
    };
    let in_care = |discipline: &Discipline| {
        leaver.staff.disciplines.contains(discipline)
            && (case.people().contains(&staff) || treats(discipline))
    };
    Row {
        case: case.id,
        number: case.number,
        site: case.site,
        disciplines: case.disciplines.iter().copied().filter(in_care).collect(),
        payer: payers.ordered.first().map(|policy| policy.payer),
        language: case.patient.language.clone().filter(|spoken| !spoken.as_str().eq_ignore_ascii_case(OURS)),
        weight: weight_of(case, ledger, leaver.today),
        team: case.people().into_iter().filter(|member| *member != staff).collect(),
        left: left_on(case, ledger, open, leaver),
    }
}

/// The work that a case is in the week from a clinic-local day, in hundredths of an hour.
fn weight_of(case: &Case, ledger: &Ledger, today: Date) -> u32 {
    let renews = ledger.authorizations.iter().any(|authorization| {
        let last = authorization.period.until().and_then(|until| until.pred_opt());
        last.is_some_and(|last| today <= last && last <= today + Days::new(u64::from(NEW_DAYS)))
    });
    let fresh = matches!(case.lane, Lane::Intake | Lane::Planning) && case.days_in_lane(today) < NEW_DAYS;
    let minutes = minutes(ledger, today, |_| true);
    weight(minutes, case.disciplines.len(), case.facts.risk, fresh, renews)
}

fn minutes(ledger: &Ledger, today: Date, counts: impl Fn(&Visit) -> bool) -> u32 {
    let until = today + Days::new(7);
    let week = ledger.visits.iter().filter(|visit| {
        visit.outcome == Outcome::Booked && today <= visit.on && visit.on < until && counts(visit)
    });
    week.map(|visit| Some(visit.minutes()).filter(|known| 0 < *known).unwrap_or(UNKNOWN_MINUTES)).sum()
}

/// Adds what a case lays on each of its people: all of it on the owner, their own hours of the week on the others.
pub fn load(carried: &mut BTreeMap<StaffId, u32>, case: &Case, ledger: &Ledger, today: Date) {
    if case.void || case.lane == Lane::Closed {
        return;
    }
    for staff in case.people() {
        let one = if case.owner == Some(staff) {
            weight_of(case, ledger, today)
        } else {
            minutes(ledger, today, |visit| visit.staff == Some(staff)).saturating_mul(100) / 60
        };
        let sum = carried.entry(staff).or_default();
        *sum = sum.saturating_add(one);
    }
}

/// Everybody who is on the staff and stays, with what they carry.
pub fn candidates(
    clinic: &Clinic,
    leaver: StaffId,
    carried: &BTreeMap<StaffId, u32>,
    today: Date,
) -> Vec<Candidate> {
    let stays = |staff: &&Staff| staff.left.is_none() && staff.id != leaver;
    let candidate = |staff: &Staff| {
        let licences = clinic.licences_of(staff.id);
        let listed = licences.enrolments.iter().filter(|one| one.held.contains(today));
        Candidate {
            staff: staff.id,
            name: staff.name.clone(),
            active: !clinic.leaving.contains_key(&staff.id)
                && staff.viewer().may_anywhere(Area::Board, Right::Write),
            disciplines: staff.disciplines.clone(),
            sites: staff.sites.clone(),
            enrolled: (!licences.enrolments.is_empty()).then(|| listed.map(|one| one.payer).collect()),
            languages: licences.languages.clone(),
            load: carried.get(&staff.id).copied().unwrap_or_default(),
            capacity: Some(FULL_LOAD),
        }
    };
    clinic.staff.values().filter(stays).map(candidate).collect()
}
