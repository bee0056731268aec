//! All SQL about rules of payers that somebody is writing and has not published.

use super::{Store, StoreError, id, json, to_json};
use crate::{on, on_write};
use domain::ids::{ClinicId, PayerId, StaffId};
use domain::payer::Payer;
use serde::{Deserialize, Serialize};

/// A payer as it was when somebody began, and as it would be.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PayerDraft {
    /// As it was.
    pub seen: Payer,
    /// As it would be.
    pub to: Payer,
}

/// Somebody's draft of a payer, with when it last changed in microseconds since 1970.
pub async fn payer_draft(
    store: &Store,
    clinic: ClinicId,
    staff: StaffId,
    payer: PayerId,
) -> Result<Option<(PayerDraft, i64)>, StoreError> {
    const SQL: &str =
        "select doc, changed_at from payer_draft where clinic = $1 and staff = $2 and payer = $3";
    let row: Option<(String, i64)> = on!(store, |db| sqlx::query_as(SQL)
        .bind(clinic.to_string())
        .bind(staff.to_string())
        .bind(payer.to_string())
        .fetch_optional(db)
        .await)?;
    row.map(|(doc, at)| Ok((json(&doc)?, at))).transpose()
}

/// The payers of whom somebody has a draft.
pub async fn payer_drafts(
    store: &Store,
    clinic: ClinicId,
    staff: StaffId,
) -> Result<Vec<PayerId>, StoreError> {
    const SQL: &str = "select payer from payer_draft where clinic = $1 and staff = $2 order by payer";
    let ids: Vec<String> = on!(store, |db| sqlx::query_scalar(SQL)
        .bind(clinic.to_string())
        .bind(staff.to_string())
        .fetch_all(db)
        .await)?;
    ids.iter().map(|payer| id(payer)).collect()
}

/// Keeps a draft. Each version has a time of its own, later than that of the one before.
pub async fn save_draft(
    store: &Store,
    clinic: ClinicId,
    staff: StaffId,
    draft: &PayerDraft,
    at: i64,
) -> Result<(), StoreError> {
    const SQL: &str = "insert into payer_draft (clinic, staff, payer, doc, changed_at) values ($1, $2, $3, $4, $5) \
         on conflict (clinic, staff, payer) do update set doc = excluded.doc, \
         changed_at = case when payer_draft.changed_at < excluded.changed_at then excluded.changed_at \
                           else payer_draft.changed_at + 1 end";
    let doc = to_json(draft)?;
    on_write!(store, |db| sqlx::query(SQL)
        .bind(clinic.to_string())
        .bind(staff.to_string())
        .bind(draft.to.id.to_string())
        .bind(doc)
        .bind(at)
        .execute(db)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Throws a draft away.
pub async fn delete_draft(
    store: &Store,
    clinic: ClinicId,
    staff: StaffId,
    payer: PayerId,
) -> Result<(), StoreError> {
    const SQL: &str = "delete from payer_draft where clinic = $1 and staff = $2 and payer = $3";
    on_write!(store, |db| sqlx::query(SQL)
        .bind(clinic.to_string())
        .bind(staff.to_string())
        .bind(payer.to_string())
        .execute(db)
        .await
        .map(|_| ()))?;
    Ok(())
}
