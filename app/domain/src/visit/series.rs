//! Visits that are booked together: the same weekdays at the same time, week after week.

#[cfg(test)]
mod tests;

use super::{Outcome, Service, Visit, named};
use crate::calendar::{BusinessDays, Span, SpanProblem};
use crate::ids::{SeriesId, StaffId};
use crate::kinds::{Date, Discipline};
use crate::service::Minutes;
use chrono::{Datelike, Days};
use serde::{Deserialize, Serialize};

/// Most visits that are booked at once.
pub const VISITS_MAX: usize = 400;
/// Days, from its first on, in which a series must be over: two years, and a leap day.
pub const DAYS_MAX: u64 = 2 * 365 + 1;

/// What was asked for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Series {
    /// Id, made by whoever asks; the ids of its visits follow from it.
    pub id: SeriesId,
    /// Whose work it is.
    pub discipline: Discipline,
    /// Who treats.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staff: Option<StaffId>,
    /// Monday first.
    pub weekdays: [bool; 7],
    /// Start, in minutes after the site's midnight; nothing: some time that day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<u16>,
    /// What is planned for each visit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<Service>,
    /// First day on which there may be a visit.
    pub from: Date,
    /// When it is over.
    pub end: End,
    /// 1: each week; 2: every other, beginning with the week of the first day. A week begins on Monday.
    pub every_weeks: u8,
}

/// When a series is over.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// First day on which there is no visit any more.
    Until(Date),
    /// After so many visits; a day that is skipped is none of them.
    Times(u16),
}

/// What a series comes to.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Expanded {
    /// Visits, by day.
    pub visits: Vec<Visit>,
    /// Days of the series on which the site is closed, for a person to find another.
    pub skipped: Vec<Date>,
}

/// Why no series is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SeriesProblem {
    /// No weekday is chosen.
    #[error("No weekday is chosen, so nothing was booked. Please choose at least one.")]
    NoWeekday,
    /// Every zero weeks.
    #[error("Every 0 weeks is no rhythm, so nothing was booked. Please write 1 for each week.")]
    NoWeeks,
    /// Zero visits.
    #[error("0 visits are no series, so nothing was booked. Please say how many there should be.")]
    NoTimes,
    /// It ends before it starts.
    #[error(transparent)]
    Span(#[from] SpanProblem),
    /// A start that no day has.
    #[error("A day has no minute {at}, so nothing was booked. Please choose a time from 0:00 to 23:59.")]
    NoSuchTime {
        /// As asked for.
        at: u16,
    },
    /// None of the weekdays lies between start and end.
    #[error(
        "None of these weekdays comes before the end, so nothing was booked. Please choose a later end or another day."
    )]
    NoDay,
    /// More visits than are booked at once.
    #[error(
        "That is more than {VISITS_MAX} visits at once, so nothing was booked. Please choose an earlier end."
    )]
    TooMany,
    /// The end is too far ahead, or the site is closed on so many of the days that the number is not reached before.
    #[error(
        "This is not over by {latest}, the latest day for a series from then on, so nothing was booked. Please choose an earlier end, fewer visits or other weekdays."
    )]
    TooLong {
        /// First day that is too late.
        latest: Date,
    },
}

/// All visits of a series, without those on days on which the site is closed.
pub fn expand(series: &Series, business: &BusinessDays) -> Result<Expanded, SeriesProblem> {
    let (period, times) = bounds(series)?;
    let monday = monday_of(series.from);
    let mut expanded = Expanded::default();
    let days = series.from.iter_days().take_while(|day| period.contains(*day));
    for day in days.filter(|day| is_of(series, monday, *day)) {
        if expanded.visits.len() == times {
            return Ok(expanded);
        }
        if !business.is_open(day) {
            expanded.skipped.push(day);
        } else if expanded.visits.len() == VISITS_MAX {
            return Err(SeriesProblem::TooMany);
        } else {
            expanded.visits.push(visit(series, day));
        }
    }
    match series.end {
        End::Times(_) if expanded.visits.len() < times => {
            Err(SeriesProblem::TooLong { latest: latest(series.from) })
        }
        End::Until(_) if expanded.visits.is_empty() && expanded.skipped.is_empty() => {
            Err(SeriesProblem::NoDay)
        }
        _ => Ok(expanded),
    }
}

/// The days that are looked at, and how many visits are enough.
fn bounds(series: &Series) -> Result<(Span, usize), SeriesProblem> {
    if !series.weekdays.contains(&true) {
        return Err(SeriesProblem::NoWeekday);
    }
    if series.every_weeks == 0 {
        return Err(SeriesProblem::NoWeeks);
    }
    if let Some(at) = series.at.filter(|at| Minutes::DAY.get() <= *at) {
        return Err(SeriesProblem::NoSuchTime { at });
    }
    let latest = latest(series.from);
    match series.end {
        End::Times(0) => Err(SeriesProblem::NoTimes),
        End::Times(times) if VISITS_MAX < usize::from(times) => Err(SeriesProblem::TooMany),
        End::Times(times) => Ok((Span::new(series.from, Some(latest))?, usize::from(times))),
        End::Until(until) if latest < until => Err(SeriesProblem::TooLong { latest }),
        End::Until(until) => Ok((Span::new(series.from, Some(until))?, usize::MAX)),
    }
}

fn latest(from: Date) -> Date {
    from.checked_add_days(Days::new(DAYS_MAX)).unwrap_or(Date::MAX)
}

fn monday_of(day: Date) -> Date {
    day.checked_sub_days(Days::new(u64::from(day.weekday().num_days_from_monday()))).unwrap_or(day)
}

fn is_of(series: &Series, monday: Date, day: Date) -> bool {
    let weeks = (day - monday).num_days() / 7;
    weeks % i64::from(series.every_weeks) == 0
        && series.weekdays[day.weekday().num_days_from_monday() as usize]
}

fn visit(series: &Series, on: Date) -> Visit {
    Visit {
        id: named::of_series(series.id, on),
        on,
        at: series.at,
        discipline: series.discipline,
        staff: series.staff,
        outcome: Outcome::Booked,
        services: series.services.clone(),
        series: Some(series.id),
        billed_on: None,
        allowed: None,
        source: None,
    }
}
