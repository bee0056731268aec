//! Server.

pub mod zone;
