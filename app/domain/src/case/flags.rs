//! What a case carries from lane to lane until it is over: a wait, a pause, what it owes.

use crate::ids::StaffId;
use crate::kinds::{Date, Line};
use crate::task::TaskId;
use serde::{Deserialize, Serialize};

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
