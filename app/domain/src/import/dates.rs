//! Dates as spreadsheets hold them: ISO, with slashes in either order, with month names, as Excel's day numbers.
//!
//! A date with slashes can be read two ways. Its column decides: one value whose first number is above 12 shows that
//! days come first, and the other way round. Dots and slashes in one column come from different hands, so each
//! [`DateStyle`] shows its own order. Where no value shows it, or the values contradict each other, the person is
//! asked ([`Decision::Ask`]); until then every ambiguous value is a problem, never a guess.

mod study;
mod written;

pub use study::{DateColumn, DateExample, Decision, StyledDates, study};

use crate::kinds::Date;
use chrono::Datelike;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use written::Written;

/// How a column writes dates with slashes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// `3/4/2024` is 4 March.
    MonthFirst,
    /// `3/4/2024` is 3 April.
    DayFirst,
}

/// The mark between the numbers of a date.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateStyle {
    /// `3/4/2024`.
    Slashes,
    /// `3.4.2024`.
    Dots,
    /// `3-4-2024`.
    Dashes,
    /// `3 4 2024`, `03042024` and whatever else.
    Other,
}

impl DateStyle {
    /// All of them, in the order in which they are asked about.
    pub const ALL: [DateStyle; 4] =
        [DateStyle::Slashes, DateStyle::Dots, DateStyle::Dashes, DateStyle::Other];

    /// As a command line and a form write it.
    pub fn code(self) -> &'static str {
        match self {
            DateStyle::Slashes => "slashes",
            DateStyle::Dots => "dots",
            DateStyle::Dashes => "dashes",
            DateStyle::Other => "other",
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Option<DateStyle> {
        DateStyle::ALL.into_iter().find(|style| style.code() == code)
    }

    /// In words: dates “with dots”.
    pub fn title(self) -> &'static str {
        match self {
            DateStyle::Slashes => "with slashes",
            DateStyle::Dots => "with dots",
            DateStyle::Dashes => "with dashes",
            DateStyle::Other => "with spaces or without a mark",
        }
    }
}

/// How a column writes its dates, as far as it is known.
pub type Orders = BTreeMap<DateStyle, DateOrder>;

/// What a date is for, which says how old or new it may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateKind {
    /// A birth date: at most 120 years ago, not in the future.
    Birth,
    /// Something that has happened at this clinic: at most 15 years ago, as for every case, not in the future.
    Past,
    /// Something planned: within three years, either way.
    Due,
}

/// Oldest person, in years.
const AGE_MAX: i32 = 120;
/// Oldest referral that is believed, in years.
const PAST_MAX: i32 = 15;
/// How far from today a planned date may be, in years.
const DUE_MAX: i32 = 3;

/// Why a text is not a date that can be used.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum DateProblem {
    /// No known way of writing a date.
    #[error("This is not a date we can read. Write it as 2024-03-05.")]
    NotADate,
    /// A month or a year alone.
    #[error("The day is missing. Write the whole date, as 2024-03-05.")]
    Incomplete,
    /// 30 February and its like.
    #[error("There is no such day in the calendar. Check the day and the month.")]
    NotInCalendar,
    /// Both readings are possible, and nothing in the column says which is meant.
    #[error("This can be {} or {}. Choose how this column writes its dates.", say(*month_first), say(*day_first))]
    Ambiguous {
        /// Read as month, day, year.
        month_first: Date,
        /// Read as day, month, year.
        day_first: Date,
    },
    /// A birth or a referral that has not happened yet.
    #[error("{} is in the future. Check the year.", say(*read))]
    Future {
        /// The date as read.
        read: Date,
    },
    /// Too long ago to be true.
    #[error("{} is too long ago to be right. Check the year.", say(*read))]
    TooOld {
        /// The date as read.
        read: Date,
    },
    /// A plan too far ahead to be true.
    #[error("{} is too far in the future to be right. Check the year.", say(*read))]
    TooFar {
        /// The date as read.
        read: Date,
    },
}

/// A date in words that cannot be misread: `5 March 2024`.
pub fn say(date: Date) -> String {
    let month = written::MONTHS.get(date.month0() as usize).copied().unwrap_or_default();
    let mut letters = month.chars();
    let month: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    format!("{} {month} {}", date.day(), date.year())
}

