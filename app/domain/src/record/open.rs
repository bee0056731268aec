//! What is open in a record: what work lists of the whole clinic are made of.

use super::Record;
use crate::kinds::Date;
use crate::ledger::Ledger;
use crate::note::clocks::{Clock, clocks};
use serde::{Deserialize, Serialize};

/// Something that waits for somebody.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Open {
    /// A note.
    Note(Clock),
}

impl Open {
    /// The last clinic-local day on which it is in time.
    pub fn due(&self) -> Date {
        match self {
            Open::Note(clock) => clock.due,
        }
    }
}

/// What is open. Follows from the two alone, so that a row says the same whenever it is made; days that pass change what is
/// late, and not what is open.
pub fn open(ledger: &Ledger, record: &Record) -> Vec<Open> {
    clocks(&record.notes, &ledger.visits).into_iter().map(Open::Note).collect()
}
