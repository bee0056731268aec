//! How long a session lasts. Pure: the row in, the state out.

use chrono::TimeDelta;
use domain::kinds::Instant;

/// Minutes without a hand after which a session locks.
pub const IDLE_MINUTES: u16 = 15;
/// Hours after which a session is over, used or not.
pub const ABSOLUTE_HOURS: i64 = 12;
/// A clock may be corrected by so much without anybody noticing.
const CORRECTION_MINUTES: i64 = 2;

/// The times of a session.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Times {
    /// Last use.
    pub seen_at: Instant,
    /// End, whatever happens.
    pub until: Instant,
    /// Locked since, by the person or by a pause.
    pub locked_at: Option<Instant>,
    /// Ended since.
    pub ended_at: Option<Instant>,
}

/// What a session is worth now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// In use.
    Open,
    /// The password opens it again.
    Locked,
    /// Nothing opens it again.
    Over,
}

impl Times {
    /// The times of a session that begins now.
    pub fn begun(now: Instant) -> Times {
        Times { seen_at: now, until: now + TimeDelta::hours(ABSOLUTE_HOURS), locked_at: None, ended_at: None }
    }

    /// What the session is worth. A clock that was put back prolongs nothing: the session locks.
    pub fn state(&self, now: Instant) -> State {
        if self.ended_at.is_some() || self.until <= now {
            return State::Over;
        }
        let idle = now - self.seen_at;
        let rested = TimeDelta::minutes(i64::from(IDLE_MINUTES)) <= idle;
        let put_back = idle < -TimeDelta::minutes(CORRECTION_MINUTES);
        if self.locked_at.is_some() || rested || put_back { State::Locked } else { State::Open }
    }

    /// The times after the password was given again; the end comes no later than before.
    #[must_use]
    pub fn unlocked(&self, now: Instant) -> Times {
        let until = self.until.min(now + TimeDelta::hours(ABSOLUTE_HOURS));
        Times { seen_at: now, until, locked_at: None, ended_at: self.ended_at }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    fn after(minutes: i64) -> State {
        Times::begun(DateTime::UNIX_EPOCH).state(DateTime::UNIX_EPOCH + TimeDelta::minutes(minutes))
    }

    #[test]
    fn a_session_locks_after_a_pause_and_ends_after_a_shift() {
        assert_eq!(after(14), State::Open);
        assert_eq!(after(15), State::Locked);
        assert_eq!(after(12 * 60 - 1), State::Locked);
        assert_eq!(after(12 * 60), State::Over);
    }

    #[test]
    fn use_keeps_it_open_but_not_beyond_its_end() {
        let start = DateTime::UNIX_EPOCH;
        let used = Times { seen_at: start + TimeDelta::minutes(719), ..Times::begun(start) };
        assert_eq!(used.state(start + TimeDelta::minutes(719)), State::Open);
        assert_eq!(used.state(start + TimeDelta::minutes(720)), State::Over);
        assert_eq!(used.unlocked(start + TimeDelta::minutes(719)).until, used.until);
    }

    #[test]
    fn a_clock_put_back_neither_prolongs_nor_revives() {
        assert_eq!(after(-1), State::Open);
        assert_eq!(after(-60), State::Locked);
        let now = DateTime::UNIX_EPOCH - TimeDelta::days(1);
        let again = Times::begun(DateTime::UNIX_EPOCH).unlocked(now);
        assert_eq!(again.until, now + TimeDelta::hours(ABSOLUTE_HOURS));
        let ended = Times { ended_at: Some(DateTime::UNIX_EPOCH), ..again };
        assert_eq!(ended.state(now), State::Over);
    }
}
