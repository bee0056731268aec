//! What the forms of drawn pages post: plain forms, which work without a script. A script that posts them gets one line of
//! text: the address to go on to, or the sentence that says why not.

use crate::auth::sign_in::page_with;
use crate::problem;
use app::error::ServerError;
use axum::response::{IntoResponse, Response};
use domain::kinds::{Date, Line};
use domain::money::Cents;
use domain::refusal::{Field, Refusal};
use http::header::{ACCEPT, LOCATION};
use http::{HeaderMap, StatusCode, Uri};
use std::str::FromStr;

/// The fields of a form, in its order.
pub(crate) type Form = Vec<(String, String)>;

/// A form, read field by field. What cannot be read is a refusal that names the field as the page does.
pub(crate) struct Posted {
    form: Form,
    about: Field,
}

impl Posted {
    /// A form about one thing.
    pub(crate) fn new(form: Form, about: Field) -> Posted {
        Posted { form, about }
    }

    /// All fields, in their order.
    pub(crate) fn fields(&self) -> &[(String, String)] {
        &self.form
    }

    /// What stands in a field; nothing where it is blank.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        let value = self.form.iter().find(|(field, _)| field == name).map(|(_, value)| value.trim());
        value.filter(|value| !value.is_empty())
    }

    /// Everything under a name, as with boxes that are ticked.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.form.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.trim())
    }

    /// Whether a box is ticked.
    pub(crate) fn is_on(&self, name: &str) -> bool {
        self.text(name).is_some()
    }

    /// A JSON value that the page wrote into the form: what the screen showed.
    pub(crate) fn seen<T: serde::de::DeserializeOwned>(&self) -> Result<Option<T>, ServerError> {
        self.text("seen").map(|text| serde_json::from_str(text).map_err(|_| unreadable())).transpose()
    }

    /// What is wrong with a field, named as the page names it.
    pub(crate) fn no(&self, label: &str, words: &str) -> ServerError {
        ServerError::Refused(Refusal::Problem { field: self.about, problem: format!("{label}: {words}") })
    }

    /// What is not there but must be.
    pub(crate) fn need<T>(&self, label: &str, value: Option<T>) -> Result<T, ServerError> {
        value.ok_or_else(|| self.no(label, "this is needed. Nothing was saved; fill it in and save again."))
    }

    /// One line.
    pub(crate) fn line(&self, name: &str, label: &str) -> Result<Option<Line>, ServerError> {
        let read = |text| Line::parse(text).map_err(|problem| self.no(label, &problem.to_string()));
        self.text(name).map(read).transpose()
    }

    /// A day, as date fields write it.
    pub(crate) fn day(&self, name: &str, label: &str) -> Result<Option<Date>, ServerError> {
        self.parsed(name, label, "this is not a day. Write it as 2026-07-01.")
    }

    /// An amount of money.
    pub(crate) fn cents(&self, name: &str, label: &str) -> Result<Option<Cents>, ServerError> {
        let read = |text| Cents::parse(text).map_err(|problem| self.no(label, &problem.to_string()));
        self.text(name).map(read).transpose()
    }

    /// A whole number.
    pub(crate) fn number<T: FromStr>(&self, name: &str, label: &str) -> Result<Option<T>, ServerError> {
        self.parsed(name, label, "this is not a whole number that is possible here.")
    }

    /// An id that the page wrote into the form.
    pub(crate) fn id<T: FromStr>(&self, name: &str) -> Result<T, ServerError> {
        self.text(name).and_then(|text| text.parse().ok()).ok_or_else(unreadable)
    }

    /// A choice of a list, by the word by which it is stored.
    pub(crate) fn choice<T: serde::de::DeserializeOwned>(
        &self,
        name: &str,
    ) -> Result<Option<T>, ServerError> {
        let read = |text: &str| {
            let word = serde_json::Value::String(text.to_owned());
            serde_json::from_value(word).map_err(|_| unreadable())
        };
        self.text(name).map(read).transpose()
    }

    fn parsed<T: FromStr>(&self, name: &str, label: &str, words: &str) -> Result<Option<T>, ServerError> {
        self.text(name).map(|text| text.parse().map_err(|_| self.no(label, words))).transpose()
    }
}

/// What the page wrote into a hidden field of the form.
pub(crate) fn json<T: serde::de::DeserializeOwned>(form: &Posted, name: &str) -> Result<T, ServerError> {
    form.text(name).and_then(|text| serde_json::from_str(text).ok()).ok_or_else(unreadable)
}

/// A rule said no.
pub(crate) fn refused(refusal: Refusal) -> ServerError {
    ServerError::Refused(refusal)
}

/// A sentence says what is wrong.
pub(crate) fn problem(field: Field, words: &dyn std::fmt::Display) -> ServerError {
    refused(Refusal::problem(field, words))
}

/// A form that none of our pages has written.
pub(crate) fn unreadable() -> ServerError {
    ServerError::Broken { ticket: "unreadable".into() }
}

/// A script says that it wants no page.
pub(crate) fn is_script(headers: &HeaderMap) -> bool {
    headers.get(ACCEPT).is_some_and(|accept| accept == "text/plain")
}

/// The answer to a form: the address to go on to, or why not. `back` is where somebody without a script can go on.
pub(crate) fn answer(headers: &HeaderMap, uri: &Uri, done: Result<String, ServerError>) -> Response {
    match done {
        Ok(to) if is_script(headers) => to.into_response(),
        Ok(to) => (StatusCode::SEE_OTHER, [(LOCATION, to)]).into_response(),
        Err(error) if is_script(headers) => (problem::status(&error), sentence(&error)).into_response(),
        Err(ServerError::SignedOut) => {
            // A form's address is its page's, and one step more.
            let page = uri.path().rsplit_once('/').map_or("", |(page, _)| page);
            (StatusCode::SEE_OTHER, [(LOCATION, page_with(page))]).into_response()
        }
        Err(ServerError::Forbidden) => problem::forbidden(),
        Err(ServerError::NotFound) => problem::nothing_here(),
        Err(ServerError::Broken { ticket }) if ticket == "unreadable" => problem::not_understood(),
        Err(ServerError::Broken { ticket }) => problem::broken(uri, &ticket),
        Err(error @ ServerError::Refused(_)) => {
            problem::page(problem::status(&error), "This was not saved", &sentence(&error))
        }
        Err(_) => problem::busy(uri),
    }
}

/// What happened, what is safe, what to do next. A form waits for its answer, so nothing is kept to be sent later.
pub(crate) fn sentence(error: &ServerError) -> String {
    match error {
        ServerError::Busy | ServerError::Offline => {
            "The server cannot save right now. Nothing was changed; try again in a moment.".to_owned()
        }
        ServerError::SignedOut => {
            "You are signed out. Nothing was changed; sign in and try again.".to_owned()
        }
        error => error.sentence(|_| "Somebody".to_owned()),
    }
}
