//! Renders pages and runs server functions, each with who asks and the desk in its context.

pub(crate) mod search;

use crate::auth::sign_in::page_with;
use crate::guard::Context;
use crate::office::Office;
use crate::watched::Watched;
use crate::{problem, shell};
use app::api::{Desk, Verdict, Who};
use app::error::ServerError;
use app::import::facts::Importer;
use app::ledger::facts::Books;
use app::pages::search::Posted;
use app::parts::frame::Loaded;
use app::place::Page;
use app::wire::Fields;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::LOCATION;
use leptos::prelude::provide_context;
use leptos::server_fn::Decodes;
use std::sync::Arc;

/// Bytes of an error that is read again for its status.
const ERROR_MAX_BYTES: usize = 1024 * 1024;

/// A page with its data in it; somebody who is not signed in is sent to sign in, and comes back afterwards.
pub(crate) async fn page(State(office): State<Office>, request: Request) -> Response {
    draw(&office, request, None).await
}

/// The page at an address, or the answer to what was posted there.
async fn draw(office: &Office, request: Request, posted: Option<Posted>) -> Response {
    let framed = Page::at(request.uri().path()).is_some_and(Page::is_framed);
    if framed && request.extensions().get::<Who>().is_none() {
        return to_sign_in(&request);
    }
    let watched = Arc::new(Watched::new(
        Arc::new(office.desk.clone()),
        Arc::new(office.imports.clone()),
        Arc::new(office.desk.clone()),
    ));
    let desk: Arc<dyn Desk> = Arc::<Watched>::clone(&watched);
    let imports: Arc<dyn Importer> = Arc::<Watched>::clone(&watched);
    let books: Arc<dyn Books> = Arc::<Watched>::clone(&watched);
    let context = Context::of(&request, &office.auth);
    let look = context.look().cloned();
    let site = Arc::clone(&office.site);
    let verdict = Verdict::default();
    let told = verdict.clone();
    let loaded = match request.extensions().get::<Who>().filter(|_| framed) {
        Some(who) => Some(load(&desk, who).await),
        None => None,
    };
    let render = leptos_axum::render_app_async_with_context(
        move || {
            provide(&context, &desk, &imports, &books);
            provide_context(told.clone());
            if let Some(posted) = posted.clone() {
                provide_context(posted);
            }
            if let Some(loaded) = loaded.clone() {
                provide_context::<Loaded>(loaded);
            }
        },
        move || shell::document(site.manifest().clone(), look.clone()),
    );
    let mut response = render(request).await;
    if let Some(error) =
        watched.error().or_else(|| verdict.said()).filter(|_| response.status() == StatusCode::OK)
    {
        *response.status_mut() = problem::status(&error);
    }
    response
}

/// What the frame of every page is made of.
async fn load(desk: &Arc<dyn Desk>, who: &Who) -> Loaded {
    let (board, me) = tokio::join!(desk.board(who), desk.me(who));
    Ok((board?, me?))
}

/// Away to sign in, and back here afterwards.
pub(crate) fn to_sign_in(request: &Request) -> Response {
    let wanted = request.uri().path_and_query().map_or("/", |path| path.as_str());
    (StatusCode::FOUND, [(LOCATION, page_with(wanted))]).into_response()
}

/// One server function. Its error comes with the status that fits.
pub(crate) async fn server_function(State(office): State<Office>, request: Request) -> Response {
    let context = Context::of(&request, &office.auth);
    let desk: Arc<dyn Desk> = Arc::new(office.desk.clone());
    let imports: Arc<dyn Importer> = Arc::new(office.imports.clone());
    let books: Arc<dyn Books> = Arc::new(office.desk.clone());
    let provide = move || provide(&context, &desk, &imports, &books);
    let run = leptos_axum::handle_server_fns_with_context(provide, request);
    let response = run.await.into_response();
    if response.headers().contains_key("serverfnerror") { with_status(response).await } else { response }
}

fn provide(context: &Context, desk: &Arc<dyn Desk>, imports: &Arc<dyn Importer>, books: &Arc<dyn Books>) {
    context.provide();
    provide_context(Arc::clone(desk));
    provide_context(Arc::clone(imports));
    provide_context(Arc::clone(books));
}

async fn with_status(response: Response) -> Response {
    let bytes = to_bytes(response.into_body(), ERROR_MAX_BYTES).await.unwrap_or_default();
    let error = <Fields as Decodes<ServerError>>::decode(bytes).ok();
    problem::typed(&error.unwrap_or_else(|| ServerError::Broken { ticket: "unreadable".into() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_error_of_a_server_function_gets_the_status_that_fits() {
        let response = with_status(problem::typed(&ServerError::SignedOut)).await;
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
        let body = to_bytes(response.into_body(), 100).await.unwrap();
        assert_eq!(<Fields as Decodes<ServerError>>::decode(body), Ok(ServerError::SignedOut));
    }
}
