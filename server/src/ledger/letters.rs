//! Letters of payers: taken in, taken away, shown.

use super::{page_of, submit};
use crate::chain::content_hash;
use crate::desk::LocalDesk;
use crate::pages::to_sign_in;
use crate::posted::{Posted, problem, unreadable};
use app::api::Who;
use app::error::ServerError;
use axum::extract::multipart::Field as Part;
use axum::extract::{FromRequest, Multipart, Path, Request, State};
use axum::response::{IntoResponse, Response};
use domain::authorization::letter::{ContentHash, FILE_BYTES_MAX, File, FileKind, FileName, FileProblem};
use domain::ids::{AuthorizationId, CaseId, CommandId};
use domain::ledger::Command;
use domain::refusal::Field;
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use std::fmt::Write;

/// What a letter may do in a browser: be looked at.
const POLICY: HeaderValue = HeaderValue::from_static("sandbox; default-src 'none'");

/// What the form says.
#[derive(Default)]
struct Sent {
    command: Option<CommandId>,
    authorization: Option<AuthorizationId>,
    file: Option<(FileName, Vec<u8>)>,
}

/// Takes a file in and attaches it; gives the address to go on to.
pub(super) async fn upload(desk: &LocalDesk, case: CaseId, request: Request) -> Result<String, ServerError> {
    let who = request.extensions().get::<Who>().cloned().ok_or(ServerError::SignedOut)?;
    desk.may_attach(&who, case).await?;
    let sent = sent(request).await?;
    let command = sent.command.ok_or_else(unreadable)?;
    let authorization = sent.authorization.ok_or_else(unreadable)?;
    let (name, bytes) = sent.file.ok_or_else(|| no(FileProblem::Empty))?;
    let kind = FileKind::of(&bytes).map_err(no)?;
    let length = u32::try_from(bytes.len()).map_err(|_| no(FileProblem::TooLarge))?;
    let file = File { hash: content_hash(&bytes), kind, name, bytes: length };
    desk.keep_letter(&who, &file, &bytes).await?;
    submit(desk, &who, command, case, Command::Attach { authorization, file }).await?;
    Ok(page(case, authorization))
}

fn no(why: FileProblem) -> ServerError {
    problem(Field::Authorization, &why)
}

/// The page with the authorization on it, also where that is over and folded away.
fn page(case: CaseId, authorization: AuthorizationId) -> String {
    format!("{}?part=authorizations&id={authorization}", page_of(case))
}

async fn sent(request: Request) -> Result<Sent, ServerError> {
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| unreadable())?;
    let mut sent = Sent::default();
    while let Some(field) = form.next_field().await.map_err(|_| no(FileProblem::TooLarge))? {
        match field.name() {
            Some("file") => {
                let name = FileName::of(field.file_name().unwrap_or_default());
                sent.file = Some((name, bytes(field).await?));
            }
            Some("command") => sent.command = id(field).await,
            Some("id") => sent.authorization = id(field).await,
            _ => {}
        }
    }
    Ok(sent)
}

async fn id<T: std::str::FromStr>(field: Part<'_>) -> Option<T> {
    field.text().await.ok()?.parse().ok()
}

/// What is larger is heard to its end and dropped, so that the browser hears the answer. Nothing is written to a temporary
/// file, which would be a letter in a place that nobody looks after.
async fn bytes(mut part: Part<'_>) -> Result<Vec<u8>, ServerError> {
    let mut bytes = Vec::new();
    let mut over = false;
    while let Some(chunk) = part.chunk().await.map_err(|_| no(FileProblem::TooLarge))? {
        over |= FILE_BYTES_MAX < bytes.len() + chunk.len();
        if over {
            bytes = Vec::new();
        } else {
            bytes.extend_from_slice(&chunk);
        }
    }
    if over { Err(no(FileProblem::TooLarge)) } else { Ok(bytes) }
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
        Ok((file, bytes)) => shown(&file, bytes),
        Err(error) => crate::posted::answer(request.headers(), request.uri(), Err(error)),
    }
}

fn shown(file: &File, bytes: Vec<u8>) -> Response {
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(file.kind.mime())),
        (CONTENT_DISPOSITION, disposition(file)),
        (CONTENT_SECURITY_POLICY, POLICY),
        (CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    ];
    (headers, bytes).into_response()
}

/// Shown in place, and saved under its name: that in every script, and a plain one for whoever reads no other.
fn disposition(file: &File) -> HeaderValue {
    let mut name = format!("inline; filename=\"letter.{}\"; filename*=UTF-8''", file.kind.ending());
    for byte in file.name.saved_as(file.kind).bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            name.push(char::from(byte));
        } else {
            // Writing into a text does not fail.
            let _ = write!(name, "%{byte:02X}");
        }
    }
    HeaderValue::from_str(&name).unwrap_or(HeaderValue::from_static("inline"))
}
