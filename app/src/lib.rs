//! What people see: compiled to WASM for the browser, and into the server for the first paint.

pub mod api;
mod by_case;
mod dom;
pub mod door;
pub mod drag;
pub mod error;
pub mod hands;
pub mod import;
mod keys;
pub mod later;
pub mod pages;
pub mod parts;
mod prelude;
pub mod sync;
pub mod wire;

use crate::prelude::*;
use later::{code, page};
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
                <Route path=path!("/sign-in") view=|| page(code::sign_in)/>
                <Route path=path!("/invite/:token") view=|| page(code::invite)/>
                <ParentRoute path=path!("") view=parts::frame::Frame ssr=SsrMode::Async>
                    <Route path=path!("") view=pages::board::Board/>
                    <Route path=path!("/board") view=pages::board::Board/>
                    <Route path=path!("/today") view=|| page(code::today)/>
                    <Route path=path!("/cases/:id") view=|| page(code::case)/>
                    <Route path=path!("/search") view=|| page(code::search)/>
                    <Route path=path!("/people") view=|| page(code::people)/>
                    <Route path=path!("/journal") view=|| page(code::journal)/>
                    <Route path=path!("/account") view=|| page(code::account)/>
                    <Route path=path!("/import") view=|| page(code::import)/>
                    <Route path=path!("/import/:id") view=|| page(code::import)/>
                </ParentRoute>
            </Routes>
        </Router>
    }
}

/// The browser's entry: takes over the page that the server rendered, with all the code that it was drawn with.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub async fn hydrate() -> Result<(), wasm_bindgen::JsError> {
    // The small program of a release traps without a word, and would carry this for nothing.
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
    let here = leptos::web_sys::window().map(|window| window.location());
    let part = |part: Option<Result<String, _>>| part.and_then(Result::ok).unwrap_or_default();
    let path = part(here.as_ref().map(leptos::web_sys::Location::pathname));
    let query = part(here.as_ref().map(leptos::web_sys::Location::search));
    if let Some(chunk) = code::Chunk::of(&path, &query) {
        chunk.fetch().await?;
    }
    leptos::mount::hydrate_body(App);
    later::fetch_at_first_touch();
    Ok(())
}

/// [`BUILD`], for the script that starts the page: it asks before it lets [`hydrate`] take over.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn build() -> String {
    BUILD.to_owned()
}
