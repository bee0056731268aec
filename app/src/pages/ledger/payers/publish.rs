//! What publishing a draft would change, and the button that does it.

use super::one::Ground;
use crate::ledger::facts::{Draft, Preview};
use crate::pages::fields::all_hidden;
use crate::parts::icon::Icon;
use crate::parts::words;
use crate::prelude::*;
use domain::payer::publish::check;
use domain::service::Services;

/// Cases that are listed; the rest are counted.
const LISTED: usize = 200;
/// Of a case so many differences are said.
const SAID: usize = 6;

/// The section.
pub(super) fn section(ground: Ground<'_>, draft: &Draft) -> AnyView {
    let wrong = check(&draft.to, &Services::standard()).err();
    let preview = draft.preview.clone().unwrap_or_default();
    let body = match &wrong {
        Some(problem) => view! {
            <div class="banner" data-tone="bad" role="alert">
                <Icon name="warn"/>
                <p class="banner__text">{problem.to_string()}</p>
            </div>
        },
        None => view! { {summary(&preview)}{table(&preview)} },
    };
    let mut carried = ground.carried().to_vec();
    carried.push(("version", draft.version.to_string()));
    let confirm = wrong.is_none().then(|| {
        view! {
            <form class="row" data-push="" method="post" action="/payers/publish">
                {all_hidden(&carried)}
                <a class="button" href=ground.page()>"Not yet"</a>
                <button class="button button--primary" type="submit">"Publish"</button>
            </form>
        }
    });
    view! {
        <section class="section" data-framed="" aria-label="What publishing changes">
            <div class="section__head"><h2>"What publishing changes"</h2></div>
            {body}
            {confirm}
        </section>
    }
}

fn summary(preview: &Preview) -> AnyView {
    let count = preview.affected.len();
    let mut words = if count == 0 {
        "No open case that you see comes out otherwise.".to_owned()
    } else {
        ["Of the open cases that you see, ", &words::count(count, "comes", "come"), " out otherwise."]
            .concat()
    };
    if 0 < preview.elsewhere {
        let more = words::count(preview.elsewhere, "more is", "more are");
        words += &[" ", &more, " at sites that are not yours."].concat();
    }
    view! { <p class="section__lead">{words}</p> }
}

fn table(preview: &Preview) -> Option<AnyView> {
    if preview.affected.is_empty() {
        return None;
    }
    let rows = preview.affected.iter().take(LISTED).map(|(case, number, what)| {
        let href = ["/cases/", &case.to_string(), "/coverage"].concat();
        let more = what.len().saturating_sub(SAID);
        let more = (0 < more).then(|| view! { <li>{["and ", &words::count(more, "more", "more")].concat()}</li> });
        let what = what.iter().take(SAID).map(|words| view! { <li>{words.clone()}</li> });
        view! {
            <tr>
                <th scope="row"><a href=href>"Case\u{a0}"{number.to_string()}</a></th>
                <td data-label="What changes"><ul class="payers__needs">{what.collect::<Vec<_>>()}{more}</ul></td>
            </tr>
        }
    });
    let rest = preview.affected.len().saturating_sub(LISTED);
    let rest = (0 < rest).then(
        || view! { <p class="muted">{["And ", &words::count(rest, "case", "cases"), " more."].concat()}</p> },
    );
    Some(view! {
        <div class="table-frame">
            <table class="table" data-stack="">
                <thead><tr><th scope="col">"Case"</th><th scope="col">"What changes"</th></tr></thead>
                <tbody>{rows.collect::<Vec<_>>()}</tbody>
            </table>
        </div>
        {rest}
    })
}
