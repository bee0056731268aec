//! The record behind the card: plans of care and goals, scores, notes and signatures, charges, and what was filed.
//!
//! It is a document of its own beside the [`Case`] and its [`Ledger`]: a move never reads it, and a board never has it. Its
//! events stand in the same entries of the journal. Each area has its own commands, events and state, in a module of its
//! own with the same three functions: `decide`, `apply` and `describe`.

mod cut;
mod ground;
mod open;
mod paper;

pub use cut::cut;
pub use ground::Ground;
pub use open::{Open, open};
pub use paper::Papers;

use crate::access::Area;
use crate::case::Meta;
use crate::clinic::Clinic;
use crate::refusal::Refusal;
use crate::{bill, document, ending, handoff, measure, note, plan};
use serde::{Deserialize, Serialize};

/// Everything that was written on a case.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Record {
    /// Plans of care and goals.
    pub care: plan::Care,
    /// Scores of outcome measures.
    pub outcomes: measure::Outcomes,
    /// Notes on sessions: what rules read of them; their words lie apart.
    pub notes: note::Notes,
    /// What became of charges.
    pub charges: bill::Charges,
    /// Handoffs and case conferences.
    pub handoffs: handoff::Handoffs,
    /// How it ended, and what followed.
    pub ending: ending::Ending,
    /// Documents.
    pub documents: document::Documents,
}

macro_rules! areas {
    ($($area:ident: $module:ident, $state:ident, $doc:literal);+ $(;)?) => {
        /// What somebody wants to happen to a record.
        #[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Command {
            $(#[doc = $doc] $area($module::Command)),+
        }

        /// What happened to a record. Each carries enough to apply it without looking anything up.
        #[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Event {
            $(#[doc = $doc] $area($module::Event)),+
        }

        /// Decides a command. Who asks can see the case; everything else each area checks for itself.
        pub fn decide(record: &Record, command: &Command, ground: &Ground<'_>) -> Result<Vec<Event>, Refusal> {
            Ok(match command {
                $(Command::$area(command) => {
                    let events = $module::decide(record, command, ground)?;
                    events.into_iter().map(Event::$area).collect()
                }),+
            })
        }

        /// Applies an entry's events. Cannot fail and does not think.
        pub fn apply(record: &mut Record, events: &[Event], meta: Meta) {
            for event in events {
                match event {
                    $(Event::$area(event) => $module::apply(&mut record.$state, event, meta)),+
                }
            }
        }

        /// One line of the history.
        pub fn describe(event: &Event, clinic: &Clinic) -> String {
            match event {
                $(Event::$area(event) => $module::describe(event, clinic)),+
            }
        }
    };
}

/// What an event is about: who may not read of it is only told that there was something.
pub fn area(event: &Event) -> Area {
    match event {
        Event::Care(_) | Event::Ending(_) | Event::Documents(_) => Area::ClinicalPlan,
        Event::Outcomes(_) => Area::Outcomes,
        Event::Notes(_) => Area::SessionNotes,
        Event::Charges(_) => Area::Money,
        Event::Handoffs(_) => Area::Messages,
    }
}

areas! {
    Care: plan, care, "Plans of care and goals.";
    Outcomes: measure, outcomes, "Scores.";
    Notes: note, notes, "Notes on sessions.";
    Charges: bill, charges, "Charges.";
    Handoffs: handoff, handoffs, "Handoffs and case conferences.";
    Ending: ending, ending, "How it ends.";
    Documents: document, documents, "Documents.";
}
