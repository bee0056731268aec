//! The form that writes a note: times, codes with minutes and their units, goals with data, words. Kept as it is typed.

use super::super::Ground;
use super::super::controls::command;
use super::time;
use crate::pages::fields::{Kind as Typing, banner, hidden, input, options, or_none, select, word};
use crate::parts::words;
use crate::prelude::*;
use crate::record::facts::NoteDraft;
use domain::ids::NoteId;
use domain::note::templates::{Section, sections, standard};
use domain::note::{Decision, Event, Kind, Note, Place, payer_rule};
use domain::service::units::{Worked, explain};
use domain::service::{Code, Minutes, Services};
use domain::visit::{Outcome, Visit};

/// Rows for services.
const ROWS: usize = 4;

/// What the fields say: the draft, else the note that came back, else what is known of the visit.
struct Said<'a> {
    draft: Option<&'a NoteDraft>,
    begins: Vec<(String, String)>,
}

impl Said<'_> {
    fn text(&self, name: &str) -> String {
        let fields = self.draft.map_or(&self.begins, |draft| &draft.fields);
        let found = fields.iter().find(|(field, _)| field == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    }

    fn has(&self, name: &str, value: &str) -> bool {
        let fields = self.draft.map_or(&self.begins, |draft| &draft.fields);
        fields.iter().any(|(field, said)| field == name && said == value)
    }
}

/// The form.
pub(super) fn body(ground: Ground<'_>, visit: &Visit) -> AnyView {
    let facts = ground.facts;
    let returned = facts.record.notes.on_visit(visit.id);
    let said = Said {
        draft: facts.drafts.iter().find(|draft| draft.visit == visit.id),
        begins: returned.map_or_else(|| of_visit(visit), |note| of_note(ground, note)),
    };
    let kind = Kind::ALL.iter().copied().find(|kind| word(*kind) == said.text("kind"));
    let kind = kind.unwrap_or(Kind::Session);
    let id = returned.map_or(NoteId(facts.fresh.0), |note| note.id);
    let title = [visit.discipline.title(), ", ", &words::date(visit.on)].concat();
    let saved = said.draft.map_or_else(
        || "What you type is kept as you go.".to_owned(),
        |_| "This is your draft, as it was saved last.".to_owned(),
    );
    view! {
        <form class="note stack" method="post" action=ground.post("note-sign") data-draft=ground.post("note-draft")>
            {command(ground)}
            {hidden("visit", visit.id)}
            {hidden("id", id)}
            <div class="note__head">
                <h2>{title}</h2>
                <p class="muted" data-saved="" role="status">{saved}</p>
            </div>
            {times(ground, &said, kind)}
            {services(ground, &said, visit)}
            {goals(ground, &said, visit)}
            {texts(&said, kind, visit)}
            {review(&said, kind)}
            {end(ground, &said)}
        </form>
        {discard(ground, &said, visit)}
    }
    .into_any()
}

fn of_visit(visit: &Visit) -> Vec<(String, String)> {
    let mut begins = Vec::new();
    let mut add = |name: &str, value: String| begins.push((name.to_owned(), value));
    let missed = visit.outcome.is_missed() || visit.outcome == Outcome::CancelledInTime;
    add("kind", word(if missed { Kind::Missed } else { Kind::Session }));
    add("place", word(Place::Clinic));
    add("present", "1".to_owned());
    if let Some(at) = visit.at {
        add("start", time(at));
        let minutes = u16::try_from(visit.minutes()).unwrap_or(0);
        if 0 < minutes {
            add("stop", time(at + minutes));
        }
    }
    for (at, service) in visit.services.iter().enumerate() {
        add(&format!("code-{at}"), service.code.to_string());
        add(&format!("minutes-{at}"), service.minutes.get().to_string());
        let modifiers: Vec<String> = service.modifiers.iter().map(ToString::to_string).collect();
        add(&format!("modifiers-{at}"), modifiers.join(" "));
    }
    begins
}

