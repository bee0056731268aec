//! The payer's letter: a file that hangs on an authorization. What a file is, its bytes say, and never its name.

#[cfg(test)]
mod tests;

use crate::calendar::said;
use crate::ids::{AuthorizationId, StaffId};
use crate::kinds::{Date, is_joiner, is_unseen};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Largest file.
pub const FILE_BYTES_MAX: usize = 10 * 1024 * 1024;
/// Files on one authorization at most.
pub const LETTERS_MAX: usize = 10;
/// Longest name that is kept of a file, in characters.
pub const NAME_CHARS_MAX: usize = 120;
/// So close to its end a PDF says that it ends.
const END_WITHIN: usize = 1024;

/// SHA-256 of a file's bytes: what it is called wherever it is kept.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ContentHash([u8; 32]);

/// Why a text is no hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("This is not a SHA-256 of 64 small hexadecimal digits.")]
pub struct NotAHash;

impl ContentHash {
    /// From the digest.
    pub fn new(digest: [u8; 32]) -> ContentHash {
        ContentHash(digest)
    }

    /// Reads 64 small hexadecimal digits; one hash has one text.
    pub fn parse(text: &str) -> Result<ContentHash, NotAHash> {
        let digit = |byte: u8| match byte {
            b'0'..=b'9' => Ok(byte - b'0'),
            b'a'..=b'f' => Ok(byte - b'a' + 10),
            _ => Err(NotAHash),
        };
        let (pairs, []) = text.as_bytes().as_chunks::<2>() else { return Err(NotAHash) };
        let bytes: Vec<u8> = pairs
            .iter()
            .map(|[high, low]| Ok(digit(*high)? << 4 | digit(*low)?))
            .collect::<Result<_, _>>()?;
        bytes.try_into().map(ContentHash).map_err(|_| NotAHash)
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl TryFrom<String> for ContentHash {
    type Error = NotAHash;

    fn try_from(text: String) -> Result<ContentHash, NotAHash> {
        ContentHash::parse(&text)
    }
}

impl From<ContentHash> for String {
    fn from(hash: ContentHash) -> String {
        hash.to_string()
    }
}

/// What a file is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// A document.
    Pdf,
    /// A picture, as screens are kept.
    Png,
    /// A picture, as cameras make it.
    Jpeg,
}

impl FileKind {
    /// All of them.
    pub const ALL: [FileKind; 3] = [FileKind::Pdf, FileKind::Png, FileKind::Jpeg];

    /// What a browser is told.
    pub fn mime(self) -> &'static str {
        match self {
            FileKind::Pdf => "application/pdf",
            FileKind::Png => "image/png",
            FileKind::Jpeg => "image/jpeg",
        }
    }

    /// The end of a file's name.
    pub fn ending(self) -> &'static str {
        match self {
            FileKind::Pdf => "pdf",
            FileKind::Png => "png",
            FileKind::Jpeg => "jpg",
        }
    }

    /// As people call it.
    pub fn title(self) -> &'static str {
        match self {
            FileKind::Pdf => "PDF",
            FileKind::Png => "PNG picture",
            FileKind::Jpeg => "JPEG picture",
        }
    }

    /// What the bytes are. A page of the web or a drawing that calls itself a PDF is none of these, and neither is a PDF
    /// that something else stands before: browsers differ in what they would make of it.
    pub fn of(bytes: &[u8]) -> Result<FileKind, FileProblem> {
        if bytes.is_empty() {
            return Err(FileProblem::Empty);
        }
        if FILE_BYTES_MAX < bytes.len() {
            return Err(FileProblem::TooLarge);
        }
        let end = &bytes[bytes.len().saturating_sub(END_WITHIN)..];
        if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            Ok(FileKind::Png)
        } else if bytes.starts_with(b"\xff\xd8\xff") {
            Ok(FileKind::Jpeg)
        } else if !bytes.starts_with(b"%PDF-") {
            Err(FileProblem::OtherKind)
        } else if end.windows(5).any(|five| five == b"%%EOF") {
            Ok(FileKind::Pdf)
        } else {
            Err(FileProblem::CutOff)
        }
    }
}

/// Why a file is not taken. Nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileProblem {
    /// No file, or one with nothing in it.
    #[error(
        "There is nothing in this file, so nothing was attached. Please choose the letter, and see that its scan was saved."
    )]
    Empty,
    /// Larger than a letter is.
    #[error(
        "This file is larger than 10\u{a0}MB, so it was not attached; all else is as it was. Please scan it in grey or with fewer dots, or attach its pages as several files."
    )]
    TooLarge,
    /// Neither a PDF nor a picture.
    #[error(
        "This is neither a PDF nor a picture in PNG or JPEG, whatever it is called, so it was not attached; all else is as it was. Please save or scan it as a PDF and attach that."
    )]
    OtherKind,
    /// A PDF without its end.
    #[error(
        "This PDF breaks off before its end, so it was not attached; all else is as it was. Please open it to see whether it is whole, save it again, and attach that."
    )]
    CutOff,
}

