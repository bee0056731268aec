//! Places of service: two digits on a claim that say where the patient was.

use super::table::{Fields, List, NotALine, Row};
use crate::kinds::Date;
use serde::{Deserialize, Serialize};
use std::fmt;

const STANDARD: &str = include_str!("../../data/places-2026-11.tsv");

/// Two digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PlaceCode(u8);

/// Why a text is no place of service.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a place of service: two digits, such as 11 or 02.")]
pub struct NotAPlace(String);

impl PlaceCode {
    /// Trims; a zero in front is part of it.
    pub fn parse(text: &str) -> Result<PlaceCode, NotAPlace> {
        let digits =
            Some(text.trim()).filter(|text| text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit()));
        let code = digits.and_then(|digits| digits.parse().ok());
        code.map(PlaceCode).ok_or_else(|| NotAPlace(text.chars().take(20).collect()))
    }
}

impl fmt::Display for PlaceCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.0)
    }
}

impl fmt::Debug for PlaceCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl TryFrom<String> for PlaceCode {
    type Error = NotAPlace;

    fn try_from(text: String) -> Result<PlaceCode, NotAPlace> {
        PlaceCode::parse(&text)
    }
}

impl From<PlaceCode> for String {
    fn from(code: PlaceCode) -> String {
        code.to_string()
    }
}

/// A place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place {
    /// As a claim carries it.
    pub code: PlaceCode,
    /// The patient is somewhere else than who treats.
    pub telehealth: bool,
}

/// A list of places.
pub type Places = List<Place>;

impl List<Place> {
    /// The list that the program brings.
    pub fn standard() -> Places {
        Places::parse(STANDARD).expect("a test reads it")
    }

    /// Reads lines; `data/places-2026-11.tsv` says what stands in them.
    pub fn parse(text: &str) -> Result<Places, NotALine> {
        List::read(text, "places of service", place)
    }

    /// What a code means on a date of service.
    pub fn on(&self, code: PlaceCode, on: Date) -> Option<&Row<Place>> {
        self.in_force(on).find(|row| row.what.code == code)
    }
}

fn place(fields: &mut Fields<'_>) -> Option<Place> {
    let code = PlaceCode::parse(fields.text()?).ok()?;
    let telehealth = match fields.text()? {
        "telehealth" => true,
        "-" => false,
        _ => return None,
    };
    Some(Place { code, telehealth })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn label(code: &str, on: &str) -> Option<String> {
        let places = Places::standard();
        places.on(PlaceCode::parse(code).unwrap(), on.parse().unwrap()).map(|place| place.label.clone())
    }

    #[test]
    fn a_place_means_what_it_meant_on_the_day() {
        assert_eq!(label("02", "2021-12-31").as_deref(), Some("Telehealth"));
        assert_eq!(label("02", "2022-01-01").as_deref(), Some("Telehealth, not at home"));
        assert_eq!(label("10", "2021-12-31"), None);
        assert_eq!(label("10", "2022-01-01").as_deref(), Some("Telehealth, at home"));
        assert_eq!(label("11", "2026-11-23").as_deref(), Some("Office"));
        assert_eq!(label("01", "2026-11-23"), None, "not among the clinic's places");
    }

    #[test]
    fn a_place_is_two_digits_and_keeps_its_zero() {
        assert_eq!(PlaceCode::parse(" 02 ").unwrap().to_string(), "02");
        for text in ["2", "002", "1a", "", "+1", "１１"] {
            assert!(PlaceCode::parse(text).is_err(), "{text}");
        }
        let read: PlaceCode = serde_json::from_str("\"03\"").unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), "\"03\"");
    }

    #[test]
    fn on_no_day_does_a_code_mean_two_places() {
        let places = Places::standard();
        for on in ["2021-12-31", "2022-01-01", "2026-11-23"].map(|day| day.parse::<Date>().unwrap()) {
            let codes: Vec<PlaceCode> = places.in_force(on).map(|row| row.what.code).collect();
            let each: BTreeSet<PlaceCode> = codes.iter().copied().collect();
            assert_eq!(each.len(), codes.len(), "{on}");
        }
        assert!(places.all().all(|row| !row.label.is_empty()));
        assert_eq!(places.all().filter(|row| row.what.telehealth).count(), 3);
    }
}
