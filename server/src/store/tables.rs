//! All SQL about tables that are only ever read whole: page by page, in the order of their keys, without a secret.

use super::{StoreError, Tx, number};
use crate::on_tx;
use domain::ids::ClinicId;
use sqlx::FromRow;

/// An account of somebody on a clinic's staff.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct AccountLine {
    /// Who.
    pub staff: String,
    /// Address.
    pub email: String,
    /// Whether a second factor is set up.
    pub second_factor: bool,
    /// Microseconds since 1970.
    pub created_at: i64,
    /// Since when the account is that person; microseconds since 1970.
    pub since: i64,
    /// Last sign-in; microseconds since 1970.
    pub signed_in_at: Option<i64>,
}

/// A session, ended or not.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct SessionRow {
    /// Id; not what the cookie has.
    pub id: String,
    /// Who.
    pub staff: String,
    /// Microseconds since 1970.
    pub began_at: i64,
    /// Microseconds since 1970.
    pub seen_at: i64,
    /// Microseconds since 1970.
    pub ended_at: Option<i64>,
    /// Browser and system.
    pub device: String,
    /// Network address.
    pub address: String,
}

/// A look, as it was written down.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct LookLine {
    /// Id; later ones are greater.
    pub id: String,
    /// Microseconds since 1970.
    pub at: i64,
    /// Who; all zeros for the command line.
    pub staff: String,
    /// At which case.
    #[sqlx(rename = "case_id")]
    pub case: Option<String>,
    /// What was shown.
    pub what: String,
    /// Why.
    pub reason: Option<String>,
}

/// A page of a clinic's accounts by person, after one.
pub async fn account_page(
    tx: &mut Tx,
    clinic: ClinicId,
    after: &str,
    limit: usize,
) -> Result<Vec<AccountLine>, StoreError> {
    const SQL: &str = "select member.staff, account.email, account.factor_secret is not null as second_factor, \
                       account.created_at, member.since, account.signed_in_at \
                       from member join account on account.id = member.account \
                       where member.clinic = $1 and member.staff > $2 order by member.staff limit $3";
    let (clinic, limit) = (clinic.to_string(), number(limit as u64));
    Ok(on_tx!(tx, |db| sqlx::query_as(SQL).bind(clinic).bind(after).bind(limit).fetch_all(db).await)?)
}

/// A page of a clinic's sessions by id, after one.
pub async fn session_page(
    tx: &mut Tx,
    clinic: ClinicId,
    after: &str,
    limit: usize,
) -> Result<Vec<SessionRow>, StoreError> {
    const SQL: &str = "select id, staff, began_at, seen_at, ended_at, device, address from session \
                       where clinic = $1 and id > $2 order by id limit $3";
    let (clinic, limit) = (clinic.to_string(), number(limit as u64));
    Ok(on_tx!(tx, |db| sqlx::query_as(SQL).bind(clinic).bind(after).bind(limit).fetch_all(db).await)?)
}

/// A page of a clinic's access log by id, after one.
pub async fn look_page(
    tx: &mut Tx,
    clinic: ClinicId,
    after: &str,
    limit: usize,
) -> Result<Vec<LookLine>, StoreError> {
    const SQL: &str = "select id, at, staff, case_id, what, reason from look \
                       where clinic = $1 and id > $2 order by id limit $3";
    let (clinic, limit) = (clinic.to_string(), number(limit as u64));
    Ok(on_tx!(tx, |db| sqlx::query_as(SQL).bind(clinic).bind(after).bind(limit).fetch_all(db).await)?)
}
