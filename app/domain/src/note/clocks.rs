//! What notes are still to be written, signed or reported, and by when.

use super::{Kind, Note, Notes, State};
use crate::ids::{NoteId, StaffId, VisitId};
use crate::kinds::{Date, Discipline};
use crate::visit::{Outcome, Visit};
use chrono::Days;
use serde::{Deserialize, Serialize};

/// A note is signed within so many days. Source: clinic convention, 48 hours.
pub const SIGN_DAYS: u64 = 2;
/// The second signature comes within so many days. Source: clinic convention, 72 hours.
pub const COSIGN_DAYS: u64 = 3;
/// A progress report at the latest on so manieth treatment day. Source: Medicare Benefit Policy Manual 15 §220.3.D.
pub const REPORT_EVERY: usize = 10;
/// Nobody came for so long. Source: clinic convention.
pub const ABSENT_DAYS: u64 = 21;

/// What waits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// A session without a note.
    Unsigned,
    /// A note that came back to its author.
    Returned,
    /// A note that waits for a second signature.
    Cosign,
    /// Ten treatment days since the last report.
    Report,
}

impl What {
    /// All of them.
    pub const ALL: [What; 4] = [What::Unsigned, What::Returned, What::Cosign, What::Report];

    /// As people call it.
    pub fn title(self) -> &'static str {
        match self {
            What::Unsigned => "Note to write",
            What::Returned => "Note that came back",
            What::Cosign => "Note to sign as well",
            What::Report => "Progress report",
        }
    }
}

/// Something about a note that is to be done.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Clock {
    /// What.
    pub what: What,
    /// On which visit; of a report, the one with which it is due.
    pub visit: VisitId,
    /// Its date of service.
    pub on: Date,
    /// Which note, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<NoteId>,
    /// Whose work.
    pub discipline: Discipline,
    /// Who treated; of a second signature, who wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<StaffId>,
    /// The last day on which it is in time.
    pub due: Date,
}

/// Everything that waits, by due day. It follows from visits and notes alone; the day only tells what is late. A session for
/// which a claim went out without a note here was documented elsewhere.
pub fn clocks(notes: &Notes, visits: &[Visit]) -> Vec<Clock> {
    let held: Vec<&Visit> = visits.iter().filter(|visit| visit.outcome == Outcome::Arrived).collect();
    let ours = held.iter().filter(|visit| visit.billed_on.is_none() || notes.on_visit(visit.id).is_some());
    let mut clocks: Vec<Clock> = ours.filter_map(|visit| of_visit(notes, visit)).collect();
    for discipline in Discipline::ALL {
        let of_discipline: Vec<&Visit> =
            held.iter().copied().filter(|visit| visit.discipline == discipline).collect();
        clocks.extend(report(notes, &of_discipline));
    }
    clocks.sort_by_key(|clock| (clock.due, clock.visit, clock.what));
    clocks
}

fn of_visit(notes: &Notes, visit: &Visit) -> Option<Clock> {
    let note = notes.on_visit(visit.id);
    let (what, days, by) = match note.map(|note| (&note.state, note)) {
        None => (What::Unsigned, SIGN_DAYS, visit.staff),
        Some((State::Returned { .. }, note)) => (What::Returned, COSIGN_DAYS, Some(note.signed.by)),
        Some((State::WaitsForCosignature, note)) => (What::Cosign, COSIGN_DAYS, Some(note.signed.by)),
        Some((State::Signed | State::Cosigned(_), _)) => return None,
    };
    let note = note.map(|note| note.id);
    let due = visit.on + Days::new(days);
    Some(Clock { what, visit: visit.id, on: visit.on, note, discipline: visit.discipline, by, due })
}

/// The treatment days of a discipline since its last report. What was before the first note here, was reported on elsewhere.
pub fn treatment_days<'a>(notes: &Notes, held: &[&'a Visit]) -> Vec<&'a Visit> {
    let here = held.iter().position(|visit| notes.on_visit(visit.id).is_some()).unwrap_or(held.len());
    let held = held.get(here..).unwrap_or_default();
    let reported = |visit: &Visit| notes.on_visit(visit.id).filter(|note| is_report(note));
    let last = held.iter().rposition(|visit| reported(visit).is_some());
    // The evaluation is itself a treatment day: the first of its ten.
    let begins = last.map_or(0, |at| {
        let first =
            held.get(at).and_then(|visit| reported(visit)).is_some_and(|note| note.kind == Kind::Evaluation);
        if first { at } else { at + 1 }
    });
    let mut days: Vec<&Visit> = held.get(begins..).unwrap_or_default().to_vec();
    days.dedup_by_key(|visit| visit.on);
    days
}

fn is_report(note: &Note) -> bool {
    note.reports_progress()
}

fn report(notes: &Notes, held: &[&Visit]) -> Option<Clock> {
    let days = treatment_days(notes, held);
    let tenth = days.get(REPORT_EVERY - 1)?;
    Some(Clock {
        what: What::Report,
        visit: tenth.id,
        on: tenth.on,
        note: None,
        discipline: tenth.discipline,
        by: tenth.staff,
        due: tenth.on,
    })
}
