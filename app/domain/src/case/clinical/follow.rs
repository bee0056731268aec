//! What follows for the case and its ledger when something was written in its record.

mod ending;
mod handoff;
mod notes;
mod plans;

use crate::bill;
use crate::case::ledger::{Course, after_ledger};
use crate::case::{Event as CaseEvent, tasks};
use crate::document;
use crate::ids::{StaffId, VisitId};
use crate::kinds::{Date, Line};
use crate::ledger::{self, Became};
use crate::measure;
use crate::record::Event;
use crate::refusal::Refusal;
use crate::task::{Task, TaskId};
use crate::visit::Visit;

/// Works out everything that follows.
pub(super) fn after(course: &mut Course<'_>, events: &[Event]) -> Result<(), Refusal> {
    for event in events {
        match event {
            Event::Outcomes(event) => scored(course, event),
            Event::Care(event) => plans::after(course, event),
            Event::Documents(event) => filed(course, event),
            Event::Notes(event) => notes::after(course, event)?,
            Event::Charges(event) => charged(course, event)?,
            Event::Ending(event) => ending::ended(course, event),
            Event::Handoffs(event) => handoff::handed(course, event),
        }
    }
    Ok(())
}

/// Any thought of self-harm is looked at the same day, by whoever looks after the case.
fn scored(course: &mut Course<'_>, event: &measure::Event) {
    let measure::Event::Recorded { score, risk } = event else { return };
    if *risk {
        let id = ["T-risk.", &score.id.0.simple().to_string()].concat();
        let owner = course.case.owner;
        add(course, id, "Look at safety today: an answer about self-harm", course.today, owner);
    }
    evidence(course, "observations", score.on);
}

/// What left in a file of charges or a claim is billed from that day.
fn charged(course: &mut Course<'_>, event: &bill::Event) -> Result<(), Refusal> {
    let bill::Event::Exported { visits, export } = event else { return Ok(()) };
    let billed = |id: &VisitId| {
        let from = course.ledger.visit(*id).filter(|visit| visit.billed_on.is_none())?.clone();
        let to = Visit { billed_on: Some(export.on), ..from.clone() };
        Some(Became { from: Some(from), to })
    };
    let changes: Vec<Became<Visit>> = visits.iter().filter_map(billed).collect();
    if changes.is_empty() {
        return Ok(());
    }
    course.tell(ledger::Event::VisitsSet(changes));
    evidence(course, "claim", export.on);
    after_ledger(course)
}

fn filed(course: &mut Course<'_>, event: &document::Event) {
    let document::Event::Filed(filed) = event else { return };
    let evident = match filed.what.kind {
        document::Kind::Consent => "consents",
        document::Kind::OutsideRecord => "records",
        document::Kind::Certification => "certification",
        _ => return,
    };
    evidence(course, evident, filed.what.on);
}

/// Finishes the open tasks that this proves. For somebody who may not finish them they stay open, for those who may.
pub(super) fn evidence(course: &mut Course<'_>, evident: &str, on: Date) {
    if let Ok(events) = tasks::record(&course.ground(), evident, on, None) {
        course.then(events);
    }
}

/// Adds a task; twice does nothing.
pub(super) fn add(course: &mut Course<'_>, id: String, title: &str, due: Date, assignee: Option<StaffId>) {
    let (Ok(id), Ok(title)) = (TaskId::try_from(id), Line::parse(title)) else { return };
    if course.case.tasks.iter().any(|known| known.id == id) {
        return;
    }
    let lane = Some(course.case.lane);
    let task = Task { title: Some(title), lane, assignee, ..Task::to_do(id, Some(due)) };
    course.then(vec![CaseEvent::TasksAdded { tasks: vec![task] }]);
}
