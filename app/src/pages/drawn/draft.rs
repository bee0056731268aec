//! Keeps what is typed into a form that names where (`data-draft`): on this device at each stroke, on the server once the hand
//! rests. Whatever did not reach the server is in the form again when it is next opened here.

use crate::parts::door_form::browser::post;
use crate::sync::browser;
use leptos::ev::Event;
use leptos::prelude::document;
use std::sync::atomic::{AtomicU32, Ordering};
use wasm_bindgen::JsCast;
use web_sys::{
    Element, HtmlElement, HtmlFormElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement,
};

/// The hand rests after so long, in milliseconds.
const REST_MS: i32 = 1_500;
/// The server is asked again after so long, in milliseconds.
const AGAIN_MS: i32 = 10_000;

/// Counts strokes: what was typed while a draft was on its way is not saved with it.
static STROKES: AtomicU32 = AtomicU32::new(0);

/// Somebody typed.
pub(super) fn typed(event: &Event) {
    let element = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let form = element.and_then(|element| element.closest("form[data-draft]").ok().flatten());
    if let Some(form) = form.and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) {
        keep(form, REST_MS);
    }
}

/// The page was shown: brings back what was typed and did not reach the server.
pub(super) fn shown() {
    let Ok(forms) = document().query_selector_all(".drawn form[data-draft]") else { return };
    for form in (0..forms.length()).filter_map(|index| forms.item(index)?.dyn_into::<HtmlFormElement>().ok())
    {
        let Some(text) = browser::recall(&name(&form)) else { continue };
        fill(&form, &text);
        say(&form, "Brought back what you had typed here.");
        keep(form, REST_MS);
    }
}

/// Its form was taken: there is nothing to bring back.
pub(super) fn taken(form: &HtmlFormElement) {
    if form.has_attribute("data-draft") {
        STROKES.fetch_add(1, Ordering::Relaxed);
        browser::keep(&name(form), None);
    }
}

fn keep(form: HtmlFormElement, after_ms: i32) {
    let Ok(fields) = super::in_browser::fields(&form) else { return };
    browser::keep(&name(&form), Some(&String::from(fields.to_string())));
    let stroke = STROKES.fetch_add(1, Ordering::Relaxed) + 1;
    browser::after(after_ms, move || {
        if STROKES.load(Ordering::Relaxed) == stroke && form.is_connected() {
            leptos::task::spawn_local(send(form, stroke));
        }
    });
}

async fn send(form: HtmlFormElement, stroke: u32) {
    let Ok(fields) = super::in_browser::fields(&form) else { return };
    let to = form.get_attribute("data-draft").unwrap_or_default();
    let answer = post(&to, Some(&fields.into())).await;
    if STROKES.load(Ordering::Relaxed) != stroke {
        return;
    }
    match answer {
        Ok((200, words)) => {
            browser::keep(&name(&form), None);
            say(&form, &words);
        }
        Ok((_, sentence)) => say(&form, &sentence),
        Err(_) => {
            say(&form, "The server cannot be reached. What you type is kept on this device.");
            browser::after(AGAIN_MS, move || {
                if STROKES.load(Ordering::Relaxed) == stroke && form.is_connected() {
                    keep(form, 0);
                }
            });
        }
    }
}

fn name(form: &HtmlFormElement) -> String {
    ["draft ", &form.get_attribute("data-draft").unwrap_or_default()].concat()
}

fn say(form: &HtmlFormElement, words: &str) {
    let place = form.query_selector("[data-saved]").ok().flatten();
    if let Some(place) = place.and_then(|place| place.dyn_into::<HtmlElement>().ok()) {
        place.set_text_content(Some(words));
    }
}

/// Fields have names of their own; boxes are found by their value as well.
fn fill(form: &HtmlFormElement, text: &str) {
    if let Ok(boxes) = form.query_selector_all("input[type=checkbox]") {
        for index in 0..boxes.length() {
            let input = boxes.item(index).and_then(|input| input.dyn_into::<HtmlInputElement>().ok());
            if let Some(input) = input {
                input.set_checked(false);
            }
        }
    }
    for (field, value) in form_urlencoded::parse(text.as_bytes()) {
        let Ok(Some(element)) = form.query_selector(&["[name=\"", &field, "\"]"].concat()) else { continue };
        if let Some(area) = element.dyn_ref::<HtmlTextAreaElement>() {
            area.set_value(&value);
        } else if let Some(select) = element.dyn_ref::<HtmlSelectElement>() {
            select.set_value(&value);
        } else if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
            match input.type_().as_str() {
                "hidden" => {}
                "checkbox" | "radio" => check(form, &field, &value),
                _ => input.set_value(&value),
            }
        }
    }
}

fn check(form: &HtmlFormElement, field: &str, value: &str) {
    let Ok(boxes) = form.query_selector_all(&["[name=\"", field, "\"]"].concat()) else { return };
    for index in 0..boxes.length() {
        let input = boxes.item(index).and_then(|input| input.dyn_into::<HtmlInputElement>().ok());
        if let Some(input) = input.filter(|input| input.value() == value) {
            input.set_checked(true);
        }
    }
}