/// The note that came back, as it was signed.
fn of_note(ground: Ground<'_>, note: &Note) -> Vec<(String, String)> {
    let mut begins = Vec::new();
    let mut add = |name: &str, value: String| begins.push((name.to_owned(), value));
    add("kind", word(note.kind));
    add("place", word(note.place));
    add("present", note.present.to_string());
    if let Some(clock) = note.clock {
        add("start", time(clock.start()));
        add("stop", time(clock.stop()));
    }
    for (at, service) in note.services.iter().enumerate() {
        add(&format!("code-{at}"), service.code.to_string());
        add(&format!("minutes-{at}"), service.minutes.get().to_string());
    }
    for goal in &note.goals {
        add("goal", goal.to_string());
    }
    let template = sections(&standard(), note.kind, note.discipline);
    let latest = ground.facts.written.iter().rev().find_map(|written| match &written.event {
        Event::Signed { note: of, body } if of.id == note.id => Some(body),
        _ => None,
    });
    for section in latest.into_iter().flat_map(|body| &body.sections) {
        if let Some(of) = template.iter().find(|of| of.title == section.title.as_str()) {
            add(&["text-", &of.key].concat(), section.text.to_string());
        }
    }
    begins
}

fn times(ground: Ground<'_>, said: &Said<'_>, kind: Kind) -> AnyView {
    let now = |what: &'static str, words: &'static str| {
        let action = ground.post("note-now");
        view! {
            <button class="button button--small" type="submit" formaction=action formnovalidate name="now" value=what>{words}</button>
        }
    };
    view! {
        <div class="fields">
            {select("kind", "What it is", options(Kind::ALL.iter().copied(), Kind::title), &word(kind))}
            {select("place", "Where", options(Place::ALL.iter().copied(), Place::title), &said.text("place"))}
            {input(Typing::Time, "start", "Start", said.text("start"), "")}
            {input(Typing::Time, "stop", "Stop", said.text("stop"), "")}
            {input(Typing::Number, "present", "Patients present", said.text("present"), "")}
        </div>
        <div class="row">{now("start", "Starts now")}{now("stop", "Stops now")}{now("kind", "Show its questions")}</div>
    }
    .into_any()
}

fn services(ground: Ground<'_>, said: &Said<'_>, visit: &Visit) -> AnyView {
    let rows = (0..ROWS).map(|at| {
        let (code, minutes) = (format!("code-{at}"), format!("minutes-{at}"));
        let modifiers = format!("modifiers-{at}");
        let number = (at + 1).to_string();
        view! {
            <div class="note__service">
                {input(Typing::Text, code.clone(), ["Code ", &number].concat(), said.text(&code), "")}
                {input(Typing::Number, minutes.clone(), "Minutes", said.text(&minutes), "")}
                <input type="hidden" name=modifiers.clone() value=said.text(&modifiers)/>
            </div>
        }
        .into_any()
    });
    let filled =
        (0..ROWS).rposition(|at| !said.text(&format!("code-{at}")).is_empty()).map_or(1, |at| at + 1);
    let mut first: Vec<AnyView> = rows.collect();
    let rest = first.split_off(filled.min(ROWS));
    let action = ground.post("note-now");
    view! {
        <fieldset class="note__services">
            <legend>"Services"</legend>
            {first}
            <details class="note__more"><summary>"More services"</summary>{rest}</details>
            {units(ground, said, visit)}
            <button class="button button--small" type="submit" formaction=action formnovalidate name="now" value="units">"Work out the units"</button>
        </fieldset>
    }
    .into_any()
}

