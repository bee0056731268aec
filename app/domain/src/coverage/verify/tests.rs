use super::*;
use crate::coverage::PlanKind::{CommercialPpo, SelfPay};
use crate::coverage::samples::{asked, authorization, day, ledger, policy, visit, visit_id};
use proptest::prelude::*;

/// With one policy since 2026, last verified on a day.
fn patient(verified: &str) -> Ledger {
    let mut ledger = ledger(vec![policy(1, CommercialPpo, "2026-01-01", "")], Vec::new());
    ledger.verifications = vec![asked(1, verified, Answer::Active)];
    ledger
}

fn next(ledger: &Ledger, today: &str) -> Option<(String, CheckReason)> {
    next_check(ledger, &ledger.policies[0], day(today)).map(|check| (check.due.to_string(), check.why))
}

fn due(due: &str, why: CheckReason) -> (String, CheckReason) {
    (due.to_owned(), why)
}

#[test]
fn a_policy_is_verified_at_intake_and_not_before_it_begins() {
    let mut ledger = patient("2026-01-01");
    ledger.verifications[0].answer = Answer::Unclear;
    assert_eq!(next(&ledger, "2026-03-05"), Some(due("2026-03-05", CheckReason::First)));
    assert_eq!(next(&ledger, "2025-12-05"), Some(due("2026-01-01", CheckReason::First)));
}

#[test]
fn it_is_verified_again_after_a_month_also_a_short_one() {
    assert_eq!(next(&patient("2026-03-05"), "2026-03-10"), Some(due("2026-04-05", CheckReason::Monthly)));
    assert_eq!(next(&patient("2028-01-31"), "2028-02-01"), Some(due("2028-02-29", CheckReason::Monthly)));
    let overdue = next(&patient("2026-03-05"), "2026-06-01");
    assert_eq!(overdue, Some(due("2026-04-05", CheckReason::Monthly)));
}

#[test]
fn a_new_year_comes_before_the_month_is_over() {
    assert_eq!(next(&patient("2026-12-10"), "2026-12-11"), Some(due("2027-01-01", CheckReason::NewYear)));
    assert_eq!(next(&patient("2027-01-01"), "2027-01-01"), Some(due("2027-02-01", CheckReason::Monthly)));
}

#[test]
fn it_is_verified_before_an_authorization_is_renewed_unless_that_is_on_its_way() {
    let mut ledger = patient("2026-03-05");
    let first = authorization(1, 1, "2026-01-01", "2026-04-30");
    ledger.authorizations = vec![first.clone()];
    assert_eq!(next(&ledger, "2026-03-06"), Some(due("2026-03-31", CheckReason::Renewal(first.id))));
    let mut renewal =
        Authorization { follows: Some(first.id), ..authorization(2, 1, "2026-05-01", "2026-09-01") };
    renewal.status = AuthorizationStatus::Draft;
    ledger.authorizations.push(renewal);
    assert_eq!(next(&ledger, "2026-03-06"), Some(due("2026-03-31", CheckReason::Renewal(first.id))));
    ledger.authorizations[1].status = AuthorizationStatus::Requested;
    assert_eq!(next(&ledger, "2026-03-06"), Some(due("2026-04-05", CheckReason::Monthly)));
}

#[test]
fn the_day_before_a_visit_an_answer_of_more_than_30_days_is_asked_for_again() {
    let mut ledger = patient("2028-01-31");
    ledger.visits = vec![visit(1, "2028-03-01", Outcome::Booked), visit(2, "2028-03-02", Outcome::Booked)];
    let policy = ledger.policies[0].clone();
    assert!(!is_stale(&ledger, &policy, day("2028-03-01")), "30 days, over a 29 February");
    assert!(is_stale(&ledger, &policy, day("2028-03-02")));
    let before = before_visit(&ledger, &policy, day("2028-02-01"));
    assert_eq!(before, Some(Check { due: day("2028-03-01"), why: CheckReason::Visit(visit_id(2)) }));
    ledger.verifications[0] = asked(1, "2028-01-01", Answer::Active);
    ledger.visits = vec![visit(1, "2028-02-01", Outcome::Booked)];
    assert_eq!(next(&ledger, "2028-01-10"), Some(due("2028-01-31", CheckReason::Visit(visit_id(1)))));
}

#[test]
fn nobody_is_asked_about_a_family_or_a_policy_that_has_ended() {
    let mut ledger = patient("2026-03-05");
    ledger.policies[0].plan = SelfPay;
    assert_eq!(next(&ledger, "2026-03-10"), None);
    let mut ended = patient("2026-03-05");
    ended.policies[0].period = crate::coverage::samples::span("2026-01-01", "2026-04-05");
    assert_eq!(next(&ended, "2026-03-10"), None, "it ends before the month is over");
    assert_eq!(next(&ended, "2026-04-05"), None);
}

#[test]
fn denials_about_coverage_ask_at_once_and_others_do_not() {
    let today = day("2026-11-23");
    let codes: Vec<u16> = (0..300).filter(|code| after_denial(*code, today).is_some()).collect();
    assert_eq!(codes, [22, 26, 27, 31, 109]);
    let words = after_denial(27, today).unwrap().sentence();
    assert_eq!(words, "A claim was denied: verify by 23 Nov 2026.");
}

proptest! {
    #[test]
    fn who_has_just_asked_need_not_ask_again_that_day_and_asks_within_a_month(
        after in 0_u64..800, visits in prop::collection::vec(0_u64..900, 0..6), end in 0_u64..900,
    ) {
        let at = |n: u64| day("2027-01-10") + Days::new(n);
        let today = at(after);
        let mut ledger = patient(&today.to_string());
        ledger.visits = (0..).zip(visits).map(|(n, on)| visit(n, &at(on).to_string(), Outcome::Booked)).collect();
        ledger.authorizations = vec![authorization(1, 1, "2027-01-10", &at(end).to_string())];
        let check = next_check(&ledger, &ledger.policies[0], today).unwrap();
        prop_assert!(today < check.due && (check.due - today).num_days() <= 31);
        prop_assert!(!is_stale(&ledger, &ledger.policies[0], today));
    }
}
