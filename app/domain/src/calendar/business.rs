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
