//! How a case ends: the discharge and its signed summary, the calls that follow, and the episodes before and after.

mod again;
mod draft;
mod rules;
#[cfg(test)]
mod tests;

pub use again::{Reopening, again};
pub use draft::{BLANK, SummaryFacts, draft};
pub use rules::{EndingProblem, Need, needs, title};

use crate::authorization::letter::ContentHash;
use crate::calendar::said;
use crate::case::Meta;
use crate::clinic::Clinic;
use crate::ids::{CaseId, StaffId};
use crate::kinds::{Date, Instant, Line, Prose};
use crate::record::{Ground, Record};
use crate::refusal::Refusal;
use serde::{Deserialize, Serialize};

/// Days after the discharge on which somebody calls. Source: clinic convention; 7 and 30 mirror HEDIS FUH.
pub const CALL_DAYS: [u16; 3] = [7, 30, 90];
/// Calls without an answer, on different days, after which nobody has to try again.
pub const TRIES: usize = 3;
/// A new episode of the same problem within so many days after the discharge is a readmission.
pub const READMISSION_DAYS: i64 = 90;
/// Addenda to one summary at most.
pub const ADDENDA_MAX: usize = 10;

/// How a case ends, and what follows of one case.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Ending {
    /// The discharge.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discharge: Option<Box<Discharge>>,
    /// Calls that follow, by their day.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub follow_ups: Vec<FollowUp>,
    /// The episode before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub earlier: Option<Episode>,
    /// The episode after.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub later: Option<Episode>,
}

/// A discharge as it is signed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct NewDischarge {
    /// Why: a code of the list of reasons.
    pub reason: String,
    /// The clinic-local day of the discharge.
    pub on: Date,
    /// Why in words, where the code says too little.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<Line>,
    /// Who goes on treating, or where the family was referred.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receiver: Option<Line>,
    /// Days on which somebody tried to reach the family.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Date>,
    /// The day on which the family was written to that care will end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub letter_on: Option<Date>,
    /// Discharge summary.
    pub summary: Prose,
}

/// A name under a text: what was signed cannot change unnoticed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Signed {
    /// SHA-256 of what was signed.
    pub hash: ContentHash,
    /// By whom.
    pub by: StaffId,
    /// When, UTC.
    pub at: Instant,
}

/// Text that was added to a signed summary.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Addendum {
    /// What.
    pub text: Line,
    /// Signed.
    pub signed: Signed,
}

/// The discharge of a case.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Discharge {
    /// What was signed.
    pub what: NewDischarge,
    /// Signed.
    pub signed: Signed,
    /// What was added later.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addenda: Vec<Addendum>,
}

/// What came of a call.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallOutcome {
    /// Spoken to.
    Reached,
    /// A message was left.
    LeftMessage,
    /// Nobody answered.
    NoAnswer,
    /// They want no calls.
    Declined,
    /// They come back.
    Reopened,
}

impl CallOutcome {
    /// All of them, in the order of a list.
    pub const ALL: [CallOutcome; 5] = [
        CallOutcome::Reached,
        CallOutcome::LeftMessage,
        CallOutcome::NoAnswer,
        CallOutcome::Declined,
        CallOutcome::Reopened,
    ];

    /// As people read it.
    pub fn title(self) -> &'static str {
        match self {
            CallOutcome::Reached => "Reached",
            CallOutcome::LeftMessage => "Left a message",
            CallOutcome::NoAnswer => "No answer",
            CallOutcome::Declined => "Want no calls",
            CallOutcome::Reopened => "Come back to care",
        }
    }

    /// Nobody was spoken to: somebody tries again on another day.
    pub fn is_unanswered(self) -> bool {
        matches!(self, CallOutcome::LeftMessage | CallOutcome::NoAnswer)
    }
}

/// One call.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Try {
    /// The clinic-local day.
    pub on: Date,
    /// Who called.
    pub by: StaffId,
    /// What came of it.
    pub outcome: CallOutcome,
    /// What was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Line>,
}

/// A call that follows a discharge.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FollowUp {
    /// Days after the discharge.
    pub after: u16,
    /// The clinic-local day by which it is due.
    pub due: Date,
    /// Calls so far.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tries: Vec<Try>,
    /// The family declined at an earlier one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub declined: bool,
}

