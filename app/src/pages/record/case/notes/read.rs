//! One note as it was signed, with what was added, and what can be done with it.

use super::super::Ground;
use super::super::controls::{command, finish};
use super::{marks, time};
use crate::pages::fields::{Kind as Typing, area, banner, fact, hidden, input, options, select};
use crate::parts::words;
use crate::prelude::*;
use domain::access::{Area, Right};
use domain::kinds::Instant;
use domain::note::{Addition, Body, Event, Note, State, payer_rule};
use domain::service::Services;
use domain::service::units::{Worked, explain};

/// The note.
pub(super) fn body(ground: Ground<'_>, note: &Note) -> AnyView {
    let facts = ground.facts;
    let list = ground.asked.with_form(None, None);
    let title = [note.kind.title(), " of ", &words::date(note.on)].concat();
    let back = match &note.state {
        State::Returned { comment, by, .. } => {
            let said = [&facts.clinic.name_of(*by), " sent it back: ", comment.as_str()].concat();
            Some(banner("warn", "undo", view! { <span dir="auto">{said}</span> }))
        }
        _ => None,
    };
    view! {
        <p><a href=list>"All notes"</a></p>
        <article class="section stack" data-framed="">
            <div class="section__head"><h2>{title}</h2><span class="row">{marks(note)}</span></div>
            {back}
            {head(ground, note)}
            {arithmetic(ground, note)}
            {written(ground, note)}
            {additions(ground, note)}
        </article>
        {steps(ground, note)}
    }
    .into_any()
}

fn head(ground: Ground<'_>, note: &Note) -> AnyView {
    let facts = ground.facts;
    let clinic = &facts.clinic;
    let sign = |by, licence: domain::licence::Kind, number: &str, at: Instant| {
        [
            clinic.name_of(by),
            ", ".into(),
            licence.mark().into(),
            " ".into(),
            number.into(),
            ", ".into(),
            when(ground, at),
        ]
        .concat()
    };
    let signed = sign(note.signed.by, note.signed.licence, note.signed.number.as_str(), note.signed.at);
    let second = match &note.state {
        State::Cosigned(name) => {
            Some(fact("Signed as well", sign(name.by, name.licence, name.number.as_str(), name.at)))
        }
        _ => None,
    };
    let times = note.clock.map(|clock| fact("Time", [time(clock.start()), time(clock.stop())].join(" to ")));
    let group = (1 < note.present).then(|| fact("Present", format!("{} patients, a group", note.present)));
    let despite = note.despite.as_ref().map(|why| fact("Signed despite a question", why.as_str()));
    let review = note
        .review
        .as_ref()
        .map(|review| fact("Decision", [review.decision.title(), ": ", review.reason.as_str()].concat()));
    let plan =
        note.pinned.plan.map(|(_, version)| fact("Plan of care", format!("version {version} of that day")));
    let payers: Vec<String> = note
        .pinned
        .payers
        .iter()
        .filter_map(|policy| clinic.payer(facts.ledger.policy(*policy)?.payer))
        .map(|payer| payer.name.to_string())
        .collect();
    let payers = (!payers.is_empty() && facts.may(Area::Coverage, Right::Read))
        .then(|| fact("Who paid that day", payers.join(", then ")));
    let drawn: Vec<String> = note
        .pinned
        .authorizations
        .iter()
        .filter_map(|id| facts.ledger.authorization(*id)?.number.as_ref().map(ToString::to_string))
        .collect();
    let drawn = (!drawn.is_empty()).then(|| fact("Authorization", drawn.join(", ")));
    view! {
        <dl class="facts">
            {fact("Signed", signed)} {second} {times}
            {fact("Where", note.place.title())} {group} {plan} {payers} {drawn} {review} {despite}
        </dl>
    }
    .into_any()
}

fn when(ground: Ground<'_>, at: Instant) -> String {
    let facts = ground.facts;
    let Some(site) = facts.clinic.site(facts.case.site) else { return String::new() };
    let local = site.zone.local(at);
    [words::date(local.date()), local.format(", %H:%M").to_string()].concat()
}

/// How the minutes come to units, by the rule of who paid that day.
fn arithmetic(ground: Ground<'_>, note: &Note) -> Option<AnyView> {
    let facts = ground.facts;
    let worked: Vec<Worked> =
        note.services.iter().map(|service| Worked { code: service.code, minutes: service.minutes }).collect();
    let rule = payer_rule(&facts.ledger, &facts.clinic, note.on);
    let lines = explain(&Services::standard(), rule, note.on, &worked, &[]).ok()?;
    let lines: Vec<AnyView> = lines.into_iter().map(|line| view! { <li>{line}</li> }.into_any()).collect();
    (!lines.is_empty()).then(|| view! { <ul class="lines note__units">{lines}</ul> }.into_any())
}

