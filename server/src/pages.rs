//! Renders pages and runs server functions, each with who asks and the desk in its context.

use crate::guard::Context;
use crate::office::Office;
use crate::watched::Watched;
use crate::{problem, shell};
use app::api::{Desk, Verdict, Who};
use app::error::ServerError;
use app::import::facts::Importer;
use app::wire::Fields;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::LOCATION;
use leptos::prelude::provide_context;
use leptos::server_fn::Decodes;
use std::sync::Arc;
use std::time::Duration;

/// Bytes of an error that is read again for its status.
const ERROR_MAX_BYTES: usize = 1024 * 1024;

/// A page whose data has all been there for so long will not become ready any more. Drawing takes milliseconds; of some
/// thousand pages drawn at once with much else one was met whose `<Suspense>` had missed its wake-up, as in
/// <https://github.com/leptos-rs/leptos/issues/4851>.
const STALLED: Duration = Duration::from_secs(3);
/// How often a page that is being drawn is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// Pages for people who are not signed in.
fn is_open(path: &str) -> bool {
    path == "/sign-in" || path.starts_with("/invite/")
}

/// A page with its data in it; somebody who is not signed in is sent to sign in, and comes back afterwards.
pub(crate) async fn page(State(office): State<Office>, request: Request) -> Response {
    let signed_in = request.extensions().get::<Who>().is_some();
    if !signed_in && !is_open(request.uri().path()) {
        return to_sign_in(&request);
    }
    let (parts, _) = request.into_parts();
    let draw = async |limit| {
        let request = Request::from_parts(parts.clone(), Body::empty());
        let desk = Arc::new(Watched::new(Arc::new(office.desk.clone()), Arc::new(office.imports.clone())));
        tokio::select! {
            response = drawn(&office, request, &desk) => Some(response),
            () = stalled(&desk, limit) => None,
        }
    };
    if let Some(response) = draw(STALLED).await {
        return response;
    }
    tracing::warn!(
        path = parts.uri.path(),
        "a page had all its data and did not become ready; it is drawn again"
    );
    draw(Duration::MAX).await.unwrap_or_else(|| problem::busy(&parts.uri))
}

async fn drawn(office: &Office, request: Request, watched: &Arc<Watched>) -> Response {
    let context = Context::of(&request, &office.auth);
    let look = context.look().cloned();
    let desk: Arc<dyn Desk> = Arc::<Watched>::clone(watched);
    let imports: Arc<dyn Importer> = Arc::<Watched>::clone(watched);
    let site = Arc::clone(&office.site);
    let verdict = Verdict::default();
    let told = verdict.clone();
    let render = leptos_axum::render_app_async_with_context(
        move || {
            provide(&context, &desk, &imports);
            provide_context(told.clone());
        },
        move || shell::document(site.manifest().clone(), look.clone()),
    );
    let mut response = render(request).await;
    let refused = verdict.is_forbidden().then_some(ServerError::Forbidden);
    if let Some(error) = watched.error().or(refused).filter(|_| response.status() == StatusCode::OK) {
        *response.status_mut() = problem::status(&error);
    }
    response
}

/// Ends when the page has waited that long for nothing.
async fn stalled(desk: &Watched, limit: Duration) {
    while desk.idle().is_none_or(|idle| idle < limit) {
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Away to sign in, and back here afterwards.
pub(crate) fn to_sign_in(request: &Request) -> Response {
    let wanted = request.uri().path_and_query().map_or("/", |path| path.as_str());
    if wanted == "/" {
        return (StatusCode::FOUND, [(LOCATION, "/sign-in")]).into_response();
    }
    // It is the path of one of our pages, so it cannot lead elsewhere; whoever uses it checks again.
    (StatusCode::FOUND, [(LOCATION, format!("/sign-in?next={}", quoted(wanted)))]).into_response()
}

fn quoted(text: &str) -> String {
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
    let context = Context::of(&request, &office.auth);
    let desk: Arc<dyn Desk> = Arc::new(office.desk.clone());
    let imports: Arc<dyn Importer> = Arc::new(office.imports.clone());
    let provide = move || provide(&context, &desk, &imports);
    let run = leptos_axum::handle_server_fns_with_context(provide, request);
    let response = run.await.into_response();
    if response.headers().contains_key("serverfnerror") { with_status(response).await } else { response }
}

fn provide(context: &Context, desk: &Arc<dyn Desk>, imports: &Arc<dyn Importer>) {
    context.provide();
    provide_context(Arc::clone(desk));
    provide_context(Arc::clone(imports));
}

async fn with_status(response: Response) -> Response {
    let bytes = to_bytes(response.into_body(), ERROR_MAX_BYTES).await.unwrap_or_default();
    let error = <Fields as Decodes<ServerError>>::decode(bytes).ok();
    problem::typed(&error.unwrap_or_else(|| ServerError::Broken { ticket: "unreadable".into() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_is_quoted() {
        assert_eq!(quoted("/cases/1?tab=a&b=é"), "/cases/1%3Ftab%3Da%26b%3D%C3%A9");
    }

    #[tokio::test]
    async fn an_error_of_a_server_function_gets_the_status_that_fits() {
        let response = with_status(problem::typed(&ServerError::SignedOut)).await;
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
        let body = to_bytes(response.into_body(), 100).await.unwrap();
        assert_eq!(<Fields as Decodes<ServerError>>::decode(body), Ok(ServerError::SignedOut));
    }
}
