//! Small questions to the page that more than one part asks.

use domain::ids::CaseId;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, Event, HtmlElement};

/// A place in the window, in whole pixels from its upper left corner: what writes fractions as text is 14 kB.
pub(crate) type Point = (i32, i32);

/// Where a menu opens that belongs to an element: its lower left corner.
#[cfg_attr(feature = "hydrate", expect(clippy::cast_possible_truncation, reason = "pixels of a window"))]
pub(crate) fn corner(element: &Element) -> Point {
    #[cfg(feature = "hydrate")]
    {
        let rect = element.get_bounding_client_rect();
        (rect.left().round() as i32, rect.bottom().round() as i32)
    }
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = element;
        (0, 0)
    }
}

/// A length as a style says it.
pub(crate) fn px(length: i32) -> String {
    [&length.to_string(), "px"].concat()
}

/// Small letters of any script. A browser has the table of them, which would be 12 kB here.
pub(crate) fn lower(text: &str) -> String {
    #[cfg(feature = "hydrate")]
    {
        js_sys::JsString::from(text).to_lower_case().into()
    }
    #[cfg(not(feature = "hydrate"))]
    {
        text.to_lowercase()
    }
}

/// Listens on the window for as long as the part is on the page. One kind of listener for all events: each kind of its own
/// is 1 kB more.
pub(crate) fn on_window(event: &str, hear: impl Fn(&Event) + 'static) {
    let hear: Box<dyn Fn(&Event)> = Box::new(hear);
    listen(event, hear);
}

fn listen(event: &str, hear: Box<dyn Fn(&Event)>) {
    let listening = window_event_listener_untyped(event, move |event| hear(&event));
    on_cleanup(move || listening.remove());
}

/// The card that has the focus, with everything in it.
pub(crate) fn focused_card() -> Option<CaseId> {
    let card = document().active_element()?.closest(".card").ok()??;
    card.get_attribute("data-case")?.parse().ok()
}

/// The card's element, if it is in the page.
pub(crate) fn card(id: CaseId) -> Option<Element> {
    document().query_selector(&["[data-case=\"", &id.to_string(), "\"]"].concat()).ok()?
}

/// Gives the keyboard to the first element that fits.
pub(crate) fn focus(selector: &str) {
    let found = document().query_selector(selector).ok().flatten();
    if let Some(found) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
        found.focus().ok();
    }
}

/// Whether the keyboard is nowhere in particular.
pub(crate) fn is_focus_free() -> bool {
    document().active_element().is_none_or(|element| matches!(element.tag_name().as_str(), "BODY" | "MAIN"))
}

/// Puts the focus on a card as soon as the page has drawn it, within some frames.
pub(crate) fn focus_card(id: CaseId) {
    focus_within(id, 12);
}

fn focus_within(id: CaseId, frames: u8) {
    request_animation_frame(move || {
        let link = card(id).and_then(|card| card.query_selector(".card__name").ok()?);
        match link.and_then(|link| link.dyn_into::<HtmlElement>().ok()) {
            Some(link) => {
                link.focus().ok();
            }
            None if 0 < frames => focus_within(id, frames - 1),
            None => {}
        }
    });
}
