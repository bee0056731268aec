//! What a signed note says about its visit, and what it proves.

use super::evidence;
use crate::case::ledger::{Course, after_ledger};
use crate::ledger::{self, Became};
use crate::note::{Clock, Decision, Event, Kind, Note};
use crate::refusal::Refusal;
use crate::visit::Outcome;

pub(super) fn after(course: &mut Course<'_>, event: &Event) -> Result<(), Refusal> {
    match event {
        Event::Signed { note, .. } => {
            delivered(course, note)?;
            proves(course, note);
            Ok(())
        }
        Event::Cosigned { .. } => {
            evidence(course, "co_signature", course.today);
            Ok(())
        }
        Event::Supervised(contact) => {
            evidence(course, "supervision_log", contact.on);
            Ok(())
        }
        Event::Amended { .. } | Event::Returned { .. } => Ok(()),
    }
}

/// The visit is what the note says: who came, when, for how long. What a claim went out for stays as it was billed; the two
/// are held against each other when it is audited.
fn delivered(course: &mut Course<'_>, note: &Note) -> Result<(), Refusal> {
    let Some(known) = course.ledger.visit(note.visit).filter(|visit| visit.billed_on.is_none()).cloned()
    else {
        return Ok(());
    };
    if note.kind == Kind::Missed {
        return Ok(());
    }
    let mut to = known.clone();
    to.outcome = Outcome::Arrived;
    to.staff = Some(note.signed.by);
    to.services.clone_from(&note.services);
    to.at = note.clock.map(Clock::start).or(known.at);
    if to == known {
        return Ok(());
    }
    course.tell(ledger::Event::VisitsSet(vec![Became { from: Some(known), to }]));
    after_ledger(course)
}

fn proves(course: &mut Course<'_>, note: &Note) {
    match note.kind {
        Kind::Evaluation => {
            evidence(course, "evaluation", note.on);
            evidence(course, "signed_evaluation", course.today);
        }
        Kind::Missed => return,
        Kind::Session | Kind::ReEvaluation | Kind::Discharge => {}
        Kind::ProgressReport => {
            evidence(course, "progress_report", course.today);
            evidence(course, "review_decision", course.today);
            if note.review.as_ref().is_some_and(|review| review.decision == Decision::Discharge) {
                evidence(course, "goal_updates", course.today);
            }
        }
    }
    evidence(course, "session_note", course.today);
}
