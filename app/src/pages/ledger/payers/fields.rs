//! Fields of the forms about payers.

use crate::prelude::*;
use serde::Serialize;

/// A choice by the word by which it is stored, which the form posts.
pub(super) fn word<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

/// A field of one line. `kind` is the input's type.
pub(super) fn input(
    name: &str,
    kind: &'static str,
    label: &'static str,
    value: String,
    hint: Option<&'static str>,
) -> AnyView {
    let (id, hint_id) = (["p-", name].concat(), ["p-", name, "-hint"].concat());
    let described = hint.map(|_| hint_id.clone());
    let min = (kind == "number").then_some("0");
    view! {
        <div class="field">
            <label class="field__label" for=id.clone()>{label}</label>
            <input class="input" id=id type=kind name=name.to_owned() value=value min=min dir="auto" autocomplete="off" aria-describedby=described/>
            {hint.map(|hint| view! { <p class="field__hint" id=hint_id>{hint}</p> })}
        </div>
    }
}

/// A field of several lines, over the whole width.
pub(super) fn area(name: &str, label: &'static str, value: String, hint: &'static str) -> AnyView {
    let (id, hint_id) = (["p-", name].concat(), ["p-", name, "-hint"].concat());
    view! {
        <div class="field">
            <label class="field__label" for=id.clone()>{label}</label>
            <textarea class="input" id=id name=name.to_owned() rows="3" dir="auto" aria-describedby=hint_id.clone()>{value}</textarea>
            <p class="field__hint" id=hint_id>{hint}</p>
        </div>
    }
}

/// A choice of a list.
pub(super) fn select(
    name: &str,
    label: &'static str,
    options: Vec<(String, String)>,
    chosen: &str,
) -> AnyView {
    let id = ["p-", name].concat();
    view! {
        <div class="field">
            <label class="field__label" for=id.clone()>{label}</label>
            <select class="input" id=id name=name.to_owned()>{choices(options, chosen)}</select>
        </div>
    }
}

/// The options of a list.
pub(super) fn choices(options: Vec<(String, String)>, chosen: &str) -> Vec<AnyView> {
    options
        .into_iter()
        .map(|(value, words)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{words}</option> }
        })
        .collect()
}

/// The options of a type whose values are stored as words.
pub(super) fn options<T: Serialize>(
    all: impl IntoIterator<Item = T>,
    title: impl Fn(&T) -> &'static str,
) -> Vec<(String, String)> {
    all.into_iter().map(|one| (word(&one), title(&one).to_owned())).collect()
}

/// What every form carries, and its buttons. `back` closes it.
pub(super) fn hidden(fields: &[(&'static str, String)]) -> Vec<AnyView> {
    fields
        .iter()
        .map(|(name, value)| view! { <input type="hidden" name=*name value=value.clone()/> })
        .collect()
}

/// The buttons at a form's end.
pub(super) fn buttons(back: String, submit: &'static str) -> AnyView {
    view! {
        <div class="row" data-push="">
            <a class="button" href=back>"Cancel"</a>
            <button class="button button--primary" type="submit">{submit}</button>
        </div>
    }
}
