//! The journal: everything that happens, once, in one order per clinic.

use crate::ids::{CaseId, ClinicId, CommandId, StaffId};
use crate::kinds::Instant;
use crate::{case, clinic, ledger, record};
use serde::{Deserialize, Serialize};

/// Place in a clinic's journal, from 1, without gaps.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seq(pub u64);

/// What somebody wants, with its idempotency key.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Submission {
    /// Made where the hand is; a repeat returns the first receipt.
    pub id: CommandId,
    /// The wish.
    pub command: Command,
}

/// A wish, by what it is about.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// About one case.
    Case {
        /// Which.
        case: CaseId,
        /// What.
        does: case::Command,
    },
    /// About one case's ledger.
    Ledger {
        /// Which.
        case: CaseId,
        /// What.
        does: ledger::Command,
    },
    /// About one case's record.
    Record {
        /// Which.
        case: CaseId,
        /// What.
        does: record::Command,
    },
    /// About the clinic itself.
    Clinic(clinic::Command),
}

impl Command {
    /// The case, if it is about one.
    pub fn case(&self) -> Option<CaseId> {
        match self {
            Command::Case { case, .. } | Command::Ledger { case, .. } | Command::Record { case, .. } => {
                Some(*case)
            }
            Command::Clinic(_) => None,
        }
    }
}

/// What happened, by what it is about.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// To one case.
    Case {
        /// Which.
        case: CaseId,
        /// What, in order.
        events: Vec<case::Event>,
        /// What of it changed the case's ledger, which no board has.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        ledger: Vec<ledger::Event>,
        /// What of it changed the case's record, which no board has.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        record: Vec<record::Event>,
    },
    /// To the clinic itself.
    Clinic(Vec<clinic::Event>),
}

impl Body {
    /// What happened to a case, its ledger and its record apart.
    pub fn of_case(case: CaseId, events: Vec<case::Event>) -> Body {
        Body::Case { case, events, ledger: Vec::new(), record: Vec::new() }
    }

    /// The case, if it is about one.
    pub fn case(&self) -> Option<CaseId> {
        match self {
            Body::Case { case, .. } => Some(*case),
            Body::Clinic(_) => None,
        }
    }
}

/// One entry of the journal. Never edited; a correction is a new entry.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Entry {
    /// The clinic.
    pub clinic: ClinicId,
    /// Its place.
    pub seq: Seq,
    /// The server's clock.
    pub at: Instant,
    /// Who asked.
    pub by: StaffId,
    /// The submission that caused it.
    pub command: CommandId,
    /// What happened. May be empty: an accepted wish that changed nothing.
    pub body: Body,
}
