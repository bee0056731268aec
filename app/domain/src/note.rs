//! Notes on sessions: who wrote what under which licence, who signed as well, what was added later, and what each note was
//! pinned to on its day.
//!
//! What rules read of a note is its head, in the case's record. Its words stand in the entries of the journal that brought
//! them, and nowhere else.

mod alike;
pub mod clocks;
mod decide;
mod sign;
pub mod supervision;
pub mod templates;
#[cfg(test)]
mod tests;
mod time;

pub use alike::{Match, alike};
pub use decide::{apply, decide, describe};
pub use sign::{NotSigned, payer_rule};
pub use time::{Clock, NoClock};

use crate::authorization::letter::ContentHash;
use crate::ids::{AuthorizationId, GoalId, NoteId, PlanId, PolicyId, StaffId, VisitId};
use crate::kinds::{Date, Discipline, Instant, Line, Number, Prose};
use crate::licence;
use crate::visit::Service;
use serde::{Deserialize, Serialize};

/// Letters of all sections of a note together, at most.
pub const WORDS_MAX: usize = 40_000;
/// Later than so many days after the session a note is a late entry. Source: clinic convention, 72 hours.
pub const LATE_DAYS: i64 = 3;
/// Additions to one note at most.
pub const AMENDMENTS_MAX: u16 = 50;

/// Notes of one case, and what is known of supervision.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Notes {
    /// By the order in which they were signed first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
    /// Contacts of supervision on this case.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub supervision: Vec<supervision::Contact>,
}

impl Notes {
    /// A note by id.
    pub fn note(&self, id: NoteId) -> Option<&Note> {
        self.notes.iter().find(|note| note.id == id)
    }

    /// The note on a visit.
    pub fn on_visit(&self, visit: VisitId) -> Option<&Note> {
        self.notes.iter().find(|note| note.visit == visit)
    }
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$one:meta])* $variant:ident $title:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$one])* $variant,)+ }

        impl $name {
            /// All of them, in the order of a list.
            pub const ALL: &'static [$name] = &[$($name::$variant,)+];

            /// As people call it.
            pub fn title(self) -> &'static str {
                match self { $($name::$variant => $title,)+ }
            }
        }
    };
}

words! {
    /// What a note is.
    Kind {
        /// A treatment session.
        Session "Session note",
        /// The first evaluation.
        Evaluation "Evaluation",
        /// What came of the goals so far, and whether care goes on.
        ProgressReport "Progress report",
        /// Another evaluation, because something changed.
        ReEvaluation "Re-evaluation",
        /// The last note.
        Discharge "Discharge note",
        /// Nobody came.
        Missed "Missed visit",
    }
}

words! {
    /// What a review comes to.
    Decision {
        /// Care goes on as planned.
        Continue "Continue",
        /// Care goes on under another plan.
        Modify "Modify the plan",
        /// Somebody else is asked.
        Refer "Refer",
        /// Care ends.
        Discharge "Discharge",
    }
}

words! {
    /// What is added to a signed note.
    Addition {
        /// Something more.
        Addendum "Addendum",
        /// Something was wrong.
        Correction "Correction",
    }
}

words! {
    /// Where the patient was.
    Place {
        /// In the clinic.
        Clinic "In the clinic",
        /// At home.
        Home "At home",
        /// At school.
        School "At school",
        /// Elsewhere in the community.
        Community "In the community",
        /// Telehealth, with picture.
        Video "Telehealth, video",
        /// Telehealth, voice only.
        Voice "Telehealth, voice only",
    }
}

/// What a review decided, and why.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Review {
    /// What.
    pub decision: Decision,
    /// Why.
    pub reason: Line,
}

/// Somebody's name under what was written.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Signature {
    /// Who.
    pub by: StaffId,
    /// When, by the server's clock.
    pub at: Instant,
    /// Under which licence.
    pub licence: licence::Kind,
    /// Its number on that day.
    pub number: Line,
    /// SHA-256 of what was signed.
    pub hash: ContentHash,
}

/// What was true on the day of the session. Source: 42 CFR 424.24, Program Integrity Manual 3 §3.3.2: a note is judged by the
/// plan, the coverage and the licence of its day.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Pinned {
    /// The plan of care in force, by version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<(PlanId, u32)>,
    /// Who paid, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub payers: Vec<PolicyId>,
    /// What the session drew from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authorizations: Vec<AuthorizationId>,
}

/// Where a note stands.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Signed by somebody who needs nobody else.
    Signed,
    /// Somebody else has to sign as well.
    WaitsForCosignature,
    /// Signed by both.
    Cosigned(Box<Signature>),
    /// Sent back to its author.
    Returned {
        /// What is to be done.
        comment: Line,
        /// By whom.
        by: StaffId,
        /// When.
        at: Instant,
    },
}

