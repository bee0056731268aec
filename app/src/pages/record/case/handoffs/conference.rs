//! Case conferences: the form that writes one down, and those that were held.

use super::super::Ground;
use super::super::controls::{Filled, finish};
use crate::pages::fields::{Kind as Typing, fact, hidden, input, or_none, select, tick};
use crate::parts::words;
use crate::prelude::*;
use domain::handoff::{Attendee, Conference};
use domain::ids::ConferenceId;

/// Decisions that the form has room for.
const DECISIONS: usize = 5;

/// A conference that was held.
pub(super) fn one(ground: Ground<'_>, conference: &Conference) -> AnyView {
    let clinic = &ground.facts.clinic;
    let what = &conference.what;
    let mut there: Vec<String> = what
        .attendees
        .iter()
        .map(|attendee| match attendee {
            Attendee::Staff(staff) => clinic.name_of(*staff),
            Attendee::Other(other) => other.to_string(),
        })
        .collect();
    there.extend(what.patient.then(|| "the patient".to_owned()));
    there.extend(what.guardian.then(|| "a guardian".to_owned()));
    let lines: Vec<AnyView> =
        what.lines.iter().map(|line| fact(line.discipline.title(), line.text.as_str())).collect();
    let decided: Vec<AnyView> = what
        .decisions
        .iter()
        .map(|decision| {
            let who = [clinic.name_of(decision.owner), words::date(decision.due)].join(", by ");
            view! { <li dir="auto">{decision.text.to_string()} " " <span class="muted">{who}</span></li> }
                .into_any()
        })
        .collect();
    let decided = (!decided.is_empty())
        .then(|| view! { <div><h3>"Decided"</h3><ul class="lines">{decided}</ul></div> });
    view! {
        <section class="section" data-framed="">
            <div class="section__head"><h2>"Case conference of " {words::date(what.on)}</h2></div>
            <div class="stack">
                <dl class="facts">
                    {fact("There", there.join(", "))}
                    {lines}
                    {what.next.map(|day| fact("The next one", words::date(day)))}
                    {fact("Written down by", clinic.name_of(conference.by))}
                </dl>
                {decided}
            </div>
        </section>
    }
    .into_any()
}

/// The form. Who is on the case stands there already.
pub(super) fn form(ground: Ground<'_>) -> AnyView {
    let facts = ground.facts;
    let filled = Filled::of(ground, "conference");
    let people = facts.case.people();
    let there: Vec<AnyView> = people
        .iter()
        .map(|staff| {
            let name = ["there-", &staff.to_string()].concat();
            let on = filled.is_on(&name, *staff == facts.viewer.staff);
            tick(&name, "on".to_owned(), facts.clinic.name_of(*staff), on)
        })
        .collect();
    let lines: Vec<AnyView> = facts
        .case
        .disciplines
        .iter()
        .map(|discipline| {
            let name = ["line-", discipline.mark()].concat();
            input(Typing::Text, name.clone(), discipline.title(), filled.or(&name, ""), "")
        })
        .collect();
    let decisions: Vec<AnyView> = (1..=DECISIONS).map(|at| decision(ground, filled, at)).collect();
    view! {
        <form class="section stack" data-framed="" method="post" action=ground.post("conference-write")>
            <h2>"Write a case conference down"</h2>
            {hidden("command", filled.command(ground))}
            {hidden("id", ConferenceId(filled.command(ground).0))}
            <div class="fields">
                {input(Typing::Day, "on", "Held on", filled.or("on", facts.today.to_string()), "")}
                {input(Typing::Day, "next", "The next one", filled.or("next", ""), "Not needed.")}
            </div>
            <fieldset class="questions">
                <legend>"Who was there"</legend>
                {there}
                {tick("patient", "on".to_owned(), "The patient", filled.is_on("patient", false))}
                {tick("guardian", "on".to_owned(), "A guardian", filled.is_on("guardian", false))}
                {input(Typing::Text, "other", "Somebody else", filled.or("other", ""), "With what they are: a teacher, a physician.")}
            </fieldset>
            <fieldset class="questions">
                <legend>"How it goes, in a line each"</legend>
                {lines}
            </fieldset>
            <fieldset class="questions">
                <legend>"What was decided"</legend>
                <p class="field__hint">"Each becomes a task of whoever does it. Leave the rest empty."</p>
                {decisions}
            </fieldset>
            {finish(ground, "Save the conference")}
        </form>
    }
    .into_any()
}

fn decision(ground: Ground<'_>, filled: Filled<'_>, at: usize) -> AnyView {
    let facts = ground.facts;
    let named = |field: &str| [field, "-", &at.to_string()].concat();
    let label = |words: &str| [words, " ", &at.to_string()].concat();
    let here = facts.clinic.staff.values().filter(|staff| staff.left.is_none());
    let here = here.filter(|staff| staff.sites.contains(facts.case.site));
    let mut offered: Vec<(String, String)> =
        here.map(|staff| (staff.id.to_string(), staff.name.to_string())).collect();
    offered.sort_by(|a, b| a.1.cmp(&b.1));
    let owner = filled.or(&named("owner"), "");
    view! {
        <div class="fields">
            {input(Typing::Text, named("decision"), label("Decision"), filled.or(&named("decision"), ""), "")}
            {select(named("owner"), label("Who does decision"), or_none("Choose", offered), &owner)}
            {input(Typing::Day, named("due"), label("Due day of decision"), filled.or(&named("due"), ""), "")}
        </div>
    }
    .into_any()
}
