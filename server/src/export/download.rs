//! `GET /export.zip`: everything of the clinic, for a director or compliance.

use super::ExportError;
use super::archive::{Archive, Piece};
use crate::office::Office;
use crate::store::{Fault, Look, Tx, log_look};
use crate::{pages, problem};
use app::api::Who;
use app::error::ServerError;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use domain::ids::ClinicId;
use domain::kinds::Instant;
use futures::stream::unfold;
use http::HeaderValue;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use std::io;
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};

/// Pieces that wait for the network.
const PIECES: usize = 4;

/// One export at a time: it reads everything there is, while others work. Clones share the turn.
#[derive(Clone, Debug)]
pub(crate) struct Exports(Arc<Semaphore>);

impl Default for Exports {
    fn default() -> Exports {
        Exports(Arc::new(Semaphore::new(1)))
    }
}

/// Sends the clinic of whoever asks, once that is written into the access log.
pub(crate) async fn download(State(office): State<Office>, request: Request) -> Response {
    let Some(who) = request.extensions().get::<Who>().cloned() else { return pages::to_sign_in(&request) };
    // A link on another site must not fill somebody's disk with patients.
    let site = request.headers().get("sec-fetch-site").map(HeaderValue::as_bytes);
    if site.is_some_and(|site| site != b"same-origin" && site != b"none") {
        return problem::forbidden();
    }
    match begin(&office, &who).await {
        Ok((tx, at, turn)) => sent(tx, who.clinic, at, turn),
        Err(ServerError::Forbidden) => problem::forbidden(),
        Err(ServerError::Broken { ticket }) => problem::broken(request.uri(), &ticket),
        Err(_) => problem::busy(request.uri()),
    }
}

async fn begin(office: &Office, who: &Who) -> Result<(Tx, Instant, OwnedSemaphorePermit), ServerError> {
    let viewer = office.desk.viewer(who.clinic, who.viewer.staff).await?;
    if !viewer.is_some_and(|viewer| viewer.may_export_clinic()) {
        return Err(ServerError::Forbidden);
    }
    let turn = Arc::clone(&office.exports.0).try_acquire_owned().map_err(|_| ServerError::Busy)?;
    let at = office.clock.now();
    let look =
        Look { clinic: who.clinic, at, staff: who.viewer.staff, case: None, what: "export", reason: None };
    let write = async {
        let mut tx = office.store().write().await?;
        log_look(&mut tx, &look).await?;
        tx.commit().await?;
        office.store().snapshot().await
    };
    Ok((write.await.fault("writing the access log")?, at, turn))
}

/// An answer that is written while it is sent. What goes wrong on the way breaks it off, so that no browser takes it for
/// whole.
fn sent(mut tx: Tx, clinic: ClinicId, at: Instant, turn: OwnedSemaphorePermit) -> Response {
    let (to, pieces) = mpsc::channel::<Piece>(PIECES);
    tokio::spawn(async move {
        let mut archive = Archive::new(to.clone());
        match super::write(&mut tx, clinic, at, &mut archive, &mut |_| {}).await {
            Ok(_) => {}
            Err(ExportError::Gone) => tracing::info!("an export was broken off by whoever asked for it"),
            Err(error) => {
                tracing::error!(%error, "an export was broken off");
                // Nobody may be there to hear it.
                let _ = to.send(Err(io::Error::other("the export was broken off"))).await;
            }
        }
        drop(turn);
    });
    let stream = unfold(pieces, async |mut pieces| pieces.recv().await.map(|piece| (piece, pieces)));
    let name = format!("attachment; filename=\"caseboard-export-{}.zip\"", at.date_naive());
    ([(CONTENT_TYPE, "application/zip"), (CONTENT_DISPOSITION, name.as_str())], Body::from_stream(stream))
        .into_response()
}
