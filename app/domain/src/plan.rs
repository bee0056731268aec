//! Plans of care and goals.

use crate::case::Meta;
use crate::clinic::Clinic;
use crate::record::{Ground, Record};
use crate::refusal::Refusal;
use serde::{Deserialize, Serialize};

/// Plans of care and goals of one case.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Care {}

/// What somebody wants.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {}

/// What happened.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {}

/// Decides a command.
pub fn decide(_record: &Record, command: &Command, _ground: &Ground<'_>) -> Result<Vec<Event>, Refusal> {
    match *command {}
}

/// Applies an event.
pub fn apply(_state: &mut Care, event: &Event, _meta: Meta) {
    match *event {}
}

/// One line of the history.
pub fn describe(event: &Event, _clinic: &Clinic) -> String {
    match *event {}
}

impl Care {
    /// Nobody has written a plan or a goal.
    pub fn is_blank(&self) -> bool {
        *self == Care::default()
    }
}
