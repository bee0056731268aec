//! Requests that wait, and authorizations that stand beside each other.

use super::{Alert, Input, Level, Rule, days_until, is_granted};
use crate::authorization::sum::days;
use crate::authorization::{Authorization, AuthorizationLine, AuthorizationStatus};
use crate::kinds::Date;
use chrono::Days;

/// A payer that pended for longer has to be called (convention).
const PENDED_DAYS: i64 = 7;

/// Pended for long, or undecided beyond what the payer takes in nine of ten.
pub(super) fn waiting(input: &Input<'_>, authorization: &Authorization, all: &mut Vec<Alert>) {
    let alert = |rule, dates: Vec<Date>, why: String| Alert {
        rule,
        level: Level::Warning,
        discipline: authorization.discipline,
        authorization: Some(authorization.id),
        line: None,
        dates,
        why,
    };
    if let AuthorizationStatus::Pended { since, asks } = &authorization.status {
        let waited = days_until(*since, input.today);
        if PENDED_DAYS < waited {
            let asks = asks.as_ref().map_or(String::new(), |asks| format!(" They ask for: {asks}"));
            let why = format!("The payer has pended it since {since}, {} ago.{asks}", days(waited));
            all.push(alert(Rule::Pended, vec![*since, input.today], why));
        }
    }
    let undecided =
        matches!(authorization.status, AuthorizationStatus::Requested | AuthorizationStatus::Pended { .. });
    let Some(sent) = authorization.requested_on.filter(|_| undecided) else { return };
    let pace = (input.pace)(authorization.policy);
    let usual = sent.checked_add_days(Days::new(pace.p90.into())).unwrap_or(Date::MAX);
    if usual < input.today {
        let why = format!(
            "Requested on {sent} and not decided. This payer decides nine of ten within {}, here by {usual}.",
            days(pace.p90)
        );
        all.push(alert(Rule::Undecided, vec![sent, usual, input.today], why));
    }
}

/// Two of one policy that are good for the same service on the same day. Often meant, as a bridge; so it is only said.
pub(super) fn overlaps(input: &Input<'_>, all: &mut Vec<Alert>) {
    let mut granted: Vec<&Authorization> =
        input.authorizations.iter().filter(|authorization| is_granted(authorization)).collect();
    granted.sort_by_key(|authorization| (authorization.period.from(), authorization.id));
    for (at, first) in granted.iter().enumerate() {
        for second in &granted[at + 1..] {
            let same = first.discipline == second.discipline && first.policy == second.policy;
            let ended = first.period.until().is_some_and(|until| until <= input.today);
            if same && !ended && first.period.overlaps(&second.period) && shares_a_line(first, second) {
                let from = second.period.from();
                let why = format!(
                    "From {from} on two cover the same service; the one that ends first is drawn first."
                );
                all.push(Alert {
                    rule: Rule::Overlap,
                    level: Level::Info,
                    discipline: second.discipline,
                    authorization: Some(second.id),
                    line: None,
                    dates: vec![from],
                    why,
                });
            }
        }
    }
}

fn shares_a_line(first: &Authorization, second: &Authorization) -> bool {
    let same = |one: &AuthorizationLine, other: &AuthorizationLine| {
        one.codes.is_empty()
            || other.codes.is_empty()
            || one.codes.iter().any(|code| other.codes.contains(code))
    };
    first.lines.iter().any(|one| second.lines.iter().any(|other| same(one, other)))
}
