//! What is open in a record: what work lists of the whole clinic are made of.

use super::Record;
use crate::ids::StaffId;
use crate::kinds::{Date, Discipline};
use crate::ledger::Ledger;
use serde::{Deserialize, Serialize};

/// Something that waits for somebody.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Open {
    /// Whose work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<StaffId>,
    /// Of which discipline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discipline: Option<Discipline>,
    /// The clinic-local day by which it is due.
    pub due: Date,
}

/// What is open. Follows from the two alone, so that a row says the same whenever it is made; days that pass change what is
/// late, and not what is open.
pub fn open(_ledger: &Ledger, _record: &Record) -> Vec<Open> {
    Vec::new()
}
