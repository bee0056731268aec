//! What each lane asks for, from whom, and by when. The rules are data with a version and dates; this module reads and
//! checks them, and a case keeps the version it began with.

mod condition;
mod due;
mod level;
#[cfg(test)]
mod tests;

pub use condition::{Condition, Facts, PayerClass};
pub use due::{Anchor, Anchors, Due, DueRule, Offset, Recurrence, day_of, due, next_occurrence};
pub use level::{AgeState, FollowUp, ReviewSignal, ReviewTrigger, ServiceLevel};

use crate::access::Role;
use crate::kinds::{Date, Lane};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Longest code of a task, in letters.
const CODE_MAX: usize = 12;

const DEFAULT: &str = include_str!("../data/workflow-2026-01.json");

/// One version of a clinic's workflow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Workflow {
    /// Year and month, for example `2026-01`.
    pub version: String,
    /// First day on which new cases begin with it.
    pub valid_from: Date,
    /// Who says so.
    pub source: String,
    /// In the order of the board.
    pub tasks: Vec<TaskTemplate>,
    /// How old a case may get in a lane.
    pub service_levels: Vec<ServiceLevel>,
    /// What sends a case in active care to review, whichever comes first.
    pub review_triggers: Vec<ReviewTrigger>,
    /// Calls after discharge.
    pub follow_ups: Vec<FollowUp>,
}

/// What a lane asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaskTemplate {
    /// Short name that people say aloud and files use: `IN-05`.
    pub code: String,
    /// The lane whose entry creates it.
    pub lane: Lane,
    /// What is to be done.
    pub title: String,
    /// Who does it, unless somebody else is named on the case.
    pub role: Role,
    /// Clinical work or office work.
    pub kind: TaskKind,
    /// By when.
    pub due: DueRule,
    /// What happens while it is not done.
    pub exit: Exit,
    /// For which cases.
    pub when: Condition,
    /// What brings it again, if anything does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recurrence: Option<Recurrence>,
    /// Code of the record that it leaves behind, and that completes it: `eligibility_response`.
    pub evidence: String,
    /// First day on which it is asked for.
    pub valid_from: Date,
    /// First day on which it is no longer asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<Date>,
    /// Where the rule comes from.
    pub source: String,
}

/// Clinical work, or office work that any desk of the clinic may finish.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskKind {
    /// Needs clinical judgement.
    Clinical,
    /// Needs none.
    Admin,
}

/// What happens while a task is not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exit {
    /// The case does not leave the lane without it, a waiver, or a debt.
    Required,
    /// It is shown and measured.
    Tracked,
    /// The case moves, the bill does not.
    BlocksBilling,
}

/// Why a workflow file was not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WorkflowProblem {
    /// Not the shape of a workflow, or a word that is none of ours.
    #[error(
        "This workflow could not be read: {0}. The present one stays in force; correct the file and load it again."
    )]
    Unreadable(String),
    /// Two tasks with one code.
    #[error(
        "Two tasks of this workflow have the code {0}. The present one stays in force; give one of them another code."
    )]
    Duplicate(String),
    /// A text that people need is missing.
    #[error(
        "In this workflow, {what} is empty. The present one stays in force; fill it in and load the file again."
    )]
    Empty {
        /// Which text, in words.
        what: String,
    },
    /// A task in a lane that asks for nothing.
    #[error(
        "Task {0} belongs to the closed lane, which has no tasks. The present workflow stays in force; move the task to an open lane."
    )]
    InClosedLane(String),
    /// A task that ends before it starts.
    #[error("Task {0} ends before it starts. The present workflow stays in force; correct its dates.")]
    EndsBeforeStart(String),
    /// A due rule that names no day.
    #[error(
        "Task {0} has a due rule that never falls on a day. The present workflow stays in force; use a day of the month from 1 to 31, or an interval of at least 1."
    )]
    NeverDue(String),
    /// A code that cannot be told from the number of a task.
    #[error(
        "\"{0}\" cannot be the code of a task. The present workflow stays in force; use two to {CODE_MAX} capital letters, digits and dashes, and do not begin with T-, as tasks do that somebody adds by hand."
    )]
    Code(String),
    /// A warning after the alarm.
    #[error(
        "The service level of {lane} is named twice, or warns later than it alarms. The present workflow stays in force; correct its days."
    )]
    Level {
        /// Title of the lane.
        lane: &'static str,
    },
}

