//! A small menu at a button: what can be done with one thing. Drawn by `style/parts/menu.css`.

use super::icon::Icon;
use crate::dom::{self, Point};
use crate::prelude::*;
use leptos::html::Div;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;

/// One thing that can be done.
#[derive(Clone)]
pub struct Choice {
    /// Icon.
    pub icon: &'static str,
    /// Words.
    pub label: &'static str,
    /// What it does.
    pub run: Callback<()>,
}

/// The menu. Mount it to open it; it asks to be unmounted through `on_close`.
#[component]
pub fn Options(
    #[prop(into)] label: String,
    choices: Vec<Choice>,
    /// Pixels from the window's corner.
    at: Point,
    #[prop(into)] on_close: Callback<()>,
) -> impl IntoView {
    let menu = NodeRef::<Div>::new();
    Effect::new(move |_| {
        let Some(menu) = menu.get() else { return };
        let style = HtmlElement::style(&menu);
        style.set_property("--x", &dom::px(at.0)).ok();
        style.set_property("--y", &dom::px(at.1)).ok();
        if menu.show_popover().is_ok() {
            focus(menu.first_element_child());
        }
    });
    let hide = move || {
        if let Some(menu) = menu.get_untracked() {
            menu.hide_popover().ok();
        }
    };
    let on_toggle = move |_| {
        if menu.get_untracked().is_some_and(|menu| !menu.matches(":popover-open").unwrap_or(true)) {
            on_close.run(());
        }
    };
    let items: Vec<AnyView> = choices
        .into_iter()
        .map(|choice| {
            let run = choice.run;
            view! {
                <button
                    class="menu__item"
                    type="button"
                    on:click=move |_| {
                        hide();
                        run.run(());
                    }
                >
                    <Icon name=choice.icon/>
                    <span class="menu__label">{choice.label}</span>
                </button>
            }
        })
        .collect();
    view! {
        <div
            class="menu"
            popover="auto"
            data-at=""
            role="dialog"
            aria-label=label
            node_ref=menu
            on:toggle=on_toggle
            on:keydown=move |event| along(&event)
        >
            {items}
        </div>
    }
}

fn focus(element: Option<leptos::web_sys::Element>) {
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        element.focus().ok();
    }
}

/// Up and down go from choice to choice.
fn along(event: &leptos::ev::KeyboardEvent) {
    let Some(now) = document().active_element() else { return };
    let next = match event.key().as_str() {
        "ArrowDown" => now.next_element_sibling(),
        "ArrowUp" => now.previous_element_sibling(),
        _ => return,
    };
    event.prevent_default();
    focus(next);
}
