use super::*;
use crate::authorization::AuthorizationStatus;
use crate::coverage::PlanKind::{CommercialPpo, MedicaidFfs};
use crate::coverage::samples::{authorization, day, ledger, order, policy, span, visit, visit_id};
use crate::coverage::{CobRule, PayerOrder, Policy};
use chrono::Days;
use proptest::prelude::*;

const TODAY: &str = "2026-09-15";

/// Weekly visits from 17 June 2026, billed two days later while they lie before today: two before July, then eleven, then
/// as many booked ahead as there are weeks.
fn weekly(policies: Vec<Policy>, orders: Vec<PayerOrder>, weeks: u64) -> Ledger {
    let mut ledger = ledger(policies, orders);
    ledger.visits = (0..weeks)
        .map(|n| {
            let on = day("2026-06-17") + Days::new(7 * n);
            let past = on < day(TODAY);
            let outcome = if past { Outcome::Arrived } else { Outcome::Booked };
            Visit { billed_on: past.then(|| on + Days::new(2)), ..visit(n.into(), &on.to_string(), outcome) }
        })
        .collect();
    ledger
}

fn commercial() -> Policy {
    policy(1, CommercialPpo, "2026-01-01", "")
}

fn from_july() -> Policy {
    policy(2, MedicaidFfs, "2026-07-01", "")
}

fn says(before: &Ledger, after: &Ledger) -> Vec<(ToDo, usize)> {
    touched(before, after, day(TODAY)).groups.iter().map(|group| (group.what, group.visits.len())).collect()
}

fn titles(replay: &Replay) -> Vec<String> {
    replay.tasks().into_iter().map(|chore| chore.title.into()).collect()
}

#[test]
fn a_secondary_from_july_unseen_for_10_sessions_is_exactly_those_10_in_one_group() {
    let before = weekly(vec![commercial()], Vec::new(), 12);
    let mut after = before.clone();
    after.policies.push(from_july());
    after.orders.push(order("2026-07-01", &[1, 2], CobRule::Medicaid));
    let replay = touched(&before, &after, day(TODAY));
    assert_eq!(replay.groups.len(), 1);
    assert_eq!(replay.groups[0].what, ToDo::BillSecondary);
    assert_eq!(replay.groups[0].visits, (2..12).map(visit_id).collect::<Vec<_>>());
    assert_eq!(titles(&replay), ["Bill the secondary: 10 visits, 1 Jul 2026 to 2 Sep 2026"]);
    assert_eq!(replay.tasks()[0].due, Offset::BusinessDays(5));
}

#[test]
fn entered_in_two_steps_the_order_is_asked_first_and_the_secondary_billed_then() {
    let before = weekly(vec![commercial()], Vec::new(), 12);
    let mut open = before.clone();
    open.policies.push(from_july());
    assert_eq!(says(&before, &open), [(ToDo::DecideOrder, 10)]);
    let mut after = open.clone();
    after.orders.push(order("2026-07-01", &[1, 2], CobRule::Medicaid));
    assert_eq!(says(&open, &after), [(ToDo::BillSecondary, 10)]);
}

#[test]
fn a_new_primary_in_the_past_sorts_visits_by_what_became_of_them() {
    let mut before = weekly(vec![commercial()], Vec::new(), 15);
    before.visits[10].billed_on = None;
    before.visits[11].outcome = Outcome::NoShow;
    before.visits[12] = visit(12, "2026-09-09", Outcome::Booked);
    let mut after = before.clone();
    after.policies[0].period = span("2026-01-01", "2026-07-01");
    after.policies.push(policy(3, CommercialPpo, "2026-07-01", ""));
    let expected = [(ToDo::Rebill, 8), (ToDo::Hold, 2), (ToDo::CheckAuthorization, 2)];
    assert_eq!(says(&before, &after), expected, "billed; not billed or not said; ahead");
}

#[test]
fn what_is_delivered_and_what_is_booked_without_coverage_are_two_things_to_do() {
    let before = weekly(vec![commercial()], Vec::new(), 15);
    let mut after = before.clone();
    after.policies[0].period = span("2026-01-01", "2026-08-12");
    let replay = touched(&before, &after, day(TODAY));
    assert_eq!(
        titles(&replay),
        [
            "Ask the family what covered the visits: 5 visits, 12 Aug 2026 to 9 Sep 2026",
            "Find coverage before the booked visits: 2 visits, 16 Sep 2026 to 23 Sep 2026",
        ]
    );
}

#[test]
fn a_secondary_that_was_not_one_is_taken_back() {
    let both = vec![commercial(), policy(2, MedicaidFfs, "2026-01-01", "")];
    let before = weekly(both, vec![order("2026-01-01", &[1, 2], CobRule::Medicaid)], 4);
    let mut after = before.clone();
    after.policies[1].period = span("2026-01-01", "2026-07-01");
    assert_eq!(says(&before, &after), [(ToDo::DropSecondary, 2)]);
}

