//! The import of a spreadsheet, on pages that the server draws.

pub mod facts;
