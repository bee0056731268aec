//! Which tasks come up: when a case is opened, enters a lane, or becomes another kind of case.
//!
//! A lane brings its tasks once. Those that recur come up while the case is in a lane of theirs and none of them is open;
//! each has a cycle that none had before. What no longer applies is cancelled and never deleted, and is open again when
//! it applies again. A required task of a lane that the case has left is owed.

use super::dates::redated;
use super::decide::Ground;
use super::tasks::because;
use super::{Case, Debt, Event};
use crate::calendar::BusinessDays;
use crate::kinds::{Date, Discipline, Lane, Line};
use crate::refusal::Refusal;
use crate::task::{Status, Task, TaskId};
use crate::workflow::{
    Anchor, Anchors, DueRule, Exit, Facts, Recurrence, TaskTemplate, Workflow, due, next_occurrence,
};

/// What days are counted from.
#[derive(Clone, Copy)]
pub(super) struct Origin<'a> {
    pub(super) anchors: &'a Anchors,
    /// Entry into the lane that brings the task.
    pub(super) entered_on: Date,
    pub(super) today: Date,
    pub(super) business: &'a BusinessDays,
}

impl<'a> Origin<'a> {
    fn here(ground: &Ground<'a>, anchors: &'a Anchors, entered_on: Date) -> Option<Origin<'a>> {
        let business = &ground.cx.clinic.site(ground.case.site)?.business;
        Some(Origin { anchors, entered_on, today: ground.today, business })
    }

    /// A task from its template; nothing for those that only a session brings, and for what is not asked on this day.
    fn task(&self, template: &TaskTemplate, cycle: u16) -> Option<Task> {
        if comes_with_a_session(template) || !template.in_force(self.today) {
            return None;
        }
        let day = due(&template.due, self.anchors, self.entered_on, self.today, self.business);
        Some(Task { late_start: day.late_start, ..Task::to_do(TaskId::of(&template.code, cycle), day.on) })
    }

    /// The one after the last of a recurring task, for the same person. The last was done `on` a day, or not at all.
    fn following(&self, case: &Case, template: &TaskTemplate, last: &Task, on: Option<Date>) -> Option<Task> {
        let task = self.task(template, last_cycle(case, &template.code) + 1)?;
        let task = Task { assignee: last.assignee, ..task };
        let Some(day) = on.and_then(|on| next_occurrence(&template.due, last.due, on)) else {
            return Some(task);
        };
        Some(Task { due: Some(day.max(self.today)), late_start: day < self.today, ..task })
    }

    /// The task of a template that the case lacks.
    fn lacking(&self, case: &Case, template: &TaskTemplate, cycle: u16) -> Option<Task> {
        if template.recurrence.is_none() {
            let cycle = if template.lane == Lane::Review { cycle.max(1) } else { 1 };
            let exists = case.task(&TaskId::of(&template.code, cycle)).is_some();
            return if exists { None } else { self.task(template, cycle) };
        }
        let last = last_of(case, &template.code);
        match last {
            None => self.task(template, 1),
            Some(_) if open_one(case, &template.code).is_some() => None,
            Some(last) if template.recurrence == Some(Recurrence::OnCompletion) => {
                self.following(case, template, last, over_on(&last.status))
            }
            // An authorization or a session brings the next.
            Some(_) => None,
        }
    }
}

fn comes_with_a_session(template: &TaskTemplate) -> bool {
    matches!(template.due, DueRule::After { anchor: Anchor::Session, .. } | DueRule::EveryNthTreatmentDay(_))
}

/// The last of a recurring task.
fn last_of<'a>(case: &'a Case, code: &str) -> Option<&'a Task> {
    case.tasks.iter().filter(|task| task.id.code() == code).max_by_key(|task| task.id.cycle())
}

fn last_cycle(case: &Case, code: &str) -> u16 {
    last_of(case, code).map_or(0, |task| task.id.cycle())
}

