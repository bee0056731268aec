//! Finding a case by a name, a guardian, a number or an identifier.

use crate::api::{self, Hit, Search as Wanted};
use crate::asked::answered;
use crate::dom;
use crate::error::ServerError;
use crate::parts::icon::Icon;
use crate::parts::problem::{Empty, Loading};
use crate::parts::words;
use crate::place::use_place;
use crate::prelude::*;
use crate::sync::{Sync, use_sync};
use domain::kinds::Lane;
use leptos::ev::SubmitEvent;

/// The page.
#[component]
pub fn Search() -> impl IntoView {
    let sync = use_sync();
    let place = use_place();
    let asked = Memo::new(move |_| place.asks("q").unwrap_or_default().trim().to_owned());
    let closed = Memo::new(move |_| place.asks("closed").is_some());
    let typed = RwSignal::new(asked.get_untracked());
    let with_closed = RwSignal::new(closed.get_untracked());
    Effect::new(move |_| typed.set(asked.get()));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let text = encode(&typed.get_untracked());
        let closed = if with_closed.get_untracked() { "&closed=1" } else { "" };
        place.go(&["/search?q=", &text, closed].concat());
    };
    let find = |(text, closed): (String, bool)| async move {
        if text.is_empty() {
            return Ok(vec![]);
        }
        api::find_cases(Wanted { text, closed, ..Wanted::default() }).await
    };
    let waiting = || view! { <Loading words="Searching"/> }.into_any();
    let draw = move |hits: Result<Vec<Hit>, ServerError>| match hits {
        Ok(hits) => results(sync, &asked.get_untracked(), hits),
        Err(error) => {
            let sentence = sync.sentence(&error);
            view! {
                <div class="banner" role="alert" data-tone="bad">
                    <Icon name="warn"/><p class="banner__text">{sentence}</p>
                </div>
            }
            .into_any()
        }
    };
    view! {
        <div class="page">
            <header class="page__head"><h1 tabindex="-1">"Search"</h1></header>
            <form class="stack" role="search" aria-label="On this page" action="/search" on:submit=submit>
                <div class="search-box">
                    <Icon name="search"/>
                    <input
                        class="search-box__input"
                        type="search"
                        name="q"
                        aria-label="Name, guardian, number or identifier"
                        placeholder="Name, guardian, number or identifier"
                        autocomplete="off"
                        maxlength="200"
                        prop:value=typed
                        value=asked.get_untracked()
                        on:input=move |event| typed.set(event_target_value(&event))
                    />
                </div>
                <div class="row">
                    <label class="choice" data-plain="">
                        <input
                            type="checkbox"
                            name="closed"
                            value="1"
                            prop:checked=with_closed
                            checked=closed.get_untracked()
                            on:change=move |event| with_closed.set(event_target_checked(&event))
                        />
                        "Closed cases too"
                    </label>
                    <button class="button button--primary" type="submit">"Search"</button>
                </div>
            </form>
            {answered(move || (asked.get(), closed.get()), find, waiting, draw)}
        </div>
    }
    .into_any()
}

/// Escapes what has a meaning in an address.
fn encode(text: &str) -> String {
    let escaped = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
        byte => {
            let hex = |digit: u8| char::from(b"0123456789ABCDEF"[usize::from(digit)]);
            ['%', hex(byte >> 4), hex(byte & 15)].iter().collect()
        }
    };
    text.bytes().map(escaped).collect()
}

fn results(sync: Sync, asked: &str, hits: Vec<Hit>) -> AnyView {
    if asked.is_empty() {
        let words =
            "Names, guardians, case numbers and identifiers are searched, among the cases you may open.";
        return view! { <Empty icon="search" title="Whom do you look for?" words/> }.into_any();
    }
    if hits.is_empty() {
        let title = ["Nobody found for “", asked, "”"].concat();
        let words = "Names, guardians, case numbers and identifiers are searched, among the cases you may open. \
                     Try fewer letters, or closed cases too.";
        return view! { <p class="visually-hidden" role="status">{title.clone()}</p><Empty icon="search" title words/> }
            .into_any();
    }
    let count = hits.len();
    let many = if count == 20 {
        "The best 20 matches".to_owned()
    } else {
        words::count(count, "case matches", "cases match")
    };
    let items: Vec<AnyView> = hits.into_iter().map(|hit| result(sync, asked, hit)).collect();
    view! {
        <p class="muted" role="status">{[&many, " “", asked, "”."].concat()}</p>
        <ol class="results">{items}</ol>
    }
    .into_any()
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
        .map(|one| view! { <abbr class="mark" title=one.title()>{one.mark()}</abbr> }.into_any())
        .collect();
    view! {
        <li class="result">
            <a href=["/cases/", &hit.case.to_string()].concat() dir="auto">{marked(hit.name.as_str(), asked)}</a>
            <span class="marks">{marks}</span>
            <p class="muted" dir="auto">{facts.join(" · ")}</p>
        </li>
    }
    .into_any()
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
            view! { {text(&name[..at])}<mark>{text(&name[at..end])}</mark>{text(&name[end..])} }.into_any()
        }
        None => text(&name).into_any(),
    }
}
