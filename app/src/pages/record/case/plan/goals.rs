//! Goals: long-term ones with what serves them, how each stands, and the forms about them.

use super::super::Ground;
use super::super::controls::{Filled, command, finish, open};
use crate::pages::fields::{
    Kind as Typing, chip, hidden, input, options, or_none, select, shown, tick, word,
};
use crate::pages::record::chart;
use crate::parts::words;
use crate::prelude::*;
use chrono::Days;
use domain::access::{Area, Right};
use domain::chart::GoalChart;
use domain::goal::{Achievement, Goal, Lifecycle, Pace, findings, standing};
use domain::ids::GoalId;
use domain::kinds::Discipline;

/// A goal is due after so many days, unless somebody says otherwise.
const USUAL: Days = Days::new(84);

/// The goals of a discipline.
pub(super) fn list(ground: Ground<'_>, discipline: Discipline) -> AnyView {
    let care = &ground.facts.record.care;
    let code = discipline.mark().to_lowercase();
    let writes = ground.may_now(Area::ClinicalPlan, Right::Write);
    let of = |goal: &&Goal| goal.discipline == discipline && goal.lifecycle != Lifecycle::EnteredInError;
    let long = care.goals.iter().filter(of).filter(|goal| goal.of.is_none());
    let rows: Vec<AnyView> = long
        .map(|goal| {
            let short: Vec<AnyView> = care
                .goals
                .iter()
                .filter(of)
                .filter(|one| one.of == Some(goal.id))
                .map(|one| row(ground, one))
                .collect();
            let short = (!short.is_empty())
                .then(|| view! { <ul class="goals" aria-label="Short-term goals">{short}</ul> });
            view! { <li>{body(ground, goal)}{short}</li> }.into_any()
        })
        .collect();
    let new = writes && ground.asked.is_open("goal") && ground.asked.id.as_deref() == Some(&*code);
    let add = match () {
        () if !writes => None,
        () if new => Some(form(ground, discipline, None)),
        () => {
            let open = open(ground, "plus", "Write a goal", "goal", Some(&code));
            Some(view! { <div class="row">{open}</div> }.into_any())
        }
    };
    let title = (!rows.is_empty()).then(|| view! { <h3>"Goals"</h3> });
    view! { {title}<ul class="goals">{rows}</ul>{add} }.into_any()
}

fn row(ground: Ground<'_>, goal: &Goal) -> AnyView {
    view! { <li>{body(ground, goal)}</li> }.into_any()
}

fn body(ground: Ground<'_>, goal: &Goal) -> AnyView {
    let id = goal.id.to_string();
    let about = ground.asked.id.as_deref() == Some(&*id);
    let stands = standing(goal, ground.facts.today);
    let (tone, icon, said) = match (goal.lifecycle, stands.pace, stands.plateau) {
        (Lifecycle::Active, Pace::Reached, _) => ("good", "check", "Target reached"),
        (Lifecycle::Active, _, true) => ("warn", "warn", "Plateau"),
        (Lifecycle::Active, Pace::On, _) => ("good", "up", "On pace"),
        (Lifecycle::Active, Pace::Behind, _) => ("warn", "down", "Behind"),
        (other, _, _) => ("plain", "info", other.title()),
    };
    let met = (goal.achievement != Achievement::InProgress)
        .then(|| chip("plain", "flag", goal.achievement.title()));
    let late = (goal.lifecycle.is_open() && goal.due < ground.facts.today)
        .then(|| chip("bad", "late", "Past its day"));
    let found = findings(goal).into_iter().map(|finding| view! { <li>{finding.sentence}</li> }.into_any());
    let found: Vec<AnyView> = found.collect();
    let found = (!found.is_empty() && goal.lifecycle.is_open()).then(
        || view! { <ul class="lines goal__findings" aria-label="What a reviewer would ask">{found}</ul> },
    );
    let detail = [goal.condition.as_ref(), goal.purpose.as_ref()];
    let detail: Vec<String> = detail.into_iter().flatten().map(ToString::to_string).collect();
    let points: Vec<_> = goal.points.iter().map(|point| (point.on, point.value)).collect();
    let unit = [" ", goal.unit.as_str()].concat();
    let picture = GoalChart::new((goal.baseline_on, goal.baseline), (goal.due, goal.target), &points);
    let form = match ground.asked.form.as_deref().filter(|_| about) {
        Some("data") => Some(data(ground, goal)),
        Some("status") => Some(status(ground, goal)),
        Some("correct") => Some(self::form(ground, goal.discipline, Some(goal))),
        _ => None,
    };
    let steps = form.is_none().then(|| steps(ground, goal));
    view! {
        <article class="goal">
            <div class="goal__head">
                <strong dir="auto">{goal.statement.to_string()}</strong>
                <span class="row">{chip(tone, icon, said)}{met}{late}</span>
            </div>
            <p class="muted" dir="auto">{detail.join(", ")}</p>
            <p dir="auto">{stands.sentence}</p>
            {found}
            <details class="chart__table" open=about>
                <summary>{["Chart, due ", &words::date(goal.due)].concat()}</summary>
                {chart::goal(&picture, &unit)}
            </details>
            {steps}
            {form}
        </article>
    }
    .into_any()
}

