//! Filters over the board: chips that say what is on, each with its list.

use super::icon::Icon;
use super::rows::{Row, rows};
use crate::prelude::*;

/// One thing that can be chosen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// As the address writes it.
    pub value: String,
    /// As people read it.
    pub label: String,
    /// How many cards have it.
    pub count: usize,
    /// It is chosen.
    pub on: bool,
}

/// A switch: on or off.
#[component]
pub fn Toggle(
    title: &'static str,
    #[prop(into)] on: Signal<bool>,
    /// How many cards it would show.
    #[prop(optional)]
    count: Option<Memo<usize>>,
    #[prop(into)] on_toggle: Callback<()>,
) -> impl IntoView {
    view! {
        <span class="filter">
            <button
                class="filter__open"
                type="button"
                aria-pressed=move || if on.get() { "true" } else { "false" }
                on:click=move |_| on_toggle.run(())
            >
                {title}
                {count.map(|count| {
                    view! { " "<span class="count">{move || count.get().to_string()}</span> }
                })}
            </button>
        </span>
    }
}

/// The chip of a filter with a list.
#[component]
pub fn Pick(
    id: &'static str,
    title: &'static str,
    options: Memo<Vec<Entry>>,
    #[prop(into)] on_clear: Callback<&'static str>,
) -> impl IntoView {
    let chosen = Memo::new(move |_| {
        options.with(|options| {
            let on: Vec<&str> =
                options.iter().filter(|option| option.on).map(|option| option.label.as_str()).collect();
            on.join(", ")
        })
    });
    let is_on = Memo::new(move |_| chosen.with(|chosen| !chosen.is_empty()));
    let clear = move || {
        view! {
            <button
                class="filter__clear"
                type="button"
                aria-label=["Clear the filter ", title].concat()
                on:click=move |_| on_clear.run(id)
            >
                <Icon name="close"/>
            </button>
        }
    };
    view! {
        <span class="filter" data-on=move || is_on.get().then_some("")>
            <button class="filter__open" type="button" popovertarget=["f-", id].concat() aria-haspopup="dialog">
                {move || if is_on.get() {
                    view! { <span class="filter__value">{move || [title, ": ", &chosen.get()].concat()}</span> }
                } else {
                    title.into_any()
                }}
                <Icon name="down"/>
            </button>
            {move || is_on.get().then(clear)}
        </span>
    }
}

/// The list of a filter.
#[component]
pub fn PickList(
    id: &'static str,
    title: &'static str,
    options: Memo<Vec<Entry>>,
    #[prop(into)] on_toggle: Callback<(&'static str, String)>,
    #[prop(into)] on_clear: Callback<&'static str>,
) -> impl IntoView {
    let row = move |entry: Entry| {
        let Entry { value, label, .. } = entry;
        Row::new(value.clone(), move || view! { <ListEntry id value label options on_toggle/> })
    };
    view! {
        <div class="menu" id=["f-", id].concat() popover="auto" role="dialog" aria-label=title>
            <fieldset>
                <legend class="menu__title">{title}</legend>
                {rows(move || options.get().into_iter().map(row).collect())}
            </fieldset>
            <div class="menu__foot">
                <button class="button button--quiet button--small" type="button" on:click=move |_| on_clear.run(id)>
                    "Clear"
                </button>
            </div>
        </div>
    }
}

#[component]
fn ListEntry(
    id: &'static str,
    value: String,
    label: String,
    options: Memo<Vec<Entry>>,
    #[prop(into)] on_toggle: Callback<(&'static str, String)>,
) -> impl IntoView {
    let key = StoredValue::new(value.clone());
    let now = move || {
        let of = |entry: &&Entry| key.with_value(|key| entry.value == *key);
        options.with(|options| options.iter().find(of).map_or((false, 0), |entry| (entry.on, entry.count)))
    };
    view! {
        <label class="menu__item">
            <input
                type="checkbox"
                name=id
                value=value
                prop:checked=move || now().0
                on:change=move |_| on_toggle.run((id, key.get_value()))
            />
            <span class="menu__label" dir="auto">{label}</span>
            <span class="menu__note">{move || now().1.to_string()}</span>
        </label>
    }
}
