//! A site's clock, as data: no rule needs a time-zone database, and the browser carries none.

use crate::kinds::{Date, Instant};
use chrono::{NaiveDateTime, NaiveTime, TimeDelta};
use serde::{Deserialize, Serialize};

/// The site's UTC offsets as data, so that rules need no time-zone database: half-open spans, each from an instant on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ZoneOffsets {
    /// IANA name, for example `America/New_York`.
    pub name: String,
    /// Seconds east of Greenwich before the first change.
    pub first: i32,
    /// From each instant on, the new offset in seconds east; ascending.
    pub changes: Vec<(Instant, i32)>,
}

impl ZoneOffsets {
    /// A clock without changes, for tests and for whoever has not chosen a zone.
    pub fn utc() -> Self {
        ZoneOffsets { name: "UTC".to_owned(), first: 0, changes: Vec::new() }
    }

    /// Seconds east of Greenwich at that instant.
    pub fn offset_at(&self, at: Instant) -> i32 {
        let passed = self.changes.partition_point(|(from, _)| *from <= at);
        passed
            .checked_sub(1)
            .and_then(|last| self.changes.get(last))
            .map_or(self.first, |(_, offset)| *offset)
    }

    /// What the clock on the site's wall shows.
    pub fn local(&self, at: Instant) -> NaiveDateTime {
        let utc = at.naive_utc();
        utc.checked_add_signed(seconds(self.offset_at(at))).unwrap_or(utc)
    }

    /// The day on the site's calendar.
    pub fn day_of(&self, at: Instant) -> Date {
        self.local(at).date()
    }

    /// First instant of that local day. Where a clock change skips midnight, this is the instant after the gap; where it
    /// repeats midnight, the earlier of the two.
    pub fn start_of(&self, day: Date) -> Instant {
        let midnight = day.and_time(NaiveTime::MIN);
        let mut offset = self.first;
        let mut from = Instant::MIN_UTC;
        for (until, next) in &self.changes {
            let start = from.max(reading(midnight, offset));
            if start < *until {
                return start;
            }
            (from, offset) = (*until, *next);
        }
        from.max(reading(midnight, offset))
    }

    /// The end of that local day, exclusive: the start of the next one.
    pub fn end_of(&self, day: Date) -> Instant {
        day.succ_opt().map_or(Instant::MAX_UTC, |next| self.start_of(next))
    }
}

/// The instant at which a wall clock with this offset shows `local`.
fn reading(local: NaiveDateTime, offset: i32) -> Instant {
    local.checked_sub_signed(seconds(offset)).unwrap_or(local).and_utc()
}

