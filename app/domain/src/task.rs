//! Work items of a case: made from the workflow's templates, or by hand.

use crate::ids::StaffId;
use crate::kinds::{Date, Lane, Line};
use crate::workflow::{Exit, TaskKind, TaskTemplate, Workflow};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A task's id within its case: the template's code (`IN-05`), with the cycle behind a dot from the second on
/// (`RV-01.2`), or a code of its own (`T-…`) for a task made by hand. The same on every replica.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TaskId(String);

impl TaskId {
    /// The task of a template in a cycle; cycles count from 1.
    pub fn of(code: &str, cycle: u16) -> TaskId {
        TaskId(if cycle <= 1 { code.to_owned() } else { format!("{code}.{cycle}") })
    }

    /// The template's code, without the cycle.
    pub fn code(&self) -> &str {
        self.0.split('.').next().unwrap_or_default()
    }

    /// The cycle, from 1.
    pub fn cycle(&self) -> u16 {
        self.0.split('.').nth(1).and_then(|n| n.parse().ok()).unwrap_or(1)
    }

    /// Whether a person made the task by hand.
    pub fn is_custom(&self) -> bool {
        self.0.starts_with("T-")
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for TaskId {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.');
        if !plain || text.is_empty() || 48 < text.len() {
            return Err("A task id has up to 48 letters, digits, dots and hyphens.");
        }
        Ok(TaskId(text))
    }
}

impl From<TaskId> for String {
    fn from(id: TaskId) -> String {
        id.0
    }
}

impl fmt::Display for TaskId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where a task stands.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// To be done.
    #[default]
    Open,
    /// Done.
    Done {
        /// Who did it.
        by: StaffId,
        /// The day on which it was done, clinic-local.
        on: Date,
        /// What was noted as evidence.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<Line>,
    },
    /// Not to be done, by somebody who may decide that.
    Waived {
        /// Who waived it.
        by: StaffId,
        /// The day, clinic-local.
        on: Date,
        /// Why.
        reason: Line,
    },
    /// No longer applies to this case.
    Cancelled {
        /// Why.
        reason: Line,
    },
}

impl Status {
    /// Still to be done.
    pub fn is_open(&self) -> bool {
        matches!(self, Status::Open)
    }
}

/// One work item.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Task {
    /// Its id within the case.
    pub id: TaskId,
    /// Title of a task made by hand; the template has the title of the others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Line>,
    /// Lane of a task made by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lane: Option<Lane>,
    /// Who is to do it; nobody means: whoever has the template's role, and the case's owner looks after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<StaffId>,
    /// Due at the end of this clinic-local day; unknown while its anchor is unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// Its due day had already passed when it was made.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub late_start: bool,
    /// Where it stands.
    #[serde(default, skip_serializing_if = "Status::is_open")]
    pub status: Status,
}

impl Task {
    /// A task that nobody has begun.
    pub fn to_do(id: TaskId, due: Option<Date>) -> Task {
        Task { id, title: None, lane: None, assignee: None, due, late_start: false, status: Status::Open }
    }

    /// Open and past its day.
    pub fn is_late(&self, today: Date) -> bool {
        self.status.is_open() && self.due.is_some_and(|due| due < today)
    }

    /// The template, unless it was made by hand or the workflow no longer knows it.
    pub fn template<'w>(&self, workflow: &'w Workflow) -> Option<&'w TaskTemplate> {
        workflow.task(self.id.code())
    }

    /// What to call it.
    pub fn title<'a>(&'a self, workflow: &'a Workflow) -> &'a str {
        match (&self.title, self.template(workflow)) {
            (Some(title), _) => title.as_str(),
            (None, Some(template)) => &template.title,
            (None, None) => self.id.as_str(),
        }
    }

    /// The lane to which it belongs.
    pub fn lane(&self, workflow: &Workflow) -> Lane {
        self.lane.or(self.template(workflow).map(|template| template.lane)).unwrap_or(Lane::Intake)
    }

    /// Whether it is clinical work; what is added by hand is office work.
    pub fn is_clinical(&self, workflow: &Workflow) -> bool {
        self.template(workflow).is_some_and(|template| template.kind == TaskKind::Clinical)
    }

    /// Whether its lane cannot be left without it.
    pub fn is_required(&self, workflow: &Workflow) -> bool {
        self.template(workflow).is_some_and(|template| template.exit == Exit::Required)
    }
}
