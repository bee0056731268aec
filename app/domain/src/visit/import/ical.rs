//! A schedule as a calendar (iCalendar, RFC 5545): the parts of it that calendars of clinics use.
//!
//! Read are events with a day or a time, their length, weekly and daily repetition with exceptions, and cancellations.
//! What is repeated in another way, or by the clock of another zone, is a problem of its event and never a guess.

mod event;
mod lines;
mod rule;
#[cfg(test)]
mod tests;
mod time;

use super::Draft;
use crate::calendar::ZoneOffsets;
use crate::kinds::Date;
use event::Event;
use lines::Entry;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

/// Largest file, in bytes.
pub const BYTES_MAX: usize = 20 * 1024 * 1024;
/// Most visits of a file.
pub const DRAFTS_MAX: usize = 50_000;
/// Most visits of one event.
pub const TIMES_MAX: usize = 400;
/// How many years before the days that are asked for an event may have begun.
pub const YEARS_MAX: i32 = 10;

/// What a calendar holds for the days that were asked for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Read {
    /// Visits, an event after the other.
    pub drafts: Vec<Draft>,
    /// Events that are no visits, and why.
    pub problems: Vec<EventProblem>,
    /// What was left out or decided, for a person to check.
    pub notes: Vec<Note>,
}

/// An event that is no visit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EventProblem {
    /// The line of the file in which it begins, from 1.
    pub line: u32,
    /// What the calendar calls it.
    pub summary: String,
    /// Why.
    pub problem: Problem,
}

/// Why an event is no visit.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Problem {
    /// It has no id by which it could be found again.
    #[error(
        "This event has no id, or one that is too long, so it could not be found again. Enter the visit by hand."
    )]
    NoId,
    /// It has no start.
    #[error("This event has no start. Enter the visit by hand.")]
    NoStart,
    /// A date that is none.
    #[error("\"{0}\" is not a date that a calendar writes. Enter the visit by hand.")]
    NotADate(String),
    /// Another zone's clock.
    #[error("This event is timed by the clock of {0}, not by the site's. Enter the visit by hand.")]
    OtherZone(String),
    /// It began too long ago.
    #[error("This event began more than {YEARS_MAX} years ago. Enter its visits as a series.")]
    TooOld,
    /// No length, or more than a day.
    #[error("This event ends before it starts, or lasts longer than a day. Enter the visit by hand.")]
    NoLength,
    /// A repetition that is not read.
    #[error("This event is repeated by \"{0}\", which is not read. Enter its visits as a series.")]
    Rule(String),
    /// The first day is none of the days of its own rule.
    #[error("This event begins on a day that is not one of its repetition. Enter its visits as a series.")]
    StartOutside,
    /// More visits than one event gives.
    #[error(
        "This event gives more than {TIMES_MAX} visits. Give it an end in the calendar, or import fewer days."
    )]
    TooMany,
    /// Two cases.
    #[error("This event names case {first} and case {second}. Enter one visit for each by hand.")]
    TwoCases {
        /// Named first.
        first: u32,
        /// Named after it.
        second: u32,
    },
}

/// What was left out or decided.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Note {
    /// Cancelled events: a calendar does not say when that was.
    Cancelled,
    /// Before or after the days that were asked for.
    Outside,
    /// An older state of an event that the file holds again.
    Superseded,
    /// An exception that takes no visit away.
    NoException,
    /// Something that is no event.
    NoEvent(String),
    /// A property of events that no rule reads.
    Unread(String),
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Note::Cancelled => {
                f.write_str("Cancelled visits were taken as cancelled in time. Change those that were not.")
            }
            Note::Outside => f.write_str("Visits outside of the chosen days were left out."),
            Note::Superseded => {
                f.write_str("Events that stand in the file again, changed since, were left out.")
            }
            Note::NoException => {
                f.write_str("Exceptions that fit no visit of their event took nothing away.")
            }
            Note::NoEvent(name) => write!(f, "Entries of the kind {name} are no events and were left out."),
            Note::Unread(name) => write!(f, "The property {name} was not read."),
        }
    }
}

/// Why a file is no calendar.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NotACalendar {
    /// It does not begin as one does.
    #[error("This is not a calendar file, so nothing was read. Please choose a file that ends in .ics.")]
    NotIcal,
    /// A part of it does not end, or ends twice.
    #[error("This calendar is damaged in line {line}, so nothing was read. Please export it again.")]
    Broken {
        /// From 1.
        line: u32,
    },
    /// More than is read at once.
    #[error("This calendar is larger than 20 MB, so nothing was read. Please export fewer days.")]
    TooLarge,
    /// More visits than are read at once.
    #[error(
        "This calendar holds more than {DRAFTS_MAX} visits, so nothing was read. Please choose fewer days."
    )]
    TooMany,
}

/// How often each note holds.
pub(crate) type Notes = BTreeMap<Note, u32>;

/// Reads the visits of `days`, the end not included, by the clock of the site. Each [`Note`] stands once.
pub fn read(text: &str, site: &ZoneOffsets, days: Range<Date>) -> Result<Read, NotACalendar> {
    if BYTES_MAX < text.len() {
        return Err(NotACalendar::TooLarge);
    }
    let mut notes = Notes::new();
    let (entries, zone) = lines::entries(text, &mut notes)?;
    // A calendar can say once by whose clock its bare times are.
    let clock = time::Clock { site, bare: zone };
    let mut read = Read::default();
    for group in groups(&entries, &clock, &mut read.problems, &mut notes) {
        let moved: Vec<_> = group.iter().filter_map(|event| event.replaces).collect();
        for event in &group {
            match event.drafts(&moved, &clock, &days, &mut notes) {
                Ok(drafts) => read.drafts.extend(drafts),
                Err(problem) => read.problems.push(event.refuse(problem)),
            }
            if DRAFTS_MAX < read.drafts.len() {
                return Err(NotACalendar::TooMany);
            }
        }
    }
    read.problems.sort_by_key(|problem| problem.line);
    read.notes = notes.into_keys().collect();
    Ok(read)
}

/// The events of each id, in the file's order, each in its latest state.
fn groups<'a>(
    entries: &'a [Entry],
    clock: &time::Clock<'_>,
    problems: &mut Vec<EventProblem>,
    notes: &mut Notes,
) -> Vec<Vec<Event<'a>>> {
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    let mut states: BTreeMap<_, usize> = BTreeMap::new();
    let mut groups: Vec<Vec<Event<'a>>> = Vec::new();
    for entry in entries {
        let event = match Event::new(entry, clock) {
            Ok(event) => event,
            Err(problem) => {
                problems.push(event::refuse(entry, problem));
                continue;
            }
        };
        let place = *places.entry(event.id).or_insert(groups.len());
        if place == groups.len() {
            groups.push(Vec::new());
        }
        let group = &mut groups[place];
        let state = *states.entry((event.id, event.replaces)).or_insert(group.len());
        match group.get_mut(state) {
            None => group.push(event),
            Some(other) => {
                *notes.entry(Note::Superseded).or_default() += 1;
                if other.sequence <= event.sequence {
                    *other = event;
                }
            }
        }
    }
    groups
}
