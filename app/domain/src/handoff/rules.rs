//! Who may send, accept and decline, and what a handoff needs.

use super::{
    ACTIONS_MAX, AHEAD_DAYS_MAX, Command, Event, HANDOFFS_MAX, Handoff, Handoffs, NewHandoff, Passed,
    Passing, Standing, WORDS_MAX, conference,
};
use crate::access::{Area, CaseScope, Right};
use crate::calendar::said;
use crate::case::Case;
use crate::clinic::Clinic;
use crate::ids::{HandoffId, StaffId};
use crate::kinds::{Date, Discipline, Instant, Lane};
use crate::record::Ground;
use crate::refusal::{Field, Refusal};
use chrono::Days;

/// Why a handoff is not sent or answered. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HandoffProblem {
    /// To oneself.
    #[error("{0} has it already; nothing was sent. Choose somebody else as receiver.")]
    Same(String),
    /// No longer on the staff.
    #[error("{0} no longer works here; nothing was sent. Choose somebody else as receiver.")]
    HasLeft(String),
    /// The site is not among theirs.
    #[error(
        "{0} does not work at this case's site; nothing was sent. Choose somebody of the site, or add the site on the People page."
    )]
    OtherSite(String),
    /// Their roles do not do that.
    #[error(
        "{name} cannot take {passing} by their roles; nothing was sent. Choose somebody who may work on the case."
    )]
    CannotTake {
        /// Who.
        name: String,
        /// What.
        passing: String,
    },
    /// Another discipline.
    #[error("{name} does not treat in {discipline}; nothing was sent. Choose somebody of that discipline.", discipline = .discipline.mark())]
    OtherDiscipline {
        /// Who.
        name: String,
        /// Which.
        discipline: Discipline,
    },
    /// Not the sender's.
    #[error(
        "{name} does not have {passing} of this case, so it cannot be handed on; nothing was sent. Look at the care team, and send it from whom it is with."
    )]
    NotTheirs {
        /// Who.
        name: String,
        /// What.
        passing: String,
    },
    /// Two of one thing.
    #[error("A handoff of the same to {to} has waited since {since}; nothing was sent. Wait for the answer, or take that one back first.", since = said(*.since))]
    Waiting {
        /// To whom.
        to: String,
        /// Since when.
        since: Date,
    },
    /// A day that cannot be.
    #[error("A handoff holds from {}, or up to {AHEAD_DAYS_MAX} days later; nothing was sent. Please choose such a day.", said(*.0))]
    Day(Date),
    /// Too long.
    #[error(
        "{what} is {len} characters long, and is read at once: {WORDS_MAX} at most. Nothing was sent; please shorten it."
    )]
    Long {
        /// What.
        what: &'static str,
        /// Characters.
        len: usize,
    },
    /// Too many.
    #[error("There are more than {0} of them; nothing was sent. Please send fewer.")]
    TooMany(usize),
    /// Not there.
    #[error("This handoff is not on the case; nothing was changed. Reload the page.")]
    NotThere,
    /// Answered meanwhile.
    #[error("This handoff is no longer open; nothing was changed. Reload the page to see who answered.")]
    Answered,
    /// Somebody else's.
    #[error(
        "Only {0}, to whom it was sent, can answer it; nothing was changed. Whoever sent it can take it back."
    )]
    NotYours(String),
    /// The summary again.
    #[error(
        "The read-back says the summary again; the handoff stays open. Please say in your own words what you will do, and by when."
    )]
    Copy,
}

fn problem(problem: &HandoffProblem) -> Refusal {
    Refusal::problem(Field::Handoff, problem)
}

