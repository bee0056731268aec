//! Who pays, what is authorized, and the visits that draw from it, on pages that the server draws.

pub mod facts;
pub mod schedule;
