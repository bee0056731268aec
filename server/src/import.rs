//! A clinic's spreadsheet comes in, and goes out again: files to sheets here, sheets to cases through `domain::import`.

pub mod fixes;
pub mod read;