/// What rules read of a note.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Note {
    /// Id.
    pub id: NoteId,
    /// On which visit.
    pub visit: VisitId,
    /// What it is.
    pub kind: Kind,
    /// Date of service.
    pub on: Date,
    /// Whose work.
    pub discipline: Discipline,
    /// Start and stop; nothing: not written down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<Clock>,
    /// Where the patient was.
    pub place: Place,
    /// Patients present, this one included: more than one is a group.
    pub present: u8,
    /// What was done, for how long.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<Service>,
    /// Goals worked on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub goals: Vec<GoalId>,
    /// The author's name under it.
    pub signed: Signature,
    /// Where it stands.
    pub state: State,
    /// How often it was written anew after it came back.
    #[serde(default, skip_serializing_if = "is_none")]
    pub rewritten: u16,
    /// Additions.
    #[serde(default, skip_serializing_if = "is_none")]
    pub additions: u16,
    /// Written later than the clinic allows, and marked so for ever.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub late: bool,
    /// Why it was signed though something about it asked for a reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub despite: Option<Line>,
    /// What a review decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<Review>,
    /// What was true that day.
    #[serde(default)]
    pub pinned: Pinned,
}

impl Note {
    /// Every signature is there.
    pub fn is_complete(&self) -> bool {
        matches!(self.state, State::Signed | State::Cosigned(_))
    }

    /// Whether it reports progress: what payers count treatment days between. Source: Medicare Benefit Policy Manual 15
    /// §220.3.D.
    pub fn reports_progress(&self) -> bool {
        matches!(self.kind, Kind::ProgressReport | Kind::Evaluation | Kind::ReEvaluation | Kind::Discharge)
    }
}

/// A part of a note's words.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Section {
    /// What it answers.
    pub title: Line,
    /// The answer.
    pub text: Prose,
}

/// What was found for a goal in a session.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Measured {
    /// Which goal.
    pub goal: GoalId,
    /// What was found.
    pub value: Number,
}

/// A note's words and data.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Body {
    /// Sections, in the order of the template.
    pub sections: Vec<Section>,
    /// Data on goals.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub measured: Vec<Measured>,
}

impl Body {
    /// Letters of all sections together.
    pub fn length(&self) -> usize {
        self.sections.iter().map(|section| section.text.as_str().chars().count()).sum()
    }
}

/// A note as its author signs it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Wish {
    /// Id, made by who asks; of a note that came back, its own.
    pub id: NoteId,
    /// On which visit.
    pub visit: VisitId,
    /// What it is.
    pub kind: Kind,
    /// Start and stop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<Clock>,
    /// Where the patient was.
    pub place: Place,
    /// Patients present.
    pub present: u8,
    /// What was done, for how long.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<Service>,
    /// Goals worked on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub goals: Vec<GoalId>,
    /// Words and data.
    pub body: Body,
    /// Why it is signed though something about it asks for a reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub despite: Option<Line>,
    /// What a review decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<Review>,
}

/// Something that was added to a signed note. The note itself stays as it was. Source: Program Integrity Manual 3 §3.3.2.5.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Amendment {
    /// What it is.
    pub kind: Addition,
    /// What is added.
    pub text: Prose,
    /// Why now.
    pub reason: Line,
}

/// What somebody wants.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Sign a note, or sign one anew that came back.
    Sign(Box<Wish>),
    /// Add to a signed note.
    Amend {
        /// Which.
        note: NoteId,
        /// What.
        amendment: Box<Amendment>,
    },
    /// Sign as well.
    Cosign {
        /// Which.
        note: NoteId,
        /// The hash that the screen showed: nobody signs what they have not read.
        seen: ContentHash,
    },
    /// Send a note back to its author.
    Return {
        /// Which.
        note: NoteId,
        /// What is to be done.
        comment: Line,
    },
    /// Somebody was supervised.
    Supervise(supervision::Contact),
}

/// What happened.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A note was signed, or signed anew.
    Signed {
        /// What rules read of it.
        note: Box<Note>,
        /// Its words.
        body: Box<Body>,
    },
    /// Something was added.
    Amended {
        /// To which.
        note: NoteId,
        /// What.
        amendment: Box<Amendment>,
    },
    /// Somebody else signed as well.
    Cosigned {
        /// Which.
        note: NoteId,
        /// The second name.
        signature: Box<Signature>,
    },
    /// It went back to its author.
    Returned {
        /// Which.
        note: NoteId,
        /// What is to be done.
        comment: Line,
    },
    /// Somebody was supervised.
    Supervised(supervision::Contact),
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_none(n: &u16) -> bool {
    *n == 0
}
