//! The calls that follow a discharge, and what came of each.

use super::super::Ground;
use super::super::controls::{command, finish, open};
use crate::pages::fields::{Kind as Typing, chip, hidden, input, options, select};
use crate::parts::words;
use crate::prelude::*;
use domain::access::{Area, Right};
use domain::ending::{CallOutcome, FollowUp};

pub(super) fn section(ground: Ground<'_>) -> Option<AnyView> {
    let calls = &ground.facts.record.ending.follow_ups;
    let rows: Vec<AnyView> = calls.iter().map(|call| one(ground, call)).collect();
    (!rows.is_empty()).then(|| {
        view! {
            <section class="section" data-framed="">
                <div class="section__head"><h2>"Calls after the discharge"</h2></div>
                <ul class="notes">{rows}</ul>
            </section>
        }
        .into_any()
    })
}

fn one(ground: Ground<'_>, call: &FollowUp) -> AnyView {
    let facts = ground.facts;
    let (state, said) = words::due(call.due, facts.today);
    let after = ["After ", &words::days(u32::from(call.after))].concat();
    let tried: Vec<AnyView> = call
        .tries
        .iter()
        .map(|tried| {
            let by = facts.clinic.name_of(tried.by);
            let said = [&words::date(tried.on), ": ", tried.outcome.title(), ", ", &by].concat();
            let note = tried.note.as_ref().map(|note| [". ", note.as_str()].concat());
            view! { <li dir="auto">{said}{note}</li> }.into_any()
        })
        .collect();
    let tried = (!tried.is_empty()).then(|| view! { <ul class="lines">{tried}</ul> });
    let calls = facts.may(Area::Board, Right::Write) || facts.may(Area::ClinicalPlan, Right::Write);
    let id = call.after.to_string();
    let here = ground.asked.is_open("call") && ground.asked.id.as_deref() == Some(&*id);
    let state = match (call.is_done(), call.declined) {
        (true, true) => chip("plain", "check", "Not wanted"),
        (true, false) => chip("good", "check", "Done"),
        (false, _) => view! { <span class="due" data-due=state>{said}</span> }.into_any(),
    };
    let link = (calls && !call.is_done() && !here)
        .then(|| open(ground, "check", "Write a call down", "call", Some(&id)));
    let form = (calls && here && !call.is_done()).then(|| form(ground, call));
    view! {
        <li class="notes__one">
            <span class="notes__when">{state}</span>
            <span class="notes__what"><strong>{after}</strong>{tried}{form}</span>
            <span class="row"></span>
            {link}
        </li>
    }
    .into_any()
}

fn form(ground: Ground<'_>, call: &FollowUp) -> AnyView {
    view! {
        <form class="stack" method="post" action=ground.post("discharge-call")>
            {command(ground)}
            {hidden("after", call.after)}
            <div class="fields">
                {select("outcome", "What came of it", options(CallOutcome::ALL, CallOutcome::title), "")}
                {input(Typing::Day, "on", "Called on", ground.facts.today.to_string(), "")}
                {input(Typing::Text, "note", "What was said", String::new(), "Not needed.")}
            </div>
            {finish(ground, "Save the call")}
        </form>
    }
    .into_any()
}
