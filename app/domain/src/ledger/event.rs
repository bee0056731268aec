//! What happened to a ledger.

use crate::authorization::Authorization;
use crate::authorization::letter::Letter;
use crate::coverage::{Circumstances, PayerOrder, Policy, Verification};
use crate::ids::{CommandId, PolicyId};
use crate::kinds::Line;
use crate::task::TaskId;
use crate::visit::Visit;
use serde::{Deserialize, Serialize};

/// Something came, or changed from what it was.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Became<T> {
    /// Before; nothing for a new one.
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub from: Option<T>,
    /// After.
    pub to: T,
}

fn none<T>() -> Option<T> {
    None
}

/// What a change of coverage brought, so that it can be taken back or corrected.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Followed {
    /// The command that changed it.
    pub command: CommandId,
    /// Policies that came or changed, as they were before.
    pub policies: Vec<(PolicyId, Option<Policy>)>,
    /// The order that it set, and the one that it took the place of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<Became<PayerOrder>>,
    /// Authorizations that it made void, as they were before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authorizations: Vec<Authorization>,
    /// Tasks that it brought.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tasks: Vec<TaskId>,
}

/// What happened. Each carries enough to apply it without looking anything up.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A policy came or changed.
    PolicySet(Box<Became<Policy>>),
    /// A policy is taken out again; history keeps it.
    PolicyWithdrawn(Box<Policy>),
    /// An order of payers came, or took the place of the one of the same day.
    OrderSet(Became<PayerOrder>),
    /// An order of payers is taken out again.
    OrderWithdrawn(PayerOrder),
    /// What belongs together of a change of coverage.
    CoverageFollowed(Box<Followed>),
    /// The last change of coverage was taken back.
    CoverageUndone {
        /// The command that had made it.
        of: CommandId,
    },
    /// What the order depends on.
    CircumstancesSet {
        /// Before.
        from: Circumstances,
        /// After.
        to: Circumstances,
    },
    /// A payer was asked.
    Verified(Box<Verification>),
    /// An authorization came or changed.
    AuthorizationSet(Box<Became<Authorization>>),
    /// A letter was attached to an authorization.
    LetterAttached(Box<Letter>),
    /// A letter was taken off an authorization; history keeps it.
    LetterTakenAway {
        /// Which.
        letter: Box<Letter>,
        /// Why.
        reason: Line,
    },
    /// Visits came or changed.
    VisitsSet(Vec<Became<Visit>>),
    /// Booked beyond what is covered, by somebody who may.
    BookedOver {
        /// Why.
        reason: Line,
    },
    /// Visits were entered in error; history keeps them.
    VisitsWithdrawn {
        /// Which.
        visits: Vec<Visit>,
        /// Why.
        reason: Line,
    },
}
