//! Test helpers.

pub mod messy;
