//! The page Import.

use leptos::prelude::*;

/// The page.
#[component]
pub fn Import() -> impl IntoView {
    view! { <h1>"Import"</h1> }.into_any()
}
