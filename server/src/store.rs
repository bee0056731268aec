//! The database: an enum of two native pools, and one text of SQL that both understand.
//!
//! Ids are hyphenated lower-case text in both databases (bind `id.to_string()`, read with [`id`]); instants are whole
//! microseconds since 1970 in a big integer (bind [`micros`], read with [`instant`]); documents are JSON as text. So a row
//! compares, hashes and is exported the same way wherever it lies, and a view can be checked byte for byte.
//!
//! A body inside `on!` or `in_tx!` is compiled once for each database: keep it short, and map rows outside.

mod cases;
mod clinics;
mod documents;
mod entries;
mod error;
mod fold;
mod group;
mod kept;
mod ledgers;
mod looks;
mod note_drafts;
pub(crate) mod open;
mod payer_drafts;
mod records;
mod search;
mod tables;
pub mod testing;
mod tx;
mod value;
mod writes;

pub use cases::{
    CaseRow, Changed, Keys, batch_rows, case_docs, case_docs_now, case_rows, changed_since, delete_cases,
    is_open, one_case, open_docs, upsert_cases,
};
pub use clinics::{
    ClinicRow, Counters, clinic_row, clinics, clinics_of_all_rows, clinics_with_departures, found, kind_code,
    lock_counters, save_counters, save_doc, seqs,
};
pub use documents::{document, has_document, keep_document};
pub use entries::{
    EntryRow, First, entries_after, entries_by, entries_of_case, entries_page, glass_entries, insert_entries,
    seen,
};
pub use error::{Fault, StoreError};
pub use fold::{digits, fold};
pub use group::{write_at_once, write_group};
pub use kept::Kept;
pub use ledgers::{Decision, LedgerRow, decisions, delete_ledgers, ledger_rows, ledgers, upsert_ledgers};
pub use looks::{Look, LookChain, LookRow, count_looks, log_look, look_chain, looks_after};
pub use note_drafts::{NoteDraft, delete_note_draft, note_drafts, save_note_draft};
pub use payer_drafts::{PayerDraft, delete_draft, payer_draft, payer_drafts, save_draft};
pub use records::{
    RecordRow, cases_of_file, delete_records, open_in_records, record_rows, records, upsert_records,
};
pub use search::{Wanted, search_docs};
pub use tables::{AccountLine, LookLine, SessionRow, account_page, look_page, session_page};
pub use tx::Tx;
pub use value::{id, instant, json, json_list, micros, number, optional_id, to_json, unsigned};
pub use writes::Writes;

use open::Beside;
use sqlx::{PgPool, SqlitePool};
use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

/// An open database. Clones share it.
#[derive(Clone, Debug)]
pub enum Store {
    /// One file on this machine.
    Sqlite(SqliteStore),
    /// A PostgreSQL that several servers may share.
    Postgres(PgPool, Kept),
}

/// A SQLite file in write-ahead mode: many readers, one writer, every commit on the disk before it is acknowledged.
#[derive(Clone, Debug)]
pub struct SqliteStore {
    /// Connections that only read.
    pub read: SqlitePool,
    /// The one connection that writes.
    pub write: SqlitePool,
    /// The file.
    pub path: PathBuf,
    /// What was written, entries and cases apart.
    pub writes: Writes,
    /// Held for as long as the store is open, so that no second server opens the file; not held by who only reads.
    lock: Option<Arc<File>>,
}

/// Runs a query that only reads: `on!(store, |db| sqlx::query(SQL).fetch_all(db).await)`.
#[macro_export]
macro_rules! on {
    ($store:expr, |$db:ident| $body:expr) => {
        match $store {
            $crate::store::Store::Sqlite(sqlite) => {
                let $db = &sqlite.read;
                $body
            }
            $crate::store::Store::Postgres(pool, _) => {
                let $db = pool;
                $body
            }
        }
    };
}

/// Runs one statement that writes: `on_write!(store, |db| sqlx::query(SQL).execute(db).await)`.
#[macro_export]
macro_rules! on_write {
    ($store:expr, |$db:ident| $body:expr) => {
        match $store {
            $crate::store::Store::Sqlite(sqlite) => {
                let _counted = sqlite.writes.count();
                let $db = &sqlite.write;
                $body
            }
            $crate::store::Store::Postgres(pool, _) => {
                let $db = pool;
                $body
            }
        }
    };
}

/// Runs a body in one transaction that may write. The body is a block that ends in a `Result` whose error has
/// `From<sqlx::Error>`; `&mut *tx` is the connection. An error, or leaving the body early, rolls everything back.
#[macro_export]
macro_rules! in_tx {
    ($store:expr, |$tx:ident| $body:block) => {
        match $store {
            $crate::store::Store::Sqlite(sqlite) => {
                let _counted = sqlite.writes.count();
                let mut $tx = sqlite.write.begin_with("begin immediate").await?;
                let value = $body?;
                $tx.commit().await?;
                Ok(value)
            }
            $crate::store::Store::Postgres(pool, _) => {
                let mut $tx = pool.begin().await?;
                let value = $body?;
                $tx.commit().await?;
                Ok(value)
            }
        }
    };
}

pub use crate::{in_tx, on, on_tx, on_write};

impl Store {
    /// Opens `sqlite://path` (made when missing) or `postgres://user@host/database`, and brings its schema up to date.
    pub async fn open(url: &str) -> Result<Store, StoreError> {
        open::open(url).await
    }

    /// Opens a database beside a server that may be running on it: to read only, and only if its schema is the one of this
    /// program.
    pub async fn open_beside(url: &str) -> Result<Store, StoreError> {
        open::open_beside(url, Beside::Reads).await
    }

    /// As [`Store::open_beside`], for one row in the access log. Nothing that a server has in memory may be written so.
    pub async fn open_beside_to_log(url: &str) -> Result<Store, StoreError> {
        open::open_beside(url, Beside::Logs).await
    }

    /// The name of the kind, for a sentence.
    pub fn kind(&self) -> &'static str {
        match self {
            Store::Sqlite(_) => "SQLite",
            Store::Postgres(..) => "PostgreSQL",
        }
    }

    /// How often anything but entries and cases was written; nothing where other servers write too.
    pub(crate) fn writes(&self) -> Option<u64> {
        match self {
            Store::Sqlite(sqlite) => Some(sqlite.writes.so_far()),
            Store::Postgres(..) => None,
        }
    }

    /// Waits until running statements end, then closes every connection and gives the file free.
    pub async fn close(&self) {
        match self {
            Store::Sqlite(sqlite) => {
                sqlite.read.close().await;
                sqlite.write.close().await;
                if let Some(lock) = &sqlite.lock {
                    // An error means that the file is not locked any more, which is what is wanted.
                    let _ = lock.unlock();
                }
            }
            Store::Postgres(pool, kept) => {
                // Closing begins at once and waits for all connections.
                let closed = pool.close();
                kept.give_back();
                closed.await;
            }
        }
    }
}

#[cfg(test)]
mod tests;
