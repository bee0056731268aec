//! Small questions to the page that more than one part asks.

use domain::ids::CaseId;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlElement};

/// Where a menu opens that belongs to an element: its lower left corner, in pixels of the window.
pub(crate) fn corner(element: &Element) -> (f64, f64) {
    #[cfg(feature = "hydrate")]
    {
        let rect = element.get_bounding_client_rect();
        (rect.left(), rect.bottom())
    }
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = element;
        (0.0, 0.0)
    }
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
