//! A copy of everything, taken while the server runs, and put back where nothing is.
//!
//! Of SQLite a backup is another SQLite file; of PostgreSQL it is one JSON document a line, table by table, of one moment.
//! Both are complete (accounts and sessions too) and are therefore written for the owner's eyes only.

mod lines;
#[cfg(test)]
mod tests;

use crate::flaw::{self, Flaw};
use crate::store::open::{is_postgres, known_schema, lock, sqlite_path};
use crate::store::{Store, StoreError};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};

/// Copies the database at `url` into a new file. `progress` hears how many rows were written more, where rows are written.
pub async fn backup(url: &str, to: &Path, progress: impl FnMut(u64) + Send) -> Result<(), StoreError> {
    if to.exists() {
        return Err(StoreError::Exists(to.to_owned()));
    }
    let partial = beside(to, "partial");
    let file = private(&partial)?;
    if is_postgres(url) {
        let Store::Postgres(pool, _) = Store::open_beside(url).await? else {
            return Err(StoreError::Address);
        };
        lines::write(&pool, &file, &partial, progress).await?;
    } else {
        // SQLite copies into an empty file, and keeps the rights that it has.
        let path = sqlite_path(url).ok_or(StoreError::Address)?;
        if flaw::has(Flaw::Backup) {
            return std::fs::copy(path, to).map(|_| ()).map_err(|source| failed(to, source));
        }
        let _blocked = if flaw::has(Flaw::Block) { Some(blocked(path).await?) } else { None };
        let mut conn = connect(path).await?;
        sqlx::query("vacuum into $1").bind(partial.to_string_lossy().as_ref()).execute(&mut conn).await?;
        conn.close().await?;
    }
    // A backup that a power cut takes back would be none.
    keep(&file, &partial, to).map_err(|source| failed(to, source))
}

/// Gives a finished file its name, so that it is there after a power cut: its bytes, and then the name in its folder.
fn keep(file: &File, partial: &Path, to: &Path) -> std::io::Result<()> {
    file.sync_all()?;
    std::fs::rename(partial, to)?;
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Elsewhere a folder cannot be opened, and a name is kept by the system itself.
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Fills the database at `url`, in which there is no clinic yet and on which no server runs, from a backup of its kind.
pub async fn restore(from: &Path, url: &str, progress: impl FnMut(u64) + Send) -> Result<(), StoreError> {
    if is_postgres(url) {
        let file = File::open(from).map_err(|source| failed(from, source))?;
        let store = Store::open(url).await?;
        let Store::Postgres(pool, _) = &store else { return Err(StoreError::Address) };
        return lines::read(pool, file, from, progress).await;
    }
    let path = sqlite_path(url).ok_or(StoreError::Address)?;
    // Before anything is written beside the database: a slip in the name leaves nothing.
    File::open(from).map_err(|source| failed(from, source))?;
    let lock = lock(path)?;
    if path.exists() && has_clinics(path).await? {
        return Err(StoreError::NotEmpty);
    }
    let partial = beside(path, "partial");
    let file = private(&partial)?;
    if let Err(source) = std::fs::copy(from, &partial) {
        let _ = std::fs::remove_file(&partial);
        return Err(failed(from, source));
    }
    if let Err(reason) = is_sound(&partial).await {
        // It is ours, and of no use to anybody.
        let _ = std::fs::remove_file(&partial);
        return Err(StoreError::NoBackup { path: from.to_owned(), reason });
    }
    for old in ["-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(old);
        match std::fs::remove_file(&name) {
            Err(source) if source.kind() != std::io::ErrorKind::NotFound => return Err(failed(path, source)),
            _ => {}
        }
    }
    keep(&file, &partial, path).map_err(|source| failed(path, source))?;
    drop(lock);
    // Brings an older backup up to date, and refuses a newer one.
    Store::open(url).await?.close().await;
    Ok(())
}

fn failed(path: &Path, source: std::io::Error) -> StoreError {
    StoreError::File { path: path.to_owned(), source }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

/// A new empty file that only its owner may read.
fn private(path: &Path) -> Result<File, StoreError> {
    let mut options = OpenOptions::new();
    options.create(true).write(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|source| failed(path, source))
}

async fn connect(path: &Path) -> Result<SqliteConnection, StoreError> {
    Ok(SqliteConnectOptions::new().filename(path).disable_statement_logging().connect().await?)
}

/// A fault on purpose: the writer's seat, for as long as this is held.
async fn blocked(path: &Path) -> Result<SqliteConnection, StoreError> {
    let mut conn = connect(path).await?;
    sqlx::query("begin immediate").execute(&mut conn).await?;
    Ok(conn)
}

async fn has_clinics(path: &Path) -> Result<bool, StoreError> {
    let mut conn = connect(path).await?;
    let tables: i64 = sqlx::query_scalar("select count(*) from sqlite_master where name = 'clinic'")
        .fetch_one(&mut conn)
        .await?;
    if tables == 0 {
        return Ok(false);
    }
    let clinics: i64 = sqlx::query_scalar("select count(*) from clinic").fetch_one(&mut conn).await?;
    conn.close().await?;
    Ok(0 < clinics)
}

async fn is_sound(path: &Path) -> Result<(), String> {
    let unreadable = |_| "it is no SQLite file of Caseboard.".to_owned();
    let mut conn = connect(path).await.map_err(|_| "it cannot be opened.".to_owned())?;
    let found: i64 = sqlx::query_scalar("select max(version) from _sqlx_migrations")
        .fetch_one(&mut conn)
        .await
        .map_err(unreadable)?;
    let known = known_schema();
    if known < found {
        return Err(format!("it has schema {found}, and this program knows schemas up to {known}."));
    }
    let check: String =
        sqlx::query_scalar("pragma quick_check").fetch_one(&mut conn).await.map_err(unreadable)?;
    if check == "ok" { Ok(()) } else { Err("its pages are damaged.".to_owned()) }
}
