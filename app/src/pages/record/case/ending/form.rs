//! The form that signs a discharge. Why comes first: each reason asks for something else.

use super::super::Ground;
use super::super::controls::{Filled, finish};
use crate::pages::fields::{Kind as Typing, area, hidden, input, select};
use crate::prelude::*;
use domain::discharge::reasons;
use domain::ending::{Need, SummaryFacts, draft, needs, title};

/// Days of contacts that the form has room for.
const CONTACTS: usize = 4;

pub(super) fn body(ground: Ground<'_>) -> AnyView {
    let filled = Filled::of(ground, "discharge");
    let chosen = filled.text("reason").or(ground.asked.about.as_deref());
    match chosen.and_then(|code| reasons().find(|reason| reason.code == code)) {
        Some(reason) => sign(ground, filled, reason.code),
        None => why(ground),
    }
}

fn why(ground: Ground<'_>) -> AnyView {
    let offered = reasons().map(|reason| (reason.code.to_owned(), reason.title.to_owned())).collect();
    let back = ground.asked.with_form(None, None);
    view! {
        <form class="section stack" data-framed="" method="get">
            <h2>"Why does the case end?"</h2>
            {hidden("part", ground.asked.part.code())}
            {hidden("do", "discharge")}
            {select("about", "Reason", offered, "")}
            <div class="row" data-push="">
                <a class="button" href=back>"Cancel"</a>
                <button class="button button--primary" type="submit">"Draft the summary"</button>
            </div>
        </form>
    }
    .into_any()
}

fn sign(ground: Ground<'_>, filled: Filled<'_>, reason: &'static str) -> AnyView {
    let facts = ground.facts;
    let begins = draft(&SummaryFacts::of(&facts.case, &facts.ledger, &facts.record, reason, facts.today));
    let asked: Vec<AnyView> = needs(reason).iter().map(|need| field(filled, *need)).collect();
    let other = ground.asked.with_form(Some("discharge"), None);
    view! {
        <form class="section stack" data-framed="" method="post" action=ground.post("discharge-sign")>
            <div class="section__head"><h2>"Discharge: " {title(reason)}</h2><a href=other>"Another reason"</a></div>
            {hidden("command", filled.command(ground))}
            {hidden("reason", reason)}
            <div class="fields">
                {input(Typing::Day, "on", "Discharged on", filled.or("on", facts.today.to_string()), "")}
                {asked}
            </div>
            <div class="discharge__summary">
                {area("summary", "Summary", filled.or("summary", begins), "Drafted from the record. Read it, and write what only you know where three dots stand.")}
            </div>
            {finish(ground, "Sign and discharge")}
        </form>
    }
    .into_any()
}

fn field(filled: Filled<'_>, need: Need) -> AnyView {
    match need {
        Need::Detail => input(Typing::Text, "detail", "Why, in a sentence", filled.or("detail", ""), ""),
        Need::Receiver => input(
            Typing::Text,
            "receiver",
            "Who goes on treating",
            filled.or("receiver", ""),
            "Or where the family was referred.",
        ),
        Need::Contacts => {
            let day = |at: usize| {
                let name = ["contact-", &at.to_string()].concat();
                let label = ["Contact ", &at.to_string()].concat();
                input(Typing::Day, name.clone(), label, filled.or(&name, ""), "")
            };
            (1..=CONTACTS).map(day).collect::<Vec<_>>().into_any()
        }
        Need::Letter => input(
            Typing::Day,
            "letter_on",
            "Letter to the family sent on",
            filled.or("letter_on", ""),
            "At least ten days before the discharge.",
        ),
    }
}
