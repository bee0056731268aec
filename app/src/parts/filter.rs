//! Filters over the board: chips that say what is on, each with its list.

use super::icon::Icon;
use leptos::prelude::*;

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
    #[prop(into)] count: Signal<Option<usize>>,
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
                {move || count.get().map(|count| view! { " "<span class="count">{count}</span> })}
            </button>
        </span>
    }
    .into_any()
}

/// The chip of a filter with a list.
#[component]
pub fn Pick(
    id: &'static str,
    title: &'static str,
    options: Signal<Vec<Entry>>,
    #[prop(into)] on_clear: Callback<&'static str>,
) -> impl IntoView {
    let chosen = Memo::new(move |_| {
        options.with(|options| {
            let on: Vec<&str> =
                options.iter().filter(|option| option.on).map(|option| option.label.as_str()).collect();
            (!on.is_empty()).then(|| on.join(", "))
        })
    });
    let words = move || match chosen.get() {
        Some(chosen) => {
            view! { <span class="filter__value">{[title, ": ", &chosen].concat()}</span> }.into_any()
        }
        None => title.into_any(),
    };
    view! {
        <span class="filter" data-on=move || chosen.get().map(|_| "")>
            <button class="filter__open" type="button" popovertarget=["f-", id].concat() aria-haspopup="dialog">
                {words}
                <Icon name="down"/>
            </button>
            <Show when=move || chosen.get().is_some()>
                <button
                    class="filter__clear"
                    type="button"
                    aria-label=["Clear the filter ", title].concat()
                    on:click=move |_| on_clear.run(id)
                >
                    <Icon name="close"/>
                </button>
            </Show>
        </span>
    }
    .into_any()
}

/// The list of a filter.
#[component]
pub fn PickList(
    id: &'static str,
    title: &'static str,
    options: Signal<Vec<Entry>>,
    #[prop(into)] on_toggle: Callback<(&'static str, String)>,
    #[prop(into)] on_clear: Callback<&'static str>,
) -> impl IntoView {
    view! {
        <div class="menu" id=["f-", id].concat() popover="auto" role="dialog" aria-label=title>
            <fieldset>
                <legend class="menu__title">{title}</legend>
                <For each=move || options.get() key=|entry| entry.value.clone() let:entry>
                    <ListEntry id entry options on_toggle/>
                </For>
            </fieldset>
            <div class="menu__foot">
                <button class="button button--quiet button--small" type="button" on:click=move |_| on_clear.run(id)>
                    "Clear"
                </button>
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn ListEntry(
    id: &'static str,
    entry: Entry,
    options: Signal<Vec<Entry>>,
    #[prop(into)] on_toggle: Callback<(&'static str, String)>,
) -> impl IntoView {
    let Entry { value, label, count, on } = entry;
    let key = StoredValue::new(value.clone());
    let now = Memo::new(move |_| {
        let of = |entry: &&Entry| key.with_value(|key| entry.value == *key);
        options.with(|options| options.iter().find(of).map_or((on, count), |entry| (entry.on, entry.count)))
    });
    view! {
        <label class="menu__item">
            <input
                type="checkbox"
                name=id
                value=value
                prop:checked=move || now.get().0
                on:change=move |_| on_toggle.run((id, key.get_value()))
            />
            <span class="menu__label" dir="auto">{label}</span>
            <span class="menu__note">{move || now.get().1}</span>
        </label>
    }
    .into_any()
}
