//! Work items: finishing, waiving, opening again, giving to somebody, adding by hand.

use super::coming::{again, open_one, owed, paid};
use super::dates::{AHEAD_DAYS, BEHIND_DAYS, between, past, proven, redated};
use super::decide::Ground;
use super::{Event, Step};
use crate::ids::StaffId;
use crate::kinds::{Date, Lane, Line};
use crate::refusal::{Field, Refusal};
use crate::task::{Task, TaskId};
use crate::workflow::{TaskKind, TaskTemplate};
use chrono::Days;

/// Open tasks that a case may carry; a refusal names it.
const TASKS_MAX: usize = 300;

fn known<'a>(ground: &'a Ground<'_>, id: &TaskId) -> Result<&'a Task, Refusal> {
    ground.case.task(id).ok_or_else(|| Refusal::NoSuchTask { task: id.clone() })
}

fn open<'a>(ground: &'a Ground<'_>, id: &TaskId) -> Result<&'a Task, Refusal> {
    let task = known(ground, id)?;
    if task.status.is_open() { Ok(task) } else { Err(Refusal::TaskNotOpen { task: id.clone() }) }
}

fn may(ground: &Ground<'_>, task: &Task) -> Result<(), Refusal> {
    let kind = task.template(ground.workflow).map_or(TaskKind::Admin, |template| template.kind);
    let mine = task.assignee == Some(ground.cx.viewer.staff);
    if ground.may_task(kind, mine) { Ok(()) } else { Err(Refusal::NotAllowed) }
}

/// Finishes a task; a recurring one comes again, and a date that others count from is set.
pub(super) fn complete(
    ground: &Ground<'_>,
    id: &TaskId,
    on: Option<Date>,
    note: Option<&Line>,
) -> Result<Vec<Event>, Refusal> {
    let task = open(ground, id)?;
    may(ground, task)?;
    let on = on.unwrap_or(ground.today);
    past(ground, Field::DoneOn, on)?;
    let mut events = vec![Event::TaskDone { task: id.clone(), on, note: note.cloned() }];
    events.extend(paid(ground, id));
    if let Some(template) = task.template(ground.workflow) {
        events.extend(again(ground, template, task, on));
        events.extend(proven(ground, &template.evidence, on, id));
    }
    Ok(events)
}

/// Evidence that arrives by itself finishes the open tasks that it proves.
pub(super) fn record(
    ground: &Ground<'_>,
    evidence: &str,
    on: Date,
    note: Option<&Line>,
) -> Result<Vec<Event>, Refusal> {
    past(ground, Field::DoneOn, on)?;
    // Lanes share kinds of evidence: a renewal's request does not prove the first one.
    let asked_here = |template: &&TaskTemplate| template.comes_up_in(ground.case.lane);
    let proven = |task: &&Task| {
        task.template(ground.workflow)
            .filter(asked_here)
            .is_some_and(|template| template.evidence == evidence)
    };
    let mut events = vec![];
    for task in ground.case.open_tasks().filter(proven) {
        events.extend(complete(ground, &task.id, Some(on), note)?);
    }
    Ok(events)
}

/// Opens a finished or waived task again.
pub(super) fn reopen(ground: &Ground<'_>, id: &TaskId, reason: &Line) -> Result<Vec<Event>, Refusal> {
    let task = known(ground, id)?;
    if task.status.is_open() {
        return Err(Refusal::TaskOpen { task: id.clone() });
    }
    may(ground, task)?;
    let mut events = vec![Event::TaskReopened { task: id.clone(), reason: reason.clone() }];
    if let Some(template) = task.template(ground.workflow) {
        events.extend(reopened(ground, task, template, reason)?);
    }
    Ok(events)
}

/// What follows when a task is to be done after all: its day, what is owed, and that of a recurring task one is enough.
fn reopened(
    ground: &Ground<'_>,
    task: &Task,
    template: &TaskTemplate,
    reason: &Line,
) -> Result<Vec<Event>, Refusal> {
    let case = ground.case;
    let mut events: Vec<Event> = vec![];
    // One that recurs keeps the day that it had, unless its date became known after it was done.
    if template.recurrence.is_none() || task.due.is_none() {
        events.extend(redated(ground, task, template, &case.anchors));
    }
    let next = open_one(case, &template.code).filter(|_| template.recurrence.is_some());
    if let Some(next) = next {
        let reason = because(&format!("{} is open again", task.id))?;
        events.push(Event::TaskCancelled { task: next.id.clone(), reason });
        events.extend(paid(ground, &next.id));
    }
    if template.when.applies(&case.facts, &case.disciplines) {
        events.extend(owed(ground, template, &task.id, reason));
    }
    Ok(events)
}

