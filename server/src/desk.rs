//! The desk: decides, keeps, shows. Implements what pages may ask ([`app::api::Desk`]) on a store.

mod batch;
mod books;
mod chart;
mod documents;
mod glass;
pub(crate) mod leaving;
mod letters;
pub(crate) mod money;
mod payers;
mod people;
mod plan;
mod read;
mod records;
mod room;
mod search;
#[cfg(test)]
mod tests;
mod typed;
pub(crate) mod waitlist;
mod writer;

pub use batch::Voided;
pub use people::{AccountFacts, AccountsView, NoAccounts, PersonFacts};
#[cfg(test)]
pub(crate) use tests::tests_office;

use crate::clock::Clock;
use crate::news::{self, Happening};
use crate::store::{Fault, Store, seqs};
use app::api::{self, Chart, Desk, History, Hit, Me, Person, Receipt, Search, SessionLine, Who};
use app::error::ServerError;
use domain::access::Viewer;
use domain::board::{Board, News};
use domain::case::Case;
use domain::clinic::{Clinic, Staff};
use domain::gate::Gate;
use domain::ids::{BatchId, CaseId, ClinicId, StaffId};
use domain::journal::{Seq, Submission};
use domain::kinds::Lane;
use plan::BatchUndo;
use room::Room;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, broadcast, mpsc, oneshot};
use writer::{Answer, Job};

/// How long a submission waits for its turn before the server says that it is busy.
const PATIENCE: Duration = Duration::from_secs(10);

/// The desk of this server. Clones share it.
#[derive(Clone)]
pub struct LocalDesk {
    inner: Arc<Inner>,
}

/// What all clones share.
pub(crate) struct Inner {
    pub(crate) store: Store,
    clock: Clock,
    accounts: Arc<dyn AccountsView>,
    seats: Mutex<HashMap<ClinicId, Seat>>,
    typed: typed::TypedForms,
}

/// A clinic in memory with its writer.
#[derive(Clone)]
struct Seat {
    room: Arc<Room>,
    writer: mpsc::Sender<Job>,
}

impl From<Arc<Inner>> for LocalDesk {
    fn from(inner: Arc<Inner>) -> LocalDesk {
        LocalDesk { inner }
    }
}

impl LocalDesk {
    /// A desk on a store. Follows what other servers on the same database write. Needs a running tokio.
    pub fn start(store: Store, clock: Clock, accounts: Arc<dyn AccountsView>) -> LocalDesk {
        let seats = Mutex::new(HashMap::new());
        let typed = typed::TypedForms::default();
        let inner = Arc::new(Inner { store, clock, accounts, seats, typed });
        tokio::spawn(news::follow(Arc::downgrade(&inner)));
        tokio::spawn(leaving::evening::keep(Arc::downgrade(&inner)));
        LocalDesk { inner }
    }

    /// The store.
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// The clock.
    pub fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    /// News of a clinic from now on: in order, each entry once. A receiver that lags must ask [`LocalDesk::missed`].
    pub async fn subscribe(
        &self,
        clinic: ClinicId,
    ) -> Result<broadcast::Receiver<Arc<Happening>>, ServerError> {
        Ok(self.seat(clinic).await?.room.subscribe())
    }

    /// What a board that last heard of `since` has to be told before it is live. Subscribe first, ask then: what is told
    /// twice does no harm.
    pub async fn missed(&self, who: &Who, since: Seq) -> Result<Vec<News>, ServerError> {
        let (room, viewer) = self.current(who).await?;
        let now = self.clock().now();
        news::missed(self.store(), room.moment(since), &viewer, since, now)
            .await
            .fault("reading what was missed")
    }

    /// The cards of a clinic that somebody was granted a look at, also those whose grant has ended.
    pub(crate) async fn granted(&self, clinic: ClinicId) -> Result<Vec<Arc<Case>>, ServerError> {
        Ok(self.seat(clinic).await?.room.granted().into_values().collect())
    }

    /// What people have typed about cases and not saved.
    pub(crate) fn typed(&self) -> &typed::TypedForms {
        &self.inner.typed
    }

    /// The clinic as rules know it now.
    pub async fn clinic(&self, clinic: ClinicId) -> Result<Arc<Clinic>, ServerError> {
        Ok(self.seat(clinic).await?.room.clinic())
    }

    /// A person's rights now; nothing for who is not, or no longer, on the staff.
    pub async fn viewer(&self, clinic: ClinicId, staff: StaffId) -> Result<Option<Viewer>, ServerError> {
        Ok(self.clinic(clinic).await?.active(staff).map(Staff::viewer))
    }

    /// Many submissions at once: they share commits. Answers are in the order of the submissions.
    pub async fn submit_many(&self, who: &Who, submissions: Vec<Submission>) -> Vec<Answer> {
        let jobs = submissions.into_iter().map(|submission| self.ask(who, submission, None));
        futures::future::join_all(jobs).await
    }

    /// Undoes a batch: voids its cases that nobody has touched since, and reports the others.
    pub async fn void_batch(&self, who: &Who, batch: BatchId) -> Result<Voided, ServerError> {
        batch::void(self, who, batch).await
    }

