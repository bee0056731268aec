//! Counts what this server writes into its SQLite file, so that what was read before is known to be still true.
//!
//! No other server writes there: the file is locked. Only groups of entries are not counted ([`super::write_at_once`]):
//! they touch nothing that is remembered by this count.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The count. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Writes(Arc<AtomicU64>);

/// A write that is counted when it is over, however it ends: what is read from then on sees it.
#[derive(Debug)]
pub struct Counted(Writes);

impl Writes {
    /// For a write that begins now.
    pub fn count(&self) -> Counted {
        Counted(self.clone())
    }

    /// Writes that are over.
    pub fn so_far(&self) -> u64 {
        self.0.load(Ordering::Acquire)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.0.fetch_add(1, Ordering::Release);
    }
}
