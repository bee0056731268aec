//! Tries in the database: counted before they are looked at, so that many at once are many.

use super::throttle::{Bucket, FORGET_HOURS, Tries, fresh};
use crate::store::{Store, StoreError, instant, micros, number, on_write};
use chrono::TimeDelta;
use domain::kinds::Instant;

/// Writers that count the same key at once try again so many times.
const ROUNDS: usize = 20;

/// A try that was counted, or the seconds to wait before the next one is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Try {
    /// Go on.
    Counted,
    /// Too many before; this one does not count.
    Wait {
        /// Seconds.
        seconds: i64,
    },
}

/// Counts a try of this key, or says how long to wait.
pub async fn count(store: &Store, bucket: Bucket, key: &str, now: Instant) -> Result<Try, StoreError> {
    for _ in 0..ROUNDS {
        let before = read(store, key).await?;
        let seconds = bucket.wait_seconds(before, now);
        if 0 < seconds {
            return Ok(Try::Wait { seconds });
        }
        let next = fresh(before, now).count + 1;
        if write(store, key, before, next, now).await? {
            return Ok(Try::Counted);
        }
    }
    Ok(Try::Wait { seconds: 1 })
}

/// The right password: its own try, and those before it, are forgotten.
pub async fn forget(store: &Store, key: &str) -> Result<(), StoreError> {
    const SQL: &str = "delete from tries where key = $1";
    on_write!(store, |db| sqlx::query(SQL).bind(key).execute(db).await.map(|_| ()))?;
    Ok(())
}

/// The right password: its own try does not count against a shared address.
pub async fn take_back(store: &Store, key: &str) -> Result<(), StoreError> {
    const SQL: &str = "update tries set count = count - 1 where key = $1 and 0 < count";
    on_write!(store, |db| sqlx::query(SQL).bind(key).execute(db).await.map(|_| ()))?;
    Ok(())
}

/// Takes away what no longer counts.
pub async fn sweep(store: &Store, now: Instant) -> Result<(), StoreError> {
    const SQL: &str = "delete from tries where last_at < $1";
    let past = micros(now - TimeDelta::hours(FORGET_HOURS));
    on_write!(store, |db| sqlx::query(SQL).bind(past).execute(db).await.map(|_| ()))?;
    Ok(())
}

// Read where writes go: a reader's snapshot may be a commit behind.
async fn read(store: &Store, key: &str) -> Result<Tries, StoreError> {
    const SQL: &str = "select count, last_at from tries where key = $1";
    let row: Option<(i64, i64)> =
        on_write!(store, |db| sqlx::query_as(SQL).bind(key).fetch_optional(db).await)?;
    match row {
        None => Ok(Tries::default()),
        Some((count, last_at)) => Ok(Tries { count, last_at: Some(instant(last_at)?) }),
    }
}

/// Writes the next count unless somebody else was quicker.
async fn write(store: &Store, key: &str, before: Tries, next: i64, now: Instant) -> Result<bool, StoreError> {
    const FIRST: &str =
        "insert into tries (key, count, last_at) values ($1, $2, $3) on conflict (key) do nothing";
    const NEXT: &str = "update tries set count = $2, last_at = $3 where key = $1 and count = $4";
    let done = match before.last_at {
        None => on_write!(store, |db| sqlx::query(FIRST)
            .bind(key)
            .bind(next)
            .bind(micros(now))
            .execute(db)
            .await
            .map(|done| done.rows_affected()))?,
        Some(_) => on_write!(store, |db| sqlx::query(NEXT)
            .bind(key)
            .bind(next)
            .bind(micros(now))
            .bind(before.count)
            .execute(db)
            .await
            .map(|done| done.rows_affected()))?,
    };
    Ok(number(done) == 1)
}
