//! What a clinic knows and allows. Pure: no clock, no randomness, no I/O.
//!
//! Reading order: [`kinds`] and [`ids`] are the words; a [`clinic`] has people, sites and a [`workflow`]; a [`case`] moves
//! through its lanes by commands that [`case::decide`] turns into events and [`case::apply`] copies into the state; the
//! [`journal`] keeps them; a [`board`] shows them.

pub mod access;
pub mod calendar;
pub mod ids;
pub mod kinds;
pub mod workflow;
