//! What a browser knows, and the signals that pages draw it from.

use super::toast::{Shown, Toast, Tone};
use super::undo::Undo;
use super::{Ask, browser};
use crate::api::Me;
use crate::by_case::ByCase;
use crate::error::ServerError;
use crate::later::Unloaded;
use domain::access::Viewer;
use domain::board::{self, Board};
use domain::case::Case;
use domain::clinic::Clinic;
use domain::ids::{CaseId, StaffId};
use domain::kinds::{Instant, Lane};
use domain::replica::Replica;
use leptos::prelude::*;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The connection, in three states that the corner says in words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Link {
    /// News arrives.
    Live,
    /// Being brought back.
    Reconnecting,
    /// Not there for a while; what is done here waits.
    Offline,
}

/// What a card has to say about itself for a while.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mark {
    /// On its way to the server.
    Saving,
    /// Waits for the network.
    Unsent,
    /// Somebody else just moved it here.
    Arrived(StaffId),
    /// It came back to its place.
    Home,
}

/// The signals of one case, made when somebody first looks.
#[derive(Clone)]
pub(super) struct Slot {
    pub(super) card: ArcRwSignal<Option<Arc<Case>>>,
    pub(super) mark: ArcRwSignal<Option<Mark>>,
    pub(super) changed: ArcRwSignal<u64>,
}

/// The replica and what its cards last looked like.
pub(super) struct Known {
    pub(super) replica: Replica,
    /// Open cases, in the order of their ids.
    view: Vec<Arc<Case>>,
}

pub(crate) struct State {
    known: Mutex<Known>,
    slots: Mutex<ByCase<Slot>>,
    lanes: [(Lane, ArcRwSignal<Vec<CaseId>>); 5],
    pub(super) undos: Mutex<Vec<Undo>>,
    pub(super) version: ArcRwSignal<u64>,
    pub(super) clinic: ArcRwSignal<Arc<Clinic>>,
    pub(super) viewer: ArcRwSignal<Viewer>,
    pub(super) me: Me,
    pub(super) link: ArcRwSignal<Link>,
    pub(super) unsent: ArcRwSignal<usize>,
    pub(super) signed_out: ArcRwSignal<bool>,
    pub(super) here: ArcRwSignal<Vec<(StaffId, Option<CaseId>)>>,
    pub(super) now: ArcRwSignal<Instant>,
    pub(super) asked: ArcRwSignal<Option<Ask>>,
    pub(super) toasts: ArcRwSignal<Vec<Shown>>,
    pub(super) spoken: ArcRwSignal<String>,
    pub(super) sought: ArcRwSignal<String>,
    next_toast: AtomicU64,
    /// Milliseconds by which the server's clock is ahead of this one.
    ahead: AtomicI64,
    stopped: AtomicBool,
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether the card has a place on the board.
fn is_open(card: &Case) -> bool {
    !card.void && card.lane != Lane::Closed
}

impl State {
    pub(super) fn new(board: Board, me: Me) -> State {
        let (clinic, viewer, now) = (Arc::clone(&board.clinic), board.viewer.clone(), board.now);
        let known = Known::new(Replica::new(board));
        let lanes = board::lanes(&known.view).map(|(lane, ids)| (lane, ArcRwSignal::new(ids)));
        State {
            known: Mutex::new(known),
            slots: Mutex::default(),
            lanes,
            undos: Mutex::default(),
            version: ArcRwSignal::new(0),
            clinic: ArcRwSignal::new(clinic),
            viewer: ArcRwSignal::new(viewer),
            me,
            // Nothing is live before the socket says so, least of all the page as the server drew it.
            link: ArcRwSignal::new(Link::Reconnecting),
            unsent: ArcRwSignal::new(0),
            signed_out: ArcRwSignal::new(false),
            here: ArcRwSignal::default(),
            now: ArcRwSignal::new(now),
            asked: ArcRwSignal::new(None),
            toasts: ArcRwSignal::default(),
            spoken: ArcRwSignal::default(),
            sought: ArcRwSignal::default(),
            next_toast: AtomicU64::new(1),
            ahead: AtomicI64::new(0),
            stopped: AtomicBool::new(false),
        }
    }

