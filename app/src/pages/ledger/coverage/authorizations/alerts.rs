//! What somebody should know today.

use super::Desk;
use crate::parts::icon::Icon;
use crate::prelude::*;
use domain::authorization::alerts::{Alert, Input, Level, Rule, alerts};
use domain::authorization::balance::Uncovered;
use domain::authorization::forecast::KEPT_PERCENT;
use domain::authorization::packet;
use domain::authorization::renewal::{PREP_DAYS, successor};
use domain::ids::{AuthorizationId, PolicyId};
use domain::ledger::is_needed;

/// The alerts, the most pressing first.
pub(super) fn show(desk: &Desk<'_>) -> Option<AnyView> {
    let all = of(desk);
    // What a payer asks for is not for whoever reads balances alone.
    let shown: Vec<&Alert> =
        all.iter().filter(|one| desk.whole || !matches!(one.rule, Rule::Pended | Rule::Undecided)).collect();
    if shown.is_empty() {
        return None;
    }
    let shown = shown.into_iter().map(|alert| one(desk, alert)).collect::<Vec<_>>();
    Some(view! { <ul class="stack alerts" role="list" aria-label="To look at">{shown}</ul> })
}

fn of(desk: &Desk<'_>) -> Vec<Alert> {
    let facts = desk.ground.facts;
    let rules = |policy: PolicyId| desk.rules(policy);
    let pace = |policy: PolicyId| desk.pace(policy);
    let begun = |id: AuthorizationId| {
        facts.case.tasks.iter().any(|task| packet::is_part_of(&task.id, id))
            || facts
                .ledger
                .authorization(id)
                .is_some_and(|of| successor(&facts.ledger.authorizations, of).is_some())
    };
    let needed = |uncovered: &Uncovered| is_needed(&facts.ledger, &facts.clinic, uncovered);
    alerts(&Input {
        today: facts.today,
        authorizations: &facts.ledger.authorizations,
        visits: &facts.ledger.visits,
        drawn: &desk.drawn,
        rules: &rules,
        pace: &pace,
        begun: &begun,
        needed: &needed,
        calendar: &desk.business,
        prep_days: PREP_DAYS,
        kept_percent: KEPT_PERCENT,
    })
}

fn one(desk: &Desk<'_>, alert: &Alert) -> AnyView {
    let (tone, icon, urgency) = match alert.level {
        Level::Critical => ("bad", "late", "Today: "),
        Level::Warning => ("warn", "warn", "Soon: "),
        Level::Info => ("info", "info", "To know: "),
    };
    let why = alert.why.clone();
    let about = alert.authorization.and_then(|id| desk.ground.facts.ledger.authorization(id));
    let number = about.and_then(|one| one.number.as_ref()).filter(|_| desk.whole);
    let mut lead = alert.discipline.title().to_owned();
    if let Some(number) = number {
        lead.push_str(&[", ", number.as_str()].concat());
    }
    if let (Some(line), true) = (alert.line, about.is_some_and(|one| 1 < one.lines.len())) {
        lead.push_str(&[", line ", &(line + 1).to_string()].concat());
    }
    view! {
        <li class="banner" data-tone=tone>
            <Icon name=icon/>
            <p class="banner__text"><strong>{urgency}{lead}". "</strong>{why}</p>
            <code class="alerts__code">{alert.rule.code()}</code>
        </li>
    }
}