pub(super) fn decide(
    state: &Handoffs,
    command: &Command,
    ground: &Ground<'_>,
) -> Result<Vec<Event>, Refusal> {
    if ground.case.void || (ground.case.lane == Lane::Closed && matches!(command, Command::Send(_))) {
        return Err(Refusal::Closed);
    }
    let on = ground.today;
    Ok(vec![match command {
        Command::Send(new) => send(state, new, ground)?,
        Command::Accept { handoff, read_back } => {
            let handoff = mine(state, *handoff, ground)?;
            long("The read-back", read_back.as_str()).map_err(|found| problem(&found))?;
            if copies(read_back.as_str(), handoff.what.summary.as_str()) {
                return Err(problem(&HandoffProblem::Copy));
            }
            let what = &handoff.what;
            let people = ground.case.people();
            receiver(ground, &people, what.passing, what.to).map_err(|found| problem(&found))?;
            let passed = Box::new(passed(&handoff.what, handoff.what.to));
            Event::Accepted { passed, read_back: read_back.clone(), on }
        }
        Command::Decline { handoff, reason } => {
            let found = mine(state, *handoff, ground)?;
            Event::Declined { handoff: *handoff, reason: reason.clone(), on, leaves: leaves(found) }
        }
        Command::Withdraw { handoff, reason } => {
            let found = open(state, *handoff)?;
            if ![found.what.from, found.sent_by].contains(&ground.me()) {
                may_lead(ground)?;
            }
            Event::Withdrawn { handoff: *handoff, reason: reason.clone(), on, leaves: leaves(found) }
        }
        Command::FallBack { handoff, to } => {
            let found = open(state, *handoff)?;
            may_lead(ground)?;
            let name = ground.cx.clinic.name_of(*to);
            if *to == found.what.from {
                return Err(problem(&HandoffProblem::Same(name)));
            }
            if ground.cx.clinic.active(*to).is_none() {
                return Err(problem(&HandoffProblem::HasLeft(name)));
            }
            let leaves = leaves(found).filter(|receiver| receiver != to);
            Event::FellBack { passed: Box::new(passed(&found.what, *to)), on, leaves }
        }
        Command::Confer(new) => conference::decide(state, new, ground)?,
    }])
}

/// Leads and directors act for others, and so do those who move the case.
fn may_lead(ground: &Ground<'_>) -> Result<(), Refusal> {
    let people = ground.case.people();
    if ground.cx.viewer.may_override_gate(&ground.case.scope(&people), ground.cx.now) {
        return Ok(());
    }
    ground.may(Area::Messages, Right::Write)?;
    ground.may(Area::Board, Right::Write)
}

fn passed(what: &NewHandoff, to: StaffId) -> Passed {
    Passed {
        handoff: what.id,
        passing: what.passing,
        from: what.from,
        to,
        effective: what.effective,
        actions: what.actions.clone(),
    }
}

fn leaves(handoff: &Handoff) -> Option<StaffId> {
    handoff.joined.then_some(handoff.what.to)
}

fn open(state: &Handoffs, id: HandoffId) -> Result<&Handoff, Refusal> {
    let found = state.handoff(id).ok_or_else(|| problem(&HandoffProblem::NotThere))?;
    if found.standing.is_open() { Ok(found) } else { Err(problem(&HandoffProblem::Answered)) }
}

fn mine<'a>(state: &'a Handoffs, id: HandoffId, ground: &Ground<'_>) -> Result<&'a Handoff, Refusal> {
    let found = open(state, id)?;
    if found.what.to == ground.me() {
        return Ok(found);
    }
    Err(problem(&HandoffProblem::NotYours(ground.cx.clinic.name_of(found.what.to))))
}

fn send(state: &Handoffs, new: &NewHandoff, ground: &Ground<'_>) -> Result<Event, Refusal> {
    if new.from == ground.me() {
        ground.may(Area::Messages, Right::Write)?;
    } else {
        may_lead(ground)?;
    }
    if state.handoff(new.id).is_some() {
        return Err(Refusal::Exists);
    }
    check(state, new, ground).map_err(|found| problem(&found))?;
    let joined = !ground.case.people().contains(&new.to);
    let (sent_on, sent_by) = (ground.today, ground.me());
    let handoff = Handoff { what: new.clone(), sent_on, sent_by, joined, standing: Standing::Open };
    Ok(Event::Sent(Box::new(handoff)))
}

