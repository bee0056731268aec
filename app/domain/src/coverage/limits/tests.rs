use super::*;
use crate::coverage::samples::{allowed, asked, day, ledger, policy, span, visit};
use crate::coverage::{Answer, PlanKind::CommercialPpo};
use crate::money::Cents;
use proptest::prelude::*;

fn limit(amount: LimitAmount, year: LimitYear, disciplines: &[Discipline]) -> BenefitLimit {
    BenefitLimit { disciplines: disciplines.to_vec(), amount, year, used_elsewhere: 0, hard: true }
}

fn visits(n: u16) -> LimitAmount {
    LimitAmount::Visits(n)
}

#[test]
fn the_year_of_a_plan_begins_with_its_month() {
    let july = LimitYear::Plan { month: 7 };
    assert_eq!(limit_year(july, day("2026-06-30")), span("2025-07-01", "2026-07-01"));
    assert_eq!(limit_year(july, day("2026-07-01")), span("2026-07-01", "2027-07-01"));
    assert_eq!(limit_year(LimitYear::Calendar, day("2028-02-29")), span("2028-01-01", "2029-01-01"));
    assert_eq!(limit_year(LimitYear::Plan { month: 0 }, day("2028-02-29")), span("2028-01-01", "2029-01-01"));
}

#[test]
fn a_visit_is_a_day_of_a_discipline_and_disciplines_share_a_limit() {
    let policy = policy(1, CommercialPpo, "2026-02-01", "");
    let mut ledger = ledger(vec![policy.clone()], Vec::new());
    ledger.visits = vec![
        visit(1, "2026-01-31", Outcome::Arrived),
        visit(2, "2026-03-02", Outcome::Arrived),
        visit(3, "2026-03-02", Outcome::Arrived),
        Visit { discipline: Discipline::Ot, ..visit(4, "2026-03-02", Outcome::Arrived) },
        Visit { discipline: Discipline::Slp, ..visit(5, "2026-03-02", Outcome::Arrived) },
        visit(6, "2026-03-03", Outcome::NoShow),
        visit(7, "2026-03-09", Outcome::Arrived),
    ];
    let both = limit(visits(3), LimitYear::Calendar, &[Discipline::Pt, Discipline::Ot]);
    let at = |on: &str| limit_use(&ledger, &policy, &both, day(on));
    assert_eq!((at("2026-03-08").used(), at("2026-03-08").left()), (2, 1));
    assert_eq!((at("2026-03-09").used(), at("2026-03-09").left(), at("2026-03-09").percent()), (3, 0, 100));
    assert_eq!(at("2027-01-01").used(), 0, "a new year");
}

#[test]
fn money_counts_what_is_allowed_and_says_what_is_not_known() {
    let policy = policy(1, CommercialPpo, "2026-01-01", "");
    let mut ledger = ledger(vec![policy.clone()], Vec::new());
    ledger.visits = vec![
        allowed(1, "2026-03-02", Discipline::Pt, 9_000),
        allowed(2, "2026-03-03", Discipline::Pt, 3_000),
        visit(3, "2026-03-04", Outcome::Arrived),
    ];
    let hundred = limit(LimitAmount::Money(Cents(10_000)), LimitYear::Calendar, &[Discipline::Pt]);
    let used = limit_use(&ledger, &policy, &hundred, day("2026-12-31"));
    assert_eq!((used.used(), used.left(), used.over(), used.unknown), (12_000, 0, 2_000, 1));
}

#[test]
fn what_was_used_elsewhere_ends_with_the_year_in_which_the_payer_was_asked() {
    let policy = policy(1, CommercialPpo, "2025-01-01", "");
    let mut ledger = ledger(vec![policy.clone()], Vec::new());
    let limit =
        BenefitLimit { used_elsewhere: 7, ..limit(visits(30), LimitYear::Calendar, &[Discipline::Pt]) };
    let elsewhere = |ledger: &Ledger, on: &str| limit_use(ledger, &policy, &limit, day(on)).elsewhere;
    assert_eq!(elsewhere(&ledger, "2026-06-01"), 7);
    ledger.verifications = vec![asked(1, "2026-03-01", Answer::Active)];
    assert_eq!((elsewhere(&ledger, "2026-06-01"), elsewhere(&ledger, "2027-01-01")), (7, 0));
}

proptest! {
    #[test]
    fn used_and_left_make_the_amount_and_each_day_lies_in_its_year(
        days in prop::collection::vec(0_u64..500, 0..40), amount in 0_u16..40, month in 0_u8..15, at in 0_u64..500,
    ) {
        let start = day("2027-06-01");
        let policy = policy(1, CommercialPpo, "2027-01-01", "");
        let mut ledger = ledger(vec![policy.clone()], Vec::new());
        ledger.visits = (0..).zip(&days)
            .map(|(n, after)| visit(n, &(start + chrono::Days::new(*after)).to_string(), Outcome::Arrived)).collect();
        let at = start + chrono::Days::new(at);
        let year = LimitYear::Plan { month };
        let used = limit_use(&ledger, &policy, &limit(visits(amount), year, &[Discipline::Pt]), at);
        prop_assert!(used.year.contains(at));
        prop_assert_eq!(used.used() + used.left(), u32::from(amount) + used.over());
        let counted = days.iter().map(|after| start + chrono::Days::new(*after))
            .filter(|on| *on <= at && used.year.contains(*on)).collect::<BTreeSet<_>>();
        prop_assert_eq!(used.here as usize, counted.len());
    }
}
