//! Sessions: who is signed in where. A row each, found by the digest of a secret that only the browser has.

pub mod cookie;
pub mod device;
mod known;
mod rows;
pub mod state;

use crate::accounts::clinics::Clinics;
use crate::accounts::rows::Membership;
use crate::accounts::secret::Token;
use crate::clock::Clock;
use crate::flaw::{self, Flaw};
use crate::store::{Store, StoreError, Tx};
use app::api::{SessionLine, Who};
use chrono::TimeDelta;
use domain::clinic::Event;
use domain::ids::{AccountId, ClinicId, SessionId, StaffId};
use domain::kinds::Instant;
use known::Known;
use rows::Row;
use state::{State, Times};
use std::time::Duration;
use tokio::sync::broadcast;
use uuid::Uuid;

/// Use is noted at most this often, so that looking at the board is not writing.
const NOTE_SECONDS: i64 = 60;
/// Sessions that other servers ended are heard of within this time.
const WATCH: Duration = Duration::from_secs(1);
/// Days after its end for which a session says who was signed in, and from where.
const KEPT_DAYS: i64 = 366;
/// Ended sessions that a slow listener may be behind.
const BACKLOG: usize = 1024;

/// What a request's cookie is worth.
#[derive(Clone, Debug)]
pub enum Seat {
    /// Signed in, and at work.
    Open(Who, Look),
    /// Signed in, but away: the password opens it again.
    Locked(Holder),
    /// Not signed in.
    Nobody,
}

/// Whose locked session it is.
#[derive(Clone, Debug)]
pub struct Holder {
    /// The session.
    pub session: SessionId,
    /// Whose.
    pub account: AccountId,
    /// Who, where.
    pub who: Membership,
    /// Name as colleagues see it.
    pub name: String,
}

/// How the pages look for this account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Look {
    /// `system`, `light` or `dark`.
    pub theme: String,
    /// `compact`, `normal` or `roomy`.
    pub density: String,
}

/// From where somebody asks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Origin {
    /// Browser and system, in words.
    pub device: String,
    /// Network address.
    pub address: String,
}

