//! Turns a wish about plans and goals into events, or says why not; and copies events into them.

use super::certify::HOLDS;
use super::{Approval, Care, Command, DIAGNOSES_MAX, Event, GOALS_MAX, Plan, Signed, Terms, Version};
use crate::access::{Area, Right};
use crate::calendar::said;
use crate::case::Meta;
use crate::clinic::Clinic;
use crate::goal::{Goal, Lifecycle, POINTS_MAX, Point, findings};
use crate::ids::{GoalId, PlanId};
use crate::kinds::{Discipline, Lane};
use crate::ledger::Put;
use crate::licence;
use crate::record::{Ground, Record};
use crate::refusal::{Field, Refusal};
use crate::workflow::PayerClass;

/// Longest session and most sessions that a plan can mean.
const MINUTES_MAX: u16 = 600;
const WEEKLY_MAX: u8 = 40;

/// Decides a command.
pub fn decide(record: &Record, command: &Command, ground: &Ground<'_>) -> Result<Vec<Event>, Refusal> {
    let care = &record.care;
    if ground.case.lane == Lane::Closed {
        return Err(Refusal::Closed);
    }
    match command {
        Command::Write { plan, discipline, terms } => write(care, *plan, *discipline, terms, ground),
        Command::Sign { plan, seen } => sign(care, *plan, seen, ground),
        Command::Approve { plan } => {
            waiting(care, *plan, ground)?;
            Ok(vec![Event::Approved { plan: *plan }])
        }
        Command::Return { plan, comment } => {
            let version = waiting(care, *plan, ground)?.number;
            Ok(vec![Event::Returned { plan: *plan, version, comment: comment.clone() }])
        }
        Command::Certify { plan, certified } => {
            // The office keeps what the physician sent back.
            if ground.may(Area::Board, Right::Write).is_err() {
                ground.may(Area::ClinicalPlan, Right::Write)?;
            }
            let known = there(care, *plan)?;
            if known.versions.is_empty() {
                return no(
                    Field::Plan,
                    "This plan is not signed yet, so there is nothing to certify. Sign it first.",
                );
            }
            if ground.today < certified.on() {
                return no(Field::Plan, "This day lies in the future; nothing was saved. Correct the day.");
            }
            if certified.until() <= certified.on() {
                return no(Field::Plan, "It would hold for no day; nothing was saved. Correct the last day.");
            }
            let begins = known.versions.last().map_or(ground.today, |last| last.terms.from);
            if ground.case.facts.payer == Some(PayerClass::Medicare) && begins + HOLDS < certified.until() {
                return no(
                    Field::Plan,
                    "Medicare lets a certification cover 90 days from the day on which the plan begins; nothing was saved. Correct the last day.",
                );
            }
            Ok(vec![Event::Certified { plan: *plan, certified: certified.clone() }])
        }
        Command::Goal(put) => goal(care, put, ground),
        Command::Point { goal, point } => found(care, *goal, point, ground),
        Command::Status { goal, lifecycle, achievement, reason } => {
            ground.may(Area::ClinicalPlan, Right::Write)?;
            let known = known(care, *goal)?;
            if known.lifecycle == Lifecycle::EnteredInError {
                return no(
                    Field::Goal,
                    "This goal was entered in error and stays so; nothing was changed. Write a new one.",
                );
            }
            let (goal, lifecycle, achievement) = (*goal, *lifecycle, *achievement);
            Ok(vec![Event::Stands { goal, lifecycle, achievement, reason: reason.clone() }])
        }
    }
}

fn no<T>(field: Field, words: &str) -> Result<T, Refusal> {
    Err(Refusal::problem(field, &words))
}

fn there(care: &Care, id: PlanId) -> Result<&Plan, Refusal> {
    let none = || {
        Refusal::problem(
            Field::Plan,
            &"This plan is not on the case; nothing was changed. Reload to see the plans as they are.",
        )
    };
    care.plans.iter().find(|plan| plan.id == id).ok_or_else(none)
}

