//! Goals: what somebody shall do, measured, from where to where, by when; and how it goes.

mod find;
mod pace;
#[cfg(test)]
mod tests;

pub use find::{Finding, findings};
pub use pace::{Pace, Standing, standing};

use crate::ids::{GoalId, NoteId, StaffId};
use crate::kinds::{Date, Discipline, Line, Number};
use serde::{Deserialize, Serialize};

/// Data points that are kept with a goal; the journal has all of them.
pub const POINTS_MAX: usize = 400;

macro_rules! statuses {
    ($(#[$doc:meta])* $name:ident { $($(#[$one:meta])* $variant:ident $title:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
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

statuses! {
    /// Whether it is worked on. Source: FHIR R4, value set goal-status.
    Lifecycle {
        /// Somebody suggests it.
        Proposed "Proposed",
        /// Meant, and not begun.
        Planned "Planned",
        /// Agreed with the patient.
        Accepted "Accepted",
        /// Worked on.
        Active "Active",
        /// Paused.
        OnHold "On hold",
        /// No longer worked on, since it ended as it was meant to.
        Completed "Completed",
        /// No longer worked on, before its end.
        Cancelled "Discontinued",
        /// Never meant.
        EnteredInError "Entered in error",
        /// The patient does not want it.
        Rejected "Rejected",
    }
}

statuses! {
    /// How far it is reached. Source: FHIR R4, value set goal-achievement.
    Achievement {
        /// On the way.
        InProgress "In progress",
        /// Getting better.
        Improving "Improving",
        /// Getting worse.
        Worsening "Worsening",
        /// As before.
        NoChange "No change",
        /// Met.
        Achieved "Met",
        /// Met, and kept.
        Sustaining "Met and kept",
        /// Not met.
        NotAchieved "Not met",
        /// Not met, and nothing moved.
        NoProgress "No progress",
        /// Cannot be met.
        NotAttainable "Cannot be met",
    }
}

impl Lifecycle {
    /// Still to be worked on.
    pub fn is_open(self) -> bool {
        matches!(
            self,
            Lifecycle::Proposed
                | Lifecycle::Planned
                | Lifecycle::Accepted
                | Lifecycle::Active
                | Lifecycle::OnHold
        )
    }
}

/// What was found on a day.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Point {
    /// The clinic-local day.
    pub on: Date,
    /// What was found.
    pub value: Number,
    /// By whom.
    pub by: StaffId,
    /// In which note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<NoteId>,
}

/// A goal as somebody writes it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Goal {
    /// Id.
    pub id: GoalId,
    /// Whose work.
    pub discipline: Discipline,
    /// The long-term goal that it serves; nothing: it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<GoalId>,
    /// Who does what, in words, with a verb that can be seen.
    pub statement: Line,
    /// Under which condition, with how much help.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Line>,
    /// What for, in daily life.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<Line>,
    /// What is counted.
    pub measure: Line,
    /// Behind each value: "%", "words".
    pub unit: Line,
    /// Where it began.
    pub baseline: Number,
    /// The day of that.
    pub baseline_on: Date,
    /// Where it shall get.
    pub target: Number,
    /// By when.
    pub due: Date,
    /// To keep what there is, or slow its loss. Source: Medicare Benefit Policy Manual 15 §220.2 (Jimmo).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub maintains: bool,
    /// Whether it is worked on.
    pub lifecycle: Lifecycle,
    /// How far it is reached.
    pub achievement: Achievement,
    /// What was found, by day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub points: Vec<Point>,
}

impl Goal {
    /// What was found last, or where it began.
    pub fn latest(&self) -> (Date, Number) {
        let last = self.points.iter().max_by_key(|point| point.on);
        last.map_or((self.baseline_on, self.baseline), |point| (point.on, point.value))
    }

    /// "80 %": a value with its unit.
    pub fn said(&self, value: Number) -> String {
        format!("{value} {}", self.unit)
    }
}
