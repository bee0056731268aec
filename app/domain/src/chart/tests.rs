//! What charts say, and where their points lie.

use super::{AttendanceChart, Frame, GoalChart, MeasureChart, Pace, Scale, ticks};
use crate::ids::VisitId;
use crate::kinds::{Date, Discipline, Number};
use crate::measure::{Catalogue, Key};
use crate::visit::{Outcome, Visit};
use proptest::prelude::*;
use uuid::Uuid;

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

fn number(text: &str) -> Number {
    text.parse().expect("a number")
}

fn hundredths(number: i64) -> Number {
    Number::hundredths(number).expect("a number")
}

#[test]
fn a_goal_that_falls_short_of_its_line_is_said_to_be_behind() {
    let baseline = (day("2026-06-01"), number("20"));
    let target = (day("2026-09-09"), number("80"));
    let points = [(day("2026-07-21"), number("40")), (day("2026-06-11"), number("26"))];
    let chart = GoalChart::new(baseline, target, &points);
    let paces: Vec<Pace> = chart.rows.iter().map(|row| row.pace).collect();
    assert_eq!(paces, [Pace::Ahead, Pace::Behind]);
    assert_eq!(
        chart.summary("%"),
        "From 20% on 1 Jun 2026 to 40% on 21 Jul 2026; the target is 80% by 9 Sep 2026. Behind the pace, which is 50% for that day."
    );
}

#[test]
fn a_goal_to_do_something_less_is_reached_from_above() {
    let chart = GoalChart::new(
        (day("2026-06-01"), number("12")),
        (day("2026-09-01"), number("2")),
        &[(day("2026-08-01"), number("1.5"))],
    );
    assert!(chart.summary(" per hour").ends_with("The target is reached."));
}

#[test]
fn a_measure_says_its_severity_and_whether_the_change_matters() {
    let catalogue = Catalogue::standard();
    let key = Key::parse("phq_9").expect("a key");
    let phq = catalogue.find(&key, day("2026-06-01")).expect("it is there");
    let points = [(day("2026-06-01"), number("16")), (day("2026-07-01"), number("10"))];
    let chart = MeasureChart::new(phq, &points);
    assert_eq!(
        chart.summary(),
        "PHQ-9: 16 (moderately severe) on 1 Jun 2026, 10 (moderate) on 1 Jul 2026. Down 6 points, more than the 5 that matter."
    );
    assert_eq!(chart.still, Some((number("11"), number("21"))));
    assert_eq!(chart.severities.last().map(|band| band.until), Some(number("27")));
}

#[test]
fn visits_are_counted_in_their_week_and_booked_ones_not_yet() {
    let visit = |on: &str, outcome| Visit {
        id: VisitId(Uuid::from_u128(1)),
        on: day(on),
        at: None,
        discipline: Discipline::Ot,
        staff: None,
        outcome,
        services: vec![],
        series: None,
        billed_on: None,
        allowed: None,
        source: None,
    };
    let visits = [
        visit("2026-06-01", Outcome::Arrived),
        visit("2026-06-07", Outcome::NoShow),
        visit("2026-06-17", Outcome::CancelledLate),
        visit("2026-06-18", Outcome::Booked),
        visit("2026-06-22", Outcome::Arrived),
    ];
    let chart = AttendanceChart::new(&visits, day("2026-06-03"), day("2026-06-22"));
    let all: Vec<u32> = chart.weeks.iter().map(super::Week::all).collect();
    assert_eq!(all, [1, 0, 1], "the first lies before its first day, the last on the end");
    assert_eq!(
        chart.summary(),
        "Attended 0 of 2 visits in 3 weeks; 0 cancelled in time, 1 cancelled late, 1 no-shows."
    );
}

#[test]
fn the_edges_of_a_box_are_its_first_and_last_day_and_its_lowest_and_highest_value() {
    let frame = Frame { left: 40, top: 10, width: 300, height: 100 };
    let (from, to) = (day("2026-06-01"), day("2026-07-01"));
    let scale = Scale { frame, from, to, low: number("0"), high: number("10") };
    assert_eq!((scale.x(from), scale.x(to), scale.x(day("2026-06-16"))), (40, 340, 190));
    assert_eq!((scale.y(number("0")), scale.y(number("10")), scale.y(number("2.5"))), (110, 10, 85));
}

proptest! {
    #[test]
    fn ticks_hold_all_values_between_them(a in -50_000_000..50_000_000_i64, b in -50_000_000..50_000_000_i64) {
        let marks = ticks(hundredths(a), hundredths(b), 6);
        let (first, last) = (marks[0], marks[marks.len() - 1]);
        prop_assert!(first.in_hundredths() <= a.min(b) && a.max(b) <= last.in_hundredths());
        prop_assert!((2..=7).contains(&marks.len()), "{marks:?}");
    }
}
