//! What a clinic knows and allows. Pure: no clock, no randomness, no I/O.
//!
//! Reading order: [`kinds`] and [`ids`] are the words; a [`clinic`] has people, sites and a [`workflow`]; a [`case`] moves
//! through its lanes by commands that [`case::decide`] turns into events and [`case::apply`] copies into the state; the
//! [`journal`] keeps them; a [`board`] shows them. Who pays for which day stands in a case's [`ledger`]: [`coverage`],
//! [`authorization`]s and [`visit`]s, read by the rules of a [`payer`].

pub mod access;
pub mod authorization;
pub mod bill;
pub mod board;
pub mod calendar;
pub mod case;
pub mod chart;
pub mod clinic;
pub mod coverage;
pub mod departure;
pub mod diagnosis;
pub mod discharge;
pub mod document;
pub mod eligibility;
pub mod ending;
pub mod gate;
pub mod goal;
pub mod handoff;
pub mod ids;
pub mod import;
pub mod journal;
pub mod kinds;
pub mod ledger;
pub mod licence;
pub mod measure;
pub mod money;
pub mod note;
pub mod payer;
pub mod plan;
pub mod record;
pub mod refusal;
pub mod replica;
pub mod service;
pub mod task;
pub mod visit;
pub mod waitlist;
pub mod work;
pub mod workflow;

#[cfg(all(feature = "break-merge", not(debug_assertions)))]
compile_error!("A program for people has no faults on purpose: build it without the feature `break-merge`.");

#[cfg(test)]
mod tests;
