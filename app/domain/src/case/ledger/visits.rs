//! Visits: booked, and what came of them.

use super::Course;
use crate::authorization::balance::Uncovered;
use crate::calendar::said;
use crate::coverage::force::payers_on;
use crate::ids::VisitId;
use crate::kinds::Line;
use crate::ledger::{self, Became, Put};
use crate::payer::Beyond;
use crate::refusal::{Field, Refusal};
use crate::service::Services;
use crate::visit::enter::{Book, change, check};
use crate::visit::{Outcome, Visit};

/// Visits in one command at most.
const VISITS_MAX: usize = 500;

/// Books visits, says what came of them, or corrects them. Booking beyond what is covered is refused where the clinic chose
/// so, unless somebody who may override a gate says why.
pub(super) fn put(
    course: &mut Course<'_>,
    visits: &[Put<Visit>],
    over: Option<&Line>,
) -> Result<(), Refusal> {
    course.may_book()?;
    if VISITS_MAX < visits.len() {
        return Err(Refusal::TooMany { field: Field::Visit, max: VISITS_MAX });
    }
    let services = Services::standard();
    let mut all = course.ledger.visits.clone();
    let mut changes = Vec::with_capacity(visits.len());
    for put in visits {
        let known = course.ledger.visit(put.to.id);
        if known == Some(&put.to) {
            continue;
        }
        course.unchanged(Field::Visit, put.seen.as_ref(), known, |visit| visit.on.to_string())?;
        let book = Book {
            visits: &all,
            disciplines: &course.case.disciplines,
            services: &services,
            today: course.today,
        };
        check(&put.to, &book).map_err(|problem| Refusal::problem(Field::Visit, &problem))?;
        if let Some(known) = known.filter(|known| known.outcome != put.to.outcome) {
            change(known, put.to.outcome, over, course.today)
                .map_err(|problem| Refusal::problem(Field::Visit, &problem))?;
        }
        all.retain(|visit| visit.id != put.to.id);
        all.push(put.to.clone());
        changes.push(Became { from: known.cloned(), to: put.to.clone() });
    }
    if changes.is_empty() {
        return Ok(());
    }
    course.tell(ledger::Event::VisitsSet(changes));
    beyond(course, over)
}

/// What was booked here and nothing covers, though the payer wants an authorization and the clinic chose to refuse.
fn beyond(course: &mut Course<'_>, over: Option<&Line>) -> Result<(), Refusal> {
    let Some(ledger::Event::VisitsSet(changes)) = course.done.ledger.last() else { return Ok(()) };
    let booked: Vec<VisitId> = changes
        .iter()
        .filter(|became| became.to.outcome == Outcome::Booked)
        .filter(|became| {
            became
                .from
                .as_ref()
                .is_none_or(|from| (from.on, &from.services) != (became.to.on, &became.to.services))
        })
        .map(|became| became.to.id)
        .collect();
    if booked.is_empty() {
        return Ok(());
    }
    let drawn = ledger::reckon(&course.ledger, course.cx.clinic, &Services::standard());
    let refused = drawn.uncovered.iter().find(|uncovered| {
        booked.contains(&uncovered.visit)
            && ledger::is_needed(&course.ledger, course.cx.clinic, uncovered)
            && refuses(course, uncovered)
    });
    let Some(uncovered) = refused else { return Ok(()) };
    let people = course.case.people();
    let decides = course.cx.viewer.may_override_gate(&course.case.scope(&people), course.cx.now);
    match over {
        Some(reason) if decides => {
            course.tell(ledger::Event::BookedOver { reason: reason.clone() });
            Ok(())
        }
        _ => Err(Refusal::NotCovered { problem: not_covered(uncovered) }),
    }
}

fn refuses(course: &Course<'_>, uncovered: &Uncovered) -> bool {
    let payers = payers_on(&course.ledger, uncovered.on);
    let policy = uncovered.policy.and_then(|id| course.ledger.policy(id)).or(payers.ordered.first().copied());
    let payer = policy.and_then(|policy| course.cx.clinic.payer(policy.payer));
    payer.and_then(|payer| payer.rules_on(uncovered.on)).is_some_and(|rules| rules.beyond == Beyond::Refuse)
}

fn not_covered(uncovered: &Uncovered) -> String {
    let day = said(uncovered.on);
    let why = uncovered.why.title().to_ascii_lowercase();
    format!(
        "The visit on {day} is not covered ({why}), and the clinic books nothing that is not. Nothing was booked: ask for an authorization, choose another day, or have somebody who may override book it with a reason."
    )
}

/// Takes visits out that were entered in error.
pub(super) fn withdraw(course: &mut Course<'_>, visits: &[VisitId], reason: &Line) -> Result<(), Refusal> {
    course.may_book()?;
    let gone: Vec<Visit> = visits.iter().filter_map(|id| course.ledger.visit(*id)).cloned().collect();
    if let Some(billed) = gone.iter().find_map(|visit| visit.billed_on) {
        let sentence = format!(
            "A claim for this visit went out on {billed}, so it stays. Correct the claim first, then the visit."
        );
        return Err(Refusal::problem(Field::Visit, &sentence));
    }
    if !gone.is_empty() {
        course.tell(ledger::Event::VisitsWithdrawn { visits: gone, reason: reason.clone() });
    }
    Ok(())
}