/// Reads one cell. `order` is what the column was found or told to use; `as_of` is the clinic's today, against which
/// two-digit years and absurd dates are judged.
pub fn read(text: &str, order: Option<DateOrder>, kind: DateKind, as_of: Date) -> Result<Date, DateProblem> {
    settle(written::parse(text)?, |_| order, kind, as_of)
}

/// Reads one cell of a column whose styles have orders of their own.
pub fn read_of(text: &str, orders: &Orders, kind: DateKind, as_of: Date) -> Result<Date, DateProblem> {
    settle(written::parse(text)?, |style| orders.get(&style).copied(), kind, as_of)
}

fn settle(
    written: Written,
    order: impl Fn(DateStyle) -> Option<DateOrder>,
    kind: DateKind,
    as_of: Date,
) -> Result<Date, DateProblem> {
    let date = match written {
        Written::Serial(day) => from_serial(day).ok_or(DateProblem::NotADate)?,
        Written::Plain { year, month, day } => {
            year.date(month, day, kind, as_of).ok_or(DateProblem::NotInCalendar)?
        }
        Written::Pair { first, second, year, style } => {
            let at = |month, day| year.date(month, day, kind, as_of);
            match (at(first, second), at(second, first)) {
                (None, None) => return Err(DateProblem::NotInCalendar),
                (Some(only), None) | (None, Some(only)) => only,
                (Some(same), Some(day_first)) if same == day_first => same,
                (Some(month_first), Some(day_first)) => match order(style) {
                    Some(DateOrder::MonthFirst) => month_first,
                    Some(DateOrder::DayFirst) => day_first,
                    None => return Err(DateProblem::Ambiguous { month_first, day_first }),
                },
            }
        }
    };
    plausible(date, kind, as_of)
}

/// The date, if it can be true of what it stands for.
pub fn plausible(read: Date, kind: DateKind, as_of: Date) -> Result<Date, DateProblem> {
    let (oldest, newest) = match kind {
        DateKind::Birth => (years(as_of, -AGE_MAX), as_of),
        DateKind::Past => (years(as_of, -PAST_MAX), as_of),
        DateKind::Due => (years(as_of, -DUE_MAX), years(as_of, DUE_MAX)),
    };
    match () {
        () if read < oldest => Err(DateProblem::TooOld { read }),
        () if read <= newest => Ok(read),
        () if kind == DateKind::Due => Err(DateProblem::TooFar { read }),
        () => Err(DateProblem::Future { read }),
    }
}

fn years(from: Date, by: i32) -> Date {
    let year = from.year() + by;
    // 29 February falls back to the 28th.
    from.with_year(year).or_else(|| Date::from_ymd_opt(year, from.month(), 28)).unwrap_or(from)
}

