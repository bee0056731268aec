//! What is open in a record: what work lists of the whole clinic are made of.

use super::Record;
use crate::ids::{HandoffId, StaffId};
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
    /// A handoff that its receiver has not answered.
    Handoff {
        /// Which.
        handoff: HandoffId,
        /// Who has the case still.
        from: StaffId,
        /// Who is to answer.
        to: StaffId,
        /// Visits pass from this clinic-local day.
        due: Date,
    },
    /// A call after the discharge.
    Call {
        /// Days after the discharge.
        after: u16,
        /// The clinic-local day by which it is due.
        due: Date,
    },
}

impl Open {
    /// The last clinic-local day on which it is in time.
    pub fn due(&self) -> Date {
        match self {
            Open::Note(clock) => clock.due,
            Open::Handoff { due, .. } | Open::Call { due, .. } => *due,
        }
    }
}

/// What is open. Follows from the two alone, so that a row says the same whenever it is made; days that pass change what is
/// late, and not what is open.
pub fn open(ledger: &Ledger, record: &Record) -> Vec<Open> {
    let notes = clocks(&record.notes, &ledger.visits).into_iter().map(Open::Note);
    let handed = record.handoffs.open().map(|handoff| Open::Handoff {
        handoff: handoff.what.id,
        from: handoff.what.from,
        to: handoff.what.to,
        due: handoff.what.effective,
    });
    let left = record.ending.follow_ups.iter().filter(|call| !call.is_done());
    let calls = left.map(|call| Open::Call { after: call.after, due: call.due });
    notes.chain(handed).chain(calls).collect()
}
