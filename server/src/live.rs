//! News for open boards: one WebSocket each, at `/live?since=SEQ`.
//!
//! A board first hears what it missed, then what happens, each cut to what its person may see. A slow reader is cut off
//! and resumes later from the last entry that it has; nobody waits for anybody. Presence is told to the boards of this
//! server: what another server on the same database has open is not known here.

mod grants;
mod line;
mod presence;
mod room;
mod socket;

use crate::clock::Clock;
use crate::desk::LocalDesk;
use crate::office::Office;
use crate::problem;
use crate::session::Sessions;
use app::api::Who;
use app::error::ServerError;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{Extension, Query, State};
use axum::response::{IntoResponse, Response};
use domain::ids::{ClinicId, SessionId};
use domain::journal::Seq;
use room::Room;
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::broadcast::error::RecvError;

/// Bytes of one message from a browser: it only ever says what it looks at.
const MESSAGE_MAX_BYTES: usize = 1024;
/// Bytes that a socket keeps ready for what the browser says. It is held as long as the socket is open, by each.
const READ_BUFFER_BYTES: usize = 2 * 1024;
/// Bytes that the socket gathers before it writes.
const WRITE_BUFFER_BYTES: usize = 16 * 1024;
/// Bytes that may wait in the socket itself; what waits longer stands in the line, which is counted.
const WRITE_BUFFER_MAX_BYTES: usize = 1024 * 1024;

/// The rooms of this server. Clones share them.
#[derive(Clone)]
pub struct Live {
    inner: Arc<Inner>,
}

struct Inner {
    desk: LocalDesk,
    sessions: Sessions,
    clock: Clock,
    rooms: Mutex<HashMap<ClinicId, Arc<Room>>>,
}

impl Live {
    /// Needs a running tokio.
    pub fn start(desk: LocalDesk, sessions: Sessions, clock: Clock) -> Live {
        let inner = Arc::new(Inner { desk, sessions, clock, rooms: Mutex::default() });
        tokio::spawn(see_off(Arc::downgrade(&inner)));
        Live { inner }
    }

    /// The room of a clinic, opened when somebody first enters.
    async fn room(&self, clinic: ClinicId) -> Result<Arc<Room>, ServerError> {
        if let Some(room) = self.rooms().get(&clinic) {
            return Ok(Arc::clone(room));
        }
        let happenings = self.inner.desk.subscribe(clinic).await?;
        let mut rooms = self.rooms();
        let room = rooms.entry(clinic).or_insert_with(|| {
            let (desk, sessions, clock) = (&self.inner.desk, &self.inner.sessions, &self.inner.clock);
            Room::open(clinic, desk.clone(), sessions.clone(), clock.clone(), happenings)
        });
        Ok(Arc::clone(room))
    }

    fn rooms(&self) -> std::sync::MutexGuard<'_, HashMap<ClinicId, Arc<Room>>> {
        self.inner.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Closes the sockets of sessions that end or lock.
async fn see_off(inner: std::sync::Weak<Inner>) {
    let Some(mut ended) = inner.upgrade().map(|inner| inner.sessions.ended()) else { return };
    loop {
        let session = ended.recv().await;
        let Some(inner) = inner.upgrade() else { return };
        let rooms: Vec<Arc<Room>> =
            inner.rooms.lock().unwrap_or_else(PoisonError::into_inner).values().cloned().collect();
        match session {
            Ok(session) => rooms.iter().for_each(|room| room.sign_out(session)),
            Err(RecvError::Lagged(_)) => {
                for room in rooms {
                    check_all(&inner.sessions, &room).await;
                }
            }
            Err(RecvError::Closed) => return,
        }
    }
}

async fn check_all(sessions: &Sessions, room: &Room) {
    let open: Vec<SessionId> = room.sessions();
    for session in open {
        if matches!(sessions.is_open(session).await, Ok(false)) {
            room.sign_out(session);
        }
    }
}

/// Where the board stands.
#[derive(Deserialize)]
pub(crate) struct Since {
    #[serde(default)]
    since: u64,
    /// What the page was made of; a program that is no page says nothing.
    build: Option<String>,
}

/// The upgrade. That the request comes from our own pages was checked on the way here.
pub(crate) async fn live(
    State(office): State<Office>,
    who: Option<Extension<Who>>,
    since: Result<Query<Since>, axum::extract::rejection::QueryRejection>,
    upgrade: Result<WebSocketUpgrade, axum::extract::ws::rejection::WebSocketUpgradeRejection>,
) -> Response {
    let Some(Extension(who)) = who else { return problem::typed(&ServerError::SignedOut) };
    let Ok(Query(Since { since, build })) = since else { return problem::not_understood() };
    let upgrade = match upgrade {
        Ok(upgrade) => upgrade,
        Err(rejection) => return rejection.into_response(),
    };
    let room = match office.live.room(who.clinic).await {
        Ok(room) => room,
        Err(error) => return problem::typed(&error),
    };
    let newer = build.is_some_and(|build| build != app::BUILD);
    upgrade
        .max_message_size(MESSAGE_MAX_BYTES)
        .max_frame_size(MESSAGE_MAX_BYTES)
        .read_buffer_size(READ_BUFFER_BYTES)
        .write_buffer_size(WRITE_BUFFER_BYTES)
        .max_write_buffer_size(WRITE_BUFFER_MAX_BYTES)
        .on_upgrade(move |socket| socket::talk(socket, room, who, Seq(since), newer))
}
