//! An export as one zip file that is sent while it is written.

use super::{ExportError, Out};
use axum::body::Bytes;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::mpsc::Sender;
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipWriter};

/// Packed bytes that are sent at once.
const PIECE_BYTES: usize = 64 * 1024;
/// Whoever takes nothing for so long has gone: a moment of the database is held for as long as the export lasts.
const TAKE_WITHIN: Duration = Duration::from_secs(30);
/// Quick rather than small: it shares the machine with people at work.
const LEVEL: i64 = 3;

/// One piece, or the word that the rest will not come.
pub(super) type Piece = Result<Bytes, io::Error>;

/// Packs, and sends what is packed.
pub(super) struct Archive {
    zip: Option<ZipWriter<StreamWriter<Packed>>>,
    packed: Packed,
    to: Sender<Piece>,
}

/// What the packer has made and nobody has sent.
#[derive(Clone, Default)]
struct Packed(Arc<Mutex<Vec<u8>>>);

impl Packed {
    /// Everything, if it is as much as that.
    fn take(&self, at_least: usize) -> Option<Vec<u8>> {
        let mut bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (at_least <= bytes.len()).then(|| std::mem::take(&mut *bytes))
    }
}

impl Write for Packed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Archive {
    /// Sends there.
    pub(super) fn new(to: Sender<Piece>) -> Archive {
        let packed = Packed::default();
        Archive { zip: Some(ZipWriter::new_stream(packed.clone())), packed, to }
    }

    fn zip(&mut self) -> Result<&mut ZipWriter<StreamWriter<Packed>>, ExportError> {
        self.zip.as_mut().ok_or(ExportError::Gone)
    }

    async fn send(&self, at_least: usize) -> Result<(), ExportError> {
        let Some(bytes) = self.packed.take(at_least) else { return Ok(()) };
        let sent = tokio::time::timeout(TAKE_WITHIN, self.to.send(Ok(bytes.into()))).await;
        sent.map_err(|_| ExportError::Gone)?.map_err(|_| ExportError::Gone)
    }
}

fn failed(error: impl Into<io::Error>) -> ExportError {
    ExportError::File { path: "The archive".into(), source: error.into() }
}

#[async_trait::async_trait]
impl Out for Archive {
    async fn begin(&mut self, name: &str) -> Result<(), ExportError> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(LEVEL))
            .unix_permissions(0o600)
            // Nobody knows beforehand how long the journal is.
            .large_file(true);
        self.zip()?.start_file(name, options).map_err(failed)?;
        self.send(PIECE_BYTES).await
    }

    async fn write(&mut self, bytes: &[u8]) -> Result<(), ExportError> {
        self.zip()?.write_all(bytes).map_err(failed)?;
        self.send(PIECE_BYTES).await
    }

    async fn end(&mut self) -> Result<(), ExportError> {
        if let Some(zip) = self.zip.take() {
            zip.finish().map_err(failed)?;
        }
        self.send(1).await
    }
}
