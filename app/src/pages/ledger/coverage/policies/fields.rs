//! The fields of the forms about coverage, filled from a policy or from what somebody typed before.

use crate::pages::fields::{self, Kind, hidden};
use crate::pages::ledger::coverage::Ground;
use crate::prelude::*;

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

/// What every form carries: the id of its command, and the day of the lens.
pub(super) fn every(ground: Ground<'_>) -> AnyView {
    let on = ground.asked.on.map(|on| hidden("on", on));
    view! { {hidden("command", ground.facts.fresh)}{on} }
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
    fields::input(kind, name, label, values.text(name), hint)
}

/// A choice from a list; the first of the options is meant where nothing was chosen.
pub(super) fn select(
    values: &Values,
    name: &str,
    label: &'static str,
    options: impl IntoIterator<Item = (String, String)>,
) -> AnyView {
    fields::select(name, label, options.into_iter().collect(), &values.text(name))
}
