//! What is swept out: rows that only ever helped to decide something which is long decided.
//!
//! The journal and the access log are never touched. A session stays for as long as somebody may ask who was signed in.

use crate::accounts::{devices, invitations, tries};
use crate::clock::Clock;
use crate::session::Sessions;
use crate::store::{Store, StoreError};
use domain::kinds::Instant;
use std::time::Duration;

/// A server that has just begun has better things to do.
const FIRST: Duration = Duration::from_mins(1);
/// How often.
const EVERY: Duration = Duration::from_hours(1);

/// Sweeps for as long as the server runs.
pub(crate) async fn keep(store: Store, clock: Clock) {
    tokio::time::sleep(FIRST).await;
    loop {
        if let Err(error) = sweep(&store, clock.now()).await {
            tracing::warn!(%error, "what is out of date could not be swept out; it is tried again in an hour");
        }
        tokio::time::sleep(EVERY).await;
    }
}

/// Once.
pub(crate) async fn sweep(store: &Store, now: Instant) -> Result<(), StoreError> {
    tries::sweep(store, now).await?;
    devices::sweep(store, now).await?;
    invitations::sweep(store, now).await?;
    Sessions::sweep(store, now).await
}

#[cfg(test)]
mod tests;
