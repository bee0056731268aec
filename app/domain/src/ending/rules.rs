//! What a discharge needs by its reason, and how the calls after it are kept.

use super::draft::BLANK;
use super::{
    ADDENDA_MAX, Addendum, CALL_DAYS, CallOutcome, Command, Discharge, Ending, Episode, Event, FollowUp,
    NewDischarge, Signed, Try,
};
use crate::access::{Area, Right};
use crate::calendar::said;
use crate::discharge;
use crate::kinds::{Date, Lane, Line};
use crate::record::Ground;
use crate::refusal::{Field, Refusal};
use chrono::Days;
use std::collections::BTreeSet;

/// Contacts on different days before a case ends because nobody comes. Source: clinic convention.
const CONTACTS: usize = 3;
/// Days from the letter to the discharge at least. Source: clinic convention.
const NOTICE_DAYS: u64 = 10;

/// What a reason asks for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Need {
    /// Why, in words.
    Detail,
    /// Who goes on treating, or where the family was referred.
    Receiver,
    /// Three contacts on different days.
    Contacts,
    /// A letter ten days ahead.
    Letter,
}

/// What a reason asks for; nothing where the code says it all. Who ends care that is still wanted gives notice and names
/// others, so that nobody is abandoned. Source: ethics codes of ASHA, APTA, AOTA and BACB; the numbers are a clinic convention.
pub fn needs(reason: &str) -> &'static [Need] {
    match reason {
        "nonattendance" => &[Need::Contacts, Need::Letter],
        "clinic_initiated" => &[Need::Detail, Need::Receiver, Need::Letter],
        "referred_out" | "higher_level_of_care" => &[Need::Receiver],
        "medical_change" | "other" => &[Need::Detail],
        _ => &[],
    }
}

/// A reason as people read it.
pub fn title(code: &str) -> &str {
    discharge::reasons().find(|reason| reason.code == code).map_or(code, |reason| reason.title)
}

/// Why a discharge, an addendum or a call is not kept. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EndingProblem {
    /// Not on the list.
    #[error(
        "This is not one of the reasons for a discharge; nothing was signed. Please choose one of the list."
    )]
    Reason,
    /// Words are missing.
    #[error("This reason needs a sentence that says more; nothing was signed. Please add it.")]
    Detail,
    /// Nobody goes on.
    #[error(
        "This reason needs who goes on treating, or where the family was referred; nothing was signed. Please name them."
    )]
    Receiver,
    /// Too few.
    #[error(
        "A case that ends because nobody comes needs {CONTACTS} contacts on different days up to the discharge, and {0} are written down; nothing was signed. Please add the days, or call once more."
    )]
    Contacts(usize),
    /// No letter, or too late.
    #[error(
        "The family has to be written to at least {NOTICE_DAYS} days before the discharge; nothing was signed. Please give the day of the letter, or discharge later."
    )]
    Letter,
    /// A line of the draft has not been written.
    #[error(
        "The summary has places that nobody filled in, marked {BLANK}; nothing was signed. Please write them, or say that there is nothing."
    )]
    Blank,
    /// Not yet.
    #[error("{} lies in the future; nothing was saved. Please write it down on the day.", said(*.0))]
    Future(Date),
    /// Already.
    #[error("The case was discharged on {} already; nothing was signed. Add to that summary instead.", said(*.0))]
    Already(Date),
    /// Not yet discharged.
    #[error("The case is not discharged yet, so there is nothing to add to; nothing was saved.")]
    NotYet,
    /// Enough.
    #[error("There are {ADDENDA_MAX} additions already; nothing was saved. Please file a document instead.")]
    TooMany,
    /// No such call.
    #[error("There is no such call to make; nothing was saved. Reload the page to see those that are left.")]
    NoCall,
    /// Over.
    #[error("This call is over; nothing was saved. Reload the page to see what came of it.")]
    Over,
    /// Same day.
    #[error("A call on {} is written down already; nothing was saved. Please try again on another day.", said(*.0))]
    SameDay(Date),
    /// Before the discharge.
    #[error("{} lies before the discharge; nothing was saved. Please correct the day.", said(*.0))]
    Before(Date),
    /// Not closed.
    #[error(
        "This episode is not closed, so nothing can follow it; nothing was opened. Go on with the case as it is, or close it first."
    )]
    StillOpen,
    /// Followed already.
    #[error("Another episode followed this one already; nothing was opened. Reload the page to go on to it.")]
    Back,
    /// A link that cannot be.
    #[error(
        "An episode cannot follow itself, nor begin before the one before it ended; nothing was linked. Please choose another case."
    )]
    Link,
}

fn problem(found: &EndingProblem) -> Refusal {
    Refusal::problem(Field::Ending, found)
}