/// The open one of a recurring task.
pub(super) fn open_one<'a>(case: &'a Case, code: &str) -> Option<&'a Task> {
    case.open_tasks().find(|task| task.id.code() == code)
}

fn over_on(status: &Status) -> Option<Date> {
    match status {
        Status::Done { on, .. } | Status::Waived { on, .. } => Some(*on),
        Status::Open | Status::Cancelled { .. } => None,
    }
}

/// Tasks with which a case begins that is opened in a lane.
pub(super) fn opening(
    workflow: &Workflow,
    lane: Lane,
    facts: &Facts,
    disciplines: &[Discipline],
    origin: Origin<'_>,
) -> Vec<Task> {
    let here =
        |template: &&TaskTemplate| template.comes_up_in(lane) && template.when.applies(facts, disciplines);
    workflow.tasks.iter().filter(here).filter_map(|template| origin.task(template, 1)).collect()
}

/// Tasks that entering a lane brings: on the way forward also those of lanes that are jumped over, on the way back what
/// the lane lacks. Those that exist stay as they are.
pub(super) fn entering(ground: &Ground<'_>, to: Lane, cycle: u16) -> Option<Event> {
    let case = ground.case;
    let onward = case.lane < to;
    let enters = |lane| lane == to || (case.lane < lane && lane <= to);
    let known = &case.anchors;
    let anchors = Anchors {
        review_entry: if enters(Lane::Review) { Some(ground.today) } else { known.review_entry },
        discharge_decision: if enters(Lane::Transition) {
            Some(ground.today)
        } else {
            known.discharge_decision
        },
        ..known.clone()
    };
    let origin = Origin::here(ground, &anchors, ground.today)?;
    let here = |template: &&TaskTemplate| match template.recurrence {
        Some(_) => template.comes_up_in(to),
        None if onward => enters(template.lane),
        None => template.lane == to,
    };
    let tasks: Vec<Task> = ground
        .workflow
        .tasks
        .iter()
        .filter(here)
        .filter(|template| template.when.applies(&case.facts, &case.disciplines))
        .filter_map(|template| origin.lacking(case, template, cycle))
        .collect();
    (!tasks.is_empty()).then_some(Event::TasksAdded { tasks })
}

/// The next of a recurring task that is over on this day.
pub(super) fn again(ground: &Ground<'_>, template: &TaskTemplate, task: &Task, on: Date) -> Option<Event> {
    let case = ground.case;
    let recurs = template.recurrence == Some(Recurrence::OnCompletion)
        && template.comes_up_in(case.lane)
        && template.when.applies(&case.facts, &case.disciplines);
    if !recurs || case.open_tasks().any(|other| other.id != task.id && other.id.code() == template.code) {
        return None;
    }
    let origin = Origin::here(ground, &case.anchors, case.entered_on)?;
    let next = origin.following(case, template, task, Some(on))?;
    Some(Event::TasksAdded { tasks: vec![next] })
}

/// What a new authorization brings: the tasks that were over and done with for the one before.
pub(super) fn authorized(ground: &Ground<'_>, anchors: &Anchors) -> Option<Event> {
    let case = ground.case;
    let origin = Origin::here(ground, anchors, case.entered_on)?;
    let recurs = |template: &&TaskTemplate| {
        template.recurrence == Some(Recurrence::EachAuthorization)
            && template.comes_up_in(case.lane)
            && template.when.applies(&case.facts, &case.disciplines)
            && open_one(case, &template.code).is_none()
    };
    let next = |template: &TaskTemplate| match last_of(case, &template.code) {
        Some(last) => origin.following(case, template, last, None),
        None => origin.task(template, 1),
    };
    let tasks: Vec<Task> = ground.workflow.tasks.iter().filter(recurs).filter_map(next).collect();
    (!tasks.is_empty()).then_some(Event::TasksAdded { tasks })
}

