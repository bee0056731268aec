//! The doors: signing in and out, invitations, the account. Plain form posts that work before any script has arrived.
//!
//! Each handler reads a [`input::Input`] (a form, or JSON from our own scripts), does one thing, and gives an
//! [`answer::Answer`]: a form is sent on to the next page, a script is told where that is. What went wrong travels as
//! a code; no address carries a name or an e-mail.

mod account;
mod answer;
mod demo;
mod doors;
mod factor;
mod input;
mod invite;
pub mod links;
mod locking;
pub(crate) mod sign_in;
#[cfg(test)]
mod tests;

use crate::accounts::clinics::Clinics;
use crate::accounts::hash::Hasher;
use crate::clock::Clock;
use crate::guard::origin::Origin;
use crate::session::Sessions;
use crate::store::Store;
use app::error::ServerError;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::post;
use domain::clinic;
use domain::ids::{ClinicId, StaffId};
use http::HeaderName;
use std::sync::Arc;

/// A form of ours is at most so long.
const FORM_MAX_BYTES: usize = 16 * 1024;

/// How the server is reached.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// Our own address, where one was configured; with https, cookies are secure.
    pub public: Option<Origin>,
    /// Header in which a proxy of ours writes the address it was asked from, such as `x-forwarded-for`. Without it, only
    /// the connection itself is believed.
    pub forwarded: Option<HeaderName>,
    /// One click signs in as anybody of a practice clinic.
    pub demo: bool,
}

impl Config {
    /// Whether browsers come through https.
    pub fn https(&self) -> bool {
        self.public.as_ref().is_some_and(Origin::is_https)
    }
}

/// Writes the first entry of a clinic; the desk does.
#[async_trait::async_trait]
pub trait Founder: Send + Sync {
    /// Records these events as the clinic's first entry, by that person.
    async fn found(
        &self,
        clinic: ClinicId,
        by: StaffId,
        events: Vec<clinic::Event>,
    ) -> Result<(), ServerError>;
}

/// What the doors need. Clones share it.
#[derive(Clone)]
pub struct Auth {
    /// The database.
    pub store: Store,
    /// The clock.
    pub clock: Clock,
    /// How the server is reached.
    pub config: Arc<Config>,
    /// Who is signed in.
    pub sessions: Sessions,
    /// Who works where.
    pub clinics: Clinics,
    /// Hashes passwords.
    pub hasher: Hasher,
    founder: Arc<dyn Founder>,
}

impl Auth {
    /// The doors of a store.
    pub fn new(store: Store, clock: Clock, config: Config, founder: Arc<dyn Founder>) -> Auth {
        let clinics = Clinics::new(store.clone());
        let sessions = Sessions::new(store.clone(), clock.clone(), clinics.clone());
        let (config, hasher) = (Arc::new(config), Hasher::default());
        Auth { store, clock, config, sessions, clinics, hasher, founder }
    }

    /// Every door. They ask for the visitor that [`crate::guard::identify`] puts into the request.
    pub fn routes<S: Clone + Send + Sync + 'static>(self) -> Router<S> {
        Router::new()
            .route("/session", post(sign_in::begin))
            .route("/session/factor", post(sign_in::factor))
            .route("/session/end", post(locking::end))
            .route("/sign-out", post(locking::end))
            .route("/session/lock", post(locking::lock))
            .route("/session/unlock", post(locking::unlock))
            .route("/session/here", post(locking::here))
            .route("/session/clinic", post(locking::other_clinic))
            .route("/sessions/{id}/end", post(account::end_one))
            .route("/sessions/end-others", post(account::end_others))
            .route("/account/password", post(account::password))
            .route("/account/look", post(account::look))
            .route("/account/factor", post(factor::begin))
            .route("/account/factor/confirm", post(factor::confirm))
            .route("/account/factor/remove", post(factor::remove))
            .route("/invites", post(invite::make))
            .route("/invite/{token}", post(invite::accept))
            .route("/demo/session", post(demo::begin))
            .layer(DefaultBodyLimit::max(FORM_MAX_BYTES))
            .with_state(self)
    }
}
