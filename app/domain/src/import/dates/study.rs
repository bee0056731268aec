//! What a column's values together say about how its dates are written.

use super::written::{self, Written};
use super::{DateKind, DateOrder, DateProblem, read};
use crate::import::fold::is_blank;
use crate::kinds::Date;
use serde::{Deserialize, Serialize};

/// Whether a column can be read without asking.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// No value can be read two ways.
    Clear,
    /// Some values show the order, none shows the other.
    Known(DateOrder),
    /// Nothing shows the order, or the column holds both: a person must say.
    Ask,
}

impl Decision {
    /// The order to read with, if the values showed one.
    pub fn order(self) -> Option<DateOrder> {
        match self {
            Decision::Known(order) => Some(order),
            Decision::Clear | Decision::Ask => None,
        }
    }
}

/// A value as it stands and as it would be read.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DateExample {
    /// The cell.
    pub text: String,
    /// Read with the month first.
    pub month_first: Result<Date, DateProblem>,
    /// Read with the day first.
    pub day_first: Result<Date, DateProblem>,
}

/// A column of dates, counted.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DateColumn {
    /// What the values say.
    pub decision: Decision,
    /// Values with something in them.
    pub filled: u32,
    /// Values that can only be month, day, year.
    pub month_first: u32,
    /// Values that can only be day, month, year.
    pub day_first: u32,
    /// Values that can be either, with different days.
    pub ambiguous: u32,
    /// Values that are no date in any reading, or an absurd one.
    pub unreadable: u32,
    /// Up to three values for the question, ambiguous ones first.
    pub examples: Vec<DateExample>,
}

const EXAMPLES: usize = 3;

/// Reads all values of one column.
pub fn study<'a>(values: impl Iterator<Item = &'a str>, kind: DateKind, as_of: Date) -> DateColumn {
    let mut column = DateColumn {
        decision: Decision::Clear,
        filled: 0,
        month_first: 0,
        day_first: 0,
        ambiguous: 0,
        unreadable: 0,
        examples: Vec::new(),
    };
    let mut plain = Vec::new();
    for text in values.filter(|text| !is_blank(text)) {
        column.filled += 1;
        let outcome = read(text, None, kind, as_of);
        match (&outcome, written::parse(text)) {
            (Err(DateProblem::Ambiguous { .. }), _) => {
                column.ambiguous += 1;
                if column.examples.len() < EXAMPLES {
                    column.examples.push(example(text, kind, as_of));
                }
            }
            (Err(_), _) => column.unreadable += 1,
            (Ok(_), Ok(Written::Slashes { first, .. })) if 12 < first => column.day_first += 1,
            (Ok(_), Ok(Written::Slashes { second, .. })) if 12 < second => column.month_first += 1,
            (Ok(_), _) => {}
        }
        if plain.len() < EXAMPLES && outcome.is_ok() {
            plain.push(text);
        }
    }
    let room = EXAMPLES - column.examples.len();
    column.examples.extend(plain.into_iter().take(room).map(|text| example(text, kind, as_of)));
    column.decision = match (column.ambiguous, column.month_first, column.day_first) {
        (0, _, _) => Decision::Clear,
        (_, 1.., 0) => Decision::Known(DateOrder::MonthFirst),
        (_, 0, 1..) => Decision::Known(DateOrder::DayFirst),
        _ => Decision::Ask,
    };
    column
}

fn example(text: &str, kind: DateKind, as_of: Date) -> DateExample {
    DateExample {
        text: text.to_owned(),
        month_first: read(text, Some(DateOrder::MonthFirst), kind, as_of),
        day_first: read(text, Some(DateOrder::DayFirst), kind, as_of),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn decide(values: &[&str]) -> Decision {
        study(values.iter().copied(), DateKind::Past, "2026-03-10".parse().unwrap()).decision
    }

    #[test]
    fn one_value_above_twelve_decides_for_the_column() {
        assert_eq!(decide(&["3/4/2024", "1/25/2024", ""]), Decision::Known(DateOrder::MonthFirst));
        assert_eq!(decide(&["3/4/2024", "25/1/2024", "n/a"]), Decision::Known(DateOrder::DayFirst));
    }

    #[test]
    fn no_evidence_or_two_styles_are_asked_about() {
        assert_eq!(decide(&["3/4/2024", "5/6/2024"]), Decision::Ask);
        assert_eq!(decide(&["3/4/2024", "25/1/2024", "1/25/2024"]), Decision::Ask);
        assert_eq!(decide(&["25/1/2024", "1/25/2024"]), Decision::Clear);
        assert_eq!(decide(&["2024-03-04", "5 June 2024", "7/7/2024"]), Decision::Clear);
    }

    #[test]
    fn a_wrong_date_is_no_evidence() {
        // 25/1/2099 is absurd, so it says nothing about its neighbours.
        assert_eq!(decide(&["3/4/2024", "25/1/2099"]), Decision::Ask);
        assert_eq!(decide(&["3/4/2024", "31/2/2024"]), Decision::Ask);
    }

    proptest! {
        #[test]
        fn a_known_order_never_contradicts_a_value(
            days in proptest::collection::vec((1_u32..=12, 1_u32..=28, 2012_i32..2026), 1..30), day_first: bool,
        ) {
            let texts: Vec<String> = days
                .iter()
                .map(|(m, d, y)| if day_first { format!("{d}/{m}/{y}") } else { format!("{m}/{d}/{y}") })
                .collect();
            let column = study(texts.iter().map(String::as_str), DateKind::Past, "2026-03-10".parse().unwrap());
            prop_assert_eq!(column.unreadable, 0);
            prop_assert_eq!(usize::try_from(column.filled), Ok(texts.len()));
            match column.decision {
                Decision::Known(order) => prop_assert_eq!(order == DateOrder::DayFirst, day_first),
                Decision::Ask => prop_assert!(days.iter().all(|(_, d, _)| *d <= 12)),
                Decision::Clear => prop_assert_eq!(column.ambiguous, 0),
            }
            if let Decision::Known(order) = column.decision {
                for (text, (m, d, y)) in texts.iter().zip(&days) {
                    let read = read(text, Some(order), DateKind::Past, "2026-03-10".parse().unwrap());
                    prop_assert_eq!(read.ok(), Date::from_ymd_opt(*y, *m, *d));
                }
            }
        }
    }
}
