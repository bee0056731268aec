//! Cases that the clinic has already, as far as the search for duplicates needs them.

use crate::store::{Store, StoreError, case_rows, json};
use domain::access::Viewer;
use domain::case::Case;
use domain::ids::{BatchId, ClinicId};
use domain::import::Known;
use domain::kinds::Instant;

/// Cases read at once.
const CHUNK: usize = 1_000;

/// Every case that this person may see, closed ones too (a re-admission is asked about), but not those of `batch`: an
/// import that goes on after an interruption is not its own duplicate.
pub(super) async fn known(
    store: &Store,
    clinic: ClinicId,
    viewer: &Viewer,
    batch: BatchId,
    now: Instant,
) -> Result<Vec<Known>, StoreError> {
    let mut tx = store.snapshot().await?;
    let (mut known, mut after) = (Vec::new(), String::new());
    loop {
        let rows = case_rows(&mut tx, clinic, &after, CHUNK).await?;
        let Some(last) = rows.last() else { return Ok(known) };
        after.clone_from(&last.id);
        for row in rows.iter().filter(|row| !row.void) {
            let case: Case = json(&row.doc)?;
            if case.batch != Some(batch) && case.shows_to(viewer, now) {
                known.push(of(case));
            }
        }
    }
}

fn of(case: Case) -> Known {
    let phones = case.contacts.iter().filter_map(|contact| contact.phone.clone());
    Known {
        case: case.id,
        name: case.patient.name.to_string(),
        birth_on: case.patient.born,
        phones: phones.chain(case.patient.phone.clone()).collect(),
        identifiers: case.identifiers.iter().map(|identifier| identifier.value.to_string()).collect(),
    }
}
