//! What the pages about records post. Each form carries the id of its command, so that one that is sent twice does one thing.

mod billing;
mod conference;
mod documents;
mod ending;
mod handoffs;
mod leaving;
mod licences;
mod money;
mod notes;
mod plan;
mod progress;
mod waitlist;

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
use domain::calendar::ZoneOffsets;
use domain::ids::{CaseId, ClinicId, CommandId};
use domain::journal::{Command, Submission};
use domain::record;
use domain::refusal::Field;

/// What a form may bring: a note of any length that a person writes, so that the rule answers, and not the server's door.
const BODY_MAX_BYTES: usize = 2 * 1024 * 1024;

/// They ask for who is signed in, which the guard puts into the request.
pub fn routes<S: Clone + Send + Sync + 'static>(desk: LocalDesk) -> Router<S> {
    Router::new()
        .route("/cases/{id}/record/{step}", post(about_case))
        .route("/people/licences", post(licences::take))
        .route("/people/leaving/{step}", post(leaving::take))
        .route("/waitlist/{step}", post(waitlist::take))
        .route("/billing/export", post(money::send))
        .route("/billing/files/{id}", get(money::show))
        .route("/cases/{id}/record/documents/{hash}", get(documents::show))
        .layer(DefaultBodyLimit::max(BODY_MAX_BYTES))
        .with_state(desk)
}

/// Files are larger than forms, and the route that takes them has a limit of its own.
pub fn files<S: Clone + Send + Sync + 'static>(desk: LocalDesk) -> Router<S> {
    Router::new()
        .route("/cases/{id}/record/document-add", post(document))
        .layer(DefaultBodyLimit::max(upload::HEARD_OUT_BYTES))
        .with_state(desk)
}

async fn document(State(desk): State<LocalDesk>, Path(id): Path<String>, request: Request) -> Response {
    let (headers, uri) = (request.headers().clone(), request.uri().clone());
    let done = async {
        let who = request.extensions().get::<Who>().cloned().ok_or(ServerError::SignedOut)?;
        let case: CaseId = id.parse().map_err(|_| ServerError::NotFound)?;
        documents::upload(&Asker { desk: &desk, who: &who, case }, request).await
    };
    let done = tokio::time::timeout(upload::WITHIN, done).await;
    answer(&headers, &uri, done.unwrap_or(Err(ServerError::Busy)))
}

/// The addresses, with their methods.
pub const ADDRESSES: [(&str, &str); 8] = [
    ("POST", "/people/licences"),
    ("POST", "/people/leaving/{step}"),
    ("POST", "/waitlist/{step}"),
    ("POST", "/billing/export"),
    ("GET", "/billing/files/{id}"),
    ("POST", "/cases/{id}/record/{step}"),
    ("POST", "/cases/{id}/record/document-add"),
    ("GET", "/cases/{id}/record/documents/{hash}"),
];

async fn about_case(
    State(desk): State<LocalDesk>,
    Path((id, step)): Path<(String, String)>,
    request: Request,
) -> Response {
    let (headers, uri) = (request.headers().clone(), request.uri().clone());
    let done = async {
        let who = request.extensions().get::<Who>().cloned().ok_or(ServerError::SignedOut)?;
        let form = axum::Form::<Form>::from_request(request, &()).await.map_err(|_| unreadable())?;
        let case: CaseId = id.parse().map_err(|_| ServerError::NotFound)?;
        on_case(&Asker { desk: &desk, who: &who, case }, &step, form.0).await
    };
    answer(&headers, &uri, done.await)
}

/// Who asks for what about which case.
struct Asker<'a> {
    desk: &'a LocalDesk,
    who: &'a Who,
    case: CaseId,
}

/// Does what a form of a case's page asks for; gives the address to go on to.
async fn on_case(asker: &Asker<'_>, step: &str, form: Form) -> Result<String, ServerError> {
    let posted = |field| Posted::new(form.clone(), field);
    match step.split('-').next().unwrap_or_default() {
        "plan" => plan::take(asker, step, posted(Field::Plan)).await,
        "goal" => plan::take(asker, step, posted(Field::Goal)).await,
        "score" => progress::take(asker, step, posted(Field::Score)).await,
        "note" => notes::take(asker, step, posted(Field::Note)).await,
        "handoff" => handoffs::take(asker, step, posted(Field::Handoff)).await,
        "conference" => conference::take(asker, step, posted(Field::Handoff)).await,
        "document" => documents::take(asker, step, posted(Field::Document)).await,
        "discharge" => ending::take(asker, step, posted(Field::Ending)).await,
        "billing" => billing::take(asker, step, posted(Field::Charge)).await,
        _ => Err(ServerError::NotFound),
    }
}

impl Asker<'_> {
    /// The address of a part of the page.
    fn page(&self, part: &str) -> String {
        format!("/cases/{}/record?part={part}", self.case)
    }

    /// Keeps what somebody typed and has not saved, for the page that is shown next.
    fn keep(&self, id: CommandId, fields: Form) {
        let key = (self.who.clinic, self.who.viewer.staff, self.case);
        self.desk.typed().keep(key, Typed { id, fields });
    }

    /// Submits a command about the record under the id that the form carries.
    async fn submit(&self, id: CommandId, does: record::Command) -> Result<(), ServerError> {
        let command = Command::Record { case: self.case, does };
        self.desk.submit(self.who, Submission { id, command }).await.map(|_| ())
    }
}

impl Asker<'_> {
    /// The clinic and the time zone of the case's site. An error for who may not write notes there: nothing is kept of
    /// people about cases that are not theirs.
    async fn site(&self) -> Result<(ClinicId, ZoneOffsets), ServerError> {
        let (clinic, case) = self.desk.for_notes(self.who, self.case).await?;
        let site = clinic.site(case.site).ok_or(ServerError::NotFound)?;
        Ok((clinic.id, site.zone.clone()))
    }
}
