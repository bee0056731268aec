//! The server: one router around the pages, the desk that decides, and the store that keeps.

pub mod clock;
pub mod store;
pub mod zone;
