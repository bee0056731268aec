//! The real program under load. A binary of its own, so that nothing else runs beside it: here time counts.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails, and says where")]
#![expect(clippy::print_stdout, reason = "tests print their seeds and what they measured")]

mod backup;
mod slow;

/// Held by the one test that runs.
static ALONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
