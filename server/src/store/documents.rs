//! All SQL about files that people attached. Each lies under the hash of its bytes, once for a clinic, whatever it hangs on.

use super::{Store, StoreError, Tx, micros};
use crate::{on, on_tx, on_write};
use domain::authorization::letter::{ContentHash, File, FileKind};
use domain::ids::ClinicId;
use domain::kinds::Instant;

fn code(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Pdf => "pdf",
        FileKind::Png => "png",
        FileKind::Jpeg => "jpeg",
    }
}

/// Keeps the bytes of a file; the same bytes twice are one row.
pub async fn keep_document(
    store: &Store,
    clinic: ClinicId,
    file: &File,
    bytes: &[u8],
    now: Instant,
) -> Result<(), StoreError> {
    const SQL: &str = "insert into document (clinic, hash, kind, size, added_at, bytes) \
                       values ($1, $2, $3, $4, $5, $6) on conflict (clinic, hash) do nothing";
    on_write!(store, |db| sqlx::query(SQL)
        .bind(clinic.to_string())
        .bind(file.hash.to_string())
        .bind(code(file.kind))
        .bind(i64::from(file.bytes))
        .bind(micros(now))
        .bind(bytes)
        .execute(db)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Whether the clinic keeps a file, and it is what is said of it.
pub async fn has_document(store: &Store, clinic: ClinicId, file: &File) -> Result<bool, StoreError> {
    const SQL: &str =
        "select count(*) from document where clinic = $1 and hash = $2 and kind = $3 and size = $4";
    let count: i64 = on!(store, |db| sqlx::query_scalar(SQL)
        .bind(clinic.to_string())
        .bind(file.hash.to_string())
        .bind(code(file.kind))
        .bind(i64::from(file.bytes))
        .fetch_one(db)
        .await)?;
    Ok(0 < count)
}

/// The bytes of a file.
pub async fn document(
    tx: &mut Tx,
    clinic: ClinicId,
    hash: ContentHash,
) -> Result<Option<Vec<u8>>, StoreError> {
    const SQL: &str = "select bytes from document where clinic = $1 and hash = $2";
    Ok(on_tx!(tx, |db| sqlx::query_scalar(SQL)
        .bind(clinic.to_string())
        .bind(hash.to_string())
        .fetch_optional(db)
        .await)?)
}
