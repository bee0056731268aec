//! How far an import is, what came of it, and the way back.

use super::{banner, file, to};
use crate::import::facts::{Run, State};
use crate::parts::icon::Icon;
use crate::parts::words;
use crate::prelude::*;

/// Cases that the import opened.
fn opened(run: &Run) -> usize {
    let refused = run.refused.iter().filter(|(line, _)| 0 < *line).count();
    (run.done as usize).saturating_sub(refused)
}

fn cases(count: usize) -> String {
    words::count(count, "case", "cases")
}

pub(super) fn say(run: &Run) -> String {
    match run.state {
        // A number in every second would drown everything else that a screen reader has to say.
        State::Open | State::Running => "Importing".to_owned(),
        State::Done => format!("Done: {}", cases(opened(run))),
        State::Undoing => "Taking the import back".to_owned(),
        State::Undone => "The import is taken back".to_owned(),
    }
}

pub(super) fn body(id: &str, run: &Run) -> AnyView {
    match run.state {
        State::Open | State::Running => running(run),
        State::Undoing => undoing(),
        State::Done => done(id, run),
        State::Undone => undone(run),
    }
}

fn running(run: &Run) -> AnyView {
    let count = format!("{} of {}", run.done, run.total);
    view! {
        <section class="section" data-framed="" aria-label="Importing">
            <div class="section__head"><h2>"Importing"</h2><span class="count">{count.clone()}</span></div>
            <progress class="progress" data-size="large" value=run.done max=run.total.max(1) aria-label="Imported">{count}</progress>
            <p class="field__hint">"You may leave this page; it goes on, also after the server was restarted."</p>
        </section>
    }
}

fn undoing() -> AnyView {
    view! {
        <section class="section" data-framed="" aria-label="Undo">
            <div class="section__head"><h2>"Taking the import back"</h2></div>
            <progress class="progress" data-size="large" aria-label="Taking the import back"></progress>
            <p class="field__hint">"You may leave this page; it goes on."</p>
        </section>
    }
}

fn done(id: &str, run: &Run) -> AnyView {
    let title = format!(
        "Done: {} on the board",
        match opened(run) {
            1 => "1 case is".to_owned(),
            many => format!("{many} cases are"),
        }
    );
    let left = left(run);
    let ages = if run.ages.is_empty() { String::new() } else { format!("{} ", run.ages) };
    let fixes = (0 < run.to_fix).then(|| {
        let words = format!("Download {}", words::count(run.to_fix as usize, "row to correct", "rows to correct"));
        view! {
            <section class="section" data-framed="" aria-label="Rows that were left">
                <div class="section__head">
                    <h2>"Rows that were left"</h2>
                    <a class="button" href=to(id, "fixes.csv") rel="external" download="rows-to-fix.csv">
                        <Icon name="download"/>{words}
                    </a>
                </div>
                <p class="section__lead">"Correct them in a spreadsheet program and bring them in as an import of their own."</p>
                {file::form(Some(id))}
            </section>
        }
    });
    view! {
        {refused(run)}
        <section class="section" data-framed="" aria-label="Done">
            <div class="section__head"><h2>{title}</h2></div>
            <p class="section__lead">{ages}{left}</p>
            <div class="row">
                <a class="button button--primary" href="/board">"Open the board"</a>
                <a class="button" href="/import">"Another file"</a>
            </div>
            <details class="import__undo">
                <summary>"Undo the whole import"</summary>
                <p>"Every case of this import is taken off the board, with its history kept. A case on which somebody has worked since stays, and you are told which."</p>
                <form method="post" action=to(id, "undo")>
                    <button class="button button--danger" type="submit"><Icon name="undo"/>"Undo the import"</button>
                </form>
            </details>
        </section>
        {fixes}
    }
}

fn left(run: &Run) -> String {
    let mut left = Vec::new();
    if 0 < run.to_fix {
        left.push(words::count(run.to_fix as usize, "row waits for correction", "rows wait for correction"));
    }
    if 0 < run.twins {
        left.push(words::count(
            run.twins as usize,
            "possible duplicate was left out",
            "possible duplicates were left out",
        ));
    }
    if left.is_empty() { "No row was left out.".to_owned() } else { left.join(", ") + "." }
}

/// Rows that the rules refused although they looked well.
fn refused(run: &Run) -> Option<AnyView> {
    if run.refused.is_empty() {
        return None;
    }
    let lines = run.refused.iter().map(|(line, why)| {
        let words = if *line == 0 { why.clone() } else { format!("Row {line}: {why}") };
        view! { <li>{words}</li> }
    });
    let list =
        view! { <strong>"Not everything could be imported."</strong><ul>{lines.collect::<Vec<_>>()}</ul> };
    Some(view! {
        <div class="banner" data-tone="warn">
            <Icon name="warn"/>
            <div class="banner__text">{list}</div>
        </div>
    })
}

fn undone(run: &Run) -> AnyView {
    let kept = run.kept.iter().map(|(case, number)| {
        let href = ["/cases/", &case.to_string()].concat();
        view! { <li><a href=href>"No. "{*number}</a></li> }
    });
    let stay = match run.kept.len() {
        0 => banner("good", "done", "All cases of this import are off the board. Their history is kept."),
        count => {
            let words = if count == 1 {
                "1 case stays, because somebody has worked on it since:".to_owned()
            } else {
                format!("{count} cases stay, because somebody has worked on them since:")
            };
            view! {
                <div class="banner" data-tone="warn">
                    <Icon name="warn"/>
                    <div class="banner__text"><p>{words}</p><ul class="import__kept" role="list">{kept.collect::<Vec<_>>()}</ul></div>
                </div>
            }
        }
    };
    view! {
        <section class="section" data-framed="" aria-label="Taken back">
            <div class="section__head"><h2>"The import is taken back"</h2></div>
            {stay}
            <div class="row">
                <a class="button button--primary" href="/import">"Import a file"</a>
                <a class="button" href="/board">"Open the board"</a>
            </div>
        </section>
    }
}
