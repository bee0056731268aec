//! The address bar, links, Back and Forward.

use super::{Address, Page, Place};
use crate::dom;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlAnchorElement, HtmlElement, MouseEvent};

pub(super) fn scroll_to_top() {
    window().scroll_to_with_x_and_y(0.0, 0.0);
}

/// Goes to an address of this server, unless it is there.
pub(super) fn push(place: Place, address: &str) {
    let location = window().location();
    let here = [location.pathname(), location.search()].map(Result::unwrap_or_default).concat();
    if here != address
        && let Ok(history) = window().history()
        && history.push_state_with_url(&JsValue::NULL, "", Some(address)).is_err()
    {
        // A browser that keeps no more entries loads the page.
        location.assign(address).ok();
        return;
    }
    arrive(place);
}

/// An entry that is replaced is no answer to a form any more, whatever it was before.
pub(super) fn forget_form() {
    if let Ok(history) = window().history() {
        history.replace_state_with_url(&JsValue::NULL, "", None).ok();
    }
}

/// Takes over what the address bar says.
fn arrive(place: Place) {
    let location = window().location();
    let query = location.search().unwrap_or_default();
    let there = Address {
        path: location.pathname().unwrap_or_default(),
        query: query.trim_start_matches('?').to_owned(),
    };
    if place.0.with_untracked(|here| *here != there) {
        document().set_title(&Page::title(&there.path));
        place.0.set(there);
    }
}

pub(super) fn follow(place: Place) {
    dom::on_window("popstate", move |_| arrive(place));
    dom::on_window("click", move |event| {
        if let Some((link, address)) = led_to(event.unchecked_ref()) {
            event.prevent_default();
            close_around(&link);
            place.go(&address);
        }
    });
}

/// Closes the menu that a link stands in: its page stays, as nothing is loaded anew.
fn close_around(link: &Element) {
    let menu = link.closest(":popover-open").ok().flatten();
    if let Some(menu) = menu.and_then(|menu| menu.dyn_into::<HtmlElement>().ok()) {
        menu.hide_popover().ok();
    }
}

/// The link that a click follows to a page of ours, and its address. All other clicks are the browser's.
fn led_to(click: &MouseEvent) -> Option<(Element, String)> {
    let with_a_key = click.meta_key() || click.alt_key() || click.ctrl_key() || click.shift_key();
    if click.default_prevented() || click.button() != 0 || with_a_key {
        return None;
    }
    let link = click.target()?.dyn_into::<Element>().ok()?.closest("a[href]").ok()??;
    let link: HtmlAnchorElement = link.dyn_into().ok()?;
    let leaves = !link.target().is_empty()
        || link.has_attribute("download")
        || link.rel().contains("external")
        || !link.hash().is_empty()
        || link.origin() != window().location().origin().ok()?;
    let path = link.pathname();
    let is_ours = !leaves && Page::at(&path).is_some_and(Page::is_framed);
    is_ours.then(|| {
        let address = path + &link.search();
        (link.into(), address)
    })
}