fn seconds(offset: i32) -> TimeDelta {
    TimeDelta::seconds(i64::from(offset))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{Days, Offset, TimeZone};
    use chrono_tz::Tz;
    use proptest::prelude::*;
    use std::sync::LazyLock;

    /// What the server does once per site, here hour by hour: all these zones change on whole half hours.
    fn offsets(zone: Tz, years: std::ops::RangeInclusive<i32>) -> ZoneOffsets {
        let offset = |at: Instant| at.with_timezone(&zone).offset().fix().local_minus_utc();
        let start = day(*years.start(), 1, 1).and_time(NaiveTime::MIN).and_utc();
        let end = day(*years.end() + 1, 1, 1).and_time(NaiveTime::MIN).and_utc();
        let mut table =
            ZoneOffsets { name: zone.name().to_owned(), first: offset(start), changes: Vec::new() };
        let mut at = start;
        while at < end {
            if offset(at) != table.offset_at(at) {
                table.changes.push((at, offset(at)));
            }
            at += TimeDelta::minutes(30);
        }
        table
    }

    fn day(year: i32, month: u32, day: u32) -> Date {
        Date::from_ymd_opt(year, month, day).unwrap()
    }

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_has_23_hours_in_spring_and_25_in_autumn() {
        let new_york = offsets(Tz::America__New_York, 2026..=2026);
        assert_eq!(new_york.start_of(day(2026, 3, 8)), at("2026-03-08T05:00:00Z"));
        assert_eq!(new_york.end_of(day(2026, 3, 8)), at("2026-03-09T04:00:00Z"));
        assert_eq!(new_york.start_of(day(2026, 11, 1)), at("2026-11-01T04:00:00Z"));
        assert_eq!(new_york.end_of(day(2026, 11, 1)), at("2026-11-02T05:00:00Z"));
    }

    #[test]
    fn the_day_changes_at_the_sites_midnight_and_not_at_that_of_greenwich() {
        let new_york = offsets(Tz::America__New_York, 2026..=2026);
        assert_eq!(new_york.day_of(at("2026-07-01T03:59:59.999Z")), day(2026, 6, 30));
        assert_eq!(new_york.day_of(at("2026-07-01T04:00:00Z")), day(2026, 7, 1));
        assert_eq!(new_york.day_of(at("2026-12-01T04:59:59Z")), day(2026, 11, 30));
        assert_eq!(new_york.day_of(at("2026-12-01T05:00:00Z")), day(2026, 12, 1));
        assert_eq!(ZoneOffsets::utc().day_of(at("2026-12-01T00:00:00Z")), day(2026, 12, 1));
    }

    #[test]
    fn the_offset_changes_at_its_instant_and_not_before() {
        let new_york = offsets(Tz::America__New_York, 2026..=2026);
        assert_eq!(new_york.offset_at(at("2026-03-08T06:59:59Z")), -5 * 3600);
        assert_eq!(new_york.offset_at(at("2026-03-08T07:00:00Z")), -4 * 3600);
        assert_eq!(new_york.local(at("2026-03-08T07:00:00Z")).to_string(), "2026-03-08 03:00:00");
    }

    #[test]
    fn a_day_whose_midnight_does_not_exist_starts_after_the_gap() {
        let sao_paulo = offsets(Tz::America__Sao_Paulo, 2018..=2018);
        let start = sao_paulo.start_of(day(2018, 11, 4));
        assert_eq!(start, at("2018-11-04T03:00:00Z"));
        assert_eq!(sao_paulo.local(start).to_string(), "2018-11-04 01:00:00");
        let beirut = offsets(Tz::Asia__Beirut, 2026..=2026);
        let start = beirut.start_of(day(2026, 3, 29));
        assert_eq!(beirut.local(start).to_string(), "2026-03-29 01:00:00");
        assert_eq!(beirut.day_of(start - TimeDelta::nanoseconds(1)), day(2026, 3, 28));
    }

    #[test]
    fn a_clock_set_back_at_midnight_gives_the_hour_to_the_old_day() {
        let sao_paulo = offsets(Tz::America__Sao_Paulo, 2018..=2018);
        let set_back = at("2018-02-18T02:00:00Z");
        assert_eq!(sao_paulo.local(set_back).to_string(), "2018-02-17 23:00:00");
        assert_eq!(sao_paulo.day_of(set_back), day(2018, 2, 17));
        assert_eq!(sao_paulo.end_of(day(2018, 2, 17)), at("2018-02-18T03:00:00Z"));
        assert_eq!(sao_paulo.start_of(day(2018, 2, 18)), at("2018-02-18T03:00:00Z"));
    }

    #[test]
    fn where_midnight_comes_twice_the_day_starts_at_the_first() {
        let azores = offsets(Tz::Atlantic__Azores, 2026..=2026);
        assert_eq!(azores.start_of(day(2026, 10, 25)), at("2026-10-25T00:00:00Z"));
        assert_eq!(azores.local(at("2026-10-25T01:00:00Z")).to_string(), "2026-10-25 00:00:00");
        assert_eq!(azores.end_of(day(2026, 10, 25)), at("2026-10-26T01:00:00Z"));
    }

    #[test]
    fn a_day_that_an_island_skipped_is_empty() {
        let apia = offsets(Tz::Pacific__Apia, 2011..=2011);
        assert_eq!(apia.start_of(day(2011, 12, 30)), apia.start_of(day(2011, 12, 31)));
    }

    #[test]
    fn the_ends_of_time_do_not_overflow() {
        let far = ZoneOffsets { name: "far".into(), first: 14 * 3600, changes: Vec::new() };
        assert_eq!(far.local(Instant::MAX_UTC), Instant::MAX_UTC.naive_utc());
        assert!(far.start_of(Date::MIN) <= far.end_of(Date::MIN));
        assert_eq!(far.end_of(Date::MAX), Instant::MAX_UTC);
    }

    /// Made once: looking at ten years by half hours takes its time.
    static TABLES: LazyLock<Vec<(Tz, ZoneOffsets)>> = LazyLock::new(|| {
        let zones = [
            Tz::America__New_York,
            Tz::America__Phoenix,
            Tz::Pacific__Honolulu,
            Tz::America__Sao_Paulo,
            Tz::Asia__Beirut,
            Tz::America__Havana,
            Tz::Australia__Lord_Howe,
            Tz::Africa__Casablanca,
        ];
        zones.into_iter().map(|zone| (zone, offsets(zone, 2018..=2027))).collect()
    });

    proptest! {
        #[test]
        fn every_instant_lies_in_its_day(
            (zone, table) in prop::sample::select(&**TABLES),
            seconds in 1_514_764_800_i64..1_830_297_600, // 2018 to 2027
        ) {
            let at = Instant::from_timestamp(seconds, 0).unwrap();
            prop_assert_eq!(table.local(at), at.with_timezone(&zone).naive_local());
            let day = table.day_of(at);
            prop_assert!(table.start_of(day) <= at && at < table.end_of(day));
            prop_assert_eq!(table.day_of(table.start_of(day)), day);
            prop_assert_eq!(table.end_of(day), table.start_of(day + Days::new(1)));
            let noon = day.and_hms_opt(12, 0, 0).unwrap();
            prop_assert_eq!(table.day_of(zone.from_local_datetime(&noon).unwrap().to_utc()), day);
        }
    }
}
