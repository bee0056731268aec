//! Bytes of an uploaded file to a [`Sheet`]. Knows formats and limits, nothing of what the columns mean.
//!
//! What is refused is refused as a whole with a sentence ([`ReadError`]); what is damaged in one row stays with its row
//! as a [`domain::import::Fault`], so that it can be fixed. No input makes this panic, and none makes it use more
//! memory than [`Limits`] says.

mod csv;
mod delimiter;
mod letters;
mod settle;
mod unpack;
mod xlsx;

use domain::import::{Sheet, SheetNote};
use letters::Letters;

/// How much is read. A limit is a promise: what lies under it is read, what lies over it is refused in words.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of the file.
    pub file_bytes: u64,
    /// Rows with something in them, without the header.
    pub rows: usize,
    /// Cells of one row.
    pub columns: usize,
    /// Characters of one cell; what spreadsheet programs allow.
    pub cell_chars: usize,
    /// Bytes of a workbook when unpacked.
    pub unpacked_bytes: u64,
    /// Unpacked bytes for each packed byte, once the unpacked file is larger than a twentieth of the limit.
    pub unpacked_ratio: u64,
}

const MIB: u64 = 1024 * 1024;

impl Default for Limits {
    fn default() -> Self {
        Limits {
            file_bytes: 20 * MIB,
            rows: 50_000,
            columns: 200,
            cell_chars: 32_767,
            unpacked_bytes: 200 * MIB,
            unpacked_ratio: 200,
        }
    }
}

/// Why a file cannot be imported at all. Each is a sentence for the person who chose the file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// More bytes than allowed.
    #[error(
        "This file is larger than {limit} MiB. Nothing was imported. Split it into smaller files, or save it as CSV."
    )]
    FileTooLarge {
        /// In MiB.
        limit: u64,
    },
    /// A workbook that unpacks to more than a workbook would.
    #[error(
        "This workbook unpacks to far more than a patient list would ({limit} MiB at most). Nothing was imported. Save \
         only the sheet with the patients as CSV and upload that."
    )]
    UnpacksTooLarge {
        /// In MiB.
        limit: u64,
    },
    /// More rows than allowed.
    #[error("This file has more than {limit} rows. Nothing was imported. Split it into several files.")]
    TooManyRows {
        /// Rows.
        limit: usize,
    },
    /// More columns than allowed.
    #[error(
        "Row {line} has more than {limit} columns. Nothing was imported. Delete the columns that are not needed."
    )]
    TooManyColumns {
        /// Its number in the file.
        line: u32,
        /// Columns.
        limit: usize,
    },
    /// A cell that holds a document.
    #[error(
        "A cell in row {line} holds more than {limit} characters. Nothing was imported. Shorten it and upload the file \
         again."
    )]
    CellTooLong {
        /// Its number in the file.
        line: u32,
        /// Characters.
        limit: usize,
    },
    /// Nothing in it.
    #[error("This file is empty. Nothing was imported. Choose the file with the patients in it.")]
    Empty,
    /// A header and nothing under it.
    #[error("This file has a header but no rows under it. Nothing was imported.")]
    NoRows,
    /// Protected by a password.
    #[error(
        "This workbook is protected by a password. Nothing was imported. Remove the password, save, and upload it again."
    )]
    Encrypted,
    /// A format that is not read, with its name.
    #[error("{0} cannot be read. Nothing was imported. Open the file and save it as .xlsx or .csv.")]
    OtherFormat(&'static str),
    /// A workbook whose inside is broken.
    #[error(
        "This workbook is damaged and cannot be read. Nothing was imported. Open it, save it again, and upload the new file."
    )]
    Damaged,
    /// The sheet that was asked for.
    #[error("This workbook has no sheet called “{0}”. Nothing was imported. Choose another sheet.")]
    NoSuchSheet(String),
    /// Quotation marks that never close, everywhere.
    #[error(
        "Too many quotation marks in this file are never closed. Nothing was imported. Save it again as CSV or .xlsx."
    )]
    Quotes,
}

impl ReadError {
    /// Whether the size is the reason: HTTP 413, where the others are 422.
    pub fn is_too_large(&self) -> bool {
        matches!(self, ReadError::FileTooLarge { .. } | ReadError::UnpacksTooLarge { .. })
    }
}

/// Reads a file of any supported format, which its first bytes tell; its name does not matter. `sheet` names the sheet
/// of a workbook; without it the first one that holds something is read.
pub fn read(bytes: &[u8], sheet: Option<&str>, limits: &Limits) -> Result<Sheet, ReadError> {
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    match () {
        () if limits.file_bytes < size => {
            Err(ReadError::FileTooLarge { limit: limits.file_bytes.div_ceil(MIB) })
        }
        () if bytes.is_empty() => Err(ReadError::Empty),
        () if bytes.starts_with(b"PK") => xlsx::read(bytes, sheet, limits),
        () => match foreign(bytes) {
            Some(error) => Err(error),
            None => read_text(bytes, limits),
        },
    }
}

fn read_text(bytes: &[u8], limits: &Limits) -> Result<Sheet, ReadError> {
    let Letters { text, encoding, broken } = letters::decode(bytes);
    let (delimiter, text_from) = delimiter::detect(&text);
    let rows = csv::split(&text, text_from, &broken, delimiter, limits)?;
    let notes = vec![SheetNote::Encoding(encoding.to_owned()), SheetNote::Delimiter(char::from(delimiter))];
    settle::settle(rows, notes, settle::Widths::Told, limits)
}

/// Files that people take for spreadsheets, by their first bytes.
fn foreign(bytes: &[u8]) -> Option<ReadError> {
    let begins = |magic: &[u8]| bytes.starts_with(magic);
    let text = bytes.trim_ascii_start();
    let tag = |tag: &[u8]| text.len() >= tag.len() && text[..tag.len()].eq_ignore_ascii_case(tag);
    match () {
        () if begins(&[0xd0, 0xcf, 0x11, 0xe0]) => Some(old_office(bytes)),
        () if begins(b"%PDF") => Some(ReadError::OtherFormat("A PDF")),
        () if begins(b"\x89PNG") || begins(b"\xff\xd8\xff") || begins(b"GIF8") => {
            Some(ReadError::OtherFormat("A picture"))
        }
        () if begins(b"{\\rtf") => Some(ReadError::OtherFormat("A text document")),
        () if tag(b"<!doctype") || tag(b"<html") || tag(b"<table") || tag(b"<?xml") => {
            Some(ReadError::OtherFormat("A web page or XML file"))
        }
        () if letters::is_binary(bytes) => Some(ReadError::OtherFormat("A file of this kind")),
        () => None,
    }
}

/// The container of old Excel files, and of new ones behind a password.
fn old_office(bytes: &[u8]) -> ReadError {
    let wide: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if bytes.windows(wide.len()).any(|window| window == wide) {
        ReadError::Encrypted
    } else {
        ReadError::OtherFormat("A workbook in the old .xls format")
    }
}

#[cfg(test)]
mod tests;