pub(super) fn decide(state: &Ending, command: &Command, ground: &Ground<'_>) -> Result<Vec<Event>, Refusal> {
    if ground.case.void {
        return Err(Refusal::Closed);
    }
    Ok(vec![match command {
        Command::Discharge(new) => {
            ground.may(Area::ClinicalPlan, Right::Write)?;
            if ground.case.lane == Lane::Closed {
                return Err(Refusal::Closed);
            }
            let check = check(state, new, ground.today);
            check.map_err(|found| problem(&found))?;
            discharged(new, ground)
        }
        Command::Add { text } => {
            ground.may(Area::ClinicalPlan, Right::Write)?;
            let discharge = state.discharge.as_ref().ok_or_else(|| problem(&EndingProblem::NotYet))?;
            if ADDENDA_MAX <= discharge.addenda.len() {
                return Err(problem(&EndingProblem::TooMany));
            }
            let bytes = [&discharge.signed.hash.to_string(), "\n", text.as_str()].concat();
            Event::Added(Addendum { text: text.clone(), signed: sign(&bytes, ground) })
        }
        Command::Call { after, on, outcome, note } => {
            ground
                .may(Area::Board, Right::Write)
                .or_else(|_| ground.may(Area::ClinicalPlan, Right::Write))?;
            let call = Try { on: *on, by: ground.me(), outcome: *outcome, note: note.clone() };
            called(state, *after, call, ground.today).map_err(|found| problem(&found))?
        }
        Command::LinkEarlier(episode) => Event::EarlierLinked(linked(episode, ground)?),
        Command::LinkLater(episode) => Event::LaterLinked(linked(episode, ground)?),
    }])
}

fn linked(episode: &Episode, ground: &Ground<'_>) -> Result<Episode, Refusal> {
    ground.may(Area::Board, Right::Write)?;
    if episode.case == ground.case.id || episode.began_on < episode.discharged_on {
        return Err(problem(&EndingProblem::Link));
    }
    Ok(episode.clone())
}

fn sign(bytes: &str, ground: &Ground<'_>) -> Signed {
    Signed { hash: (ground.seal)(bytes.as_bytes()), by: ground.me(), at: ground.cx.now }
}

/// What the signature binds to: the reason, the day, and every word.
fn sealed(new: &NewDischarge) -> String {
    let line = |line: &Option<Line>| line.as_ref().map_or_else(String::new, Line::to_string);
    let days: Vec<String> = new.contacts.iter().chain(&new.letter_on).map(Date::to_string).collect();
    [
        new.reason.clone(),
        new.on.to_string(),
        line(&new.detail),
        line(&new.receiver),
        days.join(","),
        new.summary.to_string(),
    ]
    .join("\n")
}

fn discharged(new: &NewDischarge, ground: &Ground<'_>) -> Event {
    let discharge = Discharge { what: new.clone(), signed: sign(&sealed(new), ground), addenda: Vec::new() };
    let call = |after: u16| {
        let due = new.on + Days::new(u64::from(after));
        FollowUp { after, due, tries: Vec::new(), declined: false }
    };
    // Nobody calls a family to ask after somebody who died.
    let calls = new.reason != "deceased";
    let follow_ups = CALL_DAYS.into_iter().filter(|_| calls).map(call).collect();
    Event::Discharged { discharge: Box::new(discharge), follow_ups }
}

pub(super) fn check(state: &Ending, new: &NewDischarge, today: Date) -> Result<(), EndingProblem> {
    if let Some(before) = &state.discharge {
        return Err(EndingProblem::Already(before.what.on));
    }
    if !discharge::reasons().any(|reason| reason.code == new.reason) {
        return Err(EndingProblem::Reason);
    }
    if today < new.on {
        return Err(EndingProblem::Future(new.on));
    }
    if new.summary.as_str().contains(BLANK) {
        return Err(EndingProblem::Blank);
    }
    for need in needs(&new.reason) {
        match need {
            Need::Detail if new.detail.is_none() => return Err(EndingProblem::Detail),
            Need::Receiver if new.receiver.is_none() => return Err(EndingProblem::Receiver),
            Need::Contacts => {
                let days: BTreeSet<&Date> = new.contacts.iter().filter(|day| **day <= new.on).collect();
                if days.len() < CONTACTS {
                    return Err(EndingProblem::Contacts(days.len()));
                }
            }
            Need::Letter => {
                let late = |day: Date| new.on < day + Days::new(NOTICE_DAYS);
                if new.letter_on.is_none_or(late) {
                    return Err(EndingProblem::Letter);
                }
            }
            Need::Detail | Need::Receiver => {}
        }
    }
    Ok(())
}

pub(super) fn called(state: &Ending, after: u16, call: Try, today: Date) -> Result<Event, EndingProblem> {
    let discharge = state.discharge.as_ref().ok_or(EndingProblem::NotYet)?;
    let known = state.follow_ups.iter().find(|known| known.after == after).ok_or(EndingProblem::NoCall)?;
    if known.is_done() {
        return Err(EndingProblem::Over);
    }
    if today < call.on {
        return Err(EndingProblem::Future(call.on));
    }
    if call.on < discharge.what.on {
        return Err(EndingProblem::Before(call.on));
    }
    if call.outcome.is_unanswered() && known.tries.iter().any(|tried| tried.on == call.on) {
        return Err(EndingProblem::SameDay(call.on));
    }
    let mut tried = known.clone();
    tried.tries.push(call.clone());
    let ends = |other: &FollowUp| {
        if other.after == after {
            tried.is_done()
        } else {
            call.outcome == CallOutcome::Declined && after < other.after && !other.is_done()
        }
    };
    let over = state.follow_ups.iter().filter(|other| ends(other)).map(|other| other.after).collect();
    Ok(Event::Called { after, call, over })
}
