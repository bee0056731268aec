//! Places of service: two digits on a claim that say where the patient was.

use super::table::{Fields, NotALine, is_in_force, rows};
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

/// A place for a while.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// As a claim carries it.
    pub code: PlaceCode,
    /// The patient is somewhere else than who treats.
    pub telehealth: bool,
    /// First date of service; none if it always was.
    pub from: Option<Date>,
    /// First date of service for which it no longer counts.
    pub until: Option<Date>,
    /// Who says so.
    pub source: String,
    /// Our own words for it.
    pub label: String,
}

/// A list of places.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Places(Vec<Place>);

impl Places {
    /// The list that the program brings.
    pub fn standard() -> Places {
        Places::parse(STANDARD).expect("a test reads it")
    }

    /// Reads lines of six fields; `data/places-2026-11.tsv` says what stands in them.
    pub fn parse(text: &str) -> Result<Places, NotALine> {
        rows(text, "places of service", row).map(Places)
    }

    /// All of them, at any time.
    pub fn all(&self) -> impl Iterator<Item = &Place> {
        self.0.iter()
    }

    /// What a code means on a date of service.
    pub fn on(&self, code: PlaceCode, on: Date) -> Option<&Place> {
        self.0.iter().find(|place| place.code == code && is_in_force(place.from, place.until, on))
    }
}

fn row(fields: &mut Fields<'_>) -> Option<Place> {
    let code = PlaceCode::parse(fields.text()?).ok()?;
    let telehealth = match fields.text()? {
        "telehealth" => true,
        "-" => false,
        _ => return None,
    };
    let (from, until) = (fields.day()?, fields.day()?);
    let mut text = || fields.text().map(str::to_owned);
    Some(Place { code, telehealth, from, until, source: text()?, label: text()? })
}

#[cfg(test)]
mod tests {
    use super::*;

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
            for place in places.all() {
                let same = places.all().filter(|other| other.code == place.code);
                assert!(
                    same.filter(|other| is_in_force(other.from, other.until, on)).count() <= 1,
                    "{place:?}"
                );
            }
        }
        assert!(places.all().filter(|place| place.telehealth).count() == 3);
    }
}
