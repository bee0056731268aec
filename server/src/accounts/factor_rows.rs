//! Second factors in the database: set up, confirmed, used, removed.

use super::factor;
use crate::store::{Store, StoreError, in_tx, instant, json, micros, on, on_write, to_json};
use chrono::TimeDelta;
use domain::ids::AccountId;
use domain::kinds::Instant;

/// How long a second factor may take to set up, in minutes.
const SETUP_MINUTES: i64 = 15;

/// A second factor that is being set up.
#[derive(Clone, Debug)]
pub struct Setup {
    /// Secret for the app.
    pub secret: Vec<u8>,
    /// Recovery codes, as they will be shown and kept by the person.
    pub codes: Vec<String>,
}

/// Begins: a new secret and new recovery codes, which count once they are confirmed.
pub async fn begin(store: &Store, of: AccountId, now: Instant) -> Result<(), StoreError> {
    const SQL: &str = "insert into factor_setup (account, secret, codes, at) values ($1, $2, $3, $4) \
                       on conflict (account) do update set secret = excluded.secret, codes = excluded.codes, at = excluded.at";
    let (secret, codes) = (factor::new_secret(), to_json(&factor::recovery_codes())?);
    on_write!(store, |db| sqlx::query(SQL)
        .bind(of.to_string())
        .bind(&secret)
        .bind(&codes)
        .bind(micros(now))
        .execute(db)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// What is being set up, if it was begun just now.
pub async fn setup(store: &Store, of: AccountId, now: Instant) -> Result<Option<Setup>, StoreError> {
    const SQL: &str = "select secret, codes, at from factor_setup where account = $1";
    let row: Option<(Vec<u8>, String, i64)> =
        on!(store, |db| sqlx::query_as(SQL).bind(of.to_string()).fetch_optional(db).await)?;
    match row {
        Some((secret, codes, at)) if now - instant(at)? < TimeDelta::minutes(SETUP_MINUTES) => {
            Ok(Some(Setup { secret, codes: json(&codes)? }))
        }
        _ => Ok(None),
    }
}

/// Confirms what was set up, with the step of the first code; older recovery codes end.
pub async fn confirm(store: &Store, of: AccountId, setup: &Setup, step: i64) -> Result<(), StoreError> {
    let account = of.to_string();
    let digests: Vec<String> = setup.codes.iter().map(|code| factor::recovery_digest(code)).collect();
    in_tx!(store, |tx| {
        sqlx::query("update account set factor_secret = $2, factor_step = $3 where id = $1")
            .bind(&account)
            .bind(&setup.secret)
            .bind(step)
            .execute(&mut *tx)
            .await?;
        sqlx::query("delete from recovery_code where account = $1").bind(&account).execute(&mut *tx).await?;
        for digest in &digests {
            sqlx::query("insert into recovery_code (account, digest) values ($1, $2)")
                .bind(&account)
                .bind(digest)
                .execute(&mut *tx)
                .await?;
        }
        sqlx::query("delete from factor_setup where account = $1").bind(&account).execute(&mut *tx).await?;
        Ok::<(), StoreError>(())
    })
}

/// Removes the second factor with its recovery codes.
pub async fn remove(store: &Store, of: AccountId) -> Result<(), StoreError> {
    let account = of.to_string();
    in_tx!(store, |tx| {
        sqlx::query("update account set factor_secret = null, factor_step = null where id = $1")
            .bind(&account)
            .execute(&mut *tx)
            .await?;
        sqlx::query("delete from recovery_code where account = $1").bind(&account).execute(&mut *tx).await?;
        sqlx::query("delete from factor_setup where account = $1").bind(&account).execute(&mut *tx).await?;
        Ok::<(), StoreError>(())
    })
}

/// Takes the step of a code; `false` when it, or a later one, was used already, by whichever server.
pub async fn take_step(store: &Store, of: AccountId, step: i64) -> Result<bool, StoreError> {
    const SQL: &str = "update account set factor_step = $2 \
                       where id = $1 and factor_secret is not null and (factor_step is null or factor_step < $2)";
    let taken = on_write!(store, |db| sqlx::query(SQL)
        .bind(of.to_string())
        .bind(step)
        .execute(db)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(taken == 1)
}

/// Takes a recovery code; `false` when there is none such, or it was used.
pub async fn take_recovery(
    store: &Store,
    of: AccountId,
    code: &str,
    now: Instant,
) -> Result<bool, StoreError> {
    const SQL: &str =
        "update recovery_code set used_at = $3 where account = $1 and digest = $2 and used_at is null";
    let taken = on_write!(store, |db| sqlx::query(SQL)
        .bind(of.to_string())
        .bind(factor::recovery_digest(code))
        .bind(micros(now))
        .execute(db)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(taken == 1)
}

/// Recovery codes that are left.
pub async fn recovery_left(store: &Store, of: AccountId) -> Result<i64, StoreError> {
    const SQL: &str = "select count(*) from recovery_code where account = $1 and used_at is null";
    Ok(on!(store, |db| sqlx::query_scalar(SQL).bind(of.to_string()).fetch_one(db).await)?)
}
