//! What a column's values together say about how its dates are written: each style of them for itself.

use super::written::{self, Written};
use super::{DateKind, DateOrder, DateProblem, DateStyle, Orders, read};
use crate::import::fold::is_blank;
use crate::kinds::Date;
use serde::{Deserialize, Serialize};

/// Whether the dates of one style can be read without asking.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// No value can be read two ways.
    Clear,
    /// Some values show the order, none shows the other.
    Known(DateOrder),
    /// Nothing shows the order, or the values show both: a person must say.
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
    /// Values with something in them.
    pub filled: u32,
    /// Values that are no date in any reading, or an absurd one.
    pub unreadable: u32,
    /// Up to three values that can be read in one way only.
    pub examples: Vec<DateExample>,
    /// The styles whose order of day and month matters here: some value has one reading, or two.
    pub styles: Vec<StyledDates>,
}

/// The dates of one style in a column.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct StyledDates {
    /// The mark between the numbers.
    pub style: DateStyle,
    /// What the values say.
    pub decision: Decision,
    /// Values that can only be month, day, year.
    pub month_first: u32,
    /// Values that can only be day, month, year.
    pub day_first: u32,
    /// Values that can be either, with different days.
    pub ambiguous: u32,
    /// Up to three values that can be either.
    pub examples: Vec<DateExample>,
}

const EXAMPLES: usize = 3;

impl DateColumn {
    /// The styles about which somebody must say something.
    pub fn open(&self) -> impl Iterator<Item = &StyledDates> {
        self.styles.iter().filter(|styled| styled.decision == Decision::Ask)
    }

    /// How the column is read. What its values show holds against any answer; `by_style` answers for one style each, and
    /// `for_all` for the one style that is open: where two are, it would be an answer to half of the question.
    pub fn orders(&self, by_style: &Orders, for_all: Option<DateOrder>) -> Orders {
        let for_all = for_all.filter(|_| self.open().count() == 1);
        let order = |styled: &StyledDates| {
            let said = || by_style.get(&styled.style).copied().or(for_all);
            let order = styled.decision.order().or_else(said)?;
            Some((styled.style, order))
        };
        self.styles.iter().filter_map(order).collect()
    }
}

/// Reads all values of one column.
pub fn study<'a>(values: impl Iterator<Item = &'a str>, kind: DateKind, as_of: Date) -> DateColumn {
    let mut column = DateColumn { filled: 0, unreadable: 0, examples: Vec::new(), styles: Vec::new() };
    for text in values.filter(|text| !is_blank(text)) {
        column.filled += 1;
        let outcome = read(text, None, kind, as_of);
        let ambiguous = matches!(outcome, Err(DateProblem::Ambiguous { .. }));
        if outcome.is_err() && !ambiguous {
            column.unreadable += 1;
            continue;
        }
        if !ambiguous && column.examples.len() < EXAMPLES {
            column.examples.push(example(text, kind, as_of));
        }
        if let Ok(Written::Pair { first, second, style, .. }) = written::parse(text) {
            let styled = column.styled(style);
            match () {
                () if ambiguous => {
                    styled.ambiguous += 1;
                    if styled.examples.len() < EXAMPLES {
                        styled.examples.push(example(text, kind, as_of));
                    }
                }
                () if 12 < first => styled.day_first += 1,
                () if 12 < second => styled.month_first += 1,
                () => {}
            }
        }
    }
    for styled in &mut column.styles {
        styled.decision = match (styled.ambiguous, styled.month_first, styled.day_first) {
            (0, _, _) => Decision::Clear,
            (_, 1.., 0) => Decision::Known(DateOrder::MonthFirst),
            (_, 0, 1..) => Decision::Known(DateOrder::DayFirst),
            _ => Decision::Ask,
        };
    }
    column.styles.sort_by_key(|styled| styled.style);
    column
}

impl DateColumn {
    fn styled(&mut self, style: DateStyle) -> &mut StyledDates {
        let known = self.styles.iter().position(|styled| styled.style == style);
        let place = known.unwrap_or(self.styles.len());
        if known.is_none() {
            self.styles.push(StyledDates {
                style,
                decision: Decision::Clear,
                month_first: 0,
                day_first: 0,
                ambiguous: 0,
                examples: Vec::new(),
            });
        }
        &mut self.styles[place]
    }
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

    fn look(values: &[&str]) -> DateColumn {
        study(values.iter().copied(), DateKind::Past, "2026-03-10".parse().unwrap())
    }

    fn decide(values: &[&str]) -> Decision {
        let column = look(values);
        assert!(column.styles.len() <= 1, "{column:?}");
        column.styles.first().map_or(Decision::Clear, |styled| styled.decision)
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

    #[test]
    fn dots_and_slashes_of_one_column_are_decided_each_for_itself() {
        use DateOrder::{DayFirst, MonthFirst};
        let decisions = |values: &[&str]| -> Vec<(DateStyle, Decision)> {
            look(values).styles.iter().map(|styled| (styled.style, styled.decision)).collect()
        };
        assert_eq!(
            decisions(&["07.03.2013", "2/9/14", "25.08.2012", "08/27/2018"]),
            [(DateStyle::Slashes, Decision::Known(MonthFirst)), (DateStyle::Dots, Decision::Known(DayFirst))]
        );
        assert_eq!(
            decisions(&["07.03.2013", "2/9/14", "08/27/2018"]),
            [(DateStyle::Slashes, Decision::Known(MonthFirst)), (DateStyle::Dots, Decision::Ask)]
        );
    }

    #[test]
    fn an_answer_never_stands_against_what_the_values_show() {
        use DateOrder::{DayFirst, MonthFirst};
        let column = look(&["07.03.2013", "2/9/14", "25.08.2012", "08/27/2018", "3-4-2024"]);
        let shown = [(DateStyle::Slashes, MonthFirst), (DateStyle::Dots, DayFirst)];
        let all_day_first = column.orders(&DateStyle::ALL.map(|style| (style, DayFirst)).into(), None);
        assert_eq!(all_day_first, [shown[0], shown[1], (DateStyle::Dashes, DayFirst)].into());
        // One answer for the whole column goes to the one style that is open.
        let month_first = column.orders(&Orders::new(), Some(MonthFirst));
        assert_eq!(month_first, [shown[0], shown[1], (DateStyle::Dashes, MonthFirst)].into());
        // Of two open ones it would say too much.
        let two_open = look(&["07.03.2013", "2/9/14"]);
        assert_eq!(two_open.orders(&Orders::new(), Some(MonthFirst)), Orders::new());
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
            let [styled] = column.styles.as_slice() else { panic!("one style: {column:?}") };
            match styled.decision {
                Decision::Known(order) => prop_assert_eq!(order == DateOrder::DayFirst, day_first),
                Decision::Ask => prop_assert!(days.iter().all(|(_, d, _)| *d <= 12)),
                Decision::Clear => prop_assert_eq!(styled.ambiguous, 0),
            }
            if let Decision::Known(order) = styled.decision {
                for (text, (m, d, y)) in texts.iter().zip(&days) {
                    let read = read(text, Some(order), DateKind::Past, "2026-03-10".parse().unwrap());
                    prop_assert_eq!(read.ok(), Date::from_ymd_opt(*y, *m, *d));
                }
            }
        }
    }
}
