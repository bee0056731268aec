//! All SQL about notes that somebody is writing and has not signed.

use super::{Store, StoreError, id, instant, json, micros, to_json};
use crate::{on, on_tx, on_write};
use domain::ids::{CaseId, ClinicId, StaffId, VisitId};
use domain::kinds::Instant;

/// A note that is being written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NoteDraft {
    /// On which case.
    pub case: CaseId,
    /// On which visit.
    pub visit: VisitId,
    /// What the form's fields say, in order.
    pub fields: Vec<(String, String)>,
    /// When it was saved last.
    pub saved_at: Instant,
}

/// Every draft of a person.
pub async fn note_drafts(
    store: &Store,
    clinic: ClinicId,
    staff: StaffId,
) -> Result<Vec<NoteDraft>, StoreError> {
    const SQL: &str = "select case_id, visit, doc, saved_at from note_draft \
                       where clinic = $1 and staff = $2 order by saved_at, visit";
    let rows: Vec<(String, String, String, i64)> = on!(store, |db| sqlx::query_as(SQL)
        .bind(clinic.to_string())
        .bind(staff.to_string())
        .fetch_all(db)
        .await)?;
    let draft = |(case, visit, doc, at): &(String, String, String, i64)| {
        Ok(NoteDraft { case: id(case)?, visit: id(visit)?, fields: json(doc)?, saved_at: instant(*at)? })
    };
    rows.iter().map(draft).collect()
}

/// Keeps a draft; what was kept of the same visit before is replaced.
pub async fn save_note_draft(
    store: &Store,
    clinic: ClinicId,
    staff: StaffId,
    draft: &NoteDraft,
) -> Result<(), StoreError> {
    const SQL: &str = "insert into note_draft (clinic, staff, case_id, visit, doc, saved_at) \
                       values ($1, $2, $3, $4, $5, $6) on conflict (clinic, staff, case_id, visit) \
                       do update set doc = excluded.doc, saved_at = excluded.saved_at";
    let doc = to_json(&draft.fields)?;
    on_write!(store, |db| sqlx::query(SQL)
        .bind(clinic.to_string())
        .bind(staff.to_string())
        .bind(draft.case.to_string())
        .bind(draft.visit.to_string())
        .bind(doc)
        .bind(micros(draft.saved_at))
        .execute(db)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Throws a draft away: it was signed, or is not wanted any more.
pub async fn delete_note_draft(
    store: &Store,
    clinic: ClinicId,
    staff: StaffId,
    (case, visit): (CaseId, VisitId),
) -> Result<(), StoreError> {
    const SQL: &str =
        "delete from note_draft where clinic = $1 and staff = $2 and case_id = $3 and visit = $4";
    let mut tx = store.write().await?;
    on_tx!(&mut tx, |db| sqlx::query(SQL)
        .bind(clinic.to_string())
        .bind(staff.to_string())
        .bind(case.to_string())
        .bind(visit.to_string())
        .execute(db)
        .await
        .map(|_| ()))?;
    tx.commit().await
}
