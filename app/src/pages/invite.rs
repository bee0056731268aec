//! The page Invite.

use leptos::prelude::*;

/// The page.
#[component]
pub fn Invite() -> impl IntoView {
    view! { <h1>"Invite"</h1> }.into_any()
}
