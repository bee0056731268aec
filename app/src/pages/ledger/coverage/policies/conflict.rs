//! What does not fit together, each with what to do about it.

use super::fields::every;
use crate::pages::fields::{hidden, shown, word};
use crate::pages::ledger::asked::Asked;
use crate::pages::ledger::coverage::Ground;
use crate::parts::icon::Icon;
use crate::prelude::*;
use domain::coverage::conflicts::{Conflict, conflicts};
use domain::coverage::force::payers_on;
use domain::kinds::Date;

/// All of them, the earliest first; nothing where all fits.
pub(super) fn all(ground: Ground<'_>) -> Option<AnyView> {
    let conflicts = conflicts(&ground.facts.ledger);
    if conflicts.is_empty() {
        return None;
    }
    let rows = conflicts.iter().map(|conflict| row(ground, conflict));
    Some(view! {
        <section class="section" aria-label="What does not fit together">
            <ul class="conflicts" role="list">{rows.collect::<Vec<_>>()}</ul>
        </section>
    })
}

fn row(ground: Ground<'_>, conflict: &Conflict) -> AnyView {
    let tone = match conflict {
        Conflict::Unconfirmed { .. } | Conflict::Skipped { .. } => "warn",
        _ => "bad",
    };
    let of = whose(ground, conflict).map(|names| view! { <strong dir="auto">{names}</strong>": " });
    let action = ground.may_cover().then(|| action(ground, conflict));
    view! {
        <li class="banner" data-tone=tone>
            <Icon name="warn"/>
            <p class="banner__text">{of}{conflict.sentence()}</p>
            {action}
        </li>
    }
}

/// Whose policies it is about.
fn whose(ground: Ground<'_>, conflict: &Conflict) -> Option<String> {
    match conflict {
        Conflict::Twice { second: policy, .. }
        | Conflict::NeverInForce { policy, .. }
        | Conflict::Skipped { policy, .. }
        | Conflict::SaidInactive { policy, .. }
        | Conflict::OtherPayer { policy, .. } => Some(ground.policy(*policy)),
        Conflict::Unordered { policies, .. } => {
            Some(policies.iter().map(|id| ground.policy(*id)).collect::<Vec<_>>().join(", "))
        }
        Conflict::Unconfirmed { .. } | Conflict::Gap { .. } => None,
    }
}

/// The step that repairs it.
fn action(ground: Ground<'_>, conflict: &Conflict) -> AnyView {
    let from = conflict.days().from();
    match conflict {
        Conflict::Twice { second: policy, .. } | Conflict::SaidInactive { policy, .. } => {
            let href = ground.asked.with_form(Some("end"), Some(&policy.to_string()));
            link(href, "End it")
        }
        Conflict::Gap { .. } => link(on(ground, from).with_form(Some("policy"), None), "Add a policy"),
        Conflict::Unconfirmed { .. } => confirmed(ground, from),
        Conflict::NeverInForce { .. }
        | Conflict::Unordered { .. }
        | Conflict::Skipped { .. }
        | Conflict::OtherPayer { .. } => {
            link(on(ground, from).with_form(Some("order"), None), "Decide the order")
        }
    }
}

/// The page with the lens on another day.
fn on(ground: Ground<'_>, day: Date) -> Asked {
    Asked { on: Some(day), ..ground.asked.clone() }
}

fn link(href: String, words: &'static str) -> AnyView {
    view! { <a class="button button--small" href=href>{words}</a> }
}

/// The family has answered the payers' questions: the order that counts is the payers' own.
fn confirmed(ground: Ground<'_>, day: Date) -> AnyView {
    let Some(order) = payers_on(&ground.facts.ledger, day).order else {
        return link(on(ground, day).with_form(Some("order"), None), "Decide the order");
    };
    view! {
        <form method="post" action=ground.post("coverage-confirmed")>
            {every(ground)}
            {hidden("first", order.from)}
            {shown("seen", order)}
            {hidden("rule", word(order.rule))}
            <button class="button button--small" type="submit">"The payers have confirmed it"</button>
        </form>
    }
}
