//! When a session began and ended, by the clock on the site's wall.

use crate::calendar::ZoneOffsets;
use crate::kinds::{Date, Instant};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

/// Minutes of a day.
const DAY: u16 = 24 * 60;

/// Start and stop of a session. The stop may lie after midnight, and a day whose clock changes is longer or shorter.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "Loose", into = "Loose")]
pub struct Clock {
    start: u16,
    stop: u16,
}

#[derive(Serialize, Deserialize)]
struct Loose {
    start: u16,
    stop: u16,
}

/// Why two times are no session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoClock {
    /// A start that no day has.
    #[error("A day has no minute {0}. Please write the start as 14:05.")]
    NoSuchTime(u16),
    /// Nothing between them.
    #[error("The session ends when it begins. Please correct the start or the stop.")]
    Nothing,
    /// More than a day.
    #[error("A session is not longer than a day. Please correct the start or the stop.")]
    TooLong,
}

impl Clock {
    /// From minutes after midnight; a stop at or after 1,440 lies on the next day.
    pub fn new(start: u16, stop: u16) -> Result<Clock, NoClock> {
        if DAY <= start {
            return Err(NoClock::NoSuchTime(start));
        }
        match stop.checked_sub(start) {
            None | Some(0) => Err(NoClock::Nothing),
            Some(long) if DAY < long => Err(NoClock::TooLong),
            Some(_) => Ok(Clock { start, stop }),
        }
    }

    /// As two wall times: a stop before the start lies on the next day.
    pub fn of_times(start: u16, stop: u16) -> Result<Clock, NoClock> {
        if DAY <= stop {
            return Err(NoClock::NoSuchTime(stop));
        }
        Clock::new(start, if stop < start { stop + DAY } else { stop })
    }

    /// Minutes after midnight.
    pub fn start(self) -> u16 {
        self.start
    }

    /// Minutes after the midnight of the day on which it began.
    pub fn stop(self) -> u16 {
        self.stop
    }

    /// Minutes that passed: where the clock changed in between, not what the wall says.
    pub fn minutes(self, on: Date, zone: &ZoneOffsets) -> u16 {
        let (from, to) = self.instants(on, zone);
        u16::try_from((to - from).num_minutes()).unwrap_or(0)
    }

    /// When it began and when it ended.
    pub fn instants(self, on: Date, zone: &ZoneOffsets) -> (Instant, Instant) {
        (at(self.start, on, zone), at(self.stop, on, zone))
    }
}

/// The instant at which the wall shows so many minutes after midnight; where it shows them twice, the earlier.
fn at(minutes: u16, on: Date, zone: &ZoneOffsets) -> Instant {
    let midnight = zone.start_of(on);
    let plain = midnight + TimeDelta::minutes(i64::from(minutes));
    let changed = zone.offset_at(plain) - zone.offset_at(midnight);
    let moved = plain - TimeDelta::seconds(i64::from(changed));
    // In the hour that a change skips or repeats, the correction itself crosses it.
    if zone.offset_at(moved) == zone.offset_at(plain) { moved } else { plain.min(moved) }
}

impl TryFrom<Loose> for Clock {
    type Error = NoClock;

    fn try_from(loose: Loose) -> Result<Clock, NoClock> {
        Clock::new(loose.start, loose.stop)
    }
}

impl From<Clock> for Loose {
    fn from(clock: Clock) -> Loose {
        Loose { start: clock.start, stop: clock.stop }
    }
}