fn known(care: &Care, id: GoalId) -> Result<&Goal, Refusal> {
    let none = || {
        Refusal::problem(
            Field::Goal,
            &"This goal is not on the case; nothing was changed. Reload to see the goals as they are.",
        )
    };
    care.goal(id).ok_or_else(none)
}

fn write(
    care: &Care,
    id: PlanId,
    discipline: Discipline,
    put: &Put<Terms>,
    ground: &Ground<'_>,
) -> Result<Vec<Event>, Refusal> {
    ground.may(Area::ClinicalPlan, Right::Write)?;
    if !ground.case.disciplines.contains(&discipline) {
        return no(
            Field::Plan,
            "This discipline is not on the case; nothing was saved. Add it to the case first.",
        );
    }
    let known = care.plan(discipline);
    if known.is_some_and(|plan| plan.id != id)
        || known.is_none() && care.plans.iter().any(|plan| plan.id == id)
    {
        return no(
            Field::Plan,
            "This discipline has a plan already; nothing was saved. Write its next version there.",
        );
    }
    let draft = known.and_then(|plan| plan.draft.as_ref());
    if draft == Some(&put.to) {
        return Ok(vec![]);
    }
    if draft != put.seen.as_ref() {
        let touched = &ground.case.touched;
        let now =
            draft.map_or_else(|| "signed meanwhile".to_owned(), |terms| terms.interventions.to_string());
        return Err(Refusal::ChangedMeanwhile { field: Field::Plan, now, by: touched.by, at: touched.at });
    }
    check(&put.to)?;
    Ok(vec![Event::Written { plan: id, discipline, terms: Box::new(put.to.clone()) }])
}

fn check(terms: &Terms) -> Result<(), Refusal> {
    if terms.diagnoses.is_empty() {
        return no(
            Field::Diagnosis,
            "A plan names at least one diagnosis; nothing was saved. Enter its ICD-10-CM code.",
        );
    }
    if DIAGNOSES_MAX < terms.diagnoses.len() {
        return Err(Refusal::TooMany { field: Field::Diagnosis, max: DIAGNOSES_MAX });
    }
    let twice = terms
        .diagnoses
        .iter()
        .enumerate()
        .find(|(at, code)| terms.diagnoses.iter().take(*at).any(|one| one == *code));
    if let Some((_, code)) = twice {
        return no(
            Field::Diagnosis,
            &format!("{code} stands there twice; nothing was saved. Take one of them out."),
        );
    }
    if !(1..=WEEKLY_MAX).contains(&terms.weekly) || !(1..=MINUTES_MAX).contains(&terms.minutes) {
        return no(
            Field::Plan,
            "A plan means 1 to 40 sessions a week of 1 to 600 minutes; nothing was saved. Correct the numbers.",
        );
    }
    if terms.until <= terms.from {
        return no(
            Field::Plan,
            &format!(
                "It would end before it begins on {}; nothing was saved. Correct one of the two days.",
                said(terms.from)
            ),
        );
    }
    Ok(())
}

fn sign(care: &Care, id: PlanId, seen: &Terms, ground: &Ground<'_>) -> Result<Vec<Event>, Refusal> {
    ground.may(Area::ClinicalPlan, Right::Sign)?;
    let plan = there(care, id)?;
    let Some(draft) = &plan.draft else {
        return no(
            Field::Plan,
            "Nothing is waiting to be signed here: this plan was signed already. Look again.",
        );
    };
    if draft != seen {
        return no(
            Field::Plan,
            "The plan was changed since you opened it; nothing was signed. Read it again first.",
        );
    }
    let held = licence::valid_on(ground.cx.clinic.licences_of(ground.me()), plan.discipline, ground.today);
    let held = held.map_err(|lacks| Refusal::problem(Field::Signature, &lacks))?;
    missing(care, plan, draft)?;
    let words =
        serde_json::to_vec(&(plan.discipline, draft, care.active(plan.discipline).collect::<Vec<_>>()));
    let number = plan.versions.last().map_or(1, |last| last.number + 1);
    let under = held.kind.needs_cosignature() || plan.discipline == Discipline::Aba;
    let version = Version {
        number,
        terms: draft.clone(),
        signed: Signed {
            by: ground.me(),
            at: ground.cx.now,
            licence: held.kind,
            hash: (ground.seal)(&words.unwrap_or_default()),
        },
        approval: if under { Approval::Waits } else { Approval::NotNeeded },
    };
    Ok(vec![Event::Signed { plan: id, version: Box::new(version) }])
}

