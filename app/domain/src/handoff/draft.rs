//! What a handoff could say, from what is written already: a person reads it, and changes it.

use super::{ACTIONS_MAX, Action, Severity};
use crate::calendar::said;
use crate::case::Case;
use crate::clinic::Clinic;
use crate::kinds::{Date, Line};
use crate::ledger::Ledger;
use crate::visit::Outcome;
use crate::visit::attendance::attendance;

/// A handoff as it could be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Draft {
    /// How urgent.
    pub severity: Severity,
    /// Patient summary.
    pub summary: String,
    /// Open tasks, the earliest due first.
    pub actions: Vec<Action>,
    /// What to do if something happens.
    pub contingency: String,
}

/// Proposes a handoff. The same record gives the same text; nothing is guessed that is not written.
pub fn draft(case: &Case, ledger: &Ledger, clinic: &Clinic, today: Date) -> Draft {
    let mut tasks: Vec<_> = case.open_tasks().collect();
    tasks.sort_by_key(|task| (task.due.is_none(), task.due, &task.id));
    let workflow = clinic.workflow(&case.workflow);
    let title = |task: &&crate::task::Task| {
        let title = workflow.map_or(task.id.as_str(), |workflow| task.title(workflow));
        let text = Line::parse(title).ok()?;
        Some(Action { text, owner: None, due: task.due, task: Some(task.id.clone()) })
    };
    let actions: Vec<Action> = tasks.iter().filter_map(title).take(ACTIONS_MAX).collect();
    let late = case.open_tasks().any(|task| task.is_late(today));
    let severity = match (case.facts.risk, late || case.waiting.is_some() || case.hold.is_some()) {
        (true, _) => Severity::Urgent,
        (false, true) => Severity::Watcher,
        (false, false) => Severity::Stable,
    };
    let contingency = if case.facts.risk {
        "A safety flag is set: follow the safety plan, and call the clinical lead the same day."
    } else {
        "If a visit is missed twice or something gets worse, call the family and tell the clinical lead."
    };
    Draft { severity, summary: summary(case, ledger, today), actions, contingency: contingency.to_owned() }
}

fn summary(case: &Case, ledger: &Ledger, today: Date) -> String {
    let marks: Vec<&str> = case.disciplines.iter().map(|discipline| discipline.title()).collect();
    let days = case.days_in_lane(today);
    let mut said_so = vec![format!("{}; {days} days in {}.", marks.join(", "), case.lane.title())];
    if let Some(age) = case.patient.age(today) {
        said_so.push(format!("{age} years old."));
    }
    if let Some(language) = &case.patient.language {
        said_so.push(format!("Speaks {language}."));
    }
    if let Some(waiting) = &case.waiting {
        said_so.push(format!("Waiting since {}.", said(waiting.since)));
    }
    if let Some(hold) = &case.hold {
        said_so.push(format!("On hold until {}: {}.", said(hold.wake_on), hold.reason));
    }
    let visits = attendance(&ledger.visits, today);
    if 0 < visits.known() {
        let missed = visits.cancelled_late + visits.no_show;
        said_so.push(format!("Came to {} of {} visits; {missed} missed.", visits.arrived, visits.known()));
    }
    let mut booked: Vec<Date> = ledger
        .visits
        .iter()
        .filter(|visit| visit.outcome == Outcome::Booked && today <= visit.on)
        .map(|visit| visit.on)
        .collect();
    booked.sort_unstable();
    said_so.push(match booked.first() {
        Some(next) => format!("{} visits booked, the next on {}.", booked.len(), said(*next)),
        None => "No visit is booked.".to_owned(),
    });
    said_so.join(" ")
}
