//! What people see: compiled to WASM for the browser, and into the server for the first paint.

pub mod api;
mod asked;
mod by_case;
mod dom;
pub mod door;
pub mod drag;
pub mod drawn;
pub mod error;
pub mod hands;
#[cfg(feature = "ssr")]
pub mod import;
mod keys;
pub mod later;
#[cfg(feature = "ssr")]
pub mod ledger;
pub mod pages;
pub mod parts;
pub mod place;
mod prelude;
#[cfg(feature = "ssr")]
pub mod record;
pub mod sync;
pub mod wire;

use crate::prelude::*;
use later::{code, page};
use place::{Page, Place};

/// What the pages were made of. A server and a browser's program with different ones do not belong together.
pub const BUILD: &str = env!("CASEBOARD_BUILD");

/// The whole product, at an address: its path, and what follows `?`.
#[component]
pub fn App(path: String, query: String) -> impl IntoView {
    let address = Page::at(&path);
    let place = Place::new(path, query);
    provide_context(place);
    #[cfg(feature = "hydrate")]
    place.follow();
    match address {
        Some(Page::SignIn) => page(code::sign_in),
        Some(Page::Invite) => page(code::invite),
        Some(_) => view! { <parts::frame::Frame/> },
        None => view! { <pages::not_found::NotFound/> },
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
    let query = part(here.as_ref().map(leptos::web_sys::Location::search)).trim_start_matches('?').to_owned();
    if let Some(chunk) = code::Chunk::of(&path, &query) {
        chunk.fetch().await?;
    }
    let framed = Page::at(&path).is_some_and(Page::is_framed);
    leptos::mount::hydrate_body(|| view! { <App path query/> });
    if framed {
        later::fetch_ahead();
    }
    Ok(())
}

/// [`BUILD`], for the script that starts the page: it asks before it lets [`hydrate`] take over.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn build() -> String {
    BUILD.to_owned()
}
