use super::*;
use crate::coverage::PlanKind::{CommercialPpo, MedicaidFfs, SchoolOrGrant, SelfPay};
use crate::coverage::samples::{day, id, ledger, order, parents, policy, span};
use crate::coverage::{BenefitLimit, LimitAmount};
use crate::kinds::Discipline;
use crate::ledger::Ledger;

const TODAY: &str = "2028-02-29";

fn check(policy: &Policy) -> Result<(), PolicyProblem> {
    check_policy(&Ledger::default(), policy, day(TODAY))
}

fn from(from: &str) -> Result<(), PolicyProblem> {
    check(&policy(1, CommercialPpo, from, ""))
}

#[test]
fn a_policy_covers_at_least_a_day() {
    assert_eq!(check(&policy(1, CommercialPpo, "2026-07-01", "2026-07-02")), Ok(()));
    let nothing = check(&policy(1, CommercialPpo, "2026-07-01", "2026-07-01")).unwrap_err();
    assert_eq!(nothing, PolicyProblem::NoDays);
    assert!(nothing.to_string().contains("cover nothing"));
}

#[test]
fn a_start_a_hundred_years_back_or_three_ahead_is_a_slip() {
    assert_eq!(from("1928-02-29"), Ok(()));
    assert_eq!(from("1928-02-28"), Err(PolicyProblem::LongAgo { from: day("1928-02-28") }));
    assert_eq!(from("2031-02-28"), Ok(()));
    let ahead = from("2031-03-01").unwrap_err();
    assert_eq!(
        ahead.to_string(),
        "This policy would begin on 1 Mar 2031, more than 3 years from now. Please correct the year."
    );
}

#[test]
fn shares_and_months_have_their_bounds() {
    let coinsurance = |percent| {
        let mut policy = policy(1, CommercialPpo, "2026-01-01", "");
        policy.cost.coinsurance = Some(percent);
        check(&policy)
    };
    assert_eq!(coinsurance(100), Ok(()));
    assert_eq!(coinsurance(101), Err(PolicyProblem::Coinsurance { percent: 101 }));
    for (month, fits) in [(0, false), (1, true), (12, true), (13, false)] {
        let mut policy = policy(1, CommercialPpo, "2026-01-01", "");
        policy.limits.push(BenefitLimit {
            disciplines: vec![Discipline::Pt],
            amount: LimitAmount::Visits(30),
            year: LimitYear::Plan { month },
            used_elsewhere: 0,
            hard: true,
        });
        assert_eq!(check(&policy).is_ok(), fits, "{month}");
    }
}

#[test]
fn a_card_has_a_number_and_a_dependent_a_subscriber() {
    for (plan, fits) in [(CommercialPpo, false), (MedicaidFfs, false), (SelfPay, true), (SchoolOrGrant, true)]
    {
        let bare = Policy { member: None, ..policy(1, plan, "2026-01-01", "") };
        assert_eq!(check(&bare) == Ok(()), fits, "{plan:?}");
    }
    let mut childs = parents(1, "Ada Example", "1990-01-01", "2026-01-01");
    assert_eq!(check(&childs), Ok(()));
    childs.subscriber.name = None;
    assert_eq!(check(&childs), Err(PolicyProblem::NoSubscriber));
}

#[test]
fn a_card_is_entered_once_for_a_day() {
    let first = policy(1, CommercialPpo, "2026-01-01", "2026-07-01");
    let held = ledger(vec![first.clone()], Vec::new());
    let mut again = Policy { id: id(2), member: Line::parse(" m-1 ").ok(), ..first.clone() };
    assert_eq!(check_policy(&held, &again, day(TODAY)), Err(PolicyProblem::Duplicate { of: id(1) }));
    again.period = span("2026-07-01", "");
    assert_eq!(check_policy(&held, &again, day(TODAY)), Ok(()), "it begins when the other ends");
    assert_eq!(check_policy(&held, &first, day(TODAY)), Ok(()), "a policy may take its own place");
}

fn pair() -> Ledger {
    ledger(
        vec![policy(1, CommercialPpo, "2026-01-01", ""), policy(2, MedicaidFfs, "2026-07-01", "")],
        Vec::new(),
    )
}

fn check_of(from: &str, policies: &[u128]) -> Result<(), OrderProblem> {
    check_order(&pair(), &order(from, policies, CobRule::Medicaid))
}

#[test]
fn an_order_names_one_to_three_policies_once_each_that_are_in_force() {
    assert_eq!(check_of("2026-07-01", &[1, 2]), Ok(()));
    assert_eq!(check_of("2026-07-01", &[2]), Ok(()), "what is left out shows as a conflict");
    assert_eq!(check_of("2026-07-01", &[]), Err(OrderProblem::Empty));
    assert_eq!(check_of("2026-07-01", &[1, 2, 3, 4]), Err(OrderProblem::TooMany { count: 4 }));
    assert_eq!(check_of("2026-07-01", &[1, 1]), Err(OrderProblem::TwoRanks { policy: id(1) }));
    assert_eq!(check_of("2026-07-01", &[1, 3]), Err(OrderProblem::Unknown { policy: id(3) }));
    let early = OrderProblem::NotInForce { policy: id(2), from: day("2026-06-30") };
    assert_eq!(check_of("2026-06-30", &[1, 2]), Err(early));
    assert!(early.to_string().contains("not in force on 30 Jun 2026"));
}

#[test]
fn an_order_against_the_rules_needs_evidence() {
    let mut against = order("2026-07-01", &[2, 1], CobRule::Medicaid);
    assert_eq!(check_order(&pair(), &against), Err(OrderProblem::NoEvidence));
    against.rule = CobRule::Person;
    assert_eq!(check_order(&pair(), &against), Err(OrderProblem::NoEvidence));
    against.evidence = Line::parse("School programme pays through Medicaid first, says the district").ok();
    assert_eq!(check_order(&pair(), &against), Ok(()));
    let by_person = order("2026-07-01", &[1, 2], CobRule::Person);
    assert_eq!(check_order(&pair(), &by_person), Err(OrderProblem::NoEvidence));
}
