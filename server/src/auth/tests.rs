//! The doors over HTTP: real routes, real guard, a database on disk, a clock wound by hand.

mod csrf;
mod factors;
mod forwarded;
mod invitations;
mod sessions;
mod signing_in;
mod story;
