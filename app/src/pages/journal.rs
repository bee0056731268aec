//! The page Journal.

use leptos::prelude::*;

/// The page.
#[component]
pub fn Journal() -> impl IntoView {
    view! { <h1>"Journal"</h1> }.into_any()
}