/// A file's name as it was uploaded, without its folders and whatever does not show: for people, never for a path.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct FileName(String);

impl FileName {
    /// What is left of a name; there is always something.
    pub fn of(text: &str) -> FileName {
        let last = text.rsplit(['/', '\\']).next().unwrap_or_default();
        let shown: String =
            last.chars().map(|c| if c.is_control() || is_unseen(c) { ' ' } else { c }).collect();
        let words = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        let name: String =
            words.trim_start_matches(['.', ' ']).chars().take(NAME_CHARS_MAX).collect::<String>();
        let name = name.trim_end();
        if name.chars().all(is_joiner) { FileName("Letter".to_owned()) } else { FileName(name.to_owned()) }
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name under which a browser may save it: with the ending of what it is, so that no program takes it for something
    /// else.
    pub fn saved_as(&self, kind: FileKind) -> String {
        let ending = self.0.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
        let fits = ending
            .is_some_and(|ending| ending == kind.ending() || (kind == FileKind::Jpeg && ending == "jpeg"));
        if fits { self.0.clone() } else { format!("{}.{}", self.0, kind.ending()) }
    }
}

impl From<String> for FileName {
    fn from(text: String) -> FileName {
        FileName::of(&text)
    }
}

impl From<FileName> for String {
    fn from(name: FileName) -> String {
        name.0
    }
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A file, without its bytes: those are kept under its hash.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct File {
    /// Of its bytes.
    pub hash: ContentHash,
    /// What its bytes are.
    pub kind: FileKind,
    /// As it was uploaded.
    pub name: FileName,
    /// How many there are.
    pub bytes: u32,
}

impl File {
    /// "PDF, 48 kB".
    pub fn in_words(&self) -> String {
        format!("{}, {}", self.kind.title(), size(self.bytes))
    }
}

/// A file on an authorization.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Letter {
    /// Which authorization it belongs to.
    pub authorization: AuthorizationId,
    /// The file.
    pub file: File,
    /// The clinic-local day on which it was attached.
    pub added_on: Date,
    /// Who attached it.
    pub by: StaffId,
}

/// Why a letter is not attached, or not taken away. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LetterProblem {
    /// The file itself.
    #[error(transparent)]
    File(#[from] FileProblem),
    /// As many as there may be.
    #[error(
        "There are {LETTERS_MAX} letters on this authorization, which is as many as it holds; nothing was attached. Please put several pages into one PDF, or take one away first."
    )]
    TooMany,
    /// The same bytes.
    #[error(
        "This very file is on the authorization already, as \"{name}\" since {}; nothing was attached twice. Please choose another file if you meant one.", said(*on)
    )]
    Already {
        /// What it was called.
        name: FileName,
        /// Since when.
        on: Date,
    },
    /// Somebody was quicker.
    #[error(
        "This letter is not on the authorization any more; nothing was changed. The history says who took it away."
    )]
    NotThere,
}

/// Whether a file may be attached beside those that are there.
pub fn check(letters: &[Letter], of: AuthorizationId, file: &File) -> Result<(), LetterProblem> {
    match usize::try_from(file.bytes) {
        Ok(0) => return Err(FileProblem::Empty.into()),
        Ok(1..=FILE_BYTES_MAX) => {}
        _ => return Err(FileProblem::TooLarge.into()),
    }
    let there = || letters.iter().filter(|letter| letter.authorization == of);
    if let Some(same) = there().find(|letter| letter.file.hash == file.hash) {
        return Err(LetterProblem::Already { name: same.file.name.clone(), on: same.added_on });
    }
    if there().count() < LETTERS_MAX { Ok(()) } else { Err(LetterProblem::TooMany) }
}

/// "812 bytes", "48 kB", "1.2 MB": never less than it is.
pub fn size(bytes: u32) -> String {
    const KB: u32 = 1024;
    let tenths = u64::from(bytes).saturating_mul(10).div_ceil(u64::from(KB * KB));
    match bytes {
        1 => "1\u{a0}byte".to_owned(),
        0..KB => format!("{bytes}\u{a0}bytes"),
        _ if bytes.div_ceil(KB) < KB => format!("{}\u{a0}kB", bytes.div_ceil(KB)),
        _ if tenths % 10 == 0 => format!("{}\u{a0}MB", tenths / 10),
        _ => format!("{}.{}\u{a0}MB", tenths / 10, tenths % 10),
    }
}
