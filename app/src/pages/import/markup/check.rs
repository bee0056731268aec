//! The three piles, before anything is imported.

use super::{banner, file, to};
use crate::import::facts::{Check, Pile, Row, Wrong};
use crate::parts::icon::Icon;
use crate::parts::words;
use crate::prelude::*;

/// Rows on one page.
const PAGE: u32 = 25;

pub(super) fn say(check: &Check) -> String {
    let counts = check.counts;
    format!("{} ready, {} to fix, {} possible duplicates", counts.ready, counts.to_fix, counts.duplicates)
}

pub(super) fn body(id: &str, step: &Check) -> AnyView {
    let counts = step.counts;
    let sum = format!(
        "{} + {} + {} = {} of the file.",
        counts.ready,
        counts.to_fix,
        counts.duplicates,
        words::count(counts.rows as usize, "row", "rows")
    );
    let back = ["/import/", id, "?step=words"].concat();
    let go = format!("Import {}", words::count(counts.ready as usize, "case", "cases"));
    let pile = match step.pile {
        Pile::Ready => ready(id, step),
        Pile::ToFix => to_fix(id, step),
        Pile::Twins => twins(id, step),
    };
    view! {
        {questions(id, step.questions)}
        <nav class="tally" aria-label="Rows">
            {tab(id, step, Pile::Ready, "good", counts.ready, "Ready")}
            {tab(id, step, Pile::ToFix, "bad", counts.to_fix, "To fix")}
            {tab(id, step, Pile::Twins, "warn", counts.duplicates, "Possible duplicates")}
        </nav>
        <p class="muted">{sum}" "{step.ages.clone()}</p>
        {pile}
        <form class="import__bar" method="post" action=to(id, "run")>
            <a class="button" href=back>"Back"</a>
            <span class="muted wide-only">"Rows to fix and possible duplicates stay out; nothing is lost."</span>
            <button class="button button--primary" type="submit" disabled=counts.ready == 0>{go}</button>
        </form>
    }
}

fn questions(id: &str, open: u32) -> Option<AnyView> {
    let href = ["/import/", id, "?step=words"].concat();
    let words = format!(
        "{} open, so rows that depend on them are among those to fix. ",
        words::count(
            open as usize,
            "question about dates and words is",
            "questions about dates and words are"
        )
    );
    (0 < open).then(|| banner("warn", "help", view! { {words} <a href=href>"Answer"</a> }))
}

fn address(id: &str, pile: Pile, from: u32) -> String {
    let pile = match pile {
        Pile::Ready => "ready",
        Pile::ToFix => "fix",
        Pile::Twins => "twins",
    };
    let mut to = ["/import/", id, "?step=check&pile=", pile].concat();
    if 0 < from {
        to.push_str("&from=");
        to.push_str(&from.to_string());
    }
    to
}

fn tab(id: &str, step: &Check, pile: Pile, tone: &'static str, count: u32, title: &'static str) -> AnyView {
    let current = if step.pile == pile { "true" } else { "false" };
    view! {
        <a class="tally__tab" href=address(id, pile, 0) aria-current=current data-tone=tone id=["t-", tone].concat()>
            <strong>{count}</strong>{title}
        </a>
    }
}

fn ready(id: &str, step: &Check) -> AnyView {
    if step.rows.is_empty() {
        return banner("info", "info", "No row is ready yet. Look at the rows to fix.");
    }
    let rows = step.rows.iter().map(|row| {
        view! {
            <tr>
                <td class="number muted" data-label="Row">{row.line}</td>
                {cells(row)}
            </tr>
        }
    });
    view! {
        <div class="table-frame" role="region" aria-label="Rows that are ready" tabindex="0">
            <table class="table" data-stack="">
                <thead><tr>{heads(&["Row", "Name", "Birth date", "Disciplines", "Lane", "In lane since", "Owner"])}</tr></thead>
                <tbody>{rows.collect::<Vec<_>>()}</tbody>
            </table>
        </div>
        {pager(id, step)}
    }
}

fn heads(titles: &[&'static str]) -> Vec<AnyView> {
    let head = |title: &&'static str| {
        let class = (*title == "Row").then_some("number");
        view! { <th scope="col" class=class>{*title}</th> }
    };
    titles.iter().map(head).collect()
}

