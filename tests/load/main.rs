//! The real program under load. A binary of its own, so that nothing else runs beside it: here time counts.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails, and says where")]

mod slow;
