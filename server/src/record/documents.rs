//! Documents of a case: filed, labelled, taken away, shown.

use super::Asker;
use crate::desk::LocalDesk;
use crate::pages::to_sign_in;
use crate::posted::{Posted, unreadable};
use crate::upload::{Upload, shown};
use app::api::Who;
use app::error::ServerError;
use app::record::facts::Purpose;
use axum::extract::{Path, Query, Request, State};
use axum::response::Response;
use domain::document::{Command, Kind, NewFile, Sensitivity};
use domain::ids::{CaseId, DocumentId};
use domain::record;
use domain::refusal::Field;
use serde::Deserialize;

/// Takes a file in and files it; gives the address to go on to.
pub(super) async fn upload(asker: &Asker<'_>, request: Request) -> Result<String, ServerError> {
    let about = Field::Document;
    asker.desk.may_file(asker.who, asker.case).await?;
    let sent = Upload::read(request, about).await?;
    let form = Posted::new(sent.fields.clone(), about);
    let (command, id): (_, DocumentId) = (form.id("command")?, form.id("id")?);
    let kind: Kind = form.need("What it is", form.choice("kind")?)?;
    let on = form.need("Day of the document", form.day("on", "Day of the document")?)?;
    // People name the last day on which it holds.
    let expires = form.day("last", "Holds until")?.and_then(|last| last.succ_opt());
    let sensitivity: Sensitivity = form.choice("sensitivity")?.unwrap_or_default();
    let (file, bytes) = sent.file(about)?;
    asker.desk.keep_letter(asker.who, &file, &bytes).await?;
    let new = NewFile { id, file, kind, on, expires, sensitivity };
    asker.submit(command, record::Command::Documents(Command::File(Box::new(new)))).await?;
    Ok(asker.page("documents"))
}

pub(super) async fn take(asker: &Asker<'_>, step: &str, form: Posted) -> Result<String, ServerError> {
    let (command, document) = (form.id("command")?, form.id("id")?);
    let reason = form.need("Why", form.line("reason", "Why")?)?;
    let does = match step {
        "document-label" => {
            let seen = form.choice("was")?.ok_or_else(unreadable)?;
            let to = form.choice("to")?.ok_or_else(unreadable)?;
            Command::Relabel { document, seen, to, reason }
        }
        "document-remove" => Command::TakeAway { document, reason },
        _ => return Err(ServerError::NotFound),
    };
    asker.submit(command, record::Command::Documents(does)).await?;
    Ok(asker.page("documents"))
}

/// Why somebody opens a sensitive document.
#[derive(Deserialize)]
pub(super) struct Why {
    reason: Option<Purpose>,
}

/// `GET /cases/{id}/record/documents/{hash}`: the file as it was uploaded.
pub(super) async fn show(
    State(desk): State<LocalDesk>,
    Path((case, hash)): Path<(String, String)>,
    Query(why): Query<Why>,
    request: Request,
) -> Response {
    let Some(who) = request.extensions().get::<Who>().cloned() else { return to_sign_in(&request) };
    let read = async {
        let case: CaseId = case.parse().map_err(|_| ServerError::NotFound)?;
        desk.document(&who, case, &hash, why.reason.map(Purpose::title)).await
    };
    match read.await {
        Ok((file, bytes)) => shown(&file, "document", bytes),
        Err(error) => crate::posted::answer(request.headers(), request.uri(), Err(error)),
    }
}
