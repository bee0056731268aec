//! Letters of payers: taken in, taken away, shown.

use super::{page_of, submit};
use crate::desk::LocalDesk;
use crate::pages::to_sign_in;
use crate::posted::{Posted, unreadable};
use crate::upload::{Upload, shown};
use app::api::Who;
use app::error::ServerError;
use axum::extract::{Path, Request, State};
use axum::response::Response;
use domain::authorization::letter::ContentHash;
use domain::ids::{AuthorizationId, CaseId};
use domain::ledger::Command;
use domain::refusal::Field;

/// Takes a file in and attaches it; gives the address to go on to.
pub(super) async fn upload(desk: &LocalDesk, case: CaseId, request: Request) -> Result<String, ServerError> {
    let who = request.extensions().get::<Who>().cloned().ok_or(ServerError::SignedOut)?;
    desk.may_attach(&who, case).await?;
    let about = Field::Authorization;
    let sent = Upload::read(request, about).await?;
    let form = Posted::new(sent.fields.clone(), about);
    let (command, authorization) = (form.id("command")?, form.id("id")?);
    let (file, bytes) = sent.file(about)?;
    desk.keep_letter(&who, &file, &bytes).await?;
    submit(desk, &who, command, case, Command::Attach { authorization, file }).await?;
    Ok(page(case, authorization))
}

/// The page with the authorization on it, also where that is over and folded away.
fn page(case: CaseId, authorization: AuthorizationId) -> String {
    format!("{}?part=authorizations&id={authorization}", page_of(case))
}

/// Does what a form asks for; gives the address to go on to.
pub(super) async fn take(
    desk: &LocalDesk,
    who: &Who,
    case: CaseId,
    step: &str,
    form: Posted,
) -> Result<String, ServerError> {
    if step != "letters-remove" {
        return Err(ServerError::NotFound);
    }
    let (command, authorization) = (form.id("command")?, form.id("id")?);
    let file: ContentHash =
        form.text("file").and_then(|hash| ContentHash::parse(hash).ok()).ok_or_else(unreadable)?;
    let reason = form.need("Why", form.line("reason", "Why")?)?;
    submit(desk, who, command, case, Command::TakeAway { authorization, file, reason }).await?;
    Ok(page(case, authorization))
}

/// `GET /cases/{id}/coverage/letters/{hash}`: the file as it was uploaded.
pub(super) async fn show(
    State(desk): State<LocalDesk>,
    Path((case, hash)): Path<(String, String)>,
    request: Request,
) -> Response {
    let Some(who) = request.extensions().get::<Who>().cloned() else { return to_sign_in(&request) };
    let read = async {
        let case: CaseId = case.parse().map_err(|_| ServerError::NotFound)?;
        desk.letter(&who, case, &hash).await
    };
    match read.await {
        Ok((file, bytes)) => shown(&file, "letter", bytes),
        Err(error) => crate::posted::answer(request.headers(), request.uri(), Err(error)),
    }
}
