//! One file per route.

pub mod account;
pub mod board;
pub mod case;
pub mod drawn;
#[cfg(feature = "ssr")]
pub(crate) mod fields;
pub mod import;
pub mod invite;
pub mod journal;
pub mod ledger;
pub mod not_found;
pub mod people;
pub mod record;
pub mod search;
pub mod sign_in;
pub mod today;
