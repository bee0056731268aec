//! When a renewal has to be begun, learned from the payer's own past decisions.

use super::sum::{Term, days};
use super::{Authorization, AuthorizationStatus};
use crate::calendar::BusinessDays;
use crate::kinds::Date;
use chrono::Days;

/// Business days in which a clinic makes a packet: a convention.
pub const PREP_DAYS: u16 = 5;
/// Fewer decisions than this say nothing about a payer: a convention.
const ENOUGH: usize = 5;

/// How long a payer takes to decide, in calendar days from the request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pace {
    /// Past decisions that it rests on; 0: the payer's rule.
    pub count: usize,
    /// Half were decided by then.
    pub median: u16,
    /// Nine of ten were decided by then.
    pub p90: u16,
}

impl Pace {
    /// From the days on which requests were sent and decided, by nearest rank. With fewer than five decisions both are
    /// the payer's rule. A decision dated before its request is a mistake and does not count.
    pub fn of(decisions: &[(Date, Date)], decision_days: u16) -> Pace {
        let took =
            |(requested, decided): &(Date, Date)| u16::try_from((*decided - *requested).num_days()).ok();
        let mut all: Vec<u16> = decisions.iter().filter_map(took).collect();
        all.sort_unstable();
        let rank = |percent: usize| all.get((all.len() * percent).div_ceil(100).saturating_sub(1)).copied();
        match (rank(50), rank(90)) {
            (Some(median), Some(p90)) if ENOUGH <= all.len() => Pace { count: all.len(), median, p90 },
            _ => Pace { count: 0, median: decision_days, p90: decision_days },
        }
    }

    /// Where the days come from, for a sum.
    fn source(&self) -> String {
        match self.count {
            0 => "by its rules".into(),
            count => format!("nine of ten of its last {count} decisions"),
        }
    }
}

/// Why something ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    /// The authorized dates end.
    Period,
    /// Nothing is left of it.
    Used,
}

/// What a start-by day is made of.
#[derive(Clone, Copy, Debug)]
pub struct Renewal<'a> {
    /// First day after the authorized dates, if they end.
    pub ends: Option<Date>,
    /// The day of the visit that takes the last of it, if that is in sight.
    pub runs_out: Option<Date>,
    /// How long the payer takes.
    pub pace: Pace,
    /// The payer wants the packet so many calendar days before the dates end.
    pub renew_before_days: u16,
    /// Business days in which the clinic makes the packet.
    pub prep_days: u16,
    /// When the clinic works.
    pub calendar: &'a BusinessDays,
}

/// What takes an authorization's place: one that follows it, or that is good for the day after its end. What came to
/// nothing takes no place.
pub fn successor<'a>(all: &'a [Authorization], of: &Authorization) -> Option<&'a Authorization> {
    use AuthorizationStatus as S;
    let lives = |other: &Authorization| {
        !matches!(other.status, S::Denied { .. } | S::Cancelled { .. } | S::Void { .. })
    };
    let same = |other: &Authorization| other.discipline == of.discipline && other.policy == of.policy;
    let covers = |other: &Authorization| of.period.until().is_some_and(|until| other.period.contains(until));
    let follows = |other: &&Authorization| {
        other.id != of.id && lives(other) && (other.follows == Some(of.id) || (same(other) && covers(other)))
    };
    all.iter().filter(follows).max_by_key(|other| (other.is_granted(), other.period.from(), other.id))
}

/// The day by which a renewal has to be begun, and how it comes about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StartBy {
    /// Begin the packet on this day at the latest.
    pub on: Date,
    /// Send it on this day at the latest.
    pub send_on: Date,
    /// What ends first.
    pub end: End,
    /// The arithmetic.
    pub sum: Vec<Term>,
}

/// From the last covered day, or the day on which it runs out if that comes first, back by the payer's time and the
/// clinic's own. Nothing ends: nothing.
pub fn start_by(renewal: &Renewal<'_>) -> Option<StartBy> {
    let last_day = renewal.ends.and_then(|ends| ends.pred_opt());
    let runs_out = renewal.runs_out.filter(|out| last_day.is_none_or(|last| *out < last));
    let (from, end, words) = match (runs_out, last_day) {
        (Some(out), _) => (out, End::Used, "it runs out on"),
        (None, Some(last)) => (last, End::Period, "it ends on"),
        (None, None) => return None,
    };
    let mut sum = vec![Term::on(words, from)];
    let decided = back(from, renewal.pace.p90);
    let wanted = last_day.map(|last| back(last, renewal.renew_before_days));
    let send_on = if let Some(wanted) = wanted.filter(|wanted| *wanted < decided) {
        let before = days(renewal.renew_before_days);
        sum.push(Term::on(format!("− the payer wants it {before} before the end: send by"), wanted));
        wanted
    } else {
        let (took, source) = (days(renewal.pace.p90), renewal.pace.source());
        sum.push(Term::on(format!("− {took} for the payer's decision ({source}): send by"), decided));
        decided
    };
    let on = renewal.calendar.sub(send_on, renewal.prep_days);
    let business = if renewal.prep_days == 1 { "business day" } else { "business days" };
    sum.push(Term::on(format!("− {} {business} for the packet: start by", renewal.prep_days), on));
    Some(StartBy { on, send_on, end, sum })
}

