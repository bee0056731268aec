//! The server: one router around the pages, the desk that decides, and the store that keeps.

pub mod accounts;
pub mod assets;
pub mod auth;
pub mod cells;
pub mod chain;
pub mod cli;
pub mod clock;
pub mod config;
pub mod desk;
pub mod found;
pub mod guard;
pub mod import;
pub mod listen;
pub mod news;
pub mod office;
mod pages;
pub mod problem;
mod replay;
pub mod router;
mod sample;
pub mod seed;
pub mod session;
mod shell;
pub mod store;
pub mod trace;
pub mod verify;
pub mod zone;
