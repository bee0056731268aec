//! The server: one router around the pages, the desk that decides, and the store that keeps.

pub mod accounts;
pub mod assets;
pub mod auth;
pub mod cells;
pub mod cli;
pub mod clock;
pub mod config;
pub mod guard;
pub mod import;
pub mod listen;
pub mod office;
mod pages;
pub mod problem;
pub mod router;
mod sample;
pub mod seed;
pub mod session;
mod shell;
pub mod store;
pub mod trace;
pub mod zone;
