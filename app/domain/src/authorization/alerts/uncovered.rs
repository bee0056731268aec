//! Visits that no line covers.

use super::{Alert, Input, Level, Rule, is_granted};
use crate::authorization::balance::{Uncovered, Why};
use crate::calendar::said;
use crate::ids::PolicyId;
use crate::kinds::{Date, Discipline};
use std::collections::{BTreeMap, BTreeSet};

/// One alert for each rule, discipline and payer, with the first and the last visit.
pub(super) fn of(input: &Input<'_>, all: &mut Vec<Alert>) {
    let mut groups: BTreeMap<(Rule, Discipline, Option<PolicyId>, bool), Vec<&Uncovered>> = BTreeMap::new();
    for uncovered in input.drawn.uncovered.iter().filter(|uncovered| (input.needed)(uncovered)) {
        let key = (rule(input, uncovered), uncovered.discipline, uncovered.policy, uncovered.planned);
        groups.entry(key).or_default().push(uncovered);
    }
    for ((rule, discipline, policy, planned), group) in groups {
        let visits = group.iter().map(|uncovered| uncovered.visit).collect::<BTreeSet<_>>().len();
        let (Some(first), Some(last)) = (group.first(), group.last()) else { continue };
        let whys: BTreeSet<&str> = group.iter().map(|uncovered| uncovered.why.title()).collect();
        let whys: Vec<&str> = whys.into_iter().collect();
        let state = if planned { "booked" } else { "delivered" };
        let why = match visits {
            1 => {
                format!("1 visit is {state} that nothing covers, on {}: {}.", said(first.on), whys.join("; "))
            }
            _ => format!(
                "{visits} visits are {state} that nothing covers, from {} to {}: {}.",
                said(first.on),
                said(last.on),
                whys.join("; ")
            ),
        };
        all.push(Alert {
            rule,
            level: if planned { Level::Warning } else { Level::Critical },
            discipline,
            authorization: nearest(input, discipline, policy, first.on),
            line: None,
            dates: vec![first.on, last.on],
            why,
        });
    }
}

fn rule(input: &Input<'_>, uncovered: &Uncovered) -> Rule {
    match (uncovered.why, uncovered.planned) {
        (Why::NoAuthorization, _) => Rule::Missing,
        (_, false) => Rule::DeliveredUncovered,
        (Why::UsedUp | Why::OverCap, true) => Rule::BookedBeyond,
        (Why::OutsidePeriod | Why::WrongPayer, true) if is_between(input, uncovered) => Rule::Gap,
        (_, true) => Rule::BookedOutside,
    }
}

/// One has ended before that day, another begins after it, and none is good for it.
fn is_between(input: &Input<'_>, uncovered: &Uncovered) -> bool {
    let granted = || {
        input.authorizations.iter().filter(|authorization| {
            authorization.discipline == uncovered.discipline && is_granted(authorization)
        })
    };
    granted().any(|one| one.period.until().is_some_and(|until| until <= uncovered.on))
        && granted().any(|one| uncovered.on < one.period.from())
        && !granted().any(|one| one.period.contains(uncovered.on))
}

/// The one that people will look for: the last to begin before that day.
fn nearest(
    input: &Input<'_>,
    discipline: Discipline,
    policy: Option<PolicyId>,
    on: Date,
) -> Option<crate::ids::AuthorizationId> {
    let fits = input.authorizations.iter().filter(|authorization| {
        authorization.discipline == discipline
            && policy.is_none_or(|policy| authorization.policy == policy)
            && authorization.period.from() <= on
            && authorization.lines.iter().any(|line| line.granted.is_some())
    });
    fits.max_by_key(|authorization| (authorization.period.from(), authorization.id))
        .map(|authorization| authorization.id)
}
