//! The chain of hashes that makes a changed, missing or swapped entry show.
//!
//! What is chained is the head of an entry, with the hash of its body in it and not the body itself: a lawful erasure can
//! take a body away, and every hash still holds.

use crate::store::{EntryRow, LookRow};
use domain::authorization::letter::ContentHash;
use domain::ids::ClinicId;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// What the first entry follows.
pub const START: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// SHA-256 of a body as it is stored, in hexadecimal.
pub fn body_hash(body: &str) -> String {
    hex(&Sha256::digest(body.as_bytes()))
}

/// SHA-256 of a file.
pub fn content_hash(bytes: &[u8]) -> ContentHash {
    ContentHash::new(Sha256::digest(bytes).into())
}

/// SHA-256 of what somebody signs.
pub fn seal(bytes: &[u8]) -> ContentHash {
    content_hash(bytes)
}

/// SHA-256 of an entry's head, `prev` included. No field can contain a line end, so the lines are unambiguous.
pub fn head_hash(clinic: ClinicId, row: &EntryRow) -> String {
    let EntryRow { seq, at, by_staff, command, case_id, body_hash, prev, body: _, hash: _ } = row;
    let case = case_id.as_deref().unwrap_or("-");
    let head = format!(
        "caseboard entry 1\n{prev}\n{clinic}\n{seq}\n{at}\n{by_staff}\n{command}\n{case}\n{body_hash}\n"
    );
    hex(&Sha256::digest(head.as_bytes()))
}

/// SHA-256 of a look and of what it follows. Each field stands with its length, so that none can pass for two.
pub fn look_hash(prev: &str, clinic: ClinicId, seq: u64, row: &LookRow) -> String {
    let LookRow { id, at, staff, case_id, what, reason, seq: _, hash: _ } = row;
    let (clinic, seq, at) = (clinic.to_string(), seq.to_string(), at.to_string());
    let fields = [
        Some(prev),
        Some(&clinic),
        Some(&seq),
        Some(id),
        Some(&at),
        Some(staff),
        case_id.as_deref(),
        Some(what),
        reason.as_deref(),
    ];
    let mut text = String::from("caseboard look 1\n");
    for field in fields {
        // Writing to a String cannot fail.
        let _ = match field {
            Some(field) => writeln!(text, "{}:{field}", field.len()),
            None => writeln!(text, "-"),
        };
    }
    hex(&Sha256::digest(text.as_bytes()))
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
