//! The page Search.

use leptos::prelude::*;

/// The page.
#[component]
pub fn Search() -> impl IntoView {
    view! { <h1>"Search"</h1> }.into_any()
}
