//! The form that records a score: first which measure, then its score, or its questions where they may be asked here.

use super::super::Ground;
use super::super::controls::{Filled, finish};
use crate::pages::fields::{Kind as Typing, choices, hidden, input};
use crate::prelude::*;
use domain::ids::ScoreId;
use domain::measure::items::{ANSWERS, STEM, questions};
use domain::measure::{Catalogue, Key, Measure};

/// The form, at its first or its second step.
pub(super) fn body(ground: Ground<'_>, catalogue: &Catalogue) -> AnyView {
    let filled = Filled::of(ground, "score");
    let key = filled.text("measure").or(ground.asked.id.as_deref()).and_then(|key| Key::parse(key).ok());
    let measure = key.and_then(|key| catalogue.find(&key, ground.facts.today));
    match measure {
        Some(measure) => second(ground, filled, measure),
        None => first(ground, catalogue),
    }
}

fn first(ground: Ground<'_>, catalogue: &Catalogue) -> AnyView {
    let facts = ground.facts;
    let mut all: Vec<&Measure> = catalogue.on(facts.today).collect();
    // Those of the case's disciplines come first.
    let elsewhere = |measure: &Measure| {
        !measure.disciplines.is_empty()
            && !measure.disciplines.iter().any(|discipline| facts.case.disciplines.contains(discipline))
    };
    all.sort_by_cached_key(|measure| (elsewhere(measure), measure.name()));
    let options = all.into_iter().map(|measure| (measure.key.to_string(), measure.name())).collect();
    view! {
        <form class="section row" method="get" data-now="">
            {hidden("part", "progress")}
            {hidden("do", "score")}
            <label class="field__label" for="f-measure">"Measure"</label>
            <select class="input" id="f-measure" name="id">
                <option value="">"Choose…"</option>
                {choices(options, "")}
            </select>
            <button class="button" type="submit">"Go on"</button>
        </form>
    }
    .into_any()
}

fn second(ground: Ground<'_>, filled: Filled<'_>, measure: &Measure) -> AnyView {
    let today = ground.facts.today.to_string();
    let range = ["From ", &measure.lowest.to_string(), " to ", &measure.highest.to_string(), "."].concat();
    let asked = if let Some(questions) = questions(&measure.key) {
        items(filled, questions)
    } else {
        let second = measure.compares_with_peers.then(|| {
                let hint = "Set it beside the standard score: a child who gains skills at normal speed keeps the same standard score.";
                input(Typing::Figures, "second", "Raw or growth score", filled.or("second", ""), hint)
            });
        view! { <div class="fields">{input(Typing::Figures, "value", "Score", filled.or("value", ""), &range)}{second}</div> }
                .into_any()
    };
    view! {
        <form class="stack section" method="post" action=ground.post("score-record")>
            <h2>{measure.name()}</h2>
            {hidden("command", filled.command(ground))}
            {hidden("id", ScoreId(filled.command(ground).0))}
            {hidden("measure", measure.key.to_string())}
            {input(Typing::Day, "on", "Taken on", filled.or("on", today), "")}
            {asked}
            {finish(ground, "Record it")}
        </form>
    }
    .into_any()
}

fn items(filled: Filled<'_>, questions: &[&'static str]) -> AnyView {
    let all = questions.iter().enumerate().map(|(at, question)| {
        let name = ["item-", &at.to_string()].concat();
        let begins = filled.or(&name, "");
        let answers = ANSWERS.iter().enumerate().map(|(value, words)| {
            let value = value.to_string();
            let on = value == begins;
            view! {
                <label class="choice" data-plain="">
                    <input type="radio" name=name.clone() value=value checked=on/>
                    <span>{*words}</span>
                </label>
            }
        });
        view! {
            <fieldset class="questions">
                <legend>{[&(at + 1).to_string(), ". ", question].concat()}</legend>
                <div class="row">{answers.collect::<Vec<_>>()}</div>
            </fieldset>
        }
    });
    view! { <p class="section__lead">{STEM}</p> {all.collect::<Vec<_>>()} }.into_any()
}
