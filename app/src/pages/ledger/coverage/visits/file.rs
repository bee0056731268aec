//! A schedule of another program: the file, and what it comes to before anything is taken in.

use super::Book;
use super::list::{clock, look, what, when};
use crate::ledger::schedule::Read;
use crate::pages::fields::{chip, empty, hidden, select, word};
use crate::pages::ledger::coverage::controls::{Filled, finish};
use crate::parts::words;
use crate::prelude::*;
use domain::ledger::Put;
use domain::visit::Visit;

/// The form that sends a file.
pub(super) fn form(book: &Book<'_>) -> AnyView {
    let ground = book.ground;
    let all = &ground.facts.case.disciplines;
    let disciplines = all.iter().map(|one| (word(one), one.title().to_owned())).collect();
    let first = all.first().map(word).unwrap_or_default();
    let number = ["#", &ground.facts.case.number.to_string()].concat();
    view! {
        <form class="section stack" data-framed="" method="post" enctype="multipart/form-data" action=ground.post("visits-file")>
            <div class="section__head"><h2>"Read a schedule"</h2></div>
            <p class="section__lead">
                "A table (CSV, XLSX) or a calendar (.ics). Only visits of this case are taken, which the file names by its number, "
                {number}", or by a number of the patient. Nothing is taken before you have seen it."
            </p>
            {hidden("command", ground.facts.fresh.to_string())}
            <div class="field">
                <label class="field__label" for="f-file">"File"</label>
                <input class="input" id="f-file" type="file" name="file" required accept=".csv,.tsv,.txt,.xlsx,.ics,text/csv,text/calendar"/>
            </div>
            {select("discipline", "Discipline where the file names none", disciplines, &first)}
            <label class="choice" data-plain="">
                <input type="checkbox" name="mine" value="1"/>
                <span>"Entries that name nobody are this patient's"</span>
            </label>
            {finish(ground, "Read the file")}
        </form>
    }
}

/// What the file comes to.
pub(super) fn check(book: &Book<'_>) -> AnyView {
    let ground = book.ground;
    let filled = Filled::of(ground, "check");
    let read: Option<Read> = filled.text("read").and_then(|text| serde_json::from_str(text).ok());
    let Some(read) = read else {
        return empty("sheet", "The file is no longer here", "It was kept for a while only. Read it again.");
    };
    let rows = read.visits.iter().map(row).collect::<Vec<_>>();
    let problems = read.problems.iter().map(|problem| {
        view! { <li><strong>"Line "{problem.line}</strong>": "<span dir="auto">{problem.why.clone()}</span></li> }
    });
    let problems = problems.collect::<Vec<_>>();
    let sum = format!(
        "{}, {} there already, {} of other cases, {}.",
        words::count(read.visits.len(), "visit to take in", "visits to take in"),
        read.same,
        read.others,
        words::count(read.problems.len(), "problem", "problems")
    );
    let send = ["Take in ", &words::count(read.visits.len(), "visit", "visits")].concat();
    let take = (!read.visits.is_empty()).then(|| {
        view! {
            <form method="post" action=ground.post("visits-file-take")>
                {hidden("command", filled.command(ground).to_string())}
                {finish(ground, &send)}
            </form>
        }
    });
    let back = read.visits.is_empty().then(|| {
        view! { <p><a href=ground.asked.with_form(Some("file"), None)>"Choose another file"</a></p> }
    });
    let notes = read.notes.iter().map(|note| view! { <li>{note.clone()}</li> }).collect::<Vec<_>>();
    view! {
        <section class="section stack" data-framed="" aria-label="What the file comes to">
            <div class="section__head"><h2>"What the file comes to"</h2></div>
            <p>{sum}</p>
            {(!rows.is_empty()).then(|| table(rows))}
            {(!problems.is_empty()).then(|| view! { <h3>"Not visits"</h3><ul>{problems}</ul> })}
            {(!notes.is_empty()).then(|| view! { <ul class="muted">{notes}</ul> })}
            {take}
            {back}
        </section>
    }
}

fn table(rows: Vec<AnyView>) -> AnyView {
    view! {
        <div class="table-frame" role="region" aria-label="Visits of the file" tabindex="0">
            <table class="table" data-stack="">
                <thead><tr>
                    <th scope="col">"Day"</th><th scope="col">"Start"</th><th scope="col">"Service"</th>
                    <th scope="col">"What came of it"</th><th scope="col">"Here"</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn row(put: &Put<Visit>) -> AnyView {
    let visit = &put.to;
    let (tone, icon) = look(visit.outcome, false);
    let state = if put.seen.is_some() { "changes" } else { "new" };
    view! {
        <tr>
            <th scope="row" class="nowrap">{when(visit.on)}</th>
            <td data-label="Start">{visit.at.map(clock)}</td>
            <td data-label="Service">{what(visit)}</td>
            <td data-label="What came of it">{chip(tone, icon, visit.outcome.title())}</td>
            <td data-label="Here">{state}</td>
        </tr>
    }
}
