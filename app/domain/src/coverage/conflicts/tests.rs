use super::*;
use crate::coverage::samples::{asked, day, id, ledger, order, policy, span, visit};
use crate::coverage::{Answer, CobRule, PlanKind::CommercialPpo, PlanKind::MedicaidFfs};

#[test]
fn a_secondary_that_no_order_names_is_seen_with_the_visits_it_could_have_paid() {
    let mut ledger = ledger(
        vec![policy(1, CommercialPpo, "2026-01-01", ""), policy(2, MedicaidFfs, "2026-07-01", "")],
        vec![order("2026-01-01", &[1], CobRule::Only)],
    );
    ledger.visits = (0_u32..12)
        .map(|n| {
            visit(
                n.into(),
                &(day("2026-06-17") + chrono::Days::new(7 * u64::from(n))).to_string(),
                Outcome::Arrived,
            )
        })
        .collect();
    ledger.visits[11].outcome = Outcome::NoShow;
    let unseen = Conflict::Unordered { policies: vec![id(2)], days: span("2026-07-01", ""), arrived: 9 };
    assert_eq!(conflicts(&ledger), std::slice::from_ref(&unseen));
    assert_eq!(
        unseen.sentence(),
        "1 policy is in no order of payers from 1 Jul 2026 on; 9 visits have taken place. Please decide who pays first."
    );
    ledger.orders.push(order("2026-07-01", &[1, 2], CobRule::Medicaid));
    assert_eq!(conflicts(&ledger), []);
}

#[test]
fn one_card_entered_twice_is_seen_for_the_days_of_both() {
    let mut again = policy(2, CommercialPpo, "2026-03-01", "");
    again.payer = policy(1, CommercialPpo, "2026-01-01", "").payer;
    again.member = crate::kinds::Line::parse("m 1").ok();
    let policies = vec![policy(1, CommercialPpo, "2026-01-01", "2026-07-01"), again];
    let ledger = ledger(policies, vec![order("2026-01-01", &[1, 2], CobRule::Longer)]);
    let twice = Conflict::Twice { first: id(1), second: id(2), days: span("2026-03-01", "2026-07-01") };
    assert!(conflicts(&ledger).contains(&twice));
    assert!(twice.sentence().contains("from 1 Mar 2026 to 30 Jun 2026"));
}

#[test]
fn a_policy_that_the_order_names_in_vain_is_seen() {
    let ended = policy(2, MedicaidFfs, "2025-01-01", "2026-01-01");
    let orders = vec![
        order("2025-01-01", &[1, 2], CobRule::Medicaid),
        order("2026-01-01", &[1, 2], CobRule::Medicaid),
    ];
    let ledger = ledger(vec![policy(1, CommercialPpo, "2025-01-01", ""), ended], orders);
    assert_eq!(conflicts(&ledger), [Conflict::NeverInForce { days: span("2026-01-01", ""), policy: id(2) }]);
}

#[test]
fn an_order_that_another_one_of_its_day_replaced_names_nobody() {
    let ledger = ledger(
        vec![policy(1, CommercialPpo, "2026-01-01", "")],
        vec![order("2026-01-01", &[9], CobRule::Only), order("2026-01-01", &[1], CobRule::Only)],
    );
    assert_eq!(conflicts(&ledger), []);
}

#[test]
fn what_a_payer_said_and_the_ledger_does_not_is_seen() {
    let mut ledger = ledger(vec![policy(1, CommercialPpo, "2026-01-01", "2026-12-01")], Vec::new());
    ledger.verifications = vec![asked(1, "2026-03-01", Answer::Inactive)];
    let denied = Conflict::SaidInactive { policy: id(1), days: span("2026-03-01", "2026-12-01") };
    assert_eq!(conflicts(&ledger), [denied]);
    ledger.verifications.push(asked(1, "2026-03-02", Answer::Active));
    assert_eq!(conflicts(&ledger), []);
    ledger.verifications[1].other_payer = true;
    let other = Conflict::OtherPayer { policy: id(1), days: span("2026-03-02", "") };
    assert_eq!(conflicts(&ledger), [other]);
    ledger.policies.push(policy(2, MedicaidFfs, "2026-01-01", "2026-12-01"));
    ledger.orders.push(order("2026-01-01", &[1, 2], CobRule::Medicaid));
    assert_eq!(conflicts(&ledger).len(), 1, "an order decided before the answer settles nothing");
    ledger.orders[0].on = day("2026-03-02");
    assert_eq!(conflicts(&ledger), []);
}

#[test]
fn who_moves_up_because_the_first_has_ended_is_seen() {
    let ledger = ledger(
        vec![policy(1, CommercialPpo, "2026-01-01", "2026-07-01"), policy(2, MedicaidFfs, "2026-01-01", "")],
        vec![order("2026-01-01", &[1, 2], CobRule::Medicaid)],
    );
    assert_eq!(conflicts(&ledger), [Conflict::Skipped { policy: id(1), days: span("2026-07-01", "") }]);
}

#[test]
fn an_order_that_is_not_confirmed_is_one_conflict_over_all_its_days() {
    let mut unconfirmed = order("2026-01-01", &[1, 2, 3], CobRule::Medicaid);
    unconfirmed.confirmed = false;
    let third = policy(3, MedicaidFfs, "2026-01-01", "2026-04-01");
    let two =
        [policy(1, CommercialPpo, "2026-01-01", ""), policy(2, CommercialPpo, "2026-01-01", "2026-07-01")];
    let ledger = ledger(two.into_iter().chain([third]).collect(), vec![unconfirmed]);
    assert_eq!(conflicts(&ledger), [Conflict::Unconfirmed { days: span("2026-01-01", "2026-07-01") }]);
}

#[test]
fn days_without_coverage_between_two_policies_are_one_gap() {
    let mut ledger = ledger(
        vec![
            policy(1, CommercialPpo, "2028-01-01", "2028-02-29"),
            policy(2, CommercialPpo, "2028-03-01", "2028-04-01"),
            policy(3, CommercialPpo, "2028-05-01", "2028-06-01"),
        ],
        vec![order("2028-04-10", &[3], CobRule::Only)],
    );
    ledger.visits = vec![visit(1, "2028-02-29", Outcome::Arrived)];
    let found = conflicts(&ledger);
    let (leap, april) = (span("2028-02-29", "2028-03-01"), span("2028-04-01", "2028-05-01"));
    assert_eq!(found, [Conflict::Gap { days: leap, arrived: 1 }, Conflict::Gap { days: april, arrived: 0 }]);
    assert!(
        found[0].sentence().starts_with("No policy is in force on 29 Feb 2028; 1 visit has taken place.")
    );
}