    pub(super) fn known(&self) -> MutexGuard<'_, Known> {
        lock(&self.known)
    }

    /// The signals of a case.
    pub(super) fn slot(&self, id: CaseId) -> Slot {
        if let Some(slot) = self.seen_slot(id) {
            return slot;
        }
        let slot = Slot {
            card: ArcRwSignal::new(self.known().replica.card(id)),
            mark: ArcRwSignal::new(None),
            changed: ArcRwSignal::new(0),
        };
        lock(&self.slots).set(id, slot.clone());
        slot
    }

    /// The signals of a case that somebody has looked at.
    fn seen_slot(&self, id: CaseId) -> Option<Slot> {
        lock(&self.slots).get(id).cloned()
    }

    pub(super) fn lane(&self, lane: Lane) -> ArcRwSignal<Vec<CaseId>> {
        self.open_lane(lane).cloned().unwrap_or_default()
    }

    /// An open lane's signal; Closed has none.
    fn open_lane(&self, lane: Lane) -> Option<&ArcRwSignal<Vec<CaseId>>> {
        self.lanes.iter().find(|(of, _)| *of == lane).map(|(_, ids)| ids)
    }

    /// In the order of their ids.
    pub(super) fn open_cards(&self) -> Vec<Arc<Case>> {
        self.known().view.clone()
    }

    /// Draws a case anew after the replica changed; touches its own signal and at most two lanes.
    pub(super) fn refresh(&self, id: CaseId) {
        let mut known = self.known();
        let card = known.replica.card(id);
        let new = card.clone().filter(|card| is_open(card));
        let old = known.put(id, new.clone());
        let placed = |card: &Option<Arc<Case>>| card.as_ref().map(|card| (card.lane, card.rank.clone()));
        let moved = placed(&old) != placed(&new);
        let leaves = old.as_ref().filter(|_| moved).map(|old| old.lane);
        let enters = new.as_ref().filter(|_| moved).map(|new| (new.lane, self.place_of(new, &known)));
        let changed = old != new;
        drop(known);
        if let Some(lane) = leaves.and_then(|lane| self.open_lane(lane)) {
            lane.update(|ids| ids.retain(|other| *other != id));
        }
        if let Some((lane, at)) = enters
            && let Some(lane) = self.open_lane(lane)
        {
            lane.update(|ids| ids.insert(at.min(ids.len()), id));
        }
        if let Some(slot) = self.seen_slot(id) {
            slot.card.set(card);
            slot.changed.update(|count| *count += 1);
        }
        if changed {
            self.version.update(|version| *version += 1);
        }
    }

    /// Draws everything anew.
    pub(super) fn refresh_all(&self) {
        let mut known = self.known();
        let (clinic, viewer) = (Arc::clone(known.replica.clinic()), known.replica.viewer().clone());
        known.view = open_cards(&known.replica);
        let lanes = board::lanes(&known.view);
        drop(known);
        if self.clinic.with_untracked(|now| *now != clinic) {
            self.clinic.set(clinic);
        }
        if self.viewer.with_untracked(|now| *now != viewer) {
            self.viewer.set(viewer);
        }
        for (lane, ids) in lanes {
            if let Some(signal) = self.open_lane(lane)
                && signal.with_untracked(|now| *now != ids)
            {
                signal.set(ids);
            }
        }
        let slots = lock(&self.slots).clone();
        for (id, slot) in slots.all() {
            let card = self.known().replica.card(*id);
            if slot.card.with_untracked(|now| *now != card) {
                slot.card.set(card);
                slot.changed.update(|count| *count += 1);
            }
        }
        self.version.update(|version| *version += 1);
    }

