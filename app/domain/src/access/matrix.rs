//! The permission table.
//!
//! Where a right is granted without saying how far it reaches, it reaches as far as the role sees the board: director
//! and compliance all, clinical lead, coordinator and the office roles their sites, therapist and assistant their own.
//! Writing, signing or approving does not imply reading; where somebody approves or keeps what concerns no patient
//! (people, exports, the workflow), reading is granted beside it, as nobody can answer for what they cannot see.

use super::Role;
use serde::{Deserialize, Serialize};

/// What rights are about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Area {
    /// The cards: where each case stands, who owns it, what it waits for.
    Board,
    /// What is to be done on a case.
    Tasks,
    /// Who the patient is, guardians and contacts.
    Demographics,
    /// Insurance and eligibility.
    Coverage,
    /// Prior authorizations and what is left of them.
    Authorizations,
    /// Evaluation, plan of care, goals.
    ClinicalPlan,
    /// What happened in each session.
    SessionNotes,
    /// A psychotherapist's own notes, kept apart from the chart.
    PsychotherapyNotes,
    /// Safety and risk flags.
    RiskFlags,
    /// Outcome measures and scores.
    Outcomes,
    /// Charges, claims, payments.
    Money,
    /// Messages, comments, handoffs.
    Messages,
    /// People, roles, sites.
    Users,
    /// Who did and who read what.
    AuditLog,
    /// Exports and packets for auditors.
    Export,
    /// What the lanes ask for.
    WorkflowTemplate,
}

impl Area {
    /// All of them, in the order of the table.
    pub const ALL: [Area; 16] = [
        Area::Board,
        Area::Tasks,
        Area::Demographics,
        Area::Coverage,
        Area::Authorizations,
        Area::ClinicalPlan,
        Area::SessionNotes,
        Area::PsychotherapyNotes,
        Area::RiskFlags,
        Area::Outcomes,
        Area::Money,
        Area::Messages,
        Area::Users,
        Area::AuditLog,
        Area::Export,
        Area::WorkflowTemplate,
    ];

    /// As people read it.
    pub fn title(self) -> &'static str {
        match self {
            Area::Board => "Board",
            Area::Tasks => "Tasks",
            Area::Demographics => "Demographics and contacts",
            Area::Coverage => "Coverage and eligibility",
            Area::Authorizations => "Authorizations",
            Area::ClinicalPlan => "Evaluation, plan and goals",
            Area::SessionNotes => "Session notes",
            Area::PsychotherapyNotes => "Psychotherapy notes",
            Area::RiskFlags => "Safety and risk flags",
            Area::Outcomes => "Outcomes",
            Area::Money => "Claims and money",
            Area::Messages => "Messages and handoffs",
            Area::Users => "People and roles",
            Area::AuditLog => "Audit log",
            Area::Export => "Export and audit packets",
            Area::WorkflowTemplate => "Workflow",
        }
    }
}

/// What may be done.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Right {
    /// See it.
    Read,
    /// Change it.
    Write,
    /// Put one's name under it.
    Sign,
    /// Let it take effect.
    Approve,
}

impl Right {
    /// All of them, the lightest first.
    pub const ALL: [Right; 4] = [Right::Read, Right::Write, Right::Sign, Right::Approve];
}

/// How far a right reaches.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Cases on whose team the person is.
    Own,
    /// Cases of the person's sites.
    Site,
    /// Every case of the clinic.
    All,
}

/// How much of an area a role has; the widest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// All of it.
    Whole,
    /// All of it, after typing why.
    WithReason,
    /// Not where the discipline is mental health.
    NotMentalHealth,
    /// What an authorization packet needs.
    ForPacket,
    /// Excerpts that a payer asked for.
    Excerpts,
    /// A summary.
    Summary,
    /// Minutes, codes and whether it is signed.
    Billable,
    /// Name, age and alerts.
    NameAgeAlerts,
    /// What is left.
    Balance,
    /// That there is a flag.
    FlagOnly,
    /// Copayments.
    Copay,
    /// Drafts that somebody else signs.
    Draft,
    /// Office tasks.
    AdminTasks,
    /// Tasks assigned to the person.
    OwnTasks,
    /// Threads about office matters.
    AdminThreads,
    /// The thread with the family.
    PortalThread,
    /// Requests that staff accept or decline.
    Requests,
    /// Proposals that somebody else approves.
    Proposals,
    /// Preparation that somebody else releases.
    Preparation,
    /// Without anything that tells of a patient.
    NoPatientData,
    /// The family's own statement.
    Statement,
    /// What the person wrote.
    Author,
}

