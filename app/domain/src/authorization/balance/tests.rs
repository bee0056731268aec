//! Balances, by example and for whatever visits there may be.

use super::*;
use crate::authorization::samples::{OTHER, code, day, drawn, drawn_by, granted, line, span, visit};
use crate::authorization::{AuthorizationStatus, Cap, CapPeriod, Modifier};
use crate::ids::StaffId;
use crate::kinds::Line;
use crate::money::Cents;
use crate::visit::Outcome::{Arrived, Booked, NoShow};
use chrono::TimeDelta;
use proptest::prelude::*;
use uuid::Uuid;

use Discipline::{Aba, Mh, Pt, Slp};

fn spring() -> crate::calendar::Span {
    span("2026-01-01", "2026-07-01")
}

fn at(n: i64) -> Date {
    day("2026-03-01") + TimeDelta::days(n)
}

/// Used, reserved and left of each line.
fn sums(drawn: &Drawn) -> Vec<(u32, u32, u32)> {
    drawn.lines.iter().map(|line| (line.used, line.reserved, line.left())).collect()
}

fn whys(drawn: &Drawn) -> Vec<(Why, u32)> {
    drawn.uncovered.iter().map(|uncovered| (uncovered.why, uncovered.amount)).collect()
}

fn void(from: Date) -> AuthorizationStatus {
    AuthorizationStatus::Void { from, reason: Line::parse("Plan changed").unwrap() }
}

#[test]
fn a_visit_is_one_day_of_a_discipline_whatever_was_done() {
    let auth = [granted(1, Pt, spring(), vec![line(Measure::Visits, 12, &[])])];
    let visits = [
        visit(1, at(0), Pt, Arrived, &[("97110", 30), ("97140", 15)]),
        visit(2, at(0), Pt, Arrived, &[("97530", 30)]),
        visit(3, at(1), Pt, Booked, &[("97110", 30)]),
        visit(4, at(2), Pt, NoShow, &[("97110", 30)]),
        visit(5, at(1), Slp, Booked, &[]),
    ];
    let drawn = drawn(&auth, &visits);
    assert_eq!(sums(&drawn), [(1, 1, 10)]);
    assert_eq!(whys(&drawn), [(Why::NoAuthorization, 1)], "speech has none");
    assert_eq!(drawn.lines[0].percent(), 16);
    assert!(!drawn.over_authorization());
}

#[test]
fn what_ends_first_is_drawn_first_and_the_rest_goes_to_the_next() {
    let late = granted(1, Aba, spring(), vec![line(Measure::Units, 100, &["97153"])]);
    let early = granted(2, Aba, span("2026-01-01", "2026-04-01"), vec![line(Measure::Hours, 10, &["97153"])]);
    let visits =
        [visit(1, at(0), Aba, Arrived, &[("97153", 120)]), visit(2, at(1), Aba, Booked, &[("97153", 120)])];
    let both = drawn(&[late.clone(), early], &visits);
    assert_eq!(sums(&both), [(0, 6, 94), (8, 2, 0)]);
    let small = granted(3, Aba, spring(), vec![line(Measure::Units, 3, &["97153"])]);
    let later = drawn(&[small, late], &visits);
    assert_eq!(sums(&later), [(8, 8, 84), (0, 0, 3)], "both end on the same day: the first id");
}

#[test]
fn four_sessions_after_the_last_one_are_said_and_nothing_is_negative() {
    let auth = [granted(1, Mh, spring(), vec![line(Measure::Sessions, 6, &["90832", "90834", "90837"])])];
    let visits: Vec<_> =
        (0..10).map(|n| visit(1 + n, at(7 * i64::from(n)), Mh, Arrived, &[("90837", 55)])).collect();
    let drawn = drawn(&auth, &visits);
    assert_eq!(sums(&drawn), [(6, 0, 0)]);
    assert_eq!(whys(&drawn), [(Why::UsedUp, 1); 4]);
    assert_eq!(drawn.uncovered[0].on, at(42));
    assert!(drawn.over_authorization());
}