/// Names everything that keeps a plan from being signed, at once.
fn missing(care: &Care, plan: &Plan, draft: &Terms) -> Result<(), Refusal> {
    let mut missing = Vec::new();
    if care.active(plan.discipline).next().is_none() {
        missing.push("it has no active goal with a baseline, a target and a due day".to_owned());
    }
    for goal in care.active(plan.discipline) {
        for finding in findings(goal).into_iter().filter(|finding| finding.blocks) {
            missing.push(format!("goal \"{}\": {}", goal.statement, finding.sentence));
        }
    }
    if let Some(last) = plan.versions.last().filter(|last| draft.from < last.terms.from) {
        missing.push(format!("it begins before the version that counts since {}", said(last.terms.from)));
    }
    if missing.is_empty() {
        return Ok(());
    }
    let words = format!("The plan was not signed, and what is written stays: {}.", missing.join("; "));
    no(Field::Plan, &words)
}

/// The version that waits for a supervisor, whom this person may be.
fn waiting<'a>(care: &'a Care, id: PlanId, ground: &Ground<'_>) -> Result<&'a Version, Refusal> {
    ground.may(Area::ClinicalPlan, Right::Approve)?;
    let last = there(care, id)?.versions.last().filter(|version| version.approval == Approval::Waits);
    let Some(version) = last else {
        return no(Field::Plan, "This plan does not wait for an approval; nothing was changed. Look again.");
    };
    if version.signed.by == ground.me() {
        return no(Field::Plan, "You signed this plan, so somebody else approves it; nothing was changed.");
    }
    Ok(version)
}

fn goal(care: &Care, put: &Put<Goal>, ground: &Ground<'_>) -> Result<Vec<Event>, Refusal> {
    ground.may(Area::ClinicalPlan, Right::Write)?;
    let to = &put.to;
    let now = care.goal(to.id);
    if now == Some(to) {
        return Ok(vec![]);
    }
    match (now, &put.seen) {
        (Some(_), None) => return Err(Refusal::Exists),
        (None, Some(_)) => return Err(Refusal::Missing { field: Field::Goal }),
        (Some(now), Some(seen)) if now != seen => {
            let touched = &ground.case.touched;
            let now = now.statement.to_string();
            return Err(Refusal::ChangedMeanwhile {
                field: Field::Goal,
                now,
                by: touched.by,
                at: touched.at,
            });
        }
        (None, None) if GOALS_MAX <= care.goals.len() => {
            return Err(Refusal::TooMany { field: Field::Goal, max: GOALS_MAX });
        }
        _ => {}
    }
    if !ground.case.disciplines.contains(&to.discipline) {
        return no(
            Field::Goal,
            "This discipline is not on the case; nothing was saved. Add it to the case first.",
        );
    }
    if let Some(of) = to.of {
        let long_term =
            care.goal(of).filter(|of| of.of.is_none() && of.discipline == to.discipline && of.id != to.id);
        if long_term.is_none() {
            return no(
                Field::Goal,
                "A short-term goal serves a long-term goal of its discipline; nothing was saved. Choose one.",
            );
        }
    }
    if let Some(finding) = findings(to).into_iter().find(|finding| finding.blocks) {
        return no(Field::Goal, &format!("{} Nothing was saved.", finding.sentence));
    }
    if now.map_or(!to.points.is_empty(), |now| now.points != to.points) {
        return no(
            Field::Goal,
            "Data points are recorded one by one; nothing was saved. Reload and try again.",
        );
    }
    Ok(vec![Event::GoalSet(Box::new(to.clone()))])
}

