//! Answers that say no: one page for people, one typed error for the pages' own requests.
//!
//! Every one says what happened, what is safe and what to do next. A fault of ours carries a ticket, under which the
//! server's log has the details; the answer itself never has any.

use crate::fields::AsFields;
use app::error::ServerError;
use axum::response::{IntoResponse, Response};
use domain::refusal::{Field, Refusal};
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderValue, StatusCode, Uri};
use std::fmt::Write;

/// No page, no file, or none for this person.
pub fn nothing_here() -> Response {
    page(
        StatusCode::NOT_FOUND,
        "There is nothing at this address",
        "The address may have been cut, or it leads to a case that you may not open. Nothing is lost.",
    )
}

/// A method that the address does not know.
pub async fn wrong_method() -> Response {
    page(
        StatusCode::METHOD_NOT_ALLOWED,
        "This address cannot be used that way",
        "Nothing was changed. Go back to the board and try from there.",
    )
}

/// An address or a form that makes no sense.
pub fn not_understood() -> Response {
    page(
        StatusCode::BAD_REQUEST,
        "This request could not be understood",
        "Nothing was changed. Go back, reload the page and try again.",
    )
}

/// More than a request may bring.
pub fn too_large(uri: &Uri, max: usize) -> Response {
    const TITLE: &str = "That is more than can be sent at once";
    if is_api(uri) {
        let error = ServerError::Refused(Refusal::TooMany { field: Field::Count, max });
        let mut response = typed(&error);
        *response.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
        return response;
    }
    page(StatusCode::PAYLOAD_TOO_LARGE, TITLE, "Nothing was changed. Go back and send less at a time.")
}

/// The person may not.
pub fn forbidden() -> Response {
    page(
        StatusCode::FORBIDDEN,
        "Your role does not include this page",
        "Nothing was changed. Ask a director if you need it.",
    )
}

/// A fault of ours: as the typed error for the pages' own requests, as a page otherwise.
pub fn broken(uri: &Uri, ticket: &str) -> Response {
    if is_api(uri) {
        return typed(&ServerError::Broken { ticket: ticket.to_owned() });
    }
    page(
        StatusCode::INTERNAL_SERVER_ERROR,
        "Something went wrong on our side",
        &format!(
            "Nothing was saved half. Try again in a moment; if it stays, give your administrator the number {ticket}."
        ),
    )
}

/// The server is too busy, or took too long.
pub fn busy(uri: &Uri) -> Response {
    if is_api(uri) {
        return typed(&ServerError::Busy);
    }
    let mut response = page(
        StatusCode::SERVICE_UNAVAILABLE,
        "This takes too long right now",
        "The server is busy; nothing was changed half. Try again in a moment.",
    );
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("2"));
    response
}

/// The typed error as pages read it, with the status that fits.
pub fn typed(error: &ServerError) -> Response {
    let status = status(error);
    let mut response = (status, AsFields(error)).into_response();
    response.headers_mut().insert("serverfnerror", HeaderValue::from_static("true"));
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("2"));
    }
    response
}

/// The status that fits an error.
pub fn status(error: &ServerError) -> StatusCode {
    match error {
        ServerError::Refused(refusal) => refused(refusal),
        ServerError::SignedOut => StatusCode::UNAUTHORIZED,
        ServerError::Locked => StatusCode::LOCKED,
        ServerError::Forbidden => StatusCode::FORBIDDEN,
        ServerError::NotFound => StatusCode::NOT_FOUND,
        ServerError::Offline | ServerError::Busy => StatusCode::SERVICE_UNAVAILABLE,
        ServerError::Broken { ticket } if ticket == "unreadable" => StatusCode::BAD_REQUEST,
        ServerError::Broken { .. } | ServerError::Newer | ServerError::Unloaded => {
            StatusCode::INTERNAL_SERVER_ERROR
        }
    }
}

fn refused(refusal: &Refusal) -> StatusCode {
    match refusal {
        Refusal::NotAllowed => StatusCode::FORBIDDEN,
        Refusal::NoSuchCase
        | Refusal::NoSuchTask { .. }
        | Refusal::NoSuchStaff
        | Refusal::NoSuchSite
        | Refusal::NoSuchContact => StatusCode::NOT_FOUND,
        Refusal::Text { .. }
        | Refusal::Date { .. }
        | Refusal::Missing { .. }
        | Refusal::TooMany { .. }
        | Refusal::ReasonNeeded
        | Refusal::ReasonTooShort { .. } => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::CONFLICT,
    }
}

/// Whether a page's own script asks.
pub fn is_api(uri: &Uri) -> bool {
    uri.path().starts_with("/api/")
}

/// A page of its own: no script, and no styles but those at a fixed address.
pub fn page(status: StatusCode, title: &str, text: &str) -> Response {
    let mut html = String::with_capacity(1024);
    // Writing to a string cannot fail.
    let _ = write!(
        html,
        r#"<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>{title} · Caseboard</title><link rel="icon" href="/favicon.svg"><link rel="stylesheet" href="/style.css"></head><body><main class="problem" id="main"><h1>{title}</h1><p>{text}</p><div class="row"><a class="button button--primary" href="/board">To the board</a></div></main></body></html>"#
    );
    (status, [(CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_typed_for_scripts_and_pages_for_people() {
        let api = broken(&Uri::from_static("/api/submit"), "T1");
        assert!(api.headers()[CONTENT_TYPE].to_str().unwrap().starts_with("text/plain"));
        assert_eq!(api.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let page = broken(&Uri::from_static("/board"), "T1");
        assert!(page.headers()[CONTENT_TYPE].to_str().unwrap().starts_with("text/html"));
    }

    #[test]
    fn each_refusal_has_a_status_of_the_four_hundreds() {
        for refusal in [Refusal::NotAllowed, Refusal::NoSuchCase, Refusal::Closed, Refusal::ReasonNeeded] {
            assert!(status(&ServerError::Refused(refusal)).is_client_error());
        }
    }
}
