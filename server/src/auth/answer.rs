//! What a door answers: onward, or what was wrong. A form is redirected, a script gets fields.

use crate::accounts::hash::HashError;
use crate::fields::AsFields;
use crate::store::StoreError;
use app::door::{Onward, Problem, Reply, Trouble};
use app::error::ServerError;
use axum::response::{IntoResponse, Response};
use http::header::{ACCEPT, LOCATION, RETRY_AFTER, SET_COOKIE};
use http::{HeaderMap, HeaderValue, StatusCode};

/// The answer, before it is known how the browser wants it.
pub(super) type Answer = Result<Go, No>;

/// Onward to a page of ours, with cookies.
pub(super) struct Go {
    to: String,
    cookies: Vec<HeaderValue>,
}

impl Go {
    pub(super) fn to(page: impl Into<String>) -> Go {
        Go { to: page.into(), cookies: Vec::new() }
    }

    pub(super) fn with(mut self, cookie: HeaderValue) -> Go {
        self.cookies.push(cookie);
        self
    }
}

/// What was wrong.
#[derive(Debug)]
pub(super) struct No {
    trouble: Trouble,
}

impl From<Problem> for No {
    fn from(problem: Problem) -> No {
        No { trouble: Trouble { problem, wait_seconds: None } }
    }
}

impl No {
    pub(super) fn wait(seconds: i64) -> No {
        No {
            trouble: Trouble { problem: Problem::TooMany, wait_seconds: u32::try_from(seconds.max(1)).ok() },
        }
    }
}

impl From<StoreError> for No {
    fn from(error: StoreError) -> No {
        error.for_page("at the doors").into()
    }
}

impl From<ServerError> for No {
    fn from(error: ServerError) -> No {
        match error {
            ServerError::SignedOut => Problem::SignedOut.into(),
            ServerError::Locked => Problem::Locked.into(),
            ServerError::Forbidden | ServerError::Refused(_) => Problem::Forbidden.into(),
            ServerError::NotFound => Problem::Gone.into(),
            ServerError::Offline
            | ServerError::Busy
            | ServerError::Newer
            | ServerError::Unloaded
            | ServerError::Broken { .. } => Problem::Busy.into(),
        }
    }
}

impl From<HashError> for No {
    fn from(error: HashError) -> No {
        if error == HashError::Broken {
            tracing::error!(%error, "at the doors");
        }
        Problem::Busy.into()
    }
}

/// Gives the answer as the browser wants it. `back`: the page that shows what was wrong.
pub(super) fn give(headers: &HeaderMap, back: &str, answer: Answer) -> Response {
    let mut response = match answer {
        Ok(go) => onward(headers, go),
        Err(no) => wrong(headers, back, &no.trouble),
    };
    // A page that a cookie has just changed must not come from anybody's memory.
    response.headers_mut().insert(http::header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn onward(headers: &HeaderMap, go: Go) -> Response {
    let mut response = if wants_page(headers) {
        (StatusCode::SEE_OTHER, location(&go.to)).into_response()
    } else {
        AsFields(Reply::Ok(Onward { to: go.to })).into_response()
    };
    for cookie in go.cookies {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

fn wrong(headers: &HeaderMap, back: &str, trouble: &Trouble) -> Response {
    let mut response = if wants_page(headers) {
        let mark = if back.contains('?') { '&' } else { '?' };
        let wait = trouble.wait_seconds.map_or_else(String::new, |seconds| format!("&wait={seconds}"));
        let to = format!("{back}{mark}problem={}{wait}", trouble.problem.code());
        (StatusCode::SEE_OTHER, location(&to)).into_response()
    } else {
        (status(trouble.problem), AsFields(Reply::Err(*trouble))).into_response()
    };
    if let Some(seconds) = trouble.wait_seconds {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

fn location(to: &str) -> [(http::HeaderName, HeaderValue); 1] {
    [(LOCATION, HeaderValue::from_str(to).unwrap_or_else(|_| HeaderValue::from_static("/board")))]
}

/// Whether a person with a browser waits for a page. Scripts of ours do not ask for one.
pub(super) fn wants_page(headers: &HeaderMap) -> bool {
    let accept = headers.get(ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or("");
    accept.contains("text/html")
}

fn status(problem: Problem) -> StatusCode {
    match problem {
        Problem::TooMany => StatusCode::TOO_MANY_REQUESTS,
        Problem::Busy => StatusCode::SERVICE_UNAVAILABLE,
        Problem::SignedOut => StatusCode::UNAUTHORIZED,
        Problem::Locked => StatusCode::LOCKED,
        Problem::NoMatch
        | Problem::WrongCode
        | Problem::WrongPassword
        | Problem::NoClinic
        | Problem::Forbidden => StatusCode::FORBIDDEN,
        Problem::Gone => StatusCode::NOT_FOUND,
        Problem::Taken | Problem::Elsewhere => StatusCode::CONFLICT,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}
