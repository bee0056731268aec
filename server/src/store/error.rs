//! What can go wrong between the desk and the database, and what the person is told.

use app::error::ServerError;
use sqlx::error::DatabaseError;
use std::path::PathBuf;

/// Why the database did not do what was asked. Nothing was half-written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database was written by a later version of this program.
    #[error(
        "This database has schema {found}, and this program knows schemas up to {known}. Nothing was changed. \
         Start the newer program that wrote it, or restore a backup of schema {known}."
    )]
    Newer {
        /// Schema of the database.
        found: i64,
        /// Newest schema known here.
        known: i64,
    },
    /// The database was written by an earlier version of this program.
    #[error(
        "This database has schema {found}, and this program needs schema {known}. Nothing was changed. \
         Start the server once to bring it up to date."
    )]
    Older {
        /// Schema of the database.
        found: i64,
        /// Schema needed here.
        known: i64,
    },
    /// What was to be filled has data already.
    #[error(
        "There are clinics in this database already. Nothing was changed. Choose an empty one, or move the old one away."
    )]
    NotEmpty,
    /// A file is not a backup of this program.
    #[error("{path} is not a backup that can be restored here: {reason} Nothing was changed.")]
    NoBackup {
        /// Which.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
    /// The schema is not the one that this program once made.
    #[error(
        "Schema step {0} of this database is not the one this program knows. Nothing was changed. \
         Restore a backup, or start the program that made it."
    )]
    Altered(i64),
    /// Another server has the file open.
    #[error(
        "Another server is using {0}. Nothing was changed. Stop it first, choose another --data, or use PostgreSQL \
         to run several servers on one database."
    )]
    InUse(PathBuf),
    /// The address of the database cannot be read.
    #[error(
        "The database address cannot be understood. Write sqlite://PATH or postgres://USER@HOST/DATABASE."
    )]
    Address,
    /// Nobody answers where PostgreSQL should be.
    #[error(
        "Nobody answers at {host}:{port} ({reason}). Nothing was changed. Start PostgreSQL there, or say with --database \
         where it is."
    )]
    NoAnswer {
        /// Name or address.
        host: String,
        /// Port.
        port: u16,
        /// What the system says; never the whole address, which may hold a password.
        reason: String,
    },
    /// A file that must be new is there already.
    #[error("{0} is there already and was left as it is. Choose another name, or move it away first.")]
    Exists(PathBuf),
    /// The database is there but cannot be written or reached now: disk full, locked, gone.
    #[error("The database cannot be used right now; nothing was half-written. Try again. ({0})")]
    Passing(#[source] sqlx::Error),
    /// A statement failed: a fault of ours.
    #[error("The database refused a statement; nothing was half-written. ({0})")]
    Statement(#[source] sqlx::Error),
    /// A stored value cannot be read.
    #[error("A stored {what} cannot be read. Run `caseboard verify`. ({reason})")]
    Unreadable {
        /// Which value.
        what: &'static str,
        /// Why; never the value itself.
        reason: String,
    },
    /// A file beside the database cannot be used.
    #[error("{path} cannot be opened: {source}. Check that the folder exists and may be written.")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> StoreError {
        if is_passing(&error) { StoreError::Passing(error) } else { StoreError::Statement(error) }
    }
}

impl StoreError {
    /// Whether the same request may work a moment later.
    pub fn is_passing(&self) -> bool {
        matches!(self, StoreError::Passing(_))
    }

    /// Whether a row with the same key is there already.
    pub fn is_repeat(&self) -> bool {
        matches!(self, StoreError::Statement(sqlx::Error::Database(error)) if error.is_unique_violation())
    }

    /// What the browser is told: busy when it passes, else a ticket under which the log has the reason.
    /// `doing` says what the server was about, without naming anybody.
    pub fn for_page(&self, doing: &str) -> ServerError {
        if self.is_passing() {
            tracing::warn!(error = %self, doing, "the database cannot be used now");
            return ServerError::Busy;
        }
        let ticket = ticket();
        tracing::error!(error = %self, doing, ticket, "broken");
        ServerError::Broken { ticket }
    }
}

/// Turns a result into what a page is told: `store.read().await.fault("reading the board")?`.
pub trait Fault<T> {
    /// See [`StoreError::for_page`].
    fn fault(self, doing: &str) -> Result<T, ServerError>;
}

impl<T, E: Into<StoreError>> Fault<T> for Result<T, E> {
    fn fault(self, doing: &str) -> Result<T, ServerError> {
        self.map_err(|error| error.into().for_page(doing))
    }
}

fn ticket() -> String {
    format!("{:08x}", rand::random::<u32>())
}

fn is_passing(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => true,
        sqlx::Error::Database(error) => database_is_passing(error.as_ref()),
        _ => false,
    }
}

fn database_is_passing(error: &dyn DatabaseError) -> bool {
    let code = error.code().unwrap_or_default();
    if error.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some() {
        // Busy, locked, read-only, I/O, full, cannot open; the low byte is the primary code.
        let primary = code.parse::<i32>().map_or(0, |code| code & 0xff);
        return matches!(primary, 5 | 6 | 8 | 10 | 13 | 14);
    }
    // Connection, serialisation and deadlock, resources, lock not available, operator, system, read-only.
    ["08", "40", "53", "55P03", "57", "58", "25006"].iter().any(|class| code.starts_with(class))
}
