//! The one thing of a digest that a card says.

use super::{Digest, DigestLine, Flag};
use crate::authorization::Measure;
use crate::kinds::Date;

/// A card speaks of what fails within so many days: the third step of what most payers' rules warn at.
const WITHIN_DAYS: i64 = 30;
/// With so little left before it runs out, how much it is says more than the day.
const FEW: u32 = 4;
/// Days left at which a claim that nobody has filed is critical.
const FILE_DAYS: i64 = 14;

/// What a card says, the most pressing first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Pressing {
    /// Nobody covers the patient since, or from, this day.
    NotCovered(Date),
    /// Nothing is authorized from this day on although it is needed.
    NotAuthorized(Date),
    /// What is authorized ended; this was its last day.
    Ended(Date),
    /// Who pays first was not decided.
    Unordered,
    /// Policies contradict each other.
    Contradiction,
    /// The last day on which a claim can still be filed.
    FileBy(Date),
    /// So little is left.
    Left(u32, Measure),
    /// It is expected to be used up on this day.
    RunsOut(Date),
    /// The last day that is authorized.
    Ends(Date),
    /// The payers' own file is not known to have the order.
    Unconfirmed,
}

impl Pressing {
    /// Whether something is wrong already, so that it is more than a warning.
    pub fn is_bad(self, today: Date) -> bool {
        match self {
            Pressing::NotCovered(day) | Pressing::NotAuthorized(day) => day <= today,
            Pressing::Ended(_) | Pressing::Contradiction | Pressing::FileBy(_) => true,
            Pressing::RunsOut(day) | Pressing::Ends(day) => is_within(7, day, today),
            Pressing::Left(..) | Pressing::Unordered | Pressing::Unconfirmed => false,
        }
    }
}

/// The most pressing of a digest on a clinic-local day; nothing where all is well for a while.
pub fn pressing(digest: &Digest, today: Date) -> Option<Pressing> {
    let flags = digest.flags.iter().filter_map(|flag| of_flag(*flag, today));
    let first = digest.lines.iter().filter(|line| !line.renewed).min_by_key(|line| line.fails_on());
    let line = first.and_then(|line| of_line(line, today));
    let file = digest.file_by.map(|(by, _)| by).filter(|by| is_within(FILE_DAYS, *by, today));
    flags.chain(line).chain(file.map(Pressing::FileBy)).min()
}

fn of_flag(flag: Flag, today: Date) -> Option<Pressing> {
    let soon = |day: Date| is_within(WITHIN_DAYS, day, today);
    match flag {
        Flag::NotCovered(day) => soon(day).then_some(Pressing::NotCovered(day)),
        Flag::NotAuthorized(day) => soon(day).then_some(Pressing::NotAuthorized(day)),
        Flag::Unordered(day) => soon(day).then_some(Pressing::Unordered),
        Flag::Contradiction(day) => soon(day).then_some(Pressing::Contradiction),
        Flag::Unconfirmed(day) => soon(day).then_some(Pressing::Unconfirmed),
    }
}

fn of_line(line: &DigestLine, today: Date) -> Option<Pressing> {
    let last = line.until.pred_opt()?;
    if last < today {
        return Some(Pressing::Ended(last));
    }
    if !is_within(WITHIN_DAYS, line.fails_on(), today) {
        return None;
    }
    Some(match (line.runs_out, line.left()) {
        (Some(_), left @ 1..=FEW) if line.measure != Measure::Money => Pressing::Left(left, line.measure),
        (Some(out), _) if out < line.until => Pressing::RunsOut(out),
        _ => Pressing::Ends(last),
    })
}