fn cells(row: &Row) -> Vec<AnyView> {
    let labels = ["Name", "Birth date", "Disciplines", "Lane", "In lane since", "Owner"];
    let cell = |(at, (label, text)): (usize, (&'static str, &String))| {
        let text = text.clone();
        if at == 0 {
            return view! { <th scope="row"><span dir="auto">{text}</span></th> };
        }
        view! { <td data-label=label>{text}</td> }
    };
    labels.into_iter().zip(&row.cells).enumerate().map(cell).collect()
}

fn to_fix(id: &str, step: &Check) -> AnyView {
    if step.rows.is_empty() {
        return banner("good", "done", "Nothing to fix.");
    }
    let rows = step.rows.iter().map(|row| {
        let name = row.cells.first().filter(|name| !name.is_empty()).cloned();
        let name = name.map_or_else(
            || view! { <span class="muted">"(empty)"</span> },
            |name| view! { <span dir="auto">{name}</span> },
        );
        view! {
            <tr>
                <td class="number muted" data-label="Row">{row.line}</td>
                <th scope="row">{name}</th>
                <td class="import__wrong" data-label="What to fix"><ul role="list">{row.wrong.iter().map(wrong).collect::<Vec<_>>()}</ul></td>
            </tr>
        }
    });
    let download = to(id, "fixes.csv");
    let words =
        format!("Download {}", words::count(step.total as usize, "row to correct", "rows to correct"));
    view! {
        <div class="row" data-spread="">
            <p class="muted">"Correct them in a spreadsheet program and drop the file below; or import the others first."</p>
            <a class="button" href=download rel="external" download="rows-to-fix.csv"><Icon name="download"/>{words}</a>
        </div>
        <div class="table-frame" role="region" aria-label="Rows to fix" tabindex="0">
            <table class="table" data-stack="">
                <thead><tr>{heads(&["Row", "Name", "What to fix"])}</tr></thead>
                <tbody>{rows.collect::<Vec<_>>()}</tbody>
            </table>
        </div>
        {pager(id, step)}
        {file::form(Some(id))}
    }
}

fn wrong(wrong: &Wrong) -> AnyView {
    let cell = (!wrong.cell.is_empty()).then(|| view! { <code dir="auto">{wrong.cell.clone()}</code> });
    let header = wrong.header.clone().unwrap_or_else(|| "Row".to_owned());
    view! {
        <li>
            <span><strong dir="auto">{header}</strong>" "{cell}</span>
            <span class="table__why"><Icon name="warn"/>{wrong.why.clone()}</span>
        </li>
    }
}

fn twins(id: &str, step: &Check) -> AnyView {
    if step.rows.is_empty() {
        return banner(
            "good",
            "done",
            "No row looks like somebody who is here already, or earlier in the file.",
        );
    }
    let rows = step.rows.iter().map(twin);
    let all = |what: &'static str, words: &'static str| {
        view! {
            <form method="post" action=to(id, "twins")>
                <input type="hidden" name="all" value=what/>
                <button class="button button--small" type="submit" id=["all-", what].concat()>{words}</button>
            </form>
        }
    };
    let taken = match step.taken {
        0 => "None of them is imported unless you take it.".to_owned(),
        taken => format!("{taken} of them will be imported as cases of their own."),
    };
    view! {
        <div class="row" data-spread="">
            <p class="muted">{taken}</p>
            <div class="row">{all("take", "Take all")}{all("leave", "Leave all")}</div>
        </div>
        <form class="stack" method="post" action=to(id, "twins") data-now="">
            <input type="hidden" name="from" value=step.from/>
            <div class="table-frame" role="region" aria-label="Possible duplicates" tabindex="0">
                <table class="table" data-stack="">
                    <thead><tr>{heads(&["Take", "Row", "Name", "Birth date", "Disciplines", "Lane", "Why"])}</tr></thead>
                    <tbody>{rows.collect::<Vec<_>>()}</tbody>
                </table>
            </div>
            <noscript><button class="button" type="submit">"Keep these choices"</button></noscript>
        </form>
        {pager(id, step)}
    }
}

fn twin(row: &Row) -> AnyView {
    let name = row.cells.first().cloned().unwrap_or_default();
    let label = format!("Import row {} nevertheless: {name}", row.line);
    let why = row.twin.clone().map(|(words, case)| match case {
        Some(case) => {
            let href = ["/cases/", &case.to_string()].concat();
            view! { <a href=href>{words}</a> }
        }
        None => view! { <span>{words}</span> },
    });
    let cell = |at: usize| row.cells.get(at).cloned().unwrap_or_default();
    view! {
        <tr>
            <td data-label="Take">
                <input type="hidden" name="shown" value=row.line/>
                <input
                    class="import__take"
                    type="checkbox"
                    name="take"
                    value=row.line
                    id=["take-", &row.line.to_string()].concat()
                    checked=row.taken
                    aria-label=label
                />
            </td>
            <td class="number muted" data-label="Row">{row.line}</td>
            <th scope="row"><span dir="auto">{name}</span></th>
            <td data-label="Birth date">{cell(1)}</td>
            <td data-label="Disciplines">{cell(2)}</td>
            <td data-label="Lane">{cell(3)}</td>
            <td data-label="Why">{why.unwrap_or_else(|| view! { <span class="muted">"taken"</span> })}</td>
        </tr>
    }
}

fn pager(id: &str, step: &Check) -> Option<AnyView> {
    if step.total <= PAGE {
        return None;
    }
    let last = (step.from + PAGE).min(step.total);
    let words = format!("{} to {last} of {}", step.from + 1, step.total);
    let link = |from: Option<u32>, name: &'static str, title: &'static str| {
        from.map(|from| {
            let href = address(id, step.pile, from);
            view! { <a class="button" id=name href=href>{title}</a> }
        })
    };
    let back = (0 < step.from).then(|| step.from.saturating_sub(PAGE));
    let on = (last < step.total).then_some(last);
    let pager = view! {
        <nav class="pager" aria-label="Pages of rows">
            <span>{words}</span>
            <span class="row">{link(back, "page-back", "Previous")}{link(on, "page-on", "Next")}</span>
        </nav>
    };
    Some(pager.into_any())
}
