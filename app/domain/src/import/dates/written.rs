//! A date as written: its numbers in their places, before anybody asks which is the month.

use super::{DateKind, DateProblem, DateStyle};
use crate::kinds::Date;
use chrono::Datelike;

/// The parts of a date, as far as the text alone tells.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Written {
    /// ISO, or with the month's name: no doubt about the order.
    Plain { year: Year, month: u32, day: u32 },
    /// Two numbers and a year: month and day, or day and month. The mark between them is kept, because each mark has a
    /// habit of its own.
    Pair { first: u32, second: u32, year: Year, style: DateStyle },
    /// Excel's day number.
    Serial(u32),
}

/// A year as written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Year {
    Four(i32),
    Two(i32),
}

impl Year {
    fn parse(digits: &str) -> Option<Year> {
        let number = digits.parse().ok()?;
        match digits.len() {
            2 => Some(Year::Two(number)),
            4 => Some(Year::Four(number)),
            _ => None,
        }
    }

    /// The day in this year. `24` is 2024, unless that birth, or plan, would then lie too far ahead: then it is the
    /// century before.
    pub(super) fn date(self, month: u32, day: u32, kind: DateKind, as_of: Date) -> Option<Date> {
        let year = match self {
            Year::Four(year) => return Date::from_ymd_opt(year, month, day),
            Year::Two(year) => as_of.year() - as_of.year().rem_euclid(100) + year,
        };
        let date = Date::from_ymd_opt(year, month, day)?;
        let ahead = match kind {
            DateKind::Birth => as_of < date,
            // A referral "next month" is a slip of the pen to be asked about, not one of a hundred years ago.
            DateKind::Past => as_of.year() < year,
            DateKind::Due => as_of.year() + 20 < year,
        };
        if ahead { Date::from_ymd_opt(year - 100, month, day) } else { Some(date) }
    }
}

pub(super) const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Longest text that is looked at; no date is longer, with weekday and time.
const LENGTH_MAX: usize = 60;

enum Token<'a> {
    Number(&'a str),
    Month(u32),
}

/// The parts of the text, or why it has none.
pub(super) fn parse(text: &str) -> Result<Written, DateProblem> {
    let text = text.trim();
    if LENGTH_MAX < text.len() {
        return Err(DateProblem::NotADate);
    }
    if let Some(day) = serial(text) {
        return Ok(Written::Serial(day));
    }
    let date = without_time(text);
    let tokens = tokens(date).ok_or(DateProblem::NotADate)?;
    arrange(&tokens, style(date))
}

/// The mark after the first number.
fn style(date: &str) -> DateStyle {
    match date.trim_start_matches(|c: char| !c.is_ascii_digit()).chars().find(|c| !c.is_ascii_digit()) {
        Some('.') => DateStyle::Dots,
        Some('/' | '\\') => DateStyle::Slashes,
        Some('-' | '–') => DateStyle::Dashes,
        _ => DateStyle::Other,
    }
}

