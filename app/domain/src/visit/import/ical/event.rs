//! One event, and the visits that it stands for.

use super::lines::{Entry, Property, names_a_patient};
use super::rule::Rule;
use super::time::{Clock, Local, Stamp, duration};
use super::{EventProblem, Note, Notes, Problem, TIMES_MAX, YEARS_MAX};
use crate::import::words;
use crate::kinds::{Date, Discipline, Line};
use crate::service::Minutes;
use crate::visit::Outcome;
use crate::visit::import::{About, Draft, number_in};
use chrono::{Datelike, TimeDelta};
use std::ops::Range;

/// Longest text that is looked through for a case, in characters.
const TEXT_MAX: usize = 2_000;

/// An event with an id.
pub(super) struct Event<'a> {
    entry: &'a Entry,
    /// The same for all states of an event, and for its exceptions.
    pub(super) id: &'a str,
    /// The time of the event's visit in whose place it stands.
    pub(super) replaces: Option<Local>,
    /// The higher, the later.
    pub(super) sequence: u32,
}

/// A problem of an entry.
pub(super) fn refuse(entry: &Entry, problem: Problem) -> EventProblem {
    let summary = entry.text("SUMMARY").chars().take(200).collect();
    EventProblem { line: entry.line, summary, problem }
}

impl<'a> Event<'a> {
    pub(super) fn new(entry: &'a Entry, clock: &Clock<'_>) -> Result<Event<'a>, Problem> {
        let id = entry.get("UID").map_or("", |property| property.value.trim());
        if Line::parse(id).is_err() {
            return Err(Problem::NoId);
        }
        let instead = entry.get("RECURRENCE-ID");
        if instead.is_some_and(|property| property.parameter("RANGE").is_some()) {
            return Err(Problem::Rule("RANGE".to_owned()));
        }
        let replaces =
            instead.map(|property| clock.stamp(property)).transpose()?.map(|stamp| clock.local(stamp));
        let sequence = entry.get("SEQUENCE").and_then(|property| property.value.trim().parse().ok());
        Ok(Event { entry, id, replaces, sequence: sequence.unwrap_or(0) })
    }

    pub(super) fn refuse(&self, problem: Problem) -> EventProblem {
        refuse(self.entry, problem)
    }

    /// Its visits within the days, without those in whose place others stand.
    pub(super) fn drafts(
        &self,
        moved: &[Local],
        clock: &Clock<'_>,
        days: &Range<Date>,
        notes: &mut Notes,
    ) -> Result<Vec<Draft>, Problem> {
        let start = clock.stamp(self.entry.get("DTSTART").ok_or(Problem::NoStart)?)?;
        let minutes = self.minutes(start, clock)?;
        let about = self.about()?;
        let outcome = self.outcome();
        let mut drafts = Vec::new();
        for (on, at) in self.times(start, moved, clock, days, notes)? {
            if !days.contains(&on) {
                *notes.entry(Note::Outside).or_default() += 1;
                continue;
            }
            if drafts.len() == TIMES_MAX {
                return Err(Problem::TooMany);
            }
            drafts.push(Draft {
                line: self.entry.line,
                about: about.clone(),
                on,
                at,
                minutes,
                discipline: self.discipline(),
                staff: None,
                outcome,
                services: Vec::new(),
                source: Some(self.source((on, at)).ok_or(Problem::NoId)?),
            });
        }
        if outcome == Outcome::CancelledInTime && !drafts.is_empty() {
            *notes.entry(Note::Cancelled).or_default() += 1;
        }
        Ok(drafts)
    }

    fn times(
        &self,
        start: Stamp,
        moved: &[Local],
        clock: &Clock<'_>,
        days: &Range<Date>,
        notes: &mut Notes,
    ) -> Result<Vec<Local>, Problem> {
        for other in ["RDATE", "EXRULE"] {
            if self.entry.get(other).is_some() {
                return Err(Problem::Rule(other.to_owned()));
            }
        }
        let mut rules = self.entry.all("RRULE");
        let (Some(rule), None) = (rules.next(), self.replaces) else { return Ok(vec![clock.local(start)]) };
        if rules.next().is_some() {
            return Err(Problem::Rule("RRULE".to_owned()));
        }
        if start.naive().date().year() + YEARS_MAX < days.start.year() {
            return Err(Problem::TooOld);
        }
        let times = Rule::read(&rule.value, clock)?.times(start, days.end, clock)?;
        let mut times: Vec<Local> = times.into_iter().map(|at| clock.local(start.with(at))).collect();
        let mut gone = Vec::new();
        for property in self.entry.all("EXDATE") {
            gone.extend(clock.stamps(property)?.into_iter().map(|stamp| clock.local(stamp)));
        }
        let missing = |gone: &&Local| days.contains(&gone.0) && times.binary_search(gone).is_err();
        if gone.iter().any(|gone| missing(&gone)) {
            *notes.entry(Note::NoException).or_default() += 1;
        }
        gone.extend_from_slice(moved);
        gone.sort_unstable();
        times.retain(|time| gone.binary_search(time).is_err());
        Ok(times)
    }

    /// One id for each visit of a repeated event, which a visit keeps when it is moved.
    fn source(&self, own: Local) -> Option<Line> {
        let repeated = self.replaces.or(self.entry.get("RRULE").map(|_| own));
        let id = match repeated {
            None => self.id.to_owned(),
            Some((on, at)) => {
                let at = at.map_or_else(String::new, |at| format!("T{:02}:{:02}", at / 60, at % 60));
                format!("{}/{on}{at}", self.id)
            }
        };
        Line::parse(&id).ok()
    }

    fn minutes(&self, start: Stamp, clock: &Clock<'_>) -> Result<Option<Minutes>, Problem> {
        if matches!(start, Stamp::Day(_)) {
            return Ok(None);
        }
        let length: TimeDelta = match (self.entry.get("DTEND"), self.entry.get("DURATION")) {
            (Some(end), _) => match (start, clock.stamp(end)?) {
                (_, Stamp::Day(_)) => return Err(Problem::NoLength),
                (Stamp::Utc(start), Stamp::Utc(end)) => end - start,
                (start, end) => clock.wall(end) - clock.wall(start),
            },
            (None, Some(length)) => duration(&length.value).ok_or(Problem::NoLength)?,
            (None, None) => return Ok(None),
        };
        let minutes = u16::try_from(length.num_minutes()).ok().filter(|minutes| 0 < *minutes);
        minutes.and_then(Minutes::new).map(Some).ok_or(Problem::NoLength)
    }

    fn outcome(&self) -> Outcome {
        let cancelled = self.entry.text("STATUS").trim().eq_ignore_ascii_case("CANCELLED");
        if cancelled { Outcome::CancelledInTime } else { Outcome::Booked }
    }

    /// The case's number, or all texts in which whoever imports may find one.
    fn about(&self) -> Result<About, Problem> {
        let says = |property: &&Property| {
            matches!(property.name.as_str(), "SUMMARY" | "DESCRIPTION" | "CATEGORIES")
                || names_a_patient(&property.name)
        };
        let texts: Vec<String> = self.entry.properties.iter().filter(says).map(Property::text).collect();
        let text: String = texts.join("\n").chars().take(TEXT_MAX).collect();
        match number_in(&text) {
            Ok(Some(number)) => Ok(About::Number(number)),
            Ok(None) => Ok(About::Text(text)),
            Err((first, second)) => Err(Problem::TwoCases { first, second }),
        }
    }

    /// Where one of the categories is a discipline.
    fn discipline(&self) -> Option<Discipline> {
        let categories = self.entry.all("CATEGORIES").flat_map(|property| property.value.split(','));
        let mut found: Vec<Discipline> = categories.filter_map(words::discipline).collect();
        found.sort_unstable();
        found.dedup();
        if let [one] = found[..] { Some(one) } else { None }
    }
}
