//! The world outside: clock, timers, storage, socket. The only place that names a browser's interfaces for the state;
//! on the server, the same names do nothing.

#[cfg(not(feature = "hydrate"))]
mod inert;
#[cfg(feature = "hydrate")]
mod real;

#[cfg(not(feature = "hydrate"))]
pub use inert::*;
#[cfg(feature = "hydrate")]
pub use real::*;

use uuid::Uuid;

/// A new id, in the order of time.
pub fn new_id() -> Uuid {
    Uuid::now_v7()
}