impl Part {
    /// As people read it, after the rights.
    pub fn title(self) -> &'static str {
        match self {
            Part::Whole => "everything",
            Part::WithReason => "after typing why",
            Part::NotMentalHealth => "except mental health",
            Part::ForPacket => "for packets",
            Part::Excerpts => "excerpts",
            Part::Summary => "summary only",
            Part::Billable => "minutes, codes and signature state only",
            Part::NameAgeAlerts => "name, age and alerts only",
            Part::Balance => "balance only",
            Part::FlagOnly => "flag only",
            Part::Copay => "copayments only",
            Part::Draft => "drafts",
            Part::AdminTasks => "changes office tasks only",
            Part::OwnTasks => "changes own tasks only",
            Part::AdminThreads => "office matters",
            Part::PortalThread => "the family's thread",
            Part::Requests => "may request changes",
            Part::Proposals => "proposals",
            Part::Preparation => "preparation",
            Part::NoPatientData => "no patient data",
            Part::Statement => "own statement",
            Part::Author => "the author only",
        }
    }

    /// These limit what is changed; what is read is whole.
    fn limits_writing_only(self) -> bool {
        matches!(
            self,
            Part::Draft
                | Part::AdminTasks
                | Part::OwnTasks
                | Part::Requests
                | Part::Proposals
                | Part::Preparation
        )
    }
}

/// One cell of the table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Permission {
    /// In the order of [`Right::ALL`].
    rights: [bool; 4],
    scope: Scope,
    part: Part,
}

impl Permission {
    /// How far a right reaches; `None` is denied.
    pub fn scope(&self, right: Right) -> Option<Scope> {
        let granted = Right::ALL.iter().zip(self.rights).any(|(of, granted)| *of == right && granted);
        granted.then_some(self.scope)
    }

    /// How much of the area the right is about.
    pub fn part(&self, right: Right) -> Part {
        if right == Right::Read && self.part.limits_writing_only() { Part::Whole } else { self.part }
    }

    /// "Reads, writes: their sites (balance only)", or "No access".
    pub fn in_words(&self) -> String {
        let verbs = ["reads", "writes", "signs", "approves"];
        let granted: Vec<&str> = verbs
            .into_iter()
            .zip(self.rights)
            .filter_map(|(verb, granted)| granted.then_some(verb))
            .collect();
        if granted.is_empty() {
            return "No access".to_owned();
        }
        let reach = match self.scope {
            Scope::Own => "own cases",
            Scope::Site => "their sites",
            Scope::All => "everywhere",
        };
        let part = if self.part == Part::Whole { String::new() } else { format!(" ({})", self.part.title()) };
        let words = format!("{}: {reach}{part}", granted.join(", "));
        words[..1].to_ascii_uppercase() + &words[1..]
    }

    const fn only(self, part: Part) -> Permission {
        Permission { part, ..self }
    }
}

/// How far a right of a role reaches; `None` is denied, and is the default.
pub fn scope(role: Role, area: Area, right: Right) -> Option<Scope> {
    permission(role, area).scope(right)
}

/// The cell of the table.
pub fn permission(role: Role, area: Area) -> Permission {
    let row = TABLE.iter().find(|(of, _)| *of == area);
    let column = Role::ALL.iter().position(|of| *of == role);
    row.zip(column).and_then(|((_, cells), column)| cells.get(column)).copied().unwrap_or(NO)
}

/// The whole table, area by area and role by role, for the page that shows it.
pub fn permissions_table() -> impl Iterator<Item = (Area, Role, Permission)> {
    TABLE
        .iter()
        .flat_map(|(area, cells)| Role::ALL.into_iter().zip(cells).map(|(role, cell)| (*area, role, *cell)))
}

const NO: Permission = cell(Scope::Own, "");
const OWN_R: Permission = cell(Scope::Own, "R");
const OWN_W: Permission = cell(Scope::Own, "W");
const OWN_RW: Permission = cell(Scope::Own, "RW");
const OWN_RWS: Permission = cell(Scope::Own, "RWS");
const SITE_R: Permission = cell(Scope::Site, "R");
const SITE_W: Permission = cell(Scope::Site, "W");
const SITE_RW: Permission = cell(Scope::Site, "RW");
const SITE_RA: Permission = cell(Scope::Site, "RA");
const SITE_RSA: Permission = cell(Scope::Site, "RSA");
const SITE_RWSA: Permission = cell(Scope::Site, "RWSA");
const ALL_R: Permission = cell(Scope::All, "R");
const ALL_RW: Permission = cell(Scope::All, "RW");
const ALL_RA: Permission = cell(Scope::All, "RA");

/// A cell from the letters R, W, S, A; another letter does not compile.
const fn cell(scope: Scope, letters: &str) -> Permission {
    let letters = letters.as_bytes();
    let mut rights = [false; 4];
    let mut at = 0;
    while at < letters.len() {
        match letters[at] {
            b'R' => rights[0] = true,
            b'W' => rights[1] = true,
            b'S' => rights[2] = true,
            b'A' => rights[3] = true,
            _ => panic!("R, W, S or A"),
        }
        at += 1;
    }
    Permission { rights, scope, part: Part::Whole }
}

