//! Days as a clinic counts them. Instants are UTC; a day belongs to a site and begins at its midnight.
//!
//! Every interval here is half-open: the first moment is inside, the end is not.

mod business;
mod span;
mod zone;

use crate::kinds::Date;

pub use business::BusinessDays;
pub use span::{Span, SpanProblem};
pub use zone::ZoneOffsets;

/// A day as sentences say it, "4 Mar 2026": in full, so that nobody has to guess the order.
pub fn said(day: Date) -> String {
    day.format("%-d %b %Y").to_string()
}
