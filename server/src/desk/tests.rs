//! The desk's contract, told on both databases.

mod batch;
mod journal;
mod news;
mod office;
mod servers;
mod walls;
