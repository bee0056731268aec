//! Why cases are closed: a list of codes, as data with a date.

use crate::kinds::Date;
use serde::{Deserialize, Serialize};

const DEFAULT: &str = include_str!("../data/discharge-reasons-2026-01.json");

/// The reasons in force from a day on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reasons {
    /// First day.
    pub valid_from: Date,
    /// Who says so.
    pub source: String,
    /// In the order in which they are offered.
    pub reasons: Vec<Reason>,
}

/// One reason.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// As files write it.
    pub code: String,
    /// As people read it; a closing is recorded in these words.
    pub title: String,
}

/// The reasons that a closing may have.
pub fn reasons() -> Vec<Reason> {
    let list: Reasons = serde_json::from_str(DEFAULT).expect("the list in data/ is checked by a test");
    list.reasons
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_a_code_of_its_own() {
        let mut codes: Vec<String> = reasons().into_iter().map(|reason| reason.code).collect();
        codes.sort();
        codes.dedup();
        assert_eq!(codes.len(), 13);
    }
}
