//! Copies events into the ledger. Cannot fail and does not think.

use super::{Event, Ledger};
use crate::authorization::letter::Letter;
use crate::visit::Visit;

/// Applies an entry's events to the ledger.
pub fn apply(ledger: &mut Ledger, events: &[Event]) {
    for event in events {
        one(ledger, event);
    }
}

fn one(ledger: &mut Ledger, event: &Event) {
    match event {
        Event::PolicySet(became) => {
            let to = &became.to;
            put(&mut ledger.policies, to.clone(), |policy| policy.id == to.id);
        }
        Event::PolicyWithdrawn(policy) => ledger.policies.retain(|known| known.id != policy.id),
        Event::OrderSet(became) => {
            let to = &became.to;
            put(&mut ledger.orders, to.clone(), |order| order.from == to.from);
            ledger.orders.sort_by_key(|order| order.from);
        }
        Event::OrderWithdrawn(order) => ledger.orders.retain(|known| known.from != order.from),
        Event::CoverageFollowed(followed) => ledger.last_change = Some(followed.clone()),
        Event::CoverageUndone { .. } => ledger.last_change = None,
        Event::CircumstancesSet { to, .. } => ledger.circumstances = *to,
        Event::Verified(verification) => ledger.verifications.push((**verification).clone()),
        Event::AuthorizationSet(became) => {
            let to = &became.to;
            put(&mut ledger.authorizations, to.clone(), |authorization| authorization.id == to.id);
        }
        Event::LetterAttached(letter) => ledger.letters.push((**letter).clone()),
        Event::LetterTakenAway { letter, .. } => {
            let is_it =
                |one: &Letter| one.authorization == letter.authorization && one.file.hash == letter.file.hash;
            ledger.letters.retain(|one| !is_it(one));
        }
        Event::VisitsSet(visits) => {
            for became in visits {
                put(&mut ledger.visits, became.to.clone(), |visit| visit.id == became.to.id);
            }
            ledger.visits.sort_by_key(Visit::place);
        }
        Event::BookedOver { .. } => {}
        Event::VisitsWithdrawn { visits, .. } => {
            ledger.visits.retain(|known| visits.iter().all(|gone| gone.id != known.id));
        }
    }
}

fn put<T>(all: &mut Vec<T>, to: T, is_it: impl Fn(&T) -> bool) {
    match all.iter_mut().find(|one| is_it(one)) {
        Some(one) => *one = to,
        None => all.push(to),
    }
}
