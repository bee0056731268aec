//! The server: one router around the pages, the desk that decides, and the store that keeps.

pub mod accounts;
pub mod assets;
pub mod auth;
pub mod backup;
pub mod cells;
pub mod chain;
pub mod cli;
pub mod clock;
pub mod config;
pub mod desk;
pub mod export;
pub mod found;
pub mod guard;
pub mod import;
pub mod listen;
pub mod live;
pub mod news;
pub mod office;
mod pages;
pub mod problem;
mod replay;
pub mod router;
pub mod seed;
pub mod session;
mod shell;
pub mod store;
pub mod trace;
pub mod verify;
mod watched;
pub mod zone;

#[cfg(all(
    not(debug_assertions),
    any(feature = "break-ack", feature = "break-audit", feature = "break-resume", feature = "break-walls")
))]
compile_error!("A server for people has no faults on purpose: build it without the break-… features.");
