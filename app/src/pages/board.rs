//! The page Board.

use leptos::prelude::*;

/// The page.
#[component]
pub fn Board() -> impl IntoView {
    view! { <h1>"Board"</h1> }.into_any()
}
