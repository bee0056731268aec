//! Browsers that are known, and sign-ins that are half done.

use super::secret::Token;
use crate::store::{Store, StoreError, id, instant, micros, on, on_write};
use chrono::TimeDelta;
use domain::ids::AccountId;
use domain::kinds::Instant;

/// Minutes for which a right password waits for its second factor.
const HALF_MINUTES: i64 = 5;
/// Days after its last sign-in for which a browser is known: its cookie lasts a year.
const KNOWN_DAYS: i64 = 366;

/// Notes that this account signed in here.
pub async fn remember(store: &Store, token: &Token, of: AccountId, now: Instant) -> Result<(), StoreError> {
    const SQL: &str = "insert into known_device (digest, account, seen_at) values ($1, $2, $3) \
                       on conflict (digest) do update set account = excluded.account, seen_at = excluded.seen_at";
    on_write!(store, |db| sqlx::query(SQL)
        .bind(token.digest())
        .bind(of.to_string())
        .bind(micros(now))
        .execute(db)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Whether this account signed in here before.
pub async fn knows(store: &Store, token: &Token, of: AccountId) -> Result<bool, StoreError> {
    const SQL: &str = "select count(*) from known_device where digest = $1 and account = $2";
    let count: i64 = on!(store, |db| sqlx::query_scalar(SQL)
        .bind(token.digest())
        .bind(of.to_string())
        .fetch_one(db)
        .await)?;
    Ok(0 < count)
}

/// The password was right: a token that stands for that, for five minutes.
pub async fn half_sign_in(store: &Store, of: AccountId, now: Instant) -> Result<Token, StoreError> {
    const SQL: &str = "insert into half_signed_in (digest, account, until_at) values ($1, $2, $3)";
    let token = Token::random();
    on_write!(store, |db| sqlx::query(SQL)
        .bind(token.digest())
        .bind(of.to_string())
        .bind(micros(now + TimeDelta::minutes(HALF_MINUTES)))
        .execute(db)
        .await
        .map(|_| ()))?;
    Ok(token)
}

/// Whose password was right.
pub async fn half_signed_in(
    store: &Store,
    token: &Token,
    now: Instant,
) -> Result<Option<AccountId>, StoreError> {
    const SQL: &str = "select account, until_at from half_signed_in where digest = $1";
    let row: Option<(String, i64)> =
        on!(store, |db| sqlx::query_as(SQL).bind(token.digest()).fetch_optional(db).await)?;
    match row {
        Some((account, until)) if now < instant(until)? => Ok(Some(id(&account)?)),
        _ => Ok(None),
    }
}

/// The second factor was right, or the person gave up; those of others that are too old go as well.
pub async fn forget_half(store: &Store, token: &Token, now: Instant) -> Result<(), StoreError> {
    const SQL: &str = "delete from half_signed_in where digest = $1 or until_at < $2";
    on_write!(store, |db| sqlx::query(SQL)
        .bind(token.digest())
        .bind(micros(now))
        .execute(db)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Takes away browsers that have forgotten us too, and sign-ins that were left half done.
pub async fn sweep(store: &Store, now: Instant) -> Result<(), StoreError> {
    const KNOWN: &str = "delete from known_device where seen_at < $1";
    const HALF: &str = "delete from half_signed_in where until_at < $1";
    let forgotten = micros(now - TimeDelta::days(KNOWN_DAYS));
    on_write!(store, |db| sqlx::query(KNOWN).bind(forgotten).execute(db).await.map(|_| ()))?;
    on_write!(store, |db| sqlx::query(HALF).bind(micros(now)).execute(db).await.map(|_| ()))?;
    Ok(())
}
