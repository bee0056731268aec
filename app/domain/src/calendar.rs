//! Days as a clinic counts them. Instants are UTC; a day belongs to a site and begins at its midnight.
//!
//! Every interval here is half-open: the first moment is inside, the end is not.

mod business;
mod span;
mod zone;

pub use business::BusinessDays;
pub use span::{Span, SpanProblem};
pub use zone::ZoneOffsets;
