//! What a search found.

use crate::api::Hit;
use crate::dom;
use crate::parts::problem::Empty;
use crate::parts::words;
use crate::prelude::*;
use crate::sync::Sync;
use domain::kinds::Lane;

/// The hits, or why there are none.
pub(super) fn results(sync: Sync, asked: &str, hits: Vec<Hit>) -> AnyView {
    if asked.is_empty() {
        let words =
            "Names, guardians, case numbers and identifiers are searched, among the cases you may open.";
        return view! { <Empty icon="search" title="Whom do you look for?" words/> };
    }
    if hits.is_empty() {
        let title = ["Nobody found for “", asked, "”"].concat();
        let words = "Names, guardians, case numbers and identifiers are searched, among the cases you may open. \
                     Try fewer letters, or closed cases too.";
        return view! { <p class="visually-hidden" role="status">{title.clone()}</p><Empty icon="search" title words/> };
    }
    let count = hits.len();
    let many = if count == 20 {
        "The best 20 matches for".to_owned()
    } else {
        words::count(count, "case matches", "cases match")
    };
    let items: Vec<AnyView> = hits.into_iter().map(|hit| result(sync, asked, hit)).collect();
    view! {
        <p class="results-sum muted" role="status">{[&many, " “", asked, "”."].concat()}</p>
        <ol class="results">{items}</ol>
    }
}

fn result(sync: Sync, asked: &str, hit: Hit) -> AnyView {
    let mut facts = Vec::new();
    facts.extend(hit.born.map(|born| ["born ", &words::date(born)].concat()));
    facts.push(["No.\u{a0}", &hit.number.to_string()].concat());
    let card = sync.card(hit.case).get_untracked().filter(|_| hit.lane != Lane::Closed);
    facts.push(match &card {
        Some(card) => {
            [hit.lane.title(), ", ", &words::days(card.days_in_lane(untrack(|| sync.today(card.site))))]
                .concat()
        }
        None => hit.lane.title().to_owned(),
    });
    facts.extend(hit.because);
    let marks: Vec<AnyView> = card
        .iter()
        .flat_map(|card| card.disciplines.clone())
        .map(|one| view! { <abbr class="mark" title=one.title()>{one.mark()}</abbr> })
        .collect();
    view! {
        <li class="result">
            <a href=["/cases/", &hit.case.to_string()].concat() dir="auto">{marked(hit.name.as_str(), asked)}</a>
            <span class="marks">{marks}</span>
            <p class="muted" dir="auto">{facts.join(" · ")}</p>
        </li>
    }
}

/// The name with the first place that was looked for marked, letter case aside.
fn marked(name: &str, asked: &str) -> AnyView {
    let letters = |text: &str| text.chars().collect::<Vec<char>>();
    let (small, asked, name) = (letters(&dom::lower(name)), letters(&dom::lower(asked)), letters(name));
    // A few letters are two when they are small; then nothing is marked.
    let alike = small.len() == name.len() && !asked.is_empty();
    let at = alike.then(|| small.windows(asked.len()).position(|window| *window == asked)).flatten();
    let text = |letters: &[char]| letters.iter().collect::<String>();
    match at {
        Some(at) => {
            let end = at + asked.len();
            view! { {text(&name[..at])}<mark>{text(&name[at..end])}</mark>{text(&name[end..])} }
        }
        None => text(&name).into_any(),
    }
}
