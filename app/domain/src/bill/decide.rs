//! Who may let a charge go, and when.

use super::input::{Input, Paper};
use super::judge::judge;
use super::{Charges, Command, Denial, Event, Export, Resolution, Resolved};
use crate::access::{Area, Right};
use crate::ids::{CommandId, VisitId};
use crate::kinds::Date;
use crate::record::{self, Ground, Record};
use crate::refusal::{Field, Refusal};
use crate::visit::{Outcome, Visit};
use std::collections::BTreeSet;

/// Most sessions of one command.
const VISITS_MAX: usize = 500;

/// What the notes and plans say of a session.
pub type Papers<'a> = &'a dyn Fn(&Visit) -> Paper;

/// Why charges stay as they are.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotReleased {
    /// None or too many.
    #[error("Nothing was changed. Please choose between 1 and {VISITS_MAX} different sessions.")]
    Count,
    /// Not on this case.
    #[error(
        "One of these sessions is not on this case any more, so nothing was changed. Please load the list again."
    )]
    NoSuchVisit,
    /// Something stands in the way.
    #[error("The session of {on} is not ready, so nothing was released. {because}")]
    NotReady {
        /// Date of service.
        on: Date,
        /// The first finding that blocks, in words.
        because: String,
    },
    /// Separation of duties.
    #[error(
        "You signed the note of {on}, so somebody else has to release its charge. Nothing was released; please ask a colleague who bills."
    )]
    OwnNote {
        /// Date of service.
        on: Date,
    },
    /// It is released already.
    #[error("The session of {on} is released already, so nothing was changed. Please load the list again.")]
    Already {
        /// Date of service.
        on: Date,
    },
    /// Somebody keeps it back.
    #[error(
        "The session of {on} is kept back: {why} Nothing was released; please settle that first, then let it go."
    )]
    KeptBack {
        /// Date of service.
        on: Date,
        /// The reason, as it was given.
        why: String,
    },
    /// Not released.
    #[error("The session of {on} is not released, so nothing was exported. Please release it first.")]
    NotYet {
        /// Date of service.
        on: Date,
    },
    /// It left already.
    #[error(
        "The session of {on} was exported already, so nothing was exported. Please leave it out, or say why it has to leave once more."
    )]
    Twice {
        /// Date of service.
        on: Date,
    },
    /// It left, so it cannot be kept back.
    #[error(
        "The session of {on} left the clinic already, so it cannot be kept back. Please correct the claim with the payer."
    )]
    Left {
        /// Date of service.
        on: Date,
    },
    /// It is not kept back.
    #[error("The session of {on} is not kept back. Nothing was changed.")]
    NotHeld {
        /// Date of service.
        on: Date,
    },
    /// No reasons.
    #[error(
        "The denial was not entered. Please give between 1 and 10 different reason codes from the payer's answer."
    )]
    NoCode,
    /// A claim that never left.
    #[error(
        "The session of {on} never left the clinic, so no payer can have denied it. Please check the day."
    )]
    NeverLeft {
        /// Date of service.
        on: Date,
    },
    /// Days that cannot be.
    #[error(
        "This day cannot be right: it lies in the future, or before what it answers. Nothing was changed."
    )]
    Day,
    /// No such denial.
    #[error("There is no such denial on this case. Please load the page again.")]
    NoSuchDenial,
    /// It has an outcome.
    #[error("This denial was {0} already. Nothing was changed; please load the page again.")]
    Resolved(&'static str),
}

impl From<NotReleased> for Refusal {
    fn from(why: NotReleased) -> Refusal {
        Refusal::problem(Field::Charge, &why)
    }
}

/// Decides a command. As long as nothing says what the notes hold, no session counts as signed and none is released.
pub fn decide(record: &Record, command: &Command, ground: &Ground<'_>) -> Result<Vec<Event>, Refusal> {
    let papers = record::Papers::of(record, ground);
    decide_with(&record.charges, command, ground, &|visit| papers.on(visit))
}

