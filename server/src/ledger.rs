//! What the pages about ledgers post. Each form carries the id of its command, so that one that is sent twice does one thing.

mod authorization;
mod coverage;
mod letters;
mod payers;
mod visits;

use crate::desk::LocalDesk;
use crate::posted::{Form, Posted, answer, unreadable};
use crate::upload;
use app::api::{Desk, Who};
use app::error::ServerError;
use app::ledger::facts::Typed;
use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRequest, Path, Request, State};
use axum::response::Response;
use axum::routing::{get, post};
use domain::ids::{CaseId, CommandId};
use domain::journal::{Command, Submission};
use domain::ledger;
use domain::refusal::Field;
use std::time::Duration;

/// A file that is too large is read to its end before the answer, so that the browser hears it; but no further than this.
const HEARD_OUT_BYTES: usize = 16 * 1024 * 1024;
/// A slow line may take so long for one file.
const UPLOAD_WITHIN: Duration = Duration::from_mins(1);

/// They ask for who is signed in, which the guard puts into the request.
pub fn routes<S: Clone + Send + Sync + 'static>(desk: LocalDesk) -> Router<S> {
    Router::new()
        .route("/cases/{id}/coverage/{step}", post(about_case))
        .route("/cases/{id}/coverage/letters/{hash}", get(letters::show))
        .route("/payers/{id}", post(about_payers))
        .with_state(desk)
}

/// The addresses, with their methods.
pub const ADDRESSES: [(&str, &str); 6] = [
    ("POST", "/cases/{id}/coverage/{step}"),
    ("POST", "/cases/{id}/coverage/coverage-271"),
    ("POST", "/cases/{id}/coverage/visits-file"),
    ("POST", "/cases/{id}/coverage/letters-add"),
    ("GET", "/cases/{id}/coverage/letters/{hash}"),
    ("POST", "/payers/{id}"),
];

async fn about_case(
    State(desk): State<LocalDesk>,
    Path((id, step)): Path<(String, String)>,
    request: Request,
) -> Response {
    let (headers, uri) = (request.headers().clone(), request.uri().clone());
    let done = async {
        let (who, form) = read(request).await?;
        let case: CaseId = id.parse().map_err(|_| ServerError::NotFound)?;
        on_case(&desk, &who, case, &step, form).await
    };
    answer(&headers, &uri, done.await)
}

/// Files are larger than forms, and the routes that take them have limits of their own.
pub fn files<S: Clone + Send + Sync + 'static>(desk: LocalDesk) -> Router<S> {
    let letter = Router::new()
        .route("/cases/{id}/coverage/letters-add", post(letter))
        .layer(DefaultBodyLimit::max(upload::HEARD_OUT_BYTES));
    Router::new()
        .route("/cases/{id}/coverage/coverage-271", post(answers_of_payers))
        .route("/cases/{id}/coverage/visits-file", post(schedule))
        .layer(DefaultBodyLimit::max(HEARD_OUT_BYTES))
        .merge(letter)
        .with_state(desk)
}

async fn answers_of_payers(
    State(desk): State<LocalDesk>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    let (headers, uri) = (request.headers().clone(), request.uri().clone());
    let done = async {
        let case: CaseId = id.parse().map_err(|_| ServerError::NotFound)?;
        coverage::upload(&desk, case, request).await
    };
    let done = tokio::time::timeout(UPLOAD_WITHIN, done).await;
    answer(&headers, &uri, done.unwrap_or(Err(ServerError::Busy)))
}

async fn schedule(State(desk): State<LocalDesk>, Path(id): Path<String>, request: Request) -> Response {
    let (headers, uri) = (request.headers().clone(), request.uri().clone());
    let done = async {
        let case: CaseId = id.parse().map_err(|_| ServerError::NotFound)?;
        visits::upload(&desk, case, request).await
    };
    let done = tokio::time::timeout(UPLOAD_WITHIN, done).await;
    answer(&headers, &uri, done.unwrap_or(Err(ServerError::Busy)))
}

async fn letter(State(desk): State<LocalDesk>, Path(id): Path<String>, request: Request) -> Response {
    let (headers, uri) = (request.headers().clone(), request.uri().clone());
    let done = async {
        let case: CaseId = id.parse().map_err(|_| ServerError::NotFound)?;
        letters::upload(&desk, case, request).await
    };
    let done = tokio::time::timeout(upload::WITHIN, done).await;
    answer(&headers, &uri, done.unwrap_or(Err(ServerError::Busy)))
}

async fn about_payers(State(desk): State<LocalDesk>, Path(step): Path<String>, request: Request) -> Response {
    let (headers, uri) = (request.headers().clone(), request.uri().clone());
    let done = async {
        let (who, form) = read(request).await?;
        payers::take(&desk, &who, &step, Posted::new(form, Field::Payer)).await
    };
    answer(&headers, &uri, done.await)
}

async fn read(request: Request) -> Result<(Who, Form), ServerError> {
    let who = request.extensions().get::<Who>().cloned().ok_or(ServerError::SignedOut)?;
    let axum::Form(form) = axum::Form::<Form>::from_request(request, &()).await.map_err(|_| unreadable())?;
    Ok((who, form))
}

/// Does what a form of a case's page asks for; gives the address to go on to.
async fn on_case(
    desk: &LocalDesk,
    who: &Who,
    case: CaseId,
    step: &str,
    form: Form,
) -> Result<String, ServerError> {
    let part = step.split('-').next().unwrap_or_default();
    match part {
        "coverage" => coverage::take(desk, who, case, step, Posted::new(form, Field::Coverage)).await,
        "authorization" => {
            authorization::take(desk, who, case, step, Posted::new(form, Field::Authorization)).await
        }
        "letters" => letters::take(desk, who, case, step, Posted::new(form, Field::Authorization)).await,
        "visits" => visits::take(desk, who, case, step, Posted::new(form, Field::Visit)).await,
        _ => Err(ServerError::NotFound),
    }
}

/// The page of a case's ledger.
fn page_of(case: CaseId) -> String {
    format!("/cases/{case}/coverage")
}

/// Keeps what somebody typed and has not saved, for the page that is shown next.
fn keep(desk: &LocalDesk, who: &Who, case: CaseId, id: CommandId, fields: Form) {
    desk.typed().keep((who.clinic, who.viewer.staff, case), Typed { id, fields });
}

/// Submits a command about a ledger under the id that the form carries.
async fn submit(
    desk: &LocalDesk,
    who: &Who,
    id: CommandId,
    case: CaseId,
    does: ledger::Command,
) -> Result<(), ServerError> {
    desk.submit(who, Submission { id, command: Command::Ledger { case, does } }).await.map(|_| ())
}