    /// Where the card belongs in its lane, not counting itself.
    fn place_of(&self, card: &Case, known: &Known) -> usize {
        let Some(lane) = self.open_lane(card.lane) else { return 0 };
        let is_before = |id: &CaseId| {
            *id != card.id && known.find(*id).is_ok_and(|at| known.view[at].place() < card.place())
        };
        lane.with_untracked(|ids| ids.iter().filter(|id| is_before(id)).count())
    }

    /// Sets a card's mark; only cards that somebody looks at have one.
    pub(super) fn set_mark(&self, id: CaseId, mark: Option<Mark>) {
        if let Some(slot) = self.seen_slot(id).filter(|slot| slot.mark.get_untracked() != mark) {
            slot.mark.set(mark);
        }
    }

    /// Sets a mark that goes by itself.
    pub(super) fn flash(self: &Arc<State>, id: CaseId, mark: Mark) {
        self.set_mark(id, Some(mark));
        let state = Arc::clone(self);
        browser::after(2_600, move || {
            let now = state.slot(id).mark.get_untracked();
            if now == Some(mark) {
                state.set_mark(id, None);
            }
        });
    }

    /// The server's clock, as far as it is known here.
    pub(super) fn clock(&self) -> Instant {
        let ms = browser::now_ms() + self.ahead.load(Ordering::Relaxed);
        Instant::from_timestamp_millis(ms).unwrap_or_else(|| self.now.get_untracked())
    }

    pub(super) fn set_clock(&self, server: Instant) {
        self.ahead.store(server.timestamp_millis() - browser::now_ms(), Ordering::Relaxed);
        self.now.set(server);
    }

    pub(super) fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    pub(super) fn name_of(&self, id: StaffId) -> String {
        self.clinic.with_untracked(|clinic| clinic.name_of(id))
    }

    pub(super) fn sentence(&self, error: &ServerError) -> String {
        error.sentence(|id| self.name_of(id))
    }

    /// Shows a sentence in the corner, and has it read out.
    pub(crate) fn toast(&self, toast: Toast) -> u64 {
        // What is bad is an alert of its own; the rest is said politely.
        if toast.tone != Tone::Bad {
            self.spoken.set(toast.text.clone());
        }
        self.show(toast)
    }

    /// Shows a sentence in the corner; gives what tells it from others.
    pub(super) fn show(&self, toast: Toast) -> u64 {
        let id = self.next_toast.fetch_add(1, Ordering::Relaxed);
        self.toasts.update(|toasts| {
            toasts.push(Shown { id, toast });
            // Four sentences are as many as anybody reads.
            let surplus = toasts.len().saturating_sub(4);
            toasts.drain(..surplus);
        });
        id
    }

    pub(super) fn complain(&self, text: String) {
        self.show(Toast { text, undo: None, tone: Tone::Bad });
    }

    /// Says that something was not done, for want of its code: anew, if that is said already.
    pub(super) fn give_up(&self, error: Unloaded) {
        let text = error.to_string();
        self.toasts.update(|toasts| toasts.retain(|shown| shown.toast.text != text));
        self.complain(text);
    }

    pub(crate) fn dismiss(&self, toast: u64) {
        self.toasts.update(|toasts| toasts.retain(|shown| shown.id != toast));
    }
}

impl Known {
    fn new(replica: Replica) -> Known {
        Known { view: open_cards(&replica), replica }
    }

    /// Where a case is in the view, or where it belongs.
    fn find(&self, id: CaseId) -> Result<usize, usize> {
        self.view.binary_search_by_key(&id, |card| card.id)
    }

    /// Puts a card into the view or takes it out; gives what was there.
    fn put(&mut self, id: CaseId, card: Option<Arc<Case>>) -> Option<Arc<Case>> {
        match (self.find(id), card) {
            (Ok(at), Some(card)) => Some(std::mem::replace(&mut self.view[at], card)),
            (Ok(at), None) => Some(self.view.remove(at)),
            (Err(at), Some(card)) => {
                self.view.insert(at, card);
                None
            }
            (Err(_), None) => None,
        }
    }
}

fn open_cards(replica: &Replica) -> Vec<Arc<Case>> {
    replica.view().into_iter().filter(|card| is_open(card)).collect()
}
