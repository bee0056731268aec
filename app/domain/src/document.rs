//! Documents of a case: what was filed, how long it holds, and who may see it. Their bytes are kept under their hash.

mod rules;
#[cfg(test)]
mod tests;

pub use rules::{Lack, Sight, expiring, in_force, lacking, sight, visible};

use crate::access::{Area, Part, Right};
use crate::authorization::letter::{File, FileProblem};
use crate::calendar::said;
use crate::case::Meta;
use crate::clinic::Clinic;
use crate::ids::{DocumentId, StaffId};
use crate::kinds::{Date, Line};
use crate::record::{Ground, Record};
use crate::refusal::{Field, Refusal};
use serde::{Deserialize, Serialize};

/// Documents on one case at most.
pub const FILES_MAX: usize = 200;
/// With those that were taken away.
pub const KEPT_MAX: usize = 400;

/// Documents of one case.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Documents {
    /// In the order in which they were filed; those taken away too.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<Filed>,
}

macro_rules! kinds {
    ($(#[$doc:meta] $name:ident $area:ident $title:literal,)+) => {
        /// What a document is.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Kind { $(#[$doc] $name,)+ }

        impl Kind {
            /// All of them, in the order of a list.
            pub const ALL: &'static [Kind] = &[$(Kind::$name,)+];

            /// As people call it.
            pub fn title(self) -> &'static str {
                match self { $(Kind::$name => $title,)+ }
            }

            /// Whose rights it falls under: what care says, or what the office keeps.
            pub fn area(self) -> Area {
                match self { $(Kind::$name => Area::$area,)+ }
            }
        }
    };
}

kinds! {
    /// A referral or an order.
    Referral Demographics "Referral or order",
    /// A report of an evaluation.
    Evaluation ClinicalPlan "Evaluation report",
    /// Consent to treatment.
    Consent Demographics "Consent",
    /// Acknowledgement of the privacy notice.
    PrivacyAcknowledgement Demographics "Privacy acknowledgement",
    /// Consent to telehealth.
    TelehealthConsent Demographics "Telehealth consent",
    /// A release of information.
    Release Demographics "Release of information",
    /// A plan of care that a physician signed.
    Certification ClinicalPlan "Plan certification",
    /// A plan of a school or of early intervention.
    School ClinicalPlan "School document (IEP or IFSP)",
    /// A record that somebody else wrote.
    OutsideRecord ClinicalPlan "Outside record",
    /// Who the patient or the guardian is.
    Identification Demographics "Identification",
    /// What to do at home.
    HomeProgramme ClinicalPlan "Home programme",
    /// Something else.
    Other ClinicalPlan "Other",
}

/// What has to be kept from most. Everything but [`Sensitivity::Normal`] is hidden unless somebody treats or leads.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sensitivity {
    /// As any record.
    #[default]
    Normal,
    /// Mental health.
    MentalHealth,
    /// Treatment of substance use. Source: 42 CFR Part 2.
    SubstanceUse,
    /// HIV.
    Hiv,
    /// Reproductive health.
    Reproductive,
    /// Care to which a minor consented.
    MinorConsented,
}

impl Sensitivity {
    /// All of them, in the order of a list.
    pub const ALL: [Sensitivity; 6] = [
        Sensitivity::Normal,
        Sensitivity::MentalHealth,
        Sensitivity::SubstanceUse,
        Sensitivity::Hiv,
        Sensitivity::Reproductive,
        Sensitivity::MinorConsented,
    ];

    /// As people call it.
    pub fn title(self) -> &'static str {
        match self {
            Sensitivity::Normal => "Normal",
            Sensitivity::MentalHealth => "Mental health",
            Sensitivity::SubstanceUse => "Substance use (42 CFR Part 2)",
            Sensitivity::Hiv => "HIV",
            Sensitivity::Reproductive => "Reproductive health",
            Sensitivity::MinorConsented => "Consented by the minor",
        }
    }

    /// Hidden by default.
    pub fn is_hidden(self) -> bool {
        self != Sensitivity::Normal
    }
}

