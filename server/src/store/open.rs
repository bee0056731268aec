//! Opening a database: settings of both engines, the lock beside the file, the schema.

use super::{Kept, SqliteStore, Store, StoreError, Writes, looks, records};
use crate::flaw::{self, Flaw};
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use std::cmp::Ordering;
use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// How long a statement waits for a database that somebody else holds.
const BUSY: Duration = Duration::from_secs(5);
/// How long a request waits for a free connection.
const ACQUIRE: Duration = Duration::from_secs(10);
/// A connection that has rested longer is tried before it is used.
pub(super) const RESTED: Duration = Duration::from_secs(5);
/// Connections of one server to PostgreSQL.
const POSTGRES_CONNECTIONS: u32 = 16;
/// Connections that read a SQLite file at once.
const SQLITE_READERS: u32 = 4;

pub(super) async fn open(url: &str) -> Result<Store, StoreError> {
    let store = if is_postgres(url) {
        postgres(url).await?
    } else {
        sqlite(sqlite_path(url).ok_or(StoreError::Address)?).await?
    };
    looks::seal(&store).await?;
    records::bring_up(&store).await?;
    Ok(store)
}

async fn postgres(url: &str) -> Result<Store, StoreError> {
    let options = PgConnectOptions::from_str(url)
        .map_err(|_| StoreError::Address)?
        .application_name("caseboard")
        // A server that hangs in the middle of a transaction must not keep the others from writing for ever.
        .options([("lock_timeout", "10s"), ("idle_in_transaction_session_timeout", "60s")])
        .disable_statement_logging();
    let pool = PgPoolOptions::new()
        .max_connections(POSTGRES_CONNECTIONS)
        .acquire_timeout(ACQUIRE)
        .test_before_acquire(false)
        .before_acquire(|conn, meta| {
            // A journey that a busy server need not make: what worked a moment ago still does.
            Box::pin(async move {
                if RESTED < meta.idle_for {
                    conn.ping().await?;
                }
                Ok(true)
            })
        })
        .connect_with(options.clone())
        .await
        .map_err(|error| unanswered(&options, error))?;
    let mut conn = pool.acquire().await?;
    POSTGRES.run_direct(None, &mut *conn, false).await.map_err(|error| schema(error, &POSTGRES))?;
    drop(conn);
    Ok(Store::Postgres(pool, Kept::default()))
}

/// A pool that waited in vain says so of itself; what a person needs is where nobody answered.
fn unanswered(options: &PgConnectOptions, error: sqlx::Error) -> StoreError {
    let reason = match &error {
        sqlx::Error::PoolTimedOut => format!("within {} seconds", ACQUIRE.as_secs()),
        sqlx::Error::Io(reason) => reason.to_string(),
        _ => return error.into(),
    };
    StoreError::NoAnswer { host: options.get_host().to_owned(), port: options.get_port(), reason }
}

async fn sqlite(path: &Path) -> Result<Store, StoreError> {
    let lock = lock(path)?;
    let options = options(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    let pool = || {
        SqlitePoolOptions::new()
            .acquire_timeout(ACQUIRE)
            .test_before_acquire(false)
            .before_acquire(|conn, _| Box::pin(is_usable(conn)))
    };
    let write =
        pool().max_connections(1).idle_timeout(None).max_lifetime(None).connect_with(options.clone()).await?;
    let mut conn = write.acquire().await?;
    SQLITE.run_direct(None, &mut *conn, false).await.map_err(|error| schema(error, &SQLITE))?;
    drop(conn);
    let reading = options.pragma("query_only", "on");
    let read = pool().max_connections(SQLITE_READERS).connect_with(reading).await?;
    let (path, writes, lock) = (path.to_owned(), Writes::default(), Some(Arc::new(lock)));
    Ok(Store::Sqlite(SqliteStore { read, write, path, writes, lock }))
}

fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .foreign_keys(true)
        .busy_timeout(BUSY)
        .pragma("cache_size", "-16000")
        .pragma("temp_store", "memory")
        // A group has its own text for each number of rows.
        .statement_cache_capacity(256)
        .disable_statement_logging()
}

