//! What the address of a payer's page asks for.

use crate::place::asks;
use domain::kinds::Date;

/// Which form is open, and what it is about.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Asked {
    /// `add`, `name`, `rules`, `period`, `example`, `publish`.
    pub(super) form: Option<String>,
    /// First day of the rules that a form changes.
    pub(super) from: Option<Date>,
    /// The example that a form changes.
    pub(super) id: Option<String>,
}

impl Asked {
    /// Reads what follows `?`; what makes no sense is not there.
    pub(super) fn of(query: &str) -> Asked {
        let query = query.trim_start_matches('?');
        Asked {
            form: asks(query, "do"),
            from: asks(query, "from").and_then(|day| day.parse().ok()),
            id: asks(query, "id"),
        }
    }

    /// Whether this form is open.
    pub(super) fn is_open(&self, form: &str) -> bool {
        self.form.as_deref() == Some(form)
    }
}

/// Whether the address asks what publishing would change.
pub fn previews(query: &str) -> bool {
    Asked::of(query).is_open("publish")
}
