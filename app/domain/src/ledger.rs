//! A case's ledger: who covers it, what is authorized, and the visits that draw from it.
//!
//! It is a record of its own beside the [`Case`](crate::case::Case): a move never reads it, and a board never has it. Its
//! events stand in the same entries of the journal as those of the case.

mod apply;
mod command;
mod describe;
mod digest;
mod event;
mod reckon;
pub mod worklist;

pub use apply::apply;
pub use command::{Asked, Command, CoverageChange, OrderWish, Put};
pub use describe::{area, describe};
pub use digest::{Digest, DigestLine, Flag, Pressing, digest, file_visit_by, is_needed, pressing, urgency};
pub use event::{Became, Event, Followed};
pub use reckon::{reckon, unit_rule};

use crate::authorization::Authorization;
use crate::authorization::letter::Letter;
use crate::coverage::{Circumstances, PayerOrder, Policy, Verification};
use crate::ids::{AuthorizationId, PolicyId, VisitId};
use crate::visit::Visit;
use serde::{Deserialize, Serialize};

/// Everything that decides who pays for a day.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Ledger {
    /// Policies, in the order in which they were entered; none is ever removed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub policies: Vec<Policy>,
    /// Orders of payers, by the day from which they count; one for a day.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub orders: Vec<PayerOrder>,
    /// What the order depends on.
    pub circumstances: Circumstances,
    /// Verifications, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub verifications: Vec<Verification>,
    /// Authorizations, in the order in which they were entered.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authorizations: Vec<Authorization>,
    /// Letters on authorizations, in the order in which they were attached. Not within the authorization: correcting that,
    /// or taking a change of coverage back, leaves them where they are.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub letters: Vec<Letter>,
    /// Visits, by date of service, start and id.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub visits: Vec<Visit>,
    /// The last change of coverage, while it can be taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_change: Option<Box<Followed>>,
}

impl Ledger {
    /// A policy by id.
    pub fn policy(&self, id: PolicyId) -> Option<&Policy> {
        self.policies.iter().find(|policy| policy.id == id)
    }

    /// An authorization by id.
    pub fn authorization(&self, id: AuthorizationId) -> Option<&Authorization> {
        self.authorizations.iter().find(|authorization| authorization.id == id)
    }

    /// The letters on an authorization.
    pub fn letters_on(&self, id: AuthorizationId) -> impl Iterator<Item = &Letter> {
        self.letters.iter().filter(move |letter| letter.authorization == id)
    }

    /// A visit by id.
    pub fn visit(&self, id: VisitId) -> Option<&Visit> {
        self.visits.iter().find(|visit| visit.id == id)
    }
}
