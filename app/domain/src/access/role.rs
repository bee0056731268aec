//! What people are in a clinic.

use super::matrix::{Area, Right, scope};
use serde::{Deserialize, Serialize};

/// What somebody is in a clinic; a person may be several.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Answers for the clinic.
    Director,
    /// Answers for the care; supervises and co-signs.
    ClinicalLead,
    /// Treats: SLP, OT, PT, BCBA, counsellor.
    Therapist,
    /// Treats under supervision: PTA, COTA, SLPA, RBT.
    Assistant,
    /// Keeps cases moving.
    Coordinator,
    /// Registers people and coverages.
    FrontDesk,
    /// Books and rebooks.
    Scheduler,
    /// Gets authorizations and watches them.
    AuthSpecialist,
    /// Verifies, charges, bills.
    Billing,
    /// Watches over privacy and documentation.
    Compliance,
    /// Keeps the accounts; sees no patient.
    SysAdmin,
    /// The patient, or who speaks for them; not staff.
    Guardian,
}

impl Role {
    /// All of them, in the order of the permission table.
    pub const ALL: [Role; 12] = [
        Role::Director,
        Role::ClinicalLead,
        Role::Therapist,
        Role::Assistant,
        Role::Coordinator,
        Role::FrontDesk,
        Role::Scheduler,
        Role::AuthSpecialist,
        Role::Billing,
        Role::Compliance,
        Role::SysAdmin,
        Role::Guardian,
    ];

    /// As files, addresses and the store write it.
    pub fn code(self) -> &'static str {
        match self {
            Role::Director => "director",
            Role::ClinicalLead => "clinical_lead",
            Role::Therapist => "therapist",
            Role::Assistant => "assistant",
            Role::Coordinator => "coordinator",
            Role::FrontDesk => "front_desk",
            Role::Scheduler => "scheduler",
            Role::AuthSpecialist => "auth_specialist",
            Role::Billing => "billing",
            Role::Compliance => "compliance",
            Role::SysAdmin => "sys_admin",
            Role::Guardian => "guardian",
        }
    }

    /// As people read it.
    pub fn title(self) -> &'static str {
        match self {
            Role::Director => "Director",
            Role::ClinicalLead => "Clinical lead",
            Role::Therapist => "Therapist",
            Role::Assistant => "Assistant or technician",
            Role::Coordinator => "Coordinator",
            Role::FrontDesk => "Front desk",
            Role::Scheduler => "Scheduler",
            Role::AuthSpecialist => "Authorization specialist",
            Role::Billing => "Billing",
            Role::Compliance => "Compliance",
            Role::SysAdmin => "System administrator",
            Role::Guardian => "Patient or guardian",
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.code() == code)
    }

    /// Whether such a person works in the clinic.
    pub fn is_staff(self) -> bool {
        self != Role::Guardian
    }

    /// Whether anything of a patient is open to such a person.
    pub fn sees_patients(self) -> bool {
        [Area::Board, Area::Demographics].into_iter().any(|area| scope(self, area, Right::Read).is_some())
    }

    /// Whether such a person treats, or leads those who do.
    pub fn is_clinical(self) -> bool {
        matches!(self, Role::ClinicalLead | Role::Therapist | Role::Assistant)
    }
}
