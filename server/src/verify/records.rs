//! Compares the view of records with what the journal says it must be.

use super::{CHUNK, Problem};
use crate::replay::Replay;
use crate::store::{StoreError, Tx, id, record_rows};
use domain::ids::ClinicId;

pub(super) async fn records_differ(
    tx: &mut Tx,
    clinic: ClinicId,
    replay: &Replay,
) -> Result<Option<Problem>, StoreError> {
    let column = "record";
    let mut wanted = replay.record_rows()?.into_iter();
    let mut after = String::new();
    loop {
        let rows = record_rows(tx, clinic, &after, CHUNK).await?;
        let Some(last) = rows.last() else { break };
        after.clone_from(&last.id);
        for row in &rows {
            if wanted.next().as_ref() != Some(row) {
                return Ok(Some(Problem::Case { clinic, case: id(&row.id)?, column }));
            }
        }
    }
    match wanted.next() {
        Some(missing) => Ok(Some(Problem::Case { clinic, case: id(&missing.id)?, column })),
        None => Ok(None),
    }
}
