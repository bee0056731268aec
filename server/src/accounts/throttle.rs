//! How long somebody who guesses has to wait. Counted per account, per address and per known device.
//!
//! Every try is counted before the password is looked at, so that a thousand tries at once are a thousand tries; the right
//! password takes its own back. A browser in which the person has signed in before has a count of its own: whoever
//! guesses from elsewhere cannot keep the right person out.

use chrono::TimeDelta;
use domain::kinds::Instant;

/// Failures are forgotten after this quiet time.
pub(super) const FORGET_HOURS: i64 = 24;
/// Longest wait: with it, a whole day allows fewer than a hundred guesses.
const LONGEST_SECONDS: i64 = 15 * 60;

/// What tries are counted by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Bucket {
    /// An account, existing or not, as far as unknown browsers try it.
    Account,
    /// A network address. Many people may share one.
    Address,
    /// A browser in which this account has signed in before.
    Device,
}

/// Tries in a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Tries {
    /// How many.
    pub count: i64,
    /// When the last one was, if there was one.
    pub last_at: Option<Instant>,
}

impl Bucket {
    fn free(self) -> i64 {
        match self {
            Bucket::Account | Bucket::Device => 5,
            Bucket::Address => 40,
        }
    }

    /// Seconds to wait after so many tries: none at first, then a minute, doubling.
    fn pause_seconds(self, count: i64) -> i64 {
        match u32::try_from(count - self.free()) {
            Err(_) => 0,
            Ok(over) => 60_i64.checked_shl(over.min(10)).unwrap_or(LONGEST_SECONDS).min(LONGEST_SECONDS),
        }
    }

    /// Seconds until the next try is looked at; 0 for now.
    pub fn wait_seconds(self, tries: Tries, now: Instant) -> i64 {
        let Some(last_at) = fresh(tries, now).last_at else { return 0 };
        let since = (now - last_at).num_seconds().max(0);
        (self.pause_seconds(tries.count) - since).max(0)
    }
}

/// The tries, unless they are long past. A last try that lies ahead means that the clock was put back: it counts for
/// nothing, as nobody could wait for it.
pub fn fresh(tries: Tries, now: Instant) -> Tries {
    let age = tries.last_at.map(|last_at| now - last_at);
    match age {
        Some(age) if age < TimeDelta::hours(FORGET_HOURS) && -TimeDelta::seconds(LONGEST_SECONDS) < age => {
            tries
        }
        _ => Tries::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    fn after(count: i64, seconds: i64, bucket: Bucket) -> i64 {
        let last_at = DateTime::UNIX_EPOCH;
        bucket.wait_seconds(Tries { count, last_at: Some(last_at) }, last_at + TimeDelta::seconds(seconds))
    }

    #[test]
    fn five_tries_are_free_and_then_each_costs_twice_the_last() {
        let waits: Vec<i64> = (3..12).map(|count| after(count, 0, Bucket::Account)).collect();
        assert_eq!(waits, [0, 0, 60, 120, 240, 480, 900, 900, 900]);
        assert_eq!(after(1_000_000, 0, Bucket::Account), 900);
    }

    #[test]
    fn waiting_helps_and_a_quiet_day_forgives() {
        assert_eq!(after(5, 20, Bucket::Account), 40);
        assert_eq!(after(5, 60, Bucket::Account), 0);
        assert_eq!(after(50, 24 * 3600, Bucket::Account), 0);
        assert_eq!(Bucket::Account.wait_seconds(Tries::default(), DateTime::UNIX_EPOCH), 0);
    }

    #[test]
    fn an_office_behind_one_address_may_mistype_more() {
        assert_eq!(after(39, 0, Bucket::Address), 0);
        assert_eq!(after(40, 0, Bucket::Address), 60);
    }

    #[test]
    fn a_clock_put_back_locks_nobody_out() {
        assert_eq!(after(50, -7200, Bucket::Account), 0);
        assert_eq!(after(5, -30, Bucket::Account), 60);
    }

    #[test]
    fn a_day_of_guessing_is_fewer_than_a_hundred_guesses() {
        let (mut now, mut tries, mut guesses) = (DateTime::UNIX_EPOCH, Tries::default(), 0);
        while now < DateTime::UNIX_EPOCH + TimeDelta::hours(24) {
            guesses += 1;
            tries = Tries { count: tries.count + 1, last_at: Some(now) };
            now += TimeDelta::seconds(Bucket::Account.wait_seconds(tries, now).max(1));
        }
        assert!(guesses <= 105, "{guesses}");
    }
}
