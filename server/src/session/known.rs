//! Sessions that were read a moment ago, so that each of many requests in a row need not read its session again.
//!
//! Only where nobody but this server writes: there a row is as it was read until something is written ([`Store::writes`]),
//! and any write at all, except of journal entries, makes everything here worthless. With several servers on one database
//! each request reads.

use super::rows::{self, Row};
use crate::accounts::secret::Token;
use crate::flaw::{self, Flaw};
use crate::store::{Store, StoreError};
use chrono::TimeDelta;
use domain::kinds::Instant;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A row is read anew after this time in any case: a write whose request was given up may come after it was counted.
const GOOD_FOR: TimeDelta = TimeDelta::seconds(1);
/// Rows that are remembered at most.
const ROWS: usize = 1_000;

/// What was read, by the digest of the secret. Clones share it.
#[derive(Clone, Debug, Default)]
pub(super) struct Known(Arc<Mutex<HashMap<String, Read>>>);

#[derive(Debug)]
struct Read {
    row: Row,
    /// When it was asked for, and the writes that were over then.
    at: Instant,
    writes: u64,
}

impl Read {
    /// A clock that was put back makes it no better.
    fn is_good(&self, writes: u64, now: Instant) -> bool {
        let unwritten = self.writes == writes || flaw::has(Flaw::Known);
        unwritten && self.at <= now && now - self.at < GOOD_FOR
    }
}

impl Known {
    /// The session of a secret, as it is now.
    pub(super) async fn find(
        &self,
        store: &Store,
        token: &Token,
        now: Instant,
    ) -> Result<Option<Row>, StoreError> {
        let digest = token.digest();
        // Before reading: what is written meanwhile makes it worthless.
        let Some(writes) = store.writes() else { return rows::find(store, &digest).await };
        if let Some(read) = self.read().get(&digest)
            && read.is_good(writes, now)
        {
            return Ok(Some(read.row.clone()));
        }
        let found = rows::find(store, &digest).await?;
        if let Some(row) = &found {
            let mut read = self.read();
            if ROWS <= read.len() {
                read.clear();
            }
            read.insert(digest, Read { row: row.clone(), at: now, writes });
        }
        Ok(found)
    }

    fn read(&self) -> MutexGuard<'_, HashMap<String, Read>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
