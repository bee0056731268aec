//! Finding a case by a name, a guardian, a number or an identifier. What is typed is often a name, so it stands in no address:
//! it is posted, and this tab keeps it until somebody signs out.

mod hits;

use crate::api::{self, Hit, Search as Wanted};
use crate::asked::{answered, carried};
use crate::error::ServerError;
use crate::parts::icon::Icon;
use crate::parts::problem::Loading;
use crate::place::use_place;
use crate::prelude::*;
use crate::sync::{Sync, browser, use_sync};
use leptos::ev::SubmitEvent;
use serde::{Deserialize, Serialize};

/// Under these names the tab keeps whom its person looks for, and whether among closed cases too.
const KEPT: [&str; 2] = ["search", "search-closed"];
/// A pause in typing after which is searched, in milliseconds.
const PAUSE_MS: i32 = 250;
/// One letter finds half of the clinic; it is searched for when somebody asks.
const LETTERS_MIN: usize = 2;

/// What a form asked for that was posted without a script; the server puts it into the context of the page.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Posted {
    /// Whom.
    #[serde(default, rename = "q")]
    pub text: String,
    /// Closed cases too, if it says anything.
    #[serde(default)]
    pub closed: String,
}

/// The page.
#[component]
pub fn Search() -> impl IntoView {
    let sync = use_sync();
    let posted = carried(use_context::<Posted>);
    let is_posted = posted.is_some();
    let (sought, closed) = (sync.sought(), RwSignal::new(false));
    if let Some(posted) = posted {
        sought.set(posted.text);
        closed.set(!posted.closed.is_empty());
        use_place().forget_form();
    }
    keep(sought, closed, is_posted);
    let asked = Memo::new(move |_| sought.with(|text| text.trim().to_owned()));
    let find = |(text, closed): (String, bool)| async move {
        if text.is_empty() {
            return Ok(vec![]);
        }
        api::find_cases(Wanted { text, closed, ..Wanted::default() }).await
    };
    let waiting = || view! { <Loading words="Searching"/> };
    let draw = move |hits: Result<Vec<Hit>, ServerError>| match hits {
        Ok(hits) => hits::results(sync, &asked.get_untracked(), hits),
        Err(error) => failed(sync, &error),
    };
    view! {
        <div class="page">
            <header class="page__head"><h1 tabindex="-1">"Search"</h1></header>
            <Form sought closed/>
            {answered(move || (asked.get(), closed.get()), find, waiting, draw)}
        </div>
    }
}

/// Keeps what is sought for as long as the tab is this person's, so that it is there again after a case and after a reload.
fn keep(sought: RwSignal<String>, closed: RwSignal<bool>, is_posted: bool) {
    Effect::new(move |before: Option<()>| {
        if before.is_none() && !is_posted {
            closed.set(browser::recall(KEPT[1]).is_some());
            if let Some(text) = browser::recall(KEPT[0]).filter(|_| sought.with_untracked(String::is_empty)) {
                sought.set(text);
            }
        }
        browser::keep(KEPT[0], Some(&sought.get()));
        browser::keep(KEPT[1], closed.get().then_some("1"));
    });
}

#[component]
fn Form(sought: RwSignal<String>, closed: RwSignal<bool>) -> impl IntoView {
    let typed = RwSignal::new(sought.get_untracked());
    Effect::new(move |_| typed.set(sought.get()));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        sought.set(typed.get_untracked());
    };
    let type_on = move |text: String| {
        typed.set(text.clone());
        let is_enough = text.is_empty() || LETTERS_MIN <= text.trim().chars().count();
        browser::after(PAUSE_MS, move || {
            // Meanwhile more was typed, or the page was left.
            if is_enough && typed.try_get_untracked().as_ref() == Some(&text) {
                sought.set(text);
            }
        });
    };
    view! {
        <form
            class="stack"
            role="search"
            aria-label="On this page"
            method="post"
            action="/search"
            on:submit=submit
        >
            <div class="search-line">
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
                        value=move || sought.get()
                        on:input=move |event| type_on(event_target_value(&event))
                    />
                </div>
                <button class="button button--primary" type="submit">"Search"</button>
            </div>
            <label class="choice" data-plain="">
                <input
                    type="checkbox"
                    name="closed"
                    value="1"
                    prop:checked=closed
                    checked=closed.get_untracked()
                    on:change=move |event| closed.set(event_target_checked(&event))
                />
                "Closed cases too"
            </label>
        </form>
    }
}

fn failed(sync: Sync, error: &ServerError) -> AnyView {
    let sentence = sync.sentence(error);
    view! {
        <div class="banner" role="alert" data-tone="bad">
            <Icon name="warn"/><p class="banner__text">{sentence}</p>
        </div>
    }
}
