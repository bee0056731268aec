use super::*;
use crate::coverage::PlanKind::{CommercialPpo, MedicaidFfs};
use crate::coverage::samples::{day, id, ledger, order, policy, span};
use chrono::Days;
use proptest::prelude::*;

fn ids(policies: &[&Policy]) -> Vec<PolicyId> {
    policies.iter().map(|policy| policy.id).collect()
}

#[test]
fn the_latest_order_that_has_begun_counts() {
    let two = vec![policy(1, CommercialPpo, "2026-01-01", ""), policy(2, CommercialPpo, "2026-01-01", "")];
    let orders =
        vec![order("2026-07-01", &[2, 1], CobRule::Active), order("2026-01-01", &[1, 2], CobRule::Longer)];
    let ledger = ledger(two, orders);
    assert_eq!(payers_on(&ledger, day("2026-06-30")).ids(), [id(1), id(2)]);
    assert_eq!(payers_on(&ledger, day("2026-07-01")).ids(), [id(2), id(1)]);
    assert_eq!(payers_on(&ledger, day("2026-07-01")).rule(), Some(CobRule::Active));
    assert!(!payers_on(&ledger, day("2025-12-31")).is_covered());
}

#[test]
fn when_the_first_ends_the_next_moves_up_on_that_day() {
    let two =
        vec![policy(1, CommercialPpo, "2026-01-01", "2026-07-01"), policy(2, MedicaidFfs, "2026-01-01", "")];
    let ledger = ledger(two, vec![order("2026-01-01", &[1, 2], CobRule::Medicaid)]);
    assert_eq!(payers_on(&ledger, day("2026-06-30")).ids(), [id(1), id(2)]);
    let after = payers_on(&ledger, day("2026-07-01"));
    assert_eq!((after.ids(), after.rule()), (vec![id(2)], Some(CobRule::Only)));
}

#[test]
fn one_policy_needs_no_order_and_two_without_one_stand_apart() {
    let one = ledger(vec![policy(1, CommercialPpo, "2026-01-01", "")], Vec::new());
    let alone = payers_on(&one, day("2026-03-01"));
    assert_eq!((alone.primary(), alone.rule(), alone.confirmed), (Some(id(1)), Some(CobRule::Only), true));

    let mut two = one.clone();
    two.policies.push(policy(2, MedicaidFfs, "2026-07-01", ""));
    let july = payers_on(&two, day("2026-07-01"));
    assert_eq!((ids(&july.ordered), ids(&july.unordered)), (vec![], vec![id(1), id(2)]));
    assert!(!july.confirmed && july.rule().is_none());
}

#[test]
fn a_policy_that_the_order_does_not_name_is_nobodys_secondary() {
    let two = vec![policy(1, CommercialPpo, "2026-01-01", ""), policy(2, MedicaidFfs, "2026-07-01", "")];
    let ledger = ledger(two, vec![order("2026-01-01", &[1], CobRule::Only)]);
    let july = payers_on(&ledger, day("2026-07-01"));
    assert_eq!((ids(&july.ordered), ids(&july.unordered)), (vec![id(1)], vec![id(2)]));
    assert!(!july.confirmed);
}

#[test]
fn an_order_that_the_payers_have_not_confirmed_is_said_to_be_so() {
    let two = vec![policy(1, CommercialPpo, "2026-01-01", ""), policy(2, MedicaidFfs, "2026-01-01", "")];
    let mut unconfirmed = order("2026-01-01", &[1, 2], CobRule::Medicaid);
    unconfirmed.confirmed = false;
    assert!(!payers_on(&ledger(two, vec![unconfirmed]), day("2026-02-01")).confirmed);
}

#[test]
fn spans_share_the_days_inside_both() {
    let spring = span("2026-01-01", "2026-07-01");
    assert_eq!(shared(spring, span("2026-03-01", "")), Some(span("2026-03-01", "2026-07-01")));
    assert_eq!(shared(spring, span("2026-07-01", "")), None);
    assert_eq!(shared(spring, span("2026-02-01", "2026-02-01")), None);
}

prop_compose! {
    /// Up to four policies and three orders around a 29 February, some of them odd: empty, repeated, unknown.
    fn any_ledger()(
        periods in prop::collection::vec((0_u64..40, prop::option::of(0_u64..20)), 0..5),
        orders in prop::collection::vec((0_u64..40, prop::collection::vec(0_u128..6, 0..4)), 0..4),
    ) -> Ledger {
        let at = |n: u64| day("2028-02-10") + Days::new(n);
        let policies = (0_u128..).zip(periods).map(|(n, (from, len))| {
            let mut policy = policy(n, CommercialPpo, "2028-01-01", "");
            policy.period = Span::new(at(from), len.map(|len| at(from + len))).unwrap();
            policy
        });
        let orders = orders.into_iter().map(|(from, policies)| PayerOrder {
            from: at(from),
            ..order("2028-01-01", &policies, CobRule::Longer)
        });
        ledger(policies.collect(), orders.collect())
    }
}

proptest! {
    #[test]
    fn everybody_in_force_stands_in_exactly_one_place(ledger in any_ledger(), after in 0_u64..70) {
        let day = day("2028-02-05") + Days::new(after);
        let payers = payers_on(&ledger, day);
        let mut found = ids(&payers.ordered);
        found.extend(ids(&payers.unordered));
        found.sort();
        prop_assert_eq!(found, ids(&in_force(&ledger, day)));
        if let Some(order) = payers.order.filter(|_| 1 < payers.ordered.len()) {
            let rank = |id: &PolicyId| order.policies.iter().position(|named| named == id);
            prop_assert!(payers.ids().is_sorted_by_key(rank), "in the order's own order");
        }
    }

    #[test]
    fn the_stretches_say_the_same_as_each_day(ledger in any_ledger(), after in 0_u64..70) {
        let day = day("2028-02-05") + Days::new(after);
        let all = stretches(&ledger);
        let here: Vec<_> = all.iter().filter(|stretch| stretch.days.contains(day)).collect();
        prop_assert!(here.len() <= 1);
        match here.first() {
            Some(stretch) => prop_assert_eq!(&stretch.payers, &payers_on(&ledger, day)),
            None => prop_assert!(!payers_on(&ledger, day).is_covered(), "only before anything is known"),
        }
        prop_assert!(all.windows(2).all(|pair| pair[0].days.until() == Some(pair[1].days.from())));
        prop_assert!(all.windows(2).all(|pair| pair[0].payers != pair[1].payers), "as few as can be");
    }
}
