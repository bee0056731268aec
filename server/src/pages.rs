//! Renders pages and runs server functions, each with who asks and the desk in its context.

use crate::office::Office;
use crate::{problem, shell};
use app::api::{Desk, Who};
use app::error::ServerError;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use leptos::prelude::provide_context;
use std::sync::Arc;

/// Pages for people who are not signed in.
fn is_open(path: &str) -> bool {
    path == "/sign-in" || path.starts_with("/invite/")
}

/// A page with its data in it; somebody who is not signed in is sent to sign in, and comes back afterwards.
pub(crate) async fn page(State(office): State<Office>, request: Request) -> Response {
    let who = request.extensions().get::<Who>().cloned();
    if who.is_none() && !is_open(request.uri().path()) {
        return to_sign_in(&request);
    }
    let manifest = Arc::new(office.site.manifest().clone());
    let render = leptos_axum::render_app_async_with_context(context(office.desk, who), move || {
        shell::document(Arc::clone(&manifest))
    });
    render(request).await
}

fn to_sign_in(request: &Request) -> Response {
    let next = request.uri().path_and_query().map_or("/", |path| path.as_str());
    if next == "/" {
        return Redirect::to("/sign-in").into_response();
    }
    // The address is our own, cut from the request; `//host` cannot match one of our pages.
    let next: String = url_encoded(next);
    (StatusCode::FOUND, [(http::header::LOCATION, format!("/sign-in?next={next}"))]).into_response()
}

fn url_encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'/' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

/// One server function. Its error comes with the status that fits.
pub(crate) async fn server_function(State(office): State<Office>, request: Request) -> Response {
    let who = request.extensions().get::<Who>().cloned();
    let response =
        leptos_axum::handle_server_fns_with_context(context(office.desk, who), request).await.into_response();
    if response.headers().contains_key("serverfnerror") { with_status(response).await } else { response }
}

async fn with_status(response: Response) -> Response {
    let (_, body) = response.into_parts();
    let error = match to_bytes(body, 1 << 20).await {
        Ok(bytes) => serde_json::from_slice::<ServerError>(&bytes).ok(),
        Err(_) => None,
    };
    problem::typed(&error.unwrap_or_else(|| ServerError::Broken { ticket: "unreadable".into() }))
}

fn context(desk: Arc<dyn Desk>, who: Option<Who>) -> impl Fn() + Clone + Send + Sync + 'static {
    move || {
        provide_context(Arc::clone(&desk));
        if let Some(who) = who.clone() {
            provide_context(who);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_is_quoted() {
        assert_eq!(url_encoded("/cases/1?tab=a&b=é"), "/cases/1%3Ftab%3Da%26b%3D%C3%A9");
    }

    #[tokio::test]
    async fn an_error_of_a_server_function_gets_the_status_that_fits() {
        let response = problem::typed(&ServerError::SignedOut);
        let (parts, body) = with_status(response).await.into_parts();
        assert_eq!(parts.status, StatusCode::UNAUTHORIZED);
        assert_eq!(to_bytes(body, 100).await.unwrap(), "\"signed_out\"");
    }
}
