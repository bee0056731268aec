//! What is open in the records of all cases: whose it is, and by when.

use crate::drawn::{Shown, finished};
use crate::pages::fields::empty;
use crate::prelude::*;
use crate::record::facts::WorkFacts;

/// The page.
pub fn draw(facts: &WorkFacts, _query: &str) -> Shown {
    let _ = facts;
    let view = view! {
        <header class="page__head"><h1 tabindex="-1">"To sign"</h1></header>
        {empty("journal", "Nothing is open", "Notes, plans and handoffs that wait for you are shown here.")}
    };
    finished(view, "Nothing is open".to_owned(), false)
}
