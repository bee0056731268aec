//! The frame around every page of a signed-in person.

use leptos::prelude::*;
use leptos_router::components::Outlet;

/// Top bar, navigation and the page.
#[component]
pub fn Frame() -> impl IntoView {
    view! { <main><Outlet/></main> }.into_any()
}
