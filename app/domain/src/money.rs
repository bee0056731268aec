//! Money.

use serde::{Deserialize, Serialize};
use std::fmt;

/// An amount in US cents, never less than nothing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cents(pub u32);

/// Why a text is no amount.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not an amount: write dollars and cents, such as 25 or 1,250.50.")]
pub struct NotAnAmount(String);

impl Cents {
    /// Reads what people type: `25`, `$25.5`, `1,250.50`. Refuses signs, fractions of a cent and more than 42 million.
    pub fn parse(text: &str) -> Result<Cents, NotAnAmount> {
        let no = || NotAnAmount(text.chars().take(20).collect());
        let bare = text.trim().trim_start_matches('$').trim_start();
        let (dollars, cents) = bare.split_once('.').unwrap_or((bare, "0"));
        let digits: String = dollars.chars().filter(|c| *c != ',').collect();
        let whole = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !whole(&digits) || !whole(cents) || 2 < cents.len() {
            return Err(no());
        }
        let tens = if cents.len() == 1 { 10 } else { 1 };
        let dollars = digits.parse::<u32>().ok().and_then(|dollars| dollars.checked_mul(100));
        let cents = cents.parse::<u32>().ok().map(|cents| cents * tens);
        dollars.zip(cents).and_then(|(all, rest)| all.checked_add(rest)).map(Cents).ok_or_else(no)
    }
}

impl fmt::Display for Cents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let dollars = (self.0 / 100).to_string();
        f.write_str("$")?;
        for (at, digit) in dollars.chars().enumerate() {
            if 0 < at && (dollars.len() - at).is_multiple_of(3) {
                f.write_str(",")?;
            }
            write!(f, "{digit}")?;
        }
        write!(f, ".{:02}", self.0 % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dollars_and_cents_are_read_as_people_write_them() {
        for (text, cents) in [("25", 2_500), ("$25.5", 2_550), (" 1,250.50 ", 125_050), ("0", 0), ("0.07", 7)]
        {
            assert_eq!(Cents::parse(text), Ok(Cents(cents)), "{text}");
        }
        for text in ["", "-1", "1.234", ".5", "1.", "42949673", "$", "2 5", "1e3", "٣"] {
            assert!(Cents::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_amount_is_shown_with_two_places_and_groups_of_three() {
        let shown = [0, 7, 2_500, 248_000, 123_456_789].map(|cents| Cents(cents).to_string());
        assert_eq!(shown, ["$0.00", "$0.07", "$25.00", "$2,480.00", "$1,234,567.89"]);
    }
}
