//! Handoffs and case conferences: who passes what of a case to whom, and what a team agreed on.

mod conference;
mod draft;
mod rules;
#[cfg(test)]
mod tests;

pub use conference::{Attendee, Conference, Decision, DisciplineLine, NewConference};
pub use draft::{Draft, draft};
pub use rules::{HandoffProblem, copies, may_receive};

use crate::calendar::said;
use crate::case::Meta;
use crate::clinic::Clinic;
use crate::ids::{HandoffId, StaffId};
use crate::kinds::{Date, Discipline, Line, Prose};
use crate::record::{Ground, Record};
use crate::refusal::Refusal;
use crate::task::TaskId;
use serde::{Deserialize, Serialize};

/// Handoffs of one case at most.
pub const HANDOFFS_MAX: usize = 100;
/// Actions of one handoff at most.
pub const ACTIONS_MAX: usize = 20;
/// Characters of a summary, a contingency or a read-back at most: a handoff is read at once.
pub const WORDS_MAX: usize = 2_000;
/// Days ahead from which a handoff may hold at most.
pub const AHEAD_DAYS_MAX: u64 = 90;

/// Handoffs and case conferences of one case.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Handoffs {
    /// In the order in which they were sent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub handoffs: Vec<Handoff>,
    /// In the order in which they were written down.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conferences: Vec<Conference>,
}

impl Handoffs {
    /// A handoff by id.
    pub fn handoff(&self, id: HandoffId) -> Option<&Handoff> {
        self.handoffs.iter().find(|handoff| handoff.what.id == id)
    }

    /// Those that wait for an answer.
    pub fn open(&self) -> impl Iterator<Item = &Handoff> {
        self.handoffs.iter().filter(|handoff| handoff.standing.is_open())
    }
}

/// How ill or urgent: the first letter of I-PASS.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Nothing out of the ordinary is expected.
    #[default]
    Stable,
    /// To be watched.
    Watcher,
    /// Needs somebody at once.
    Urgent,
}

impl Severity {
    /// All of them, in the order of a list.
    pub const ALL: [Severity; 3] = [Severity::Stable, Severity::Watcher, Severity::Urgent];

    /// As people read it.
    pub fn title(self) -> &'static str {
        match self {
            Severity::Stable => "Stable",
            Severity::Watcher => "To be watched",
            Severity::Urgent => "Urgent",
        }
    }
}

/// What passes to the receiver.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Passing {
    /// All that the sender has on the case: its ownership or cover, the place on the team, tasks and visits to come.
    Everything,
    /// Who looks after the case.
    Ownership,
    /// Who covers for the owner.
    Cover,
    /// The work of a discipline: the place on the team, tasks and visits to come.
    Work(Discipline),
}

impl Passing {
    /// As it stands in a sentence.
    pub fn in_words(self) -> String {
        match self {
            Passing::Everything => "everything".to_owned(),
            Passing::Ownership => "the ownership".to_owned(),
            Passing::Cover => "the cover".to_owned(),
            Passing::Work(discipline) => format!("the {} work", discipline.mark()),
        }
    }
}

/// Something to be done by the receiver, or by whom it names.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Action {
    /// What.
    pub text: Line,
    /// By whom; nobody: the receiver.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<StaffId>,
    /// Clinic-local day by which it is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// The task that says so already; else it becomes one when the handoff is accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<TaskId>,
}

/// A handoff as it is sent. Source: I-PASS (Starmer et al., New England Journal of Medicine 2014; 371:1803).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct NewHandoff {
    /// Id, made by who asks.
    pub id: HandoffId,
    /// What passes.
    pub passing: Passing,
    /// From whom.
    pub from: StaffId,
    /// To whom.
    pub to: StaffId,
    /// The clinic-local day from which visits are the receiver's.
    pub effective: Date,
    /// Illness severity.
    pub severity: Severity,
    /// Patient summary.
    pub summary: Prose,
    /// Action list.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<Action>,
    /// Situation awareness: what to do if something happens.
    pub contingency: Prose,
}

/// Where a handoff stands.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Sent; the sender has the care still.
    Open,
    /// The receiver has the care.
    Accepted {
        /// What the receiver understood, in their own words.
        read_back: Prose,
        /// The clinic-local day.
        on: Date,
    },
    /// The receiver does not take it.
    Declined {
        /// Why.
        reason: Line,
        /// The clinic-local day.
        on: Date,
    },
    /// Taken back.
    Withdrawn {
        /// Why.
        reason: Line,
        /// The clinic-local day.
        on: Date,
    },
    /// Nobody had accepted it when the sender's time was over, so it went to somebody named for that.
    FellBack {
        /// To whom.
        to: StaffId,
        /// The clinic-local day.
        on: Date,
    },
}

impl Standing {
    /// Waits for the receiver.
    pub fn is_open(&self) -> bool {
        matches!(self, Standing::Open)
    }
}

