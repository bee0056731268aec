//! Choosing a file, and what became of earlier ones.

use crate::import::facts::{Listed, State};
use crate::parts::icon::Icon;
use crate::parts::words as say;
use crate::prelude::*;

pub(super) fn body(imports: &[Listed]) -> AnyView {
    view! { {form(None)} {earlier(imports)} }
}

/// The form that sends a file. `after`: the import whose choices hold for the new file too.
pub(super) fn form(after: Option<&str>) -> AnyView {
    let (title, hint) = if after.is_some() {
        (
            "Drop the corrected rows here, or choose the file",
            "What you chose about columns, dates and words is kept.",
        )
    } else {
        (
            "Drop a spreadsheet here, or choose one",
            "CSV or XLSX, up to 20 MB and 50,000 rows. Any separator and encoding; the order of columns does not matter.",
        )
    };
    let after = after.map(|id| view! { <input type="hidden" name="after" value=id.to_owned()/> });
    view! {
        <form class="stack" method="post" action="/import/file" enctype="multipart/form-data" data-now="">
            {after}
            <label class="drop">
                <span class="drop__words"><Icon name="sheet"/><strong>{title}</strong><span>{hint}</span></span>
                <input type="file" name="file" required accept=".csv,.tsv,.txt,.xlsx,text/csv"/>
            </label>
            <div class="row" data-push=""><button class="button button--primary" type="submit">"Read the file"</button></div>
        </form>
    }
}

fn earlier(imports: &[Listed]) -> Option<AnyView> {
    if imports.is_empty() {
        return None;
    }
    let rows = imports.iter().map(|import| {
        let (when, code) = import.at.clone();
        let (tone, words) = state(import);
        let href = ["/import/", &import.id].concat();
        view! {
            <tr>
                <th scope="row"><a href=href dir="auto">{import.file.clone()}</a></th>
                <td data-label="Uploaded" class="nowrap"><time datetime=code>{when}</time></td>
                <td data-label="Rows" class="number">{import.rows}</td>
                <td data-label="State"><span class="chip" data-tone=tone><span class="chip__text">{words}</span></span></td>
            </tr>
        }
    });
    let table = view! {
        <section class="section" aria-label="Your imports">
            <div class="section__head"><h2>"Your imports"</h2></div>
            <div class="table-frame">
                <table class="table" data-stack="">
                    <thead><tr>
                        <th scope="col">"File"</th>
                        <th scope="col">"Uploaded"</th>
                        <th scope="col" class="number">"Rows"</th>
                        <th scope="col">"State"</th>
                    </tr></thead>
                    <tbody>{rows.collect::<Vec<_>>()}</tbody>
                </table>
            </div>
            <p class="field__hint">"A file that is not worked with for 14 days is forgotten; its cases stay."</p>
        </section>
    };
    Some(table.into_any())
}

fn state(import: &Listed) -> (&'static str, String) {
    let cases = say::count(import.cases as usize, "case", "cases");
    match import.state {
        State::Open => ("warn", "waits for you".to_owned()),
        State::Running => ("info", "running".to_owned()),
        State::Done => ("good", [&cases, " imported"].concat()),
        State::Undoing => ("info", "being taken back".to_owned()),
        State::Undone => ("info", "taken back".to_owned()),
    }
}
