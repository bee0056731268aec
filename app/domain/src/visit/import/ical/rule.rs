//! Repetition: every so many days or weeks, on some weekdays, so often or until a day.

use super::Problem;
use super::time::{Clock, Stamp};
use crate::kinds::Date;
use chrono::{Datelike, Days, NaiveDateTime};

/// How an event is repeated.
#[derive(Debug)]
pub(super) struct Rule {
    weekly: bool,
    interval: u32,
    /// Monday first; none: that of the start.
    weekdays: Option<[bool; 7]>,
    /// Days from Monday to the one with which a week begins.
    week_start: u32,
    count: Option<usize>,
    until: Option<Stamp>,
}

const WEEKDAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

impl Rule {
    /// Reads what stands in an `RRULE`; a part that is not among those listed there is a problem.
    pub(super) fn read(text: &str, clock: &Clock<'_>) -> Result<Rule, Problem> {
        let mut rule =
            Rule { weekly: false, interval: 1, weekdays: None, week_start: 0, count: None, until: None };
        let mut frequency = None;
        for part in text.trim().split(';').filter(|part| !part.is_empty()) {
            let no = || Problem::Rule(part.chars().take(40).collect());
            let (name, value) = part.split_once('=').ok_or_else(no)?;
            match name.to_ascii_uppercase().as_str() {
                "FREQ" => frequency = Some(value.to_ascii_uppercase()),
                "INTERVAL" => {
                    rule.interval = value.parse().ok().filter(|n| (1..=366).contains(n)).ok_or_else(no)?;
                }
                "COUNT" => rule.count = Some(value.parse().ok().filter(|n| 0 < *n).ok_or_else(no)?),
                "UNTIL" => rule.until = Some(clock.read(value, None).map_err(|_| no())?),
                "BYDAY" => rule.weekdays = Some(weekdays(value).ok_or_else(no)?),
                "WKST" => rule.week_start = u32::try_from(weekday(value).ok_or_else(no)?).unwrap_or(0),
                _ => return Err(no()),
            }
        }
        match frequency.as_deref() {
            Some("WEEKLY") => Ok(Rule { weekly: true, ..rule }),
            Some("DAILY") => Ok(rule),
            other => {
                Err(Problem::Rule(format!("FREQ={}", other.unwrap_or_default()).chars().take(40).collect()))
            }
        }
    }

    /// All times before `end`, the start among them, by the start's own clock.
    pub(super) fn times(
        &self,
        start: Stamp,
        end: Date,
        clock: &Clock<'_>,
    ) -> Result<Vec<NaiveDateTime>, Problem> {
        let at = start.naive();
        let first = at.date();
        let own = |day: Date| day.weekday().num_days_from_monday();
        let into_week = (own(first) + 7 - self.week_start) % 7;
        let is_of = |day: Date| {
            let passed = u32::try_from((day - first).num_days()).unwrap_or(0);
            let step = if self.weekly { (passed + into_week) / 7 } else { passed };
            let weekday = match self.weekdays {
                Some(weekdays) => weekdays[own(day) as usize],
                None => !self.weekly || own(day) == own(first),
            };
            step % self.interval == 0 && weekday
        };
        if !is_of(first) {
            return Err(Problem::StartOutside);
        }
        // A day more: what is on the site's last day may be on the next one in Greenwich.
        let end = end.checked_add_days(Days::new(1)).unwrap_or(end);
        let days = first.iter_days().take_while(|day| *day < end).filter(|day| is_of(*day));
        let times =
            days.map(|day| day.and_time(at.time())).take_while(|at| !self.is_over(start.with(*at), clock));
        Ok(times.take(self.count.unwrap_or(usize::MAX)).collect())
    }

    /// `UNTIL` is the last possible time; a day includes all of it.
    fn is_over(&self, at: Stamp, clock: &Clock<'_>) -> bool {
        match (self.until, at) {
            (None, _) => false,
            (Some(Stamp::Day(last)), at) => last < clock.wall(at).date(),
            (Some(until), Stamp::Day(day)) => clock.wall(until).date() < day,
            (Some(Stamp::Utc(until)), Stamp::Utc(at)) => until < at,
            (Some(until), at) => clock.wall(until) < clock.wall(at),
        }
    }
}

fn weekdays(text: &str) -> Option<[bool; 7]> {
    let mut days = [false; 7];
    for name in text.split(',') {
        days[weekday(name)?] = true;
    }
    Some(days)
}

fn weekday(name: &str) -> Option<usize> {
    WEEKDAYS.iter().position(|weekday| weekday.eq_ignore_ascii_case(name.trim()))
}