/// A handoff of a case.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Handoff {
    /// What was sent.
    pub what: NewHandoff,
    /// The clinic-local day.
    pub sent_on: Date,
    /// Who sent it: the sender, or somebody for them.
    pub sent_by: StaffId,
    /// The receiver joined the team with it, to be able to read what they are to accept.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub joined: bool,
    /// Where it stands.
    pub standing: Standing,
}

/// What passes when a handoff is complete.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Passed {
    /// The handoff.
    pub handoff: HandoffId,
    /// What.
    pub passing: Passing,
    /// From whom.
    pub from: StaffId,
    /// To whom.
    pub to: StaffId,
    /// From which clinic-local day visits pass.
    pub effective: Date,
    /// What becomes a task.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<Action>,
}

/// What somebody wants.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Send a handoff.
    Send(Box<NewHandoff>),
    /// Accept it; only the receiver does.
    Accept {
        /// Which.
        handoff: HandoffId,
        /// What the receiver understood, in their own words.
        read_back: Prose,
    },
    /// Say no to it; only the receiver does.
    Decline {
        /// Which.
        handoff: HandoffId,
        /// Why.
        reason: Line,
    },
    /// Take it back.
    Withdraw {
        /// Which.
        handoff: HandoffId,
        /// Why.
        reason: Line,
    },
    /// Give to somebody else what nobody accepted, because the sender's time is over.
    FallBack {
        /// Which.
        handoff: HandoffId,
        /// To whom.
        to: StaffId,
    },
    /// Write a case conference down.
    Confer(Box<NewConference>),
}

/// What happened.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A handoff was sent.
    Sent(Box<Handoff>),
    /// The receiver accepted.
    Accepted {
        /// What passes.
        passed: Box<Passed>,
        /// In the receiver's words.
        read_back: Prose,
        /// The clinic-local day.
        on: Date,
    },
    /// The receiver declined.
    Declined {
        /// Which.
        handoff: HandoffId,
        /// Why.
        reason: Line,
        /// The clinic-local day.
        on: Date,
        /// Who had joined the team with it and leaves it again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        leaves: Option<StaffId>,
    },
    /// It was taken back.
    Withdrawn {
        /// Which.
        handoff: HandoffId,
        /// Why.
        reason: Line,
        /// The clinic-local day.
        on: Date,
        /// Who had joined the team with it and leaves it again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        leaves: Option<StaffId>,
    },
    /// It went to somebody named for that.
    FellBack {
        /// What passes.
        passed: Box<Passed>,
        /// The clinic-local day.
        on: Date,
        /// Who had joined the team with it and leaves it again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        leaves: Option<StaffId>,
    },
    /// A case conference was written down.
    Conferred(Box<Conference>),
}

/// Decides a command.
pub fn decide(record: &Record, command: &Command, ground: &Ground<'_>) -> Result<Vec<Event>, Refusal> {
    rules::decide(&record.handoffs, command, ground)
}

/// Applies an event.
pub fn apply(state: &mut Handoffs, event: &Event, _meta: Meta) {
    let (handoff, standing) = match event {
        Event::Sent(handoff) => return state.handoffs.push((**handoff).clone()),
        Event::Conferred(conference) => return state.conferences.push((**conference).clone()),
        Event::Accepted { passed, read_back, on } => {
            (passed.handoff, Standing::Accepted { read_back: read_back.clone(), on: *on })
        }
        Event::Declined { handoff, reason, on, .. } => {
            (*handoff, Standing::Declined { reason: reason.clone(), on: *on })
        }
        Event::Withdrawn { handoff, reason, on, .. } => {
            (*handoff, Standing::Withdrawn { reason: reason.clone(), on: *on })
        }
        Event::FellBack { passed, on, .. } => (passed.handoff, Standing::FellBack { to: passed.to, on: *on }),
    };
    let found = state.handoffs.iter_mut().filter(|known| known.what.id == handoff);
    found.for_each(|known| known.standing = standing.clone());
}

/// One line of the history. What a summary says is about the patient, so it is not told.
pub fn describe(event: &Event, clinic: &Clinic) -> String {
    match event {
        Event::Sent(handoff) => {
            let what = &handoff.what;
            let (from, to) = (clinic.name_of(what.from), clinic.name_of(what.to));
            let (passing, day) = (what.passing.in_words(), said(what.effective));
            format!("sent a handoff of {passing} from {from} to {to}, from {day}")
        }
        Event::Accepted { passed, .. } => {
            let from = clinic.name_of(passed.from);
            format!("accepted the handoff of {} from {from}, and read it back", passed.passing.in_words())
        }
        Event::Declined { reason, .. } => format!("declined a handoff: {reason}"),
        Event::Withdrawn { reason, .. } => format!("took a handoff back: {reason}"),
        Event::FellBack { passed, .. } => {
            let (from, to) = (clinic.name_of(passed.from), clinic.name_of(passed.to));
            format!(
                "passed {} from {from} to {to}: nobody had accepted it in time",
                passed.passing.in_words()
            )
        }
        Event::Conferred(conference) => {
            let decisions = conference.what.decisions.len();
            format!("wrote down the case conference of {}, {decisions} decided", said(conference.what.on))
        }
    }
}
