//! Alerts, by the stories that they are for.

use super::*;
use crate::authorization::samples::{POLICY, day, drawn, granted, line, rules, span, visit};
use crate::authorization::{Measure, RequestKind};
use crate::kinds::Line;
use crate::visit::Outcome::{Arrived, Booked};
use chrono::TimeDelta;

use Discipline::{Aba, Mh, Pt};

/// A Monday.
const TODAY: &str = "2026-11-23";

fn at(n: i64) -> Date {
    day(TODAY) + TimeDelta::days(n)
}

fn said_when(authorizations: &[Authorization], visits: &[Visit], begun: bool) -> Vec<Alert> {
    let (rules, calendar) = (rules(), BusinessDays::default());
    let drawn = drawn(authorizations, visits);
    alerts(&Input {
        today: at(0),
        authorizations,
        visits,
        drawn: &drawn,
        rules: &|_| Some(&rules),
        pace: &|_| Pace { count: 10, median: 5, p90: 14 },
        begun: &|_| begun,
        needed: &|_| true,
        calendar: &calendar,
        prep_days: 5,
        kept_percent: 84,
    })
}

fn said(authorizations: &[Authorization], visits: &[Visit]) -> Vec<Alert> {
    said_when(authorizations, visits, false)
}

fn codes(alerts: &[Alert]) -> Vec<(&'static str, Level)> {
    alerts.iter().map(|alert| (alert.rule.code(), alert.level)).collect()
}

fn of(alerts: &[Alert], rule: Rule) -> Option<&Alert> {
    alerts.iter().find(|alert| alert.rule == rule)
}

/// Three times a week, from `from` to `until` days after today.
fn weekly(discipline: Discipline, from: i64, until: i64, code: &str, minutes: u16) -> Vec<Visit> {
    let days = (from..until).filter(|n| matches!(n.rem_euclid(7), 0 | 2 | 4));
    days.zip(1..)
        .map(|(n, id)| visit(id, at(n), discipline, if n < 0 { Arrived } else { Booked }, &[(code, minutes)]))
        .collect()
}

/// Good until so many days after today, the last day included.
fn until(
    id: u128,
    discipline: Discipline,
    last: i64,
    lines: Vec<crate::authorization::AuthorizationLine>,
) -> Authorization {
    let period = crate::calendar::Span::new(at(last - 180), Some(at(last + 1))).unwrap();
    granted(id, discipline, period, lines)
}

#[test]
fn an_authorization_that_ends_in_21_days_without_a_packet_is_said() {
    let auth = [until(1, Aba, 21, vec![line(Measure::Units, 740, &["97153"])])];
    let visits = weekly(Aba, -160, 20, "97153", 120);
    let alerts = said(&auth, &visits);
    assert_eq!(codes(&alerts), [("AUTH-01", Level::Warning), ("AUTH-02", Level::Warning)]);
    assert_eq!(alerts[0].why, "Its last day is 14 Dec 2026, 21 days from 23 Nov 2026.");
    assert_eq!(
        alerts[1].why,
        "No renewal packet is begun. It had to be begun by 23 Nov 2026 and must be sent by 30 Nov 2026; today is 23 Nov 2026."
    );
    assert_eq!(codes(&said_when(&auth, &visits, true)), [("AUTH-01", Level::Warning)], "somebody is at it");
    let asked = Authorization {
        kind: RequestKind::Renewal,
        status: AuthorizationStatus::Requested,
        follows: Some(auth[0].id),
        requested_on: Some(at(-2)),
        ..until(2, Aba, 200, vec![line(Measure::Units, 600, &["97153"])])
    };
    assert_eq!(of(&said(&[auth[0].clone(), asked.clone()], &visits), Rule::RenewalDue), None);
    let granted = Authorization { status: AuthorizationStatus::Approved, ..asked };
    let renewed = said(&[auth[0].clone(), granted], &visits);
    assert_eq!((of(&renewed, Rule::EndsSoon), of(&renewed, Rule::RenewalDue)), (None, None));
}

#[test]
fn what_was_used_up_four_sessions_ago_is_said_with_its_days() {
    let auth = [until(1, Mh, 60, vec![line(Measure::Sessions, 12, &[])])];
    let visits: Vec<_> =
        (0..16).map(|n| visit(n + 1, at(7 * i64::from(n) - 7 * 16), Mh, Arrived, &[("90837", 55)])).collect();
    let alerts = said(&auth, &visits);
    let delivered = of(&alerts, Rule::DeliveredUncovered).unwrap();
    assert_eq!(
        delivered.why,
        "4 visits are delivered that nothing covers, from 26 Oct 2026 to 16 Nov 2026: Used up."
    );
    assert_eq!((delivered.level, delivered.authorization), (Level::Critical, Some(auth[0].id)));
    let used = of(&alerts, Rule::MostlyUsed).unwrap();
    assert_eq!(used.why, "12 of 12 sessions are used (100 %), the last on 19 Oct 2026.");
    assert_eq!(used.level, Level::Critical);
    assert_eq!(of(&alerts, Rule::RenewalDue).unwrap().level, Level::Critical);
}

