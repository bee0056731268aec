//! What somebody may want to happen to a ledger.

use crate::authorization::Authorization;
use crate::authorization::letter::{ContentHash, File};
use crate::case::{Seen, Step};
use crate::coverage::{Answer, Channel, Circumstances, CobRule, Policy};
use crate::ids::{AuthorizationId, CommandId, PolicyId, VisitId};
use crate::kinds::{Date, Line};
use crate::visit::Visit;
use serde::{Deserialize, Serialize};

/// Something new, or something as the person saw it and as it is to be.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Put<T> {
    /// What the screen showed; nothing for a new one.
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub seen: Option<T>,
    /// What it is to be.
    pub to: T,
}

fn none<T>() -> Option<T> {
    None
}

/// An order of payers as somebody wants it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OrderWish {
    /// First date of service.
    pub from: Date,
    /// Primary first.
    pub policies: Vec<PolicyId>,
    /// The rule that the person goes by.
    pub rule: CobRule,
    /// What was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Line>,
    /// The payers' own file says the same.
    #[serde(default)]
    pub confirmed: bool,
}

/// Policies and their order, changed together, with what is to be done about the visits that the change touches.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CoverageChange {
    /// Policies that come or change.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub policies: Vec<Put<Policy>>,
    /// These are all the policies that the family has.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub complete: bool,
    /// The order that follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<OrderWish>,
    /// Tasks that the person confirmed; ids `T-…`, made by the asker.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tasks: Vec<Step>,
}

/// What somebody asked a payer, and heard.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Asked {
    /// About which policy.
    pub policy: PolicyId,
    /// The clinic-local day on which it was asked; today when not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Date>,
    /// How.
    pub channel: Channel,
    /// The payer's reference number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Line>,
    /// Who was spoken to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spoke_to: Option<Line>,
    /// What they said.
    pub answer: Answer,
    /// Another payer exists, they said.
    #[serde(default)]
    pub other_payer: bool,
    /// Segments of an X12 answer that no rule reads.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kept: Vec<String>,
}

/// What somebody wants to happen to a ledger.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Change who covers the patient.
    Cover(Box<CoverageChange>),
    /// Take the last change of coverage back, with the tasks that came with it, if nobody acted on them since.
    Uncover {
        /// The command that made it.
        of: CommandId,
    },
    /// Say what the order of payers depends on.
    Circumstances(Seen<Circumstances>),
    /// A payer was asked.
    Verify(Box<Asked>),
    /// Enter an authorization, or change it: send it, record what the payer decided, correct it.
    Authorize(Box<Put<Authorization>>),
    /// Begin the packet that renews an authorization: a task for each of its parts. Twice does nothing.
    Begin {
        /// Which.
        authorization: AuthorizationId,
        /// The day by which it has to be sent; today where that is past.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<Date>,
    },
    /// Attach a letter to an authorization; its bytes are kept already.
    Attach {
        /// Which.
        authorization: AuthorizationId,
        /// The file.
        file: File,
    },
    /// Take a letter off an authorization.
    TakeAway {
        /// Which.
        authorization: AuthorizationId,
        /// The file.
        file: ContentHash,
        /// Why.
        reason: Line,
    },
    /// Book visits, say what came of them, correct them.
    Visits {
        /// Which.
        visits: Vec<Put<Visit>>,
        /// Book beyond what is covered, and why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        over: Option<Line>,
    },
    /// Visits that were entered in error.
    Withdraw {
        /// Which.
        visits: Vec<VisitId>,
        /// Why.
        reason: Line,
    },
}
