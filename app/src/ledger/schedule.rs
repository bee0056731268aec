//! What a schedule of another program comes to for one case, between the reading and the taking in.

use domain::ledger::Put;
use domain::visit::Visit;
use serde::{Deserialize, Serialize};

/// What a file holds for a case.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Read {
    /// New visits, and those that the file changes.
    pub visits: Vec<Put<Visit>>,
    /// Visits that are here as the file has them.
    pub same: usize,
    /// Visits of other cases, which are not taken.
    pub others: usize,
    /// What is no visit, and why.
    pub problems: Vec<Problem>,
    /// What was left out or decided.
    pub notes: Vec<String>,
}

/// Something in a file that is no visit.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Problem {
    /// Where it stands, from 1.
    pub line: u32,
    /// A sentence.
    pub why: String,
}
