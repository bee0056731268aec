//! The HTML document around every page.

use crate::assets::Manifest;
use crate::session::Look;
use app::later::code::Chunk;
use app::place::Page;
use app::{App, BUILD};
use http::request::Parts;
use leptos::nonce::use_nonce;
use leptos::prelude::*;

/// The document. Its title names the product only: titles end up in histories and on shared screens.
pub(crate) fn document(manifest: Manifest, look: Option<Look>) -> impl IntoView {
    let uri = use_context::<Parts>().map(|parts| parts.uri).unwrap_or_default();
    let (path, query) = (uri.path().to_owned(), uri.query().unwrap_or_default().to_owned());
    let later = chunks(&manifest, &path, &query);
    let Manifest { js, wasm, css, .. } = manifest;
    let (js, wasm, css) = (format!("/pkg/{js}"), format!("/pkg/{wasm}"), format!("/pkg/{css}"));
    let start = start(&js, &wasm);
    let title = Page::title(&path);
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
                <title inner_html=title></title>
                <link rel="icon" href="/favicon.svg"/>
                <link rel="stylesheet" href=css/>
                <link rel="modulepreload" href=js/>
                <link rel="preload" href=wasm r#as="fetch" r#type="application/wasm" crossorigin="anonymous"/>
                {later}
                <script type="module" nonce=use_nonce() inner_html=start></script>
            </head>
            <body>
                <App path query/>
            </body>
        </html>
    }
}

/// What the page needs of the code that is otherwise loaded later, fetched together with the first download.
fn chunks(manifest: &Manifest, path: &str, query: &str) -> Vec<AnyView> {
    let files = Chunk::of(path, query).and_then(|chunk| manifest.chunks.get(chunk.name()));
    let link = |file: &String| {
        let file = format!("/pkg/{file}");
        view! { <link rel="preload" href=file r#as="fetch" r#type="application/wasm" crossorigin="anonymous"/> }.into_any()
    };
    files.into_iter().flatten().map(link).collect()
}

/// Starts the browser's program on the page. A program of another build, or one that is gone or fails at its start, loads
/// the page anew: once in a tab, as the tab remembers under `reloaded` for which builds it has done so. After that the
/// page goes on as well as it can, and says so if it cannot. A program that fails later takes nothing away that was typed.
fn start(js: &str, wasm: &str) -> String {
    let script = r#"
const again=b=>{try{const k="reloaded",s=sessionStorage.getItem(k)||"";if(s.includes(b))return false;sessionStorage.setItem(k,s+b+" ");location.reload();return true}catch{return false}};
let build="WASM",young=true,told=false;
const failed=e=>{console.error(e);if(young&&again(build)||told)return;told=true;document.body.insertAdjacentHTML("afterbegin",'<div class="banner" role="alert" data-tone="bad"><p class="banner__text">This page has stopped working. What was saved is safe; copy what you were typing, and reload the page.</p></div>')};
addEventListener("error",e=>{if(e.error instanceof WebAssembly.RuntimeError)failed(e.error)});
import("JS").then(async program=>{await program.default({module_or_path:"WASM"});build=program.build();if(build!=="BUILD"&&again(build))return;setTimeout(()=>young=false,5000);await program.hydrate()}).catch(failed)"#;
    script.trim().replace('\n', "").replace("JS", js).replace("WASM", wasm).replace("BUILD", BUILD)
}
