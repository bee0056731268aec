//! The fields of the forms about coverage, filled from a policy or from what somebody typed before.

use crate::pages::ledger::coverage::Ground;
use crate::parts::icon::Icon;
use crate::prelude::*;
use serde::Serialize;

/// What stands in the fields of a form: names and values, as a browser sends them.
pub(super) struct Values(pub(super) Vec<(String, String)>);

impl Values {
    pub(super) fn text(&self, name: &str) -> String {
        let found = self.0.iter().find(|(field, _)| field == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    }

    pub(super) fn has(&self, name: &str, value: &str) -> bool {
        self.0.iter().any(|(field, one)| field == name && one == value)
    }

    /// Whether a field says something.
    pub(super) fn is_filled(&self, name: &str) -> bool {
        self.0.iter().any(|(field, value)| field == name && !value.is_empty())
    }

    pub(super) fn put(&mut self, name: &str, value: impl ToString) {
        self.0.push((name.to_owned(), value.to_string()));
    }

    pub(super) fn put_some(&mut self, name: &str, value: Option<impl ToString>) {
        if let Some(value) = value {
            self.put(name, value);
        }
    }
}

/// A choice by the word by which it is stored.
pub(super) fn word(value: impl Serialize) -> String {
    let value = serde_json::to_value(value).ok();
    value.as_ref().and_then(|value| value.as_str()).unwrap_or_default().to_owned()
}

/// Something that goes with the form and is not shown.
pub(super) fn hidden(name: &'static str, value: impl ToString) -> AnyView {
    view! { <input type="hidden" name=name value=value.to_string()/> }
}

/// What the screen shows, as the form sends it back, so that a colleague's change is noticed.
pub(super) fn shown(name: &'static str, value: &impl Serialize) -> AnyView {
    hidden(name, serde_json::to_string(value).unwrap_or_default())
}

/// What every form carries: the id of its command, and the day of the lens.
pub(super) fn every(ground: Ground<'_>) -> AnyView {
    let on = ground.asked.on.map(|on| hidden("on", on));
    view! { {hidden("command", ground.facts.fresh)}{on} }
}

/// How a field is typed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Day,
    /// Whole numbers and amounts, with the keyboard for them.
    Figures,
}

/// A field for one line.
pub(super) fn input(values: &Values, name: &'static str, label: &'static str, kind: Kind) -> AnyView {
    hinted(values, name, label, kind, "")
}

/// A field for one line with a word about it.
pub(super) fn hinted(
    values: &Values,
    name: &str,
    label: &'static str,
    kind: Kind,
    hint: &'static str,
) -> AnyView {
    let id = ["p-", name].concat();
    let hint_id = [&id, "-hint"].concat();
    let described = (!hint.is_empty()).then(|| hint_id.clone());
    let hint = (!hint.is_empty()).then(|| view! { <span class="field__hint" id=hint_id>{hint}</span> });
    let (of, mode) = match kind {
        Kind::Text => ("text", None),
        Kind::Day => ("date", None),
        Kind::Figures => ("text", Some("decimal")),
    };
    let (min, max) = if kind == Kind::Day { (Some("1900-01-01"), Some("2099-12-31")) } else { (None, None) };
    view! {
        <div class="field">
            <label class="field__label" for=id.clone()>{label}</label>
            <input
                class="input"
                id=id.clone()
                name=name.to_owned()
                type=of
                inputmode=mode
                min=min
                max=max
                autocomplete="off"
                aria-describedby=described
                value=values.text(name)
            />
            {hint}
        </div>
    }
}

/// A choice from a list; the first of the options is meant where nothing was chosen.
pub(super) fn select(
    values: &Values,
    name: &str,
    label: &'static str,
    options: impl IntoIterator<Item = (String, String)>,
) -> AnyView {
    let id = ["p-", name].concat();
    let chosen = values.text(name);
    let options = options.into_iter().map(|(value, words)| {
        let selected = value == chosen;
        view! { <option value=value selected=selected>{words}</option> }
    });
    view! {
        <div class="field">
            <label class="field__label" for=id.clone()>{label}</label>
            <select class="input" id=id name=name.to_owned()>{options.collect::<Vec<_>>()}</select>
        </div>
    }
}

/// Options of an enum.
pub(super) fn options<T: Copy + Serialize>(
    all: &[T],
    title: impl Fn(T) -> &'static str,
) -> Vec<(String, String)> {
    all.iter().map(|one| (word(*one), title(*one).to_owned())).collect()
}

/// The same, after a choice that says nothing.
pub(super) fn or_none(none: &str, options: Vec<(String, String)>) -> Vec<(String, String)> {
    [(String::new(), none.to_owned())].into_iter().chain(options).collect()
}

/// A box to tick.
pub(super) fn tick(name: &str, value: String, label: impl IntoView + 'static, on: bool) -> AnyView {
    view! {
        <label class="choice" data-plain="">
            <input type="checkbox" name=name.to_owned() value=value checked=on/>
            <span>{label.into_any()}</span>
        </label>
    }
}

/// The buttons at the end of a form.
pub(super) fn buttons(ground: Ground<'_>, words: impl Into<String>) -> AnyView {
    let words = words.into();
    view! {
        <div class="row" data-push="">
            <a class="button" href=ground.asked.with_form(None, None)>"Cancel"</a>
            <button class="button button--primary" type="submit">{words}</button>
        </div>
    }
}

/// A sentence about the page's state, with what can be done about it.
pub(super) fn banner(tone: &'static str, icon: &'static str, words: impl IntoView + 'static) -> AnyView {
    view! {
        <div class="banner" data-tone=tone>
            <Icon name=icon/>
            <div class="banner__text">{words.into_any()}</div>
        </div>
    }
}

/// One word of state, never by its colour alone.
pub(super) fn chip(tone: &'static str, icon: &'static str, words: impl Into<String>) -> AnyView {
    let words = words.into();
    view! { <span class="chip" data-tone=tone><Icon name=icon/><span class="chip__text">{words}</span></span> }
}
