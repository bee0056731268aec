//! What the page about those who wait for a place knows.

use domain::case::Case;
use domain::clinic::Clinic;
use domain::ids::CommandId;
use domain::kinds::{Date, Discipline, Instant};
use domain::waitlist::{Place, Waits};
use std::sync::Arc;

/// Who waits, the next first, and how long people wait.
#[derive(Clone, PartialEq, Debug)]
pub struct WaitlistFacts {
    /// In the order in which places are offered.
    pub rows: Vec<Waiting>,
    /// How long people wait, by who pays first.
    pub by_payer: Vec<(String, Waits)>,
    /// How long people wait, by whose work it is.
    pub by_discipline: Vec<(Discipline, Waits)>,
    /// The discipline that was asked for.
    pub of: Option<Discipline>,
    /// For forms.
    pub fresh: CommandId,
    /// The clinic.
    pub clinic: Arc<Clinic>,
    /// The server's clock.
    pub now: Instant,
}

/// Somebody who waits.
#[derive(Clone, PartialEq, Debug)]
pub struct Waiting {
    /// The case.
    pub case: Arc<Case>,
    /// The place in the queue.
    pub place: Place,
    /// Who pays first, by name.
    pub payer: String,
    /// The wait is so long that coverage has to be verified again, and it was not.
    pub verify: bool,
    /// A place is offered; the family answers by this clinic-local day.
    pub offered: Option<Date>,
    /// The reader may change it.
    pub may_write: bool,
}
