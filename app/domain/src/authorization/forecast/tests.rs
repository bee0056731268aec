//! Forecasts, by example, and replayed on generated cases whose end is known.

use super::*;
use crate::authorization::samples::{day, drawn, granted, line, span, visit};
use crate::kinds::Discipline;
use crate::visit::Outcome;
use chrono::{Datelike, TimeDelta};
use proptest::prelude::*;

fn at(n: i64) -> Date {
    // A Monday.
    day("2026-03-02") + TimeDelta::days(n)
}

fn input(left: u32, planned: &[Planned]) -> Input<'_> {
    let period = span("2026-01-01", "2026-07-01");
    Input { today: at(0), measure: Measure::Visits, left, period, planned, kept_percent: KEPT_PERCENT }
}

/// Twice a week from `from` until `until` weeks after today.
fn twice_a_week(from: i64, until: i64, kept: impl Fn(i64) -> bool) -> Vec<Planned> {
    (from..until)
        .flat_map(|week| [week * 7, week * 7 + 3])
        .map(|n| {
            let state = match (n < 0, kept(n)) {
                (false, _) => State::ToCome,
                (true, true) => State::Came,
                (true, false) => State::Missed,
            };
            Planned { on: at(n), amount: 1, state }
        })
        .collect()
}

#[test]
fn who_always_comes_twice_a_week_uses_up_ten_visits_in_five_weeks() {
    let planned = twice_a_week(-12, 0, |_| true);
    let forecast = forecast(&input(10, &planned));
    // 24 of 24 with the clinic's 84 % make 96 %: the tenth visit is the tenth planned.
    assert_eq!(forecast.runs_out, Some(at(4 * 7 + 3)));
    assert!(forecast.earliest <= forecast.runs_out && forecast.runs_out <= forecast.latest);
    assert_eq!(forecast.sentence, "Runs out 89 days early");
}

#[test]
fn the_sum_can_be_read() {
    let planned = twice_a_week(-12, 3, |n| n.rem_euclid(14) != 0);
    let forecast = forecast(&input(24, &planned));
    let words: Vec<&str> = forecast.sum.iter().map(|term| term.words.as_str()).collect();
    assert_eq!(
        words,
        [
            "24 visits left",
            "18 of 24 planned visits kept in the last 84 days, the clinic's 84 % counted as 8 more: 77 %",
            "− 5 visits expected: 6 visits booked × 77 %, the last booked on",
            "= 19 visits then; 8 visits planned in 28 days × 77 % = 6 visits every 28 days",
            "the last is used on",
        ]
    );
    assert_eq!(forecast.sum[2].on, Some(at(17)));
    assert_eq!(forecast.sum[4].on, forecast.runs_out);
}

#[test]
fn without_history_and_without_bookings_nothing_is_foretold() {
    let forecast = forecast(&input(24, &[]));
    assert_eq!((forecast.runs_out, forecast.earliest, forecast.latest), (None, None, None));
    assert_eq!((forecast.unused_at_end, forecast.sentence.as_str()), (24, "24 visits will expire unused"));
}

#[test]
fn bookings_alone_are_expected_at_the_clinics_rate() {
    let planned = twice_a_week(0, 20, |_| true);
    let forecast = forecast(&input(60, &planned));
    // Until 1 July 17 weeks and a Monday: 35 planned, of which 29.4 come.
    assert_eq!(forecast.unused_at_end, 31);
    assert!(forecast.runs_out.unwrap() > day("2026-07-01"));
    assert_eq!(forecast.sentence, "31 visits will expire unused");
}

#[test]
fn nothing_left_has_run_out_already() {
    let planned = twice_a_week(-12, 2, |_| true);
    let forecast = forecast(&input(0, &planned));
    assert_eq!((forecast.runs_out, forecast.latest), (Some(at(0)), Some(at(0))));
    assert_eq!((forecast.sentence.as_str(), forecast.unused_at_end), ("Nothing is left", 0));
}

#[test]
fn one_late_booking_does_not_make_a_plan_of_nothing() {
    let mut planned = twice_a_week(-12, 0, |_| true);
    planned.push(Planned { on: at(60), amount: 1, state: State::ToCome });
    let forecast = forecast(&input(20, &planned));
    assert!(forecast.runs_out.is_some_and(|out| out < at(60 + 80)));
}

#[test]
fn a_ledger_gives_the_visits_that_fit_the_line() {
    let auth = granted(
        1,
        Discipline::Aba,
        span("2026-01-01", "2026-07-01"),
        vec![line(Measure::Units, 10, &["97153"])],
    );
    let of = |id: u32, n, outcome, code| visit(id, at(n), Discipline::Aba, outcome, &[(code, 90)]);
    let visits = [
        of(1, -7, Outcome::Arrived, "97153"),
        of(2, -6, Outcome::NoShow, "97153"),
        of(3, -5, Outcome::Arrived, "97156"),
        of(4, 1, Outcome::Booked, "97153"),
    ];
    let drawn = drawn(std::slice::from_ref(&auth), &visits);
    let planned = planned(&drawn, &drawn.lines[0], &auth, &visits);
    let seen: Vec<_> = planned.iter().map(|planned| (planned.amount, planned.state)).collect();
    assert_eq!(seen, [(6, State::Came), (4, State::Missed), (4, State::ToCome)]);
}

