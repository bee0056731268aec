//! The one owner of the clinic's state in a browser.
//!
//! It holds the [`Replica`](domain::replica::Replica), one signal a card and one a lane, the outbox, the socket, toasts and
//! the way back. Pages read signals and hand in commands; everything that touches the world happens here.

mod ask;
pub mod browser;
mod live;
mod outbox;
mod state;
mod toast;
mod undo;

pub use ask::Ask;
pub(crate) use outbox::{Then, submit};
pub(crate) use state::State;
pub use state::{Link, Mark};
pub use toast::{Shown, Toast, Tone};
pub(crate) use undo::take_back;

use crate::api::Me;
use crate::dom::Point;
use crate::error::ServerError;
use crate::hands;
use crate::later::{Unloaded, slow};
use domain::access::Viewer;
use domain::board::Board;
use domain::case::{self, Case};
use domain::clinic::{self, Clinic};
use domain::ids::{CaseId, CommandId, SiteId, StaffId};
use domain::journal::{Command, Seq};
use domain::kinds::{Date, Instant, Lane};
use leptos::prelude::*;
use std::sync::Arc;

/// A handle on the state; cheap to copy into closures.
#[derive(Clone, Copy)]
pub struct Sync(StoredValue<Arc<State>>);

/// The owner that the frame provides.
///
/// # Panics
/// Outside the frame.
pub fn use_sync() -> Sync {
    expect_context::<Sync>()
}

impl Sync {
    /// From what the server sent with the page.
    pub fn new(board: Board, me: Me) -> Sync {
        Sync(StoredValue::new(Arc::new(State::new(board, me))))
    }

    /// Connects to the world: socket, clock, outbox. Does nothing on the server.
    pub fn start(self) {
        let state = self.state();
        browser::keep_for(&state.me.viewer.staff.to_string());
        slow::tell(&state);
        live::start(&state);
        outbox::start(&state);
        on_cleanup(move || state.stop());
    }

    /// The person is back: what waits for the session is tried again at once.
    pub fn back(self) {
        self.state().signed_out.set(false);
        browser::wake();
    }

    fn state(self) -> Arc<State> {
        self.0.get_value()
    }

    /// The clinic: names, sites, workflow.
    pub fn clinic(self) -> ReadSignal<Arc<Clinic>> {
        self.state().clinic.read_only().into()
    }

    /// The person's rights.
    pub fn viewer(self) -> ReadSignal<Viewer> {
        self.state().viewer.read_only().into()
    }

    /// The person.
    pub fn me(self) -> Me {
        self.state().me.clone()
    }

    /// A card; nothing once it is not on this person's board.
    pub fn card(self, id: CaseId) -> ReadSignal<Option<Arc<Case>>> {
        self.state().slot(id).card.read_only().into()
    }

    /// A case as it is this moment, without following it.
    pub fn case_now(self, id: CaseId) -> Option<Arc<Case>> {
        self.state().known().replica.card(id)
    }

    /// What a card has to say about itself for a while: saving, unsent, just moved by somebody.
    pub fn mark(self, id: CaseId) -> ReadSignal<Option<Mark>> {
        self.state().slot(id).mark.read_only().into()
    }

    /// The cards of a lane, in order.
    pub fn lane(self, lane: Lane) -> ReadSignal<Vec<CaseId>> {
        self.state().lane(lane).read_only().into()
    }

    /// All open cards, in the order of their ids.
    pub fn all(self) -> Memo<Vec<Arc<Case>>> {
        let state = self.state();
        Memo::new(move |_| {
            state.version.track();
            state.open_cards()
        })
    }

    /// Counts any news about the case; a chart that tracks it reads itself again.
    pub fn changed(self, id: CaseId) -> ReadSignal<u64> {
        self.state().slot(id).changed.read_only().into()
    }

    /// The connection.
    pub fn link(self) -> ReadSignal<Link> {
        self.state().link.read_only().into()
    }

    /// How many submissions the server has not confirmed.
    pub fn unsent(self) -> ReadSignal<usize> {
        self.state().unsent.read_only().into()
    }

    /// The session has ended, or is locked; nothing is lost, and nothing is sent until the person signs in again.
    pub fn signed_out(self) -> Signal<bool> {
        self.state().signed_out.clone().into()
    }

    /// Who is here, each with the case that they have open.
    pub fn here(self) -> ReadSignal<Vec<(StaffId, Option<CaseId>)>> {
        self.state().here.read_only().into()
    }

