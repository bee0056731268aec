//! Shows a page that the server draws, and sends its forms without leaving it.

#[cfg(feature = "hydrate")]
mod draft;

use crate::asked::answered;
use crate::drawn::{Shown, show};
use crate::error::ServerError;
use crate::parts::icon::Icon;
use crate::parts::problem::{Loading, Problem};
use crate::place::{Page, use_place};
use crate::prelude::*;
use crate::sync::{browser, use_sync};
use leptos::ev::SubmitEvent;

/// How often the page asks how far something is that goes on, in milliseconds.
const ASK_EVERY_MS: i32 = 700;

/// What the parts of the page share.
#[derive(Clone, Copy)]
struct Desk {
    /// The address: its path, and what follows `?`.
    asked: Memo<(String, String)>,
    /// Counts up when the page is to be asked for again.
    again: RwSignal<u32>,
    /// A form is on its way.
    busy: RwSignal<bool>,
    /// Why the last form was not taken.
    trouble: RwSignal<Option<String>>,
}

/// The page. `class` is that of its part of the style sheet; `back` an address and its words for when there is nothing to show.
/// `changes` counts up whenever colleagues may have changed what the page says; it is asked for again unless somebody is
/// typing.
#[component]
pub fn Drawn(
    class: &'static str,
    back: (&'static str, &'static str),
    #[prop(into)] changes: Signal<u64>,
) -> impl IntoView {
    let sync = use_sync();
    let place = use_place();
    let asked = Memo::new(move |before: Option<&(String, String)>| {
        let now = (place.with_path(str::to_owned), place.with_query(str::to_owned));
        // On the way to another page this one stays as it is.
        let left = |before: &&(String, String)| Page::at(&before.0) != Page::at(&now.0);
        before.filter(left).cloned().unwrap_or(now)
    });
    let desk =
        Desk { asked, again: RwSignal::new(0), busy: RwSignal::new(false), trouble: RwSignal::new(None) };
    Effect::new(move |before: Option<u64>| {
        let now = changes.get();
        if before.is_some_and(|before| before != now) && !is_typing() {
            desk.again.update(|again| *again += 1);
        }
        now
    });
    let submit = move |event: SubmitEvent| send(&event, desk, move |to| place.go(to));
    let question = move || (desk.asked.get(), desk.again.get());
    let fetch = |((path, query), _)| show(path, query);
    let waiting = || view! { <Loading words="Reading the page"/> };
    let draw = move |shown: Result<Shown, ServerError>| match shown {
        Ok(shown) => step(desk, shown, |words| sync.say(words)),
        Err(error) => {
            if error.is_passing() {
                ask_again(desk, 3 * ASK_EVERY_MS);
            }
            let words = sync.sentence(&error);
            view! {
                <Problem icon="warn" title="This cannot be shown" words>
                    <a class="button" href=back.0>{back.1}</a>
                </Problem>
            }
        }
    };
    view! {
        <div
            class=["page drawn ", class].concat()
            aria-busy=move || desk.busy.get().then_some("true")
            on:submit=submit
            on:change=move |event| changed(&event)
            on:input=move |event| typed(&event)
        >
            {move || desk.trouble.get().map(|words| view! {
                <div class="banner" role="alert" data-tone="bad"><Icon name="warn"/><p class="banner__text">{words}</p></div>
            })}
            {answered(question, fetch, waiting, draw)}
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
use in_browser::{changed, is_typing, send, settle, typed};

#[cfg(not(feature = "hydrate"))]
fn settle(_: bool) {}
#[cfg(not(feature = "hydrate"))]
fn is_typing() -> bool {
    false
}
#[cfg(not(feature = "hydrate"))]
fn typed(_: &leptos::ev::Event) {}
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
        if form.method() == "get" {
            let (path, _) = desk.asked.get_untracked();
            let query = fields(&form).map(|fields| String::from(fields.to_string())).unwrap_or_default();
            go(&[&path, "?", &query].concat());
            return;
        }
        desk.busy.set(true);
        desk.trouble.set(None);
        // A form with several buttons is told which of them was pressed.
        let pressed = event.submitter().and_then(|button| {
            Some((button.get_attribute("name")?, button.get_attribute("value").unwrap_or_default()))
        });
        leptos::task::spawn_local(async move {
            let answer = ask(&form, pressed).await;
            desk.busy.try_set(false);
            match answer {
                Ok((200, to)) if to == here(desk) => {
                    super::draft::taken(&form);
                    desk.again.try_update(|again| *again += 1);
                }
                Ok((200, to)) => {
                    super::draft::taken(&form);
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

    async fn ask(
        form: &HtmlFormElement,
        pressed: Option<(String, String)>,
    ) -> Result<(u16, String), JsValue> {
        let body = if form.enctype().starts_with("multipart") {
            JsValue::from(FormData::new_with_form(form)?)
        } else {
            let fields = fields(form)?;
            if let Some((name, value)) = pressed {
                fields.append(&name, &value);
            }
            fields.into()
        };
        post(&form.action(), Some(&body)).await
    }

    pub(super) fn fields(form: &HtmlFormElement) -> Result<UrlSearchParams, JsValue> {
        UrlSearchParams::new_with_str_sequence_sequence(&FormData::new_with_form(form)?.into())
    }

    /// The address of the page that is shown.
    fn here(desk: Desk) -> String {
        let (mut here, query) = desk.asked.try_get_untracked().unwrap_or_default();
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

    /// Whether somebody has begun to fill in a form of the page.
    static TYPED: AtomicBool = AtomicBool::new(false);

    /// Somebody fills in a form.
    pub(super) fn typed(event: &Event) {
        TYPED.store(true, Ordering::Relaxed);
        super::draft::typed(event);
    }

    /// Whether a form of the page has something in it that the server does not know.
    pub(super) fn is_typing() -> bool {
        TYPED.load(Ordering::Relaxed)
    }

    /// Whether the page that comes next is another step, after a form.
    static STEPPED: AtomicBool = AtomicBool::new(false);

    /// After a change of the page the focus stays on what it was on, by its id; where that is gone, and at another step, it
    /// goes to the heading, so that the keyboard and the screen reader begin where the step begins. `waits`: the page
    /// comes again and again by itself, and must not call for attention each time.
    pub(super) fn settle(waits: bool) {
        let stepped = STEPPED.swap(false, Ordering::Relaxed);
        TYPED.store(false, Ordering::Relaxed);
        request_animation_frame(super::draft::shown);
        let focused = document().active_element();
        let inside =
            focused.as_ref().is_some_and(|element| element.closest(".drawn").ok().flatten().is_some());
        if !stepped && (waits || !inside) {
            return;
        }
        let id = focused.map(|element| element.id()).unwrap_or_default();
        request_animation_frame(move || {
            let same = (!stepped && !id.is_empty()).then(|| document().get_element_by_id(&id)).flatten();
            let element = same.or_else(|| document().query_selector(".drawn h1").ok().flatten());
            if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
                element.focus().ok();
            }
        });
    }
}
