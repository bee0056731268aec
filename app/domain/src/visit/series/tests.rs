use super::*;
use proptest::prelude::*;
use std::collections::BTreeSet;
use uuid::Uuid;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn weekdays(letters: &str) -> [bool; 7] {
    let mut days = [false; 7];
    for (day, letter) in days.iter_mut().zip("mtwhfsu".chars()) {
        *day = letters.contains(letter);
    }
    days
}

fn series(letters: &str, from: &str, end: End) -> Series {
    Series {
        id: SeriesId(Uuid::from_u128(42)),
        discipline: Discipline::Pt,
        staff: None,
        weekdays: weekdays(letters),
        at: Some(14 * 60),
        services: Vec::new(),
        from: day(from),
        end,
        every_weeks: 1,
    }
}

fn days(series: &Series) -> Vec<String> {
    let visits = expand(series, &BusinessDays::default()).unwrap().visits;
    visits.iter().map(|visit| visit.on.to_string()).collect()
}

#[test]
fn twice_a_week_until_a_day_that_is_not_among_them() {
    let asked = series("th", "2026-11-24", End::Until(day("2026-12-03")));
    assert_eq!(days(&asked), ["2026-11-24", "2026-11-26", "2026-12-01"]);
}

#[test]
fn every_other_week_counts_from_the_week_of_the_first_day() {
    let asked = Series { every_weeks: 2, ..series("mf", "2026-11-25", End::Times(4)) };
    assert_eq!(days(&asked), ["2026-11-27", "2026-12-07", "2026-12-11", "2026-12-21"]);
}

#[test]
fn the_29th_of_february_is_a_day_like_any_other() {
    assert_eq!(days(&series("t", "2028-02-22", End::Times(3))), ["2028-02-22", "2028-02-29", "2028-03-07"]);
}

#[test]
fn a_closed_day_is_listed_and_takes_none_of_the_visits_away() {
    let site = BusinessDays { holidays: BTreeSet::from([day("2026-11-26")]), ..BusinessDays::default() };
    let expanded = expand(&series("h", "2026-11-19", End::Times(2)), &site).unwrap();
    assert_eq!(expanded.skipped, [day("2026-11-26")]);
    let days: Vec<Date> = expanded.visits.iter().map(|visit| visit.on).collect();
    assert_eq!(days, [day("2026-11-19"), day("2026-12-03")]);
}

#[test]
fn days_on_which_the_site_never_works_are_listed_and_not_booked() {
    let expanded =
        expand(&series("s", "2026-11-23", End::Until(day("2026-12-07"))), &BusinessDays::default()).unwrap();
    assert_eq!(expanded, Expanded { visits: vec![], skipped: vec![day("2026-11-28"), day("2026-12-05")] });
}

#[test]
fn what_is_no_series_is_refused_with_its_reason() {
    let start = "2026-11-23";
    let refused = |asked: &Series| expand(asked, &BusinessDays::default()).unwrap_err();
    let weekly = series("m", start, End::Times(3));
    assert_eq!(refused(&series("", start, End::Times(3))), SeriesProblem::NoWeekday);
    assert_eq!(refused(&Series { every_weeks: 0, ..weekly.clone() }), SeriesProblem::NoWeeks);
    assert_eq!(refused(&series("m", start, End::Times(0))), SeriesProblem::NoTimes);
    assert_eq!(refused(&Series { at: Some(1440), ..weekly }), SeriesProblem::NoSuchTime { at: 1440 });
    assert!(matches!(
        refused(&series("m", start, End::Until(day("2026-11-22")))),
        SeriesProblem::Span(SpanProblem::EndsBeforeStart { .. })
    ));
    assert_eq!(refused(&series("m", start, End::Until(day(start)))), SeriesProblem::NoDay);
    assert_eq!(refused(&series("t", start, End::Until(day("2026-11-24")))), SeriesProblem::NoDay);
    assert_eq!(refused(&series("m", start, End::Times(401))), SeriesProblem::TooMany);
    assert_eq!(refused(&series("mtwhf", start, End::Until(day("2028-11-20")))), SeriesProblem::TooMany);
    let late = SeriesProblem::TooLong { latest: day("2028-11-23") };
    assert_eq!(refused(&series("m", start, End::Until(day("2028-11-24")))), late);
    assert_eq!(refused(&series("s", start, End::Times(1))), late, "the site never works on Saturdays");
}

proptest! {
    #[test]
    fn every_visit_is_on_a_chosen_open_day_once_and_asking_again_makes_the_same(
        chosen in any::<[bool; 7]>(), start in 0_u64..1_000, end in prop_oneof![
            (0_u16..450).prop_map(End::Times), (0_u64..900).prop_map(|n| End::Until(day("2026-01-01") + Days::new(n))),
        ], every_weeks in 0_u8..5, holidays in prop::collection::btree_set(0_u64..1_500, 0..40),
    ) {
        let first = day("2026-01-01");
        let from = first + Days::new(start);
        let holidays = holidays.into_iter().map(|n| first + Days::new(n)).collect();
        let site = BusinessDays { holidays, ..BusinessDays::default() };
        let asked = Series { weekdays: chosen, from, every_weeks, ..series("", "2026-01-01", end) };
        if let Ok(expanded) = expand(&asked, &site) {
            prop_assert!(expanded.visits.len() <= VISITS_MAX);
            prop_assert!(expanded.visits.is_sorted_by(|one, next| one.on < next.on));
            for visit in &expanded.visits {
                prop_assert!(from <= visit.on && site.is_open(visit.on));
                prop_assert!(chosen[visit.on.weekday().num_days_from_monday() as usize]);
            }
            prop_assert!(expanded.skipped.iter().all(|day| !site.is_open(*day)));
            match end {
                End::Times(times) => prop_assert_eq!(expanded.visits.len(), usize::from(times)),
                End::Until(until) => prop_assert!(expanded.visits.iter().all(|visit| visit.on < until)),
            }
            prop_assert_eq!(expand(&asked, &site).unwrap(), expanded);
        }
    }
}