/// Whether a connection has left its last transaction. On a full disk SQLite itself rolls back, and the driver, whose own
/// rollback then fails, believes for ever that it is still inside: such a connection is thrown away.
async fn is_usable(conn: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    if conn.is_in_transaction() {
        // A rollback may be on its way; this comes after it.
        conn.ping().await?;
    }
    Ok(!conn.is_in_transaction())
}

/// The SQLite file that an address names, if it names one.
pub(crate) fn sqlite_path(url: &str) -> Option<&Path> {
    let path = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:"))?;
    (!path.is_empty() && !path.starts_with(':')).then(|| Path::new(path))
}

/// Whether an address names a PostgreSQL.
pub(crate) fn is_postgres(url: &str) -> bool {
    url.starts_with("postgres://") || url.starts_with("postgresql://")
}

/// The newest schema that this program knows.
pub(crate) fn known_schema() -> i64 {
    SQLITE.iter().map(|step| step.version).max().unwrap_or(0)
}

/// What somebody does beside a server.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Beside {
    /// Reads, and could not write by mistake.
    Reads,
    /// Adds to the access log.
    Logs,
}

pub(super) async fn open_beside(url: &str, beside: Beside) -> Result<Store, StoreError> {
    let store = if is_postgres(url) {
        let options = PgConnectOptions::from_str(url).map_err(|_| StoreError::Address)?;
        let pool =
            PgPoolOptions::new().max_connections(2).acquire_timeout(ACQUIRE).connect_with(options.clone());
        let pool = pool.await.map_err(|error| unanswered(&options, error))?;
        Store::Postgres(pool, Kept::default())
    } else {
        let path = sqlite_path(url).ok_or(StoreError::Address)?;
        let options = options(path).synchronous(SqliteSynchronous::Full);
        let options = match beside {
            Beside::Reads => options.pragma("query_only", "on"),
            Beside::Logs => options,
        };
        let read = SqlitePoolOptions::new().max_connections(2).connect_with(options).await?;
        let (path, writes) = (path.to_owned(), Writes::default());
        Store::Sqlite(SqliteStore { write: read.clone(), read, path, writes, lock: None })
    };
    let found: i64 =
        crate::on!(&store, |db| sqlx::query_scalar("select max(version) from _sqlx_migrations")
            .fetch_one(db)
            .await)?;
    let known = known_schema();
    match found.cmp(&known) {
        Ordering::Less => Err(StoreError::Older { found, known }),
        Ordering::Equal => Ok(store),
        Ordering::Greater => Err(StoreError::Newer { found, known }),
    }
}

/// Two servers that each believe to be the only writer would not hear of each other's changes.
pub(crate) fn lock(path: &Path) -> Result<File, StoreError> {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    let name = PathBuf::from(name);
    let unusable = |source| StoreError::File { path: name.clone(), source };
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(&name).map_err(unusable)?;
    match file.try_lock() {
        _ if flaw::has(Flaw::Lock) => Ok(file),
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::InUse(path.to_owned())),
        Err(TryLockError::Error(source)) => Err(unusable(source)),
    }
}

fn schema(error: MigrateError, migrator: &Migrator) -> StoreError {
    let known = migrator.iter().map(|step| step.version).max().unwrap_or(0);
    match error {
        MigrateError::VersionMissing(found) => StoreError::Newer { found, known },
        MigrateError::VersionMismatch(step) | MigrateError::Dirty(step) => StoreError::Altered(step),
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => error.into(),
        other => StoreError::Unreadable { what: "schema", reason: other.to_string() },
    }
}

/// A database as an earlier version of this program left it.
#[cfg(test)]
pub(super) async fn migrate_to(url: &str, version: i64) {
    if is_postgres(url) {
        let mut conn = sqlx::PgConnection::connect(url).await.expect("it opens");
        POSTGRES.run_direct(Some(version), &mut conn, false).await.expect("it migrates");
    } else {
        let path = sqlite_path(url).expect("a path");
        let mut conn = options(path).create_if_missing(true).connect().await.expect("it opens");
        SQLITE.run_direct(Some(version), &mut conn, false).await.expect("it migrates");
    }
}