fn back(day: Date, days: u16) -> Date {
    day.checked_sub_days(Days::new(days.into())).unwrap_or(Date::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::authorization::samples::day;
    use proptest::prelude::*;

    fn decided(took: &[u64]) -> Vec<(Date, Date)> {
        let sent = day("2026-02-27");
        took.iter().map(|days| (sent, sent + Days::new(*days))).collect()
    }

    fn renewal(calendar: &BusinessDays) -> Renewal<'_> {
        Renewal {
            ends: Some(day("2026-07-01")),
            runs_out: None,
            pace: Pace { count: 10, median: 5, p90: 14 },
            renew_before_days: 0,
            prep_days: 5,
            calendar,
        }
    }

    #[test]
    fn a_payer_is_as_fast_as_its_own_decisions_by_nearest_rank() {
        let ten = Pace::of(&decided(&[14, 1, 9, 2, 8, 3, 7, 4, 30, 5]), 21);
        assert_eq!(ten, Pace { count: 10, median: 5, p90: 14 });
        assert_eq!(Pace::of(&decided(&[3, 3, 3, 3, 3]), 21), Pace { count: 5, median: 3, p90: 3 });
    }

    #[test]
    fn too_few_decisions_leave_the_payers_rule() {
        let rule = Pace { count: 0, median: 21, p90: 21 };
        assert_eq!(Pace::of(&decided(&[1, 2, 3, 4]), 21), rule);
        let mut mistaken = decided(&[1, 2, 3, 4]);
        mistaken.push((day("2026-03-10"), day("2026-03-01")));
        assert_eq!(Pace::of(&mistaken, 21), rule);
        assert_eq!(Pace::of(&[], 21), rule);
    }

    #[test]
    fn the_start_is_a_sum_that_can_be_read() {
        let calendar = BusinessDays::default();
        let start = start_by(&renewal(&calendar)).unwrap();
        let read: Vec<String> =
            start.sum.iter().map(|term| format!("{} {}", term.words, term.on.unwrap())).collect();
        assert_eq!(
            read,
            [
                "it ends on 2026-06-30",
                "− 14 days for the payer's decision (nine of ten of its last 10 decisions): send by 2026-06-16",
                "− 5 business days for the packet: start by 2026-06-09",
            ]
        );
        assert_eq!((start.on, start.end), (day("2026-06-09"), End::Period));
    }

    #[test]
    fn what_runs_out_before_it_ends_is_renewed_for_that_day() {
        let calendar = BusinessDays::default();
        let early = Renewal { runs_out: Some(day("2026-06-02")), ..renewal(&calendar) };
        let start = start_by(&early).unwrap();
        assert_eq!((start.end, start.send_on, start.on), (End::Used, day("2026-05-19"), day("2026-05-12")));
        let late = Renewal { runs_out: Some(day("2026-08-02")), ..renewal(&calendar) };
        assert_eq!(start_by(&late), start_by(&renewal(&calendar)));
        let never = Renewal { ends: None, ..renewal(&calendar) };
        assert_eq!(start_by(&never), None);
    }

    #[test]
    fn a_payer_that_wants_it_earlier_has_it_earlier() {
        let calendar = BusinessDays::default();
        let start = start_by(&Renewal { renew_before_days: 30, ..renewal(&calendar) }).unwrap();
        assert_eq!((start.send_on, start.on), (day("2026-05-31"), day("2026-05-25")));
    }

    proptest! {
        #[test]
        fn a_slower_payer_or_a_longer_packet_never_starts_later(
            p90 in 0_u16..60, prep in 0_u16..20, before in 0_u16..60, out in prop::option::of(0_u64..200),
        ) {
            let calendar = BusinessDays::default();
            let pace = Pace { count: 9, median: p90 / 2, p90 };
            let runs_out = out.map(|days| day("2026-03-01") + Days::new(days));
            let one = Renewal { pace, runs_out, renew_before_days: before, prep_days: prep, ..renewal(&calendar) };
            let slower = Renewal { pace: Pace { p90: p90 + 1, ..pace }, prep_days: prep + 1, ..one };
            let (one, slower) = (start_by(&one).unwrap(), start_by(&slower).unwrap());
            prop_assert!(slower.on <= one.on && one.on <= one.send_on);
            prop_assert_eq!(one.sum.last().unwrap().on, Some(one.on));
        }

        #[test]
        fn the_ninth_of_ten_is_never_before_the_middle(took in prop::collection::vec(0_u64..90, 5..40)) {
            let pace = Pace::of(&decided(&took), 21);
            prop_assert!(pace.median <= pace.p90);
            let by = |days: u16| took.iter().filter(|took| **took <= u64::from(days)).count() * 100;
            prop_assert!(took.len() * 50 <= by(pace.median) && took.len() * 90 <= by(pace.p90));
        }
    }
}
