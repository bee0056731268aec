//! The page of a case's ledger: who pays, what is authorized, visits; on any date of service.

mod authorizations;
mod controls;
mod policies;
mod visits;

use super::asked::{Asked, Part};
use crate::drawn::{Shown, finished};
use crate::ledger::facts::CoverageFacts;
use crate::parts::words;
use crate::prelude::*;
use domain::access::{Area, Right};
use domain::coverage::force::payers_on;
use domain::ids::CommandId;
use domain::kinds::{Date, Lane};

/// The day that the address puts the lens on.
pub fn lens(query: &str) -> Option<Date> {
    Asked::of(query).on
}

/// The form, typed and not saved, that the address names.
pub fn typed(query: &str) -> Option<CommandId> {
    Asked::of(query).id?.parse().ok()
}

/// What the parts of the page are drawn from.
#[derive(Clone, Copy)]
pub(super) struct Ground<'a> {
    pub(super) facts: &'a CoverageFacts,
    pub(super) asked: &'a Asked,
    /// The day that the page speaks of: that of the lens, or today.
    pub(super) day: Date,
}

impl Ground<'_> {
    pub(super) fn may(&self, area: Area, right: Right) -> bool {
        let facts = self.facts;
        let people = facts.case.people();
        facts.viewer.may(area, right, &facts.case.scope(&people), facts.now)
    }

    /// Whether this person may change who covers the patient, on a case that is not closed.
    pub(super) fn may_cover(&self) -> bool {
        self.facts.case.lane != Lane::Closed && self.may(Area::Coverage, Right::Write)
    }

    /// The payer's name.
    pub(super) fn payer(&self, id: domain::ids::PayerId) -> String {
        self.facts.clinic.payer(id).map_or_else(|| "Unknown payer".to_owned(), |payer| payer.name.to_string())
    }

    /// The address to which a form of this page posts.
    pub(super) fn post(&self, step: &str) -> String {
        ["/cases/", &self.facts.case.id.to_string(), "/coverage/", step].concat()
    }

    /// A policy as people speak of it: payer, and whose it is.
    pub(super) fn policy(&self, id: domain::ids::PolicyId) -> String {
        self.facts
            .ledger
            .policy(id)
            .map_or_else(|| "a withdrawn policy".to_owned(), |policy| self.payer(policy.payer))
    }
}

/// The page.
pub fn draw(facts: &CoverageFacts, query: &str) -> Shown {
    let asked = Asked::of(query);
    let day = asked.on.unwrap_or(facts.today);
    let ground = Ground { facts, asked: &asked, day };
    let who = who_pays(ground);
    let case = &facts.case;
    let name = case.patient.name.to_string();
    let board = ["Case ", &case.number.to_string()].concat();
    let chart = ["/cases/", &case.id.to_string()].concat();
    let body = match asked.part {
        Part::Coverage if ground.may(Area::Coverage, Right::Read) => policies::body(ground),
        Part::Coverage | Part::Authorizations => authorizations::body(ground),
        Part::Visits => visits::body(ground),
    };
    let view = view! {
        <nav class="crumbs" aria-label="Where">
            <a href="/board">"Board"</a><span aria-hidden="true">"/"</span>
            <a href=chart>{board}</a><span aria-hidden="true">"/"</span><span>"Coverage"</span>
        </nav>
        <header class="page__head">
            <h1 tabindex="-1">"Who pays for " <span dir="auto">{name}</span></h1>
            <p class="page__lead">{who.clone()}</p>
        </header>
        {lens_form(ground)}
        {then(ground)}
        {tabs(ground)}
        <div class="stack">{body}</div>
    };
    finished(view, who, false)
}

