//! Charges and claims: which sessions are ready to be billed, who released them, in which file they left, what a payer
//! denied, and what came of it.

mod apply;
pub mod charge;
mod decide;
pub mod denial;
pub mod fees;
pub mod funnel;
pub mod input;
pub mod judge;
pub mod rule;
#[cfg(test)]
mod tests;

pub use apply::{apply, describe};
pub use decide::{NotReleased, Papers, decide, decide_with};

use crate::ids::{CommandId, ExportId, StaffId, VisitId};
use crate::kinds::{Date, Line};
use crate::money::Cents;
use denial::Reason;
use serde::{Deserialize, Serialize};

/// Charges and claims of one case.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Charges {
    /// Sessions that somebody released, in the order of releasing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub released: Vec<Release>,
    /// Sessions that somebody keeps back.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub held: Vec<Hold>,
    /// Denials, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub denials: Vec<Denial>,
}

impl Charges {
    /// The release of a visit.
    pub fn release(&self, visit: VisitId) -> Option<&Release> {
        self.released.iter().find(|release| release.visit == visit)
    }

    /// Why a visit is kept back.
    pub fn hold(&self, visit: VisitId) -> Option<&Hold> {
        self.held.iter().find(|hold| hold.visit == visit)
    }

    /// A denial, by the submission that entered it.
    pub fn denial(&self, id: CommandId) -> Option<&Denial> {
        self.denials.iter().find(|denial| denial.id == id)
    }
}

/// A session whose charge may leave the clinic.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Release {
    /// Which.
    pub visit: VisitId,
    /// The clinic-local day.
    pub on: Date,
    /// Who released it.
    pub by: StaffId,
    /// The files in which it left, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exports: Vec<Export>,
}

/// One time that a charge left the clinic.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Export {
    /// The file or draft.
    pub id: ExportId,
    /// The clinic-local day.
    pub on: Date,
    /// In which form.
    pub format: Format,
    /// Why it left once more; nothing the first time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again: Option<Line>,
}

/// In which form a charge leaves.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// A table of charges.
    Table,
    /// A professional claim, X12 837P.
    Claim,
}

/// A session that is kept back.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Hold {
    /// Which.
    pub visit: VisitId,
    /// Why.
    pub reason: Line,
    /// Who keeps it back.
    pub by: StaffId,
}

/// What a payer refused to pay.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Denial {
    /// The submission that entered it.
    pub id: CommandId,
    /// Which session.
    pub visit: VisitId,
    /// The payer's reasons.
    pub codes: Vec<Reason>,
    /// What was refused.
    pub amount: Cents,
    /// The day of the payer's letter or file; appeals count from it.
    pub on: Date,
    /// The payer's number for the claim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Line>,
    /// What came of it; nothing: it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolved: Option<Resolved>,
}

/// How a denial ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Resolved {
    /// How.
    pub how: Resolution,
    /// The clinic-local day.
    pub on: Date,
}

/// What was done about a denial.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Resolution {
    /// The payer paid after all.
    Paid,
    /// An appeal went out; the denial may still be resolved otherwise.
    Appealed,
    /// A corrected claim went out.
    Corrected,
    /// Nobody will pay.
    WrittenOff,
}

impl Resolution {
    /// As people read it.
    pub fn title(self) -> &'static str {
        match self {
            Resolution::Paid => "paid",
            Resolution::Appealed => "appealed",
            Resolution::Corrected => "corrected",
            Resolution::WrittenOff => "written off",
        }
    }
}

/// What somebody wants.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Lets charges go out.
    Release {
        /// Of these sessions.
        visits: Vec<VisitId>,
    },
    /// Keeps a charge back, a released one as well; without a reason lets it go again.
    Hold {
        /// Of this session.
        visit: VisitId,
        /// Why.
        reason: Option<Line>,
    },
    /// Says that charges left the clinic.
    Exported {
        /// Of these sessions.
        visits: Vec<VisitId>,
        /// In this file.
        export: ExportId,
        /// In this form.
        format: Format,
        /// Why they leave once more.
        again: Option<Line>,
    },
    /// Enters a denial.
    Deny {
        /// Which session.
        visit: VisitId,
        /// The payer's reasons.
        codes: Vec<Reason>,
        /// What was refused.
        amount: Cents,
        /// The day of the payer's answer.
        on: Date,
        /// The payer's number for the claim.
        reference: Option<Line>,
    },
    /// Says what came of a denial.
    Resolve {
        /// The submission that entered it.
        denial: CommandId,
        /// How.
        how: Resolution,
        /// The day.
        on: Date,
    },
}

/// What happened.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// Charges may go out.
    Released {
        /// Of these sessions.
        visits: Vec<VisitId>,
        /// The clinic-local day.
        on: Date,
    },
    /// A charge is kept back, and no longer released.
    Held {
        /// Of this session.
        visit: VisitId,
        /// Why.
        reason: Line,
    },
    /// A charge is no longer kept back.
    LetGo {
        /// Of this session.
        visit: VisitId,
    },
    /// Charges left the clinic.
    Exported {
        /// Of these sessions.
        visits: Vec<VisitId>,
        /// In this file.
        export: Export,
    },
    /// A payer refused to pay.
    Denied(Box<Denial>),
    /// A denial has an outcome.
    Resolved {
        /// Which.
        denial: CommandId,
        /// What.
        to: Resolved,
    },
}
