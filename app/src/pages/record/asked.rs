//! What the address of a record's page asks for.

use crate::place::asks;

/// What the page shows, and which form is open on it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Asked {
    /// The part.
    pub(super) part: Part,
    /// The form that is open: `plan`, `goal`, `note`…
    pub(super) form: Option<String>,
    /// What the form, or the part, is about.
    pub(super) id: Option<String>,
    /// What was chosen before the form could be drawn.
    pub(super) about: Option<String>,
}

/// A part of the page.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Part {
    /// Plans of care and goals.
    #[default]
    Plan,
    /// Scores, charts, attendance.
    Progress,
    /// Notes on sessions.
    Notes,
    /// Handoffs.
    Handoffs,
    /// Documents.
    Documents,
    /// The discharge, and the calls after it.
    Ending,
    /// What is ready to bill.
    Billing,
}

impl Part {
    /// All of them, in the order of the tabs.
    pub(super) const ALL: [Part; 7] = [
        Part::Plan,
        Part::Notes,
        Part::Progress,
        Part::Handoffs,
        Part::Documents,
        Part::Ending,
        Part::Billing,
    ];

    /// As the address names it.
    pub(super) fn code(self) -> &'static str {
        match self {
            Part::Plan => "plan",
            Part::Progress => "progress",
            Part::Notes => "notes",
            Part::Handoffs => "handoffs",
            Part::Documents => "documents",
            Part::Ending => "discharge",
            Part::Billing => "billing",
        }
    }

    /// As people read it.
    pub(super) fn title(self) -> &'static str {
        match self {
            Part::Plan => "Plan and goals",
            Part::Progress => "Progress",
            Part::Notes => "Notes",
            Part::Handoffs => "Handoffs",
            Part::Documents => "Documents",
            Part::Ending => "Discharge",
            Part::Billing => "Billing",
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
            form: asks(query, "do"),
            id: asks(query, "id"),
            about: asks(query, "about"),
        }
    }

    /// Whether this form is open.
    pub(super) fn is_open(&self, form: &str) -> bool {
        self.form.as_deref() == Some(form)
    }

    /// The address of the same page and part with a form open; nothing closes it.
    pub(super) fn with_form(&self, form: Option<&str>, id: Option<&str>) -> String {
        let mut to = ["?part=", self.part.code()].concat();
        for (name, value) in [("do", form), ("id", id)] {
            if let Some(value) = value {
                to.push_str(&["&", name, "=", value].concat());
            }
        }
        to
    }
}
