//! Scores, criteria and data points: decimal numbers with two places, so that no rule reckons in floats.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A decimal number with at most two places, from −1,000,000 to 1,000,000, kept in hundredths.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Number(i64);

/// Why a text is no number here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("This is not a number between -1,000,000 and 1,000,000 with at most two places, such as 12 or 3.5.")]
pub struct NotANumber;

impl Number {
    /// Largest, and with a minus the smallest, in hundredths.
    const MOST: i64 = 100_000_000;

    /// From hundredths.
    pub fn hundredths(hundredths: i64) -> Result<Number, NotANumber> {
        if hundredths.abs() <= Self::MOST { Ok(Number(hundredths)) } else { Err(NotANumber) }
    }

    /// A whole number.
    pub fn whole(whole: i32) -> Result<Number, NotANumber> {
        Self::hundredths(i64::from(whole) * 100)
    }

    /// In hundredths.
    pub fn in_hundredths(self) -> i64 {
        self.0
    }

    /// How far it lies from the other, in hundredths; negative below it.
    pub fn minus(self, other: Number) -> i64 {
        self.0 - other.0
    }
}

impl FromStr for Number {
    type Err = NotANumber;

    /// Reads `12`, `-3.5`, `+0.25`, `1,5`; a comma is a decimal point, as many keyboards have it.
    fn from_str(text: &str) -> Result<Number, NotANumber> {
        let text = text.trim().replace(['\u{2212}', '\u{2013}'], "-").replace(',', ".");
        let (sign, digits) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text.strip_prefix('+').unwrap_or(&text)),
        };
        let (whole, places) = digits.split_once('.').unwrap_or((digits, ""));
        let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if !is_digits(whole)
            || !is_digits(places)
            || 2 < places.len()
            || whole.is_empty() && places.is_empty()
        {
            return Err(NotANumber);
        }
        let read = |text: &str| if text.is_empty() { Ok(0) } else { text.parse::<i64>() };
        let whole = read(whole).map_err(|_| NotANumber)?;
        let places = read(&format!("{places:0<2}")).map_err(|_| NotANumber)?;
        let hundredths =
            whole.checked_mul(100).and_then(|whole| whole.checked_add(places)).ok_or(NotANumber)?;
        Self::hundredths(sign * hundredths)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, places) = (self.0.abs() / 100, self.0.abs() % 100);
        match (places, places % 10) {
            (0, _) => write!(f, "{sign}{whole}"),
            (places, 0) => write!(f, "{sign}{whole}.{}", places / 10),
            (places, _) => write!(f, "{sign}{whole}.{places:02}"),
        }
    }
}

impl TryFrom<i64> for Number {
    type Error = NotANumber;

    fn try_from(hundredths: i64) -> Result<Number, NotANumber> {
        Self::hundredths(hundredths)
    }
}

impl From<Number> for i64 {
    fn from(number: Number) -> i64 {
        number.0
    }
}

#[cfg(test)]
mod tests {
    use super::Number;

    #[test]
    fn numbers_are_read_as_people_write_them_and_shown_as_short_as_they_are() {
        for (text, shown) in [
            ("12", "12"),
            ("-3.5", "-3.5"),
            ("+0,25", "0.25"),
            (".5", "0.5"),
            ("\u{2212}2", "-2"),
            ("7.", "7"),
            ("0.05", "0.05"),
            ("-0", "0"),
        ] {
            assert_eq!(
                text.parse::<Number>().map(|number| number.to_string()),
                Ok(shown.to_owned()),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_number_here_is_refused() {
        for text in
            ["", "-", ".", "1.234", "1e3", "12a", "1 000", "1000000.01", "99999999999999999999", "--1"]
        {
            assert!(text.parse::<Number>().is_err(), "{text}");
        }
    }
}
