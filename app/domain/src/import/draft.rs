//! A row that was understood, and the reasons why one was not.

use super::dates::DateProblem;
use super::mapping::Standing;
use super::sheet::Fault;
use crate::ids::{SiteId, StaffId};
use crate::kinds::{Date, Discipline, Name, Phone, TextProblem};
use crate::workflow::PayerClass;
use serde::{Deserialize, Serialize};

/// A case as the spreadsheet tells it, before it is opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The patient, as spoken.
    pub name: Name,
    /// Birthday.
    pub birth_on: Option<Date>,
    /// The patient's own phone.
    pub phone: Option<Phone>,
    /// The patient's own e-mail address.
    pub email: Option<String>,
    /// Parents and other guardians.
    pub guardians: Vec<Guardian>,
    /// In the order in which they are shown; at least one.
    pub disciplines: Vec<Discipline>,
    /// The site, if its word was understood.
    pub site: Option<SiteId>,
    /// The owner, if the word was understood.
    pub owner: Option<StaffId>,
    /// Where the case stands.
    pub standing: Standing,
    /// Day of the referral.
    pub referral_on: Option<Date>,
    /// Since when the case has been in its lane: its age on the board.
    pub lane_since: Option<Date>,
    /// The column that says so: the lane's own date, or the nearest one that the row has.
    pub lane_since_from: Option<usize>,
    /// Day of the next step, as the sheet planned it.
    pub next_due: Option<Date>,
    /// The next step in the sheet's words.
    pub next_step: Option<String>,
    /// Who pays, if the payer's name says so for certain; the name itself is among the notes.
    pub payer: Option<PayerClass>,
    /// Chart and member numbers: column and number.
    pub identifiers: Vec<(String, String)>,
    /// Everything else that the row holds: column and text.
    pub notes: Vec<(String, String)>,
}

/// A guardian as far as the row tells.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guardian {
    /// As spoken; missing where the sheet has only a number.
    pub name: Option<Name>,
    /// Phone.
    pub phone: Option<Phone>,
    /// E-mail address.
    pub email: Option<String>,
}

/// One thing to fix in a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The column, from 0; `None` concerns the whole row.
    pub column: Option<usize>,
    /// The cell as it stands.
    pub cell: String,
    /// Why it cannot be taken.
    pub reason: Reason,
}

/// Why a cell or a row cannot be taken. Each shows as a sentence that says what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The row or the cell is damaged in the file.
    #[error("{0}")]
    Damaged(Fault),
    /// Nobody's row.
    #[error("The patient's name is missing. Write it, or delete the row.")]
    NoName,
    /// Numbers or marks where a name should be.
    #[error("This holds no letters, so it is not a name. Write the name.")]
    NotAName,
    /// Too long, or unprintable.
    #[error("{0}")]
    Text(TextProblem),
    /// No usable date.
    #[error("{0}")]
    Date(DateProblem),
    /// Born after the referral, or after entering the lane.
    #[error("This is before the birth date. Check both dates.")]
    BeforeBirth,
    /// Not a phone number.
    #[error("This is not a phone number we can dial. Write ten digits, or + and the country code.")]
    NotAPhone,
    /// Not an e-mail address.
    #[error("This is not an e-mail address. Write it as name@example.org, or clear the cell.")]
    NotAnEmail,
    /// A status word that no lane was chosen for.
    #[error("We do not know this status. Choose a lane for it, or change the word.")]
    UnknownStatus,
    /// A word that names no discipline.
    #[error("“{0}” is not a discipline we know. Write SLP, OT, PT, ABA or MH.")]
    UnknownDiscipline(String),
    /// No discipline, and no default was chosen.
    #[error("No discipline is given. Write SLP, OT, PT, ABA or MH, or choose one for all such rows.")]
    NoDiscipline,
    /// `#REF!` and the like, left behind by a formula.
    #[error("A formula in the spreadsheet failed here. Write the value itself.")]
    FailedFormula,
}
