//! Whoever pays, and the rules by which they do.

use crate::drawn::{Shown, finished};
use crate::ledger::facts::PayersFacts;
use crate::parts::words;
use crate::prelude::*;

/// The page of all payers, or of one.
pub fn draw(facts: &PayersFacts, _payer: Option<&str>, _query: &str) -> Shown {
    let count = words::count(facts.clinic.payers.len(), "payer", "payers");
    let view = view! { <header class="page__head"><h1 tabindex="-1">"Payers"</h1><p class="page__lead">{count.clone()}</p></header> };
    finished(view, count, false)
}
