//! Opening a case, and the facts on its first page.

use super::dates::between;
use super::decide::{Context, Ground};
use super::{Contact, Event, NewCase, Opened, Seen, Waiting, care, coming, tasks};
use crate::access::{Area, CaseScope, Right};
use crate::ids::ContactId;
use crate::kinds::{Date, Discipline, Lane, Line};
use crate::refusal::{Field, Refusal};
use crate::workflow::{Anchors, Facts};
use chrono::{Datelike, Months};

/// Nobody alive was born earlier, counted in years back from today.
const AGE_MAX_YEARS: u32 = 120;
/// An episode of care referred longer ago than this is a typing error.
const REFERRAL_MAX_YEARS: u32 = 15;
/// Contacts, identifiers and notes on one case at most.
const LIST_MAX: usize = 100;

/// Opens a case in Intake, or where an import says that it stands.
pub(super) fn open(new: &NewCase, cx: Context<'_>) -> Result<Vec<Event>, Refusal> {
    let site = cx.clinic.site(new.site).ok_or(Refusal::NoSuchSite)?;
    let today = site.zone.day_of(cx.now);
    acceptable(new, cx, today)?;
    let disciplines = distinct(&new.disciplines)?;
    let earliest = today - Months::new(12 * REFERRAL_MAX_YEARS);
    let referred_on = new.referred_on.unwrap_or(today);
    between(Field::ReferredOn, referred_on, earliest, today)?;
    let entered_on = new.entered_on.unwrap_or(if new.lane.is_some() { today } else { referred_on });
    between(Field::EnteredOn, entered_on, earliest, today)?;
    let lane = new.lane.unwrap_or(Lane::Intake);
    let workflow = cx.clinic.workflow_on(today).ok_or(Refusal::NotSetUp)?;
    let anchors = Anchors {
        referral: Some(referred_on),
        review_entry: (lane == Lane::Review).then_some(entered_on),
        discharge_decision: (lane == Lane::Transition).then_some(entered_on),
        ..Anchors::default()
    };
    let origin = coming::Origin { anchors: &anchors, entered_on, today, business: &site.business };
    let first = coming::opening(workflow, lane, &new.facts, &disciplines, origin);
    let mut events = vec![Event::Opened(Box::new(Opened {
        number: cx.next_number,
        patient: new.patient.clone(),
        disciplines,
        site: new.site,
        lane,
        rank: new.rank.clone(),
        entered_on,
        owner: new.owner,
        contacts: new.contacts.clone(),
        identifiers: new.identifiers.clone(),
        facts: new.facts.clone(),
        anchors,
        waiting: new.waiting.map(|reason| Waiting { reason, note: None, since: entered_on }),
        workflow: workflow.version.clone(),
        tasks: first,
        notes: new.notes.clone(),
        batch: new.batch,
    }))];
    let steps = tasks::steps(&new.steps, lane, today)?;
    events.extend((!steps.is_empty()).then_some(Event::TasksAdded { tasks: steps }));
    if let Some(pause) = &new.pause {
        let hold = care::pause(&pause.reason, pause.wake_on, today)?;
        events.push(Event::Held { hold });
    }
    Ok(events)
}

/// Whether this person may open this case here, before anything is worked out.
fn acceptable(new: &NewCase, cx: Context<'_>, today: Date) -> Result<(), Refusal> {
    let owner: Vec<_> = new.owner.into_iter().collect();
    let scope = CaseScope { site: new.site, team: &owner, grants: &[], restricted: false };
    let may = |area, right| cx.viewer.may(area, right, &scope, cx.now);
    if !may(Area::Demographics, Right::Write) && !may(Area::Board, Right::Write) {
        return Err(Refusal::NotAllowed);
    }
    if new.owner.is_some_and(|owner| cx.clinic.active(owner).is_none()) {
        return Err(Refusal::NoSuchStaff);
    }
    born(new.patient.born, today)?;
    let lists = [new.contacts.len(), new.identifiers.len(), new.notes.len(), new.steps.len()];
    if lists.into_iter().any(|len| LIST_MAX < len) {
        return Err(Refusal::TooMany { field: Field::Count, max: LIST_MAX });
    }
    Ok(())
}

/// A birthday between 120 years ago and today.
pub(super) fn born(born: Option<Date>, today: Date) -> Result<(), Refusal> {
    let Some(born) = born else { return Ok(()) };
    let earliest = today
        .with_year(today.year() - i32::try_from(AGE_MAX_YEARS).unwrap_or(0))
        .unwrap_or(today - Months::new(12 * AGE_MAX_YEARS));
    between(Field::Born, born, earliest, today)
}