    /// Tells colleagues which case this page has open.
    pub fn look_at(self, case: Option<CaseId>) {
        live::look_at(case);
    }

    /// The server's clock; moves once a minute.
    pub fn now(self) -> ReadSignal<Instant> {
        self.state().now.read_only().into()
    }

    /// The clinic-local day at a site. Follows [`Sync::now`] where it is tracked.
    pub fn today(self, site: SiteId) -> Date {
        let state = self.state();
        let now = state.now.get();
        state.clinic.with_untracked(|clinic| clinic.today(site, now))
    }

    /// How much of a case is late or due today for the person. Follows [`Sync::now`] where it is tracked.
    pub fn pressing(self, case: &Case) -> usize {
        let state = self.state();
        let now = state.now.get();
        state.clinic.with_untracked(|clinic| {
            state.viewer.with_untracked(|viewer| domain::work::pressing(case, clinic, viewer, now))
        })
    }

    /// Submits a command about a case: the screen shows it at once. What goes wrong is said in a toast; a move that its
    /// gate or a missing reason stops opens the sheet that repairs it.
    pub fn submit(self, case: CaseId, command: case::Command) {
        self.send(Command::Case { case, does: command }, Then::Explain(None));
    }

    /// Submits a move made at a point of the window, where its sheet opens if it is refused.
    pub fn submit_at(self, case: CaseId, command: case::Command, at: Point) {
        self.send(Command::Case { case, does: command }, Then::Explain(Some(at)));
    }

    /// Submits a command about a case for a form that shows errors itself. A refusal that can be predicted comes at once
    /// and nothing is sent.
    pub fn submit_then(
        self,
        case: CaseId,
        command: case::Command,
        then: impl FnOnce(Result<Seq, ServerError>) + 'static,
    ) {
        self.send(Command::Case { case, does: command }, Then::Tell(Box::new(then)));
    }

    /// Submits a command about the clinic. Nothing is predicted.
    pub fn submit_clinic(
        self,
        command: clinic::Command,
        then: impl FnOnce(Result<Seq, ServerError>) + 'static,
    ) {
        self.send(Command::Clinic(command), Then::Tell(Box::new(then)));
    }

    fn send(self, command: Command, then: Then) {
        let state = self.state();
        hands::reach(Box::new(move |hands| match hands {
            Ok(hands) => (hands.submit)(&state, command, then),
            Err(error) => then.give_up(&state, error),
        }));
    }

    fn take_back(self, command: Option<CommandId>) {
        let state = self.state();
        hands::reach(Box::new(move |hands| match hands {
            Ok(hands) => (hands.take_back)(&state, command),
            Err(error) => state.give_up(error),
        }));
    }

    /// Says that what somebody did was not done, for want of its code.
    pub(crate) fn give_up(self, error: Unloaded) {
        self.state().give_up(error);
    }

    /// What the open sheet asks about, if one is open.
    pub fn asked(self) -> ReadSignal<Option<Ask>> {
        self.state().asked.read_only().into()
    }

    /// Opens the sheet, or closes it.
    pub fn ask(self, ask: Option<Ask>) {
        self.state().asked.set(ask);
    }

    /// Shows a sentence in the corner.
    pub fn toast(self, toast: Toast) {
        self.state().toast(toast);
    }

    /// The sentences in the corner, oldest first.
    pub fn toasts(self) -> ReadSignal<Vec<Shown>> {
        self.state().toasts.read_only().into()
    }

    /// Takes a sentence away.
    pub fn dismiss(self, toast: u64) {
        self.state().dismiss(toast);
    }

    /// Takes one command back.
    pub fn undo(self, command: CommandId) {
        self.take_back(Some(command));
    }

    /// Takes back the last thing that this person did here, up to twenty.
    pub fn undo_last(self) {
        self.take_back(None);
    }

    /// What the screen reader is to say next.
    pub fn spoken(self) -> Signal<String> {
        self.state().spoken.clone().into()
    }

    /// Says something to a screen reader, once.
    pub fn say(self, words: String) {
        self.state().spoken.set(words);
    }

    /// Whom the person looks for. Often a name, so it stands in no address; the search page keeps it in this tab.
    pub fn sought(self) -> RwSignal<String> {
        self.state().sought.clone().into()
    }

    /// A fault in words.
    pub fn sentence(self, error: &ServerError) -> String {
        self.state().sentence(error)
    }
}