/// Day numbers of Excel's 1900 system; below 61 lies its invented 29 February 1900, where nothing is certain.
fn from_serial(day: u32) -> Option<Date> {
    let epoch = Date::from_ymd_opt(1899, 12, 30)?;
    (61..=2_958_465).contains(&day).then(|| epoch.checked_add_days(chrono::Days::new(u64::from(day))))?
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn check(text: &str, order: Option<DateOrder>, kind: DateKind) -> Result<String, DateProblem> {
        read(text, order, kind, day("2026-03-10")).map(|date| date.to_string())
    }

    #[test]
    fn dates_are_read_as_people_write_them() {
        let past = |text| check(text, None, DateKind::Past).unwrap_or_else(|problem| problem.to_string());
        assert_eq!(past("2024-03-05"), "2024-03-05");
        assert_eq!(past("2024/3/5"), "2024-03-05");
        assert_eq!(past("2024-03-05T10:30:00Z"), "2024-03-05");
        assert_eq!(past("2024-03-05 10:30"), "2024-03-05");
        assert_eq!(past("20240305"), "2024-03-05");
        assert_eq!(past("3/25/2024"), "2024-03-25");
        assert_eq!(past("25.3.2024"), "2024-03-25");
        assert_eq!(past("25/3/24 2:15 PM"), "2024-03-25");
        assert_eq!(past("5 March 2024"), "2024-03-05");
        assert_eq!(past("Tue, Mar 5th, 2024"), "2024-03-05");
        assert_eq!(past("5-Mar-24"), "2024-03-05");
        assert_eq!(past("Sept. 9, 2023"), "2023-09-09");
        assert_eq!(past("45356"), "2024-03-05");
        assert_eq!(past("45356.5"), "2024-03-05");
        assert_eq!(past("7/7/2023"), "2023-07-07");
    }

    #[test]
    fn two_readings_are_asked_about_and_the_answer_is_used() {
        let ambiguous =
            DateProblem::Ambiguous { month_first: day("2024-03-04"), day_first: day("2024-04-03") };
        assert_eq!(
            ambiguous.to_string(),
            "This can be 4 March 2024 or 3 April 2024. Choose how this column writes its dates."
        );
        assert_eq!(check("3/4/2024", None, DateKind::Past), Err(ambiguous));
        assert_eq!(check("3/4/2024", Some(DateOrder::MonthFirst), DateKind::Past), Ok("2024-03-04".into()));
        assert_eq!(check("3/4/2024", Some(DateOrder::DayFirst), DateKind::Past), Ok("2024-04-03".into()));
        // The only possible reading is taken, whatever the column's habit.
        assert_eq!(check("13/4/2024", Some(DateOrder::MonthFirst), DateKind::Past), Ok("2024-04-13".into()));
    }

    #[test]
    fn absurd_dates_have_a_reason() {
        let birth = |text| check(text, Some(DateOrder::MonthFirst), DateKind::Birth).unwrap_err();
        assert_eq!(birth("30 February 2019"), DateProblem::NotInCalendar);
        assert_eq!(birth("2/30/2019"), DateProblem::NotInCalendar);
        assert_eq!(birth("2/29/2023"), DateProblem::NotInCalendar);
        assert_eq!(birth("13/45/2019"), DateProblem::NotInCalendar);
        assert_eq!(birth("6/1/1875"), DateProblem::TooOld { read: day("1875-06-01") });
        assert_eq!(birth("6/1/2099"), DateProblem::Future { read: day("2099-06-01") });
        assert_eq!(birth("2026-03-11").to_string(), "11 March 2026 is in the future. Check the year.");
        assert_eq!(birth("March 2019"), DateProblem::Incomplete);
        assert_eq!(birth("2019"), DateProblem::Incomplete);
        assert_eq!(birth("about four"), DateProblem::NotADate);
        assert_eq!(birth("1/2/3"), DateProblem::NotADate);
        assert_eq!(
            check("1/5/2099", Some(DateOrder::MonthFirst), DateKind::Due),
            Err(DateProblem::TooFar { read: day("2099-01-05") })
        );
    }

    #[test]
    fn two_digit_years_lie_where_they_can_be_true() {
        let us = Some(DateOrder::MonthFirst);
        assert_eq!(check("6/1/19", us, DateKind::Birth), Ok("2019-06-01".into()));
        assert_eq!(check("6/1/58", us, DateKind::Birth), Ok("1958-06-01".into()));
        // Earlier this year is a newborn; later this year would be in the future, so the person is ninety-nine.
        assert_eq!(check("1/5/26", us, DateKind::Birth), Ok("2026-01-05".into()));
        assert_eq!(check("6/1/26", us, DateKind::Birth), Ok("1926-06-01".into()));
        assert!(matches!(check("6/1/26", us, DateKind::Past), Err(DateProblem::Future { .. })));
        assert_eq!(check("6/1/25", us, DateKind::Past), Ok("2025-06-01".into()));
        assert_eq!(check("6/1/27", us, DateKind::Due), Ok("2027-06-01".into()));
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in "\\PC{0,40}", digits in "[0-9/. :TMar,-]{0,30}") {
            for order in [None, Some(DateOrder::MonthFirst), Some(DateOrder::DayFirst)] {
                for kind in [DateKind::Birth, DateKind::Past, DateKind::Due] {
                    let _ = check(&text, order, kind);
                    let _ = check(&digits, order, kind);
                }
            }
        }

        #[test]
        fn every_day_is_read_back_in_every_style(offset in 0_i64..5_400) {
            let as_of = day("2026-03-10");
            let date = as_of - chrono::Duration::days(offset);
            let texts = [
                (date.to_string(), None),
                (format!("{}/{}/{}", date.month(), date.day(), date.year()), Some(DateOrder::MonthFirst)),
                (format!("{:02}.{:02}.{}", date.day(), date.month(), date.year()), Some(DateOrder::DayFirst)),
                (say(date), None),
                ((date - day("1899-12-30")).num_days().to_string(), None),
            ];
            for (text, order) in texts {
                prop_assert_eq!(read(&text, order, DateKind::Past, as_of), Ok(date), "{}", text);
            }
        }
    }
}
