//! Fields of the forms that the server draws, and the small parts that stand around them.

use crate::parts::icon::Icon;
use crate::prelude::*;
use serde::Serialize;

/// How a field is typed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Day,
    Time,
    /// A whole number from 0 on.
    Number,
    /// Amounts, with the keyboard for them.
    Figures,
}

/// A field of one line. A hint may be empty.
pub(crate) fn input(
    kind: Kind,
    name: impl Into<String>,
    label: impl Into<String>,
    value: String,
    hint: &str,
) -> AnyView {
    let name = name.into();
    let id = ["f-", &name].concat();
    let (described, hint) = hinted(&id, hint);
    let (of, mode) = match kind {
        Kind::Text => ("text", None),
        Kind::Day => ("date", None),
        Kind::Time => ("time", None),
        Kind::Number => ("number", None),
        Kind::Figures => ("text", Some("decimal")),
    };
    let (min, max) = match kind {
        Kind::Day => (Some("1900-01-01"), Some("2099-12-31")),
        Kind::Number => (Some("0"), None),
        _ => (None, None),
    };
    let dir = (kind == Kind::Text).then_some("auto");
    view! {
        <div class="field">
            <label class="field__label" for=id.clone()>{label.into()}</label>
            <input class="input" id=id name=name type=of inputmode=mode min=min max=max dir=dir autocomplete="off" aria-describedby=described value=value/>
            {hint}
        </div>
    }
}

/// A field of several lines. A hint may be empty.
pub(crate) fn area(name: &str, label: &'static str, value: String, hint: &str) -> AnyView {
    let id = ["f-", name].concat();
    let (described, hint) = hinted(&id, hint);
    view! {
        <div class="field">
            <label class="field__label" for=id.clone()>{label}</label>
            <textarea class="input" id=id name=name.to_owned() rows="3" dir="auto" aria-describedby=described>{value}</textarea>
            {hint}
        </div>
    }
}

/// The id by which a field says what describes it, and what does.
fn hinted(id: &str, hint: &str) -> (Option<String>, Option<AnyView>) {
    if hint.is_empty() {
        return (None, None);
    }
    let id = [id, "-hint"].concat();
    (Some(id.clone()), Some(view! { <span class="field__hint" id=id>{hint.to_owned()}</span> }))
}

/// A choice from a list; the first of the options is meant where nothing was chosen.
pub(crate) fn select(
    name: impl Into<String>,
    label: impl Into<String>,
    options: Vec<(String, String)>,
    chosen: &str,
) -> AnyView {
    let name = name.into();
    let id = ["f-", &name].concat();
    view! {
        <div class="field">
            <label class="field__label" for=id.clone()>{label.into()}</label>
            <select class="input" id=id name=name>{choices(options, chosen)}</select>
        </div>
    }
}

/// The options of a list, as they stand in it.
pub(crate) fn choices(options: Vec<(String, String)>, chosen: &str) -> Vec<AnyView> {
    let options = options.into_iter().map(|(value, words)| {
        let selected = value == chosen;
        view! { <option value=value selected=selected>{words}</option> }
    });
    options.collect()
}

/// Options of a type whose values are stored as words.
pub(crate) fn options<T: Copy + Serialize>(
    all: impl IntoIterator<Item = T>,
    title: impl Fn(T) -> &'static str,
) -> Vec<(String, String)> {
    all.into_iter().map(|one| (word(one), title(one).to_owned())).collect()
}

/// The same, after a choice that says nothing.
pub(crate) fn or_none(none: &str, options: Vec<(String, String)>) -> Vec<(String, String)> {
    [(String::new(), none.to_owned())].into_iter().chain(options).collect()
}

/// A box to tick.
pub(crate) fn tick(name: &str, value: String, label: impl IntoView + 'static, on: bool) -> AnyView {
    view! {
        <label class="choice" data-plain="">
            <input type="checkbox" name=name.to_owned() value=value checked=on/>
            <span>{label.into_any()}</span>
        </label>
    }
}

/// A choice by the word by which it is stored.
pub(crate) fn word(value: impl Serialize) -> String {
    let value = serde_json::to_value(value).ok();
    value.as_ref().and_then(|value| value.as_str()).unwrap_or_default().to_owned()
}

/// Something that goes with the form and is not shown.
pub(crate) fn hidden(name: &'static str, value: impl ToString) -> AnyView {
    view! { <input type="hidden" name=name value=value.to_string()/> }
}

/// Several of those.
pub(crate) fn all_hidden(fields: &[(&'static str, String)]) -> Vec<AnyView> {
    fields.iter().map(|(name, value)| hidden(name, value)).collect()
}

/// What the screen shows, as the form sends it back, so that a colleague's change is noticed.
pub(crate) fn shown(name: &'static str, value: &impl Serialize) -> AnyView {
    hidden(name, serde_json::to_string(value).unwrap_or_default())
}

/// The end of a form: the way out, and what sends it.
pub(crate) fn buttons(back: String, send: impl Into<String>) -> AnyView {
    view! {
        <div class="row" data-push="">
            <a class="button" href=back>"Cancel"</a>
            <button class="button button--primary" type="submit">{send.into()}</button>
        </div>
    }
}

/// A sentence about the page's state, with what can be done about it.
pub(crate) fn banner(tone: &'static str, icon: &'static str, words: impl IntoView + 'static) -> AnyView {
    view! {
        <div class="banner" data-tone=tone>
            <Icon name=icon/>
            <div class="banner__text">{words.into_any()}</div>
        </div>
    }
}

/// One word of state, never by its colour alone.
pub(crate) fn chip(tone: &'static str, icon: &'static str, words: impl Into<String>) -> AnyView {
    view! { <span class="chip" data-tone=tone><Icon name=icon/><span class="chip__text">{words.into()}</span></span> }
}

/// A fact of a list of facts.
pub(crate) fn fact(name: &str, value: impl Into<String>) -> AnyView {
    view! { <div><dt>{name.to_owned()}</dt><dd dir="auto">{value.into()}</dd></div> }
}

/// Nothing is here: why, and what to do.
pub(crate) fn empty(icon: &'static str, title: &str, words: &str) -> AnyView {
    view! { <div class="empty"><Icon name=icon/><h2>{title.to_owned()}</h2><p>{words.to_owned()}</p></div> }
}