fn written(ground: Ground<'_>, note: &Note) -> AnyView {
    let latest = ground.facts.written.iter().rev().find_map(|written| match &written.event {
        Event::Signed { note: of, body } if of.id == note.id => Some(body),
        _ => None,
    });
    match latest {
        Some(body) => sections(ground, body),
        None => view! { <p class="muted">"Your role reads that this note is there, and not its words."</p> }
            .into_any(),
    }
}

fn sections(ground: Ground<'_>, body: &Body) -> AnyView {
    let shown = body.sections.iter().map(|section| {
        view! {
            <section class="note__section">
                <h3>{section.title.to_string()}</h3>
                <p class="note__text" dir="auto">{section.text.to_string()}</p>
            </section>
        }
        .into_any()
    });
    let data: Vec<AnyView> = body
        .measured
        .iter()
        .map(|found| {
            let name = ground.goal(found.goal).unwrap_or_else(|| "A goal".to_owned());
            view! { <li dir="auto">{[&name, ": ", &found.value.to_string()].concat()}</li> }.into_any()
        })
        .collect();
    let data = (!data.is_empty()).then(
        || view! { <section class="note__section"><h3>"Data"</h3><ul class="lines">{data}</ul></section> },
    );
    view! { {shown.collect::<Vec<_>>()} {data} }.into_any()
}

fn additions(ground: Ground<'_>, note: &Note) -> Vec<AnyView> {
    let facts = ground.facts;
    let of_note = facts.written.iter().filter_map(|written| match &written.event {
        Event::Amended { note: of, amendment } if *of == note.id => Some((written, amendment)),
        _ => None,
    });
    of_note
        .map(|(written, amendment)| {
            let head = [
                amendment.kind.title(),
                " of ",
                &when(ground, written.at),
                ", ",
                &facts.clinic.name_of(written.by),
            ];
            let why = ["Why: ", amendment.reason.as_str()].concat();
            view! {
                <section class="note__section note__added">
                    <h3 dir="auto">{head.concat()}</h3>
                    <p class="note__text" dir="auto">{amendment.text.to_string()}</p>
                    <p class="muted" dir="auto">{why}</p>
                </section>
            }
            .into_any()
        })
        .collect()
}

/// What this person may do with it.
fn steps(ground: Ground<'_>, note: &Note) -> AnyView {
    let facts = ground.facts;
    let me = facts.viewer.staff;
    let id = note.id.to_string();
    let link = |form: &str, words: &'static str| {
        let href = ground.asked.with_form(Some(form), Some(&id));
        view! { <a class="button" href=href>{words}</a> }.into_any()
    };
    match ground.asked.form.as_deref() {
        Some("amend") => return amend(ground, note),
        Some("return") => return send_back(ground, note),
        _ => {}
    }
    let mut steps = Vec::new();
    let signs = facts.may(Area::SessionNotes, Right::Sign);
    match &note.state {
        State::WaitsForCosignature if signs && note.signed.by != me => {
            steps.push(cosign(ground, note));
            steps.push(link("return", "Send it back"));
        }
        State::Returned { .. } if note.signed.by == me => {
            let href = ground.asked.with_form(Some("write"), Some(&note.visit.to_string()));
            steps.push(view! { <a class="button button--primary" href=href>"Write it anew"</a> }.into_any());
        }
        _ => {}
    }
    if note.signed.by == me || matches!(&note.state, State::Cosigned(name) if name.by == me) {
        steps.push(link("amend", "Add to it"));
    }
    view! { <div class="row">{steps}</div> }.into_any()
}

fn cosign(ground: Ground<'_>, note: &Note) -> AnyView {
    view! {
        <form method="post" action=ground.post("note-cosign")>
            {command(ground)}
            {hidden("id", note.id)}
            {hidden("hash", note.signed.hash)}
            <button class="button button--primary" type="submit">"Sign it as well"</button>
        </form>
    }
    .into_any()
}

fn send_back(ground: Ground<'_>, note: &Note) -> AnyView {
    view! {
        <form class="section stack" method="post" action=ground.post("note-return")>
            {command(ground)}
            {hidden("id", note.id)}
            {input(Typing::Text, "comment", "What is to be done", String::new(), "The author reads it above the note.")}
            {finish(ground, "Send it back")}
        </form>
    }
    .into_any()
}

fn amend(ground: Ground<'_>, note: &Note) -> AnyView {
    let kinds = options(Addition::ALL.iter().copied(), Addition::title);
    view! {
        <form class="section stack" method="post" action=ground.post("note-amend")>
            <h2>"Add to this note"</h2>
            <p class="section__lead">"The note stays as it was signed. What you add carries your name and today's date."</p>
            {command(ground)}
            {hidden("id", note.id)}
            {select("kind", "What it is", kinds, "")}
            {area("text", "What is added", String::new(), "")}
            {input(Typing::Text, "reason", "Why now", String::new(), "")}
            {finish(ground, "Add it")}
        </form>
    }
    .into_any()
}
