//! What follows for the case and its visits when a handoff is complete, or a conference decided something.

use super::add;
use crate::case::Event as CaseEvent;
use crate::case::ledger::Course;
use crate::handoff::{Event, NewConference, Passed, Passing};
use crate::ids::StaffId;
use crate::ledger::{Became, Event as LedgerEvent};
use crate::visit::{Outcome, Visit};

/// Until somebody accepted nothing passes; the receiver only joins the team, to read what they are to accept.
pub(super) fn handed(course: &mut Course<'_>, event: &Event) {
    match event {
        Event::Sent(handoff) if handoff.joined => join(course, handoff.what.to),
        Event::Sent(_) => {}
        Event::Accepted { passed, .. } => pass(course, passed),
        Event::Declined { leaves, .. } | Event::Withdrawn { leaves, .. } => off(course, *leaves),
        Event::FellBack { passed, leaves, .. } => {
            off(course, *leaves);
            pass(course, passed);
        }
        Event::Conferred(conference) => decided(course, &conference.what),
    }
}

fn decided(course: &mut Course<'_>, conference: &NewConference) {
    for (at, decision) in conference.decisions.iter().enumerate() {
        let id = format!("T-conf.{}-{at}", conference.id.0.simple());
        add(course, id, decision.text.as_str(), decision.due, Some(decision.owner));
    }
}

fn on_team(course: &Course<'_>, staff: StaffId) -> bool {
    course.case.people().contains(&staff)
}

fn join(course: &mut Course<'_>, staff: StaffId) {
    if !on_team(course, staff) {
        course.then(vec![CaseEvent::Joined { staff }]);
    }
}

fn off(course: &mut Course<'_>, staff: Option<StaffId>) {
    if let Some(staff) = staff.filter(|staff| course.case.team.contains(staff)) {
        course.then(vec![CaseEvent::Left { staff }]);
    }
}

/// Work to come passes; what was done and written stays whose it was.
fn pass(course: &mut Course<'_>, passed: &Passed) {
    let (from, to) = (passed.from, passed.to);
    let all = passed.passing == Passing::Everything;
    // Whoever owns or covers is on the team by that.
    join(course, to);
    if (all || passed.passing == Passing::Ownership) && course.case.owner == Some(from) {
        course.then(vec![CaseEvent::OwnerSet { from: Some(from), to: Some(to) }]);
    }
    if (all && course.case.cover == Some(from)) || passed.passing == Passing::Cover {
        let before = course.case.cover;
        let after = Some(to).filter(|to| course.case.owner != Some(*to));
        if before != after {
            course.then(vec![CaseEvent::CoverSet { from: before, to: after }]);
        }
    }
    if passed.passing != Passing::Cover || !on_team(course, from) {
        tasks(course, from, to);
    }
    if all || matches!(passed.passing, Passing::Work(_)) {
        visits(course, passed);
        off(course, Some(from));
    } else if treats(course, from) {
        join(course, from);
    }
    if course.case.owner == Some(to) || course.case.cover == Some(to) {
        off(course, Some(to));
    }
    for (at, action) in passed.actions.iter().enumerate().filter(|(_, action)| action.task.is_none()) {
        let id = format!("T-pass.{}-{at}", passed.handoff.0.simple());
        let due = action.due.unwrap_or(passed.effective);
        add(course, id, action.text.as_str(), due, Some(action.owner.unwrap_or(to)));
    }
}

fn tasks(course: &mut Course<'_>, from: StaffId, to: StaffId) {
    let theirs = course.case.open_tasks().filter(|task| task.assignee == Some(from));
    let events: Vec<CaseEvent> = theirs
        .map(|task| CaseEvent::TaskAssigned { task: task.id.clone(), from: Some(from), to: Some(to) })
        .collect();
    if !events.is_empty() {
        course.then(events);
    }
}

fn to_come(course: &Course<'_>, visit: &Visit) -> bool {
    visit.outcome == Outcome::Booked && course.today <= visit.on
}

fn treats(course: &Course<'_>, staff: StaffId) -> bool {
    course.ledger.visits.iter().any(|visit| visit.staff == Some(staff) && to_come(course, visit))
}

/// A visit of a discipline that the receiver does not treat is nobody's until somebody is found: it must not look as if
/// somebody without the licence had it.
fn visits(course: &mut Course<'_>, passed: &Passed) {
    let receiver = course.cx.clinic.active(passed.to);
    let goes = |visit: &&Visit| {
        let work = match passed.passing {
            Passing::Work(discipline) => visit.discipline == discipline,
            _ => true,
        };
        work && visit.staff == Some(passed.from) && passed.effective <= visit.on && to_come(course, visit)
    };
    let become_theirs = |visit: &Visit| {
        let treats = receiver.is_some_and(|staff| staff.disciplines.contains(&visit.discipline));
        let to = Visit { staff: treats.then_some(passed.to), ..visit.clone() };
        Became { from: Some(visit.clone()), to }
    };
    let changed: Vec<Became<Visit>> = course.ledger.visits.iter().filter(goes).map(become_theirs).collect();
    if !changed.is_empty() {
        course.tell(LedgerEvent::VisitsSet(changed));
    }
}
