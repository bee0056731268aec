//! What the page about departures knows.

use domain::clinic::{Clinic, Leaving};
use domain::departure::{Choice, Row};
use domain::ids::{CommandId, HandoffId, StaffId};
use domain::kinds::{Date, Name};
use std::sync::Arc;

/// Who leaves, and what lies on one of them.
#[derive(Clone, PartialEq, Debug)]
pub struct LeavingFacts {
    /// The clinic, with what is arranged.
    pub clinic: Arc<Clinic>,
    /// The person that was asked about.
    pub chosen: Option<Chosen>,
    /// The day at the first site.
    pub today: Date,
    /// For the form that arranges it.
    pub fresh: CommandId,
}

/// Somebody who is to leave, or of whom it is asked what that would mean.
#[derive(Clone, PartialEq, Debug)]
pub struct Chosen {
    /// Who.
    pub staff: StaffId,
    /// The last clinic-local day on which they work.
    pub last_day: Date,
    /// What is arranged; nothing: this only shows what it would mean.
    pub saved: Option<Leaving>,
    /// Cases on which something of them lies, by number.
    pub rows: Vec<Lying>,
    /// Further cases that the reader does not see.
    pub hidden: usize,
}

/// A case on which something of a leaver lies.
#[derive(Clone, PartialEq, Debug)]
pub struct Lying {
    /// The patient, as the reader may know them.
    pub name: Option<Name>,
    /// What lies on the leaver.
    pub row: Row,
    /// Who could take it, and why.
    pub choice: Choice,
    /// A handoff waits: for whom, and from which clinic-local day visits pass.
    pub waits: Option<(StaffId, Date)>,
    /// For a form that sends one.
    pub command: CommandId,
    /// For a form that sends one.
    pub handoff: HandoffId,
}
