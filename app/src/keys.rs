//! Keys: when a key is a command, and when it is typing.

use leptos::ev::KeyboardEvent;
use leptos::prelude::document;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;

/// Whether a key belongs to a field, a dialog or an open menu rather than to the page.
pub(crate) fn is_typing(event: &KeyboardEvent) -> bool {
    if event.is_composing() || event.default_prevented() {
        return true;
    }
    let in_field =
        event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok()).is_some_and(|target| {
            matches!(target.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
                || target.is_content_editable()
        });
    in_field || something_is_open()
}

fn something_is_open() -> bool {
    document().query_selector("dialog[open], [popover]:popover-open").is_ok_and(|found| found.is_some())
}
