//! Parts that the forms of a ledger's page are made of.

use super::Ground;
use crate::ledger::facts::Typed;
use crate::parts::icon::Icon;
use crate::prelude::*;
use domain::ids::CommandId;
use serde::Serialize;

/// What a form is filled with: as it begins, or as it was typed before it was sent to be looked at.
#[derive(Clone, Copy)]
pub(super) struct Filled<'a> {
    typed: Option<&'a Typed>,
}

impl<'a> Filled<'a> {
    /// Of the form of this name, if the address names what was typed into one.
    pub(super) fn of(ground: Ground<'a>, form: &str) -> Filled<'a> {
        Filled { typed: ground.facts.typed.as_deref().filter(|_| ground.asked.is_open(form)) }
    }

    /// Whether somebody has typed into it.
    pub(super) fn is_typed(self) -> bool {
        self.typed.is_some()
    }

    /// What stands in a field.
    pub(super) fn or(self, name: &str, begins: impl Into<String>) -> String {
        self.typed.map_or_else(|| begins.into(), |typed| typed.text(name).unwrap_or_default().to_owned())
    }

    /// What was typed into a field; nothing where it is blank or nobody has typed.
    pub(super) fn text(self, name: &str) -> Option<&'a str> {
        self.typed.and_then(|typed| typed.text(name)).filter(|text| !text.trim().is_empty())
    }

    /// Whether a box is ticked.
    pub(super) fn is_on(self, name: &str, begins: bool) -> bool {
        self.typed.map_or(begins, |typed| typed.text(name).is_some())
    }

    /// The id of the command that the form sends, so that sending it twice does one thing.
    pub(super) fn command(self, ground: Ground<'_>) -> CommandId {
        self.typed.map_or(ground.facts.fresh, |typed| typed.id)
    }
}

/// The word by which a choice is stored.
pub(super) fn code(value: &impl Serialize) -> String {
    let text = serde_json::to_string(value).unwrap_or_default();
    text.trim_matches('"').to_owned()
}

/// What the screen shows, so that a colleague's change is noticed.
pub(super) fn seen(value: &impl Serialize) -> AnyView {
    hidden("seen", serde_json::to_string(value).unwrap_or_default())
}

/// A field that nobody sees.
pub(super) fn hidden(name: &'static str, value: impl Into<String>) -> AnyView {
    view! { <input type="hidden" name=name value=value.into()/> }
}

/// The id of the command that a form sends, so that sending it twice does one thing.
pub(super) fn command(ground: Ground<'_>) -> AnyView {
    hidden("command", ground.facts.fresh.to_string())
}

/// A labelled field of one line; `kind` is that of the input.
pub(super) fn input(
    kind: &'static str,
    name: impl Into<String>,
    label: &str,
    value: String,
    hint: &str,
) -> AnyView {
    let name = name.into();
    let id = ["f-", &name].concat();
    let hint_id = [&id, "-hint"].concat();
    let described = (!hint.is_empty()).then(|| hint_id.clone());
    let hint =
        (!hint.is_empty()).then(|| view! { <span class="field__hint" id=hint_id>{hint.to_owned()}</span> });
    let auto = (kind == "text").then_some("off");
    view! {
        <div class="field">
            <label class="field__label" for=id.clone()>{label.to_owned()}</label>
            <input class="input" id=id type=kind name=name value=value autocomplete=auto aria-describedby=described/>
            {hint}
        </div>
    }
}

/// A labelled choice of a list.
pub(super) fn select(
    name: impl Into<String>,
    label: &str,
    options: Vec<(String, String)>,
    chosen: &str,
) -> AnyView {
    let name = name.into();
    let id = ["f-", &name].concat();
    let options = options.into_iter().map(|(value, words)| {
        let selected = value == chosen;
        view! { <option value=value selected=selected>{words}</option> }
    });
    view! {
        <div class="field">
            <label class="field__label" for=id.clone()>{label.to_owned()}</label>
            <select class="input" id=id name=name>{options.collect::<Vec<_>>()}</select>
        </div>
    }
}

/// The end of a form: what sends it, and the way out.
pub(super) fn finish(ground: Ground<'_>, send: &str) -> AnyView {
    let close = ground.asked.with_form(None, None);
    view! {
        <div class="row">
            <button class="button button--primary" type="submit">{send.to_owned()}</button>
            <a class="button button--quiet" href=close>"Close"</a>
        </div>
    }
}

/// A link that opens a form.
pub(super) fn open(
    ground: Ground<'_>,
    icon: &'static str,
    words: &str,
    form: &str,
    id: Option<&str>,
) -> AnyView {
    let href = ground.asked.with_form(Some(form), id);
    view! { <a class="button button--small" href=href><Icon name=icon/>{words.to_owned()}</a> }
}

/// A fact of a list of facts.
pub(super) fn fact(name: &str, value: impl Into<String>) -> AnyView {
    view! { <div><dt>{name.to_owned()}</dt><dd dir="auto">{value.into()}</dd></div> }
}

/// One state, in an icon and words.
pub(super) fn chip(tone: &'static str, icon: &'static str, words: &str) -> AnyView {
    view! { <span class="chip" data-tone=tone><Icon name=icon/><span class="chip__text">{words.to_owned()}</span></span> }
}

/// Nothing is here: why, and what to do.
pub(super) fn empty(icon: &'static str, title: &str, words: &str) -> AnyView {
    view! { <div class="empty"><Icon name=icon/><h2>{title.to_owned()}</h2><p>{words.to_owned()}</p></div> }
}
