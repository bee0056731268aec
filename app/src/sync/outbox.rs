//! Submissions on their way: shown at once, sent one at a time in order, sent again with the same id until answered.

use super::browser;
use super::state::{Link, Mark, State};
use super::undo;
use crate::api;
use crate::dom::Point;
use crate::error::ServerError;
use crate::hands;
use crate::later::Unloaded;
use domain::case;
use domain::ids::{CaseId, CommandId};
use domain::journal::{Command, Seq, Submission};
use leptos::prelude::*;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::sync::Arc;

/// Who hears what became of a command.
pub(crate) enum Then {
    /// The person, when it did not happen: in the sheet that repairs a move, at this point of the window, or in a sentence.
    Explain(Option<Point>),
    /// The form that it came from.
    Tell(Box<dyn FnOnce(Result<Seq, ServerError>)>),
}

impl Then {
    /// Says that nothing was done, for want of the code.
    pub(super) fn give_up(self, state: &State, error: Unloaded) {
        match self {
            Then::Explain(_) => state.give_up(error),
            Then::Tell(tell) => tell(Err(error.into())),
        }
    }
}

struct Waiting {
    state: Arc<State>,
    submission: Submission,
    then: Then,
}

#[derive(Default)]
struct Outbox {
    waiting: VecDeque<Waiting>,
    sending: bool,
}

thread_local! {
    static OUTBOX: RefCell<Outbox> = RefCell::default();
}

/// Warns before the page is left with unsent work.
pub(super) fn start(state: &Arc<State>) {
    let state = Arc::clone(state);
    browser::before_leaving(move || !state.is_stopped() && 0 < unsent() + hands::waiting());
}

fn unsent() -> usize {
    OUTBOX.with_borrow(|outbox| outbox.waiting.len())
}

/// Shows a submission and sends it; it can be taken back afterwards.
pub(crate) fn submit(state: &Arc<State>, command: Command, then: Then) {
    let id = CommandId(browser::new_id());
    let before = command.case().and_then(|case| state.known().replica.card(case));
    let asked = command.clone();
    if submit_once(state, Submission { id, command }, then)
        && let Command::Case { case, does } = &asked
    {
        undo::remember(state, *case, before.as_deref(), id, does);
    }
}

/// Shows a submission and sends it. Says whether it is on its way.
pub(super) fn submit_once(state: &Arc<State>, submission: Submission, then: Then) -> bool {
    let now = state.clock();
    let case = submission.command.case();
    let mut known = state.known();
    if is_beyond_a_card(&submission)
        || case.is_some_and(|case| is_new_here(&known.replica, case, &submission))
    {
        known.replica.expect(submission.clone(), now);
    } else if let Err(refusal) = known.replica.submit(submission.clone(), now) {
        drop(known);
        tell(state, &submission, then, Err(ServerError::Refused(refusal)));
        return false;
    }
    drop(known);
    if let Some(case) = case {
        state.refresh(case);
        state.set_mark(case, Some(Mark::Saving));
    }
    OUTBOX.with_borrow_mut(|outbox| {
        outbox.waiting.push_back(Waiting { state: Arc::clone(state), submission, then });
    });
    state.unsent.set(unsent());
    pump();
    true
}

/// Says what became of a submission.
fn tell(state: &State, submission: &Submission, then: Then, answer: Result<Seq, ServerError>) {
    match (then, answer) {
        (Then::Tell(tell), answer) => tell(answer),
        (Then::Explain(at), Err(error)) => state.explain(&submission.command, at, &error),
        (Then::Explain(_), Ok(_)) => {}
    }
}

/// A case that is open in a chart without being on the board: closed, or of others.
fn is_new_here(replica: &domain::replica::Replica, case: CaseId, submission: &Submission) -> bool {
    let opens = matches!(&submission.command, Command::Case { does: case::Command::Open(_), .. });
    !opens && replica.card(case).is_none()
}

/// Rules of these read what a board card does not carry, so only the server can decide.
fn is_beyond_a_card(submission: &Submission) -> bool {
    use case::{Command as C, PatientCommand as P};
    let Command::Case { does, .. } = &submission.command else { return false };
    matches!(
        does,
        C::Undo { .. }
            | C::Reopen { .. }
            | C::Contact { .. }
            | C::RemoveContact { .. }
            | C::Record { .. }
            | C::Patient(P::Phone(_) | P::Language(_))
    )
}

/// Sends what waits, unless that is being done.
fn pump() {
    let start = OUTBOX.with_borrow_mut(|outbox| !std::mem::replace(&mut outbox.sending, true));
    if start {
        browser::spawn(async {
            let mut failures = 0;
            while let Some((state, submission)) = next() {
                let answer = api::submit(submission.clone()).await;
                failures = settle(&state, &submission, answer, failures).await;
            }
            OUTBOX.with_borrow_mut(|outbox| outbox.sending = false);
        });
    }
}

fn next() -> Option<(Arc<State>, Submission)> {
    OUTBOX.with_borrow(|outbox| {
        outbox.waiting.front().map(|waiting| (Arc::clone(&waiting.state), waiting.submission.clone()))
    })
}

/// Deals with an answer; returns how often in a row there was none.
async fn settle(
    state: &Arc<State>,
    submission: &Submission,
    answer: Result<api::Receipt, ServerError>,
    failures: u32,
) -> u32 {
    match answer {
        Ok(receipt) => {
            state.known().replica.accepted(submission.id, receipt.seq);
            finish(state, submission, Ok(receipt.seq));
            0
        }
        Err(error) if error.is_passing() => {
            mark_unsent();
            if 1 < failures && error == ServerError::Offline {
                state.link.set(Link::Offline);
            }
            browser::pause(failures).await;
            failures + 1
        }
        Err(ServerError::SignedOut | ServerError::Locked) => {
            mark_unsent();
            state.signed_out.set(true);
            browser::pause(5).await;
            failures
        }
        Err(error) => {
            state.known().replica.refused(submission.id);
            undo::forget(state, submission.id);
            finish(state, submission, Err(error));
            0
        }
    }
}

fn finish(state: &Arc<State>, submission: &Submission, answer: Result<Seq, ServerError>) {
    let waiting = OUTBOX.with_borrow_mut(|outbox| outbox.waiting.pop_front());
    state.unsent.set(unsent());
    state.signed_out.set(false);
    if let Some(case) = submission.command.case() {
        let refused = answer.is_err();
        state.refresh(case);
        if refused {
            state.flash(case, Mark::Home);
        } else if !state.known().replica.is_pending(case) {
            state.set_mark(case, None);
        }
    }
    if let Some(waiting) = waiting {
        tell(state, submission, waiting.then, answer);
    }
}

fn mark_unsent() {
    let waiting: Vec<(Arc<State>, CaseId)> = OUTBOX.with_borrow(|outbox| {
        outbox
            .waiting
            .iter()
            .filter_map(|waiting| Some((Arc::clone(&waiting.state), waiting.submission.command.case()?)))
            .collect()
    });
    for (state, case) in waiting {
        state.set_mark(case, Some(Mark::Unsent));
    }
}
