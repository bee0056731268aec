//! Files that people upload: read from a form, checked by what their bytes are, and shown so that they can do nothing.

use crate::chain::content_hash;
use crate::posted::{Form, problem, unreadable};
use app::error::ServerError;
use axum::extract::multipart::Field as Part;
use axum::extract::{FromRequest, Multipart, Request};
use axum::response::{IntoResponse, Response};
use domain::authorization::letter::{FILE_BYTES_MAX, File, FileKind, FileName, FileProblem};
use domain::refusal::Field;
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use std::fmt::Write;
use std::time::Duration;

/// A file that is too large is read to its end before the answer, so that the browser hears it; but no further than this:
/// whoever scans does not know how large the file becomes.
pub(crate) const HEARD_OUT_BYTES: usize = 64 * 1024 * 1024;
/// A slow line may take so long for one file.
pub(crate) const WITHIN: Duration = Duration::from_mins(3);
/// What a file may do in a browser: be looked at.
const POLICY: HeaderValue = HeaderValue::from_static("sandbox; default-src 'none'");

/// A form with a file.
#[derive(Default)]
pub(crate) struct Upload {
    /// Its other fields, in order.
    pub(crate) fields: Form,
    file: Option<(FileName, Vec<u8>)>,
}

impl Upload {
    /// Reads the form, whose file is the field `file`.
    pub(crate) async fn read(request: Request, about: Field) -> Result<Upload, ServerError> {
        let too_large = || problem(about, &FileProblem::TooLarge);
        let mut form = Multipart::from_request(request, &()).await.map_err(|_| unreadable())?;
        let mut upload = Upload::default();
        while let Some(field) = form.next_field().await.map_err(|_| too_large())? {
            let Some(name) = field.name().map(str::to_owned) else { continue };
            if name == "file" {
                let file_name = FileName::of(field.file_name().unwrap_or_default());
                let bytes = bytes(field).await.ok_or_else(too_large)?;
                upload.file = Some((file_name, bytes));
            } else {
                upload.fields.push((name, field.text().await.map_err(|_| unreadable())?));
            }
        }
        Ok(upload)
    }

    /// The file as its bytes say what it is, with the bytes.
    pub(crate) fn file(self, about: Field) -> Result<(File, Vec<u8>), ServerError> {
        let no = |why: FileProblem| problem(about, &why);
        let (name, bytes) = self.file.ok_or_else(|| no(FileProblem::Empty))?;
        let kind = FileKind::of(&bytes).map_err(no)?;
        let length = u32::try_from(bytes.len()).map_err(|_| no(FileProblem::TooLarge))?;
        Ok((File { hash: content_hash(&bytes), kind, name, bytes: length }, bytes))
    }
}

/// What is larger is heard to its end and dropped, so that the browser hears the answer. Nothing is written to a temporary
/// file, which would be a record in a place that nobody looks after.
async fn bytes(mut part: Part<'_>) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut over = false;
    while let Some(chunk) = part.chunk().await.ok()? {
        over |= FILE_BYTES_MAX < bytes.len() + chunk.len();
        if over {
            bytes = Vec::new();
        } else {
            bytes.extend_from_slice(&chunk);
        }
    }
    (!over).then_some(bytes)
}

/// A file as it was uploaded; `word` is its name where no script is read.
pub(crate) fn shown(file: &File, word: &str, bytes: Vec<u8>) -> Response {
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(file.kind.mime())),
        (CONTENT_DISPOSITION, disposition(file, word)),
        (CONTENT_SECURITY_POLICY, POLICY),
        (CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    ];
    (headers, bytes).into_response()
}

/// Shown in place, and saved under its name: that in every script, and a plain one for whoever reads no other.
fn disposition(file: &File, word: &str) -> HeaderValue {
    let mut name = format!("inline; filename=\"{word}.{}\"; filename*=UTF-8''", file.kind.ending());
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
