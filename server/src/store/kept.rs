//! PostgreSQL connections that are kept at hand for what each move needs: its session, and its commit.
//!
//! The pool tries every connection that is given back, which is a journey as long as the statement's own. What is kept
//! here is not given back in between.

use super::open::RESTED;
use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, PgPool, Postgres};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// Connections that are kept at most; the others of the pool are for everybody.
const KEPT: usize = 4;

/// The connections at rest, the last used last. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Kept(Arc<Mutex<Vec<Resting>>>);

#[derive(Debug)]
struct Resting {
    conn: PoolConnection<Postgres>,
    since: Instant,
}

/// One at work. Dropped without [`Lent::keep`], as after a failure, it is given back to the pool, which tries it.
#[derive(Debug)]
pub(crate) struct Lent {
    conn: PoolConnection<Postgres>,
    kept: Kept,
}

impl Kept {
    /// One that worked a moment ago, or one of the pool.
    pub(crate) async fn lend(&self, pool: &PgPool) -> Result<Lent, sqlx::Error> {
        let last = self.rest().pop();
        let conn = match last {
            Some(Resting { conn, since }) if since.elapsed() < RESTED => conn,
            _ => pool.acquire().await?,
        };
        Ok(Lent { conn, kept: self.clone() })
    }

    /// Gives all of them back; the pool is closing.
    pub(super) fn give_back(&self) {
        self.rest().clear();
    }

    fn rest(&self) -> MutexGuard<'_, Vec<Resting>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lent {
    /// The connection.
    pub(crate) fn conn(&mut self) -> &mut PgConnection {
        &mut self.conn
    }

    /// It has done what it was asked, and is as good as before.
    pub(crate) fn keep(self, pool: &PgPool) {
        let mut rest = self.kept.rest();
        // Asked under the lock: whoever closes the pool empties this afterwards.
        if rest.len() < KEPT && !pool.is_closed() {
            rest.push(Resting { conn: self.conn, since: Instant::now() });
        }
    }
}