/// Decides a command, with what the notes and plans say. Charges outlive the closing of a case.
pub fn decide_with(
    charges: &Charges,
    command: &Command,
    ground: &Ground<'_>,
    papers: Papers<'_>,
) -> Result<Vec<Event>, Refusal> {
    ground.may(Area::Money, Right::Write)?;
    if ground.case.void {
        return Err(Refusal::Closed);
    }
    Ok(match command {
        Command::Release { visits } => {
            for visit in found(ground, visits)? {
                releasable(charges, visit, ground, papers)?;
            }
            vec![Event::Released { visits: visits.clone(), on: ground.today }]
        }
        Command::Hold { visit, reason } => {
            let on = find(ground, *visit)?.on;
            if charges.release(*visit).is_some_and(|release| !release.exports.is_empty()) {
                return Err(NotReleased::Left { on }.into());
            }
            match reason {
                Some(reason) => vec![Event::Held { visit: *visit, reason: reason.clone() }],
                None if charges.hold(*visit).is_none() => return Err(NotReleased::NotHeld { on }.into()),
                None => vec![Event::LetGo { visit: *visit }],
            }
        }
        Command::Exported { visits, export, format, again } => {
            for visit in found(ground, visits)? {
                let release = charges.release(visit.id).ok_or(NotReleased::NotYet { on: visit.on })?;
                if !release.exports.is_empty() && again.is_none() {
                    return Err(NotReleased::Twice { on: visit.on }.into());
                }
                if release.exports.iter().any(|left| left.id == *export) {
                    return Err(Refusal::Exists);
                }
            }
            let export = Export { id: *export, on: ground.today, format: *format, again: again.clone() };
            vec![Event::Exported { visits: visits.clone(), export }]
        }
        Command::Deny { visit, codes, amount, on, reference } => {
            let codes = codes.clone();
            let (amount, reference) = (*amount, reference.clone());
            let denial = Denial {
                id: ground.cx.command,
                visit: *visit,
                codes,
                amount,
                on: *on,
                reference,
                resolved: None,
            };
            deny(charges, denial, ground)?
        }
        Command::Resolve { denial, how, on } => {
            resolve(charges, *denial, Resolved { how: *how, on: *on }, ground.today)?
        }
    })
}

fn deny(charges: &Charges, denial: Denial, ground: &Ground<'_>) -> Result<Vec<Event>, NotReleased> {
    let found = find(ground, denial.visit)?;
    let left = charges.release(denial.visit).is_some_and(|release| !release.exports.is_empty());
    if !left && found.billed_on.is_none() {
        return Err(NotReleased::NeverLeft { on: found.on });
    }
    let different: BTreeSet<_> = denial.codes.iter().collect();
    if different.is_empty() || 10 < different.len() || different.len() < denial.codes.len() {
        return Err(NotReleased::NoCode);
    }
    if ground.today < denial.on || denial.on < found.on {
        return Err(NotReleased::Day);
    }
    Ok(vec![Event::Denied(Box::new(denial))])
}

fn resolve(
    charges: &Charges,
    denial: CommandId,
    to: Resolved,
    today: Date,
) -> Result<Vec<Event>, NotReleased> {
    let which = charges.denial(denial).ok_or(NotReleased::NoSuchDenial)?;
    // An appeal is a step on the way: it can still be won or lost.
    let is_final = |last: &Resolved| last.how != Resolution::Appealed || last.how == to.how;
    if let Some(last) = which.resolved.filter(is_final) {
        return Err(NotReleased::Resolved(last.how.title()));
    }
    if today < to.on || to.on < which.on {
        return Err(NotReleased::Day);
    }
    Ok(vec![Event::Resolved { denial, to }])
}

/// Separation of duties: who signed a note is not the one who releases its claim.
fn releasable(
    charges: &Charges,
    visit: &Visit,
    ground: &Ground<'_>,
    papers: Papers<'_>,
) -> Result<(), NotReleased> {
    let on = visit.on;
    if let Some(hold) = charges.hold(visit.id) {
        return Err(NotReleased::KeptBack { on, why: hold.reason.to_string() });
    }
    if charges.release(visit.id).is_some() {
        return Err(NotReleased::Already { on });
    }
    let paper = papers(visit);
    let delivered_myself = visit.outcome == Outcome::Arrived && visit.staff == Some(ground.me());
    if delivered_myself || paper.signers.contains(&ground.me()) {
        return Err(NotReleased::OwnNote { on });
    }
    let input = Input::of(visit, ground.ledger, ground.cx.clinic, ground.today, paper);
    match judge(&input).into_iter().find(|finding| finding.blocks) {
        Some(finding) => Err(NotReleased::NotReady { on, because: finding.sentence }),
        None => Ok(()),
    }
}

fn found<'a>(ground: &Ground<'a>, visits: &[VisitId]) -> Result<Vec<&'a Visit>, NotReleased> {
    let different: BTreeSet<VisitId> = visits.iter().copied().collect();
    if visits.is_empty() || VISITS_MAX < visits.len() || different.len() < visits.len() {
        return Err(NotReleased::Count);
    }
    visits.iter().map(|visit| find(ground, *visit)).collect()
}

fn find<'a>(ground: &Ground<'a>, visit: VisitId) -> Result<&'a Visit, NotReleased> {
    ground.ledger.visit(visit).ok_or(NotReleased::NoSuchVisit)
}
