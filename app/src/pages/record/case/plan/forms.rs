//! Forms about plans.

use super::super::Ground;
use super::super::controls::{Filled, command, finish};
use crate::pages::fields::{Kind as Typing, area, hidden, input, select, shown};
use crate::prelude::*;
use chrono::Days;
use domain::ids::PlanId;
use domain::kinds::Discipline;
use domain::plan::{Plan, Terms};

/// A plan counts for so many days, unless somebody says otherwise.
const USUAL: Days = Days::new(90);

/// Writes a plan, or its next version.
pub(super) fn plan(ground: Ground<'_>, discipline: Discipline, known: Option<&Plan>) -> AnyView {
    let facts = ground.facts;
    let filled = Filled::of(ground, "plan");
    let model =
        known.and_then(|plan| plan.draft.as_ref().or_else(|| plan.versions.last().map(|last| &last.terms)));
    let codes =
        |terms: &Terms| terms.diagnoses.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let begins = |read: &dyn Fn(&Terms) -> String, or: &str| model.map_or_else(|| or.to_owned(), read);
    let drafted = known.is_some_and(|plan| plan.draft.is_some());
    let from = model.filter(|_| drafted).map_or(facts.today, |terms| terms.from);
    let last = model.filter(|_| drafted).map_or_else(|| facts.today + USUAL, |terms| terms.until).pred_opt();
    let seen = known.and_then(|plan| plan.draft.as_ref());
    let id = known.map_or(PlanId(filled.command(ground).0), |plan| plan.id);
    view! {
        <form class="stack" method="post" action=ground.post("plan-write")>
            {hidden("command", filled.command(ground))}
            {hidden("id", id)}
            {hidden("discipline", discipline.mark())}
            {seen.map(|seen| shown("seen", seen))}
            {input(Typing::Text, "diagnoses", "Diagnoses", filled.or("diagnoses", begins(&codes, "")), "ICD-10-CM codes, the primary first, with commas: F80.2, R47.1.")}
            {input(Typing::Text, "interventions", "Interventions", filled.or("interventions", begins(&|terms| terms.interventions.to_string(), "")), "Which kinds of treatment.")}
            <div class="fields">
                {input(Typing::Number, "weekly", "Sessions a week", filled.or("weekly", begins(&|terms| terms.weekly.to_string(), "")), "")}
                {input(Typing::Number, "minutes", "Minutes a session", filled.or("minutes", begins(&|terms| terms.minutes.to_string(), "")), "")}
                {input(Typing::Day, "from", "From", filled.or("from", from.to_string()), "")}
                {input(Typing::Day, "last", "Last day", filled.or("last", last.map(|last| last.to_string()).unwrap_or_default()), "")}
            </div>
            {area("reason", "Why skilled care is needed, or why it changes", filled.or("reason", begins(&|terms| terms.reason.as_ref().map(ToString::to_string).unwrap_or_default(), "")), "")}
            {finish(ground, "Keep the draft")}
        </form>
    }
    .into_any()
}

/// Signs what is written.
pub(super) fn sign(ground: Ground<'_>, id: PlanId, draft: &Terms) -> AnyView {
    view! {
        <form method="post" action=ground.post("plan-sign")>
            {command(ground)}
            {hidden("id", id)}
            {shown("seen", draft)}
            <button class="button button--primary" type="submit">"Sign the plan"</button>
        </form>
    }
    .into_any()
}

/// Lets a version count.
pub(super) fn approve(ground: Ground<'_>, id: PlanId) -> AnyView {
    view! {
        <form method="post" action=ground.post("plan-approve")>
            {command(ground)}
            {hidden("id", id)}
            <button class="button button--primary" type="submit">"Approve"</button>
        </form>
    }
    .into_any()
}

/// Sends a version back.
pub(super) fn send_back(ground: Ground<'_>, id: PlanId) -> AnyView {
    view! {
        <form class="stack" method="post" action=ground.post("plan-return")>
            {command(ground)}
            {hidden("id", id)}
            {input(Typing::Text, "comment", "What is to be done", String::new(), "The author reads it above the plan.")}
            {finish(ground, "Send it back")}
        </form>
    }
    .into_any()
}

/// Records a certification.
pub(super) fn certify(ground: Ground<'_>, plan: &Plan) -> AnyView {
    let today = ground.facts.today;
    let ways = [("signed", "A physician signed"), ("sent", "An order is on file, and the plan was sent")];
    let ways = ways.map(|(value, words)| (value.to_owned(), words.to_owned())).to_vec();
    let last = plan.versions.last().map_or(today, |version| version.terms.from) + USUAL;
    view! {
        <form class="stack" method="post" action=ground.post("plan-certify")>
            {command(ground)}
            {hidden("id", plan.id)}
            <div class="fields">
                {select("way", "How", ways, "signed")}
                {input(Typing::Text, "who", "Physician", String::new(), "")}
                {input(Typing::Day, "on", "On", today.to_string(), "")}
                {input(Typing::Day, "last", "Covers until", last.pred_opt().unwrap_or(last).to_string(), "")}
            </div>
            {input(Typing::Text, "proof", "Proof, or reason for a delay", String::new(), "Fax confirmation, portal message; why it came late.")}
            {finish(ground, "Record it")}
        </form>
    }
    .into_any()
}
