//! A case: one course of care, and the small record that every rule about it reads.
//!
//! [`decide`] turns a [`Command`] into [`Event`]s or a refusal and changes nothing; [`apply`] copies events into the
//! [`Case`] and cannot fail. Long texts (comments, notes) are events only: no rule consults them.

mod apply;
mod care;
mod cut;
mod decide;
mod describe;
mod event;
mod moves;
mod record;
mod tasks;

pub use apply::{Meta, apply};
pub use decide::{Context, decide};
pub use describe::describe;
pub use event::{Event, Opened, PatientChange};
pub use moves::undoable;

use crate::access::{CaseScope, Grant};
use crate::ids::{BatchId, CaseId, CommandId, CommentId, ContactId, SiteId, StaffId};
use crate::journal::Seq;
use crate::kinds::{Date, Discipline, Instant, Lane, Line, Name, Phone, Prose, Rank, Via};
use crate::task::{Task, TaskId};
use crate::workflow::{Anchor, Anchors, Facts};
use serde::{Deserialize, Serialize};

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_zero(n: &u32) -> bool {
    *n == 0
}

/// The patient as the board and the banner know them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Patient {
    /// Name as it is shown.
    pub name: Name,
    /// Birthday.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born: Option<Date>,
    /// The patient's own phone; children have contacts instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
    /// Language spoken at home, when an interpreter may be needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Line>,
}

impl Patient {
    /// Age in whole years on a day.
    pub fn age(&self, on: Date) -> Option<u32> {
        self.born.and_then(|born| on.years_since(born))
    }
}

/// What somebody is to the patient.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// Parent or legal guardian.
    Guardian,
    /// Cares for the patient, without legal authority.
    Caregiver,
    /// The patient themself, at another number.
    Patient,
    /// Referring or certifying physician.
    Physician,
    /// School or early-intervention programme.
    School,
    /// Anybody else.
    Other,
}

impl Relation {
    /// All of them.
    pub const ALL: [Relation; 6] = [
        Relation::Guardian,
        Relation::Caregiver,
        Relation::Patient,
        Relation::Physician,
        Relation::School,
        Relation::Other,
    ];

    /// As people read it.
    pub fn title(self) -> &'static str {
        match self {
            Relation::Guardian => "Guardian",
            Relation::Caregiver => "Caregiver",
            Relation::Patient => "Patient",
            Relation::Physician => "Physician",
            Relation::School => "School",
            Relation::Other => "Other",
        }
    }
}

/// Somebody who belongs to the case without being on staff.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Contact {
    /// Id.
    pub id: ContactId,
    /// Name.
    pub name: Name,
    /// What they are to the patient.
    pub relation: Relation,
    /// Phone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
    /// E-mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Line>,
    /// May be called about appointments and care.
    pub may_call: bool,
    /// May receive records.
    pub may_receive: bool,
    /// Custody or consent note, shown wherever the contact is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custody: Option<Line>,
}

/// Why a case waits; a flag, never a lane, so that days in lane stay honest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaitReason {
    /// No place yet.
    Waitlist,
    /// The payer decides.
    AwaitingAuth,
    /// The family answers or signs.
    AwaitingFamily,
    /// The physician signs or answers.
    AwaitingPhysician,
    /// Records from elsewhere.
    AwaitingRecords,
    /// Medical hold.
    OnHoldMedical,
}

impl WaitReason {
    /// All of them.
    pub const ALL: [WaitReason; 6] = [
        WaitReason::Waitlist,
        WaitReason::AwaitingAuth,
        WaitReason::AwaitingFamily,
        WaitReason::AwaitingPhysician,
        WaitReason::AwaitingRecords,
        WaitReason::OnHoldMedical,
    ];

    /// As a chip says it.
    pub fn title(self) -> &'static str {
        match self {
            WaitReason::Waitlist => "on the waitlist",
            WaitReason::AwaitingAuth => "waits for authorization",
            WaitReason::AwaitingFamily => "waits for the family",
            WaitReason::AwaitingPhysician => "waits for the physician",
            WaitReason::AwaitingRecords => "waits for records",
            WaitReason::OnHoldMedical => "medical hold",
        }
    }

    /// As addresses and files write it.
    pub fn code(self) -> &'static str {
        match self {
            WaitReason::Waitlist => "waitlist",
            WaitReason::AwaitingAuth => "awaiting_auth",
            WaitReason::AwaitingFamily => "awaiting_family",
            WaitReason::AwaitingPhysician => "awaiting_physician",
            WaitReason::AwaitingRecords => "awaiting_records",
            WaitReason::OnHoldMedical => "on_hold_medical",
        }
    }
}

/// A waiting flag.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Waiting {
    /// What for.
    pub reason: WaitReason,
    /// From whom exactly, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Line>,
    /// Since which clinic-local day.
    pub since: Date,
}

/// A pause: clocks stop until the wake date.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Hold {
    /// Why.
    pub reason: Line,
    /// The day on which the case returns to the top of its owner's list.
    pub wake_on: Date,
    /// Since which clinic-local day.
    pub since: Date,
}

/// A missing item that somebody moved past, visible until it is paid.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Debt {
    /// The task that was missing.
    pub task: TaskId,
    /// Since which clinic-local day.
    pub since: Date,
    /// Who overrode the gate.
    pub by: StaffId,
    /// Why.
    pub reason: Line,
}

