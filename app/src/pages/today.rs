//! The page Today.

use leptos::prelude::*;

/// The page.
#[component]
pub fn Today() -> impl IntoView {
    view! { <h1>"Today"</h1> }.into_any()
}
