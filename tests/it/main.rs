//! One binary.

mod import;
