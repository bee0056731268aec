//! What a payer's rules say, by examples and for whatever periods there may be.

use super::super::tests::{code, day, payer, rules};
use super::*;
use crate::ids::VisitId;
use crate::payer::rules::PeriodProblem::{Gap, Overlap};
use proptest::prelude::*;
use uuid::Uuid;

fn asked(discipline: Discipline, text: Option<&str>, visits_before: u16) -> Asked {
    Asked { discipline, code: text.map(code), visits_before }
}

fn needs(discipline: Discipline, text: Option<&str>, visits_before: u16) -> (bool, String) {
    let need = needs_authorization(&rules("2026-01-01", None), &[], asked(discipline, text, visits_before));
    (need.required, need.because)
}

#[test]
fn each_day_is_judged_by_the_rules_of_that_day() {
    let payer = payer(vec![rules("2027-01-01", None), rules("2026-01-01", Some("2027-01-01"))]);
    let first_of = |on| payer.rules_on(day(on)).map(|rules| rules.period.from());
    assert_eq!(first_of("2026-12-31"), Some(day("2026-01-01")));
    assert_eq!(first_of("2027-01-01"), Some(day("2027-01-01")));
    assert_eq!(first_of("2025-12-31"), None);
    assert_eq!(
        payer.judge(day("2025-12-31")).unwrap_err().to_string(),
        "The rules of Bluestem Health (demo) do not reach 31 Dec 2025, so a service of that day cannot be judged. \
         Nothing is lost; please add rules that count on it."
    );
}

#[test]
fn overlaps_and_gaps_are_named_with_their_days() {
    let of = |periods: &[(&str, Option<&str>)]| {
        payer(periods.iter().map(|(from, until)| rules(from, *until)).collect()).period_problems()
    };
    assert_eq!(of(&[("2026-01-01", Some("2026-07-01")), ("2026-07-01", None)]), []);
    let overlap = Overlap { first: day("2026-01-01"), second: day("2026-06-30") };
    assert_eq!(of(&[("2026-06-30", None), ("2026-01-01", Some("2026-07-01"))]), [overlap]);
    let gap = Gap { from: day("2026-07-01"), until: day("2026-07-02") };
    assert_eq!(of(&[("2026-01-01", Some("2026-07-01")), ("2026-07-02", None)]), [gap]);
    assert_eq!(
        gap.to_string(),
        "No rules count from 1 Jul 2026 until 2 Jul 2026: a service of those days cannot be judged."
    );
    // One that reaches over a second into a third, and one without a day.
    let long = [
        ("2026-01-01", None),
        ("2026-02-01", Some("2026-03-01")),
        ("2026-04-01", None),
        ("2025-05-01", Some("2025-05-01")),
    ];
    let second = |second| Overlap { first: day("2026-01-01"), second: day(second) };
    assert_eq!(of(&long), [second("2026-02-01"), second("2026-04-01")]);
}

#[test]
fn an_authorization_is_needed_where_the_rules_say_so_and_the_sentence_says_why() {
    let always = (true, "Behaviour analysis: an authorization is needed. Source: Contract.".to_owned());
    assert_eq!(needs(Discipline::Aba, Some("97153"), 0), always);
    let none = (false, "Speech: this payer asks for no authorization.".to_owned());
    assert_eq!(needs(Discipline::Slp, Some("92507"), 99), none);
    let testing = (true, "Mental health: 96130 needs an authorization. Source: Contract.".to_owned());
    assert_eq!(needs(Discipline::Mh, Some("96130"), 0), testing);
    assert_eq!(
        needs(Discipline::Mh, Some("90834"), 0),
        (false, "Mental health: no authorization is asked for 90834.".to_owned())
    );
    let unknown =
        "Mental health: an authorization is asked for some codes only, and the code is not known yet.";
    assert_eq!(needs(Discipline::Mh, None, 0), (false, unknown.to_owned()));
    assert!(needs(Discipline::Pt, None, 12).0, "common work, not the evaluation that is excepted");
}

#[test]
fn the_thirteenth_visit_of_the_year_is_the_first_beyond_twelve() {
    let twelfth = (
        false,
        "Physical: the first 12 visits of a year need no authorization, and this is visit 12.".to_owned(),
    );
    assert_eq!(needs(Discipline::Pt, Some("97110"), 11), twelfth);
    let next = (
        true,
        "Physical: an authorization is needed beyond 12 visits of a year. Source: Contract.".to_owned(),
    );
    assert_eq!(needs(Discipline::Pt, Some("97110"), 12), next);
    assert_eq!(
        needs(Discipline::Pt, Some("97161"), 12),
        (false, "Physical: no authorization is asked for 97161.".to_owned())
    );
}