/// Waives a task. A required one only by those who may override a gate. A recurring one comes again: it is this one that
/// need not be done.
pub(super) fn waive(ground: &Ground<'_>, id: &TaskId, reason: &Line) -> Result<Vec<Event>, Refusal> {
    let task = open(ground, id)?;
    may(ground, task)?;
    let people = ground.case.people();
    let decides = ground.cx.viewer.may_override_gate(&ground.case.scope(&people), ground.cx.now);
    if task.is_required(ground.workflow) && !decides {
        return Err(Refusal::NotAllowed);
    }
    let mut events = vec![Event::TaskWaived { task: id.clone(), on: ground.today, reason: reason.clone() }];
    events.extend(paid(ground, id));
    let template = task.template(ground.workflow);
    events.extend(template.and_then(|template| again(ground, template, task, ground.today)));
    Ok(events)
}

/// Gives a task to somebody who works here, or to nobody.
pub(super) fn assign(ground: &Ground<'_>, id: &TaskId, to: Option<StaffId>) -> Result<Vec<Event>, Refusal> {
    let task = open(ground, id)?;
    may(ground, task)?;
    if to.is_some_and(|staff| ground.cx.clinic.active(staff).is_none()) {
        return Err(Refusal::NoSuchStaff);
    }
    if task.assignee == to {
        return Ok(vec![]);
    }
    Ok(vec![Event::TaskAssigned { task: id.clone(), from: task.assignee, to }])
}

/// Steps that a case begins with, beside the tasks of its lane; each once.
pub(super) fn steps(steps: &[Step], lane: Lane, today: Date) -> Result<Vec<Task>, Refusal> {
    let mut tasks: Vec<Task> = Vec::with_capacity(steps.len());
    for step in steps {
        if !step.task.is_custom() || tasks.iter().any(|task| task.id == step.task) {
            return Err(Refusal::Exists);
        }
        if let Some(due) = step.due {
            between(Field::Due, due, today - Days::new(BEHIND_DAYS), today + Days::new(AHEAD_DAYS))?;
        }
        let (title, lane) = (Some(step.title.clone()), Some(lane));
        tasks.push(Task { title, lane, ..Task::to_do(step.task.clone(), step.due) });
    }
    Ok(tasks)
}

/// Adds a task by hand: office work, which whoever may write such tasks may add. An assistant has only tasks of their own.
pub(super) fn add(
    ground: &Ground<'_>,
    id: &TaskId,
    title: &Line,
    due: Option<Date>,
    assignee: Option<StaffId>,
) -> Result<Vec<Event>, Refusal> {
    let mine = assignee == Some(ground.cx.viewer.staff);
    if !ground.may_task(TaskKind::Admin, mine) {
        return Err(Refusal::NotAllowed);
    }
    if !id.is_custom() || known(ground, id).is_ok() {
        return Err(Refusal::Exists);
    }
    if TASKS_MAX <= ground.case.open_tasks().count() {
        return Err(Refusal::TooMany { field: Field::Count, max: TASKS_MAX });
    }
    if assignee.is_some_and(|staff| ground.cx.clinic.active(staff).is_none()) {
        return Err(Refusal::NoSuchStaff);
    }
    if let Some(due) = due {
        between(Field::Due, due, ground.today, ground.today + Days::new(AHEAD_DAYS))?;
    }
    let (title, lane) = (Some(title.clone()), Some(ground.case.lane));
    let task = Task { title, lane, assignee, ..Task::to_do(id.clone(), due) };
    Ok(vec![Event::TasksAdded { tasks: vec![task] }])
}

/// A reason that the rules give.
pub(super) fn because(text: &str) -> Result<Line, Refusal> {
    Line::parse(text).map_err(|problem| Refusal::Text { field: Field::Reason, problem })
}