fn steps(ground: Ground<'_>, goal: &Goal) -> AnyView {
    let id = goal.id.to_string();
    let writes = ground.may_now(Area::ClinicalPlan, Right::Write);
    let records = goal.lifecycle.is_open() && (writes || ground.may_now(Area::Outcomes, Right::Write));
    let data = records.then(|| open(ground, "plus", "Add data", "data", Some(&id)));
    let status = writes.then(|| open(ground, "flag", "Set where it stands", "status", Some(&id)));
    let correct = writes.then(|| open(ground, "edit", "Correct", "correct", Some(&id)));
    view! { <div class="row">{data}{status}{correct}</div> }.into_any()
}

fn data(ground: Ground<'_>, goal: &Goal) -> AnyView {
    let today = ground.facts.today.to_string();
    view! {
        <form class="stack" method="post" action=ground.post("goal-point")>
            {command(ground)}
            {hidden("id", goal.id)}
            <div class="fields">
                {input(Typing::Figures, "value", [goal.measure.as_str(), ", ", goal.unit.as_str()].concat(), String::new(), "")}
                {input(Typing::Day, "on", "On", today, "")}
            </div>
            {finish(ground, "Add it")}
        </form>
    }
    .into_any()
}

fn status(ground: Ground<'_>, goal: &Goal) -> AnyView {
    view! {
        <form class="stack" method="post" action=ground.post("goal-status")>
            {command(ground)}
            {hidden("id", goal.id)}
            <div class="fields">
                {select("lifecycle", "Work on it", options(Lifecycle::ALL.iter().copied(), Lifecycle::title), &word(goal.lifecycle))}
                {select("achievement", "How far", options(Achievement::ALL.iter().copied(), Achievement::title), &word(goal.achievement))}
            </div>
            {input(Typing::Text, "reason", "Why", String::new(), "")}
            {finish(ground, "Set it")}
        </form>
    }
    .into_any()
}

fn form(ground: Ground<'_>, discipline: Discipline, known: Option<&Goal>) -> AnyView {
    let facts = ground.facts;
    let filled = Filled::of(ground, if known.is_some() { "correct" } else { "goal" });
    let long: Vec<(String, String)> = facts
        .record
        .care
        .goals
        .iter()
        .filter(|goal| goal.discipline == discipline && goal.of.is_none() && goal.lifecycle.is_open())
        .filter(|goal| known.is_none_or(|known| known.id != goal.id))
        .map(|goal| (goal.id.to_string(), goal.statement.to_string()))
        .collect();
    let begins = |read: &dyn Fn(&Goal) -> String, or: &str| known.map_or_else(|| or.to_owned(), read);
    let text =
        |line: &Option<domain::kinds::Line>| line.as_ref().map(ToString::to_string).unwrap_or_default();
    let id = known.map_or(GoalId(filled.command(ground).0), |goal| goal.id);
    let today = facts.today;
    view! {
        <form class="stack goal__form" method="post" action=ground.post("goal-set")>
            {hidden("command", filled.command(ground))}
            {hidden("id", id)}
            {hidden("discipline", discipline.mark())}
            {known.map(|known| shown("seen", known))}
            {input(Typing::Text, "statement", "Who does what", filled.or("statement", begins(&|goal| goal.statement.to_string(), "")), "A verb that can be seen: says, dresses, walks.")}
            {input(Typing::Text, "condition", "Under which condition", filled.or("condition", begins(&|goal| text(&goal.condition), "")), "With how much help, where, with whom.")}
            {input(Typing::Text, "purpose", "What for", filled.or("purpose", begins(&|goal| text(&goal.purpose), "")), "In daily life.")}
            <div class="fields">
                {input(Typing::Text, "measure", "What is counted", filled.or("measure", begins(&|goal| goal.measure.to_string(), "")), "")}
                {input(Typing::Text, "unit", "Unit", filled.or("unit", begins(&|goal| goal.unit.to_string(), "%")), "")}
                {input(Typing::Figures, "baseline", "Baseline", filled.or("baseline", begins(&|goal| goal.baseline.to_string(), "")), "")}
                {input(Typing::Day, "baseline_on", "Baseline of", filled.or("baseline_on", begins(&|goal| goal.baseline_on.to_string(), &today.to_string())), "")}
                {input(Typing::Figures, "target", "Target", filled.or("target", begins(&|goal| goal.target.to_string(), "")), "")}
                {input(Typing::Day, "due", "Due", filled.or("due", begins(&|goal| goal.due.to_string(), &(today + USUAL).to_string())), "")}
                {select("of", "Serves", or_none("It is a long-term goal", long), &filled.or("of", begins(&|goal| goal.of.map(|of| of.to_string()).unwrap_or_default(), "")))}
            </div>
            {tick("maintains", "on".to_owned(), "It keeps what there is (maintenance)", filled.is_on("maintains", known.is_some_and(|goal| goal.maintains)))}
            {finish(ground, "Save the goal")}
        </form>
    }
    .into_any()
}
