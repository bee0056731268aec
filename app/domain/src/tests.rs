//! Stories and properties over the whole domain; each ends in something that a user or an auditor would notice.

mod coming;
mod converge;
mod facts;
mod gates;
mod handoff;
mod law;
mod ledger;
mod letters;
mod office;
mod simulate;
mod staff;
mod stories;
mod work;
mod worklist;
