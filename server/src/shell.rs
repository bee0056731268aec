//! The HTML document around every page.

use crate::assets::Manifest;
use crate::session::Look;
use app::App;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::MetaTags;

/// The document. Its title names the product only: titles end up in histories and on shared screens.
pub(crate) fn document(manifest: Manifest, look: Option<Look>) -> impl IntoView {
    let Manifest { js, wasm, css } = manifest;
    let (js, wasm, css) = (format!("/pkg/{js}"), format!("/pkg/{wasm}"), format!("/pkg/{css}"));
    let start =
        format!("import init,{{hydrate}} from \"{js}\";init({{module_or_path:\"{wasm}\"}}).then(hydrate)");
    // What follows the system, or is as usual, is not said.
    let theme = look.as_ref().map(|look| look.theme.clone()).filter(|theme| theme != "system");
    let density = look.map(|look| look.density).filter(|density| density != "normal");
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=theme data-density=density>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                <meta name="color-scheme" content="light dark"/>
                <title>"Caseboard"</title>
                <link rel="icon" href="/favicon.svg"/>
                <link rel="stylesheet" href=css/>
                <link rel="modulepreload" href=js/>
                <link rel="preload" href=wasm r#as="fetch" r#type="application/wasm" crossorigin="anonymous"/>
                <script type="module" nonce=use_nonce() inner_html=start></script>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}
