//! The open boards of one clinic.

use super::line::{Feed, Line, line};
use super::{grants, presence};
use crate::clock::Clock;
use crate::desk::LocalDesk;
use crate::flaw::{self, Flaw};
use crate::news::{Happening, gone, news_for};
use crate::session::Sessions;
use app::api::Who;
use app::error::ServerError;
use app::wire;
use axum::extract::ws::Utf8Bytes;
use domain::board::News;
use domain::clinic::Staff;
use domain::ids::{CaseId, ClinicId, SessionId, StaffId};
use domain::journal::{Body, Seq};
use domain::kinds::Instant;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

/// Everybody who has this clinic's board open on this server.
pub(super) struct Room {
    clinic: ClinicId,
    desk: LocalDesk,
    sessions: Sessions,
    clock: Clock,
    members: Mutex<Members>,
    /// Somebody came, went, or looks at something else.
    stirred: Notify,
}

#[derive(Default)]
struct Members {
    next: u64,
    list: Vec<Member>,
}

/// One open board.
pub(super) struct Member {
    id: u64,
    /// The person, with the rights of now.
    pub(super) who: Who,
    line: Line,
    /// The case that is open there.
    pub(super) looks_at: Option<CaseId>,
    /// What was last said about presence.
    told: Utf8Bytes,
}

/// A member's place, given up when it is dropped.
pub(super) struct Place {
    room: Arc<Room>,
    id: u64,
}

impl Room {
    /// Opens it, and begins to tell what happens.
    pub(super) fn open(
        clinic: ClinicId,
        desk: LocalDesk,
        sessions: Sessions,
        clock: Clock,
        happenings: Receiver<Arc<Happening>>,
    ) -> Arc<Room> {
        let (members, stirred) = (Mutex::default(), Notify::new());
        let room = Arc::new(Room { clinic, desk, sessions, clock, members, stirred });
        tokio::spawn(tell(Arc::clone(&room), happenings));
        tokio::spawn(presence::tell(Arc::clone(&room)));
        tokio::spawn(grants::tell(Arc::clone(&room)));
        room
    }

    /// Takes a place; from now on news waits in the feed.
    pub(super) fn enter(self: &Arc<Self>, who: Who) -> (Place, Feed) {
        let (line, feed) = line();
        let mut members = self.members();
        members.next += 1;
        let id = members.next;
        members.list.push(Member { id, who, line, looks_at: None, told: Utf8Bytes::default() });
        drop(members);
        self.stirred.notify_one();
        (Place { room: Arc::clone(self), id }, feed)
    }

    /// What a board missed since an entry, as frames.
    pub(super) async fn missed(
        &self,
        who: &Who,
        since: Seq,
        newer: bool,
    ) -> Result<Vec<Utf8Bytes>, ServerError> {
        let mut missed = self.desk.missed(who, since).await?;
        missed.extend(newer.then_some(News::Newer));
        if flaw::has(Flaw::Resume) {
            missed.retain(|news| matches!(news, News::Live { .. }));
        }
        Ok(missed.iter().filter_map(frame).collect())
    }

    /// Whether the session of a member is still open.
    pub(super) async fn is_open(&self, session: SessionId) -> bool {
        // A database that does not answer ends nobody's session.
        self.sessions.is_open(session).await.unwrap_or(true)
    }

    /// Says goodbye to a session that has ended.
    pub(super) fn sign_out(&self, session: SessionId) {
        let mut members = self.members();
        let before = members.list.len();
        members.list.retain(|member| member.who.session != session || !say_goodbye(member));
        if members.list.len() != before {
            self.stirred.notify_one();
        }
    }

    /// The sessions that are here.
    pub(super) fn sessions(&self) -> Vec<SessionId> {
        self.members().list.iter().map(|member| member.who.session).collect()
    }

    /// Waits until somebody came, went or looks elsewhere.
    pub(super) async fn stirred(&self) {
        self.stirred.notified().await;
    }

    /// Each member with what they look at.
    pub(super) fn everybody(&self) -> Vec<(u64, Who, Option<CaseId>)> {
        let members = self.members();
        members.list.iter().map(|member| (member.id, member.who.clone(), member.looks_at)).collect()
    }

