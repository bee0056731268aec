//! Visits, and what came of them.

use super::Ground;
use crate::parts::words;
use crate::prelude::*;

/// The part of the page.
pub(super) fn body(ground: Ground<'_>) -> AnyView {
    let count = words::count(ground.facts.ledger.visits.len(), "visit", "visits");
    view! { <p>{count}</p> }
}
