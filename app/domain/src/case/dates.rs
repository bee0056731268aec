//! The dates that due days count from, and what follows when one becomes known or turns out to be another.

use super::decide::Ground;
use super::{Event, coming};
use crate::access::{Area, Right};
use crate::kinds::{Date, Lane};
use crate::refusal::{Field, Refusal};
use crate::task::{Task, TaskId};
use crate::workflow::{Anchor, Anchors, DueRule, TaskTemplate, day_of};
use chrono::Days;

/// How far ahead a day may lie, in days.
pub(super) const AHEAD_DAYS: u64 = 3 * 366;
/// How far back something may have been done, in days.
pub(super) const BEHIND_DAYS: u64 = 3 * 366;

/// Sets a date that due dates count from. The day of lane entry is none that a person sets: age counts from it.
pub(super) fn anchor(ground: &Ground<'_>, anchor: Anchor, on: Date) -> Result<Vec<Event>, Refusal> {
    ground.may(Area::Board, Right::Write)?;
    if anchor == Anchor::LaneEntry {
        return Err(Refusal::LaneEntryStays);
    }
    between(Field::DoneOn, on, ground.today - Days::new(BEHIND_DAYS), ground.today + Days::new(AHEAD_DAYS))?;
    Ok(set(ground, anchor, on, None))
}

/// The dates that a kind of evidence sets. The names are those of the workflow's data file.
pub(super) fn proven(ground: &Ground<'_>, evidence: &str, on: Date, by: &TaskId) -> Vec<Event> {
    let anchors: &[Anchor] = match evidence {
        // The evaluation counts as a treatment day: the 30 days of certification run from it (42 CFR 424.24).
        "evaluation" => &[Anchor::EvaluationDone, Anchor::FirstTreatment],
        "plan_of_care" => &[Anchor::PlanSigned],
        "encounter" => &[Anchor::FirstTreatment],
        _ => &[],
    };
    let first = ground.case.anchors.first_treatment;
    let stays = |anchor| anchor == Anchor::FirstTreatment && first.is_some_and(|first| first <= on);
    let set_by = anchors.iter().filter(|anchor| !stays(**anchor));
    set_by.flat_map(|anchor| set(ground, *anchor, on, Some(by))).collect()
}

/// The anchor, and every open task whose day follows from it, but the one that proves it.
pub(super) fn set(ground: &Ground<'_>, anchor: Anchor, on: Date, but: Option<&TaskId>) -> Vec<Event> {
    let case = ground.case;
    let from = case.anchors.get(anchor, case.entered_on);
    if from == Some(on) {
        return vec![];
    }
    let mut anchors = case.anchors.clone();
    anchors.set(anchor, on);
    let mut events = vec![Event::AnchorSet { anchor, from, to: on }];
    for task in case.open_tasks().filter(|task| Some(&task.id) != but) {
        let follows = |template: &&TaskTemplate| matches!(template.due, DueRule::After { anchor: of, .. } if of == anchor);
        let template = task.template(ground.workflow).filter(follows);
        events.extend(template.and_then(|template| redated(ground, task, template, &anchors)));
    }
    if anchor == Anchor::AuthorizationEnd && from.is_none_or(|from| from < on) {
        events.extend(coming::authorized(ground, &anchors));
    }
    events
}

/// The day of an open task as its anchor now says. What is late stays late; but a late start, which was given its day,
/// only moves to a later one.
pub(super) fn redated(
    ground: &Ground<'_>,
    task: &Task,
    template: &TaskTemplate,
    anchors: &Anchors,
) -> Option<Event> {
    let case = ground.case;
    let anchored = match template.due {
        DueRule::After { anchor: Anchor::LaneEntry, .. } => return None,
        DueRule::After { anchor: Anchor::ReviewEntry, .. } => {
            template.lane != Lane::Review || task.id.cycle() == case.cycle.max(1)
        }
        DueRule::After { .. } => true,
        // The days of a calendar: one that has passed meanwhile is skipped.
        _ => task.due.is_none_or(|due| due < ground.today),
    };
    let business = &ground.cx.clinic.site(case.site)?.business;
    let day = day_of(&template.due, anchors, case.entered_on, ground.today, business)?;
    let given = task.late_start && task.due.is_some_and(|given| day <= given);
    if !anchored || given || task.due == Some(day) {
        return None;
    }
    let late_start = task.late_start.then_some(false);
    Some(Event::TaskDue { task: task.id.clone(), from: task.due, to: Some(day), late_start })
}

/// A day on which something was done: not after today.
pub(super) fn past(ground: &Ground<'_>, field: Field, on: Date) -> Result<(), Refusal> {
    between(field, on, ground.today - Days::new(BEHIND_DAYS), ground.today)
}

/// Refuses a day outside the two, both included.
pub(super) fn between(field: Field, day: Date, from: Date, to: Date) -> Result<(), Refusal> {
    if from <= day && day <= to { Ok(()) } else { Err(Refusal::Date { field, from, to }) }
}
