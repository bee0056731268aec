//! A sum that people can read, step by step.

use crate::kinds::Date;

/// One step of a sum.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Term {
    /// What is reckoned, in words; without the date.
    pub words: String,
    /// The day that this step comes to, if it comes to one.
    pub on: Option<Date>,
}

impl Term {
    /// A step without a day.
    pub(super) fn said(words: impl Into<String>) -> Term {
        Term { words: words.into(), on: None }
    }

    /// A step that comes to a day.
    pub(super) fn on(words: impl Into<String>, on: Date) -> Term {
        Term { words: words.into(), on: Some(on) }
    }
}

/// "1 day", "2 days"; less than nothing is none.
pub(super) fn days(n: impl TryInto<u64>) -> String {
    let n = n.try_into().unwrap_or(0);
    format!("{n} day{}", if n == 1 { "" } else { "s" })
}
