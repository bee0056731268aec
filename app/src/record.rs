//! What was written on cases, and the work lists that follow from it, on pages that the server draws.

pub mod facts;
pub mod leaving;
pub mod money;
pub mod waitlist;
