//! One file per route.

pub mod account;
pub mod board;
pub mod case;
pub mod drawn;
pub mod import;
pub mod invite;
pub mod journal;
pub mod ledger;
pub mod not_found;
pub mod people;
pub mod search;
pub mod sign_in;
pub mod today;
