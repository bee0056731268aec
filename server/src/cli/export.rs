//! `caseboard export`: everything of a clinic into a folder.

use super::{Failure, check, say};
use crate::clock::Clock;
use crate::export::{Folder, write};
use crate::store::{Look, Store, StoreError, clinic_row, clinics, log_look};
use clap::Args;
use domain::ids::{ClinicId, StaffId};
use std::path::PathBuf;
use uuid::Uuid;

/// What goes where.
#[derive(Args, Debug)]
pub(super) struct Export {
    /// The folder to write into; must be new or empty.
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
    /// Name or id of the clinic; needed when there are several.
    #[arg(long, value_name = "CLINIC")]
    clinic: Option<String>,
}

/// Exports, beside a running server too.
pub(super) async fn run(url: &str, export: Export) -> Result<(), Failure> {
    let store = Store::open_beside(url).await.map_err(Failure::new)?;
    let (clinic, name) = chosen(&store, export.clinic.as_deref()).await?;
    let mut folder = Folder::new(&export.to).map_err(Failure::new)?;
    let at = Clock::Real.now();
    log(url, clinic, at).await.map_err(|error| {
        Failure::new(format!(
            "The export cannot be written into the access log, so nothing was exported. {error}"
        ))
    })?;
    let mut tx = store.snapshot().await.map_err(Failure::new)?;
    let mut progress = check::progress("rows written");
    let manifest = write(&mut tx, clinic, at, &mut folder, &mut progress).await.map_err(Failure::new)?;
    drop(tx);
    let rows: u64 = manifest.files.iter().map(|file| file.rows).sum();
    say(format!(
        "{name} as of entry {}: {} files with {rows} rows are in {}; manifest.json has their hashes.",
        manifest.seq.0,
        manifest.files.len(),
        export.to.display()
    ));
    store.close().await;
    Ok(())
}

/// Who reads the database itself is nobody on staff, but was there.
async fn log(url: &str, clinic: ClinicId, at: domain::kinds::Instant) -> Result<(), StoreError> {
    let store = Store::open_beside_to_log(url).await?;
    let reason = Some("from the command line".to_owned());
    let look = Look { clinic, at, staff: StaffId(Uuid::nil()), case: None, what: "export", reason };
    let mut tx = store.write().await?;
    log_look(&mut tx, &look).await?;
    tx.commit().await?;
    store.close().await;
    Ok(())
}

/// The clinic that is meant, with its name.
async fn chosen(store: &Store, wanted: Option<&str>) -> Result<(ClinicId, String), Failure> {
    let mut all = named(store).await.map_err(Failure::new)?;
    if let Some(wanted) = wanted {
        all.retain(|(id, name)| name == wanted || id.to_string() == wanted);
    }
    let list = |all: &[(ClinicId, String)]| {
        all.iter().map(|(id, name)| format!("{name} ({id})")).collect::<Vec<_>>().join(", ")
    };
    match (all.len(), wanted) {
        (1, _) => Ok(all.remove(0)),
        (0, None) => Err(Failure::new("There is no clinic in this database yet. Nothing was exported.")),
        (0, Some(wanted)) => {
            let there = named(store).await.map_err(Failure::new)?;
            Err(Failure::new(format!(
                "There is no clinic \"{wanted}\" in this database. Nothing was exported. There are: {}.",
                list(&there)
            )))
        }
        _ => Err(Failure::new(format!(
            "Say with --clinic which clinic to export, by name or id: {}. Nothing was exported.",
            list(&all)
        ))),
    }
}

async fn named(store: &Store) -> Result<Vec<(ClinicId, String)>, StoreError> {
    let mut tx = store.snapshot().await?;
    let mut named = Vec::new();
    for id in clinics(&mut tx).await? {
        if let Some(row) = clinic_row(&mut tx, id).await? {
            named.push((id, row.clinic()?.name.to_string()));
        }
    }
    Ok(named)
}
