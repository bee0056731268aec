//! Policies, the order in which they pay, and how often somebody asked.

mod back;

pub(super) use back::looked_back;

use super::Course;
use crate::access::{Area, Right};
use crate::authorization::{Authorization, AuthorizationStatus};
use crate::case::{Event, Seen, tasks};
use crate::coverage::{Circumstances, PayerOrder, Policy, Verification};
use crate::ids::{CommandId, PolicyId};
use crate::kinds::Date;
use crate::ledger::{self, Asked, Became, CoverageChange, Followed, OrderWish, Put};
use crate::refusal::{Field, Refusal};
use crate::task::{Status, TaskId};

/// Policies on one case at most, ended ones included.
const POLICIES_MAX: usize = 40;
/// Tasks that one change brings at most.
const TASKS_MAX: usize = 40;
/// Verifications that a ledger keeps; the journal has all.
const VERIFICATIONS_MAX: usize = 400;

/// Changes who covers the patient. Tasks that the last change brought for days of the same policies, and that nobody has
/// finished, are withdrawn: what is to be done now stands in this one.
pub(super) fn change(course: &mut Course<'_>, change: &CoverageChange) -> Result<(), Refusal> {
    course.may(Area::Coverage, Right::Write)?;
    if TASKS_MAX < change.tasks.len() || POLICIES_MAX < change.policies.len() {
        return Err(Refusal::TooMany { field: Field::Count, max: TASKS_MAX });
    }
    course.complete = change.complete;
    let before = course.ledger.clone();
    for put in &change.policies {
        policy(course, put)?;
    }
    let order = match &change.order {
        Some(wish) => order(course, wish)?,
        None => None,
    };
    let authorizations = follow_policies(course, &before)?;
    let changed: Vec<(PolicyId, Option<Policy>)> = change
        .policies
        .iter()
        .filter(|put| before.policy(put.to.id) != Some(&put.to))
        .map(|put| (put.to.id, before.policy(put.to.id).cloned()))
        .collect();
    if changed.is_empty() && order.is_none() {
        return Ok(());
    }
    withdraw_tasks(course, &before, change)?;
    let steps = tasks::steps(&change.tasks, course.case.lane, course.today)?;
    if steps.iter().any(|task| course.case.task(&task.id).is_some()) {
        return Err(Refusal::Exists);
    }
    let ids: Vec<TaskId> = steps.iter().map(|task| task.id.clone()).collect();
    if !steps.is_empty() {
        course.then(vec![Event::TasksAdded { tasks: steps }]);
    }
    let command = course.cx.command;
    let followed = Followed { command, policies: changed, order, authorizations, tasks: ids };
    course.tell(ledger::Event::CoverageFollowed(Box::new(followed)));
    Ok(())
}

fn policy(course: &mut Course<'_>, put: &Put<Policy>) -> Result<(), Refusal> {
    let known = course.ledger.policy(put.to.id);
    if known == Some(&put.to) {
        return Ok(());
    }
    if known.is_none() && POLICIES_MAX <= course.ledger.policies.len() {
        return Err(Refusal::TooMany { field: Field::Coverage, max: POLICIES_MAX });
    }
    course.unchanged(Field::Coverage, put.seen.as_ref(), known, |policy| policy.period.in_words())?;
    if course.cx.clinic.payer(put.to.payer).is_none() {
        return Err(Refusal::Missing { field: Field::Payer });
    }
    crate::coverage::enter::check_policy(&course.ledger, &put.to, course.today)
        .map_err(|problem| Refusal::problem(Field::Coverage, &problem))?;
    let from = known.cloned();
    course.tell(ledger::Event::PolicySet(Box::new(Became { from, to: put.to.clone() })));
    Ok(())
}

fn order(course: &mut Course<'_>, wish: &OrderWish) -> Result<Option<Became<PayerOrder>>, Refusal> {
    let to = PayerOrder {
        from: wish.from,
        policies: wish.policies.clone(),
        rule: wish.rule,
        evidence: wish.evidence.clone(),
        by: course.cx.viewer.staff,
        on: course.today,
        confirmed: wish.confirmed,
    };
    let from = course.ledger.orders.iter().find(|order| order.from == to.from).cloned();
    let says =
        |order: &PayerOrder| (order.policies.clone(), order.rule, order.evidence.clone(), order.confirmed);
    if from.as_ref().is_some_and(|from| says(from) == says(&to)) {
        return Ok(None);
    }
    crate::coverage::enter::check_order(&course.ledger, &to)
        .map_err(|problem| Refusal::problem(Field::PayerOrder, &problem))?;
    let became = Became { from, to };
    course.tell(ledger::Event::OrderSet(became.clone()));
    Ok(Some(became))
}

/// An authorization hangs on its policy: what the policy no longer covers cannot be drawn, and can be drawn again once a
/// corrected policy covers it after all. Gives them as they were.
fn follow_policies(course: &mut Course<'_>, before: &ledger::Ledger) -> Result<Vec<Authorization>, Refusal> {
    let mut were = vec![];
    for was in &before.authorizations {
        let ends =
            |ledger: &ledger::Ledger| ledger.policy(was.policy).and_then(|policy| policy.period.until());
        let (old, new) = (ends(before), ends(&course.ledger));
        if old == new {
            continue;
        }
        let status = status_until(was, old, new)?;
        if status != was.status {
            let to = Authorization { status, ..was.clone() };
            were.push(was.clone());
            let became = Became { from: Some(was.clone()), to };
            course.tell(ledger::Event::AuthorizationSet(Box::new(became)));
        }
    }
    Ok(were)
}

