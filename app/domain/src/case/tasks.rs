//! Work items: what a lane brings, finishing, waiving, and the dates that others count from.

use super::decide::Ground;
use super::{Event, Step};
use crate::access::{Area, Right};
use crate::ids::StaffId;
use crate::kinds::Discipline;
use crate::kinds::{Date, Lane, Line};
use crate::refusal::{Field, Refusal};
use crate::task::{Status, Task, TaskId};
use crate::workflow::{
    Anchor, Anchors, DueRule, Facts, Recurrence, TaskKind, TaskTemplate, due, next_occurrence,
};
use chrono::Days;

/// Open tasks that a case may carry; a refusal names it.
const TASKS_MAX: usize = 300;
/// How far ahead a day may lie, in days.
const AHEAD_DAYS: u64 = 3 * 366;
/// How far back something may have been done, in days.
const BEHIND_DAYS: u64 = 3 * 366;

/// Tasks that entering a lane brings, and those of lanes that were jumped over. Those that exist stay as they are.
pub(super) fn entering(ground: &Ground<'_>, to: Lane, cycle: u16) -> Option<Event> {
    let case = ground.case;
    let anchors = Anchors {
        review_entry: if to == Lane::Review { Some(ground.today) } else { case.anchors.review_entry },
        discharge_decision: if to == Lane::Transition {
            Some(ground.today)
        } else {
            case.anchors.discharge_decision
        },
        ..case.anchors.clone()
    };
    let lanes = Lane::OPEN.into_iter().filter(|lane| case.lane < *lane && *lane <= to);
    let templates = lanes.flat_map(|lane| ground.workflow.of_lane(lane));
    let tasks: Vec<Task> = templates
        .filter(|template| template.when.applies(&case.facts, &case.disciplines))
        .filter_map(|template| {
            let cycle = if template.lane == Lane::Review { cycle.max(1) } else { 1 };
            let id = TaskId::of(&template.code, cycle);
            case.task(&id).is_none().then(|| make(ground, template, id, &anchors, ground.today)).flatten()
        })
        .collect();
    (!tasks.is_empty()).then_some(Event::TasksAdded { tasks })
}

/// A first task, or nothing for those that only a session brings.
pub(super) fn make(
    ground: &Ground<'_>,
    template: &TaskTemplate,
    id: TaskId,
    anchors: &Anchors,
    entered_on: Date,
) -> Option<Task> {
    let business = &ground.cx.clinic.site(ground.case.site)?.business;
    first(template, id, anchors, entered_on, ground.today, business)
}

/// The same, for a case that does not exist yet.
pub(super) fn first(
    template: &TaskTemplate,
    id: TaskId,
    anchors: &Anchors,
    entered_on: Date,
    today: Date,
    business: &crate::calendar::BusinessDays,
) -> Option<Task> {
    if comes_with_a_session(template) {
        return None;
    }
    let day = due(&template.due, anchors, entered_on, today, business);
    Some(Task {
        id,
        title: None,
        lane: None,
        assignee: None,
        due: day.on,
        late_start: day.late_start,
        status: Status::Open,
    })
}

fn comes_with_a_session(template: &TaskTemplate) -> bool {
    matches!(template.due, DueRule::After { anchor: Anchor::Session, .. } | DueRule::EveryNthTreatmentDay(_))
}

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
    let people = ground.case.people();
    if ground.cx.viewer.may_task(kind, mine, &ground.case.scope(&people), ground.cx.now) {
        Ok(())
    } else {
        Err(Refusal::NotAllowed)
    }
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
        if let Some(anchor) = proves(&template.evidence) {
            events.extend(set_anchor(ground, anchor, on, Some(id)));
        }
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

/// The next occurrence of a recurring task, for the same person.
fn again(ground: &Ground<'_>, template: &TaskTemplate, task: &Task, on: Date) -> Option<Event> {
    let recurs =
        template.recurrence == Some(Recurrence::OnCompletion) && template.comes_up_in(ground.case.lane);
    let due = next_occurrence(&template.due, task.due, on).filter(|_| recurs)?;
    let id = TaskId::of(task.id.code(), task.id.cycle() + 1);
    if ground.case.task(&id).is_some() {
        return None;
    }
    let next = Task {
        id,
        title: None,
        lane: None,
        assignee: task.assignee,
        due: Some(due),
        late_start: false,
        status: Status::Open,
    };
    Some(Event::TasksAdded { tasks: vec![next] })
}

fn paid(ground: &Ground<'_>, id: &TaskId) -> Option<Event> {
    ground.case.debts.iter().any(|debt| debt.task == *id).then(|| Event::DebtPaid { task: id.clone() })
}

/// Which date a kind of evidence sets. The names are those of the workflow's data file.
fn proves(evidence: &str) -> Option<Anchor> {
    match evidence {
        "evaluation" => Some(Anchor::EvaluationDone),
        "plan_of_care" => Some(Anchor::PlanSigned),
        "encounter" => Some(Anchor::FirstTreatment),
        _ => None,
    }
}