impl Workflow {
    /// The workflow that a new clinic begins with.
    pub fn default_2026() -> Workflow {
        Workflow::parse(DEFAULT).expect("the workflow in data/ is checked by a test")
    }

    /// Reads a workflow file, and refuses one that people could not work by.
    pub fn parse(json: &str) -> Result<Workflow, WorkflowProblem> {
        let workflow: Workflow =
            serde_json::from_str(json).map_err(|error| WorkflowProblem::Unreadable(error.to_string()))?;
        workflow.check()?;
        Ok(workflow)
    }

    /// The task with that code.
    pub fn task(&self, code: &str) -> Option<&TaskTemplate> {
        self.tasks.iter().find(|task| task.code == code)
    }

    /// The tasks that belong to a lane, in their order.
    pub fn of_lane(&self, lane: Lane) -> impl Iterator<Item = &TaskTemplate> {
        self.tasks.iter().filter(move |task| task.lane == lane)
    }

    /// How old a case may get in a lane. Active care has no level: its clock is the next review.
    pub fn level(&self, lane: Lane) -> Option<&ServiceLevel> {
        self.service_levels.iter().find(|level| level.lane == lane)
    }

    /// Refuses one that people could not work by.
    pub fn check(&self) -> Result<(), WorkflowProblem> {
        filled("its version", &self.version)?;
        filled("its source", &self.source)?;
        let mut codes = BTreeSet::new();
        for task in &self.tasks {
            filled("the code of a task", &task.code)?;
            if !is_code(&task.code) {
                return Err(WorkflowProblem::Code(task.code.clone()));
            }
            if !codes.insert(&task.code) {
                return Err(WorkflowProblem::Duplicate(task.code.clone()));
            }
            task.check()?;
        }
        let mut lanes = BTreeSet::new();
        for level in &self.service_levels {
            if !lanes.insert(level.lane) || level.critical_days < level.warn_days {
                return Err(WorkflowProblem::Level { lane: level.lane.title() });
            }
        }
        Ok(())
    }
}

impl TaskTemplate {
    /// Whether a case asks for it on that day: the first day is inside, the last is not.
    pub fn in_force(&self, day: Date) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|end| day < end)
    }

    /// Whether it comes up while a case is in that lane. Care goes on in Review and Transition, and so do the recurring
    /// tasks of active care.
    pub fn comes_up_in(&self, lane: Lane) -> bool {
        self.lane == lane
            || (self.recurrence.is_some()
                && self.lane == Lane::Active
                && matches!(lane, Lane::Review | Lane::Transition))
    }

    fn check(&self) -> Result<(), WorkflowProblem> {
        filled(&format!("the title of {}", self.code), &self.title)?;
        filled(&format!("the evidence of {}", self.code), &self.evidence)?;
        filled(&format!("the source of {}", self.code), &self.source)?;
        if self.lane == Lane::Closed {
            return Err(WorkflowProblem::InClosedLane(self.code.clone()));
        }
        if self.valid_to.is_some_and(|end| end < self.valid_from) {
            return Err(WorkflowProblem::EndsBeforeStart(self.code.clone()));
        }
        if self.due.is_never() {
            return Err(WorkflowProblem::NeverDue(self.code.clone()));
        }
        Ok(())
    }
}

/// A dot stands between the code of a task and the time that it has come up; a case's own tasks begin with `T-`.
fn is_code(code: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-';
    (2..=CODE_MAX).contains(&code.len()) && code.bytes().all(fits) && !code.starts_with("T-")
}

fn filled(what: &str, text: &str) -> Result<(), WorkflowProblem> {
    if text.trim().is_empty() {
        return Err(WorkflowProblem::Empty { what: what.to_owned() });
    }
    Ok(())
}
