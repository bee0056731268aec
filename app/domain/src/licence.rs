//! What somebody holds that lets them treat and sign: licences, certificates, enrolments with payers.

#[cfg(test)]
mod tests;

use crate::calendar::{Span, said};
use crate::ids::PayerId;
use crate::kinds::{Date, Discipline, Line};
use serde::{Deserialize, Serialize};

/// Credentials of one person at most.
pub const CREDENTIALS_MAX: usize = 20;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident $discipline:ident $mark:literal $title:literal $assists:literal,)+) => {
        /// A licence or certificate.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Kind { $($(#[$doc])* $name,)+ }

        impl Kind {
            /// All of them, in the order of a list.
            pub const ALL: &'static [Kind] = &[$(Kind::$name,)+];

            /// As it stands behind a name.
            pub fn mark(self) -> &'static str {
                match self { $(Kind::$name => $mark,)+ }
            }

            /// As people call it.
            pub fn title(self) -> &'static str {
                match self { $(Kind::$name => $title,)+ }
            }

            /// Whose work it lets somebody do.
            pub fn discipline(self) -> Discipline {
                match self { $(Kind::$name => Discipline::$discipline,)+ }
            }

            /// Works under somebody else, who signs as well where the payer asks for it. Source: clinic convention, as
            /// states differ.
            pub fn needs_cosignature(self) -> bool {
                match self { $(Kind::$name => $assists,)+ }
            }
        }
    };
}

kinds! {
    /// Speech-language pathologist, certified.
    Slp Slp "CCC-SLP" "Speech-language pathologist (CCC-SLP)" false,
    /// In the clinical fellowship.
    SlpFellow Slp "SLP-CF" "Clinical fellow in speech-language pathology" true,
    /// Assistant.
    SlpAssistant Slp "SLPA" "Speech-language pathology assistant" true,
    /// Occupational therapist.
    Ot Ot "OTR/L" "Occupational therapist (OTR/L)" false,
    /// Assistant.
    OtAssistant Ot "COTA/L" "Occupational therapy assistant (COTA/L)" true,
    /// Physical therapist.
    Pt Pt "PT" "Physical therapist" false,
    /// Assistant.
    PtAssistant Pt "PTA" "Physical therapist assistant" true,
    /// Behaviour analyst.
    Bcba Aba "BCBA" "Board certified behavior analyst (BCBA)" false,
    /// Assistant behaviour analyst.
    Bcaba Aba "BCaBA" "Assistant behavior analyst (BCaBA)" true,
    /// Behaviour technician.
    Rbt Aba "RBT" "Registered behavior technician (RBT)" true,
    /// Clinical social worker.
    Lcsw Mh "LCSW" "Licensed clinical social worker" false,
    /// Professional counsellor.
    Lpc Mh "LPC" "Licensed professional counselor" false,
    /// Marriage and family therapist.
    Lmft Mh "LMFT" "Licensed marriage and family therapist" false,
    /// Psychologist.
    Psychologist Mh "PsyD" "Psychologist" false,
    /// Not yet licensed.
    MhAssociate Mh "LMSW" "Associate under supervision" true,
}

/// A licence or certificate of one person.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Credential {
    /// What it is.
    pub kind: Kind,
    /// Its number.
    pub number: Line,
    /// When it holds, half-open.
    pub held: Span,
}

/// A payer's list that a person is on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Enrolment {
    /// Whose list.
    pub payer: PayerId,
    /// When, half-open.
    pub held: Span,
}

/// What one person holds.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Licences {
    /// Licences and certificates.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub credentials: Vec<Credential>,
    /// Enrolments with payers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub enrolments: Vec<Enrolment>,
    /// Languages in which the person treats.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<Line>,
}

/// Why nobody can treat or sign with what they hold. Nothing was signed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Lacks {
    /// Nothing for the discipline.
    #[error("No licence for {} is on file for you, so nothing was signed; your draft is kept. Have it entered under People, Licences.", .0.title())]
    None(Discipline),
    /// Something, but not on that day.
    #[error("Your licence {number} ({kind}) {when}, which does not cover {day}. Nothing was signed; your draft is kept. Have its dates corrected under People, Licences.", kind = .kind.mark(), day = said(*.day), when = .held.in_words())]
    NotThen {
        /// What it is.
        kind: Kind,
        /// Its number.
        number: Line,
        /// When it holds.
        held: Span,
        /// The day.
        day: Date,
    },
}

/// What lets a person do a discipline's work on a day; of several the one that works under nobody.
pub fn valid_on(licences: &Licences, discipline: Discipline, day: Date) -> Result<&Credential, Lacks> {
    let of_discipline = || licences.credentials.iter().filter(|one| one.kind.discipline() == discipline);
    let held = of_discipline().filter(|one| one.held.contains(day));
    if let Some(best) = held.min_by_key(|one| one.kind.needs_cosignature()) {
        return Ok(best);
    }
    Err(match of_discipline().next_back() {
        None => Lacks::None(discipline),
        Some(one) => Lacks::NotThen { kind: one.kind, number: one.number.clone(), held: one.held, day },
    })
}

/// Whether a payer has the person on its list on a day.
pub fn is_enrolled(licences: &Licences, payer: PayerId, day: Date) -> bool {
    licences.enrolments.iter().any(|one| one.payer == payer && one.held.contains(day))
}

/// Credentials that hold today and end within so many days, soonest first.
pub fn ending(licences: &Licences, today: Date, within: u16) -> Vec<&Credential> {
    let ends = |one: &&Credential| {
        one.held.contains(today)
            && one.held.until().is_some_and(|until| (until - today).num_days() <= i64::from(within))
    };
    let mut ending: Vec<&Credential> = licences.credentials.iter().filter(ends).collect();
    ending.sort_by_key(|one| one.held.until());
    ending
}
