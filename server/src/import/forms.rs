//! What the pages of an import post, and the download of the rows to fix: plain forms, which work without a script. A script
//! that posts them gets one line of text: the address to go on to, or the sentence that says why not.

use super::choices;
use super::drafts::{self, Row};
use super::read::ReadError;
use super::work::Work;
use super::{Imports, No, show};
use crate::pages::to_sign_in;
use crate::posted::{self, Form, unreadable};
use crate::problem;
use crate::store::Fault;
use app::api::Who;
use app::error::ServerError;
use axum::Router;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Path, Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use http::{HeaderMap, StatusCode, Uri};
use std::time::Duration;

/// A file that is too large is read to its end before the answer, so that the browser hears it instead of a broken line; but
/// no further than this.
const HEARD_OUT_BYTES: usize = 256 * 1024 * 1024;
/// The choices about 200 columns and 600 words.
const CHOICES_MAX_BYTES: usize = 256 * 1024;
/// A slow line may take so long for one file.
const UPLOAD_WITHIN: Duration = Duration::from_mins(5);
/// Longest file name that is kept, in characters.
const NAME_CHARS: usize = 120;

/// They ask for who is signed in, which the guard puts into the request.
pub fn routes<S: Clone + Send + Sync + 'static>(imports: Imports) -> Router<S> {
    let choices = Router::new()
        .route("/import/{id}/{step}", post(choose))
        .layer(DefaultBodyLimit::max(CHOICES_MAX_BYTES));
    Router::new()
        .route("/import/file", post(upload))
        .layer(DefaultBodyLimit::max(HEARD_OUT_BYTES))
        .merge(choices)
        .route("/import/{id}/fixes.csv", get(download))
        .with_state(imports)
}

/// The addresses, with their methods.
pub const ADDRESSES: [(&str, &str); 3] =
    [("POST", "/import/file"), ("POST", "/import/{id}/{step}"), ("GET", "/import/{id}/fixes.csv")];

/// What a form asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asked {
    Sheet,
    Columns,
    Words,
    Twins,
    Run,
    Undo,
    Discard,
}

impl Asked {
    fn of(step: &str) -> Option<Asked> {
        Some(match step {
            "sheet" => Asked::Sheet,
            "columns" => Asked::Columns,
            "words" => Asked::Words,
            "twins" => Asked::Twins,
            "run" => Asked::Run,
            "undo" => Asked::Undo,
            "discard" => Asked::Discard,
            _ => return None,
        })
    }
}

async fn upload(State(imports): State<Imports>, request: Request) -> Response {
    let (headers, uri) = (request.headers().clone(), request.uri().clone());
    let taken = tokio::time::timeout(UPLOAD_WITHIN, take(&imports, request)).await;
    answer(&headers, &uri, taken.unwrap_or(Err(No::Error(ServerError::Busy))))
}

async fn choose(
    State(imports): State<Imports>,
    Path((id, step)): Path<(String, String)>,
    request: Request,
) -> Response {
    let (headers, uri) = (request.headers().clone(), request.uri().clone());
    answer(&headers, &uri, chosen(&imports, &id, &step, request).await)
}

/// Takes a file; gives the address of its import.
async fn take(imports: &Imports, request: Request) -> Result<String, No> {
    let who = request.extensions().get::<Who>().cloned().ok_or(ServerError::SignedOut)?;
    // Before the file is read: nobody's patient list is taken in for nothing.
    imports.allowed(super::owner(&who)).await?;
    let limit = imports.inner.limits.file_bytes;
    let unread = |error: &MultipartError| form_fault(error.status(), limit);
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| No::Error(unreadable()))?;
    let (mut file, mut after) = (None, None);
    while let Some(field) = form.next_field().await.map_err(|error| unread(&error))? {
        match field.name() {
            Some("file") => {
                let name = file_name(&field);
                let bytes = bytes(field, limit).await.map_err(|error| unread(&error))?;
                file = Some((name, bytes.map_err(No::File)?));
            }
            Some("after") => after = field.text().await.ok(),
            _ => {}
        }
    }
    let (name, bytes) = file.ok_or(No::Error(unreadable()))?;
    let id = imports.take(&who, name, bytes, after.as_deref()).await?;
    Ok(format!("/import/{id}"))
}

fn form_fault(status: StatusCode, limit: u64) -> No {
    if status == StatusCode::PAYLOAD_TOO_LARGE { No::File(too_large(limit)) } else { No::Error(unreadable()) }
}

fn too_large(limit: u64) -> ReadError {
    ReadError::FileTooLarge { limit: limit.div_ceil(1024 * 1024) }
}

/// The last part of what the browser calls it; never used as a path.
fn file_name(field: &Field<'_>) -> String {
    let name = field.file_name().unwrap_or_default();
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = name.chars().filter(|c| !c.is_control()).take(NAME_CHARS).collect();
    if name.trim().is_empty() { "Spreadsheet".to_owned() } else { name }
}

