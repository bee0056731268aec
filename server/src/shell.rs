//! The HTML document around every page.

use crate::assets::Manifest;
use app::App;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::MetaTags;
use std::sync::Arc;

/// The document. Its title names the product only: titles end up in histories and on shared screens.
pub(crate) fn document(manifest: Arc<Manifest>) -> impl IntoView {
    let js = format!("/pkg/{}", manifest.js);
    let wasm = format!("/pkg/{}", manifest.wasm);
    let css = format!("/pkg/{}", manifest.css);
    let start =
        format!("import init,{{hydrate}} from \"{js}\";init({{module_or_path:\"{wasm}\"}}).then(hydrate)");
    view! {
        <!DOCTYPE html>
        <html lang="en">
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
