//! The page Case.

use leptos::prelude::*;

/// The page.
#[component]
pub fn Case() -> impl IntoView {
    view! { <h1>"Case"</h1> }.into_any()
}