/// A document as it is asked for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct NewFile {
    /// Id, made by who asks.
    pub id: DocumentId,
    /// The file; its bytes are kept already.
    pub file: File,
    /// What it is.
    pub kind: Kind,
    /// The day of the document: of its signature, or from which it holds.
    pub on: Date,
    /// First day on which it no longer holds; none: no end is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Date>,
    /// Whom it has to be kept from.
    #[serde(default)]
    pub sensitivity: Sensitivity,
}

/// Why and when a document went.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Gone {
    /// Why.
    pub reason: Line,
    /// The clinic-local day.
    pub on: Date,
    /// Who took it away.
    pub by: StaffId,
}

/// A document of a case.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Filed {
    /// The document.
    #[serde(flatten)]
    pub what: NewFile,
    /// The clinic-local day on which it was filed.
    pub filed_on: Date,
    /// Who filed it.
    pub by: StaffId,
    /// Taken away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gone: Option<Gone>,
}

/// What somebody wants.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// File a document whose bytes are kept already.
    File(Box<NewFile>),
    /// Say whom a document has to be kept from.
    Relabel {
        /// Which.
        document: DocumentId,
        /// What the screen showed.
        seen: Sensitivity,
        /// What it is to be.
        to: Sensitivity,
        /// Why.
        reason: Line,
    },
    /// Take a document away; its bytes stay, and the history tells of it.
    TakeAway {
        /// Which.
        document: DocumentId,
        /// Why.
        reason: Line,
    },
}

/// What happened.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A document was filed.
    Filed(Box<Filed>),
    /// Its label changed.
    Relabelled {
        /// Which.
        document: DocumentId,
        /// What it is now.
        to: Sensitivity,
        /// Why.
        reason: Line,
    },
    /// It was taken away.
    TakenAway {
        /// Which.
        document: DocumentId,
        /// Why, when, by whom.
        gone: Gone,
    },
}

/// Why a document is not filed or changed. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocumentProblem {
    /// The file itself.
    #[error(transparent)]
    File(#[from] FileProblem),
    /// As many as there may be.
    #[error(
        "There are as many documents on this case as it holds, {FILES_MAX}; nothing was filed. Please put several pages into one PDF, or take away what is not needed."
    )]
    TooMany,
    /// The same bytes.
    #[error("This very file is on the case already, filed on {on} as \"{kind}\"; nothing was filed twice. Please choose another file if you meant one.", on = said(*.on), kind = .kind.title())]
    Already {
        /// What it is.
        kind: Kind,
        /// Since when.
        on: Date,
    },
    /// Not written yet.
    #[error("{} lies in the future; nothing was filed. Please correct the day of the document.", said(*.0))]
    Future(Date),
    /// It would hold on no day.
    #[error("It would no longer hold on {}, the day of the document or before; nothing was filed. Please correct one of the two days.", said(*.0))]
    NoDay(Date),
    /// Not there, or not for this person.
    #[error("This document is not on the case, or not among those you may see; nothing was changed.")]
    NotThere,
    /// Somebody was quicker.
    #[error("Somebody labelled it \"{}\" meanwhile; nothing was changed. Look again, and change it from there.", .0.title())]
    Relabelled(Sensitivity),
}

/// Decides a command.
///
/// Documents come late as letters do, so they are filed after a case is closed; to a void case nothing is added.
pub fn decide(record: &Record, command: &Command, ground: &Ground<'_>) -> Result<Vec<Event>, Refusal> {
    if ground.case.void {
        return Err(Refusal::Closed);
    }
    let problem = |problem: DocumentProblem| Refusal::problem(Field::Document, &problem);
    let documents = &record.documents;
    match command {
        Command::File(new) => {
            may_file(ground, new.kind)?;
            if documents.files.iter().any(|filed| filed.what.id == new.id) {
                return Err(Refusal::Exists);
            }
            check(documents, new, ground.today).map_err(problem)?;
            let filed = Filed { what: (**new).clone(), filed_on: ground.today, by: ground.me(), gone: None };
            Ok(vec![Event::Filed(Box::new(filed))])
        }
        Command::Relabel { document, seen, to, reason } => {
            let filed = there(documents, *document, ground)?;
            may_file(ground, filed.what.kind)?;
            match filed.what.sensitivity {
                now if now == *to => Ok(vec![]),
                now if now != *seen => Err(problem(DocumentProblem::Relabelled(now))),
                _ => Ok(vec![Event::Relabelled { document: *document, to: *to, reason: reason.clone() }]),
            }
        }
        Command::TakeAway { document, reason } => {
            let filed = there(documents, *document, ground)?;
            may_file(ground, filed.what.kind)?;
            let gone = Gone { reason: reason.clone(), on: ground.today, by: ground.me() };
            Ok(vec![Event::TakenAway { document: *document, gone }])
        }
    }
}