    /// Tells one member who is here, unless they know.
    pub(super) fn tell_presence(&self, id: u64, here: &Utf8Bytes) {
        let mut members = self.members();
        let Some(at) = members.list.iter().position(|member| member.id == id) else { return };
        let member = &mut members.list[at];
        if member.told == *here {
            return;
        }
        member.told = here.clone();
        if !member.line.push(here) {
            members.list.swap_remove(at);
        }
    }

    /// Whether a person may see a case; what they look at is told to those only.
    pub(super) async fn may_see(&self, who: &Who, case: CaseId) -> bool {
        use app::api::Desk;
        self.desk.card(who, case).await.is_ok()
    }

    fn members(&self) -> MutexGuard<'_, Members> {
        self.members.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells everybody whom it concerns. What is the same for many is written once.
    fn announce(&self, happening: &Happening) {
        let now = self.clock.now();
        let mut written: Vec<(News, Utf8Bytes)> = Vec::new();
        // One person may have many boards open; what they may see is the same on each.
        let mut told: HashMap<StaffId, Option<Utf8Bytes>> = HashMap::new();
        self.members().list.retain(|member| {
            let viewer = &member.who.viewer;
            let frame = told.entry(viewer.staff).or_insert_with(|| {
                let news = news_for(happening, viewer, now)?;
                if let Some((_, frame)) = written.iter().find(|(known, _)| *known == news) {
                    return Some(frame.clone());
                }
                let frame = frame(&news)?;
                written.push((news, frame.clone()));
                Some(frame)
            });
            frame.as_ref().is_none_or(|frame| member.line.push(frame))
        });
    }

    /// The clinic changed: who left, or has other rights now, is seen off, as their session has ended with that change.
    async fn look_up_rights(&self) {
        let clinic = match self.desk.clinic(self.clinic).await {
            Ok(clinic) => clinic,
            Err(error) => {
                tracing::warn!(?error, "rights cannot be read now; the open boards of a clinic begin again");
                return self.close();
            }
        };
        self.members().list.retain(|member| {
            let now = clinic.active(member.who.viewer.staff).map(Staff::viewer);
            now.as_ref() == Some(&member.who.viewer) || !say_goodbye(member)
        });
    }

    /// The clock.
    pub(super) fn now(&self) -> Instant {
        self.clock.now()
    }

    /// Takes the cards whose grant ended after `since`, and no later than `now`, from the boards that show them by it alone.
    pub(super) async fn end_grants(&self, since: Instant, now: Instant) {
        if self.members().list.is_empty() {
            return;
        }
        let cards = match self.desk.granted(self.clinic).await {
            Ok(cards) => cards,
            Err(error) => {
                tracing::warn!(?error, "grants cannot be read now; the open boards of a clinic begin again");
                return self.close();
            }
        };
        for card in cards {
            for grant in card.grants.iter().filter(|grant| since < grant.until && grant.until <= now) {
                let frame = frame(&gone(&card));
                self.members().list.retain(|member| {
                    let viewer = &member.who.viewer;
                    let keeps = viewer.staff != grant.staff || card.shows_to(viewer, now);
                    keeps || frame.as_ref().is_none_or(|frame| member.line.push(frame))
                });
            }
        }
    }

    /// Everybody starts again: what was missed here is read from the journal.
    fn close(&self) {
        self.members().list.clear();
    }
}

impl Place {
    /// The member looks at another case, or at none.
    pub(super) fn look_at(&self, case: Option<CaseId>) {
        let mut members = self.room.members();
        if let Some(member) = members.list.iter_mut().find(|member| member.id == self.id) {
            member.looks_at = case;
        }
        drop(members);
        self.room.stirred.notify_one();
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.room.members().list.retain(|member| member.id != self.id);
        self.room.stirred.notify_one();
    }
}

/// As it goes over the wire.
pub(super) fn frame(news: &News) -> Option<Utf8Bytes> {
    wire::write(news).ok().map(Utf8Bytes::from)
}

/// The last word; the line ends after it.
fn say_goodbye(member: &Member) -> bool {
    if let Some(frame) = frame(&News::SignedOut) {
        member.line.push(&frame);
    }
    true
}

async fn tell(room: Arc<Room>, mut happenings: Receiver<Arc<Happening>>) {
    loop {
        match happenings.recv().await {
            Ok(happening) => {
                if let Body::Clinic(_) = happening.entry.body {
                    room.look_up_rights().await;
                }
                room.announce(&happening);
            }
            Err(RecvError::Lagged(_)) => room.close(),
            Err(RecvError::Closed) => return room.close(),
        }
    }
}
