//! Answers as the pages' scripts read them; see [`app::wire`].

use app::wire::{self, Fields};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use leptos::server_fn::ContentType;
use serde::Serialize;

/// A value as the body of a response.
pub(crate) struct AsFields<T>(pub(crate) T);

impl<T: Serialize> IntoResponse for AsFields<T> {
    fn into_response(self) -> Response {
        match wire::write(&self.0) {
            Ok(text) => ([(CONTENT_TYPE, Fields::CONTENT_TYPE)], text).into_response(),
            Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    }
}
