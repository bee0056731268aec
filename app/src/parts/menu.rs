//! The menu "Move to…": every lane with its gate, so that nobody needs to drag.

use super::icon::Icon;
use crate::dom::Point;
use crate::prelude::*;
use domain::kinds::Lane;
use leptos::html::Div;

/// What the gate before a lane says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    /// It is here.
    Here,
    /// Nothing is missing.
    Open,
    /// So many things are missing.
    Blocked(usize),
    /// Backward: a reason is asked.
    Back,
}

/// A choice of the menu.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Choice {
    /// To the top of a lane.
    To(Lane),
    /// To the top of its own lane.
    Top,
    /// To the end of its own lane.
    Bottom,
}

/// What the menu is about.
#[derive(Clone, PartialEq, Debug)]
pub struct Offer {
    /// The patient.
    pub name: String,
    /// Where the case is.
    pub lane: Lane,
    /// The lanes with their gates; closing is the last.
    pub ways: Vec<(Lane, Way)>,
    /// Pixels from the window's corner.
    pub at: Point,
}

/// One shared menu; open while there is an offer.
#[component]
pub fn MoveMenu(
    #[prop(into)] offer: Signal<Option<Offer>>,
    #[prop(into)] on_choose: Callback<Choice>,
    #[prop(into)] on_close: Callback<()>,
) -> impl IntoView {
    move || offer.get().map(|offer| view! { <Menu offer on_choose on_close/> })
}

#[component]
fn Menu(
    offer: Offer,
    #[prop(into)] on_choose: Callback<Choice>,
    #[prop(into)] on_close: Callback<()>,
) -> impl IntoView {
    let menu = NodeRef::<Div>::new();
    let (x, y) = offer.at;
    Effect::new(move |_| {
        let Some(menu) = menu.get() else { return };
        let style = leptos::web_sys::HtmlElement::style(&menu);
        style.set_property("--x", &[&x.to_string(), "px"].concat()).ok();
        style.set_property("--y", &[&y.to_string(), "px"].concat()).ok();
        if menu.show_popover().is_ok()
            && let Ok(Some(first)) = menu.query_selector("button:not([disabled])")
        {
            use leptos::wasm_bindgen::JsCast;
            first.unchecked_into::<leptos::web_sys::HtmlElement>().focus().ok();
        }
    });
    let on_toggle = move |_| {
        let closed = menu.get_untracked().is_some_and(|menu| !menu.matches(":popover-open").unwrap_or(true));
        if closed {
            on_close.run(());
        }
    };
    let label = ["Move ", &offer.name].concat();
    let lane = offer.lane.title();
    let ways: Vec<AnyView> = offer.ways.into_iter().map(|(lane, way)| item(lane, way, on_choose)).collect();
    view! {
        <div
            class="menu"
            popover="auto"
            data-at=""
            role="dialog"
            aria-label=label
            node_ref=menu
            on:toggle=on_toggle
            on:keydown=move |event| along(&event, menu)
        >
            <p class="menu__title">"Move "<strong dir="auto">{offer.name}</strong>" to"</p>
            {ways}
            <hr class="menu__line"/>
            <button class="menu__item" type="button" on:click=move |_| on_choose.run(Choice::Top)>
                <Icon name="up"/>
                <span class="menu__label">{["To the top of ", lane].concat()}</span>
            </button>
            <button class="menu__item" type="button" on:click=move |_| on_choose.run(Choice::Bottom)>
                <Icon name="down"/>
                <span class="menu__label">{["To the end of ", lane].concat()}</span>
            </button>
        </div>
    }
}

fn item(lane: Lane, way: Way, on_choose: Callback<Choice>) -> AnyView {
    let (icon, note, gate) = match way {
        Way::Here => ("check", "here now".to_owned(), None),
        Way::Open => ("forward", "open".to_owned(), Some("open")),
        Way::Blocked(missing) => ("forward", format!("blocked by {missing}"), Some("blocked")),
        Way::Back => ("back", "asks for a reason".to_owned(), None),
    };
    let title = if lane == Lane::Closed { "Close the case…" } else { lane.title() };
    view! {
        <button
            class="menu__item"
            type="button"
            disabled=way == Way::Here
            on:click=move |_| on_choose.run(Choice::To(lane))
        >
            <Icon name=icon mirror=true/>
            <span class="menu__label">{title}</span>
            <span class="menu__note" data-gate=gate>{note}</span>
        </button>
    }
}

/// Up and down go from choice to choice.
fn along(event: &leptos::ev::KeyboardEvent, menu: NodeRef<Div>) {
    use leptos::wasm_bindgen::JsCast;
    use leptos::web_sys::HtmlElement;
    let step = match event.key().as_str() {
        "ArrowDown" => 1,
        "ArrowUp" => -1,
        _ => return,
    };
    event.prevent_default();
    let Some(menu) = menu.get_untracked() else { return };
    let items = menu.children();
    let buttons: Vec<HtmlElement> = (0..items.length())
        .filter_map(|at| items.item(at)?.dyn_into::<HtmlElement>().ok())
        .filter(|item| item.tag_name() == "BUTTON" && !item.has_attribute("disabled"))
        .collect();
    let focused = document().active_element();
    let now = buttons.iter().position(|button| focused.as_ref().is_some_and(|focused| **button == *focused));
    let last = buttons.len().saturating_sub(1);
    let next = match (now, step) {
        (Some(now), 1) => (now + 1).min(last),
        (Some(now), _) => now.saturating_sub(1),
        (None, _) => 0,
    };
    if let Some(button) = buttons.get(next) {
        button.focus().ok();
    }
}
