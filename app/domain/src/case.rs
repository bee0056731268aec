//! A case: one course of care, and the small record that every rule about it reads.
//!
//! [`decide`] turns a [`Command`] into [`Event`]s or a refusal and changes nothing; [`apply`] copies events into the
//! [`Case`] and cannot fail. Long texts (comments, notes) are events only: no rule consults them.

mod apply;
mod care;
mod clinical;
mod coming;
mod command;
mod cut;
mod dates;
mod decide;
mod describe;
mod event;
mod flags;
mod ledger;
mod moves;
mod patient;
mod record;
mod tasks;

pub use apply::{Meta, apply};
pub use clinical::decide_on_record;
pub use command::{Command, NewCase, PatientCommand, Pause, Seen, Step};
pub use decide::{Context, decide};
pub use describe::describe;
pub use event::{Event, Opened, PatientChange};
pub use flags::{Debt, Hold, WaitReason, Waiting};
pub use ledger::{Decided, LookAhead, decide_on_ledger, look_ahead};
pub use moves::undoable;
pub use patient::{Contact, Identifier, Patient, Relation};

use crate::access::{CaseScope, Grant};
use crate::ids::{BatchId, CaseId, CommandId, SiteId, StaffId};
use crate::journal::Seq;
use crate::kinds::{Date, Discipline, Instant, Lane, Line, Rank};
use crate::ledger::Digest;
use crate::task::{Task, TaskId};
use crate::workflow::{Anchors, Facts};
use serde::{Deserialize, Serialize};

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
    /// What boards show of its ledger; nothing until it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<Box<Digest>>,
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
        let onward = self.cycle + u16::from(self.lane < Lane::Review && Lane::Review <= to);
        // A case that came from elsewhere may enter its first review on a way back.
        onward.max(u16::from(to == Lane::Review))
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

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_zero(n: &u32) -> bool {
    *n == 0
}
