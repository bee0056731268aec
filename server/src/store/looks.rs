//! The access log: who looked at what, when and why. Append-only, like the journal.

use super::{StoreError, Tx, micros};
use crate::flaw::{self, Flaw};
use crate::on_tx;
use domain::ids::{CaseId, ClinicId, StaffId};
use domain::kinds::Instant;
use uuid::Uuid;

/// One look.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Look {
    /// Where.
    pub clinic: ClinicId,
    /// When, by the server's clock.
    pub at: Instant,
    /// Who.
    pub staff: StaffId,
    /// At which case, if at one.
    pub case: Option<CaseId>,
    /// What was shown: `chart`, `history`, `journal`, `export`.
    pub what: &'static str,
    /// Why, where a reason was asked for.
    pub reason: Option<String>,
}

/// Writes a look down.
pub async fn log_look(tx: &mut Tx, look: &Look) -> Result<(), StoreError> {
    const SQL: &str =
        "insert into look (id, clinic, at, staff, case_id, what, reason) values ($1, $2, $3, $4, $5, $6, $7)";
    if flaw::has(Flaw::Audit) {
        return Ok(());
    }
    on_tx!(tx, |db| sqlx::query(SQL)
        .bind(Uuid::now_v7().to_string())
        .bind(look.clinic.to_string())
        .bind(micros(look.at))
        .bind(look.staff.to_string())
        .bind(look.case.map(|case| case.to_string()))
        .bind(look.what)
        .bind(&look.reason)
        .execute(db)
        .await
        .map(|_| ()))?;
    Ok(())
}
