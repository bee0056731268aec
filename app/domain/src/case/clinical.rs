//! Turns a wish about a case's record into events, and works out what follows for the case and its ledger.

mod follow;

use super::decide::Context;
use super::ledger::Course;
use super::{Case, Decided, Event};
use crate::access::{Area, Right};
use crate::authorization::letter::ContentHash;
use crate::goal::{POINTS_MAX, Point};
use crate::ids::GoalId;
use crate::ledger::Ledger;
use crate::record::{self, Command, Ground, Record};
use crate::refusal::Refusal;
use crate::{note, plan};

/// Decides a command about the record of a case; `case` is nothing where none has the id. `seal` is SHA-256.
///
/// What may still happen to a closed case (a late note, a charge, a follow-up call), each area says for itself.
pub fn decide_on_record(
    case: Option<&Case>,
    (ledger, record): (&Ledger, &Record),
    command: &Command,
    cx: Context<'_>,
    seal: fn(&[u8]) -> ContentHash,
) -> Result<Decided, Refusal> {
    let case = case.ok_or(Refusal::NoSuchCase)?;
    let people = case.people();
    if !cx.viewer.may(Area::Board, Right::Read, &case.scope(&people), cx.now) {
        return Err(Refusal::NoSuchCase);
    }
    if case.void {
        return Err(Refusal::Closed);
    }
    let workflow = cx.clinic.workflow(&case.workflow).ok_or(Refusal::NotSetUp)?;
    let mut events = record::decide(record, command, &Ground::new(cx, case, ledger, seal))?;
    let found: Vec<record::Event> = events.iter().flat_map(|event| data_of(record, event)).collect();
    events.extend(found);
    let mut course = Course::new(cx, case, ledger, workflow);
    if !events.is_empty() {
        follow::after(&mut course, &events)?;
        if course.done.events.is_empty() {
            // Who wrote in the record touched the case: a refusal names the right colleague.
            course.then(vec![Event::Recorded]);
        }
    }
    course.done.record = events;
    Ok(course.done)
}

/// The data that a signed note brings for goals that are worked on. A note that was written anew has told of them before.
fn data_of(record: &Record, event: &record::Event) -> Vec<record::Event> {
    let record::Event::Notes(note::Event::Signed { note, body }) = event else { return vec![] };
    let known = |goal: GoalId| {
        record.care.goal(goal).filter(|goal| {
            goal.lifecycle.is_open()
                && goal.baseline_on <= note.on
                && goal.points.len() < POINTS_MAX
                && goal.points.iter().all(|point| point.note != Some(note.id))
        })
    };
    let found = |measured: &note::Measured| {
        let point = Point { on: note.on, value: measured.value, by: note.signed.by, note: Some(note.id) };
        record::Event::Care(plan::Event::Found { goal: measured.goal, point })
    };
    body.measured.iter().filter(|measured| known(measured.goal).is_some()).map(found).collect()
}
