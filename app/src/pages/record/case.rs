//! The page of a case's record: plan and goals, notes, progress, handoffs, documents, discharge, billing.

mod billing;
mod controls;
mod documents;
mod ending;
mod handoffs;
mod notes;
mod plan;
mod progress;

use super::asked::{Asked, Part};
use crate::drawn::{Shown, finished};
use crate::prelude::*;
use crate::record::facts::RecordFacts;
use domain::access::{Area, Right};
use domain::ids::{CommandId, GoalId};
use domain::kinds::{Date, Discipline, Lane};

/// The form, typed and not saved, that the address names.
pub fn typed(query: &str) -> Option<CommandId> {
    Asked::of(query).id?.parse().ok()
}

/// What the parts of the page are drawn from.
#[derive(Clone, Copy)]
pub(super) struct Ground<'a> {
    pub(super) facts: &'a RecordFacts,
    pub(super) asked: &'a Asked,
}

impl Ground<'_> {
    pub(super) fn may(&self, area: Area, right: Right) -> bool {
        self.facts.may(area, right)
    }

    /// The same, on a case that is not closed.
    pub(super) fn may_now(&self, area: Area, right: Right) -> bool {
        self.facts.case.lane != Lane::Closed && self.may(area, right)
    }

    /// The address to which a form of this page posts.
    pub(super) fn post(&self, step: &str) -> String {
        ["/cases/", &self.facts.case.id.to_string(), "/record/", step].concat()
    }
}

/// Whether this person reads this part of the record.
fn reads(ground: Ground<'_>, part: Part) -> bool {
    let area = match part {
        // Consents and referrals are the office's as well.
        Part::Documents => Area::Demographics,
        Part::Plan | Part::Ending => Area::ClinicalPlan,
        Part::Progress => Area::Outcomes,
        Part::Notes => Area::SessionNotes,
        Part::Handoffs => Area::Messages,
        Part::Billing => Area::Money,
    };
    ground.may(area, Right::Read) || part == Part::Notes && ground.may(area, Right::Write)
}

/// The page.
pub fn draw(facts: &RecordFacts, query: &str) -> Shown {
    let asked = Asked::of(query);
    let ground = Ground { facts, asked: &asked };
    let case = &facts.case;
    let part = Some(asked.part).filter(|part| reads(ground, *part));
    let asked = Asked { part: part.or_else(|| first(ground)).unwrap_or_default(), ..asked.clone() };
    let ground = Ground { facts, asked: &asked };
    let body = match asked.part {
        Part::Plan => plan::body(ground),
        Part::Progress => progress::body(ground),
        Part::Notes => notes::body(ground),
        Part::Documents => documents::body(ground),
        Part::Handoffs => handoffs::body(ground),
        Part::Ending => ending::body(ground),
        Part::Billing => billing::body(ground),
    };
    let name = case.patient.name.to_string();
    let number = ["Case ", &case.number.to_string()].concat();
    let chart = ["/cases/", &case.id.to_string()].concat();
    let say = [asked.part.title(), " of case ", &case.number.to_string()].concat();
    let view = view! {
        <nav class="crumbs" aria-label="Where">
            <a href="/board">"Board"</a><span aria-hidden="true">"/"</span>
            <a href=chart>{number}</a><span aria-hidden="true">"/"</span><span>"Record"</span>
        </nav>
        <header class="page__head">
            <h1 tabindex="-1">{asked.part.title()} " of " <span dir="auto">{name}</span></h1>
        </header>
        {tabs(ground)}
        {ending::earlier(ground)}
        <div class="stack">{body}</div>
    };
    finished(view, say, false)
}

fn first(ground: Ground<'_>) -> Option<Part> {
    Part::ALL.into_iter().find(|part| reads(ground, *part))
}

fn tabs(ground: Ground<'_>) -> AnyView {
    let shown = Part::ALL.into_iter().filter(|part| reads(ground, *part)).map(|part| {
        let href = Asked { part, ..Asked::default() }.with_form(None, None);
        let current = if part == ground.asked.part { "true" } else { "false" };
        view! { <a class="tabs__tab" href=href aria-current=current>{part.title()}</a> }
    });
    view! { <nav class="tabs" aria-label="Parts of the record">{shown.collect::<Vec<_>>()}</nav> }
}

impl Ground<'_> {
    /// Goals that are worked on by a discipline on a day: id, in words, unit. None for who does not read plans.
    fn goals_on(&self, discipline: Discipline, on: Date) -> Vec<(GoalId, String, String)> {
        let goals = self.facts.record.care.active(discipline).filter(|goal| goal.baseline_on <= on);
        goals.map(|goal| (goal.id, goal.statement.to_string(), goal.unit.to_string())).collect()
    }

    /// A goal in words.
    fn goal(&self, id: GoalId) -> Option<String> {
        self.facts.record.care.goal(id).map(|goal| goal.statement.to_string())
    }
}
