//! What is different between two versions of a plan, as people read it.

use super::Terms;
use crate::calendar::said;

/// One difference.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// Of what.
    pub what: &'static str,
    /// Before.
    pub from: String,
    /// After.
    pub to: String,
}

/// What of the terms is different, in the order of the plan.
pub fn difference(before: &Terms, after: &Terms) -> Vec<Change> {
    let diagnoses =
        |terms: &Terms| terms.diagnoses.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let reason =
        |terms: &Terms| terms.reason.as_ref().map_or_else(|| "none given".to_owned(), ToString::to_string);
    let all = [
        ("Diagnoses", diagnoses(before), diagnoses(after)),
        ("Interventions", before.interventions.to_string(), after.interventions.to_string()),
        ("Sessions a week", before.weekly.to_string(), after.weekly.to_string()),
        ("Minutes a session", before.minutes.to_string(), after.minutes.to_string()),
        ("From", said(before.from), said(after.from)),
        ("Ends before", said(before.until), said(after.until)),
        ("Reason", reason(before), reason(after)),
    ];
    all.into_iter()
        .filter(|(_, from, to)| from != to)
        .map(|(what, from, to)| Change { what, from, to })
        .collect()
}