#[test]
fn the_nearest_miss_says_why() {
    let staff = StaffId(Uuid::from_u128(9));
    let mut lines = vec![line(Measure::Units, 40, &["97155"])];
    lines[0].modifiers = vec![Modifier::parse("HO").unwrap()];
    lines[0].staff = vec![staff];
    let auth = [granted(1, Aba, spring(), lines)];
    let mut session = visit(1, at(0), Aba, Arrived, &[("97155", 60)]);
    let why = |session: &Visit| whys(&drawn(&auth, std::slice::from_ref(session)));
    assert_eq!(why(&session), [(Why::ModifierMissing, 4)]);
    session.services[0].modifiers = vec![Modifier::parse("ho").unwrap()];
    assert_eq!(why(&session), [(Why::WrongStaff, 4)]);
    session.staff = Some(staff);
    assert_eq!(why(&session), []);
    session.services[0].code = code("97156");
    assert_eq!(why(&session), [(Why::CodeNotListed, 4)]);
    session.on = day("2026-07-01");
    assert_eq!(why(&session), [(Why::OutsidePeriod, 4)], "the end is not inside");
    let of_other = drawn_by(&auth, &[session], &|policy, _| policy == OTHER, UnitRule::AmaPerCode);
    assert_eq!(whys(&of_other), [(Why::WrongPayer, 1)]);
}

#[test]
fn only_what_is_granted_can_be_drawn_and_nothing_after_it_is_void() {
    let mut auth = granted(1, Pt, spring(), vec![line(Measure::Visits, 12, &[])]);
    let visits: Vec<_> =
        (0..4).map(|n| visit(n + 1, at(i64::from(n)), Pt, Arrived, &[("97110", 30)])).collect();
    for status in [AuthorizationStatus::Draft, AuthorizationStatus::Requested] {
        auth.status = status;
        assert_eq!(whys(&drawn(std::slice::from_ref(&auth), &visits)), [(Why::NoAuthorization, 1); 4]);
    }
    auth.status = void(at(3));
    let drawn = drawn(&[auth], &visits);
    assert_eq!((sums(&drawn), whys(&drawn)), (vec![(3, 0, 9)], vec![(Why::WrongPayer, 1)]));
    assert_eq!(drawn.lines[0].ends, Some(at(3)));
}

#[test]
fn a_week_with_a_ceiling_goes_from_sunday_to_saturday() {
    let mut units = line(Measure::Units, 3_120, &["97153"]);
    units.cap = Some(Cap { per: CapPeriod::Week, amount: 20 });
    let auth = [granted(1, Aba, spring(), vec![units])];
    // 2026-03-01 is a Sunday.
    let visits: Vec<_> =
        [0, 5, 6, 7].map(|n| visit(n, at(i64::from(n)), Aba, Arrived, &[("97153", 120)])).into();
    let drawn = drawn(&auth, &visits);
    assert_eq!(sums(&drawn), [(28, 0, 3_092)]);
    assert_eq!(whys(&drawn), [(Why::OverCap, 4)]);
    assert_eq!(drawn.uncovered[0].on, at(6));
}

#[test]
fn visits_of_a_day_are_counted_together_by_the_payers_own_rule() {
    let auth = [granted(1, Pt, spring(), vec![line(Measure::Units, 40, &[])])];
    let visits =
        [visit(1, at(0), Pt, Arrived, &[("97110", 24)]), visit(2, at(0), Pt, Arrived, &[("97112", 23)])];
    let with = |rule| sums(&drawn_by(&auth, &visits, &|_, _| true, rule));
    assert_eq!(with(UnitRule::CmsPooled), [(3, 0, 37)]);
    assert_eq!(with(UnitRule::AmaPerCode), [(4, 0, 36)]);
}

