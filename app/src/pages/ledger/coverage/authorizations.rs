//! What is authorized, and what is left of it.

use super::Ground;
use crate::parts::words;
use crate::prelude::*;

/// The part of the page.
pub(super) fn body(ground: Ground<'_>) -> AnyView {
    let count = words::count(ground.facts.ledger.authorizations.len(), "authorization", "authorizations");
    view! { <p>{count}</p> }
}
