//! Everything of a clinic as files that other programs read: a CSV for each table, the files that people attached, the
//! journal as JSON Lines, and last a manifest with rows and SHA-256 of each file.
//!
//! All of it is of one moment, taken beside people at work. It is read and written in small pages, so that a large clinic
//! costs no more memory than a small one. No password, secret, digest or token is in it. A file that is not in the
//! manifest, or a folder without one, is an export that did not end.

mod archive;
mod cases;
mod clinic;
mod download;
mod folder;
mod journal;
mod ledgers;
mod letters;
mod logs;
mod pack;

pub(crate) use download::{Exports, download};
pub use folder::Folder;
pub use pack::{FileLine, Manifest, Out};

use crate::store::{StoreError, Tx, clinic_row};
use domain::ids::ClinicId;
use domain::kinds::Instant;
use pack::Pack;
use std::path::PathBuf;

/// Why there is no export. What was written until then has no manifest.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Something would be overwritten, or mixed with what is there.
    #[error("{0} is not empty. Nothing was written. Name a folder that is new or empty.")]
    NotEmpty(PathBuf),
    /// A file could not be written.
    #[error(
        "{path} cannot be written: {source}. The export is not complete and has no manifest; remove it, make room, and \
         export again."
    )]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Whoever asked for it has gone, or takes nothing any more.
    #[error("The export was broken off by whoever asked for it.")]
    Gone,
    /// There is no such clinic.
    #[error("There is no such clinic in this database. Nothing was written.")]
    NoClinic,
}

/// Writes everything of a clinic, as of the moment of the transaction. `at` is the clock; `progress` hears how many more
/// rows were written.
pub async fn write(
    tx: &mut Tx,
    clinic: ClinicId,
    at: Instant,
    out: &mut dyn Out,
    progress: &mut (dyn FnMut(u64) + Send),
) -> Result<Manifest, ExportError> {
    let row = clinic_row(tx, clinic).await?.ok_or(ExportError::NoClinic)?;
    let known = row.clinic()?;
    let mut pack = Pack::new(out, progress);
    for table in clinic::TABLES {
        pack.whole(table, |rows| (table.rows)(rows, &known)).await?;
    }
    for table in cases::TABLES {
        cases::write(tx, &known, table, &mut pack).await?;
    }
    for table in ledgers::TABLES {
        ledgers::write(tx, &known, table, &mut pack).await?;
    }
    letters::write(tx, &known, &mut pack).await?;
    journal::write_comments(tx, &known, &mut pack).await?;
    logs::write(tx, &known, &mut pack).await?;
    journal::write(tx, clinic, &mut pack).await?;
    pack.finish(&known, at, &row.counters).await
}
