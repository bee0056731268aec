//! The search page. Whom somebody looks for is posted: addresses end up in histories, logs and pictures of screens.

use super::{draw, page};
use crate::office::Office;
use crate::problem;
use app::pages::search::Posted;
use axum::body::Body;
use axum::extract::{Form, FromRequest, Request, State};
use axum::response::{IntoResponse, Redirect, Response};

/// As many letters as the form lets through.
const LETTERS_MAX: usize = 200;

/// The empty page. What an address says besides is neither looked for nor kept: the browser is sent to the address alone.
pub(crate) async fn look(State(office): State<Office>, request: Request) -> Response {
    if request.uri().query().is_some() {
        return Redirect::to(request.uri().path()).into_response();
    }
    page(State(office), request).await
}

/// The page with what was found, for a form that was posted before any script had arrived.
pub(crate) async fn find(State(office): State<Office>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let asked = Request::from_parts(parts.clone(), body);
    let Ok(Form(mut posted)) = Form::<Posted>::from_request(asked, &()).await else {
        return problem::not_understood();
    };
    posted.text = posted.text.chars().take(LETTERS_MAX).collect();
    draw(&office, Request::from_parts(parts, Body::empty()), Some(posted)).await
}
