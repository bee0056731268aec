//! From a day, until a day.

use crate::kinds::Date;
use serde::{Deserialize, Serialize};

/// Days from `from` on and before `until`; open-ended without `until`. Equal ends make an empty span, which contains
/// nothing: an appointment to a team that was taken back on the same day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Loose", into = "Loose")]
pub struct Span {
    from: Date,
    until: Option<Date>,
}

/// Why two days make no span.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SpanProblem {
    /// The end lies before the start.
    #[error("This ends on {until}, before it starts on {from}. Please correct one of the two dates.")]
    EndsBeforeStart {
        /// First day inside.
        from: Date,
        /// First day after it.
        until: Date,
    },
}

impl Span {
    /// Refuses an end before the start.
    pub fn new(from: Date, until: Option<Date>) -> Result<Self, SpanProblem> {
        match until {
            Some(until) if until < from => Err(SpanProblem::EndsBeforeStart { from, until }),
            _ => Ok(Span { from, until }),
        }
    }

    /// Without an end.
    pub fn since(from: Date) -> Self {
        Span { from, until: None }
    }

    /// First day inside.
    pub fn from(&self) -> Date {
        self.from
    }

    /// First day after it, if it ends.
    pub fn until(&self) -> Option<Date> {
        self.until
    }

    /// Whether the day is inside; the end is not.
    pub fn contains(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }

    /// Whether some day is inside both.
    pub fn overlaps(&self, other: &Span) -> bool {
        let later = self.from.max(other.from);
        self.contains(later) && other.contains(later)
    }
}

/// As written in files, before anybody checked it.
#[derive(Serialize, Deserialize)]
struct Loose {
    from: Date,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until: Option<Date>,
}

impl TryFrom<Loose> for Span {
    type Error = SpanProblem;

    fn try_from(loose: Loose) -> Result<Self, SpanProblem> {
        Span::new(loose.from, loose.until)
    }
}

impl From<Span> for Loose {
    fn from(span: Span) -> Self {
        Loose { from: span.from, until: span.until }
    }
}