impl FollowUp {
    /// Somebody was reached, or three calls on different days had no answer, or no calls are wanted.
    pub fn is_done(&self) -> bool {
        let answered = self.tries.iter().any(|call| !call.outcome.is_unanswered());
        self.declined || answered || TRIES <= self.tries.len()
    }

    /// The task by which it is worked.
    pub fn task(&self) -> String {
        format!("T-call-{}", self.after)
    }
}

/// Another episode of care of the same patient.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Episode {
    /// Its case.
    pub case: CaseId,
    /// The clinic-local day of the discharge between the two.
    pub discharged_on: Date,
    /// The clinic-local day on which the later one began.
    pub began_on: Date,
}

impl Episode {
    /// Began within 90 days after the discharge. Source: clinic convention.
    pub fn is_readmission(&self) -> bool {
        (0..=READMISSION_DAYS).contains(&(self.began_on - self.discharged_on).num_days())
    }
}

/// What somebody wants.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Sign the summary and discharge.
    Discharge(Box<NewDischarge>),
    /// Add to a signed summary.
    Add {
        /// What.
        text: Line,
    },
    /// Say what came of a call.
    Call {
        /// Which: so many days after the discharge.
        after: u16,
        /// The clinic-local day of the call.
        on: Date,
        /// What came of it.
        outcome: CallOutcome,
        /// What was said.
        #[serde(default)]
        note: Option<Line>,
    },
    /// Name the episode before.
    LinkEarlier(Episode),
    /// Name the episode after.
    LinkLater(Episode),
}

/// What happened.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// The case was discharged.
    Discharged {
        /// As it was signed.
        discharge: Box<Discharge>,
        /// Calls that follow.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        follow_ups: Vec<FollowUp>,
    },
    /// Something was added to the summary.
    Added(Addendum),
    /// Somebody called.
    Called {
        /// Which.
        after: u16,
        /// The call.
        call: Try,
        /// With it this call, or more of them, are over.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        over: Vec<u16>,
    },
    /// The episode before was named.
    EarlierLinked(Episode),
    /// The episode after was named.
    LaterLinked(Episode),
}

/// Decides a command. Addenda, calls and links outlive the closing.
pub fn decide(record: &Record, command: &Command, ground: &Ground<'_>) -> Result<Vec<Event>, Refusal> {
    rules::decide(&record.ending, command, ground)
}

/// Applies an event.
pub fn apply(state: &mut Ending, event: &Event, _meta: Meta) {
    match event {
        Event::Discharged { discharge, follow_ups } => {
            state.discharge = Some(discharge.clone());
            state.follow_ups.clone_from(follow_ups);
        }
        Event::Added(addendum) => {
            if let Some(discharge) = &mut state.discharge {
                discharge.addenda.push(addendum.clone());
            }
        }
        Event::Called { after, call, .. } => {
            for follow_up in &mut state.follow_ups {
                if follow_up.after == *after {
                    follow_up.tries.push(call.clone());
                } else if *after < follow_up.after && call.outcome == CallOutcome::Declined {
                    follow_up.declined = true;
                }
            }
        }
        Event::EarlierLinked(episode) => state.earlier = Some(episode.clone()),
        Event::LaterLinked(episode) => state.later = Some(episode.clone()),
    }
}

/// One line of the history.
pub fn describe(event: &Event, _clinic: &Clinic) -> String {
    match event {
        Event::Discharged { discharge, .. } => {
            let what = &discharge.what;
            format!("signed the discharge of {}: {}", said(what.on), rules::title(&what.reason))
        }
        Event::Added(_) => "added to the discharge summary".to_owned(),
        Event::Called { after, call, .. } => {
            format!("called {after} days after the discharge: {}", call.outcome.title().to_lowercase())
        }
        Event::EarlierLinked(episode) if episode.is_readmission() => {
            format!("linked an earlier episode: a readmission after {}", said(episode.discharged_on))
        }
        Event::EarlierLinked(_) => "linked an earlier episode".to_owned(),
        Event::LaterLinked(_) => "linked a later episode".to_owned(),
    }
}