/// An identifier other than our own number: a member id, a chart number of the old system.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Identifier {
    /// What kind of number, as the clinic calls it.
    pub label: Line,
    /// The number.
    pub value: Line,
}

/// Who acted last, for "Ana moved it a moment ago".
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Touch {
    /// Who.
    pub by: StaffId,
    /// When.
    pub at: Instant,
    /// The entry.
    pub seq: Seq,
}

/// What a move's undo needs to put everything back.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Before {
    /// The command that moved it.
    pub command: CommandId,
    /// Lane before.
    pub lane: Lane,
    /// Rank before.
    pub rank: Rank,
    /// Lane entry before.
    pub entered_on: Date,
    /// Days paused in the lane before.
    pub paused_days: u32,
    /// Review cycle before.
    pub cycle: u16,
    /// Anchors before.
    pub anchors: Anchors,
    /// Closing reason before.
    pub closed_for: Option<Line>,
    /// Pause before; closing ends it.
    #[serde(default)]
    pub hold: Option<Hold>,
    /// Tasks before; a move adds some.
    pub tasks: Vec<TaskId>,
    /// Debts before; an override adds some.
    pub debts: Vec<TaskId>,
}

/// One course of care: the record that rules read. Small on purpose.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Case {
    /// Id.
    pub id: CaseId,
    /// The number that people say; the server assigns it.
    pub number: u32,
    /// The last entry that changed anything; also the version.
    pub touched: Touch,
    /// The patient.
    pub patient: Patient,
    /// Disciplines on this case, the primary first.
    pub disciplines: Vec<Discipline>,
    /// Site, whose zone and business days count.
    pub site: SiteId,
    /// Where the case is.
    pub lane: Lane,
    /// Place within the lane; ties are broken by id.
    pub rank: Rank,
    /// Clinic-local day on which it entered the lane. Age comes from this and nothing else.
    pub entered_on: Date,
    /// Whole days on hold since it entered the lane.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub paused_days: u32,
    /// The one person who looks after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<StaffId>,
    /// Who covers for the owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cover: Option<StaffId>,
    /// Others on the care team.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub team: Vec<StaffId>,
    /// The workflow version it began with, and keeps.
    pub workflow: String,
    /// How many times it has gone forward into Review or past it.
    #[serde(default)]
    pub cycle: u16,
    /// Facts that conditions of the workflow read.
    #[serde(default)]
    pub facts: Facts,
    /// Dates that due dates count from.
    #[serde(default)]
    pub anchors: Anchors,
    /// Work items; finished ones stay, a board card has the open ones only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tasks: Vec<Task>,
    /// Waiting flag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting: Option<Waiting>,
    /// Hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<Hold>,
    /// What was moved past.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub debts: Vec<Debt>,
    /// Guardians and other contacts; not on a board card.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Contact>,
    /// Identifiers from elsewhere; not on a board card.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<Identifier>,
    /// Break-glass grants.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grants: Vec<Grant>,
    /// Restricted chart: staff as patients, persons in the public eye.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub restricted: bool,
    /// How many comments.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub comments: u32,
    /// Import or other batch that opened it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<BatchId>,
    /// Why it was closed or voided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_for: Option<Line>,
    /// Opened in error; kept in history, shown nowhere else.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub void: bool,
    /// The last move, while it can be undone; not on a board card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undo: Option<Box<Before>>,
}

impl Case {
    /// Days in the lane on a clinic-local day; days on hold do not count.
    pub fn days_in_lane(&self, today: Date) -> u32 {
        let until = self.hold.as_ref().map_or(today, |hold| hold.since.min(today));
        let days = u32::try_from((until - self.entered_on).num_days()).unwrap_or(0);
        days.saturating_sub(self.paused_days)
    }

    /// The review cycle once it is in that lane. Each way forward into Review or past it is a review of its own, for which an
    /// older one does not answer; a way back finds the last one as it was left.
    pub fn cycle_after(&self, to: Lane) -> u16 {
        self.cycle + u16::from(self.lane < Lane::Review && Lane::Review <= to)
    }

    /// Open tasks.
    pub fn open_tasks(&self) -> impl Iterator<Item = &Task> {
        self.tasks.iter().filter(|task| task.status.is_open())
    }

    /// The open task to do next: the earliest due; those without a day come last.
    pub fn next_task(&self) -> Option<&Task> {
        self.open_tasks().min_by_key(|task| (task.due.is_none(), task.due, &task.id))
    }

    /// A task by id.
    pub fn task(&self, id: &TaskId) -> Option<&Task> {
        self.tasks.iter().find(|task| task.id == *id)
    }

    /// Everybody on the care team: owner, cover, members; nobody twice.
    pub fn people(&self) -> Vec<StaffId> {
        let mut people: Vec<StaffId> = self.owner.into_iter().chain(self.cover).collect();
        people.extend(&self.team);
        people.sort_unstable();
        people.dedup();
        people
    }

    /// What access rules read, given [`Case::people`].
    pub fn scope<'a>(&'a self, people: &'a [StaffId]) -> CaseScope<'a> {
        CaseScope { site: self.site, team: people, grants: &self.grants, restricted: self.restricted }
    }

    /// Place on the board: rank, then id, so that two cards never share a place.
    pub fn place(&self) -> (&Rank, CaseId) {
        (&self.rank, self.id)
    }
}

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
