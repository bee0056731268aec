//! What each column of the file becomes.

use super::{banner, choice, to};
use crate::import::facts::{Column, Columns, Sure};
use crate::parts::icon::Icon;
use crate::prelude::*;
use domain::import::Field;

pub(super) fn body(id: &str, step: &Columns) -> AnyView {
    let problems = step.problems.iter().map(|problem| banner("bad", "warn", problem.clone()));
    let known =
        step.columns.iter().filter(|column| !matches!(column.sure, Sure::Unknown | Sure::Empty)).count();
    let words = format!("We matched {known} of {} columns; change what is wrong.", step.columns.len());
    let rows = step.columns.iter().enumerate().map(|(at, column)| row(at, column));
    view! {
        {problems.collect::<Vec<_>>()}
        {sheets(id, &step.sheets)}
        <form class="stack" method="post" action=to(id, "columns")>
            <p class="muted">{words}</p>
            <div class="table-frame">
                <table class="table" data-stack="">
                    <thead><tr>
                        <th scope="col">"Column of the file"</th>
                        <th scope="col">"First values"</th>
                        <th scope="col">"Becomes"</th>
                        <th scope="col">"Remark"</th>
                    </tr></thead>
                    <tbody>{rows.collect::<Vec<_>>()}</tbody>
                </table>
            </div>
            {first_rows(step)}
            <div class="import__bar">
                <button class="button" type="submit" form="forget">"Forget this file"</button>
                <button class="button button--primary" type="submit">"Next: dates and words"</button>
            </div>
        </form>
        <form id="forget" method="post" action=to(id, "discard")></form>
    }
}

/// Another sheet of the workbook.
fn sheets(id: &str, sheets: &[String]) -> Option<AnyView> {
    let first = sheets.first().filter(|_| 1 < sheets.len())?;
    let options = sheets.iter().map(|name| (name.clone(), name.clone())).collect();
    let select = choice("sheet".to_owned(), "Sheet of the workbook".to_owned(), options, first);
    let form = view! {
        <form class="row" method="post" action=to(id, "sheet") data-now="">
            <label class="import__sheet"><span>"Sheet"</span>{select}</label>
            <button class="button" type="submit">"Read this sheet"</button>
        </form>
    };
    Some(form.into_any())
}

fn row(at: usize, column: &Column) -> AnyView {
    let samples = column.samples.iter().map(|sample| view! { <code dir="auto">{sample.clone()}</code> });
    let label = format!("What “{}” becomes", column.header);
    let fields = Field::ALL.into_iter().map(|field| (field.code(), field.title()));
    let options = fields.chain([("note", "Keep as note"), ("ignore", "Leave out")]);
    let options = options.map(|(code, words)| (code.to_owned(), words.to_owned())).collect();
    let (tone, icon, words) = match column.sure {
        Sure::Chosen => ("info", "check", "chosen"),
        Sure::Matched => ("good", "done", "matched"),
        Sure::Likely => ("good", "done", "likely"),
        Sure::Guess => ("warn", "help", "a guess from the values"),
        Sure::Unknown => ("info", "info", "unknown, kept as note"),
        Sure::Empty => ("info", "info", "left out"),
    };
    let filled = format!("{} filled", column.filled);
    view! {
        <tr>
            <th scope="row"><span dir="auto">{column.header.clone()}</span></th>
            <td class="import__sample" data-label="First values"><span>{samples.collect::<Vec<_>>()}</span></td>
            <td data-label="Becomes">{choice(format!("c{at}"), label, options, column.becomes)}</td>
            <td data-label="Remark">
                <span class="chips">
                    <span class="chip" data-tone=tone><Icon name=icon/><span class="chip__text">{words}</span></span>
                    <span class="chip"><span class="chip__text">{filled}</span></span>
                </span>
            </td>
        </tr>
    }
}

fn first_rows(step: &Columns) -> AnyView {
    let heads =
        step.columns.iter().map(|column| view! { <th scope="col" dir="auto">{column.header.clone()}</th> });
    let rows = step.first_rows.iter().map(|cells| {
        let cells = cells.iter().map(|cell| view! { <td dir="auto">{cell.clone()}</td> });
        view! { <tr>{cells.collect::<Vec<_>>()}</tr> }
    });
    let title = match step.first_rows.len() {
        10 => "The first ten rows, as they stand in the file".to_owned(),
        _ => "The rows, as they stand in the file".to_owned(),
    };
    view! {
        <section class="section" aria-label="First rows">
            <div class="section__head"><h2>{title}</h2></div>
            <div class="table-frame" role="region" aria-label="First rows of the file" tabindex="0">
                <table class="table import__rows">
                    <thead><tr>{heads.collect::<Vec<_>>()}</tr></thead>
                    <tbody>{rows.collect::<Vec<_>>()}</tbody>
                </table>
            </div>
        </section>
    }
}