#[test]
fn a_booking_without_a_time_is_estimated_by_this_cases_own_visits() {
    let auth = [granted(1, Aba, spring(), vec![line(Measure::Units, 100, &["97153"])])];
    let booked = visit(9, at(30), Aba, Booked, &[]);
    let none = drawn(&auth, std::slice::from_ref(&booked));
    assert_eq!((none.lines[0].reserved, none.lines[0].estimated), (4, 4));
    let mut visits: Vec<_> = [(1, 60), (2, 120), (3, 180)]
        .map(|(n, min)| visit(n, at(i64::from(n)), Aba, Arrived, &[("97153", min)]))
        .into();
    visits.push(booked);
    let usual = drawn(&auth, &visits);
    assert_eq!((usual.lines[0].used, usual.lines[0].reserved, usual.lines[0].estimated), (24, 8, 8));
    assert!(usual.draws[3].estimated && usual.draws[3].reserved);
}

#[test]
fn money_that_nobody_knows_is_a_question() {
    let auth = [granted(1, Pt, spring(), vec![line(Measure::Money, 20_000, &[])])];
    let mut visits: Vec<_> = (0..3)
        .map(|n| visit(n + 1, at(i64::from(n)), Pt, Arrived, &[("97110", 30), ("97140", 15)]))
        .collect();
    visits[0].allowed = Some(Cents(12_000));
    visits[1].allowed = Some(Cents(9_000));
    let drawn = drawn(&auth, &visits);
    assert_eq!(sums(&drawn), [(20_000, 0, 0)]);
    assert_eq!(whys(&drawn), [(Why::UsedUp, 1_000)]);
    assert_eq!(drawn.questions.iter().map(|q| (q.on, q.ask)).collect::<Vec<_>>(), [(at(2), Ask::Allowed)]);
}

#[test]
fn each_payer_counts_for_itself() {
    let first = granted(1, Pt, spring(), vec![line(Measure::Visits, 12, &[])]);
    let second = Authorization {
        policy: OTHER,
        ..granted(2, Pt, span("2026-01-01", "2026-04-01"), first.lines.clone())
    };
    let visits = [visit(1, at(0), Pt, Arrived, &[])];
    let drawn = drawn_by(&[first, second], &visits, &|_, _| true, UnitRule::CmsPooled);
    assert_eq!(sums(&drawn), [(1, 0, 11), (1, 0, 11)]);
}

#[test]
fn a_day_that_cannot_be_counted_is_a_question_and_draws_no_units() {
    let auth = [granted(1, Mh, spring(), vec![line(Measure::Units, 9, &[])])];
    let visits =
        [visit(1, at(0), Mh, Arrived, &[("90840", 30)]), visit(2, at(0), Mh, Arrived, &[("90834", 45)])];
    let drawn = drawn(&auth, &visits);
    assert_eq!(sums(&drawn), [(1, 0, 8)]);
    assert!(matches!(drawn.questions[..], [Question { ask: Ask::Units(NoClaim::AddOnAlone { .. }), .. }]));
}

prop_compose! {
    fn any_grant()(
        id in 1_u128..9, from in 0_i64..30, len in 1_i64..40, amount in 1_u32..40, all in any::<bool>(),
        cap in prop::option::of((any::<bool>(), 1_u32..20)), void_after in prop::option::of(0_i64..40),
    ) -> Authorization {
        let mut only = line(Measure::Units, amount, if all { &[] } else { &["97153"] });
        only.cap = cap.map(|(daily, amount)| Cap {
            per: if daily { CapPeriod::Day } else { CapPeriod::Week },
            amount,
        });
        let period = crate::calendar::Span::new(at(from), Some(at(from + len))).unwrap();
        let status = void_after.map_or(AuthorizationStatus::Approved, |after| void(at(from + after)));
        Authorization { status, ..granted(id, Aba, period, vec![only]) }
    }
}

fn any_grants() -> impl Strategy<Value = Vec<Authorization>> {
    prop::collection::vec(any_grant(), 1..4).prop_map(|all| {
        let named = |(n, auth): (u128, Authorization)| Authorization {
            id: AuthorizationId(Uuid::from_u128(n)),
            ..auth
        };
        (0..).zip(all).map(named).collect()
    })
}