/// What is still to be done for a lane that the case has left is owed.
pub(super) fn owed(ground: &Ground<'_>, template: &TaskTemplate, id: &TaskId, why: &Line) -> Option<Event> {
    let case = ground.case;
    let left = template.lane < case.lane && !template.comes_up_in(case.lane);
    // A review of an earlier round holds nobody up any more.
    let counts = template.lane != Lane::Review || id.cycle() == case.cycle.max(1);
    let debt =
        || Debt { task: id.clone(), since: ground.today, by: ground.cx.viewer.staff, reason: why.clone() };
    (template.exit == Exit::Required && left && counts).then(|| Event::DebtIncurred { debt: debt() })
}

/// What was owed and is no longer.
pub(super) fn paid(ground: &Ground<'_>, id: &TaskId) -> Option<Event> {
    ground.case.debts.iter().any(|debt| debt.task == *id).then(|| Event::DebtPaid { task: id.clone() })
}

/// Tasks that begin or cease to apply when facts or disciplines change, in the lanes that the case has been in too.
pub(super) fn reconsider(
    ground: &Ground<'_>,
    facts: &Facts,
    disciplines: &[Discipline],
    what: &str,
) -> Result<Vec<Event>, Refusal> {
    let case = ground.case;
    let why = because(what)?;
    let asked = |template: &TaskTemplate| template.when.applies(facts, disciplines);
    let newly =
        |template: &TaskTemplate| asked(template) && !template.when.applies(&case.facts, &case.disciplines);
    let mut events = vec![];
    for task in &case.tasks {
        let Some(template) = task.template(ground.workflow) else { continue };
        match task.status {
            Status::Open if !asked(template) => {
                events.push(Event::TaskCancelled { task: task.id.clone(), reason: why.clone() });
                events.extend(paid(ground, &task.id));
            }
            Status::Cancelled { .. }
                if asked(template) && may_return(case, template, task, newly(template)) =>
            {
                events.push(Event::TaskReopened { task: task.id.clone(), reason: why.clone() });
                events.extend(redated(ground, task, template, &case.anchors));
                events.extend(owed(ground, template, &task.id, &why));
            }
            _ => {}
        }
    }
    for template in ground.workflow.tasks.iter().filter(|template| newly(template)) {
        events.extend(first_asked(ground, template, &why));
    }
    Ok(events)
}

/// Of a recurring task only the last comes back, and only while none is open.
fn may_return(case: &Case, template: &TaskTemplate, task: &Task, newly: bool) -> bool {
    let last = || last_cycle(case, &template.code) == task.id.cycle();
    template.recurrence.is_none() || (newly && last() && open_one(case, &template.code).is_none())
}

/// What applies for the first time comes up at once if the case is in a lane that asks for it, or has been in it. Lanes
/// that it skipped because it came from elsewhere ask for nothing.
fn first_asked(ground: &Ground<'_>, template: &TaskTemplate, why: &Line) -> Vec<Event> {
    let case = ground.case;
    let returns = last_of(case, &template.code)
        .is_some_and(|task| matches!(task.status, Status::Cancelled { .. }) && template.recurrence.is_some());
    let left =
        template.recurrence.is_none() && template.lane < case.lane && has_been_in(ground, template.lane);
    if returns || !(template.comes_up_in(case.lane) || left) {
        return vec![];
    }
    let entered_on = if template.lane == case.lane { case.entered_on } else { ground.today };
    let Some(task) = Origin::here(ground, &case.anchors, entered_on)
        .and_then(|origin| origin.lacking(case, template, case.cycle))
    else {
        return vec![];
    };
    let debt = owed(ground, template, &task.id, why);
    std::iter::once(Event::TasksAdded { tasks: vec![task] }).chain(debt).collect()
}

fn has_been_in(ground: &Ground<'_>, lane: Lane) -> bool {
    let brought = |template: &TaskTemplate| template.lane == lane && template.recurrence.is_none();
    ground.case.tasks.iter().any(|task| task.template(ground.workflow).is_some_and(brought))
}
