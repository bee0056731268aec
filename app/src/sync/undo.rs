//! The way back: what takes each command back, and the last twenty of them.

use super::outbox;
use super::state::{State, lock};
use super::toast::{Toast, Tone};
use domain::case::{Case, Command, PatientCommand, Seen};
use domain::ids::{CaseId, CommandId};
use domain::journal::{self, Submission};
use domain::kinds::{Lane, Line};
use leptos::prelude::*;
use std::sync::Arc;

/// How many actions can be taken back.
const KEPT: usize = 20;

/// Something that can be taken back.
#[derive(Clone, PartialEq, Debug)]
pub struct Undo {
    /// The command that it takes back.
    pub of: CommandId,
    /// Which case.
    pub case: CaseId,
    /// What to submit.
    pub command: Command,
}

/// Remembers a command and, when its kind calls for it, says that it happened.
pub(super) fn remember(state: &State, case: CaseId, before: Option<&Case>, id: CommandId, command: &Command) {
    let Some(before) = before else { return };
    let Some(inverse) = inverse(before, id, command) else { return };
    let undo = Undo { of: id, case, command: inverse };
    let mut undos = lock(&state.undos);
    undos.push(undo.clone());
    let surplus = undos.len().saturating_sub(KEPT);
    undos.drain(..surplus);
    drop(undos);
    if let Some(text) = words(before, command) {
        state.show(Toast { text, undo: Some(undo), tone: Tone::Plain });
    }
}

/// Forgets a command that did not happen after all.
pub(super) fn forget(state: &State, id: CommandId) {
    lock(&state.undos).retain(|undo| undo.of != id);
    state.toasts.try_update(|toasts| {
        toasts.retain(|shown| shown.toast.undo.as_ref().is_none_or(|undo| undo.of != id));
    });
}

/// Takes the last thing back.
pub(super) fn last(state: &Arc<State>) {
    let undo = lock(&state.undos).last().cloned();
    match undo {
        Some(undo) => take_back(state, &undo),
        None => state.show(Toast {
            text: "There is nothing left to undo in this session.".to_owned(),
            undo: None,
            tone: Tone::Plain,
        }),
    }
}

/// Takes one thing back, whichever it was.
pub(super) fn take_back(state: &Arc<State>, undo: &Undo) {
    forget(state, undo.of);
    let name = state.known().replica.card(undo.case).map(|card| card.patient.name.to_string());
    let submission = Submission {
        id: CommandId(super::browser::new_id()),
        command: journal::Command::Case { case: undo.case, does: undo.command.clone() },
    };
    let told = Arc::clone(state);
    outbox::submit_once(
        state,
        submission,
        Box::new(move |result| match result {
            Ok(_) => {
                let text = format!("Taken back: {}.", name.as_deref().unwrap_or("the last change"));
                told.spoken.set(text.clone());
                told.show(Toast { text, undo: None, tone: Tone::Plain });
            }
            Err(error) => told.complain(told.sentence(&error)),
        }),
    );
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
