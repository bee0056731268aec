//! What a person does on a page. The code for it, with all rules, comes when a hand is first seen: a board can be looked at
//! without. What is done before it is here waits for it, in order.

use crate::later::{Unloaded, code, slow};
use crate::pages::board::{Move, Table};
use crate::sync::{self, State, Then, browser};
#[cfg(feature = "hydrate")]
use crate::{dom::Point, drag};
use domain::ids::{CaseId, CommandId};
use domain::journal::Command;
use futures::FutureExt;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::sync::Arc;

/// The code. Only the place where the program is cut names these functions, so that they are not in the first download.
#[derive(Clone, Copy)]
pub struct Hands {
    /// Shows a command, and sends it.
    pub(crate) submit: fn(&Arc<State>, Command, Then),
    /// Takes a command back, or the last one.
    pub(crate) take_back: fn(&Arc<State>, Option<CommandId>),
    /// Moves a card of the board.
    pub(crate) go: fn(Table, CaseId, Move),
    /// Lifts the card that a pointer is on.
    #[cfg(feature = "hydrate")]
    pub(crate) lift: fn(),
    /// Lets it go, at a point of the window.
    #[cfg(feature = "hydrate")]
    pub(crate) land: fn(drag::Grip, Point),
}

impl Hands {
    /// All of it.
    pub(crate) fn new() -> Hands {
        Hands {
            submit: sync::submit,
            take_back: sync::take_back,
            go: Move::make,
            #[cfg(feature = "hydrate")]
            lift: drag::lift,
            #[cfg(feature = "hydrate")]
            land: drag::land,
        }
    }
}

/// Something to be done with it.
pub(crate) type Job = Box<dyn FnOnce(Result<Hands, Unloaded>)>;

thread_local! {
    static WAITING: RefCell<VecDeque<Job>> = RefCell::default();
}

/// How much waits for the code.
pub(crate) fn waiting() -> usize {
    WAITING.with_borrow(VecDeque::len)
}

/// Does it: before this returns where the code is here, and otherwise when it has come, or cannot be fetched.
pub(crate) fn reach(job: Job) {
    let is_first = WAITING.with_borrow_mut(|waiting| {
        waiting.push_back(job);
        waiting.len() == 1
    });
    let mut coming = Box::pin(code::hands());
    match (&mut coming).now_or_never() {
        Some(hands) => do_all(hands),
        None if is_first => {
            let sign = slow::begin();
            browser::spawn(async move {
                let hands = coming.await;
                drop(sign);
                do_all(hands);
            });
        }
        // The first one waits for all.
        None => {}
    }
}

fn do_all(hands: Result<Hands, Unloaded>) {
    while let Some(job) = WAITING.with_borrow_mut(VecDeque::pop_front) {
        job(hands);
    }
}
