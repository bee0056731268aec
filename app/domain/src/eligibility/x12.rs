//! Reads a payer's answers from an X12 271 file (005010X279A1). Whatever no rule reads is kept with the answer.

mod read;
mod segments;
#[cfg(test)]
pub(in crate::eligibility) mod tests;
mod values;

use super::Reply;
use segments::Segment;

/// Largest file, in bytes.
pub const BYTES_MAX: usize = 10 * 1024 * 1024;
/// Most answers of a file.
pub const REPLIES_MAX: usize = 5_000;

/// Why a file gives no answers.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAReply {
    /// It does not begin as X12 does.
    #[error("This is not an X12 file, so nothing was read. Please choose the 271 file that the payer sent.")]
    NotX12,
    /// Something is missing at its end.
    #[error("This file is cut off, so nothing was read. Please fetch it again.")]
    CutOff,
    /// It holds other messages.
    #[error(
        "This file holds X12 messages of the kind {found}, not 271, so nothing was read. Please choose the answer to an eligibility question."
    )]
    OtherKind {
        /// The first one.
        found: String,
    },
    /// There are no messages in it.
    #[error("This X12 file holds no messages, so nothing was read. Please fetch it again.")]
    Nothing,
    /// More than is read at once.
    #[error("This file is larger than 10 MB, so nothing was read. Please ask for fewer members at once.")]
    TooLarge,
    /// More answers than are read at once.
    #[error(
        "This file holds more than {REPLIES_MAX} answers, so nothing was read. Please ask for fewer members at once."
    )]
    TooMany,
}

/// All answers of a file, one for each member, in its order. A payer who cannot be reached gives one without a member.
pub fn read(bytes: &[u8]) -> Result<Vec<Reply>, NotAReply> {
    if BYTES_MAX < bytes.len() {
        return Err(NotAReply::TooLarge);
    }
    let text = text(bytes);
    let mut other = None;
    let mut replies = Vec::new();
    for interchange in segments::split(&text)? {
        for message in messages(&interchange)? {
            match message[0].get(1) {
                "271" => replies.extend(read::message(message)),
                kind => other = other.or(Some(kind.chars().take(8).collect::<String>())),
            }
            if REPLIES_MAX < replies.len() {
                return Err(NotAReply::TooMany);
            }
        }
    }
    match other {
        _ if !replies.is_empty() => Ok(replies),
        Some(found) => Err(NotAReply::OtherKind { found }),
        None => Err(NotAReply::Nothing),
    }
}

/// UTF-8, or else Latin-1, in which each byte is a letter.
fn text(bytes: &[u8]) -> String {
    std::str::from_utf8(bytes)
        .map_or_else(|_| bytes.iter().map(|byte| char::from(*byte)).collect(), str::to_owned)
}

/// From each `ST` up to its `SE`.
fn messages<'a, 's>(segments: &'a [Segment<'s>]) -> Result<Vec<&'a [Segment<'s>]>, NotAReply> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, segment) in segments.iter().enumerate() {
        match (segment.id(), start) {
            ("ST", None) => start = Some(at),
            ("ST", Some(_)) | ("SE", None) => return Err(NotAReply::CutOff),
            ("SE", Some(from)) => {
                found.push(&segments[from..at]);
                start = None;
            }
            _ => {}
        }
    }
    if start.is_some() { Err(NotAReply::CutOff) } else { Ok(found) }
}
