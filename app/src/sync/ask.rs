//! What a refused move asks for: missing items, a reason, or both.

use super::state::State;
use crate::dom::Point;
use crate::error::ServerError;
use domain::case::Command;
use domain::gate::Gate;
use domain::ids::CaseId;
use domain::journal;
use domain::kinds::{Lane, Rank, Via};
use domain::refusal::Refusal;
use leptos::prelude::*;

/// A move that could not be made yet, and where its sheet opens.
#[derive(Clone, PartialEq, Debug)]
pub struct Ask {
    /// Which case.
    pub case: CaseId,
    /// Where it was.
    pub from: Lane,
    /// Where it is to go.
    pub to: Lane,
    /// Place there.
    pub rank: Rank,
    /// Which hand.
    pub via: Via,
    /// What is missing, when a gate stopped it; otherwise only a reason is.
    pub gate: Option<Gate>,
    /// Pixels from the window's corner; nothing puts it in the middle.
    pub at: Option<Point>,
}

impl State {
    /// Says what became of a command that did not happen.
    pub(super) fn explain(&self, command: &journal::Command, at: Option<Point>, error: &ServerError) {
        let ask = match command {
            journal::Command::Case { case, does } => Ask::about(*case, does, at, error),
            journal::Command::Ledger { .. }
            | journal::Command::Record { .. }
            | journal::Command::Clinic(_) => None,
        };
        match ask {
            Some(ask) => self.asked.set(Some(ask)),
            None => self.complain(self.sentence(error)),
        }
    }
}

impl Ask {
    fn about(case: CaseId, command: &Command, at: Option<Point>, error: &ServerError) -> Option<Ask> {
        let Command::Move { from, to, rank, via, .. } = command else { return None };
        let gate = match error {
            ServerError::Refused(Refusal::Gate(gate)) => Some((**gate).clone()),
            ServerError::Refused(Refusal::ReasonNeeded) => None,
            _ => return None,
        };
        Some(Ask { case, from: *from, to: *to, rank: rank.clone(), via: *via, gate, at })
    }
}
