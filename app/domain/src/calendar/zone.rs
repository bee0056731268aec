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
