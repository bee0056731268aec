//! A form at a door: posts by itself before any script has arrived; afterwards the script posts it, so that what was typed
//! stays when something is wrong. Drawn by `field.css`, `button.css` and `banner.css`.

use super::icon::Icon;
use crate::door::{Onward, Problem, Trouble};
use crate::place::use_place;
use crate::prelude::*;
use leptos::ev::SubmitEvent;
use leptos::html::Form;

/// The form, with what was wrong above its fields.
#[component]
pub fn DoorForm(
    /// Where it posts to.
    #[prop(into)]
    action: String,
    /// Classes.
    #[prop(optional)]
    class: &'static str,
    /// Called instead of going on to the next page.
    #[prop(optional, into)]
    on_done: Option<Callback<()>>,
    children: Children,
) -> impl IntoView {
    let form = NodeRef::<Form>::new();
    let (trouble, busy) = (RwSignal::new(None::<Trouble>), RwSignal::new(false));
    let done = move |onward: Onward| match on_done {
        Some(on_done) => on_done.run(()),
        None => go(&onward.to),
    };
    let submit = move |event: SubmitEvent| {
        if let Some(form) = form.get_untracked() {
            event.prevent_default();
            send(form, trouble, busy, done);
        }
    };
    view! {
        <form class=class method="post" action=action node_ref=form on:submit=submit
            aria-busy=move || busy.get().then_some("true")>
            {move || trouble.get().map(|trouble| view! { <Wrong trouble/> })}
            {children()}
        </form>
    }
}

/// What the address says was wrong: the answer to a form that was posted without a script.
#[component]
pub fn WrongBefore() -> impl IntoView {
    let place = use_place();
    move || {
        let problem = place.asks("problem").as_deref().and_then(Problem::from_code)?;
        let wait_seconds = place.asks("wait").and_then(|wait| wait.parse().ok());
        Some(view! { <Wrong trouble=Trouble { problem, wait_seconds }/> })
    }
}

/// What was wrong, and what to do next.
#[component]
pub fn Wrong(trouble: Trouble) -> impl IntoView {
    let (what, next) = trouble.problem.sentence();
    let wait = trouble.wait_seconds.map(|seconds| format!(" The next try counts in {}.", duration(seconds)));
    view! {
        <div class="banner" data-tone="bad" role="alert">
            <Icon name="warn"/>
            <p class="banner__text"><strong>{what}</strong>" "{next}{wait}</p>
        </div>
    }
}

fn duration(seconds: u32) -> String {
    match seconds {
        0..=1 => "a second".to_owned(),
        2..=90 => format!("{seconds} seconds"),
        _ => format!("{} minutes", seconds.div_ceil(60)),
    }
}

#[cfg(feature = "hydrate")]
fn go(to: &str) {
    if let Some(window) = web_sys::window() {
        // The page that is left needs no failure handling: there is none to show it on.
        window.location().set_href(to).ok();
    }
}

#[cfg(not(feature = "hydrate"))]
fn go(_: &str) {}

#[cfg(feature = "hydrate")]
fn send(
    form: web_sys::HtmlFormElement,
    trouble: RwSignal<Option<Trouble>>,
    busy: RwSignal<bool>,
    done: impl FnOnce(Onward) + 'static,
) {
    busy.set(true);
    leptos::task::spawn_local(async move {
        let answer = browser::post_form(&form).await;
        busy.set(false);
        match answer {
            Ok(onward) => {
                trouble.set(None);
                done(onward);
            }
            Err(wrong) => trouble.set(Some(wrong)),
        }
    });
}

#[cfg(not(feature = "hydrate"))]
fn send<T>(_: T, _: RwSignal<Option<Trouble>>, _: RwSignal<bool>, _: impl FnOnce(Onward)) {}

#[cfg(feature = "hydrate")]
pub(crate) mod browser {
    //! Posting in a browser.

    use crate::door::{Onward, Problem, Reply, Trouble};
    use crate::wire;
    use wasm_bindgen::{JsCast, JsValue};
    use wasm_bindgen_futures::JsFuture;
    use web_sys::{FormData, Headers, HtmlFormElement, RequestInit, Response, UrlSearchParams};

    /// Posts a form's fields where the form would go, and reads the answer.
    pub(crate) async fn post_form(form: &HtmlFormElement) -> Result<Onward, Trouble> {
        let (_, body) =
            ask(form).await.map_err(|_| Trouble { problem: Problem::Busy, wait_seconds: None })?;
        wire::read::<Reply>(&body).unwrap_or(Err(Trouble { problem: Problem::Busy, wait_seconds: None }))
    }

    async fn ask(form: &HtmlFormElement) -> Result<(u16, String), JsValue> {
        let fields = FormData::new_with_form(form)?;
        let body = UrlSearchParams::new_with_str_sequence_sequence(&fields)?;
        post(&form.action(), Some(&body)).await
    }

    /// Posts; returns status and body.
    pub(crate) async fn post(to: &str, body: Option<&JsValue>) -> Result<(u16, String), JsValue> {
        let window = web_sys::window().ok_or(JsValue::NULL)?;
        let headers = Headers::new()?;
        headers.set("accept", "text/plain")?;
        let init = RequestInit::new();
        init.set_method("POST");
        init.set_headers(&headers);
        if let Some(body) = body {
            init.set_body(body);
        }
        let response: Response =
            JsFuture::from(window.fetch_with_str_and_init(to, &init)).await?.dyn_into()?;
        let text = JsFuture::from(response.text()?).await?;
        Ok((response.status(), text.as_string().unwrap_or_default()))
    }
}
