//! That somebody asked a payer: the form, and what was heard until now.

use super::fields::{Values, every, hinted, input, select};
use crate::pages::fields::{Kind, hidden, options, tick};
use crate::pages::ledger::coverage::Ground;
use crate::pages::ledger::coverage::controls::finish;
use crate::parts::words;
use crate::prelude::*;
use domain::coverage::verify::next_check;
use domain::coverage::{Answer, Channel, Policy, Verification};

/// Verifications that are shown, the newest first.
const SHOWN: usize = 12;

pub(super) fn form(ground: Ground<'_>, policy: &Policy) -> AnyView {
    let mut values = Values(vec![]);
    values.put("asked_on", ground.facts.today);
    let due = next_check(&ground.facts.ledger, policy, ground.facts.today).map(|check| check.sentence());
    let lead = [
        &ground.payer(policy.payer),
        ", member number ",
        &policy.member.as_ref().map_or_else(|| "unknown".to_owned(), ToString::to_string),
        ". What a payer says is no promise to pay; keep the reference.",
    ]
    .concat();
    view! {
        <form class="section stack" data-framed="" method="post" action=ground.post("coverage-verify")>
            {every(ground)}
            {hidden("policy", policy.id)}
            <div class="section__head"><h2>"Record a check"</h2></div>
            <p class="section__lead">{lead}" "{due}</p>
            <div class="fields">
                {input(&values, "asked_on", "Asked on", Kind::Day)}
                {select(&values, "channel", "How", options(Channel::ALL, Channel::title))}
                {select(&values, "answer", "The answer", options(Answer::ALL, Answer::title))}
                {hinted(&values, "reference", "Reference number", Kind::Text, "As the payer gave it.")}
                {input(&values, "spoke_to", "Spoken to", Kind::Text)}
            </div>
            {tick("other_payer", "yes".into(), "They know of another payer", false)}
            {finish(ground, "Save")}
        </form>
    }
}

/// What was heard up to the day of the lens, the newest first.
pub(super) fn history(ground: Ground<'_>) -> Option<AnyView> {
    let day = ground.day.min(ground.facts.today);
    let all: Vec<&Verification> =
        ground.facts.ledger.verifications.iter().filter(|one| one.on <= day).collect();
    if all.is_empty() {
        return None;
    }
    let rows = all.iter().rev().take(SHOWN).map(|one| row(ground, one));
    let more = all.len().saturating_sub(SHOWN);
    let more = (0 < more).then(|| {
        view! { <p class="field__hint">{["and ", &words::count(more, "earlier one", "earlier ones"), ", in the history of the case"].concat()}</p> }
    });
    Some(view! {
        <section class="section" aria-label="Checks">
            <div class="section__head"><h2>"What payers answered"</h2></div>
            <div class="table-frame">
                <table class="table" data-stack="">
                    <thead><tr>
                        <th scope="col">"Payer"</th>
                        <th scope="col">"Asked on"</th>
                        <th scope="col">"How"</th>
                        <th scope="col">"Answer"</th>
                        <th scope="col">"Reference"</th>
                        <th scope="col">"By"</th>
                    </tr></thead>
                    <tbody>{rows.collect::<Vec<_>>()}</tbody>
                </table>
            </div>
            {more}
        </section>
    })
}

fn row(ground: Ground<'_>, one: &Verification) -> AnyView {
    let mut answer = one.answer.title().to_owned();
    if one.other_payer {
        answer.push_str("; another payer exists");
    }
    let spoke = one.spoke_to.as_ref().map(|name| ["spoke to ", name.as_str()].concat());
    let reference = [one.reference.as_ref().map(ToString::to_string), spoke].into_iter().flatten();
    let reference = reference.collect::<Vec<_>>().join(", ");
    let kept = (!one.kept.is_empty()).then(|| {
        let lines = one.kept.iter().map(|line| view! { <li><code>{line.clone()}</code></li> });
        let summary = words::count(one.kept.len(), "part nobody reads", "parts nobody reads");
        view! { <details><summary>{summary}</summary><ul class="lines">{lines.collect::<Vec<_>>()}</ul></details> }
    });
    view! {
        <tr>
            <th scope="row" dir="auto">{ground.policy(one.policy)}</th>
            <td data-label="Asked on" class="nowrap">{words::date(one.on)}</td>
            <td data-label="How">{one.channel.title()}</td>
            <td data-label="Answer">{answer}</td>
            <td data-label="Reference" dir="auto">{reference}{kept}</td>
            <td data-label="By" dir="auto">{ground.facts.clinic.name_of(one.by)}</td>
        </tr>
    }
}
