//! What a door is given: a form, or the same fields as JSON; and who gives it.

use super::Auth;
use crate::accounts::secret::Token;
use crate::guard::Visitor;
use crate::session::cookie::Cookie;
use crate::session::{Origin, Seat};
use app::api::Who;
use app::error::ServerError;
use axum::extract::{Form, FromRequest, FromRequestParts, Json, Request};
use axum::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;
use http::request::Parts;
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;
use std::convert::Infallible;

/// Fields of a form, or of a JSON object.
pub(super) struct Input<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Input<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or("");
        let read = if kind.starts_with("application/json") {
            Json::<T>::from_request(request, state).await.map(|Json(fields)| fields).map_err(|no| no.status())
        } else {
            Form::<T>::from_request(request, state).await.map(|Form(fields)| fields).map_err(|no| no.status())
        };
        // The reason is not repeated: it may quote a password.
        read.map(Input).map_err(|status| {
            let status = if status.is_client_error() { status } else { StatusCode::BAD_REQUEST };
            (status, "The form could not be read, and nothing was changed. Go back, and send it again.")
                .into_response()
        })
    }
}

/// Who stands at the door.
pub(super) struct Caller {
    pub(super) headers: HeaderMap,
    pub(super) seat: Seat,
    pub(super) from: Origin,
    https: bool,
}

impl FromRequestParts<Auth> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, auth: &Auth) -> Result<Self, Infallible> {
        let visitor = parts.extensions.get::<Visitor>().cloned();
        let (seat, from) = match visitor {
            Some(visitor) => (visitor.seat, visitor.from),
            None => (Seat::Nobody, crate::guard::origin_of(parts, &auth.config)),
        };
        Ok(Caller { headers: parts.headers.clone(), seat, from, https: auth.config.https() })
    }
}

impl Caller {
    /// The person, signed in and at work.
    pub(super) fn who(&self) -> Result<Who, ServerError> {
        match &self.seat {
            Seat::Open(who, _) => Ok(who.clone()),
            Seat::Locked(_) => Err(ServerError::Locked),
            Seat::Nobody => Err(ServerError::SignedOut),
        }
    }

    /// A cookie of ours.
    pub(super) fn token(&self, cookie: Cookie) -> Option<Token> {
        cookie.read(&self.headers, self.https).and_then(Token::parse)
    }
}
