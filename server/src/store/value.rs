//! How values lie in a row: the same in both databases.

use super::StoreError;
use chrono::DateTime;
use domain::kinds::Instant;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::str::FromStr;

/// An instant as it is stored: microseconds since 1970, UTC.
pub fn micros(at: Instant) -> i64 {
    at.timestamp_micros()
}

/// Reads a stored instant.
pub fn instant(micros: i64) -> Result<Instant, StoreError> {
    DateTime::from_timestamp_micros(micros).ok_or_else(|| unreadable("instant", "out of range"))
}

/// Reads a stored id of any kind.
pub fn id<T: FromStr>(text: &str) -> Result<T, StoreError> {
    text.parse().map_err(|_| unreadable("id", "not an id"))
}

/// Reads a stored id that may be missing.
pub fn optional_id<T: FromStr>(text: Option<&str>) -> Result<Option<T>, StoreError> {
    text.map(id).transpose()
}

/// A count or place as it is stored; both databases know signed numbers only.
pub fn number(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// Reads a stored count or place.
pub fn unsigned(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}

/// A document as it is stored. The same value always gives the same bytes.
pub fn to_json<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| unreadable("document", error))
}

/// Reads a stored document. The error says where it stops making sense, never what it contains.
pub fn json<T: DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| {
        unreadable("document", format!("{:?} at column {}", error.classify(), error.column()))
    })
}

/// Ids as one parameter: `in (select value from json_each($1))` in SQLite, `json_array_elements_text($1::json)` in
/// PostgreSQL.
pub fn json_list<T: ToString>(ids: impl IntoIterator<Item = T>) -> String {
    serde_json::Value::from(ids.into_iter().map(|id| id.to_string()).collect::<Vec<_>>()).to_string()
}

fn unreadable(what: &'static str, reason: impl ToString) -> StoreError {
    StoreError::Unreadable { what, reason: reason.to_string() }
}