fn distinct(disciplines: &[Discipline]) -> Result<Vec<Discipline>, Refusal> {
    let mut kept: Vec<Discipline> = Vec::new();
    for discipline in disciplines {
        if !kept.contains(discipline) {
            kept.push(*discipline);
        }
    }
    if kept.is_empty() { Err(Refusal::Missing { field: Field::Disciplines }) } else { Ok(kept) }
}

/// Adds a contact, or changes one that still says what the screen showed.
pub(super) fn contact(
    ground: &Ground<'_>,
    to: &Contact,
    seen: Option<&Contact>,
) -> Result<Vec<Event>, Refusal> {
    ground.may(Area::Demographics, Right::Write)?;
    let from = ground.case.contacts.iter().find(|contact| contact.id == to.id);
    match (from, seen) {
        (Some(from), _) if from == to => Ok(vec![]),
        (Some(_), None) => Err(Refusal::Exists),
        (None, Some(_)) => Err(Refusal::NoSuchContact),
        (None, None) if LIST_MAX <= ground.case.contacts.len() => {
            Err(Refusal::TooMany { field: Field::Contact, max: LIST_MAX })
        }
        (None, None) => Ok(vec![Event::ContactSet { from: None, to: to.clone() }]),
        (Some(from), Some(seen)) => {
            let seen = Seen { seen: seen.clone(), to: to.clone() };
            ground.unchanged(Field::Contact, &seen, from, |contact| contact.name.to_string())?;
            Ok(vec![Event::ContactSet { from: Some(from.clone()), to: to.clone() }])
        }
    }
}

/// Removes a contact; the event keeps them.
pub(super) fn remove_contact(
    ground: &Ground<'_>,
    id: ContactId,
    reason: &Line,
) -> Result<Vec<Event>, Refusal> {
    ground.may(Area::Demographics, Right::Write)?;
    let contact =
        ground.case.contacts.iter().find(|contact| contact.id == id).ok_or(Refusal::NoSuchContact)?;
    Ok(vec![Event::ContactRemoved { contact: contact.clone(), reason: reason.clone() }])
}

/// Sets the disciplines; tasks that begin or cease to apply follow.
pub(super) fn disciplines(ground: &Ground<'_>, seen: &Seen<Vec<Discipline>>) -> Result<Vec<Event>, Refusal> {
    ground.may(Area::Board, Right::Write)?;
    let from = &ground.case.disciplines;
    ground.unchanged(Field::Disciplines, seen, from, |all| {
        all.iter().map(|one| one.mark()).collect::<Vec<_>>().join(", ")
    })?;
    let to = distinct(&seen.to)?;
    if *from == to {
        return Ok(vec![]);
    }
    let mut events = vec![Event::DisciplinesSet { from: from.clone(), to: to.clone() }];
    events.extend(coming::reconsider(ground, &ground.case.facts, &to, "disciplines changed")?);
    Ok(events)
}

/// Sets the facts that the person changed; tasks that begin or cease to apply follow. Each fact asks for its own right,
/// and what a person does not read is neither compared nor touched.
pub(super) fn facts(ground: &Ground<'_>, wish: &Seen<Facts>) -> Result<Vec<Event>, Refusal> {
    let changed = wish.seen.areas_changed(&wish.to);
    let may = |area: &Area| ground.may(*area, Right::Write);
    if changed.is_empty() {
        let any = Facts::AREAS.iter().any(|area| may(area).is_ok());
        return if any { Ok(vec![]) } else { Err(Refusal::NotAllowed) };
    }
    changed.iter().try_for_each(may)?;
    let from = &ground.case.facts;
    let to = from.with(&wish.seen, &wish.to);
    // Mine over theirs is theirs over mine, unless both changed one fact.
    let theirs = wish.to.with(&wish.seen, from);
    ground.unchanged(Field::Facts, &Seen { seen: theirs, to: from.clone() }, &to, |_| {
        "other facts".to_owned()
    })?;
    if *from == to {
        return Ok(vec![]);
    }
    let mut events = vec![Event::FactsSet { from: from.clone(), to: to.clone() }];
    let disciplines = &ground.case.disciplines;
    events.extend(coming::reconsider(ground, &to, disciplines, "facts of the case changed")?);
    Ok(events)
}