fn found(care: &Care, id: GoalId, point: &Point, ground: &Ground<'_>) -> Result<Vec<Event>, Refusal> {
    if ground.may(Area::Outcomes, Right::Write).is_err() {
        ground.may(Area::ClinicalPlan, Right::Write)?;
    }
    let goal = known(care, id)?;
    if !goal.lifecycle.is_open() {
        return no(
            Field::Goal,
            "This goal is no longer worked on; nothing was recorded. Set it active first.",
        );
    }
    if ground.today < point.on || point.on < goal.baseline_on {
        return Err(Refusal::Date { field: Field::Goal, from: goal.baseline_on, to: ground.today });
    }
    if POINTS_MAX <= goal.points.len() {
        return Err(Refusal::TooMany { field: Field::Goal, max: POINTS_MAX });
    }
    Ok(vec![Event::Found { goal: id, point: point.clone() }])
}

/// Applies an event.
pub fn apply(state: &mut Care, event: &Event, meta: Meta) {
    match event {
        Event::Written { plan, discipline, terms } => {
            match state.plans.iter_mut().find(|known| known.id == *plan) {
                Some(known) => known.draft = Some((**terms).clone()),
                None => state.plans.push(Plan {
                    id: *plan,
                    discipline: *discipline,
                    versions: vec![],
                    draft: Some((**terms).clone()),
                    returned: None,
                    certified: vec![],
                }),
            }
        }
        Event::Signed { plan, version } => with(state, *plan, &|known| {
            known.versions.push((**version).clone());
            known.draft = None;
            known.returned = None;
        }),
        Event::Approved { plan } => with(state, *plan, &|known| {
            if let Some(last) = known.versions.last_mut() {
                last.approval = Approval::Approved { by: meta.by, at: meta.at };
            }
        }),
        Event::Returned { plan, comment, .. } => with(state, *plan, &|known| {
            known.draft = known.versions.pop().map(|version| version.terms);
            known.returned = Some(comment.clone());
        }),
        Event::Certified { plan, certified } => {
            with(state, *plan, &|known| known.certified.push(certified.clone()));
        }
        Event::GoalSet(goal) => match state.goals.iter_mut().find(|known| known.id == goal.id) {
            Some(known) => known.clone_from(goal),
            None => state.goals.push((**goal).clone()),
        },
        Event::Found { goal, point } => {
            let known = state.goals.iter_mut().filter(|known| known.id == *goal);
            known.for_each(|known| known.points.push(point.clone()));
        }
        Event::Stands { goal, lifecycle, achievement, .. } => {
            for known in state.goals.iter_mut().filter(|known| known.id == *goal) {
                known.lifecycle = *lifecycle;
                known.achievement = *achievement;
            }
        }
    }
}

fn with(state: &mut Care, plan: PlanId, how: &dyn Fn(&mut Plan)) {
    state.plans.iter_mut().filter(|known| known.id == plan).for_each(how);
}

/// One line of the history.
pub fn describe(event: &Event, _clinic: &Clinic) -> String {
    match event {
        Event::Written { discipline, .. } => format!("wrote on the plan of care for {}", discipline.mark()),
        Event::Signed { version, .. } => {
            format!(
                "signed version {} of the plan of care, from {}",
                version.number,
                said(version.terms.from)
            )
        }
        Event::Approved { .. } => "approved a plan of care".to_owned(),
        Event::Returned { version, .. } => format!("sent version {version} of a plan of care back"),
        Event::Certified { certified, .. } => format!("recorded a certification of {}", said(certified.on())),
        Event::GoalSet(_) => "wrote a goal".to_owned(),
        Event::Found { point, .. } => format!("recorded data on a goal of {}", said(point.on)),
        Event::Stands { lifecycle, achievement, .. } => {
            format!(
                "set a goal to {}, {}",
                lifecycle.title().to_lowercase(),
                achievement.title().to_lowercase()
            )
        }
    }
}
