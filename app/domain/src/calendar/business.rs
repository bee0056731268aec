//! Which days a site is open, and counting by them.

use crate::kinds::Date;
use chrono::{Datelike, TimeDelta};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The days on which a site works. By default Monday to Friday, without holidays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BusinessDays {
    /// Monday first.
    pub weekdays: [bool; 7],
    /// Closed, whatever the weekday.
    pub holidays: BTreeSet<Date>,
}

impl Default for BusinessDays {
    fn default() -> Self {
        BusinessDays { weekdays: [true, true, true, true, true, false, false], holidays: BTreeSet::new() }
    }
}

impl BusinessDays {
    /// Whether the site works on that day. A calendar without a single open weekday cannot be meant, and is read as
    /// open on all seven, so that no deadline ever waits for a day that never comes.
    pub fn is_open(&self, day: Date) -> bool {
        self.works_on(day) && !self.holidays.contains(&day)
    }

    /// The n-th open day after `day`, as spreadsheets count: Saturday plus one is Monday. Adding nothing to a closed
    /// day gives the next open day.
    pub fn add(&self, day: Date, n: u16) -> Date {
        self.walk(day, n, Date::succ_opt)
    }

    /// The n-th open day before `day`. Taking nothing from a closed day gives the open day before it.
    pub fn sub(&self, day: Date, n: u16) -> Date {
        self.walk(day, n, Date::pred_opt)
    }

    /// Open days after `from` up to and including `to`; negative when `to` is the earlier one. The inverse of [`add`](Self::add).
    pub fn between(&self, from: Date, to: Date) -> i32 {
        if to < from {
            return -self.between(to, from);
        }
        let days = (to - from).num_days();
        let full_weeks = days / 7 * i64::from(self.open_weekdays());
        let rest = (1..=days % 7).filter(|ago| self.works_on(to - TimeDelta::days(ago - 1))).count();
        let closed = self
            .holidays
            .range(..=to)
            .rev()
            .take_while(|day| from < **day)
            .filter(|day| self.works_on(**day));
        let open = full_weeks + i64::try_from(rest).unwrap_or(0) - i64::try_from(closed.count()).unwrap_or(0);
        i32::try_from(open).unwrap_or(i32::MAX)
    }

    fn walk(&self, day: Date, n: u16, step: fn(&Date) -> Option<Date>) -> Date {
        let mut at = day;
        let mut left = n;
        while 0 < left || (n == 0 && !self.is_open(at)) {
            let Some(next) = step(&at) else { break };
            at = next;
            left = left.saturating_sub(u16::from(self.is_open(at)));
        }
        at
    }

    fn works_on(&self, day: Date) -> bool {
        let weekday = day.weekday().num_days_from_monday() as usize;
        self.weekdays.get(weekday).copied().unwrap_or(false) || !self.weekdays.contains(&true)
    }

    fn open_weekdays(&self) -> u8 {
        match self.weekdays.iter().map(|open| u8::from(*open)).sum() {
            0 => 7,
            open => open,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn thanksgiving() -> BusinessDays {
        BusinessDays { holidays: BTreeSet::from([day("2026-11-26")]), ..BusinessDays::default() }
    }

    #[test]
    fn weekends_and_holidays_do_not_count() {
        let site = thanksgiving();
        let friday = day("2026-11-20");
        assert_eq!(site.add(friday, 0), friday);
        assert_eq!(site.add(friday, 1), day("2026-11-23"));
        assert_eq!(site.add(friday, 4), day("2026-11-27"), "over the weekend and the holiday");
        assert_eq!(site.sub(day("2026-11-30"), 2), day("2026-11-25"));
        assert!(!site.is_open(day("2026-11-26")));
    }

    #[test]
    fn what_happens_on_a_closed_day_counts_from_the_next_open_one() {
        let site = thanksgiving();
        let saturday = day("2026-11-21");
        assert_eq!(site.add(saturday, 0), day("2026-11-23"));
        assert_eq!(site.add(saturday, 1), day("2026-11-23"), "as spreadsheets count");
        assert_eq!(site.add(saturday, 2), day("2026-11-24"));
        assert_eq!(site.add(day("2026-11-26"), 0), day("2026-11-27"));
        assert_eq!(site.sub(saturday, 0), day("2026-11-20"));
    }

    #[test]
    fn the_distance_excludes_the_first_day_and_includes_the_last() {
        let site = thanksgiving();
        assert_eq!(site.between(day("2026-11-20"), day("2026-11-20")), 0);
        assert_eq!(site.between(day("2026-11-20"), day("2026-11-27")), 4);
        assert_eq!(site.between(day("2026-11-27"), day("2026-11-20")), -4);
        assert_eq!(site.between(day("2026-11-21"), day("2026-11-22")), 0);
    }

    #[test]
    fn the_29th_of_february_is_a_day_like_any_other() {
        let site = BusinessDays::default();
        assert_eq!(site.add(day("2028-02-28"), 1), day("2028-02-29"));
        assert_eq!(site.add(day("2028-02-28"), 2), day("2028-03-01"));
        assert_eq!(site.add(day("2027-02-26"), 1), day("2027-03-01"));
    }

    #[test]
    fn a_calendar_that_is_never_open_delays_nothing() {
        let site = BusinessDays { weekdays: [false; 7], ..thanksgiving() };
        assert_eq!(site.add(day("2026-11-25"), 3), day("2026-11-29"));
        assert_eq!(site.between(day("2026-11-25"), day("2026-11-29")), 3);
    }

    #[test]
    fn the_ends_of_time_stop_the_count() {
        let site = BusinessDays::default();
        assert_eq!(site.add(Date::MAX, 3), Date::MAX);
        assert_eq!(site.sub(Date::MIN, 3), Date::MIN);
    }

    fn any_day() -> impl Strategy<Value = Date> {
        (-20_000_i32..40_000).prop_map(|days| day("2000-01-01") + TimeDelta::days(days.into()))
    }

    prop_compose! {
        fn any_site()(
            weekdays in any::<[bool; 7]>(),
            start in any_day(),
            holidays in prop::collection::btree_set(0_i64..400, 0..60),
        ) -> (BusinessDays, Date) {
            let holidays = holidays.into_iter().map(|after| start + TimeDelta::days(after)).collect();
            (BusinessDays { weekdays, holidays }, start + TimeDelta::days(60))
        }
    }

    proptest! {
        #[test]
        fn the_nth_open_day_is_n_open_days_away((site, start) in any_site(), n in 1_u16..200) {
            let later = site.add(start, n);
            prop_assert!(site.is_open(later) && start < later);
            prop_assert_eq!(site.between(start, later), i32::from(n));
            let earlier = site.sub(start, n);
            prop_assert!(site.is_open(earlier) && earlier < start);
            prop_assert_eq!(site.between(earlier, start), i32::from(n) - 1 + i32::from(site.is_open(start)));
        }

        #[test]
        fn the_distance_is_what_counting_on_fingers_gives((site, start) in any_site(), days in 0_i64..500) {
            let end = start + TimeDelta::days(days);
            let fingers = start.iter_days().skip(1).take_while(|day| *day <= end).filter(|day| site.is_open(*day));
            prop_assert_eq!(site.between(start, end), i32::try_from(fingers.count()).unwrap());
        }
    }
}