#[test]
fn each_threshold_of_the_payer_has_its_level() {
    let ends = |last| {
        let alerts = said_when(&[until(1, Pt, last, vec![line(Measure::Visits, 12, &[])])], &[], true);
        of(&alerts, Rule::EndsSoon).map(|alert| alert.level)
    };
    assert_eq!([46, 45, 31, 30, 8, 7, 0, -1].map(ends), {
        use Level::{Critical, Info, Warning};
        [None, Some(Info), Some(Info), Some(Warning), Some(Warning), Some(Critical), Some(Critical), None]
    });
    let used = |visits: u32| {
        let auth = [until(1, Pt, 100, vec![line(Measure::Visits, 20, &[])])];
        let visits: Vec<_> = (1..=visits).map(|n| visit(n, at(-i64::from(n)), Pt, Arrived, &[])).collect();
        of(&said(&auth, &visits), Rule::MostlyUsed).map(|alert| alert.level)
    };
    assert_eq!([14, 15, 17, 18, 19, 20].map(used), {
        use Level::{Critical, Info, Warning};
        [None, Some(Info), Some(Info), Some(Warning), Some(Warning), Some(Critical)]
    });
}

#[test]
fn too_fast_and_too_slow_are_both_said() {
    let visits = weekly(Pt, -56, 0, "97110", 45);
    let with =
        |granted| said_when(&[until(1, Pt, 60, vec![line(Measure::Visits, granted, &[])])], &visits, true);
    let fast = with(36);
    let early = of(&fast, Rule::RunsOutEarly).unwrap();
    assert!(
        early.why.starts_with("At this pace it runs out on ") && early.why.contains(" Dec 2026, "),
        "{}",
        early.why
    );
    assert_eq!(of(&fast, Rule::UnderUse), None);
    let slow = with(100);
    assert_eq!(of(&slow, Rule::RunsOutEarly), None);
    assert!(of(&slow, Rule::UnderUse).is_some());
    let right = with(50);
    assert_eq!((of(&right, Rule::RunsOutEarly), of(&right, Rule::UnderUse)), (None, None));
}

#[test]
fn booking_beyond_the_end_the_rest_or_into_a_gap_is_said() {
    let visits = weekly(Pt, 0, 28, "97110", 45);
    let short = [until(1, Pt, 13, vec![line(Measure::Visits, 30, &[])])];
    let outside = said_when(&short, &visits, true);
    let why = &of(&outside, Rule::BookedOutside).unwrap().why;
    assert_eq!(
        why,
        "6 visits are booked that nothing covers, from 7 Dec 2026 to 18 Dec 2026: Outside the authorized dates."
    );
    let next = Authorization { period: span("2026-12-14", "2027-03-01"), ..short[0].clone() };
    let next = Authorization { id: granted(2, Pt, next.period, vec![]).id, ..next };
    let gap = said_when(&[short[0].clone(), next], &visits, true);
    assert_eq!(of(&gap, Rule::Gap).unwrap().dates, [at(14), at(18)]);
    assert_eq!(of(&gap, Rule::BookedOutside), None);
    let few = said_when(&[until(1, Pt, 60, vec![line(Measure::Visits, 10, &[])])], &visits, true);
    assert_eq!(of(&few, Rule::BookedBeyond).unwrap().dates, [at(23), at(25)]);
}

#[test]
fn two_for_the_same_service_are_said_and_two_for_different_ones_are_not() {
    let with = |second: &str| {
        let first = until(1, Aba, 90, vec![line(Measure::Units, 100, &["97153"])]);
        let other = until(2, Aba, 60, vec![line(Measure::Units, 100, &[second])]);
        of(&said_when(&[first, other], &[], true), Rule::Overlap).map(|alert| alert.level)
    };
    assert_eq!((with("97153"), with("97156")), (Some(Level::Info), None));
}

#[test]
fn requests_that_wait_too_long_are_said() {
    let asks = Line::parse("Progress report").unwrap();
    let waits = |status: AuthorizationStatus, sent| {
        let mut auth = until(1, Pt, 90, vec![line(Measure::Visits, 12, &[])]);
        (auth.status, auth.requested_on, auth.number) = (status, Some(at(sent)), None);
        auth.lines[0].granted = None;
        codes(&said(&[auth], &[]))
    };
    let pended = |n| AuthorizationStatus::Pended { since: at(n), asks: Some(asks.clone()) };
    assert_eq!(waits(pended(-7), -10), []);
    assert_eq!(waits(pended(-8), -10), [("AUTH-11", Level::Warning)]);
    assert_eq!(waits(AuthorizationStatus::Requested, -14), []);
    assert_eq!(waits(AuthorizationStatus::Requested, -15), [("AUTH-12", Level::Warning)]);
}

#[test]
fn none_at_all_is_said_where_one_is_needed_and_only_there() {
    let visits = [visit(1, at(-3), Pt, Arrived, &[]), visit(2, at(4), Pt, Booked, &[])];
    assert_eq!(codes(&said(&[], &visits)), [("AUTH-13", Level::Critical), ("AUTH-13", Level::Warning)]);
    let (drawn, calendar) = (drawn(&[], &visits), BusinessDays::default());
    let free = alerts(&Input {
        today: at(0),
        authorizations: &[],
        visits: &visits,
        drawn: &drawn,
        rules: &|_| None,
        pace: &|_| Pace::of(&[], 14),
        begun: &|_| false,
        needed: &|uncovered| uncovered.policy == Some(POLICY),
        calendar: &calendar,
        prep_days: 5,
        kept_percent: 84,
    });
    assert_eq!(free, []);
}
