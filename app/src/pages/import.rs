//! The page for bringing a spreadsheet. The rules that read and sort one are in `domain::import`; the page is not there yet,
//! nothing leads here, and it says so.

use crate::parts::problem::Problem;
use leptos::prelude::*;

/// The page.
#[component]
pub fn Import() -> impl IntoView {
    view! {
        <Problem
            icon="help"
            title="Spreadsheets cannot be brought in yet"
            words="This version opens cases one by one. Nothing is lost; add a case from the board."
        >
            <a class="button button--primary" href="/board">"To the board"</a>
        </Problem>
    }
    .into_any()
}