/// Opens a finished or waived task again.
pub(super) fn reopen(ground: &Ground<'_>, id: &TaskId, reason: &Line) -> Result<Vec<Event>, Refusal> {
    let task = known(ground, id)?;
    if task.status.is_open() {
        return Err(Refusal::TaskOpen { task: id.clone() });
    }
    may(ground, task)?;
    Ok(vec![Event::TaskReopened { task: id.clone(), reason: reason.clone() }])
}

/// Waives a task. A required one only by those who may override a gate.
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
        tasks.push(Task {
            id: step.task.clone(),
            title: Some(step.title.clone()),
            lane: Some(lane),
            assignee: None,
            due: step.due,
            late_start: false,
            status: Status::Open,
        });
    }
    Ok(tasks)
}

/// Adds a task by hand.
pub(super) fn add(
    ground: &Ground<'_>,
    id: &TaskId,
    title: &Line,
    due: Option<Date>,
    assignee: Option<StaffId>,
) -> Result<Vec<Event>, Refusal> {
    ground.may(Area::Messages, Right::Write).or_else(|_| ground.may(Area::Board, Right::Write))?;
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
    let lane = Some(ground.case.lane);
    let task = Task {
        id: id.clone(),
        title: Some(title.clone()),
        lane,
        assignee,
        due,
        late_start: false,
        status: Status::Open,
    };
    Ok(vec![Event::TasksAdded { tasks: vec![task] }])
}

/// Sets a date that due dates count from.
pub(super) fn anchor(ground: &Ground<'_>, anchor: Anchor, on: Date) -> Result<Vec<Event>, Refusal> {
    ground.may(Area::Board, Right::Write)?;
    between(Field::DoneOn, on, ground.today - Days::new(BEHIND_DAYS), ground.today + Days::new(AHEAD_DAYS))?;
    Ok(set_anchor(ground, anchor, on, None))
}

/// The anchor, and every open task whose day follows from it. The first treatment stays the first.
fn set_anchor(ground: &Ground<'_>, anchor: Anchor, on: Date, but: Option<&TaskId>) -> Vec<Event> {
    let case = ground.case;
    let from = match anchor {
        Anchor::LaneEntry | Anchor::Session => None,
        _ => case.anchors.get(anchor, case.entered_on),
    };
    if from == Some(on) || (anchor == Anchor::FirstTreatment && from.is_some()) {
        return vec![];
    }
    let mut anchors = case.anchors.clone();
    anchors.set(anchor, on);
    let mut events = vec![Event::AnchorSet { anchor, from, to: on }];
    let Some(site) = ground.cx.clinic.site(case.site) else { return events };
    for task in case.open_tasks().filter(|task| Some(&task.id) != but) {
        let Some(template) = task.template(ground.workflow) else { continue };
        if !matches!(template.due, DueRule::After { anchor: of, .. } if of == anchor) {
            continue;
        }
        let day = due(&template.due, &anchors, case.entered_on, ground.today, &site.business);
        if day.on != task.due {
            events.push(Event::TaskDue { task: task.id.clone(), from: task.due, to: day.on });
        }
    }
    events
}

/// Tasks that begin or cease to apply when facts or disciplines change. Nothing is deleted.
pub(super) fn reconsider(
    ground: &Ground<'_>,
    facts: &Facts,
    disciplines: &[Discipline],
    because: &Line,
) -> Vec<Event> {
    let case = ground.case;
    let mut events = vec![];
    for task in case.open_tasks() {
        if task.template(ground.workflow).is_some_and(|template| !template.when.applies(facts, disciplines)) {
            events.push(Event::TaskCancelled { task: task.id.clone(), reason: because.clone() });
            events.extend(paid(ground, &task.id));
        }
    }
    let cycle = |template: &TaskTemplate| if template.lane == Lane::Review { case.cycle.max(1) } else { 1 };
    let newly = ground.workflow.of_lane(case.lane).filter(|template| {
        template.when.applies(facts, disciplines) && !template.when.applies(&case.facts, &case.disciplines)
    });
    let tasks: Vec<Task> = newly
        .filter_map(|template| {
            let id = TaskId::of(&template.code, cycle(template));
            case.task(&id)
                .is_none()
                .then(|| make(ground, template, id, &case.anchors, case.entered_on))
                .flatten()
        })
        .collect();
    let back = ground.workflow.of_lane(case.lane).filter_map(|template| {
        let id = TaskId::of(&template.code, cycle(template));
        let cancelled = matches!(case.task(&id)?.status, Status::Cancelled { .. });
        (cancelled && template.when.applies(facts, disciplines)).then_some(id)
    });
    events.extend(back.map(|task| Event::TaskReopened { task, reason: because.clone() }));
    if !tasks.is_empty() {
        events.push(Event::TasksAdded { tasks });
    }
    events
}

fn past(ground: &Ground<'_>, field: Field, on: Date) -> Result<(), Refusal> {
    between(field, on, ground.today - Days::new(BEHIND_DAYS), ground.today)
}

/// Refuses a day outside the two, both included.
pub(super) fn between(field: Field, day: Date, from: Date, to: Date) -> Result<(), Refusal> {
    if from <= day && day <= to { Ok(()) } else { Err(Refusal::Date { field, from, to }) }
}