fn check(state: &Handoffs, new: &NewHandoff, ground: &Ground<'_>) -> Result<(), HandoffProblem> {
    let clinic = ground.cx.clinic;
    if new.from == new.to {
        return Err(HandoffProblem::Same(clinic.name_of(new.to)));
    }
    let mut people = ground.case.people();
    people.push(new.to);
    receiver(ground, &people, new.passing, new.to)?;
    if !has(ground, new) {
        let passing = new.passing.in_words();
        return Err(HandoffProblem::NotTheirs { name: clinic.name_of(new.from), passing });
    }
    if let Some(open) = state.open().find(|open| same(&open.what, new)) {
        return Err(HandoffProblem::Waiting { to: clinic.name_of(open.what.to), since: open.sent_on });
    }
    let latest = ground.today + Days::new(AHEAD_DAYS_MAX);
    if new.effective < ground.today || latest < new.effective {
        return Err(HandoffProblem::Day(ground.today));
    }
    long("The summary", new.summary.as_str())?;
    long("What to do if something happens", new.contingency.as_str())?;
    if ACTIONS_MAX < new.actions.len() {
        return Err(HandoffProblem::TooMany(ACTIONS_MAX));
    }
    let gone = |owner: &StaffId| clinic.active(*owner).is_none();
    if let Some(owner) = new.actions.iter().filter_map(|action| action.owner).find(gone) {
        return Err(HandoffProblem::HasLeft(clinic.name_of(owner)));
    }
    if HANDOFFS_MAX <= state.handoffs.len() { Err(HandoffProblem::TooMany(HANDOFFS_MAX)) } else { Ok(()) }
}

/// One cannot answer for the other: the same thing, or all that one person has.
fn same(open: &NewHandoff, new: &NewHandoff) -> bool {
    let all = |handoff: &NewHandoff| handoff.passing == Passing::Everything;
    open.from == new.from && (open.passing == new.passing || all(open) || all(new))
}

fn has(ground: &Ground<'_>, new: &NewHandoff) -> bool {
    let case = ground.case;
    let treats = |discipline: Option<Discipline>| {
        ground.ledger.visits.iter().any(|visit| {
            visit.staff == Some(new.from) && discipline.is_none_or(|wanted| visit.discipline == wanted)
        })
    };
    let tasks = || case.open_tasks().any(|task| task.assignee == Some(new.from));
    match new.passing {
        Passing::Everything => case.people().contains(&new.from) || tasks() || treats(None),
        Passing::Ownership => case.owner == Some(new.from),
        // An owner asks somebody to cover, where nobody does.
        Passing::Cover => case.cover.or(case.owner) == Some(new.from),
        Passing::Work(discipline) => {
            case.disciplines.contains(&discipline)
                && (case.people().contains(&new.from) || treats(Some(discipline)))
        }
    }
}

fn long(what: &'static str, text: &str) -> Result<(), HandoffProblem> {
    let len = text.chars().count();
    if WORDS_MAX < len { Err(HandoffProblem::Long { what, len }) } else { Ok(()) }
}

fn receiver(
    ground: &Ground<'_>,
    people: &[StaffId],
    passing: Passing,
    to: StaffId,
) -> Result<(), HandoffProblem> {
    may_receive(ground.cx.clinic, ground.case, people, passing, to, ground.cx.now)
}

/// Whether somebody may be given this of a case, or why not. `people` is its team with the receiver on it.
pub fn may_receive(
    clinic: &Clinic,
    case: &Case,
    people: &[StaffId],
    passing: Passing,
    to: StaffId,
    now: Instant,
) -> Result<(), HandoffProblem> {
    let name = clinic.name_of(to);
    let Some(staff) = clinic.active(to) else { return Err(HandoffProblem::HasLeft(name)) };
    if !staff.sites.contains(case.site) {
        return Err(HandoffProblem::OtherSite(name));
    }
    let scope = CaseScope { team: people, ..case.scope(people) };
    let right = if matches!(passing, Passing::Work(_)) { Right::Read } else { Right::Write };
    let treats = staff.roles.iter().any(|role| role.is_clinical());
    let takes = staff.viewer().may(Area::Board, right, &scope, now)
        && (treats || !matches!(passing, Passing::Work(_)));
    if !takes {
        return Err(HandoffProblem::CannotTake { name, passing: passing.in_words() });
    }
    match passing {
        Passing::Work(discipline) if !staff.disciplines.contains(&discipline) => {
            Err(HandoffProblem::OtherDiscipline { name, discipline })
        }
        _ => Ok(()),
    }
}

/// Whether a read-back only says the summary again, in whole or in a long piece, whatever its spaces, points and capitals.
/// Source: I-PASS, synthesis by receiver: in the receiver's own words.
pub fn copies(read_back: &str, summary: &str) -> bool {
    /// A shorter piece may be what somebody would say anyway.
    const PIECE: usize = 40;
    let fold = |text: &str| -> String {
        text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let (said, summary) = (fold(read_back), fold(summary));
    said.is_empty()
        || said == summary
        || (PIECE <= said.chars().count() && summary.contains(&said))
        || (PIECE <= summary.chars().count() && said.contains(&summary))
}
