use crate::calendar::ZoneOffsets;
use crate::kinds::Date;
use crate::note::{Clock, NoClock};
use proptest::prelude::*;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// A zone whose clock goes forward on 8 March 2026 at 2:00 and back on 1 November at 2:00, as in Chicago.
fn chicago() -> ZoneOffsets {
    let changes = vec![
        ("2026-03-08T08:00:00Z".parse().unwrap(), -5 * 3600),
        ("2026-11-01T07:00:00Z".parse().unwrap(), -6 * 3600),
    ];
    ZoneOffsets { name: "America/Chicago".to_owned(), first: -6 * 3600, changes }
}

#[test]
fn a_stop_before_the_start_lies_after_midnight() {
    let clock = Clock::of_times(23 * 60 + 30, 15).unwrap();
    assert_eq!((clock.start(), clock.stop()), (1410, 1455));
    assert_eq!(clock.minutes(day("2026-06-30"), &chicago()), 45);
}

#[test]
fn nothing_and_more_than_a_day_are_no_session() {
    assert_eq!(Clock::of_times(600, 600), Err(NoClock::Nothing));
    assert_eq!(Clock::new(600, 600 + 1_441), Err(NoClock::TooLong));
    assert_eq!(Clock::new(1_440, 1_441), Err(NoClock::NoSuchTime(1_440)));
    assert_eq!(Clock::of_times(0, 1_440), Err(NoClock::NoSuchTime(1_440)));
    assert_eq!(Clock::new(0, 1_440).map(Clock::stop), Ok(1_440));
}

#[test]
fn the_hour_that_a_clock_change_skips_is_not_worked_and_the_one_it_repeats_is() {
    let minutes = |on: &str, start, stop| Clock::of_times(start, stop).unwrap().minutes(day(on), &chicago());
    assert_eq!(minutes("2026-03-08", 90, 210), 60, "1:30 to 3:30 in the night of spring");
    assert_eq!(minutes("2026-11-01", 30, 180), 210, "0:30 to 3:00 in the night of autumn");
    assert_eq!(minutes("2026-03-08", 600, 660), 60, "the morning after");
    assert_eq!(minutes("2026-03-07", 23 * 60, 4 * 60), 240, "across midnight into it");
}

proptest! {
    #[test]
    fn on_a_day_without_a_change_it_lasts_as_long_as_the_wall_says(start in 0_u16..1_440, long in 1_u16..=1_440) {
        let clock = Clock::new(start, start + long).unwrap();
        prop_assert_eq!(clock.minutes(day("2026-06-30"), &chicago()), long);
    }
}
