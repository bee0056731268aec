//! What follows for the case when its ledger has changed: facts, dates, tasks that are proven, a wait, what boards show.

use super::Course;
use crate::authorization::{Authorization, AuthorizationStatus, packet};
use crate::case::{Event, WaitReason, Waiting, coming, dates, tasks};
use crate::coverage::Answer;
use crate::coverage::force::{in_force, payers_on};
use crate::kinds::{Date, Discipline, Line};
use crate::ledger::{self, digest};
use crate::payer::rules::{Asked, needs_authorization, visits_before};
use crate::refusal::Refusal;
use crate::visit::{Outcome, Visit};
use crate::workflow::{Anchor, Facts};

/// Works out everything that follows.
pub(super) fn after(course: &mut Course<'_>) -> Result<(), Refusal> {
    facts(course)?;
    anchors(course);
    evidence(course);
    wait(course);
    let to = digest(&course.ledger, course.cx.clinic, course.today);
    // Who changed a ledger touched the case, also where nothing that boards show is different: pages that are open hear of
    // it, and a refusal names the right colleague.
    if course.done.events.is_empty() || course.case.digest.as_deref() != Some(&to) {
        course.then(vec![Event::DigestSet { to: Box::new(to) }]);
    }
    Ok(())
}

/// Who pays first, how many policies there are, and whether they want an authorization: once policies are entered, nobody
/// has to say it a second time.
fn facts(course: &mut Course<'_>) -> Result<(), Refusal> {
    if course.ledger.policies.is_empty() {
        return Ok(());
    }
    let (clinic, today) = (course.cx.clinic, course.today);
    let payers = payers_on(&course.ledger, today);
    let primary = payers.ordered.first().and_then(|policy| clinic.payer(policy.payer));
    let from = course.case.facts.clone();
    let count = in_force(&course.ledger, today).len();
    let required = |discipline: &Discipline| {
        let policy = payers.ordered.first()?;
        let payer = clinic.payer(policy.payer)?;
        let visits_before = visits_before(&course.ledger.visits, *discipline, today);
        let asked = Asked { discipline: *discipline, code: None, visits_before };
        Some(needs_authorization(payer.rules_on(today)?, &policy.needs, asked).required)
    };
    let asked: Vec<bool> = course.case.disciplines.iter().filter_map(required).collect();
    let to = Facts {
        payer: primary.map_or(from.payer, |payer| Some(payer.class)),
        coverage_count: Some(u8::try_from(count).unwrap_or(u8::MAX)),
        auth_required: if asked.is_empty() { from.auth_required } else { Some(asked.contains(&true)) },
        ..from.clone()
    };
    if from == to {
        return Ok(());
    }
    let mut events = vec![Event::FactsSet { from, to: to.clone() }];
    let disciplines = course.case.disciplines.clone();
    events.extend(coming::reconsider(&course.ground(), &to, &disciplines, "the coverage changed")?);
    course.then(events);
    Ok(())
}

/// The last day of what is authorized: of several disciplines, the one whose authorization ends first.
fn anchors(course: &mut Course<'_>) {
    let last = |discipline: &Discipline| -> Option<Date> {
        let of = course.ledger.authorizations.iter().filter(|one| one.discipline == *discipline);
        of.filter_map(Authorization::last_day).max()
    };
    let ends: Option<Date> = course.case.disciplines.iter().filter_map(last).min();
    if let Some(on) = ends {
        let events = dates::set(&course.ground(), Anchor::AuthorizationEnd, on, None);
        course.then(events);
    }
}

/// Work that the ledger itself proves, for whoever may finish it.
fn evidence(course: &mut Course<'_>) {
    for (evidence, on) in proven(course) {
        // Evidence that arrives for somebody who may not finish the task leaves it open for those who may.
        if let Ok(events) = tasks::record(&course.ground(), evidence, on, None) {
            course.then(events);
        }
    }
}

