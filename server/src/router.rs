//! The whole HTTP surface on one screen.

use crate::office::Office;
use crate::pages::{page, server_function};
use crate::{assets, problem, sample, trace};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{any, get};
use leptos_axum::generate_route_list;
use std::time::Duration;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::limit::RequestBodyLimitLayer;

/// What a request may bring, unless its route says otherwise. The largest submission is a comment of 10,000 letters.
const BODY_MAX_BYTES: usize = 256 * 1024;
/// A request that takes longer is given up; whoever sent it may send it again.
const ANSWER_WITHIN: Duration = Duration::from_secs(15);

/// Every route, and around them what holds for all.
pub fn router(office: Office) -> Router {
    pages()
        .merge(server_functions())
        .route("/health", get(async || "ok"))
        .route("/style.css", get(style))
        .layer(from_fn_with_state(office.clone(), sample::everybody_is_the_director))
        .layer(DefaultBodyLimit::max(BODY_MAX_BYTES))
        .layer(RequestBodyLimitLayer::new(BODY_MAX_BYTES))
        .layer(from_fn(in_time))
        .fallback_service(assets::Site::routes::<()>(&office.site))
        .method_not_allowed_fallback(problem::wrong_method)
        .layer(CompressionLayer::new().quality(CompressionLevel::Precise(4)))
        .layer(from_fn(trace::record))
        .with_state(office)
}

/// Addresses that people see; `app` has the list.
fn pages() -> Router<Office> {
    let mut paths: Vec<String> =
        generate_route_list(app::App).iter().map(|listing| listing.path().to_owned()).collect();
    paths.sort();
    paths.dedup();
    paths.into_iter().fold(Router::new(), |router, path| router.route(&path, get(page)))
}

/// What the pages ask for; `app::api` has the list.
fn server_functions() -> Router<Office> {
    leptos::server_fn::axum::server_fn_paths()
        .fold(Router::new(), |router, (path, _)| router.route(path, axum::routing::post(server_function)))
        .route("/api/{*unknown}", any(async || problem::typed(&app::error::ServerError::NotFound)))
}

/// The style sheet for pages that are written without the manifest.
async fn style(State(office): State<Office>) -> Redirect {
    Redirect::temporary(&format!("/pkg/{}", office.site.manifest().css))
}

async fn in_time(request: Request, next: Next) -> Response {
    let uri = request.uri().clone();
    match tokio::time::timeout(ANSWER_WITHIN, next.run(request)).await {
        Ok(response) => response,
        Err(_) => problem::busy(&uri).into_response(),
    }
}
