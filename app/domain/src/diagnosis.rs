//! Diagnoses, as ICD-10-CM codes.

use serde::{Deserialize, Serialize};
use std::fmt;

/// An ICD-10-CM code, written with its point: `F80.2`. Whether the list of a year has it, this does not say.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Icd(String);

/// Why a text is no code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{0}\" is not an ICD-10-CM code: a letter, a digit, and up to five more behind a point, such as F80.2."
)]
pub struct NotACode(String);

impl Icd {
    /// Reads a code with or without its point, in capitals or not.
    pub fn parse(text: &str) -> Result<Icd, NotACode> {
        let no = || NotACode(text.chars().take(20).collect());
        let plain: String = text.trim().to_ascii_uppercase();
        let plain = match plain.split_once('.') {
            Some((head, tail)) if head.len() == 3 && !tail.is_empty() => [head, tail].concat(),
            Some(_) => return Err(no()),
            None => plain,
        };
        let mut bytes = plain.bytes();
        let (first, second) = (bytes.next(), bytes.next());
        let fits = (3..=7).contains(&plain.len())
            && first.is_some_and(|byte| byte.is_ascii_uppercase())
            && second.is_some_and(|byte| byte.is_ascii_digit())
            && bytes.all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        if !fits {
            return Err(no());
        }
        let (head, tail) = plain.split_at(3);
        Ok(Icd(if tail.is_empty() { head.to_owned() } else { [head, ".", tail].concat() }))
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Icd {
    type Error = NotACode;

    fn try_from(text: String) -> Result<Icd, NotACode> {
        Icd::parse(&text)
    }
}

impl From<Icd> for String {
    fn from(code: Icd) -> String {
        code.0
    }
}

impl fmt::Display for Icd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Icd;

    #[test]
    fn a_code_is_read_as_people_write_it() {
        for (text, code) in
            [("F80.2", "F80.2"), ("f802", "F80.2"), (" M17 ", "M17"), ("S72.001A", "S72.001A")]
        {
            assert_eq!(Icd::parse(text).map(|code| code.to_string()), Ok(code.to_owned()));
        }
        for text in ["", "80.2", "F8", "F80.", "F8.02", "FF0.2", "F80.23456", "F80.2;", "F80 2"] {
            assert!(Icd::parse(text).is_err(), "{text}");
        }
    }
}
