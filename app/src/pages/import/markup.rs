//! The pages of an import as markup. Every form in them works without a script. Drawn by `import.css` and `table.css`.

mod check;
mod columns;
mod file;
mod run;
mod words;

use crate::drawn::{Shown, finished};
use crate::import::facts::{At, Draft, Listed, State};
use crate::parts::icon::Icon;
use crate::parts::words as say;
use crate::prelude::*;

/// The steps, as the head of each page names them.
const STEPS: [&str; 5] = ["File", "Columns", "Dates and words", "Check", "Import"];

/// The page on which files are chosen.
pub fn list(imports: &[Listed]) -> Shown {
    let words = "Nothing is imported before you have seen and agreed.";
    shown(0, view! { <p class="page__lead">{words}</p> }, file::body(imports), String::new(), false)
}

/// One import at its step.
pub fn draft(draft: &Draft) -> Shown {
    let id = &draft.id;
    let rows = say::count(draft.rows as usize, "row", "rows");
    let lead = view! {
        <p class="page__lead">
            <strong class="import__file" dir="auto">{draft.file.clone()}</strong>
            {[", ", &rows, ". "].concat()}
            {draft.notes.join(" ")}
        </p>
    };
    match &draft.at {
        At::Columns(columns) => {
            shown(1, lead, columns::body(id, columns), format!("Columns of {rows}"), false)
        }
        At::Words(words) => shown(2, lead, words::body(id, words), "Dates and words".to_owned(), false),
        At::Check(check) => shown(3, lead, check::body(id, check), check::say(check), false),
        At::Run(run) => {
            let wait = matches!(run.state, State::Running | State::Undoing);
            let step = if run.state == State::Running { 4 } else { 5 };
            shown(step, lead, run::body(id, run), run::say(run), wait)
        }
    }
}

fn shown(step: usize, lead: AnyView, body: AnyView, say: String, wait: bool) -> Shown {
    let steps = STEPS.iter().enumerate().map(|(at, name)| {
        let current = (at == step).then_some("step");
        let done = (at < step).then_some("done");
        view! { <li class="steps__step" aria-current=current data-state=done><span>{*name}</span></li> }
    });
    let html = view! {
        <header class="page__head"><h1 tabindex="-1">"Import a spreadsheet"</h1>{lead}</header>
        <div class="stack">
            <ol class="steps" aria-label="Steps">{steps.collect::<Vec<_>>()}</ol>
            {body}
        </div>
    };
    finished(html, say, wait)
}

/// The address to which a form about this import posts.
fn to(id: &str, step: &str) -> String {
    ["/import/", id, "/", step].concat()
}

/// A sentence about the page's state.
fn banner(tone: &'static str, icon: &'static str, words: impl IntoView + 'static) -> AnyView {
    view! {
        <div class="banner" data-tone=tone>
            <Icon name=icon/>
            <p class="banner__text">{words.into_any()}</p>
        </div>
    }
}

/// A choice from a list.
fn choice(name: String, label: String, options: Vec<(String, String)>, chosen: &str) -> AnyView {
    let options = options.into_iter().map(|(value, words)| {
        let selected = value == chosen;
        view! { <option value=value selected=selected>{words}</option> }
    });
    let id = ["f-", &name].concat();
    view! { <select class="input" id=id name=name aria-label=label>{options.collect::<Vec<_>>()}</select> }
}
