//! Parts that the forms of a record's page are made of.

use super::Ground;
use crate::ledger::facts::Typed;
use crate::pages::fields::{buttons, hidden};
use crate::parts::icon::Icon;
use crate::prelude::*;
use domain::ids::CommandId;

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

/// The id of the command that a form sends, so that sending it twice does one thing.
pub(super) fn command(ground: Ground<'_>) -> AnyView {
    hidden("command", ground.facts.fresh.to_string())
}

/// The end of a form: what sends it, and the way out.
pub(super) fn finish(ground: Ground<'_>, send: impl Into<String>) -> AnyView {
    buttons(ground.asked.with_form(None, None), send)
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