/// Ends the sessions of those whose rights these events change: what a session was begun with no longer holds, and the
/// person signs in again. Part of the transaction that writes the events, so that no server serves the one without the other.
/// Open sockets hear of it by [`Sessions::watch`].
pub(crate) async fn end_by(
    tx: &mut Tx,
    clinic: ClinicId,
    events: &[Event],
    now: Instant,
) -> Result<(), StoreError> {
    for event in events {
        match event {
            Event::Left { staff, .. } => rows::end_of_staff(tx, clinic, *staff, now).await?,
            Event::Changed { from, to } if from.viewer() != to.viewer() => {
                rows::end_of_staff(tx, clinic, to.id, now).await?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// All sessions of this database. Clones share it.
#[derive(Clone, Debug)]
pub struct Sessions {
    store: Store,
    clock: Clock,
    clinics: Clinics,
    known: Known,
    ended: broadcast::Sender<SessionId>,
}

impl Sessions {
    /// The sessions of a store.
    pub fn new(store: Store, clock: Clock, clinics: Clinics) -> Sessions {
        Sessions { store, clock, clinics, known: Known::default(), ended: broadcast::Sender::new(BACKLOG) }
    }

    /// Begins a session, with a secret that nobody had before.
    pub async fn begin(
        &self,
        account: AccountId,
        who: Membership,
        from: &Origin,
    ) -> Result<(SessionId, Token), StoreError> {
        let (session, token) = (SessionId(Uuid::now_v7()), Token::random());
        let times = Times::begun(self.clock.now());
        rows::insert(&self.store, session, &token, account, who, from, times).await?;
        Ok((session, token))
    }

    /// What a secret is worth. Notes that it is used, unless `quietly`: a socket that reconnects is no hand at work.
    pub async fn find(&self, token: &Token, quietly: bool) -> Result<Seat, StoreError> {
        let now = self.clock.now();
        let Some(row) = self.known.find(&self.store, token, now).await? else { return Ok(Seat::Nobody) };
        match row.times.state(now) {
            State::Over => {
                self.end(row.id).await?;
                Ok(Seat::Nobody)
            }
            State::Locked => self.locked(row, now).await,
            State::Open => self.open(row, now, quietly).await,
        }
    }

    async fn open(&self, row: Row, now: Instant, quietly: bool) -> Result<Seat, StoreError> {
        let clinic = self.clinics.at(row.who.clinic, row.doc_seq).await?;
        let Some(viewer) =
            clinic.and_then(|clinic| clinic.active(row.who.staff).map(domain::clinic::Staff::viewer))
        else {
            self.end(row.id).await?;
            return Ok(Seat::Nobody);
        };
        if !quietly && TimeDelta::seconds(NOTE_SECONDS) <= now - row.times.seen_at {
            match rows::note_use(&self.store, row.id, now).await {
                // A disk that is full keeps nobody from reading; unnoted, the session only locks the sooner.
                Err(error) if error.is_passing() => {
                    tracing::warn!(%error, "the use of a session is not noted");
                }
                noted => noted?,
            }
        }
        let who = Who { account: row.account, session: row.id, clinic: row.who.clinic, viewer };
        Ok(Seat::Open(who, row.look))
    }

    /// Writes down that the session is locked, so that no clock opens it again.
    async fn locked(&self, row: Row, now: Instant) -> Result<Seat, StoreError> {
        if row.times.locked_at.is_none() {
            rows::lock(&self.store, row.id, now).await?;
            self.announce(&[row.id]);
        }
        let clinic = self.clinics.at(row.who.clinic, row.doc_seq).await?;
        let Some(name) = clinic.and_then(|it| it.active(row.who.staff).map(|staff| staff.name.to_string()))
        else {
            self.end(row.id).await?;
            return Ok(Seat::Nobody);
        };
        Ok(Seat::Locked(Holder { session: row.id, account: row.account, who: row.who, name }))
    }

    /// Whether the session is open now; for whoever serves it without its cookie, such as a socket. Notes no use.
    pub async fn is_open(&self, session: SessionId) -> Result<bool, StoreError> {
        let times = rows::times(&self.store, session).await?;
        Ok(times.is_some_and(|times| times.state(self.clock.now()) == State::Open))
    }

    /// Locks it: the person went away, or said so.
    pub async fn lock(&self, session: SessionId) -> Result<(), StoreError> {
        rows::lock(&self.store, session, self.clock.now()).await?;
        self.announce(&[session]);
        Ok(())
    }

    /// Opens a locked one again; the password was right.
    pub async fn unlock(&self, session: SessionId) -> Result<(), StoreError> {
        let Some(times) = rows::times(&self.store, session).await? else { return Ok(()) };
        rows::set_times(&self.store, session, times.unlocked(self.clock.now())).await
    }

    /// Ends one.
    pub async fn end(&self, session: SessionId) -> Result<(), StoreError> {
        if flaw::has(Flaw::Session) {
            return Ok(());
        }
        let ended = rows::end(&self.store, rows::Which::One(session), self.clock.now()).await?;
        self.announce(&ended);
        Ok(())
    }

    /// Ends one of the account's own; `false` when it is nobody's, or somebody else's.
    pub async fn end_own(&self, account: AccountId, session: SessionId) -> Result<bool, StoreError> {
        let ended = rows::end(&self.store, rows::Which::Own(account, session), self.clock.now()).await?;
        self.announce(&ended);
        Ok(!ended.is_empty())
    }

    /// Ends all of the account, except that one.
    pub async fn end_others(&self, account: AccountId, keep: Option<SessionId>) -> Result<usize, StoreError> {
        let ended = rows::end(&self.store, rows::Which::Others(account, keep), self.clock.now()).await?;
        self.announce(&ended);
        Ok(ended.len())
    }

    /// Ends all of a person on staff.
    pub async fn end_for_staff(&self, clinic: ClinicId, staff: StaffId) -> Result<(), StoreError> {
        let which = rows::Which::Staff(Membership { clinic, staff });
        let ended = rows::end(&self.store, which, self.clock.now()).await?;
        self.announce(&ended);
        Ok(())
    }

    /// The account's sessions that are not over, the last used first.
    pub async fn lines(
        &self,
        account: AccountId,
        current: SessionId,
    ) -> Result<Vec<SessionLine>, StoreError> {
        let now = self.clock.now();
        let lines = rows::of_account(&self.store, account, now).await?;
        Ok(lines.into_iter().map(|line| SessionLine { current: line.id == current, ..line }).collect())
    }

    /// Sessions as they end or lock, wherever that happens. Whoever serves one closes within two seconds.
    pub fn ended(&self) -> broadcast::Receiver<SessionId> {
        self.ended.subscribe()
    }

    /// Takes away those that were over long ago.
    pub(crate) async fn sweep(store: &Store, now: Instant) -> Result<(), StoreError> {
        rows::sweep(store, now - TimeDelta::days(KEPT_DAYS)).await
    }

    /// Hears of sessions that other servers on the same database end, for as long as the server runs.
    pub async fn watch(self) {
        let mut since = self.clock.now();
        loop {
            tokio::time::sleep(WATCH).await;
            // A little overlap: another server's clock may be behind, and hearing twice does no harm.
            let from = since - TimeDelta::seconds(5);
            since = self.clock.now();
            match rows::ended_since(&self.store, from).await {
                Ok(ended) => self.announce(&ended),
                Err(error) => tracing::warn!(%error, "could not look for ended sessions"),
            }
        }
    }

    fn announce(&self, sessions: &[SessionId]) {
        for session in sessions {
            // Nobody listens where no socket is open.
            let _ = self.ended.send(*session);
        }
    }
}