fn arrange(tokens: &[Token<'_>], style: DateStyle) -> Result<Written, DateProblem> {
    use Token::{Month, Number};
    let missing = DateProblem::NotADate;
    match tokens {
        [Number(year), Number(month), Number(day)] if year.len() == 4 => {
            let year = Year::parse(year).ok_or(missing.clone())?;
            Ok(Written::Plain { year, month: small(month)?, day: small(day)? })
        }
        [Number(first), Number(second), Number(year)] => {
            let year = Year::parse(year).ok_or(missing)?;
            Ok(Written::Pair { first: small(first)?, second: small(second)?, year, style })
        }
        [Number(year), Month(month), Number(day)] if year.len() == 4 => {
            let year = Year::parse(year).ok_or(missing)?;
            Ok(Written::Plain { year, month: *month, day: small(day)? })
        }
        [Number(day), Month(month), Number(year)] | [Month(month), Number(day), Number(year)] => {
            let year = Year::parse(year).ok_or(missing)?;
            Ok(Written::Plain { year, month: *month, day: small(day)? })
        }
        [Number(eight)] if eight.len() == 8 => run_together(eight).ok_or(missing),
        [Month(_)] | [Month(_), Number(_)] | [Number(_), Month(_)] => Err(DateProblem::Incomplete),
        [Number(month), Number(year)] if year.len() == 4 && month.len() <= 2 => Err(DateProblem::Incomplete),
        [Number(year), Number(month)] if year.len() == 4 && month.len() <= 2 => Err(DateProblem::Incomplete),
        [Number(year)] if year.len() == 4 => Err(DateProblem::Incomplete),
        _ => Err(missing),
    }
}

/// Day or month: one or two digits.
fn small(digits: &str) -> Result<u32, DateProblem> {
    if 2 < digits.len() {
        return Err(DateProblem::NotADate);
    }
    digits.parse().map_err(|_| DateProblem::NotADate)
}

/// `20240305`, or `03052024` as some exports write.
fn run_together(digits: &str) -> Option<Written> {
    let part = |from: usize, to: usize| digits.get(from..to)?.parse::<u32>().ok();
    let year_first = Year::parse(digits.get(..4)?)?;
    if let Year::Four(year @ 1800..=2200) = year_first
        && Date::from_ymd_opt(year, part(4, 6)?, part(6, 8)?).is_some()
    {
        return Some(Written::Plain { year: year_first, month: part(4, 6)?, day: part(6, 8)? });
    }
    match Year::parse(digits.get(4..)?)? {
        year @ Year::Four(1800..=2200) => {
            Some(Written::Pair { first: part(0, 2)?, second: part(2, 4)?, year, style: DateStyle::Other })
        }
        _ => None,
    }
}

/// A five-digit day number, from 1927 to 2118, with or without its time as a fraction.
fn serial(text: &str) -> Option<u32> {
    let (day, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if day.len() != 5 || !digits(day) || !digits(fraction) {
        return None;
    }
    day.parse().ok().filter(|day| (10_000..80_000).contains(day))
}

/// The text before its time of day: `2024-03-05T10:30` and `3/5/24 2:15 PM`.
fn without_time(text: &str) -> &str {
    let Some((before, _)) = text.split_once(':') else { return text };
    let date = before.trim_end_matches(|c: char| c.is_ascii_digit());
    date.strip_suffix(['T', 't']).unwrap_or(date).trim_end_matches([' ', ',', '\u{a0}'])
}

/// Numbers and month names; weekdays and endings as in `5th` are dropped; anything else is no date.
fn tokens(text: &str) -> Option<Vec<Token<'_>>> {
    let mut tokens = Vec::with_capacity(3);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let word = |test: fn(char) -> bool| rest.split_at(rest.find(|c| !test(c)).unwrap_or(rest.len()));
        if c.is_ascii_digit() {
            let (digits, after) = word(|c| c.is_ascii_digit());
            tokens.push(Token::Number(digits));
            rest = after;
        } else if c.is_alphabetic() {
            let (letters, after) = word(char::is_alphabetic);
            let letters = letters.to_lowercase();
            if let Some(month) = named(&letters, &MONTHS) {
                tokens.push(Token::Month(month));
            } else if named(&letters, &WEEKDAYS).is_none()
                && !matches!(letters.as_str(), "st" | "nd" | "rd" | "th" | "of")
            {
                return None;
            }
            rest = after;
        } else if matches!(c, '/' | '-' | '.' | ',' | ' ' | '\u{a0}' | '–' | '\\' | '\'') {
            rest = &rest[c.len_utf8()..];
        } else {
            return None;
        }
    }
    Some(tokens)
}

/// The place, from 1, of a name that the letters spell or begin (three letters at least).
fn named(letters: &str, names: &[&str]) -> Option<u32> {
    let place = names.iter().position(|name| 3 <= letters.len() && name.starts_with(letters))?;
    u32::try_from(place + 1).ok()
}
