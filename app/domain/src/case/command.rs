//! What somebody may want to happen to a case.

use super::{Contact, Identifier, Patient, WaitReason};
use crate::ids::{BatchId, CommandId, CommentId, ContactId, SiteId, StaffId};
use crate::kinds::{Date, Discipline, Lane, Line, Name, Phone, Prose, Rank, Via};
use crate::task::TaskId;
use crate::workflow::{Anchor, Facts};
use serde::{Deserialize, Serialize};

/// A patient's field with what the person saw there, so that different fields merge and the same field asks.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Seen<T> {
    /// What the screen showed.
    pub seen: T,
    /// What it is to be.
    pub to: T,
}

/// A new case as somebody wants it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct NewCase {
    /// The patient.
    pub patient: Patient,
    /// At least one.
    pub disciplines: Vec<Discipline>,
    /// Where.
    pub site: SiteId,
    /// Place in the lane.
    pub rank: Rank,
    /// Day on which the referral came; today when unknown. Never after today.
    #[serde(default)]
    pub referred_on: Option<Date>,
    /// Owner.
    #[serde(default)]
    pub owner: Option<StaffId>,
    /// Guardians and others.
    #[serde(default)]
    pub contacts: Vec<Contact>,
    /// Numbers from elsewhere.
    #[serde(default)]
    pub identifiers: Vec<Identifier>,
    /// Facts known at the start.
    #[serde(default)]
    pub facts: Facts,
    /// Where an imported case stands; Intake otherwise.
    #[serde(default)]
    pub lane: Option<Lane>,
    /// Since when it stands there; today otherwise.
    #[serde(default)]
    pub entered_on: Option<Date>,
    /// Flag of an imported case.
    #[serde(default)]
    pub waiting: Option<WaitReason>,
    /// Pause that an imported case is in.
    #[serde(default)]
    pub pause: Option<Pause>,
    /// Steps that were planned before it came here; they become tasks added by hand.
    #[serde(default)]
    pub steps: Vec<Step>,
    /// Columns kept as notes, and the like.
    #[serde(default)]
    pub notes: Vec<Prose>,
    /// The import that it belongs to.
    #[serde(default)]
    pub batch: Option<BatchId>,
}

/// A pause with which a case begins.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Pause {
    /// Why.
    pub reason: Line,
    /// Until which day after today.
    pub wake_on: Date,
}

/// A task with which a case begins, besides those of its lane.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Step {
    /// `T-…`, made by the asker.
    pub task: TaskId,
    /// What to do.
    pub title: Line,
    /// Until when; may be past already.
    #[serde(default)]
    pub due: Option<Date>,
}

/// What somebody wants to happen to a case.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Open a new case.
    Open(Box<NewCase>),
    /// Move to a lane. `from` is the lane in which the person saw it.
    Move {
        /// Lane on the person's screen.
        from: Lane,
        /// Lane to go to.
        to: Lane,
        /// Place there.
        rank: Rank,
        /// Which hand.
        #[serde(default)]
        via: Via,
        /// Why: needed to go back, to close, and to override.
        #[serde(default)]
        reason: Option<Line>,
        /// Move past what is missing and carry it as debt; `reason` says why.
        #[serde(default)]
        over: bool,
    },
    /// Another place in the same lane.
    Rank {
        /// Lane on the person's screen.
        lane: Lane,
        /// Place there.
        rank: Rank,
    },
    /// Take a move back, if nobody acted since.
    Undo {
        /// The command that moved it.
        of: CommandId,
    },
    /// Finish a task.
    Complete {
        /// Which.
        task: TaskId,
        /// Day on which it was done; today when not said. Never after today.
        #[serde(default)]
        on: Option<Date>,
        /// Evidence in words: a reference number, who was spoken to.
        #[serde(default)]
        note: Option<Line>,
    },
    /// Evidence arrived: finishes the open tasks that it proves.
    Record {
        /// As templates name it: `evaluation`, `plan_of_care`.
        evidence: String,
        /// The day that it is about.
        on: Date,
        /// In words.
        #[serde(default)]
        note: Option<Line>,
    },
    /// Open a finished or waived task again.
    Reopen {
        /// Which.
        task: TaskId,
        /// Why.
        reason: Line,
    },
    /// Decide that a task need not be done.
    Waive {
        /// Which.
        task: TaskId,
        /// Why.
        reason: Line,
    },
    /// Give a task to somebody, or to nobody.
    Assign {
        /// Which.
        task: TaskId,
        /// To whom.
        to: Option<StaffId>,
    },
    /// Add a task by hand.
    AddTask {
        /// `T-…`, made by the asker.
        task: TaskId,
        /// What to do.
        title: Line,
        /// Until when.
        #[serde(default)]
        due: Option<Date>,
        /// By whom.
        #[serde(default)]
        assignee: Option<StaffId>,
    },
    /// Name the owner, or nobody.
    Own(Seen<Option<StaffId>>),
    /// Name the covering person, or nobody.
    Cover(Seen<Option<StaffId>>),
    /// Add somebody to the care team.
    Join(StaffId),
    /// Take somebody off the care team.
    Leave(StaffId),
    /// Raise the waiting flag.
    Wait {
        /// What for.
        reason: WaitReason,
        /// From whom, in words.
        #[serde(default)]
        note: Option<Line>,
    },
    /// The wait is over.
    StopWaiting,
    /// Pause until a day after today.
    Hold {
        /// Why.
        reason: Line,
        /// Until when.
        wake_on: Date,
    },
    /// End the pause.
    Resume,
    /// Say something; people named in it are told.
    Comment {
        /// Id, made by the writer.
        id: CommentId,
        /// The text.
        text: Prose,
        /// Whom it names.
        #[serde(default)]
        mentions: Vec<StaffId>,
    },
    /// Change one field of the patient.
    Patient(PatientCommand),
    /// Add or change a contact.
    Contact {
        /// What it is to be.
        to: Contact,
        /// What the person saw; nothing for a new one.
        #[serde(default)]
        seen: Option<Contact>,
    },
    /// Remove a contact.
    RemoveContact {
        /// Which.
        contact: ContactId,
        /// Why.
        reason: Line,
    },
    /// Set the disciplines.
    Disciplines(Seen<Vec<Discipline>>),
    /// Set the facts that conditions read.
    Facts(Seen<Facts>),
    /// Set a date that due dates count from.
    Anchor {
        /// Which.
        anchor: Anchor,
        /// The day.
        on: Date,
    },
    /// Open a case of others for four hours, with a reason that compliance reads.
    BreakGlass {
        /// Why.
        reason: Line,
    },
    /// Hide from all but the team, or no longer.
    Restrict(bool),
    /// Opened in error. Stays in history.
    Void {
        /// Why.
        reason: Line,
    },
}

/// One field of the patient.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PatientCommand {
    /// Name.
    Name(Seen<Name>),
    /// Birthday.
    Born(Seen<Option<Date>>),
    /// Phone.
    Phone(Seen<Option<Phone>>),
    /// Language.
    Language(Seen<Option<Line>>),
}
