//! What people see: compiled to WASM for the browser, and into the server for the first paint.

pub mod api;
mod dom;
pub mod door;
pub mod drag;
pub mod error;
pub mod import;
mod keys;
pub mod pages;
pub mod parts;
pub mod sync;
pub mod wire;

use leptos::prelude::*;
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::{SsrMode, path};

/// What the pages were made of. A server and a browser's program with different ones do not belong together.
pub const BUILD: &str = env!("CASEBOARD_BUILD");

/// The whole product: every page by its address.
#[component]
pub fn App() -> impl IntoView {
    leptos_meta::provide_meta_context();
    view! {
        <Router>
            <Routes fallback=pages::not_found::NotFound>
                <Route path=path!("/sign-in") view=pages::sign_in::SignIn/>
                <Route path=path!("/invite/:token") view=pages::invite::Invite/>
                <ParentRoute path=path!("") view=parts::frame::Frame ssr=SsrMode::Async>
                    <Route path=path!("") view=pages::board::Board/>
                    <Route path=path!("/board") view=pages::board::Board/>
                    <Route path=path!("/today") view=pages::today::Today/>
                    <Route path=path!("/cases/:id") view=pages::case::Case/>
                    <Route path=path!("/search") view=pages::search::Search/>
                    <Route path=path!("/people") view=pages::people::People/>
                    <Route path=path!("/journal") view=pages::journal::Journal/>
                    <Route path=path!("/account") view=pages::account::Account/>
                    <Route path=path!("/import") view=pages::import::Import/>
                    <Route path=path!("/import/:id") view=pages::import::Import/>
                </ParentRoute>
            </Routes>
        </Router>
    }
}

/// The browser's entry: takes over the page that the server rendered.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    // The small program of a release traps without a word, and would carry this for nothing.
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(App);
}

/// [`BUILD`], for the script that starts the page: it asks before it lets [`hydrate`] take over.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn build() -> String {
    BUILD.to_owned()
}
