//! What the address of a ledger's page asks for.

use crate::place::asks;
use domain::kinds::Date;

/// What the page shows, and which form is open on it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Asked {
    /// The part: `coverage`, `authorizations`, `visits`.
    pub(super) part: Part,
    /// The day that the lens is on.
    pub(super) on: Option<Date>,
    /// The form that is open: `policy`, `order`, `verify`…
    pub(super) form: Option<String>,
    /// What the form is about.
    pub(super) id: Option<String>,
}

/// A part of the page.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Part {
    /// Policies, their order, verifications.
    #[default]
    Coverage,
    /// Authorizations.
    Authorizations,
    /// Visits.
    Visits,
}

impl Part {
    /// All of them, in the order of the tabs.
    pub(super) const ALL: [Part; 3] = [Part::Coverage, Part::Authorizations, Part::Visits];

    /// As the address names it.
    pub(super) fn code(self) -> &'static str {
        match self {
            Part::Coverage => "coverage",
            Part::Authorizations => "authorizations",
            Part::Visits => "visits",
        }
    }

    /// As people read it.
    pub(super) fn title(self) -> &'static str {
        match self {
            Part::Coverage => "Coverage",
            Part::Authorizations => "Authorizations",
            Part::Visits => "Visits",
        }
    }
}

impl Asked {
    /// Reads what follows `?`; what makes no sense is not there.
    pub(super) fn of(query: &str) -> Asked {
        let query = query.trim_start_matches('?');
        let part = asks(query, "part").unwrap_or_default();
        Asked {
            part: Part::ALL.into_iter().find(|one| one.code() == part).unwrap_or_default(),
            on: asks(query, "on").and_then(|day| day.parse().ok()),
            form: asks(query, "do"),
            id: asks(query, "id"),
        }
    }

    /// Whether this form is open.
    pub(super) fn is_open(&self, form: &str) -> bool {
        self.form.as_deref() == Some(form)
    }

    /// The address of the same page and part with a form open; nothing closes it.
    pub(super) fn with_form(&self, form: Option<&str>, id: Option<&str>) -> String {
        let mut to = ["?part=", self.part.code()].concat();
        for (name, value) in [
            ("on", self.on.map(|day| day.to_string())),
            ("do", form.map(str::to_owned)),
            ("id", id.map(str::to_owned)),
        ] {
            if let Some(value) = value {
                to.push_str(&["&", name, "=", &value].concat());
            }
        }
        to
    }
}
