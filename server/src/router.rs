//! The whole HTTP surface on one screen.

use crate::office::Office;
use crate::pages::{page, search, server_function};
use crate::{export, guard, import, ledger, live, problem, record, trace};
use app::error::ServerError;
use app::place::Page;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{Redirect, Response};
use axum::routing::{any, get, post};
use http::StatusCode;
use std::time::Duration;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::limit::RequestBodyLimitLayer;

/// What a request may bring, unless its route says otherwise. The largest submission is a comment of 10,000 letters.
const BODY_MAX_BYTES: usize = 256 * 1024;
/// A request that takes longer is given up; whoever sent it may send it again.
const ANSWER_WITHIN: Duration = Duration::from_secs(15);
/// Smaller answers for a little work: the level at which brotli is still quicker than the network.
const BROTLI_LEVEL: i32 = 5;

/// Every route, and around them what holds for all.
pub fn router(office: Office) -> Router {
    // Pages are drawn by tasks of this runtime. Whoever says so a second time, in a test, says the same.
    any_spawner::Executor::init_tokio().ok();
    let auth = office.auth.clone();
    let known = pages()
        .merge(server_functions())
        .merge(auth.clone().routes())
        .merge(ledger::routes(office.desk.clone()))
        .layer(RequestBodyLimitLayer::new(BODY_MAX_BYTES))
        .layer(DefaultBodyLimit::max(BODY_MAX_BYTES))
        .layer(from_fn(in_time))
        // A note is longer than a form: what is too long is told so by the rule, with what to do.
        .merge(record::routes(office.desk.clone()).layer(from_fn(in_time)))
        .route("/live", get(live::live))
        .route("/export.zip", get(export::download))
        // Files are larger and slower than anything else; these routes have limits of their own.
        .merge(import::routes(office.imports.clone()))
        .merge(ledger::files(office.desk.clone()))
        .merge(record::files(office.desk.clone()));
    known
        .layer(from_fn_with_state(auth.clone(), guard::identify))
        .route("/health", get(async || "ok"))
        .route("/style.css", get(style))
        .fallback_service(office.site.routes::<()>())
        .method_not_allowed_fallback(problem::wrong_method)
        .layer(from_fn_with_state(auth, guard::protect))
        .layer(
            CompressionLayer::new().quality(CompressionLevel::Precise(BROTLI_LEVEL)).compress_when(
                // What is packed already costs work and becomes no smaller.
                DefaultPredicate::new()
                    .and(NotForContentType::new("application/zip"))
                    .and(NotForContentType::new("application/pdf")),
            ),
        )
        .layer(from_fn(trace::record))
        .with_state(office)
}

/// Every address of [`router`] with its method, for tests that must miss none.
pub fn addresses() -> Vec<(&'static str, String)> {
    let pages = Page::addresses().map(|path| ("GET", path.to_owned()));
    let functions = leptos::server_fn::axum::server_fn_paths().map(|(path, _)| ("POST", path.to_owned()));
    let others = [
        ("POST", "/search"),
        ("GET", "/live"),
        ("GET", "/export.zip"),
        ("GET", "/health"),
        ("GET", "/style.css"),
    ];
    let others =
        others.into_iter().chain(import::ADDRESSES).chain(ledger::ADDRESSES).chain(record::ADDRESSES);
    pages.chain(functions).chain(others.map(|(method, path)| (method, path.to_owned()))).collect()
}

/// Addresses that people see; `app` has the list.
fn pages() -> Router<Office> {
    Page::addresses().fold(Router::new(), |router, path| {
        let answer = match Page::at(path) {
            Some(Page::Search) => get(search::look).post(search::find),
            _ => get(page),
        };
        router.route(path, answer)
    })
}

/// What the pages ask for; `app::api` and `app::door` have the list.
fn server_functions() -> Router<Office> {
    leptos::server_fn::axum::server_fn_paths()
        .fold(Router::new(), |router, (path, _)| router.route(path, post(server_function)))
        .route("/api/{*unknown}", any(async || problem::typed(&ServerError::NotFound)))
}

/// The style sheet for pages that are written without the manifest.
async fn style(State(office): State<Office>) -> Redirect {
    Redirect::temporary(&format!("/pkg/{}", office.site.manifest().css))
}

async fn in_time(request: Request, next: Next) -> Response {
    let uri = request.uri().clone();
    match tokio::time::timeout(ANSWER_WITHIN, next.run(request)).await {
        Ok(response) if response.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            problem::too_large(&uri, BODY_MAX_BYTES)
        }
        Ok(response) => response,
        Err(_) => {
            // Of the address only the path: a query may hold a name.
            tracing::warn!(
                path = uri.path(),
                seconds = ANSWER_WITHIN.as_secs(),
                "given up: no answer in time"
            );
            problem::busy(&uri)
        }
    }
}
