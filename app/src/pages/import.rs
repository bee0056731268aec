//! Bringing in a spreadsheet: file, columns, dates and words, check, import. The steps are made on the server
//! ([`markup`]); here is what a browser needs to show them without leaving the page.

#[cfg(feature = "ssr")]
pub mod markup;

use crate::asked::answered;
use crate::error::ServerError;
use crate::import::{Shown, show_import};
use crate::parts::icon::Icon;
use crate::parts::problem::{Loading, NotForYou, Problem};
use crate::place::{Page, use_place};
use crate::prelude::*;
use crate::sync::{browser, use_sync};
use leptos::ev::SubmitEvent;

/// How often the page asks how far an import is, in milliseconds.
const ASK_EVERY_MS: i32 = 700;

/// What the parts of the page share.
#[derive(Clone, Copy)]
struct Desk {
    /// The import in the address, and what follows `?` there.
    asked: Memo<(Option<String>, String)>,
    /// Counts up when the page is to be asked for again.
    again: RwSignal<u32>,
    /// A form is on its way.
    busy: RwSignal<bool>,
    /// Why the last form was not taken.
    trouble: RwSignal<Option<String>>,
}

/// The page.
#[component]
pub fn Import() -> impl IntoView {
    let sync = use_sync();
    if !sync.me().viewer.may_import() {
        return view! {
            <NotForYou
                title="This page is not for your role"
                words="Coordinators, clinical leads and directors bring in spreadsheets. Ask one of them, or go on from the board."
            />
        };
    }
    let place = use_place();
    let word = place.word(Page::Import);
    let desk = Desk {
        asked: Memo::new(move |_| (word.get(), place.with_query(str::to_owned))),
        again: RwSignal::new(0),
        busy: RwSignal::new(false),
        trouble: RwSignal::new(None),
    };
    let submit = move |event: SubmitEvent| send(&event, desk, move |to| place.go(to));
    let question = move || (desk.asked.get(), desk.again.get());
    let show = |((id, query), _)| show_import(id, query);
    let waiting = || view! { <Loading words="Reading the import"/> };
    let draw = move |shown: Result<Shown, ServerError>| match shown {
        Ok(shown) => step(desk, shown, |words| sync.say(words)),
        Err(error) => {
            if error.is_passing() {
                ask_again(desk, 3 * ASK_EVERY_MS);
            }
            let words = sync.sentence(&error);
            view! {
                <Problem icon="warn" title="This import cannot be shown" words>
                    <a class="button" href="/import">"All imports"</a>
                </Problem>
            }
        }
    };
    view! {
        <div
            class="page import"
            aria-busy=move || desk.busy.get().then_some("true")
            on:submit=submit
            on:change=move |event| changed(&event)
        >
            {move || desk.trouble.get().map(|words| view! {
                <div class="banner" role="alert" data-tone="bad"><Icon name="warn"/><p class="banner__text">{words}</p></div>
            })}
            {answered(question, show, waiting, draw)}
        </div>
    }
}

fn step(desk: Desk, shown: Shown, say: impl Fn(String)) -> AnyView {
    if browser::IS_BROWSER {
        say(shown.say);
        settle(shown.wait);
        if shown.wait {
            ask_again(desk, ASK_EVERY_MS);
        }
    }
    view! { <div inner_html=shown.html></div> }
}

fn ask_again(desk: Desk, after_ms: i32) {
    if browser::IS_BROWSER {
        browser::after(after_ms, move || {
            // The page may have been left meanwhile.
            desk.again.try_update(|again| *again += 1);
        });
    }
}

#[cfg(feature = "hydrate")]
use in_browser::{changed, send, settle};

#[cfg(not(feature = "hydrate"))]
fn settle(_: bool) {}
#[cfg(not(feature = "hydrate"))]
fn changed(_: &leptos::ev::Event) {}
#[cfg(not(feature = "hydrate"))]
fn send(_: &SubmitEvent, _: Desk, _: impl Fn(&str) + 'static) {}

#[cfg(feature = "hydrate")]
mod in_browser {
    //! Forms without leaving the page, and the focus where it was.

    use super::Desk;
    use crate::parts::door_form::browser::post;
    use leptos::ev::{Event, SubmitEvent};
    use leptos::prelude::*;
    use std::sync::atomic::{AtomicBool, Ordering};
    use wasm_bindgen::{JsCast, JsValue};
    use web_sys::{Element, FormData, HtmlElement, HtmlFormElement, UrlSearchParams};

    /// Sends a form, and goes on to where the answer says.
    pub(super) fn send(event: &SubmitEvent, desk: Desk, go: impl Fn(&str) + 'static) {
        let Some(form) = event.target().and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) else {
            return;
        };
        event.prevent_default();
        if desk.busy.get_untracked() {
            return;
        }
        desk.busy.set(true);
        desk.trouble.set(None);
        leptos::task::spawn_local(async move {
            let answer = ask(&form).await;
            desk.busy.try_set(false);
            match answer {
                Ok((200, to)) if to == here(desk) => {
                    desk.again.try_update(|again| *again += 1);
                }
                Ok((200, to)) => {
                    STEPPED.store(true, Ordering::Relaxed);
                    go(&to);
                }
                Ok((_, sentence)) => {
                    desk.trouble.try_set(Some(sentence));
                }
                Err(_) => {
                    let words = "The server cannot be reached. Nothing was changed; try again in a moment.";
                    desk.trouble.try_set(Some(words.to_owned()));
                }
            }
        });
    }

    async fn ask(form: &HtmlFormElement) -> Result<(u16, String), JsValue> {
        let fields = FormData::new_with_form(form)?;
        let body = if form.enctype().starts_with("multipart") {
            JsValue::from(fields)
        } else {
            UrlSearchParams::new_with_str_sequence_sequence(&fields)?.into()
        };
        post(&form.action(), Some(&body)).await
    }

    /// The address of the page that is shown.
    fn here(desk: Desk) -> String {
        let (id, query) = desk.asked.try_get_untracked().unwrap_or_default();
        let mut here = "/import".to_owned();
        if let Some(id) = id {
            here.push('/');
            here.push_str(&id);
        }
        if !query.is_empty() {
            here.push('?');
            here.push_str(query.trim_start_matches('?'));
        }
        here
    }

    /// A file that was picked or dropped, and a choice that stands alone, are sent at once.
    pub(super) fn changed(event: &Event) {
        let element = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let form = element.and_then(|element| element.closest("form[data-now]").ok().flatten());
        if let Some(form) = form.and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) {
            form.request_submit().ok();
        }
    }

    /// Whether the page that comes next is another step, after a form.
    static STEPPED: AtomicBool = AtomicBool::new(false);

    /// After a change of the page the focus stays on what it was on, by its id; where that is gone, and at another step, it
    /// goes to the heading, so that the keyboard and the screen reader begin where the step begins. `waits`: the page
    /// comes again and again by itself, and must not call for attention each time.
    pub(super) fn settle(waits: bool) {
        let stepped = STEPPED.swap(false, Ordering::Relaxed);
        let focused = document().active_element();
        let inside =
            focused.as_ref().is_some_and(|element| element.closest(".import").ok().flatten().is_some());
        if !stepped && (waits || !inside) {
            return;
        }
        let id = focused.map(|element| element.id()).unwrap_or_default();
        request_animation_frame(move || {
            let same = (!stepped && !id.is_empty()).then(|| document().get_element_by_id(&id)).flatten();
            let element = same.or_else(|| document().query_selector(".import h1").ok().flatten());
            if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
                element.focus().ok();
            }
        });
    }
}