fn units(ground: Ground<'_>, said: &Said<'_>, visit: &Visit) -> Option<AnyView> {
    let facts = ground.facts;
    let worked: Vec<Worked> = (0..ROWS)
        .filter_map(|at| {
            let code = Code::parse(&said.text(&format!("code-{at}"))).ok()?;
            let minutes = said.text(&format!("minutes-{at}")).trim().parse().ok().and_then(Minutes::new)?;
            Some(Worked { code, minutes })
        })
        .collect();
    if worked.is_empty() {
        return None;
    }
    let rule = payer_rule(&facts.ledger, &facts.clinic, visit.on);
    Some(match explain(&Services::standard(), rule, visit.on, &worked, &[]) {
        Ok(lines) => {
            let lines: Vec<AnyView> =
                lines.into_iter().map(|line| view! { <li>{line}</li> }.into_any()).collect();
            view! { <ul class="lines note__units" aria-label="Units">{lines}</ul> }.into_any()
        }
        Err(why) => banner("warn", "warn", why.to_string()),
    })
}

fn goals(ground: Ground<'_>, said: &Said<'_>, visit: &Visit) -> Option<AnyView> {
    let goals = ground.goals_on(visit.discipline, visit.on);
    if goals.is_empty() {
        return None;
    }
    let rows = goals.into_iter().map(|(id, statement, unit)| {
        let id = id.to_string();
        let name = ["value-", &id].concat();
        let on = said.has("goal", &id);
        view! {
            <li class="note__goal">
                <label class="choice" data-plain="">
                    <input type="checkbox" name="goal" value=id.clone() checked=on/>
                    <span dir="auto">{statement}</span>
                </label>
                {input(Typing::Figures, name.clone(), ["Data, ", &unit].concat(), said.text(&name), "")}
            </li>
        }
        .into_any()
    });
    Some(
        view! {
            <fieldset class="note__goals">
                <legend>"Goals worked on"</legend>
                <ul class="stack">{rows.collect::<Vec<_>>()}</ul>
            </fieldset>
        }
        .into_any(),
    )
}

fn texts(said: &Said<'_>, kind: Kind, visit: &Visit) -> Vec<AnyView> {
    sections(&standard(), kind, visit.discipline).iter().map(|section| text(said, section)).collect()
}

fn text(said: &Said<'_>, section: &Section) -> AnyView {
    let name = ["text-", &section.key].concat();
    let id = ["f-", &name].concat();
    let hint = [&id, "-hint"].concat();
    let needed = if section.required { "" } else { " (if there is something to say)" };
    view! {
        <div class="field">
            <label class="field__label" for=id.clone()>{section.title.clone()}<span class="muted">{needed}</span></label>
            <textarea class="input" id=id name=name.clone() rows="3" dir="auto" aria-describedby=hint.clone()>{said.text(&name)}</textarea>
            <span class="field__hint" id=hint>{section.prompt.clone()}</span>
        </div>
    }
    .into_any()
}

fn review(said: &Said<'_>, kind: Kind) -> Option<AnyView> {
    if kind != Kind::ProgressReport {
        return None;
    }
    let decisions = or_none("Choose…", options(Decision::ALL.iter().copied(), Decision::title));
    Some(
        view! {
            <div class="fields">
                {select("decision", "Decision", decisions, &said.text("decision"))}
                {input(Typing::Text, "because", "Because", said.text("because"), "")}
            </div>
        }
        .into_any(),
    )
}

fn end(ground: Ground<'_>, said: &Said<'_>) -> AnyView {
    let hint = "Only where signing asked for a reason.";
    view! {
        {input(Typing::Text, "despite", "Reason", said.text("despite"), hint)}
        <div class="row note__end">
            <button class="button button--primary" type="submit">"Sign"</button>
            <button class="button" type="submit" formaction=ground.post("note-now") formnovalidate name="now" value="leave">"Keep the draft"</button>
            <a class="button button--quiet" href=ground.asked.with_form(None, None)>"Back to the notes"</a>
        </div>
    }
    .into_any()
}

fn discard(ground: Ground<'_>, said: &Said<'_>, visit: &Visit) -> Option<AnyView> {
    said.draft?;
    Some(
        view! {
            <form class="note__discard" method="post" action=ground.post("note-discard")>
                {hidden("visit", visit.id)}
                <button class="button button--small button--quiet" type="submit">"Throw the draft away"</button>
            </form>
        }
        .into_any(),
    )
}