/// Whoever writes to that part of the record, or moves the case and may read it: coordinators put scans where they belong.
fn may_file(ground: &Ground<'_>, kind: Kind) -> Result<(), Refusal> {
    if ground.may(kind.area(), Right::Write).is_ok() {
        return ground.part(kind.area(), Right::Write).and_then(whole);
    }
    ground.may(Area::Board, Right::Write)?;
    ground.part(kind.area(), Right::Read).and_then(whole)
}

fn whole(part: Part) -> Result<(), Refusal> {
    if part == Part::Whole { Ok(()) } else { Err(Refusal::NotAllowed) }
}

/// What is hidden from somebody is not there for them either.
fn there<'a>(documents: &'a Documents, id: DocumentId, ground: &Ground<'_>) -> Result<&'a Filed, Refusal> {
    let people = ground.case.people();
    let scope = ground.case.scope(&people);
    let seen = |filed: &&Filed| {
        filed.what.id == id
            && filed.gone.is_none()
            && sight(filed, ground.cx.viewer, &scope, ground.cx.now) != Sight::Hidden
    };
    let found = documents.files.iter().find(seen);
    found.ok_or_else(|| Refusal::problem(Field::Document, &DocumentProblem::NotThere))
}

fn check(documents: &Documents, new: &NewFile, today: Date) -> Result<(), DocumentProblem> {
    rules::acceptable(&new.file)?;
    if today < new.on {
        return Err(DocumentProblem::Future(new.on));
    }
    if let Some(expires) = new.expires.filter(|expires| *expires <= new.on) {
        return Err(DocumentProblem::NoDay(expires));
    }
    let there = || documents.files.iter().filter(|filed| filed.gone.is_none());
    if let Some(same) = there().find(|filed| filed.what.file.hash == new.file.hash) {
        return Err(DocumentProblem::Already { kind: same.what.kind, on: same.filed_on });
    }
    let fits = there().count() < FILES_MAX && documents.files.len() < KEPT_MAX;
    if fits { Ok(()) } else { Err(DocumentProblem::TooMany) }
}

/// Applies an event.
pub fn apply(state: &mut Documents, event: &Event, _meta: Meta) {
    match event {
        Event::Filed(filed) => state.files.push((**filed).clone()),
        Event::Relabelled { document, to, .. } => {
            let found = state.files.iter_mut().filter(|filed| filed.what.id == *document);
            found.for_each(|filed| filed.what.sensitivity = *to);
        }
        Event::TakenAway { document, gone } => {
            let found = state.files.iter_mut().filter(|filed| filed.what.id == *document);
            found.for_each(|filed| filed.gone = Some(gone.clone()));
        }
    }
}

/// One line of the history. A file's name may name the patient and a label tells what it hides, so neither is told.
pub fn describe(event: &Event, _clinic: &Clinic) -> String {
    match event {
        Event::Filed(filed) if filed.what.sensitivity.is_hidden() => "filed a sensitive document".to_owned(),
        Event::Filed(filed) => {
            format!("filed a document: {} ({})", filed.what.kind.title(), filed.what.file.in_words())
        }
        Event::Relabelled { .. } => "changed who may see a document".to_owned(),
        Event::TakenAway { .. } => "took a document away".to_owned(),
    }
}
