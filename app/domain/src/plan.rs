//! Plans of care: one of each discipline at a time, in versions that are signed and never change; and their goals.

mod certify;
mod decide;
mod difference;
#[cfg(test)]
mod tests;

pub use certify::{Certification, Certified, certification};
pub use decide::{apply, decide, describe};
pub use difference::{Change, difference};

use crate::authorization::letter::ContentHash;
use crate::diagnosis::Icd;
use crate::goal::{Achievement, Goal, Lifecycle, Point};
use crate::ids::{GoalId, PlanId, StaffId};
use crate::kinds::{Date, Discipline, Instant, Line, Prose};
use crate::ledger::Put;
use crate::licence;
use serde::{Deserialize, Serialize};

/// Diagnoses of a plan at most: as many as a claim holds.
pub const DIAGNOSES_MAX: usize = 12;
/// Goals of a case at most.
pub const GOALS_MAX: usize = 200;

/// Plans of care and goals of one case.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Care {
    /// One for each discipline.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub plans: Vec<Plan>,
    /// In the order in which they were written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub goals: Vec<Goal>,
}

/// What a plan says. Source: Medicare Benefit Policy Manual 15 §220.1.2.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Terms {
    /// Primary first.
    pub diagnoses: Vec<Icd>,
    /// Which interventions.
    pub interventions: Line,
    /// Sessions in a week.
    pub weekly: u8,
    /// Minutes of a session.
    pub minutes: u16,
    /// First clinic-local day on which it counts.
    pub from: Date,
    /// First day on which it no longer does.
    pub until: Date,
    /// Why skilled care is needed, or why it changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Prose>,
}

/// Somebody's name under a version.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Signed {
    /// Who.
    pub by: StaffId,
    /// When, by the server's clock.
    pub at: Instant,
    /// Under which licence.
    pub licence: licence::Kind,
    /// SHA-256 of what was signed.
    pub hash: ContentHash,
}

/// What a supervisor says of a signed version.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Approval {
    /// Nobody is asked.
    NotNeeded,
    /// Waits for somebody.
    Waits,
    /// Approved.
    Approved {
        /// By whom.
        by: StaffId,
        /// When.
        at: Instant,
    },
}

/// A signed version of a plan. It never changes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Version {
    /// From 1.
    pub number: u32,
    /// What it says.
    pub terms: Terms,
    /// The name under it.
    pub signed: Signed,
    /// What a supervisor says.
    pub approval: Approval,
}

/// A plan of care.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Plan {
    /// Id.
    pub id: PlanId,
    /// Whose work.
    pub discipline: Discipline,
    /// Signed versions, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub versions: Vec<Version>,
    /// What is being written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft: Option<Terms>,
    /// Why the last version came back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returned: Option<Line>,
    /// Certifications, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub certified: Vec<Certified>,
}

impl Plan {
    /// The version that counts on a day: the latest of those signed that has begun and not ended.
    pub fn on(&self, day: Date) -> Option<&Version> {
        self.versions
            .iter()
            .rev()
            .find(|version| version.terms.from <= day)
            .filter(|version| day < version.terms.until)
    }
}

impl Care {
    /// Nobody has written a plan or a goal.
    pub fn is_blank(&self) -> bool {
        *self == Care::default()
    }

    /// A discipline's plan.
    pub fn plan(&self, discipline: Discipline) -> Option<&Plan> {
        self.plans.iter().find(|plan| plan.discipline == discipline)
    }

    /// The plan and version in force on a day.
    pub fn pinned(&self, discipline: Discipline, day: Date) -> Option<(PlanId, u32)> {
        let plan = self.plan(discipline)?;
        plan.on(day).map(|version| (plan.id, version.number))
    }

    /// Goals of a discipline that are worked on.
    pub fn active(&self, discipline: Discipline) -> impl Iterator<Item = &Goal> {
        let open = move |goal: &&Goal| goal.discipline == discipline && goal.lifecycle == Lifecycle::Active;
        self.goals.iter().filter(open)
    }

    /// A goal by id.
    pub fn goal(&self, id: GoalId) -> Option<&Goal> {
        self.goals.iter().find(|goal| goal.id == id)
    }
}

/// What somebody wants.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Write a plan, or its next version, without signing it.
    Write {
        /// Of which plan; made by who asks where the discipline has none.
        plan: PlanId,
        /// Whose work.
        discipline: Discipline,
        /// What was being written, as the screen showed it, and as it is to be.
        terms: Box<Put<Terms>>,
    },
    /// Sign what is being written.
    Sign {
        /// Which.
        plan: PlanId,
        /// What the screen showed: nobody signs what they have not read.
        seen: Box<Terms>,
    },
    /// Let the last version count, as a supervisor.
    Approve {
        /// Which.
        plan: PlanId,
    },
    /// Send the last version back, as a supervisor.
    Return {
        /// Which.
        plan: PlanId,
        /// What is to be done.
        comment: Line,
    },
    /// A physician certified, or the plan was sent in time.
    Certify {
        /// Which.
        plan: PlanId,
        /// How.
        certified: Certified,
    },
    /// Write a goal, or correct one.
    Goal(Box<Put<Goal>>),
    /// What was found.
    Point {
        /// Which goal.
        goal: GoalId,
        /// What.
        point: Point,
    },
    /// Say where a goal stands.
    Status {
        /// Which.
        goal: GoalId,
        /// Whether it is worked on.
        lifecycle: Lifecycle,
        /// How far it is reached.
        achievement: Achievement,
        /// Why.
        reason: Line,
    },
}

/// What happened.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// Something was written and is not signed.
    Written {
        /// Of which plan.
        plan: PlanId,
        /// Whose work.
        discipline: Discipline,
        /// What.
        terms: Box<Terms>,
    },
    /// A version was signed.
    Signed {
        /// Of which plan.
        plan: PlanId,
        /// What.
        version: Box<Version>,
    },
    /// A supervisor approved the last version.
    Approved {
        /// Of which plan.
        plan: PlanId,
    },
    /// A supervisor sent the last version back: it never counted, and is a draft again.
    Returned {
        /// Of which plan.
        plan: PlanId,
        /// Which version.
        version: u32,
        /// What is to be done.
        comment: Line,
    },
    /// Certified, or sent.
    Certified {
        /// Which.
        plan: PlanId,
        /// How.
        certified: Certified,
    },
    /// A goal came or changed.
    GoalSet(Box<Goal>),
    /// Something was found.
    Found {
        /// For which goal.
        goal: GoalId,
        /// What.
        point: Point,
    },
    /// A goal stands elsewhere.
    Stands {
        /// Which.
        goal: GoalId,
        /// Whether it is worked on.
        lifecycle: Lifecycle,
        /// How far it is reached.
        achievement: Achievement,
        /// Why.
        reason: Line,
    },
}