/// Numbers that look like chance and are the same on every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % n
    }
}

/// A case that lived: every planned visit with what came of it, and the day on which the last was used.
struct Life {
    all: Vec<(Date, bool)>,
    granted: u32,
    out: Date,
}

fn life(seed: u64, per_week: usize) -> Option<Life> {
    let mut chance = Chance(seed);
    // Around 84 %, and each patient has an own rate that stays.
    let rate = 840 + (0..4).map(|_| chance.below(61)).sum::<u64>() - 120;
    let granted = 16 + u32::try_from(chance.below(33)).unwrap();
    let mut weekdays = vec![0, 1, 2, 3, 4];
    while per_week < weekdays.len() {
        weekdays.remove(usize::try_from(chance.below(weekdays.len() as u64)).unwrap());
    }
    let holidays: Vec<i64> = (0..8).map(|_| i64::try_from(chance.below(400)).unwrap()).collect();
    let (mut all, mut used) = (Vec::new(), 0);
    let mut out = None;
    for n in 0..700 {
        let weekday = at(n).weekday().num_days_from_monday();
        if !weekdays.contains(&weekday) || holidays.contains(&n) {
            continue;
        }
        let came = chance.below(1_000) < rate;
        all.push((at(n), came));
        used += u32::from(came);
        out = out.or((used == granted).then(|| at(n)));
    }
    out.map(|out| Life { all, granted, out })
}

/// Days by which the forecast misses, looked at `before` days ahead with bookings for so many days, and whether the truth
/// was in the range.
fn miss(life: &Life, before: i64, booked_days: i64) -> Option<(i64, bool)> {
    let today = life.out - TimeDelta::days(before);
    if today < at(28) {
        return None;
    }
    let horizon = today + TimeDelta::days(booked_days);
    let seen = life.all.iter().filter(|(on, _)| *on < horizon).map(|(on, came)| Planned {
        on: *on,
        amount: 1,
        state: match (*on < today, came) {
            (true, true) => State::Came,
            (true, false) => State::Missed,
            (false, _) => State::ToCome,
        },
    });
    let planned: Vec<Planned> = seen.collect();
    let used = planned.iter().filter(|visit| visit.state == State::Came).count();
    let input = Input {
        today,
        measure: Measure::Visits,
        left: life.granted - u32::try_from(used).unwrap(),
        period: Span::since(at(0)),
        planned: &planned,
        kept_percent: KEPT_PERCENT,
    };
    let forecast = forecast(&input);
    let out = forecast.runs_out?;
    let inside =
        forecast.earliest <= Some(life.out) && forecast.latest.is_none_or(|latest| life.out <= latest);
    Some(((out - life.out).num_days().abs(), inside))
}

/// Mean miss in tenths of days, and how many of a hundred truths were in the range.
fn replay(per_week: usize, booked_days: i64) -> (i64, usize) {
    let lives: Vec<Life> = (0..150).filter_map(|seed| life(seed, per_week)).collect();
    // Seen week by week around four weeks ahead, so that no weekday is favoured.
    let misses: Vec<(i64, bool)> =
        lives.iter().flat_map(|life| (25..32).filter_map(|before| miss(life, before, booked_days))).collect();
    assert!(300 < misses.len());
    let all = i64::try_from(misses.len()).unwrap();
    let inside = misses.iter().filter(|(_, inside)| *inside).count();
    (misses.iter().map(|(days, _)| days).sum::<i64>() * 10 / all, inside * 100 / misses.len())
}

#[test]
fn four_weeks_ahead_the_mean_miss_is_at_most_five_days() {
    for booked_days in [0, 14, 28, 60] {
        for per_week in [2, 3, 5] {
            let (miss, inside) = replay(per_week, booked_days);
            assert!(miss <= 50, "{per_week} a week, booked {booked_days} days: {miss} tenths of a day");
            assert!(70 <= inside, "{inside} % in the range");
        }
        // With one visit a week a single missed one is seven days: nobody can be nearer than that.
        let (miss, inside) = replay(1, booked_days);
        assert!(miss <= 65 && 70 <= inside, "{miss} tenths of a day, {inside} % in the range");
    }
}

proptest! {
    #[test]
    fn more_left_never_runs_out_earlier_and_the_range_holds_the_day(
        left in 1_u32..80, weeks in 1_i64..12, booked in 0_i64..10, missed in 2_i64..9,
    ) {
        let planned = twice_a_week(-weeks, booked, |n| n.rem_euclid(missed) != 0);
        let (less, more) = (forecast(&input(left, &planned)), forecast(&input(left + 1, &planned)));
        prop_assert!(less.runs_out.is_some());
        prop_assert!(more.runs_out.is_none_or(|more| less.runs_out.unwrap() <= more));
        prop_assert!(less.earliest <= less.runs_out);
        prop_assert!(less.latest.is_none_or(|latest| less.runs_out.unwrap() <= latest));
        prop_assert!(less.unused_at_end <= left && less.unused_at_end <= more.unused_at_end);
    }
}
