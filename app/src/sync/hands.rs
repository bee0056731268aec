//! What a person does here. The code for it, rules and all, comes when a hand is first seen (`later/code.rs`): a board can be
//! looked at without. What is wished for before it is here waits for it, in order.

use super::state::{Mark, State};
use super::{browser, outbox, undo};
use crate::dom::Point;
use crate::error::ServerError;
use crate::later::{Unloaded, code};
use domain::ids::{CaseId, CommandId};
use domain::journal::{Command, Seq};
use futures::FutureExt;
use leptos::prelude::*;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::sync::Arc;

/// What somebody wants to be done.
pub(super) enum Wish {
    /// A command, and who hears what became of it.
    Submit(Command, Then),
    /// A command is to be taken back.
    TakeBack(CommandId),
    /// So is the last one.
    TakeBackLast,
}

/// Who hears what became of a command.
pub(super) enum Then {
    /// The person, when it did not happen: in the sheet that repairs a move, at this point of the window, or in a sentence.
    Explain(Option<Point>),
    /// The form that it came from.
    Tell(Box<dyn FnOnce(Result<Seq, ServerError>)>),
}

/// The code that does it. Nothing else names these functions, so that they are not in the first download.
#[derive(Clone, Copy)]
pub struct Hands {
    act: fn(&Arc<State>, Wish),
}

impl Hands {
    /// All of it; only where the program is cut.
    pub(crate) fn new() -> Hands {
        Hands {
            act: |state, wish| match wish {
                Wish::Submit(command, then) => outbox::submit(state, command, then),
                Wish::TakeBack(command) => undo::take_back(state, command),
                Wish::TakeBackLast => undo::last(state),
            },
        }
    }
}

thread_local! {
    /// Until the code is here.
    static WAITING: RefCell<VecDeque<(Arc<State>, Wish)>> = RefCell::default();
}

/// Warns before the page is left with unsent work.
pub(super) fn start(state: &Arc<State>) {
    let state = Arc::clone(state);
    browser::before_leaving(move || !state.is_stopped() && 0 < unsent());
}

fn unsent() -> usize {
    WAITING.with_borrow(VecDeque::len) + outbox::unsent()
}

/// Shows how much is unsent.
pub(super) fn count(state: &State) {
    let unsent = unsent();
    if state.unsent.get_untracked() != unsent {
        state.unsent.set(unsent);
    }
}

/// Does it: before this returns where the code is here, and otherwise when it has come.
pub(super) fn act(state: &Arc<State>, wish: Wish) {
    let case = wish.case();
    let asks = WAITING.with_borrow_mut(|waiting| {
        waiting.push_back((Arc::clone(state), wish));
        waiting.len() == 1
    });
    let mut coming = Box::pin(code::hands());
    if let Some(hands) = (&mut coming).now_or_never() {
        return act_all(hands);
    }
    count(state);
    if let Some(case) = case {
        state.set_mark(case, Some(Mark::Saving));
    }
    // Whoever came first has asked for the code.
    if asks {
        browser::spawn(async move { act_all(coming.await) });
    }
}

/// Does what waits, or says that it cannot be done.
fn act_all(hands: Result<Hands, Unloaded>) {
    let mut told = false;
    while let Some((state, wish)) = WAITING.with_borrow_mut(VecDeque::pop_front) {
        let case = wish.case();
        match hands {
            Ok(hands) => (hands.act)(&state, wish),
            Err(error) => told = give_up(&state, wish, error, told),
        }
        count(&state);
        if let Some(case) = case.filter(|case| !state.known().replica.is_pending(*case)) {
            state.calm(case);
        }
    }
}

/// Says so once for all that was wished for, except to forms, which say it themselves. Says whether it has been said.
fn give_up(state: &Arc<State>, wish: Wish, error: Unloaded, told: bool) -> bool {
    if let Some(case) = wish.case() {
        state.flash(case, Mark::Home);
    }
    if let Wish::Submit(_, Then::Tell(tell)) = wish {
        tell(Err(error.into()));
        return told;
    }
    if !told {
        state.complain(error.to_string());
    }
    true
}

impl Wish {
    /// The case that it changes, where that can be told.
    fn case(&self) -> Option<CaseId> {
        match self {
            Wish::Submit(command, _) => command.case(),
            Wish::TakeBack(_) | Wish::TakeBackLast => None,
        }
    }
}