fn proven(course: &Course<'_>) -> Vec<(&'static str, Date)> {
    let today = course.today;
    let mut proven = vec![];
    for event in &course.done.ledger {
        match event {
            ledger::Event::OrderSet(became) if 1 < became.to.policies.len() => {
                proven.push(("cob_record", today));
            }
            ledger::Event::CoverageFollowed(_) if course.complete => proven.push(("coverage_records", today)),
            ledger::Event::Verified(_) if all_verified(course) => {
                proven.push(("eligibility_response", today));
            }
            ledger::Event::AuthorizationSet(became) => match &became.to.status {
                AuthorizationStatus::Requested => {
                    proven.push(("authorization_request", became.to.requested_on.unwrap_or(today)));
                }
                AuthorizationStatus::Approved | AuthorizationStatus::PartlyApproved => {
                    let on = became.to.decided_on.unwrap_or(today);
                    proven.extend([("authorization_request", on), ("authorization", on)]);
                }
                _ => {}
            },
            ledger::Event::VisitsSet(visits) => {
                let arrived = visits.iter().filter(|one| one.to.outcome == Outcome::Arrived);
                proven.extend(arrived.map(|one| one.to.on).min().map(|on| ("encounter", on)));
                let new =
                    |one: &&ledger::Became<Visit>| one.from.is_none() && one.to.outcome == Outcome::Booked;
                let booked = visits.iter().filter(new).count();
                // The first appointment is the evaluation's; a schedule is more than one.
                proven.extend((0 < booked).then_some(("appointment", today)));
                proven.extend((1 < booked).then_some(("appointments", today)));
            }
            _ => {}
        }
    }
    proven
}

/// Every policy that pays today was found active within the last 30 days (the clinic's convention for a current answer).
fn all_verified(course: &Course<'_>) -> bool {
    let fresh = |id| {
        course
            .ledger
            .verifications
            .iter()
            .rev()
            .find(|one| one.policy == id)
            .is_some_and(|one| one.answer == Answer::Active && (course.today - one.on).num_days() <= 30)
    };
    let policies = in_force(&course.ledger, course.today);
    !policies.is_empty() && policies.iter().all(|policy| fresh(policy.id))
}

/// Somebody still brings parts of a renewal, and no payer has just decided.
fn is_packet_open(course: &Course<'_>) -> bool {
    let decided = |event: &ledger::Event| {
        matches!(event, ledger::Event::AuthorizationSet(became) if became.to.decided_on.is_some()
            && became.from.as_ref().is_none_or(|from| from.decided_on.is_none()))
    };
    course.case.open_tasks().any(|task| packet::is_part(&task.id)) && !course.done.ledger.iter().any(decided)
}

/// While a payer decides on the first authorization the card waits for it, and says since when and for what. A renewal is
/// no wait: care goes on under what is granted.
fn wait(course: &mut Course<'_>) {
    let today = course.today;
    let in_force = |one: &Authorization| one.last_day().is_some_and(|last| today <= last);
    let covered = course.ledger.authorizations.iter().any(in_force);
    let undecided = course.ledger.authorizations.iter().find(|one| {
        matches!(one.status, AuthorizationStatus::Requested | AuthorizationStatus::Pended { .. })
    });
    let now = course.case.waiting.clone();
    let waits = now.as_ref().is_some_and(|waiting| waiting.reason == WaitReason::AwaitingAuth);
    let to = match undecided {
        Some(one) if !covered && now.is_none() => {
            // Not for which payer: a wait is read by who may not read the coverage.
            let note = Line::parse(one.discipline.title()).ok();
            let since = one.requested_on.unwrap_or(today);
            Some(Waiting { reason: WaitReason::AwaitingAuth, note, since })
        }
        // A renewal that is being written keeps the card waiting until its packet is done or the payer has decided.
        None if waits && !is_packet_open(course) => None,
        _ => return,
    };
    let told = course.done.ledger.iter().any(|event| matches!(event, ledger::Event::AuthorizationSet(_)));
    if told && now != to {
        course.then(vec![Event::WaitingSet { from: now, to }]);
    }
}
