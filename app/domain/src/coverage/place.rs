//! The place that a policy takes in the order of payers when it is entered.

use super::cob::propose;
use super::force::{in_force, payers_on, stretches};
use super::{CobRule, Policy};
use crate::ids::PolicyId;
use crate::kinds::Date;
use crate::ledger::{Ledger, OrderWish};

/// Payers that an order names at most.
const ORDER_MAX: usize = 3;

/// What a person says of the place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// As the rules propose.
    Proposed,
    /// First, second or third, counted from 1.
    Rank(usize),
    /// The order stays as it is, or open.
    AsItIs,
}

/// The order that follows, with the policy already in the ledger: from the first of its days on which its place is open.
/// Nothing where no order is needed, because it pays alone or has its place.
pub fn wish(ledger: &Ledger, policy: &Policy, place: Place, patient_born: Option<Date>) -> Option<OrderWish> {
    let rank = match place {
        Place::AsItIs => return None,
        Place::Proposed => None,
        Place::Rank(rank) => Some(rank),
    };
    let first = stretches(ledger)
        .into_iter()
        .filter(|stretch| policy.period.contains(stretch.days.from()))
        .find(|stretch| !stretch.payers.unordered.is_empty())
        .map(|stretch| stretch.days.from());
    let from = first.or(rank.map(|_| policy.period.from()))?;
    let proposal = propose(&in_force(ledger, from), &ledger.circumstances, patient_born, from);
    let proposed: Vec<PolicyId> = proposal.order.iter().copied().take(ORDER_MAX).collect();
    let policies = rank.map_or_else(|| proposed.clone(), |rank| placed(&proposal.order, policy.id, rank));
    if policies.len() < 2 && payers_on(ledger, from).ids() == policies {
        return None;
    }
    let rule = if policies == proposed { proposal.rule()? } else { CobRule::Person };
    Some(OrderWish { from, policies, rule, evidence: None, confirmed: false })
}

/// The others as proposed, and this one where the person wants it.
fn placed(proposed: &[PolicyId], policy: PolicyId, rank: usize) -> Vec<PolicyId> {
    let mut order: Vec<PolicyId> = proposed.iter().copied().filter(|id| *id != policy).collect();
    order.insert(rank.saturating_sub(1).min(order.len()), policy);
    order.truncate(ORDER_MAX);
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coverage::samples::{day, id, ledger, order, parents};

    /// The father's plan for years, the mother's since July.
    fn both() -> Ledger {
        let father = parents(1, "Bo Example", "1988-09-30", "2024-01-01");
        let mother = parents(2, "Ada Example", "1990-11-02", "2026-07-01");
        ledger(vec![father, mother], vec![])
    }

    fn wished(ledger: &Ledger, n: u128, place: Place) -> Option<(String, Vec<PolicyId>, CobRule)> {
        let wish = wish(ledger, ledger.policy(id(n)).unwrap(), place, None)?;
        Some((wish.from.to_string(), wish.policies, wish.rule))
    }

    #[test]
    fn a_policy_is_placed_by_the_rules_from_the_first_day_on_which_its_place_is_open() {
        let july = Some(("2026-07-01".to_owned(), vec![id(1), id(2)], CobRule::Birthday));
        assert_eq!(wished(&both(), 2, Place::Proposed), july);
        // Entered the other way round it is the same day: before it the father's plan pays alone.
        assert_eq!(wished(&both(), 1, Place::Proposed), july);
    }

    #[test]
    fn a_person_may_place_it_otherwise_and_that_is_their_rule() {
        let by_hand = wished(&both(), 2, Place::Rank(1)).unwrap();
        assert_eq!((by_hand.1, by_hand.2), (vec![id(2), id(1)], CobRule::Person));
        let as_proposed = wished(&both(), 2, Place::Rank(2)).unwrap();
        assert_eq!(as_proposed.2, CobRule::Birthday);
        assert_eq!(wished(&both(), 2, Place::Rank(3)).unwrap().1, [id(1), id(2)]);
    }

    #[test]
    fn no_order_is_set_where_none_is_needed_or_wanted() {
        let mut alone = both();
        alone.policies.truncate(1);
        assert_eq!(wished(&alone, 1, Place::Proposed), None);
        assert_eq!(wished(&alone, 1, Place::Rank(1)), None);
        assert_eq!(wished(&both(), 2, Place::AsItIs), None);
        let mut placed = both();
        placed.orders.push(order("2026-07-01", &[2, 1], CobRule::Person));
        assert_eq!(wished(&placed, 2, Place::Proposed), None);
        assert_eq!(day("2026-07-01"), placed.orders[0].from);
    }
}
