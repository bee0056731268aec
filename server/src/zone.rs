//! A site's clock, from the time-zone database that only the server carries.

use chrono::{NaiveDate, NaiveTime, Offset, TimeDelta, TimeZone};
use chrono_tz::Tz;
use domain::calendar::ZoneOffsets;
use domain::kinds::Instant;

/// No zone changes its clock twice within so many hours, so looking this often misses nothing.
const STEP_HOURS: i64 = 6;

/// The offsets of an IANA zone from the start of `from_year` to the end of `to_year` (UTC); outside, the first and the
/// last offset hold. `None` for a zone that nobody knows and for years that are none.
pub fn offsets(name: &str, from_year: i32, to_year: i32) -> Option<ZoneOffsets> {
    let zone: Tz = name.parse().ok()?;
    let (start, end) = (new_year(from_year)?, new_year(to_year.checked_add(1)?)?);
    if end <= start {
        return None;
    }
    let mut table =
        ZoneOffsets { name: zone.name().to_owned(), first: offset(zone, start), changes: Vec::new() };
    let mut seen = start;
    while seen < end {
        let next = (seen + TimeDelta::hours(STEP_HOURS)).min(end);
        if offset(zone, seen) != offset(zone, next) {
            let change = first_changed(zone, seen, next);
            table.changes.push((change, offset(zone, change)));
        }
        seen = next;
    }
    Some(table)
}

/// The second at which the offset changes, between an instant before it and one after it.
fn first_changed(zone: Tz, before: Instant, after: Instant) -> Instant {
    let old = offset(zone, before);
    let (mut before, mut after) = (before, after);
    while TimeDelta::seconds(1) < after - before {
        let middle = before + TimeDelta::seconds((after - before).num_seconds() / 2);
        if offset(zone, middle) == old {
            before = middle;
        } else {
            after = middle;
        }
    }
    after
}

fn offset(zone: Tz, at: Instant) -> i32 {
    zone.offset_from_utc_datetime(&at.naive_utc()).fix().local_minus_utc()
}

fn new_year(year: i32) -> Option<Instant> {
    Some(NaiveDate::from_ymd_opt(year, 1, 1)?.and_time(NaiveTime::MIN).and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first instant of a day, asked of the time-zone database minute by minute.
    fn first_instant(zone: Tz, day: NaiveDate) -> Instant {
        let mut local = day.and_time(NaiveTime::MIN);
        loop {
            if let Some(at) = zone.from_local_datetime(&local).earliest() {
                return at.to_utc();
            }
            local += TimeDelta::minutes(1);
        }
    }

    #[test]
    fn every_day_starts_and_ends_as_the_time_zone_database_says() {
        let names = [
            "America/New_York",
            "America/Los_Angeles",
            "America/Phoenix",
            "Asia/Beirut",
            "Australia/Lord_Howe",
        ];
        for name in names {
            let (table, zone) = (offsets(name, 2025, 2027).unwrap(), name.parse::<Tz>().unwrap());
            let days = NaiveDate::from_ymd_opt(2025, 1, 2).unwrap().iter_days();
            for day in days.take_while(|day| *day < NaiveDate::from_ymd_opt(2027, 12, 31).unwrap()) {
                let start = first_instant(zone, day);
                assert_eq!(table.start_of(day), start, "{name} {day}");
                assert_eq!(table.end_of(day), first_instant(zone, day.succ_opt().unwrap()), "{name} {day}");
                for minutes in (0..24 * 60).step_by(20) {
                    let at = start + TimeDelta::minutes(minutes);
                    assert_eq!(table.local(at), at.with_timezone(&zone).naive_local(), "{name} {at}");
                }
                assert_eq!(
                    table.day_of(start - TimeDelta::nanoseconds(1)),
                    day.pred_opt().unwrap(),
                    "{name}"
                );
            }
        }
    }

    #[test]
    fn a_change_is_found_to_the_second() {
        let table = offsets("America/New_York", 2026, 2026).unwrap();
        let at = |text: &str| text.parse::<Instant>().unwrap();
        let changes = [(at("2026-03-08T07:00:00Z"), -4 * 3600), (at("2026-11-01T06:00:00Z"), -5 * 3600)];
        assert_eq!((table.first, table.changes.as_slice()), (-5 * 3600, changes.as_slice()));
        assert!(offsets("America/Phoenix", 2020, 2040).unwrap().changes.is_empty());
        assert_eq!(offsets("America/New_York", 2000, 2035).unwrap().changes.len(), 2 * 36);
    }

    #[test]
    fn what_is_no_zone_and_no_year_is_refused() {
        assert_eq!(offsets("America/Gotham", 2026, 2027), None);
        assert_eq!(offsets("", 2026, 2027), None);
        assert_eq!(offsets("UTC", 2027, 2025), None);
        assert_eq!(offsets("UTC", 2026, i32::MAX), None);
        assert_eq!(offsets("UTC", 2026, 2026), Some(ZoneOffsets::utc()));
    }
}
