//! Policies, the order in which they pay, and how often somebody asked.

mod answer;
mod conflict;
mod fields;
mod form;
mod order;
mod preview;
mod row;
mod verify;

use super::Ground;
use crate::ledger::facts::Typed;
use crate::pages::fields::{banner, hidden};
use crate::parts::icon::Icon;
use crate::parts::words;
use crate::prelude::*;
use domain::coverage::Policy;
use domain::kinds::Lane;
use domain::ledger::Followed;
use domain::task::Status;
use fields::every;

/// The part of the page.
pub(super) fn body(ground: Ground<'_>) -> AnyView {
    match open_form(ground) {
        Some(form) => form,
        None => overview(ground),
    }
}

/// The form that the address opens, if there is one and this person may use it.
fn open_form(ground: Ground<'_>) -> Option<AnyView> {
    let form = ground.asked.form.as_deref()?;
    if !ground.may_cover() {
        return None;
    }
    let typed = ground.facts.typed.as_deref();
    Some(match form {
        "policy" => form::draw(ground, asked_policy(ground)),
        "end" => form::end(ground, asked_policy(ground)?, None),
        "verify" => verify::form(ground, asked_policy(ground)?),
        "order" => order::form(ground, None),
        "circumstances" => order::circumstances(ground),
        "271" => answer::form(ground),
        "typed" => match typed {
            Some(typed) => again(ground, typed),
            None => gone(ground),
        },
        "preview" => typed.and_then(|typed| preview::draw(ground, typed)).unwrap_or_else(|| gone(ground)),
        "answers" => typed.map_or_else(|| gone(ground), |typed| answer::draw(ground, typed)),
        _ => return None,
    })
}

/// A form as it was filled in before.
fn again(ground: Ground<'_>, typed: &Typed) -> AnyView {
    let policy = || ground.facts.ledger.policy(typed.text("policy")?.parse().ok()?);
    match typed.text("form") {
        Some("order") => order::form(ground, Some(&typed.fields)),
        Some("end") => {
            policy().map_or_else(|| gone(ground), |policy| form::end(ground, policy, Some(&typed.fields)))
        }
        _ => form::again(ground, &typed.fields),
    }
}

fn asked_policy(ground: Ground<'_>) -> Option<&Policy> {
    ground.facts.ledger.policy(ground.asked.id.as_deref()?.parse().ok()?)
}

/// What was typed is saved, or was forgotten.
fn gone(ground: Ground<'_>) -> AnyView {
    let back = ground.asked.with_form(None, None);
    banner(
        "info",
        "info",
        view! {
            "What was typed here is saved already, or was forgotten because the server was started anew. "
            <a href=back>"Back to the policies"</a>
        },
    )
}

fn overview(ground: Ground<'_>) -> AnyView {
    let closed = (ground.facts.case.lane == Lane::Closed)
        .then(|| banner("info", "lock", "This case is closed. What it says about coverage stays as it was."));
    let changed = ground.facts.ledger.last_change.as_deref().and_then(|last| last_change(ground, last));
    view! {
        {closed}
        {changed}
        {conflict::all(ground)}
        {policies(ground)}
        {order::section(ground)}
        {verify::history(ground)}
    }
}

fn policies(ground: Ground<'_>) -> AnyView {
    let ledger = &ground.facts.ledger;
    let add = ground.may_cover().then(|| {
        let answers = (!ledger.policies.is_empty()).then(|| {
            let href = ground.asked.with_form(Some("271"), None);
            view! { <a class="button" href=href>"Read a 271 answer"</a> }
        });
        let href = ground.asked.with_form(Some("policy"), None);
        view! { <div class="row">{answers}<a class="button button--primary" href=href>"Add a policy"</a></div> }
    });
    if ledger.policies.is_empty() {
        return view! {
            <div class="empty">
                <Icon name="sheet"/>
                <h2>"No policy yet"</h2>
                <p>"Enter each card of the family with its first covered day. Who pays first is then proposed by the rules."</p>
                {add}
            </div>
        };
    }
    let rows = row::sorted(ground).into_iter().map(|policy| row::draw(ground, policy));
    let scale =
        ["The bars show a year before and a year after the mark, ", &words::date(ground.day), "."].concat();
    view! {
        <section class="section" aria-label="Policies">
            <div class="section__head policies__head"><h2>"Policies"</h2><span class="field__hint">{scale}</span>{add}</div>
            <div class="policies">{rows.collect::<Vec<_>>()}</div>
            {row::kx_lines(ground)}
        </section>
    }
}

/// What the last change brought, and the way back, while nobody has finished one of its tasks.
fn last_change(ground: Ground<'_>, last: &Followed) -> Option<AnyView> {
    let names: Vec<String> = last.policies.iter().map(|(id, _)| ground.policy(*id)).collect();
    let what = if names.is_empty() { "the order of payers".to_owned() } else { names.join(" and ") };
    let tasks = last.tasks.iter().filter_map(|id| ground.facts.case.task(id));
    let acted = tasks.clone().any(|task| matches!(task.status, Status::Done { .. } | Status::Waived { .. }));
    let tasks = match tasks.filter(|task| task.status.is_open()).count() {
        0 => String::new(),
        count => [" It brought ", &words::count(count, "task", "tasks"), " that nobody has begun."].concat(),
    };
    let sentence = ["The last change was to ", &what, ".", &tasks].concat();
    if acted || !ground.may_cover() {
        return None;
    }
    Some(view! {
        <form class="banner" data-tone="good" method="post" action=ground.post("coverage-undo")>
            {every(ground)}
            {hidden("of", last.command)}
            <Icon name="done"/>
            <p class="banner__text">{sentence}</p>
            <button class="button button--small" type="submit">"Take it back"</button>
        </form>
    })
}
