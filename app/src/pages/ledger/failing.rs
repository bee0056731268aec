//! What fails first: the authorizations of all cases.

use crate::drawn::{Shown, finished};
use crate::ledger::facts::FailingFacts;
use crate::parts::words;
use crate::prelude::*;

/// The page.
pub fn draw(facts: &FailingFacts, _query: &str) -> Shown {
    let count = words::count(facts.cases.len(), "case", "cases");
    let view = view! { <header class="page__head"><h1 tabindex="-1">"Authorizations"</h1><p class="page__lead">{count.clone()}</p></header> };
    finished(view, count, false)
}
