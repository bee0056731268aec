//! Progress: scores of outcome measures over time, attendance, and the forms that record and withdraw a score.

mod form;

use super::Ground;
use super::controls::{command, finish, open};
use crate::pages::fields::{Kind as Typing, banner, empty, hidden, input};
use crate::pages::record::chart;
use crate::parts::words;
use crate::prelude::*;
use chrono::Days;
use domain::access::{Area, Right};
use domain::chart::{AttendanceChart, MeasureChart, Point};
use domain::ids::ScoreId;
use domain::measure::{Catalogue, Key, Measure, Score, due_again, scores_of, verdict};
use std::collections::BTreeSet;

/// Attendance is shown for so many days back.
const ATTENDANCE_DAYS: Days = Days::new(7 * 26);

/// The part.
pub(super) fn body(ground: Ground<'_>) -> AnyView {
    let catalogue = Catalogue::standard();
    let facts = ground.facts;
    let outcomes = &facts.record.outcomes;
    let keys: BTreeSet<&Key> = outcomes.scores.iter().map(|score| &score.measure).collect();
    let last_of = |key: &&Key| {
        outcomes.scores.iter().filter(|score| score.measure == **key).map(|score| score.on).max()
    };
    let sections: Vec<AnyView> = keys
        .into_iter()
        .filter_map(|key| catalogue.find(key, last_of(&key)?))
        .map(|measure| section(ground, measure))
        .collect();
    let form = ground.may(Area::Outcomes, Right::Write).then(|| {
        if ground.asked.is_open("score") {
            return form::body(ground, &catalogue);
        }
        let open = open(ground, "plus", "Record a score", "score", None);
        view! { <div class="row">{open}</div> }.into_any()
    });
    let measures = if sections.is_empty() {
        empty("today", "No scores yet", "A baseline at the evaluation is what all progress is measured from.")
    } else {
        view! { <div class="measures">{sections}</div> }.into_any()
    };
    view! { {form} {measures} {attendance(ground)} }.into_any()
}

fn section(ground: Ground<'_>, measure: &Measure) -> AnyView {
    let facts = ground.facts;
    let outcomes = &facts.record.outcomes;
    let scores = scores_of(outcomes, &measure.key);
    let points: Vec<Point> = scores.iter().map(|score| (score.on, score.value)).collect();
    let second: Vec<Point> = scores.iter().filter_map(|score| Some((score.on, score.second?))).collect();
    let picture = chart::measure(&MeasureChart::new(measure, &points));
    let caution = points.first().zip(points.last()).filter(|_| 1 < points.len());
    let change = caution.map(|(first, last)| verdict(first.1, last.1, measure));
    let caution =
        change.as_ref().and_then(|change| change.caution).map(|words| banner("info", "info", words));
    let worse = change.filter(domain::measure::Change::asks_for_review).map(|_| {
        banner(
            "warn",
            "warn",
            "Worse than at the beginning by more than the change that matters. A review is due.",
        )
    });
    let growth = (!second.is_empty()).then(|| {
        let values: Vec<String> =
            second.iter().map(|(on, value)| [&words::date(*on), ": ", &value.to_string()].concat()).collect();
        view! { <p class="muted">"Raw or growth score: " {values.join(", ")}</p> }
    });
    let again = due_again(outcomes, measure).map(|day| {
        let words = if day <= facts.today { "Was due again on " } else { "Due again on " };
        view! { <p class="muted">{[words, &words::date(day), "."].concat()}</p> }
    });
    view! {
        <section class="section" data-framed="">
            <div class="section__head"><h2>{measure.name()}</h2></div>
            <div class="stack">{worse}{picture}{caution}{growth}{again}{list(ground, measure)}</div>
        </section>
    }
    .into_any()
}

/// The scores with what can be done about each; those entered in error stay, and say why.
fn list(ground: Ground<'_>, measure: &Measure) -> AnyView {
    let all = ground.facts.record.outcomes.scores.iter().filter(|score| score.measure == measure.key);
    let rows: Vec<AnyView> = all.map(|score| row(ground, score)).collect();
    view! {
        <details class="chart__table" open=ground.asked.is_open("withdraw")>
            <summary>"Scores"</summary>
            <ul class="lines" role="list">{rows}</ul>
        </details>
    }
    .into_any()
}

fn row(ground: Ground<'_>, score: &Score) -> AnyView {
    let by = ground.facts.clinic.name_of(score.by);
    let said = [&words::date(score.on), ": ", &score.value.to_string(), ", by ", &by].concat();
    if let Some(reason) = &score.withdrawn {
        let why = [". Entered in error: ", reason.as_str()].concat();
        return view! { <li dir="auto"><s>{said}</s>{why}</li> }.into_any();
    }
    let id = score.id.to_string();
    let about_this = ground.asked.is_open("withdraw") && ground.asked.id.as_deref() == Some(&*id);
    if about_this {
        return view! { <li dir="auto">{said}{withdraw(ground, score.id)}</li> }.into_any();
    }
    let link = ground.may(Area::Outcomes, Right::Write).then(|| {
        let href = ground.asked.with_form(Some("withdraw"), Some(&id));
        view! { <a class="button button--small button--quiet" href=href>"Entered in error"</a> }
    });
    view! { <li dir="auto">{said}" "{link}</li> }.into_any()
}

fn withdraw(ground: Ground<'_>, id: ScoreId) -> AnyView {
    view! {
        <form class="stack" method="post" action=ground.post("score-withdraw")>
            {command(ground)}
            {hidden("id", id)}
            {input(Typing::Text, "reason", "Why it is wrong", String::new(), "The score stays in the history.")}
            {finish(ground, "Mark as entered in error")}
        </form>
    }
    .into_any()
}

fn attendance(ground: Ground<'_>) -> Option<AnyView> {
    let facts = ground.facts;
    let until = facts.today.succ_opt()?;
    let earliest = facts.ledger.visits.first()?.on;
    let from = facts.today.checked_sub_days(ATTENDANCE_DAYS)?.max(earliest);
    let chart = AttendanceChart::new(&facts.ledger.visits, from, until);
    Some(
        view! {
            <section class="section" data-framed="">
                <div class="section__head"><h2>"Attendance"</h2></div>
                {chart::attendance(&chart)}
            </section>
        }
        .into_any(),
    )
}
