//! The server's clock: the only place that reads the real time. Tests wind it by hand.

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use domain::kinds::Instant;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Tells the time, in UTC, to the microsecond: the precision that both databases keep.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's.
    Real,
    /// Stands still until somebody winds it. Microseconds since 1970.
    Wound(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at this instant.
    pub fn wound(at: Instant) -> Clock {
        Clock::Wound(Arc::new(AtomicI64::new(at.timestamp_micros())))
    }

    /// The instant.
    pub fn now(&self) -> Instant {
        match self {
            #[expect(clippy::disallowed_methods, reason = "this is the clock that everybody else is handed")]
            Clock::Real => Utc::now().trunc_subsecs(6),
            Clock::Wound(at) => {
                DateTime::from_timestamp_micros(at.load(Ordering::SeqCst)).unwrap_or(DateTime::UNIX_EPOCH)
            }
        }
    }

    /// Turns a wound clock; the real one goes as it goes.
    pub fn wind(&self, by: TimeDelta) {
        if let (Clock::Wound(at), Some(by)) = (self, by.num_microseconds()) {
            at.fetch_add(by, Ordering::SeqCst);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wound_clock_moves_only_when_it_is_wound() {
        let clock = Clock::wound(DateTime::UNIX_EPOCH);
        let before = clock.now();
        assert_eq!(clock.now(), before);
        clock.wind(TimeDelta::minutes(5));
        assert_eq!(clock.now() - before, TimeDelta::minutes(5));
    }
}
