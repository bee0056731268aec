//! A goal over time: where it began, where it is to be, and whether it keeps pace.

use super::{Point, in_order, ticks};
use crate::calendar::said;
use crate::kinds::{Date, Number};

/// Marks on the axis of values.
const TICKS: u8 = 6;

/// How the latest point stands to the line of pace.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pace {
    /// At the target or beyond.
    Reached,
    /// On the line or ahead of it.
    Ahead,
    /// Short of it.
    Behind,
}

/// A row of the table under the chart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct GoalRow {
    /// The day.
    pub on: Date,
    /// What was found.
    pub value: Number,
    /// What the line of pace says for that day.
    pub expected: Number,
    /// How the two stand.
    pub pace: Pace,
}

/// A goal over time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GoalChart {
    /// Data points by day, without the baseline.
    pub points: Vec<Point>,
    /// Where it began.
    pub baseline: Point,
    /// The target, on the day on which it is due.
    pub target: Point,
    /// Marks on the axis of values, lowest first.
    pub ticks: Vec<Number>,
    /// First day shown.
    pub from: Date,
    /// Last day shown.
    pub to: Date,
    /// The same as a table.
    pub rows: Vec<GoalRow>,
}

impl GoalChart {
    /// From the baseline, the target on its due day, and data points in any order.
    pub fn new(baseline: Point, target: Point, points: &[Point]) -> GoalChart {
        let points = in_order(points);
        let days = || points.iter().map(|(on, _)| *on).chain([baseline.0, target.0]);
        let values = || points.iter().map(|(_, value)| *value).chain([baseline.1, target.1]);
        let low = values().min().unwrap_or(baseline.1);
        let high = values().max().unwrap_or(target.1);
        let row = |(on, value): &Point| {
            let expected = expected(baseline, target, *on);
            GoalRow { on: *on, value: *value, expected, pace: pace(baseline.1, target.1, expected, *value) }
        };
        GoalChart {
            from: days().min().unwrap_or(baseline.0),
            to: days().max().unwrap_or(target.0),
            ticks: ticks(low, high, TICKS),
            rows: points.iter().map(row).collect(),
            points,
            baseline,
            target,
        }
    }

    /// For those who do not see the chart: "From 20 on 1 Jun 2026 to 55 on …; the target is 80 by …. Behind the pace, …".
    /// The unit stands behind each value, with its space: "%" or " words".
    pub fn summary(&self, unit: &str) -> String {
        let ((began, first), (due, target)) = (self.baseline, self.target);
        let (began, due) = (said(began), said(due));
        let Some(row) = self.rows.last() else {
            return format!(
                "{first}{unit} on {began}; the target is {target}{unit} by {due}. No data since then."
            );
        };
        let (value, on, expected) = (row.value, said(row.on), row.expected);
        let pace = match row.pace {
            Pace::Reached => "The target is reached".to_owned(),
            Pace::Ahead => format!("On pace, which is {expected}{unit} for that day"),
            Pace::Behind => format!("Behind the pace, which is {expected}{unit} for that day"),
        };
        format!(
            "From {first}{unit} on {began} to {value}{unit} on {on}; the target is {target}{unit} by {due}. {pace}."
        )
    }
}

/// The line from the baseline to the target, level before and after.
fn expected(baseline: Point, target: Point, on: Date) -> Number {
    let all = (target.0 - baseline.0).num_days();
    let at = (on - baseline.0).num_days();
    if all <= 0 || all <= at {
        return target.1;
    }
    let far = target.1.minus(baseline.1) * at.max(0) / all;
    Number::hundredths(baseline.1.in_hundredths() + far).unwrap_or(target.1)
}

fn pace(baseline: Number, target: Number, expected: Number, value: Number) -> Pace {
    let is_at_least = |mark: Number| if target < baseline { value <= mark } else { mark <= value };
    if is_at_least(target) {
        Pace::Reached
    } else if is_at_least(expected) {
        Pace::Ahead
    } else {
        Pace::Behind
    }
}