#[test]
fn a_turned_order_is_billed_anew_and_a_confirmed_one_is_not() {
    let both = vec![commercial(), policy(2, MedicaidFfs, "2026-01-01", "")];
    let before = weekly(both, vec![order("2026-01-01", &[1, 2], CobRule::Medicaid)], 4);
    let mut after = before.clone();
    after.orders.push(order("2026-07-01", &[2, 1], CobRule::Person));
    assert_eq!(says(&before, &after), [(ToDo::Rebill, 2)]);
    let mut confirmed = before.clone();
    confirmed.orders[0].confirmed = false;
    assert!(touched(&before, &confirmed, day(TODAY)).is_empty());
}

#[test]
fn an_authorization_of_an_ended_policy_is_void_from_that_day() {
    let mut before = weekly(vec![commercial()], Vec::new(), 0);
    before.authorizations = vec![
        authorization(1, 1, "2026-01-01", "2026-07-01"),
        authorization(2, 1, "2026-06-01", "2026-12-01"),
        authorization(3, 1, "2026-08-01", ""),
        authorization(4, 1, "2026-08-01", ""),
    ];
    before.authorizations[3].status =
        AuthorizationStatus::Denied { reason: Line::parse("Not necessary, they say").unwrap() };
    let mut after = before.clone();
    after.policies[0].period = span("2026-01-01", "2026-07-01");
    let replay = touched(&before, &after, day(TODAY));
    let void: Vec<(u128, Date)> =
        replay.authorizations_void.iter().map(|void| (void.authorization.0.as_u128(), void.from)).collect();
    assert_eq!(void, [(2, day("2026-07-01")), (3, day("2026-08-01"))]);
    assert_eq!(titles(&replay), ["Request a new authorization: 2 authorizations are void"]);
    assert!(touched(&after, &after, day(TODAY)).is_empty(), "said once");
    assert!(touched(&after, &before, day(TODAY)).is_empty(), "and taken back");
}

prop_compose! {
    fn any_coverage()(
        periods in prop::collection::vec((0_u64..60, prop::option::of(0_u64..60)), 0..4),
        orders in prop::collection::vec((0_u64..60, prop::collection::vec(0_u128..4, 1..4)), 0..3),
    ) -> Ledger {
        let at = |n: u64| day("2028-02-01") + Days::new(n);
        let policies = (0..).zip(periods).map(|(n, (from, len))| {
            let until = len.map(|len| at(from + len).to_string()).unwrap_or_default();
            policy(n, CommercialPpo, &at(from).to_string(), &until)
        });
        let orders = orders.into_iter()
            .map(|(from, policies)| order(&at(from).to_string(), &policies, CobRule::Longer));
        ledger(policies.collect(), orders.collect())
    }
}

fn any_visits() -> impl Strategy<Value = Vec<Visit>> {
    let one = (0_u64..90, prop::sample::select(&Outcome::ALL[..]), any::<bool>());
    prop::collection::vec(one, 0..12).prop_map(|visits| {
        let of = |(n, (after, outcome, is_billed)): (u128, (u64, Outcome, bool))| {
            let on = day("2028-01-25") + Days::new(after);
            Visit { billed_on: is_billed.then_some(on), ..visit(n, &on.to_string(), outcome) }
        };
        (0..).zip(visits).map(of).collect()
    })
}

proptest! {
    #[test]
    fn a_visit_is_in_one_group_exactly_when_its_payers_differ(
        before in any_coverage(), after in any_coverage(), visits in any_visits(), now in 0_u64..90,
    ) {
        let today = day("2028-01-25") + Days::new(now);
        let before = Ledger { visits: visits.clone(), ..before };
        let after = Ledger { visits, ..after };
        let replay = touched(&before, &after, today);
        prop_assert!(touched(&before, &before, today).is_empty());
        let mut found: Vec<VisitId> = replay.groups.iter().flat_map(|group| group.visits.clone()).collect();
        found.sort();
        let who = |ledger: &Ledger, on| {
            let payers = payers_on(ledger, on);
            (payers.ids(), payers.unordered.iter().map(|policy| policy.id).collect::<Vec<_>>())
        };
        let differ: Vec<VisitId> = after.visits.iter()
            .filter(|visit| matches!(visit.outcome, Outcome::Booked | Outcome::Arrived))
            .filter(|visit| who(&before, visit.on) != who(&after, visit.on))
            .map(|visit| visit.id).collect();
        prop_assert_eq!(found, differ);
        prop_assert!(replay.groups.is_sorted_by(|one, other| one.what < other.what));
        prop_assert_eq!(replay.tasks().len(), replay.groups.len());
    }
}