/// Who pays on the day, in a sentence.
fn who_pays(ground: Ground<'_>) -> String {
    if !ground.may(Area::Coverage, Right::Read) {
        return "Your role sees what is authorized, and not who pays.".to_owned();
    }
    let payers = payers_on(&ground.facts.ledger, ground.day);
    let names: Vec<String> = payers.ordered.iter().map(|policy| ground.payer(policy.payer)).collect();
    let when = if ground.day == ground.facts.today {
        "Today".to_owned()
    } else {
        ["On ", &words::date(ground.day)].concat()
    };
    match (names.as_slice(), payers.unordered.len()) {
        ([], 0) if ground.facts.ledger.policies.is_empty() => "Nobody has entered a coverage yet.".to_owned(),
        ([], 0) => [&when, " nobody covers this patient."].concat(),
        ([], open) => [
            &when,
            " ",
            &words::count(open, "policy is", "policies are"),
            " in force, and nobody has decided their order.",
        ]
        .concat(),
        ([name], 0) => [&when, " ", name, " pays."].concat(),
        (names, 0) => [&when, " ", &names.join(", then "), " pay, in this order."].concat(),
        (names, open) => [
            &when,
            " ",
            &names.join(", then "),
            "; ",
            &words::count(open, "more policy is", "more policies are"),
            " in force without a place in the order.",
        ]
        .concat(),
    }
}

/// Which day the page speaks of.
fn lens_form(ground: Ground<'_>) -> AnyView {
    let back = ground.asked.on.map(|_| {
        let today = Asked { on: None, ..ground.asked.clone() }.with_form(None, None);
        view! { <a class="button button--quiet button--small" href=today>"Back to today"</a> }
    });
    view! {
        <form class="lens row" method="get" data-now="">
            <input type="hidden" name="part" value=ground.asked.part.code()/>
            <label class="lens__label" for="lens">"Date of service"</label>
            <input class="input" id="lens" type="date" name="on" value=ground.day.to_string() min="1990-01-01" max="2099-12-31"/>
            <button class="button button--small" type="submit">"Look"</button>
            {back}
        </form>
    }
}

/// Lane, team and tasks as they were on the day of the lens.
fn then(ground: Ground<'_>) -> Option<AnyView> {
    ground.asked.on?;
    let facts = ground.facts;
    let Some(was) = &facts.then else {
        let words = ["This case had not been opened on ", &words::date(ground.day), "."].concat();
        return Some(view! { <p class="lens__then">{words}</p> });
    };
    let team: Vec<String> = was.people().into_iter().map(|staff| facts.clinic.name_of(staff)).collect();
    let workflow = facts.clinic.workflow(&was.workflow);
    let open: Vec<String> = was
        .open_tasks()
        .filter_map(|task| workflow.map(|workflow| task.title(workflow).to_owned()))
        .collect();
    let team = if team.is_empty() { "nobody".to_owned() } else { team.join(", ") };
    let tasks = if open.is_empty() { "none".to_owned() } else { open.join(" · ") };
    let lane = [was.lane.title(), ", day ", &was.days_in_lane(ground.day).to_string()].concat();
    Some(view! {
        <dl class="facts lens__then">
            <div><dt>"Lane"</dt><dd>{lane}</dd></div>
            <div><dt>"Team"</dt><dd dir="auto">{team}</dd></div>
            <div data-whole=""><dt>"Open tasks"</dt><dd>{tasks}</dd></div>
        </dl>
    })
}

fn tabs(ground: Ground<'_>) -> AnyView {
    let shown = Part::ALL
        .into_iter()
        .filter(|part| *part != Part::Coverage || ground.may(Area::Coverage, Right::Read))
        .map(|part| {
            let href = Asked { part, form: None, id: None, ..ground.asked.clone() }.with_form(None, None);
            let current = if part == ground.asked.part { "true" } else { "false" };
            view! { <a class="tabs__tab" href=href aria-current=current>{part.title()}</a> }
        });
    view! { <nav class="tabs ledger__tabs" aria-label="Parts of the ledger">{shown.collect::<Vec<_>>()}</nav> }
}