fn any_visits() -> impl Strategy<Value = Vec<Visit>> {
    let one = (0_i64..45, any::<bool>(), 1_u16..120, any::<bool>());
    prop::collection::vec(one, 0..25).prop_map(|all| {
        let made = |(id, (on, arrived, minutes, main)): (u32, (i64, bool, u16, bool))| {
            let code = if main { "97153" } else { "97155" };
            visit(id, at(on), Aba, if arrived { Arrived } else { Booked }, &[(code, minutes)])
        };
        (0..).zip(all).map(made).collect()
    })
}

/// What the visits ask for, counted by hand: each code of a day by itself, the delivered apart from the booked.
fn demanded(visits: &[Visit]) -> u32 {
    let mut minutes: BTreeMap<_, u32> = BTreeMap::new();
    for visit in visits {
        let service = &visit.services[0];
        *minutes.entry((visit.on, visit.outcome, service.code)).or_default() +=
            u32::from(service.minutes.get());
    }
    minutes.values().map(|minutes| (minutes + 7) / 15).sum()
}

proptest! {
    #[test]
    fn nothing_is_lost_and_nothing_is_drawn_that_was_not_granted(grants in any_grants(), visits in any_visits()) {
        let drawn = drawn(&grants, &visits);
        for line in &drawn.lines {
            prop_assert!(line.used + line.reserved <= line.granted);
            let of_line: u32 = drawn.draws.iter().filter(|draw| draw.authorization == line.authorization).map(|draw| draw.amount).sum();
            prop_assert_eq!(of_line, line.used + line.reserved);
        }
        let taken: u32 = drawn.draws.iter().map(|draw| draw.amount).sum();
        let over: u32 = drawn.uncovered.iter().map(|uncovered| uncovered.amount).sum();
        prop_assert_eq!(taken + over, demanded(&visits));
    }

    #[test]
    fn ceilings_hold_and_nothing_is_drawn_outside_the_dates(grants in any_grants(), visits in any_visits()) {
        let drawn = drawn(&grants, &visits);
        for draw in &drawn.draws {
            let auth = grants.iter().find(|auth| auth.id == draw.authorization).unwrap();
            prop_assert!(auth.period.contains(draw.on));
            prop_assert!(drawn.line(auth.id, 0).unwrap().ends.is_none_or(|ends| draw.on < ends));
            let Some(cap) = auth.lines[0].cap else { continue };
            let same = |other: &&Draw| other.authorization == draw.authorization && match cap.per {
                CapPeriod::Day => other.on == draw.on,
                CapPeriod::Week => lines::week_of(other.on) == lines::week_of(draw.on),
            };
            prop_assert!(drawn.draws.iter().filter(same).map(|draw| draw.amount).sum::<u32>() <= cap.amount);
        }
    }

    #[test]
    fn the_order_in_which_things_were_entered_changes_nothing(
        (grants, shuffled) in any_grants().prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
        (visits, mixed) in any_visits().prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
    ) {
        prop_assert_eq!(drawn(&grants, &visits), drawn(&shuffled, &mixed));
    }

    #[test]
    fn voiding_only_frees(grants in any_grants(), visits in any_visits(), from in 0_i64..45) {
        let before = drawn(&grants, &visits);
        let mut changed = grants.clone();
        let from = match changed[0].status {
            AuthorizationStatus::Void { from: earlier, .. } => earlier.min(at(from)),
            _ => at(from),
        };
        changed[0].status = void(from);
        let after = drawn(&changed, &visits);
        let (was, is) = (&before.lines[0], &after.lines[0]);
        prop_assert!(is.used + is.reserved <= was.used + was.reserved);
        let earlier = |drawn: &Drawn| drawn.draws.iter().filter(|draw| draw.on < from).copied().collect::<Vec<_>>();
        prop_assert_eq!(earlier(&before), earlier(&after), "what was drawn before that day stays");
        prop_assert!(after.draws.iter().all(|draw| draw.on < from || draw.authorization != grants[0].id));
    }
}