#[test]
fn what_a_policy_says_of_its_own_comes_first() {
    let rules = rules("2026-01-01", None);
    let own = |discipline, authorization, referral| coverage::Need { discipline, authorization, referral };
    let policy = [own(Discipline::Aba, Some(false), None), own(Discipline::Slp, Some(true), Some(true))];
    let need = |discipline| needs_authorization(&rules, &policy, asked(discipline, None, 0));
    assert_eq!(need(Discipline::Aba).because, "Behaviour analysis: the policy asks for no authorization.");
    assert!(!need(Discipline::Aba).required && need(Discipline::Slp).required);
    assert!(!need(Discipline::Pt).required, "by the rules, as the policy says nothing of it");
    let referral = |discipline| needs_referral(&rules, &policy, discipline);
    assert_eq!(
        referral(Discipline::Slp),
        Need { required: true, because: "Speech: the policy asks for a referral.".to_owned() }
    );
    assert_eq!(referral(Discipline::Aba).because, "Behaviour analysis: this payer asks for a referral.");
    assert!(!referral(Discipline::Pt).required);
}

#[test]
fn a_claim_is_filed_in_the_days_of_the_rules_or_of_the_policy() {
    let rules = rules("2026-01-01", None);
    let on = day("2027-12-31");
    assert_eq!(file_by(&rules, None, on, Turn::Primary), day("2028-03-30"), "over a 29 February");
    assert_eq!(file_by(&rules, Some(365), on, Turn::Primary), day("2028-12-30"));
    let second = Turn::Secondary { answered_on: day("2028-02-01") };
    assert_eq!(file_by(&rules, Some(365), on, second), day("2028-04-01"));
    assert_eq!(file_by(&rules, None, Date::MAX, Turn::Primary), Date::MAX);
    assert_eq!(packet_by(&rules, day("2026-12-31")), day("2026-12-01"));
    let slow = PayerRules { decision_days: 45, ..rules };
    assert_eq!(packet_by(&slow, day("2026-12-31")), day("2026-11-16"), "a slow payer is asked earlier");
    assert!(!files_claims(PayerClass::SelfPay) && files_claims(PayerClass::Medicaid));
}

#[test]
fn visits_are_days_of_a_discipline_in_a_calendar_year() {
    use Outcome::{Arrived, Booked, CancelledInTime, CancelledLate, NoShow};

    let visit = |on, discipline, outcome| Visit {
        id: VisitId(Uuid::nil()),
        on: day(on),
        at: None,
        discipline,
        staff: None,
        outcome,
        services: Vec::new(),
        series: None,
        billed_on: None,
        allowed: None,
        source: None,
    };
    let visits = [
        visit("2026-12-30", Discipline::Pt, Arrived),
        visit("2027-01-04", Discipline::Pt, Arrived),
        visit("2027-01-04", Discipline::Pt, Arrived),
        visit("2027-01-05", Discipline::Ot, Arrived),
        visit("2027-01-06", Discipline::Pt, NoShow),
        visit("2027-01-07", Discipline::Pt, CancelledLate),
        visit("2027-01-08", Discipline::Pt, CancelledInTime),
        visit("2027-01-11", Discipline::Pt, Booked),
    ];
    let before = |on| visits_before(&visits, Discipline::Pt, day(on));
    assert_eq!([before("2026-12-31"), before("2027-01-01"), before("2027-01-04")], [1, 0, 0]);
    assert_eq!([before("2027-01-05"), before("2027-01-11"), before("2027-01-12")], [1, 1, 2]);
}

fn some_periods() -> impl Strategy<Value = Vec<(u64, Option<u64>)>> {
    prop::collection::vec((0_u64..20, prop::option::of(0_u64..8)), 0..6)
}

proptest! {
    #[test]
    fn a_day_has_two_sets_exactly_when_an_overlap_is_named_and_none_between_when_a_gap_is(periods in some_periods()) {
        let at = |n: u64| day("2028-02-20") + Days::new(n);
        let span = |(from, len): &(u64, Option<u64>)| Span::new(at(*from), len.map(|len| at(from + len))).unwrap();
        let sets = periods.iter().map(|period| PayerRules { period: span(period), ..rules("2026-01-01", None) });
        let payer = payer(sets.collect());
        let problems = payer.period_problems();
        let counting = |n| payer.rules.iter().filter(|rules| rules.period.contains(at(n))).count();
        prop_assert_eq!(problems.iter().any(|one| matches!(one, Overlap { .. })), (0..40).any(|n| 1 < counting(n)));
        let gaps: Vec<_> = problems.iter().filter_map(|one| match one {
            Gap { from, until } => Some((*from, *until)),
            Overlap { .. } => None,
        }).collect();
        let first = (0..40).find(|n| 0 < counting(*n));
        let last = (0..40).rev().find(|n| 0 < counting(*n));
        for n in 0..40 {
            let between = first.is_some_and(|first| first < n) && last.is_some_and(|last| n < last);
            let named = gaps.iter().any(|(from, until)| *from <= at(n) && at(n) < *until);
            prop_assert_eq!(named, between && counting(n) == 0, "{}", at(n));
            prop_assert_eq!(payer.rules_on(at(n)).is_some(), 0 < counting(n));
        }
    }

    #[test]
    fn a_later_visit_of_a_year_never_needs_less(discipline in prop::sample::select(&Discipline::ALL[..]), a in 0_u16..30, b in 0_u16..30) {
        for text in [None, Some("97110"), Some("97161"), Some("96130")] {
            let (fewer, more) = (a.min(b), a.max(b));
            prop_assert!(needs(discipline, text, fewer).0 <= needs(discipline, text, more).0);
        }
    }
}
