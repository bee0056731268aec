//! What waits to be sent to one board: a queue with an end.

use crate::flaw::{self, Flaw};
use axum::extract::ws::Utf8Bytes;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::mpsc;

/// Bytes that may wait for one board. A board that is further behind reads less by starting again.
const WAITING_MAX_BYTES: usize = 256 * 1024;

/// The end into which news is put.
#[derive(Debug)]
pub(super) struct Line {
    frames: mpsc::UnboundedSender<Utf8Bytes>,
    waiting: Arc<AtomicUsize>,
}

/// The end from which the socket is fed.
#[derive(Debug)]
pub(super) struct Feed {
    frames: mpsc::UnboundedReceiver<Utf8Bytes>,
    waiting: Arc<AtomicUsize>,
}

/// Both ends.
pub(super) fn line() -> (Line, Feed) {
    let (sender, frames) = mpsc::unbounded_channel();
    let waiting = Arc::new(AtomicUsize::new(0));
    (Line { frames: sender, waiting: Arc::clone(&waiting) }, Feed { frames, waiting })
}

impl Line {
    /// Puts it in; `false` once too much waits, or nobody takes it any more.
    pub(super) fn push(&self, frame: &Utf8Bytes) -> bool {
        let waiting = self.waiting.fetch_add(frame.len(), Ordering::Relaxed) + frame.len();
        (waiting <= WAITING_MAX_BYTES || flaw::has(Flaw::Slow)) && self.frames.send(frame.clone()).is_ok()
    }
}

impl Feed {
    /// The next one; nothing once the line was dropped and everything in it was taken.
    pub(super) async fn next(&mut self) -> Option<Utf8Bytes> {
        let frame = self.frames.recv().await?;
        self.waiting.fetch_sub(frame.len(), Ordering::Relaxed);
        Some(frame)
    }

    /// One that is there already.
    pub(super) fn ready(&mut self) -> Option<Utf8Bytes> {
        let frame = self.frames.try_recv().ok()?;
        self.waiting.fetch_sub(frame.len(), Ordering::Relaxed);
        Some(frame)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_reader_that_falls_too_far_behind_is_given_up() {
        let (line, mut feed) = line();
        let frame = Utf8Bytes::from("x".repeat(64 * 1024));
        for _ in 0..4 {
            assert!(line.push(&frame));
        }
        assert!(!line.push(&frame));
        drop(line);
        let mut taken = 0;
        while feed.next().await.is_some() {
            taken += 1;
        }
        assert_eq!(taken, 4);
    }

    #[tokio::test]
    async fn a_reader_that_keeps_up_is_never_given_up() {
        let (line, mut feed) = line();
        let frame = Utf8Bytes::from("x".repeat(200 * 1024));
        for _ in 0..10 {
            assert!(line.push(&frame));
            assert!(feed.next().await.is_some());
        }
        assert!(feed.ready().is_none());
    }
}
