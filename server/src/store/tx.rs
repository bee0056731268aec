//! A transaction on either database, as a value that can be handed from function to function.

use super::writes::Counted;
use super::{Store, StoreError};
use sqlx::{Postgres, Sqlite, Transaction};

/// An open transaction. Dropped without [`Tx::commit`], it leaves nothing behind.
#[derive(Debug)]
pub enum Tx {
    /// On SQLite; counted where it writes.
    Sqlite(Transaction<'static, Sqlite>, Option<Counted>),
    /// On PostgreSQL.
    Postgres(Transaction<'static, Postgres>),
}

/// Runs a body inside a transaction: `on_tx!(tx, |db| sqlx::query(SQL).execute(db).await)`. With `|db: Db|` the body may
/// name the engine as `Db`.
#[macro_export]
macro_rules! on_tx {
    ($tx:expr, |$db:ident| $body:expr) => {
        match $tx {
            $crate::store::Tx::Sqlite(tx, _) => {
                let $db = &mut **tx;
                $body
            }
            $crate::store::Tx::Postgres(tx) => {
                let $db = &mut **tx;
                $body
            }
        }
    };
    ($tx:expr, |$db:ident: $engine:ident| $body:expr) => {
        match $tx {
            $crate::store::Tx::Sqlite(tx, _) => {
                type $engine = sqlx::Sqlite;
                let $db = &mut **tx;
                $body
            }
            $crate::store::Tx::Postgres(tx) => {
                type $engine = sqlx::Postgres;
                let $db = &mut **tx;
                $body
            }
        }
    };
}

impl Store {
    /// Begins to write. On SQLite the writer's seat is taken at once.
    pub async fn write(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            Store::Sqlite(sqlite) => {
                let tx = sqlite.write.begin_with("begin immediate").await?;
                Tx::Sqlite(tx, Some(sqlite.writes.count()))
            }
            Store::Postgres(pool, _) => Tx::Postgres(pool.begin().await?),
        })
    }

    /// Begins to read: everything read in it is of one moment.
    pub async fn snapshot(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            Store::Sqlite(sqlite) => Tx::Sqlite(sqlite.read.begin().await?, None),
            Store::Postgres(pool, _) => {
                Tx::Postgres(pool.begin_with("begin isolation level repeatable read read only").await?)
            }
        })
    }
}

impl Tx {
    /// Keeps what was written; it is on the disk when this returns.
    pub async fn commit(self) -> Result<(), StoreError> {
        match self {
            Tx::Sqlite(tx, _counted) => tx.commit().await?,
            Tx::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }

    /// One text of SQL for each engine, where they differ.
    pub(super) fn sql(&self, sqlite: &'static str, postgres: &'static str) -> &'static str {
        match self {
            Tx::Sqlite(..) => sqlite,
            Tx::Postgres(_) => postgres,
        }
    }
}
