//! What happened to a case. Old events are read for ever: add optional fields, never change a meaning.

use super::{Before, Contact, Debt, Hold, Identifier, Patient, Waiting};
use crate::ids::{BatchId, CommandId, CommentId, SiteId, StaffId};
use crate::kinds::{Date, Discipline, Instant, Lane, Line, Name, Phone, Prose, Rank, Via};
use crate::ledger::Digest;
use crate::task::{Task, TaskId};
use crate::workflow::{Anchor, Anchors, Facts};
use serde::{Deserialize, Serialize};

/// A case as it was opened.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Opened {
    /// The number that the server assigned.
    pub number: u32,
    /// The patient.
    pub patient: Patient,
    /// Disciplines.
    pub disciplines: Vec<Discipline>,
    /// Site.
    pub site: SiteId,
    /// Lane.
    pub lane: Lane,
    /// Place.
    pub rank: Rank,
    /// Clinic-local day of lane entry.
    pub entered_on: Date,
    /// Owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<StaffId>,
    /// Contacts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Contact>,
    /// Identifiers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<Identifier>,
    /// Facts.
    #[serde(default)]
    pub facts: Facts,
    /// Anchors.
    #[serde(default)]
    pub anchors: Anchors,
    /// Waiting flag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting: Option<Waiting>,
    /// Workflow version.
    pub workflow: String,
    /// First tasks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tasks: Vec<Task>,
    /// Notes that came with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Prose>,
    /// Batch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<BatchId>,
}

/// A changed field of the patient, with what was there before.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PatientChange {
    /// Name.
    Name {
        /// Before.
        from: Name,
        /// After.
        to: Name,
    },
    /// Birthday.
    Born {
        /// Before.
        from: Option<Date>,
        /// After.
        to: Option<Date>,
    },
    /// Phone.
    Phone {
        /// Before.
        from: Option<Phone>,
        /// After.
        to: Option<Phone>,
    },
    /// Language.
    Language {
        /// Before.
        from: Option<Line>,
        /// After.
        to: Option<Line>,
    },
}

/// What happened. Each carries enough to apply it without looking anything up.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A case began.
    Opened(Box<Opened>),
    /// It went to another lane.
    Moved {
        /// From.
        from: Lane,
        /// To.
        to: Lane,
        /// Place there.
        rank: Rank,
        /// Clinic-local day.
        on: Date,
        /// Which hand.
        via: Via,
        /// Review cycle afterwards.
        cycle: u16,
        /// Why, when it went back, was closed or was overridden.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Line>,
    },
    /// It has another place in its lane.
    Ranked {
        /// Place.
        rank: Rank,
    },
    /// A move was taken back; everything is as before it.
    MoveUndone {
        /// The lane it had gone to.
        from: Lane,
        /// What is restored.
        before: Box<Before>,
    },
    /// Tasks came up.
    TasksAdded {
        /// Which.
        tasks: Vec<Task>,
    },
    /// A task was finished.
    TaskDone {
        /// Which.
        task: TaskId,
        /// Clinic-local day.
        on: Date,
        /// Evidence in words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<Line>,
    },
    /// A task is open again.
    TaskReopened {
        /// Which.
        task: TaskId,
        /// Why.
        reason: Line,
    },
    /// A task need not be done.
    TaskWaived {
        /// Which.
        task: TaskId,
        /// Clinic-local day.
        on: Date,
        /// Why.
        reason: Line,
    },
    /// A task no longer applies.
    TaskCancelled {
        /// Which.
        task: TaskId,
        /// Why.
        reason: Line,
    },
    /// A task's day is known, or another.
    TaskDue {
        /// Which.
        task: TaskId,
        /// Before.
        from: Option<Date>,
        /// Day.
        to: Option<Date>,
        /// Whether it still counts as a late start; where nothing is said, as before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        late_start: Option<bool>,
    },
    /// A task is somebody else's.
    TaskAssigned {
        /// Which.
        task: TaskId,
        /// From whom.
        from: Option<StaffId>,
        /// To whom.
        to: Option<StaffId>,
    },
    /// A gate was overridden.
    DebtIncurred {
        /// What is owed.
        debt: Debt,
    },
    /// What was owed is there.
    DebtPaid {
        /// The task.
        task: TaskId,
    },
    /// Another owner.
    OwnerSet {
        /// Before.
        from: Option<StaffId>,
        /// After.
        to: Option<StaffId>,
    },
    /// Another covering person.
    CoverSet {
        /// Before.
        from: Option<StaffId>,
        /// After.
        to: Option<StaffId>,
    },
    /// Somebody joined the care team.
    Joined {
        /// Who.
        staff: StaffId,
    },
    /// Somebody left the care team.
    Left {
        /// Who.
        staff: StaffId,
    },
    /// It waits.
    WaitingSet {
        /// Before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<Waiting>,
        /// After.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<Waiting>,
    },
    /// It is paused.
    Held {
        /// How.
        hold: Hold,
    },
    /// The pause is over.
    Resumed {
        /// Whole days that it lasted.
        days: u32,
    },
    /// Somebody said something.
    Commented {
        /// Id.
        id: CommentId,
        /// Text.
        text: Prose,
        /// Who is named.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        mentions: Vec<StaffId>,
    },
    /// A field of the patient.
    PatientChanged(PatientChange),
    /// A contact came or changed.
    ContactSet {
        /// Before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<Contact>,
        /// After.
        to: Contact,
    },
    /// A contact went.
    ContactRemoved {
        /// Who.
        contact: Contact,
        /// Why.
        reason: Line,
    },
    /// Other disciplines.
    DisciplinesSet {
        /// Before.
        from: Vec<Discipline>,
        /// After.
        to: Vec<Discipline>,
    },
    /// Other facts.
    FactsSet {
        /// Before.
        from: Facts,
        /// After.
        to: Facts,
    },
    /// A date that others count from.
    AnchorSet {
        /// Which.
        anchor: Anchor,
        /// Before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<Date>,
        /// After.
        to: Date,
    },
    /// Something was written in its record; what, the entry's events of the record say.
    Recorded,
    /// What boards show of its ledger.
    DigestSet {
        /// After.
        to: Box<Digest>,
    },
    /// Somebody opened a case of others, for a while.
    GlassBroken {
        /// Who.
        staff: StaffId,
        /// Until when.
        until: Instant,
        /// Why.
        reason: Line,
    },
    /// Restricted, or no longer.
    Restricted {
        /// Which.
        on: bool,
    },
    /// Opened in error.
    Voided {
        /// Why.
        reason: Line,
        /// The batch whose undo voided it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        batch: Option<BatchId>,
        /// The command that it takes back, if any.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        of: Option<CommandId>,
    },
}
