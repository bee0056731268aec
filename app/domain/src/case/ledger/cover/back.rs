//! The way back from the last change of coverage: taken back whole, or corrected by a change that takes its place.

use crate::case::Case;
use crate::ledger::{self, Became, CoverageChange, Event, Followed, Ledger};

/// What takes a change back.
pub(super) fn events(ledger: &Ledger, last: &Followed) -> Vec<Event> {
    let mut events = vec![];
    for was in &last.authorizations {
        let from = ledger.authorization(was.id).cloned();
        events.push(Event::AuthorizationSet(Box::new(Became { from, to: was.clone() })));
    }
    if let Some(order) = &last.order {
        events.push(match &order.from {
            Some(from) => Event::OrderSet(Became { from: Some(order.to.clone()), to: from.clone() }),
            None => Event::OrderWithdrawn(order.to.clone()),
        });
    }
    for (id, was) in last.policies.iter().rev() {
        match (ledger.policy(*id).cloned(), was) {
            (Some(now), None) => events.push(Event::PolicyWithdrawn(Box::new(now))),
            (from, Some(was)) => {
                events.push(Event::PolicySet(Box::new(Became { from, to: was.clone() })));
            }
            (None, None) => {}
        }
    }
    events
}

/// The last change, if this one corrects it: a policy that it brought or changed gets other days or another payer. What a
/// policy pays changes nobody's work.
pub(super) fn corrected<'a>(ledger: &'a Ledger, change: &CoverageChange) -> Option<&'a Followed> {
    let last = ledger.last_change.as_deref()?;
    let moves = |(id, _): &(_, _)| {
        let put = change.policies.iter().find(|put| put.to.id == *id);
        let now = ledger.policy(*id);
        put.zip(now).is_some_and(|(put, now)| (put.to.period, put.to.payer) != (now.period, now.payer))
    };
    last.policies.iter().any(moves).then_some(last)
}

/// What a change is held against to see what it touches: the ledger as it is, or, where it corrects the last change and
/// nobody has finished a task of that, the ledger before both. Otherwise work whose task is withdrawn would be in no list.
pub(in crate::case::ledger) fn looked_back(
    case: &Case,
    ledger: &Ledger,
    change: &CoverageChange,
) -> Option<Ledger> {
    let last = corrected(ledger, change)?;
    let is_open = |id| case.task(id).is_some_and(|task| task.status.is_open());
    if last.tasks.is_empty() || !last.tasks.iter().all(is_open) {
        return None;
    }
    let mut before = ledger.clone();
    ledger::apply(&mut before, &events(ledger, last));
    Some(before)
}
