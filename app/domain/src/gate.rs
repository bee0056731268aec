//! Exit gates: what must be there before a case leaves a lane. Soft: an override leaves a visible debt.

use crate::access::Role;
use crate::case::Case;
use crate::ids::StaffId;
use crate::kinds::{Date, Lane};
use crate::task::{Status, TaskId};
use crate::workflow::{Exit, TaskKind, TaskTemplate, Workflow};
use serde::{Deserialize, Serialize};

/// One thing that the gate asks for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Item {
    /// The task that brings it.
    pub task: TaskId,
    /// In words.
    pub title: String,
    /// Whose work it is.
    pub role: Role,
    /// Clinical or administrative.
    pub kind: TaskKind,
    /// Whether the task exists on the case, so that it can be finished from the gate sheet.
    pub repairable: bool,
    /// Whether it is there, since when and by whom.
    pub state: ItemState,
}

/// Whether an item of the gate is there.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemState {
    /// Missing.
    Missing,
    /// Done.
    Done {
        /// By whom.
        by: StaffId,
        /// When, clinic-local.
        on: Date,
    },
    /// Waived.
    Waived {
        /// By whom.
        by: StaffId,
        /// When, clinic-local.
        on: Date,
    },
    /// Moved past earlier; the debt is on the card.
    Owed,
}

/// The gate between where a case is and where it is to go.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Gate {
    /// From.
    pub from: Lane,
    /// To.
    pub to: Lane,
    /// What it asks for.
    pub items: Vec<Item>,
    /// Whether the person who asked may override it.
    pub may_override: bool,
}

impl Gate {
    /// What is missing.
    pub fn missing(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|item| item.state == ItemState::Missing)
    }

    /// Nothing is missing.
    pub fn is_open(&self) -> bool {
        self.missing().next().is_none()
    }

    /// Whether lanes are jumped over. A board card does not say what was finished in them on an earlier way through.
    pub fn jumps(&self) -> bool {
        Lane::OPEN.into_iter().any(|lane| self.from < lane && lane < self.to)
    }

    /// What is missing, in a sentence.
    pub fn sentence(&self) -> String {
        let missing: Vec<&str> = self.missing().map(|item| item.title.as_str()).collect();
        let way = if self.may_override {
            "Finish them here, or override with a reason"
        } else {
            "Finish them here, or ask a clinical lead to override"
        };
        let things = if missing.len() == 1 {
            "1 thing is".to_owned()
        } else {
            format!("{} things are", missing.len())
        };
        format!(
            "{things} missing before {}: {}. The card stays in {}. {way}.",
            self.to.title(),
            missing.join(", "),
            self.from.title()
        )
    }
}

/// The gate between the case's lane and another. Lanes that are jumped over ask for their own items too.
/// Going back asks for nothing, and nothing is missing that entering the lane on this clinic-local day would not bring.
pub fn gate(workflow: &Workflow, case: &Case, to: Lane, today: Date) -> Gate {
    let crossed = Lane::OPEN.into_iter().filter(|lane| case.lane <= *lane && *lane < to);
    let templates = crossed.flat_map(|lane| workflow.of_lane(lane));
    let items = templates.filter_map(|template| item(case, template, today)).collect();
    Gate { from: case.lane, to, items, may_override: false }
}

fn item(case: &Case, template: &TaskTemplate, today: Date) -> Option<Item> {
    if template.exit != Exit::Required || !template.when.applies(&case.facts, &case.disciplines) {
        return None;
    }
    let cycle = if template.lane == Lane::Review { case.cycle_after(Lane::Review).max(1) } else { 1 };
    let id = TaskId::of(&template.code, cycle);
    let task = case.task(&id);
    let owed = case.debts.iter().any(|debt| debt.task == id);
    let state = match task.map(|task| &task.status) {
        Some(Status::Done { by, on, .. }) => ItemState::Done { by: *by, on: *on },
        Some(Status::Waived { by, on, .. }) => ItemState::Waived { by: *by, on: *on },
        Some(Status::Cancelled { .. }) => return None,
        Some(Status::Open) | None if owed => ItemState::Owed,
        Some(Status::Open) | None => ItemState::Missing,
    };
    // A board card carries open tasks only, so for the case's own lane "not there" means "done".
    let elsewhere = template.lane != case.lane && template.in_force(today);
    if task.is_none() && !elsewhere && state == ItemState::Missing {
        return None;
    }
    Some(Item {
        task: id,
        title: template.title.clone(),
        role: template.role,
        kind: template.kind,
        repairable: task.is_some(),
        state,
    })
}