// Columns: director, clinical lead, therapist, assistant, coordinator, front desk, scheduler,
//          authorization, billing, compliance, system administrator, guardian.
#[rustfmt::skip]
const TABLE: [(Area, [Permission; 12]); 16] = [
    (Area::Board, [
        ALL_RW, SITE_RW, OWN_RW, OWN_R, SITE_RW, SITE_R, SITE_R,
        SITE_R, SITE_R, ALL_R, NO, NO,
    ]),
    (Area::Tasks, [
        ALL_RW, SITE_RW, OWN_RW, OWN_RW.only(Part::OwnTasks), SITE_RW, OFFICE_TASKS, OFFICE_TASKS,
        OFFICE_TASKS, OFFICE_TASKS, ALL_R, NO, NO,
    ]),
    (Area::Demographics, [
        ALL_R, SITE_R, OWN_R, OWN_R.only(Part::NameAgeAlerts), SITE_RW, SITE_RW, SITE_RW,
        SITE_R, SITE_RW, ALL_R, NO, OWN_RW.only(Part::Requests),
    ]),
    (Area::Coverage, [
        ALL_R, SITE_R, OWN_R, NO, SITE_RW, SITE_RW, SITE_RW,
        SITE_RW, SITE_RW, ALL_R, NO, OWN_R,
    ]),
    (Area::Authorizations, [
        ALL_R, SITE_R, OWN_R.only(Part::Balance), OWN_R.only(Part::Balance), SITE_R, SITE_R, SITE_R,
        SITE_RW, SITE_R, ALL_R, NO, OWN_R,
    ]),
    (Area::ClinicalPlan, [
        ALL_R, SITE_RWSA, OWN_RWS, OWN_R, SITE_R, NO, NO,
        SITE_R.only(Part::ForPacket), SITE_R.only(Part::Summary), ALL_R, NO, OWN_R,
    ]),
    (Area::SessionNotes, [
        ALL_R.only(Part::WithReason), SITE_RSA, OWN_RWS, OWN_W.only(Part::Draft), SITE_R.only(Part::NotMentalHealth), NO, NO,
        SITE_R.only(Part::Excerpts), SITE_R.only(Part::Billable), ALL_R.only(Part::WithReason), NO, OWN_R,
    ]),
    (Area::PsychotherapyNotes, [
        NO, NO, OWN_RWS.only(Part::Author), NO, NO, NO, NO,
        NO, NO, NO, NO, NO,
    ]),
    (Area::RiskFlags, [
        ALL_R, SITE_RW, OWN_RW, OWN_R, SITE_R, SITE_R.only(Part::FlagOnly), SITE_R.only(Part::FlagOnly),
        NO, NO, ALL_R, NO, NO,
    ]),
    (Area::Outcomes, [
        ALL_R, SITE_R, OWN_RW, OWN_W, SITE_R, NO, NO,
        SITE_R, NO, ALL_R, NO, OWN_R,
    ]),
    (Area::Money, [
        ALL_R, NO, NO, NO, NO, SITE_RW.only(Part::Copay), SITE_RW.only(Part::Copay),
        NO, SITE_RW, ALL_R, NO, OWN_R.only(Part::Statement),
    ]),
    (Area::Messages, [
        ALL_R, SITE_RW, OWN_RW, OWN_RW, SITE_RW, OFFICE_THREADS, OFFICE_THREADS,
        OFFICE_THREADS, OFFICE_THREADS, ALL_R, NO, OWN_RW.only(Part::PortalThread),
    ]),
    (Area::Users, [
        ALL_RA, NO, NO, NO, NO, NO, NO,
        NO, NO, ALL_R, ALL_RW.only(Part::NoPatientData), NO,
    ]),
    (Area::AuditLog, [
        ALL_R, NO, NO, NO, NO, NO, NO,
        NO, NO, ALL_R, ALL_R.only(Part::NoPatientData), OWN_R.only(Part::Statement),
    ]),
    (Area::Export, [
        ALL_RA, SITE_RA, OWN_R, NO, NO, NO, NO,
        PREPARES, PREPARES, ALL_RW, NO, OWN_R,
    ]),
    (Area::WorkflowTemplate, [
        ALL_RA, SITE_RW, NO, NO, SITE_W.only(Part::Proposals), NO, NO,
        NO, NO, ALL_R, NO, NO,
    ]),
];

const OFFICE_TASKS: Permission = SITE_RW.only(Part::AdminTasks);
const OFFICE_THREADS: Permission = SITE_RW.only(Part::AdminThreads);
const PREPARES: Permission = SITE_W.only(Part::Preparation);