/// Where an authorization stands when its policy ends on another day than before.
fn status_until(
    was: &Authorization,
    old: Option<Date>,
    new: Option<Date>,
) -> Result<AuthorizationStatus, Refusal> {
    let stood = match &was.status {
        AuthorizationStatus::Void { from, .. } if Some(*from) == old => was.status_by_lines(),
        status => status.clone(),
    };
    let stands = Authorization { status: stood, ..was.clone() };
    match new.filter(|until| stands.covers_from(*until) && !stands.is_void()) {
        Some(from) => {
            let reason = tasks::because("the policy that it hangs on ended")?;
            Ok(AuthorizationStatus::Void { from, reason })
        }
        None => Ok(stands.status),
    }
}

fn withdraw_tasks(
    course: &mut Course<'_>,
    before: &ledger::Ledger,
    change: &CoverageChange,
) -> Result<(), Refusal> {
    match back::corrected(before, change) {
        Some(last) => cancel(course, &last.tasks, "the coverage was corrected"),
        None => Ok(()),
    }
}

fn cancel(course: &mut Course<'_>, ids: &[TaskId], why: &str) -> Result<(), Refusal> {
    let reason = tasks::because(why)?;
    let open = |id: &&TaskId| course.case.task(id).is_some_and(|task| task.status.is_open());
    let events: Vec<Event> = ids
        .iter()
        .filter(open)
        .map(|task| Event::TaskCancelled { task: task.clone(), reason: reason.clone() })
        .collect();
    course.then(events);
    Ok(())
}

/// Takes the last change of coverage back, and the tasks that came with it; not once somebody has finished one of them,
/// changed the coverage since, or entered an authorization that hangs on it.
pub(super) fn undo(course: &mut Course<'_>, of: CommandId) -> Result<(), Refusal> {
    course.may(Area::Coverage, Right::Write)?;
    let Some(last) = course.ledger.last_change.clone().filter(|last| last.command == of) else {
        return Err(Refusal::NothingToUndo);
    };
    let acted = |id: &TaskId| {
        course
            .case
            .task(id)
            .is_some_and(|task| matches!(task.status, Status::Done { .. } | Status::Waived { .. }))
    };
    if last.tasks.iter().any(acted) || is_relied_on(&course.ledger, &last) {
        let touched = &course.case.touched;
        return Err(Refusal::ActedSince { by: touched.by, at: touched.at });
    }
    for event in back::events(&course.ledger, &last) {
        course.tell(event);
    }
    cancel(course, &last.tasks, "the change of coverage was taken back")?;
    course.tell(ledger::Event::CoverageUndone { of });
    Ok(())
}

/// Whether an authorization was entered since for a policy that would go, or changed that would be put back as it was.
fn is_relied_on(ledger: &ledger::Ledger, last: &Followed) -> bool {
    let goes = |policy: PolicyId| last.policies.iter().any(|(id, was)| *id == policy && was.is_none());
    let changed = |now: &Authorization| {
        let was = last.authorizations.iter().find(|was| was.id == now.id);
        was.is_some_and(|was| Authorization { status: was.status.clone(), ..now.clone() } != *was)
    };
    ledger.authorizations.iter().any(|now| goes(now.policy) || changed(now))
}

/// Says what the order of payers depends on.
pub(super) fn circumstances(course: &mut Course<'_>, wish: &Seen<Circumstances>) -> Result<(), Refusal> {
    course.may(Area::Coverage, Right::Write)?;
    let from = course.ledger.circumstances;
    course.unchanged(Field::PayerOrder, Some(&wish.seen), Some(&from), |_| "something else".to_owned())?;
    if from != wish.to {
        course.tell(ledger::Event::CircumstancesSet { from, to: wish.to });
    }
    Ok(())
}

/// Records that a payer was asked, on a day not after today.
pub(super) fn verify(course: &mut Course<'_>, asked: &Asked) -> Result<(), Refusal> {
    course.may(Area::Coverage, Right::Write)?;
    if course.ledger.policy(asked.policy).is_none() {
        return Err(Refusal::Missing { field: Field::Coverage });
    }
    let on: Date = asked.on.unwrap_or(course.today);
    crate::case::dates::past(&course.ground(), Field::DoneOn, on)?;
    if VERIFICATIONS_MAX <= course.ledger.verifications.len() {
        return Err(Refusal::TooMany { field: Field::Coverage, max: VERIFICATIONS_MAX });
    }
    let verification = Verification {
        policy: asked.policy,
        at: course.cx.now,
        on,
        by: course.cx.viewer.staff,
        channel: asked.channel,
        reference: asked.reference.clone(),
        spoke_to: asked.spoke_to.clone(),
        answer: asked.answer,
        other_payer: asked.other_payer,
        kept: asked.kept.clone(),
    };
    course.tell(ledger::Event::Verified(Box::new(verification)));
    Ok(())
}
