//! The way back: what takes each command back, and the last twenty of them.

use super::outbox::{self, Then};
use super::state::{State, lock};
use super::toast::{Toast, Tone};
use domain::case::{Case, Command, PatientCommand, Seen};
use domain::ids::{CaseId, CommandId};
use domain::journal::{self, Submission};
use domain::kinds::{Lane, Line};
use domain::refusal::Refusal;
use leptos::prelude::*;
use std::sync::Arc;

/// How many actions can be taken back.
const KEPT: usize = 20;

/// Something that can be taken back.
pub(super) struct Undo {
    /// The command that it takes back.
    of: CommandId,
    /// Which case.
    case: CaseId,
    /// What was done.
    done: Command,
    /// What to submit.
    command: Command,
}

/// Remembers a command and, when its kind calls for it, says that it happened.
pub(super) fn remember(state: &State, case: CaseId, before: Option<&Case>, id: CommandId, command: &Command) {
    let Some(before) = before else { return };
    let Some(inverse) = inverse(before, id, command) else { return };
    let mut undos = lock(&state.undos);
    undos.push(Undo { of: id, case, done: command.clone(), command: inverse });
    let surplus = undos.len().saturating_sub(KEPT);
    let oldest: Vec<Undo> = undos.drain(..surplus).collect();
    drop(undos);
    for undo in oldest {
        forget(state, undo.of);
    }
    if let Some(text) = words(before, command) {
        state.show(Toast { text, undo: Some(id), tone: Tone::Plain });
    }
}

/// Forgets a command that did not happen after all, is taken back, or was too long ago; its sentence goes with it.
pub(super) fn forget(state: &State, id: CommandId) {
    lock(&state.undos).retain(|undo| undo.of != id);
    state.toasts.try_update(|toasts| toasts.retain(|shown| shown.toast.undo != Some(id)));
}

/// Takes a command back, or the last one.
pub(crate) fn take_back(state: &Arc<State>, command: Option<CommandId>) {
    let mut undos = lock(&state.undos);
    let last = undos.len().checked_sub(1);
    let at = command.map_or(last, |command| undos.iter().position(|undo| undo.of == command));
    let undo = at.map(|at| undos.remove(at));
    drop(undos);
    match undo {
        Some(undo) => submit(state, undo),
        None => say(state, "There is nothing left to undo in this session.".to_owned()),
    }
}

fn submit(state: &Arc<State>, undo: Undo) {
    forget(state, undo.of);
    let card = state.known().replica.card(undo.case);
    if let Some(card) = card.as_deref().filter(|card| !stands(card, &undo.done)) {
        let since = Refusal::ActedSince { by: card.touched.by, at: card.touched.at };
        return state.complain(state.sentence(&since.into()));
    }
    let name = card.map(|card| card.patient.name.to_string());
    let command = journal::Command::Case { case: undo.case, does: undo.command };
    let told = Arc::clone(state);
    let then = Then::Tell(Box::new(move |result| match result {
        Ok(_) => {
            let text = format!("Taken back: {}.", name.as_deref().unwrap_or("the last change"));
            told.spoken.set(text.clone());
            say(&told, text);
        }
        Err(error) => told.complain(told.sentence(&error)),
    }));
    outbox::submit_once(state, Submission { id: CommandId(super::browser::new_id()), command }, then);
}

/// Whether a case still says what a command made it say. Asked of commands whose way back names no value that it takes the
/// place of: the rules notice by themselves when somebody came after the others.
fn stands(now: &Case, done: &Command) -> bool {
    match done {
        Command::Rank { rank, .. } => now.rank == *rank,
        Command::Assign { task, to } => now.task(task).is_some_and(|task| task.assignee == *to),
        Command::Wait { reason, .. } => now.waiting.as_ref().is_some_and(|waiting| waiting.reason == *reason),
        Command::StopWaiting => now.waiting.is_none(),
        Command::Join(staff) => now.team.contains(staff),
        Command::Leave(staff) => !now.team.contains(staff),
        Command::Restrict(on) => now.restricted == *on,
        _ => true,
    }
}

fn say(state: &State, text: String) {
    state.show(Toast { text, undo: None, tone: Tone::Plain });
}

/// What puts everything back as it was before the command, if something does.
fn inverse(before: &Case, id: CommandId, command: &Command) -> Option<Command> {
    let why = || Line::parse("Taken back").ok();
    Some(match command {
        Command::Move { .. } => Command::Undo { of: id },
        Command::Rank { lane, .. } => Command::Rank { lane: *lane, rank: before.rank.clone() },
        Command::Complete { task, .. } | Command::Waive { task, .. } => {
            Command::Reopen { task: task.clone(), reason: why()? }
        }
        Command::Assign { task, .. } => {
            Command::Assign { task: task.clone(), to: before.task(task).and_then(|task| task.assignee) }
        }
        Command::Own(seen) => Command::Own(swapped(seen)),
        Command::Cover(seen) => Command::Cover(swapped(seen)),
        Command::Join(staff) if !before.team.contains(staff) => Command::Leave(*staff),
        Command::Leave(staff) => Command::Join(*staff),
        Command::Wait { .. } | Command::StopWaiting => match &before.waiting {
            Some(waiting) => Command::Wait { reason: waiting.reason, note: waiting.note.clone() },
            None => Command::StopWaiting,
        },
        Command::Hold { .. } if before.hold.is_none() => Command::Resume,
        Command::Resume => {
            let hold = before.hold.as_ref()?;
            Command::Hold { reason: hold.reason.clone(), wake_on: hold.wake_on }
        }
        Command::Disciplines(seen) => Command::Disciplines(swapped(seen)),
        Command::Facts(seen) => Command::Facts(swapped(seen)),
        Command::Restrict(on) => Command::Restrict(!on),
        Command::Patient(PatientCommand::Name(seen)) => Command::Patient(PatientCommand::Name(swapped(seen))),
        Command::Patient(PatientCommand::Born(seen)) => Command::Patient(PatientCommand::Born(swapped(seen))),
        _ => return None,
    })
}

fn swapped<T: Clone>(seen: &Seen<T>) -> Seen<T> {
    Seen { seen: seen.to.clone(), to: seen.seen.clone() }
}

/// The sentence of the toast; small changes, whose effect is in view, have none.
fn words(before: &Case, command: &Command) -> Option<String> {
    let name = &before.patient.name;
    match command {
        Command::Move { to: Lane::Closed, .. } => Some(format!("{name}’s case is closed.")),
        Command::Move { to, .. } => Some(format!("{name} moved to {}.", to.title())),
        Command::Complete { .. } => Some(format!("Task finished for {name}.")),
        Command::Waive { .. } => Some(format!("Task waived for {name}.")),
        Command::Hold { .. } => Some(format!("{name} is on hold.")),
        _ => None,
    }
}
