//! News over one socket that resumes where it stopped: after a lost network, a restart, a night's sleep.

use super::browser::{self, Socket};
use super::state::{Link, Mark, State};
use super::toast::{Toast, Tone};
use crate::BUILD;
use crate::api::{self, Say};
use crate::error::ServerError;
use crate::wire;
use domain::board::{News, Outcome};
use domain::ids::{CaseId, CommandId};
use leptos::prelude::*;
use std::cell::RefCell;
use std::sync::Arc;

/// Where a tab keeps for which builds it has loaded itself anew; the script that starts the page uses it too.
const RELOADED: &str = "reloaded";

#[derive(Default)]
struct Line {
    socket: Option<Socket>,
    /// Tells the present socket's words from those of one that was given up.
    round: u32,
    failures: u32,
    looks_at: Option<CaseId>,
    /// The page waits for a moment in which it may load itself anew.
    renews: bool,
}

thread_local! {
    static LINE: RefCell<Line> = RefCell::default();
}

/// Connects, and stays connected until the state is stopped.
pub(super) fn start(state: &Arc<State>) {
    let woken = Arc::clone(state);
    browser::on_wake(move || {
        if !woken.is_stopped() {
            connect(&woken);
        }
    });
    let lost = Arc::clone(state);
    browser::on_offline(move || lost.link.set(Link::Offline));
    let ticking = Arc::clone(state);
    browser::every(60_000, move || {
        if !ticking.is_stopped() {
            ticking.now.set(ticking.clock());
        }
        !ticking.is_stopped()
    });
    connect(state);
}

/// Tells the server which case is open here.
pub(super) fn look_at(case: Option<CaseId>) {
    LINE.with_borrow_mut(|line| {
        line.looks_at = case;
        say_look(line);
    });
}

fn say_look(line: &Line) {
    if let (Some(socket), Ok(text)) = (&line.socket, serde_json::to_string(&Say::Look(line.looks_at))) {
        socket.send(&text);
    }
}

fn connect(state: &Arc<State>) {
    let since = state.known().replica.seq();
    let round = LINE.with_borrow_mut(|line| {
        line.round += 1;
        if let Some(old) = line.socket.take() {
            old.close();
        }
        line.round
    });
    let (hears, loses) = (Arc::clone(state), Arc::clone(state));
    let socket = Socket::open(
        &["/live?since=", &since.0.to_string(), "&build=", BUILD].concat(),
        move |text| {
            if is_current(round) && !hears.is_stopped() {
                hear(&hears, text);
            }
        },
        move || {
            if is_current(round) && !loses.is_stopped() {
                reconnect(&loses, round);
            }
        },
    );
    LINE.with_borrow_mut(|line| line.socket = socket);
}

fn is_current(round: u32) -> bool {
    LINE.with_borrow(|line| line.round == round)
}

fn reconnect(state: &Arc<State>, round: u32) {
    let failures = LINE.with_borrow_mut(|line| {
        line.socket = None;
        line.failures += 1;
        line.failures
    });
    let gone = !browser::is_online() || 3 < failures;
    state.link.set(if gone { Link::Offline } else { Link::Reconnecting });
    let state = Arc::clone(state);
    browser::spawn(async move {
        browser::pause(failures - 1).await;
        if is_current(round) && !state.is_stopped() {
            connect(&state);
        }
    });
}

fn hear(state: &Arc<State>, text: &str) {
    let Ok(news) = wire::read::<News>(text) else {
        // A word of another build; whatever it says, a page of that build understands it.
        return renew(state);
    };
    match news {
        News::Live { now, .. } => {
            LINE.with_borrow_mut(|line| {
                line.failures = 0;
                say_look(line);
            });
            state.known().replica.receive(&news);
            state.set_clock(now);
            state.link.set(Link::Live);
            // Only who is signed in hears this.
            state.signed_out.set(false);
            browser::wake();
        }
        News::Here { people } => state.here.set(people),
        News::SignedOut => state.signed_out.set(true),
        News::Newer => renew(state),
        News::Clinic { .. } => {
            state.known().replica.receive(&news);
            reload(state);
        }
        News::Card { .. } | News::Happened { .. } | News::Gone { .. } => about_a_card(state, &news),
    }
}

fn about_a_card(state: &Arc<State>, news: &News) {
    let (case, by) = match news {
        News::Card { card, by, .. } => (card.id, *by),
        News::Happened { case, by, .. } | News::Gone { case, by, .. } => (*case, *by),
        _ => return,
    };
    let (outcome, before) = {
        let mut known = state.known();
        let before = known.replica.card(case).map(|card| card.lane);
        (known.replica.receive(news), before)
    };
    if let Outcome::Gap(case) = outcome {
        return read_card(state, case);
    }
    state.refresh(case);
    let after = state.known().replica.card(case).map(|card| card.lane);
    if by != state.me.viewer.staff && after.is_some() && after != before {
        state.flash(case, Mark::Arrived(by));
    }
}

/// Loads the page of the new server, once nothing is typed or unsent. At most once in a tab for each build: where it does
/// not help, because the server's files are older than the server, the page goes on as it is.
fn renew(state: &Arc<State>) {
    let tried = browser::recall(RELOADED).unwrap_or_default();
    let begun = LINE.with_borrow_mut(|line| std::mem::replace(&mut line.renews, true));
    if begun || tried.contains(BUILD) {
        return;
    }
    state.show(Toast {
        text: "A new version of Caseboard is here. The page loads it when nothing is being typed.".into(),
        undo: None,
        tone: Tone::Plain,
    });
    let state = Arc::clone(state);
    browser::every(2_000, move || {
        let waits = 0 < state.unsent.get_untracked() || !browser::is_quiet();
        if !waits && !state.is_stopped() {
            browser::keep(RELOADED, Some(&[&tried, BUILD, " "].concat()));
            browser::reload();
        }
        waits && !state.is_stopped()
    });
}

/// Reads a card whose news could not be understood on top of what is here.
fn read_card(state: &Arc<State>, case: CaseId) {
    let state = Arc::clone(state);
    // As of now: should the card come while the question is on its way, an answer that there is none must not take it away.
    let seq = state.known().replica.seq();
    browser::spawn(async move {
        let nobody = CommandId(uuid::Uuid::nil());
        let news = match api::load_card(case).await {
            Ok(card) => News::Card { seq: card.touched.seq, by: card.touched.by, command: nobody, card },
            Err(ServerError::NotFound) => {
                News::Gone { seq, by: state.me.viewer.staff, command: nobody, case }
            }
            Err(_) => return reload(&state),
        };
        state.known().replica.receive(&news);
        state.refresh(case);
    });
}

/// Reads the whole board again, silently; what is pending stays on top.
fn reload(state: &Arc<State>) {
    let state = Arc::clone(state);
    browser::spawn(async move {
        if let Ok(board) = api::load_board().await {
            state.known().replica.reload(board);
            state.refresh_all();
        }
    });
}