/// The bytes in memory, at most as many as a file may have; the rest is heard and dropped. Nothing is written to a
/// temporary file, which would be a patient list in a place that nobody looks after.
async fn bytes(mut field: Field<'_>, limit: u64) -> Result<Result<Vec<u8>, ReadError>, MultipartError> {
    let mut bytes = Vec::new();
    let limit_bytes = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut over = false;
    while let Some(chunk) = field.chunk().await? {
        over |= limit_bytes < bytes.len() + chunk.len();
        if over {
            bytes = Vec::new();
        } else {
            bytes.extend_from_slice(&chunk);
        }
    }
    Ok(if over { Err(too_large(limit)) } else { Ok(bytes) })
}

/// Does what a form asks for; gives the address to go on to.
async fn chosen(imports: &Imports, id: &str, step: &str, request: Request) -> Result<String, No> {
    let who = request.extensions().get::<Who>().cloned().ok_or(ServerError::SignedOut)?;
    let (row, viewer) = imports.row(&who, id).await?;
    let asked = Asked::of(step).ok_or(ServerError::NotFound)?;
    let axum::Form(form) = axum::Form::<Form>::from_request(request, &()).await.map_err(|_| unreadable())?;
    let at = |step: &str| format!("/import/{id}?step={step}");
    match asked {
        Asked::Undo => imports.undo(row).await?,
        Asked::Discard => {
            drafts::discard(imports.store(), row.id).await.fault("forgetting a file")?;
            return Ok("/import".to_owned());
        }
        Asked::Sheet => {
            let name = form.iter().find(|(name, _)| name == "sheet").map(|(_, value)| value.as_str());
            imports.choose_sheet(&who, id, name.unwrap_or_default()).await?;
            return Ok(at("columns"));
        }
        Asked::Columns | Asked::Words | Asked::Twins | Asked::Run => {
            let work = imports.work(row, &viewer).await?;
            return Ok(about(imports, &viewer, work, asked, &form, at).await?);
        }
    }
    Ok(format!("/import/{id}"))
}

async fn about(
    imports: &Imports,
    viewer: &domain::access::Viewer,
    work: Work,
    asked: Asked,
    form: &Form,
    at: impl Fn(&str) -> String,
) -> Result<String, ServerError> {
    match asked {
        Asked::Columns => {
            let work = imports.choose(&work, |mapping| choices::columns(mapping, form)).await?;
            if !work.problems().is_empty() {
                return Ok(at("columns"));
            }
            let sorted = imports.sorted(&work, viewer).await?;
            Ok(at(if show::has_words(&work, &sorted) { "words" } else { "check" }))
        }
        Asked::Twins => {
            let sorted = imports.sorted(&work, viewer).await?;
            let lines: Vec<u32> = show::twins(&sorted).collect();
            imports.choose(&work, |mapping| choices::twins(mapping, form, lines.into_iter())).await?;
            let from =
                form.iter().find(|(name, _)| name == "from").and_then(|(_, from)| from.parse::<u32>().ok());
            // The very address of the page, so that it knows itself again.
            Ok(match from.filter(|from| 0 < *from) {
                Some(from) => at(&format!("check&pile=twins&from={from}")),
                None => at("check&pile=twins"),
            })
        }
        Asked::Run => {
            let Row { id, .. } = work.row;
            imports.begin(work, viewer).await?;
            Ok(format!("/import/{id}"))
        }
        _ => {
            imports.choose(&work, |mapping| choices::words(mapping, &work, form)).await?;
            Ok(at("check"))
        }
    }
}

async fn download(State(imports): State<Imports>, Path(id): Path<String>, request: Request) -> Response {
    let Some(who) = request.extensions().get::<Who>().cloned() else { return to_sign_in(&request) };
    match imports.fixes(&who, &id).await {
        Ok(csv) => {
            let headers = [
                (CONTENT_TYPE, "text/csv; charset=utf-8"),
                (CONTENT_DISPOSITION, "attachment; filename=\"rows-to-fix.csv\""),
                (CACHE_CONTROL, "no-store"),
            ];
            (headers, csv).into_response()
        }
        Err(error) => answer(request.headers(), request.uri(), Err(No::Error(error))),
    }
}

fn answer(headers: &HeaderMap, uri: &Uri, done: Result<String, No>) -> Response {
    match done {
        Ok(to) => posted::answer(headers, uri, Ok(to)),
        Err(No::Error(error)) => posted::answer(headers, uri, Err(error)),
        Err(no @ No::File(_)) if posted::is_script(headers) => (no.status(), no.sentence()).into_response(),
        Err(no @ No::File(_)) => problem::page(no.status(), "This file was not taken", &no.sentence()),
    }
}