fn is_within(days: i64, day: Date, today: Date) -> bool {
    (day - today).num_days() <= days
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::AuthorizationId;
    use crate::kinds::Discipline;
    use uuid::Uuid;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn today() -> Date {
        day("2026-11-23")
    }

    /// 24 visits until 31 December, of which 10 are used.
    fn line() -> DigestLine {
        DigestLine {
            authorization: AuthorizationId(Uuid::from_u128(1)),
            line: 0,
            discipline: Discipline::Slp,
            payer: None,
            measure: Measure::Visits,
            granted: 24,
            used: 10,
            reserved: 0,
            until: day("2027-01-01"),
            runs_out: None,
            renewed: false,
        }
    }

    fn says(line: DigestLine) -> Option<Pressing> {
        pressing(&Digest { lines: vec![line], ..Digest::default() }, today())
    }

    #[test]
    fn a_card_is_silent_while_nothing_fails_within_a_month() {
        assert_eq!(pressing(&Digest::default(), today()), None);
        assert_eq!(says(line()), None);
        assert_eq!(says(DigestLine { until: day("2026-12-24"), ..line() }), None);
        let soon = DigestLine { until: day("2026-12-23"), ..line() };
        assert_eq!(says(soon.clone()), Some(Pressing::Ends(day("2026-12-22"))));
        assert_eq!(says(DigestLine { renewed: true, ..soon }), None);
    }

    #[test]
    fn a_line_says_its_last_day_the_day_it_runs_out_or_how_little_is_left() {
        let out = DigestLine { runs_out: Some(day("2026-12-03")), ..line() };
        assert_eq!(says(out.clone()), Some(Pressing::RunsOut(day("2026-12-03"))));
        assert_eq!(says(DigestLine { used: 20, ..out.clone() }), Some(Pressing::Left(4, Measure::Visits)));
        assert_eq!(says(DigestLine { used: 19, ..out.clone() }), Some(Pressing::RunsOut(day("2026-12-03"))));
        let booked = DigestLine { used: 20, reserved: 4, ..out.clone() };
        assert_eq!(says(booked), Some(Pressing::RunsOut(day("2026-12-03"))));
        let cents = DigestLine { used: 23, measure: Measure::Money, ..out };
        assert_eq!(says(cents), Some(Pressing::RunsOut(day("2026-12-03"))));
        let ended = DigestLine { until: today(), ..line() };
        assert_eq!(says(ended), Some(Pressing::Ended(day("2026-11-22"))));
    }

    #[test]
    fn what_costs_most_comes_first() {
        let mut digest = Digest {
            flags: vec![Flag::Unconfirmed(day("2026-07-01"))],
            file_by: Some((day("2026-12-07"), day("2026-09-08"))),
            lines: vec![DigestLine { until: day("2026-12-01"), ..line() }],
            ..Digest::default()
        };
        let on = |digest: &Digest| pressing(digest, today()).unwrap();
        assert_eq!(on(&digest), Pressing::FileBy(day("2026-12-07")));
        digest.file_by = Some((day("2026-12-08"), day("2026-09-09")));
        assert_eq!(on(&digest), Pressing::Ends(day("2026-11-30")));
        digest.flags.push(Flag::NotCovered(day("2026-12-24")));
        assert_eq!(on(&digest), Pressing::Ends(day("2026-11-30")), "a month ahead is time enough");
        digest.flags.push(Flag::NotCovered(day("2026-07-01")));
        assert_eq!(on(&digest), Pressing::NotCovered(day("2026-07-01")));
        assert!(on(&digest).is_bad(today()) && !Pressing::Unordered.is_bad(today()));
    }

    #[test]
    fn who_may_not_know_is_told_only_the_rest() {
        let digest = Digest {
            payers: vec![crate::ids::PayerId(Uuid::from_u128(7))],
            flags: vec![Flag::NotCovered(today()), Flag::NotAuthorized(today())],
            verify_by: Some(today()),
            lines: vec![DigestLine { payer: Some(crate::ids::PayerId(Uuid::from_u128(7))), ..line() }],
            uncovered: 2,
            file_by: Some((today(), today())),
            kx_percent: Some(80),
        };
        assert_eq!(digest.cut(true, true), digest);
        let balance = digest.cut(false, true);
        let left = Digest {
            flags: vec![Flag::NotAuthorized(today())],
            lines: vec![line()],
            uncovered: 2,
            ..Digest::default()
        };
        assert_eq!(balance, left);
        assert!(!balance.tells_of_coverage() && balance.tells_of_authorizations());
        let payers = digest.cut(true, false);
        assert!(payers.lines.is_empty() && payers.uncovered == 0 && !payers.tells_of_authorizations());
        assert_eq!(payers.flags, [Flag::NotCovered(today())]);
        assert_eq!(digest.cut(false, false), Digest::default());
    }
}
