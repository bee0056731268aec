//! Whom a case is about, and who belongs to it without being on staff.

use crate::ids::ContactId;
use crate::kinds::{Date, Line, Name, Phone};
use serde::{Deserialize, Serialize};

/// The patient as the board and the banner know them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Patient {
    /// Name as it is shown.
    pub name: Name,
    /// Birthday.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born: Option<Date>,
    /// The patient's own phone; children have contacts instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
    /// Language spoken at home, when an interpreter may be needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Line>,
}

impl Patient {
    /// Age in whole years on a day.
    pub fn age(&self, on: Date) -> Option<u32> {
        self.born.and_then(|born| on.years_since(born))
    }
}

/// What somebody is to the patient.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// Parent or legal guardian.
    Guardian,
    /// Cares for the patient, without legal authority.
    Caregiver,
    /// The patient themself, at another number.
    Patient,
    /// Referring or certifying physician.
    Physician,
    /// School or early-intervention programme.
    School,
    /// Anybody else.
    Other,
}

impl Relation {
    /// All of them.
    pub const ALL: [Relation; 6] = [
        Relation::Guardian,
        Relation::Caregiver,
        Relation::Patient,
        Relation::Physician,
        Relation::School,
        Relation::Other,
    ];

    /// As people read it.
    pub fn title(self) -> &'static str {
        match self {
            Relation::Guardian => "Guardian",
            Relation::Caregiver => "Caregiver",
            Relation::Patient => "Patient",
            Relation::Physician => "Physician",
            Relation::School => "School",
            Relation::Other => "Other",
        }
    }
}

/// Somebody who belongs to the case without being on staff.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Contact {
    /// Id.
    pub id: ContactId,
    /// Name.
    pub name: Name,
    /// What they are to the patient.
    pub relation: Relation,
    /// Phone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
    /// E-mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Line>,
    /// May be called about appointments and care.
    pub may_call: bool,
    /// May receive records.
    pub may_receive: bool,
    /// Custody or consent note, shown wherever the contact is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custody: Option<Line>,
}

/// An identifier other than our own number: a member id, a chart number of the old system.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Identifier {
    /// What kind of number, as the clinic calls it.
    pub label: Line,
    /// The number.
    pub value: Line,
}
