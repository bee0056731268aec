//! One line in the log for each request, and a ticket for each fault. Never an address, a query or a body: they may
//! name a patient.

use crate::problem;
use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use futures::FutureExt;
use rand::Rng;
use std::panic::AssertUnwindSafe;
use std::time::Instant;
use tracing::Instrument;

/// Under which the log has what happened in a request.
#[derive(Clone, Debug)]
pub struct Ticket(pub String);

impl Ticket {
    /// Eight letters and digits that are read out easily on the phone.
    pub fn new() -> Ticket {
        const LETTERS: &[u8] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
        let mut rng = rand::rng();
        Ticket((0..8).map(|_| char::from(LETTERS[rng.random_range(0..LETTERS.len())])).collect())
    }
}

impl Default for Ticket {
    fn default() -> Self {
        Ticket::new()
    }
}

/// Logs the request, and turns a panic into an answer with the ticket.
pub async fn record(mut request: Request, next: Next) -> Response {
    let ticket = Ticket::new();
    let began = Instant::now();
    let method = request.method().clone();
    let uri = request.uri().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "(file or unknown)".to_owned(), |path| path.as_str().to_owned());
    let span = tracing::info_span!("request", %method, route, ticket = ticket.0);
    request.extensions_mut().insert(ticket.clone());
    let response = AssertUnwindSafe(next.run(request))
        .catch_unwind()
        .instrument(span.clone())
        .await
        .unwrap_or_else(|_| problem::broken(&uri, &ticket.0));
    let _entered = span.enter();
    let status = response.status().as_u16();
    let milliseconds = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    if response.status().is_server_error() {
        tracing::error!(status, milliseconds, "failed");
    } else {
        tracing::info!(status, milliseconds, "answered");
    }
    response
}

/// A panic's text may quote what somebody typed, so the log gets its place only.
pub fn quiet_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a panic: this is a fault of the program");
    }));
}