    async fn seat(&self, clinic: ClinicId) -> Result<Seat, ServerError> {
        let mut seats = self.inner.seats.lock().await;
        if let Some(seat) = seats.get(&clinic) {
            return Ok(seat.clone());
        }
        let room = Room::load(self.store(), clinic).await.fault("opening the clinic")?;
        let room = Arc::new(room.ok_or(ServerError::NotFound)?);
        let writer = writer::start(self.store().clone(), self.clock().clone(), Arc::clone(&room));
        let seat = Seat { room, writer };
        seats.insert(clinic, seat.clone());
        Ok(seat)
    }

    /// The clinic of who asks, no older than what any server has committed, and their rights there as of now.
    async fn current(&self, who: &Who) -> Result<(Arc<Room>, Viewer), ServerError> {
        let room = self.seat(who.clinic).await?.room;
        if matches!(self.store(), Store::Postgres(..)) {
            let now = seqs(self.store(), &[who.clinic]).await.fault("reading the clinic")?;
            if now.iter().any(|(_, seq)| room.seq() < *seq) {
                room.catch_up(self.store()).await.fault("reading the clinic")?;
            }
        }
        let viewer = room.clinic().active(who.viewer.staff).map(Staff::viewer);
        Ok((room, viewer.ok_or(ServerError::Forbidden)?))
    }

    async fn ask(&self, who: &Who, submission: Submission, undo: Option<BatchUndo>) -> Answer {
        let writer = self.seat(who.clinic).await?.writer;
        let (answer, answered) = oneshot::channel();
        let job = Job { who: who.clone(), submission, undo, answer };
        writer.send_timeout(job, PATIENCE).await.map_err(|_| ServerError::Busy)?;
        answered.await.unwrap_or_else(|_| Err(ServerError::Broken { ticket: "writer".into() }))
    }

    /// Another server says that a clinic's journal goes to this entry.
    pub(crate) async fn heard(&self, clinic: ClinicId, seq: Seq) {
        let seat = self.inner.seats.lock().await.get(&clinic).cloned();
        if let Some(seat) = seat.filter(|seat| seat.room.seq() < seq) {
            self.follow_up(&seat.room).await;
        }
    }

    /// Looks whether any clinic has gone on without our hearing of it.
    pub(crate) async fn look_around(&self) {
        let seats: Vec<Seat> = self.inner.seats.lock().await.values().cloned().collect();
        let ids: Vec<ClinicId> = seats.iter().map(|seat| seat.room.id).collect();
        if ids.is_empty() {
            return;
        }
        let now = match seqs(self.store(), &ids).await {
            Ok(now) => now,
            Err(error) => {
                return tracing::warn!(%error, "whether other servers have news cannot be read now; it is tried again");
            }
        };
        for seat in seats {
            if now.iter().any(|(id, seq)| *id == seat.room.id && seat.room.seq() < *seq) {
                self.follow_up(&seat.room).await;
            }
        }
    }

    async fn follow_up(&self, room: &Room) {
        if let Err(error) = room.catch_up(self.store()).await {
            tracing::warn!(%error, "the news of other servers cannot be read now; it is tried again");
        }
    }
}

#[async_trait::async_trait]
impl Desk for LocalDesk {
    async fn submit(&self, who: &Who, submission: Submission) -> Result<Receipt, ServerError> {
        letters::is_kept(self, who, &submission).await?;
        self.ask(who, submission, None).await
    }

    async fn me(&self, who: &Who) -> Result<Me, ServerError> {
        people::me(self, who).await
    }

    async fn board(&self, who: &Who) -> Result<Board, ServerError> {
        read::board(self, who).await
    }

    async fn card(&self, who: &Who, case: CaseId) -> Result<Arc<Case>, ServerError> {
        read::card(self, who, case).await
    }

    async fn chart(&self, who: &Who, case: CaseId) -> Result<Chart, ServerError> {
        chart::chart(self, who, case).await
    }

    async fn gate(&self, who: &Who, case: CaseId, to: Lane) -> Result<Gate, ServerError> {
        read::gate(self, who, case, to).await
    }

    async fn history(
        &self,
        who: &Who,
        case: Option<CaseId>,
        before: Option<Seq>,
    ) -> Result<History, ServerError> {
        chart::history(self, who, case, before).await
    }

    async fn emergencies(&self, who: &Who) -> Result<History, ServerError> {
        chart::emergencies(self, who).await
    }

    async fn search(&self, who: &Who, search: Search) -> Result<Vec<Hit>, ServerError> {
        search::search(self, who, search).await
    }

    async fn people(&self, who: &Who) -> Result<Vec<Person>, ServerError> {
        people::people(self, who).await
    }

    async fn sessions(&self, who: &Who) -> Result<Vec<api::SessionLine>, ServerError> {
        let lines: Result<Vec<SessionLine>, _> = self.inner.accounts.sessions(who).await;
        lines.fault("reading sessions")
    }
}
