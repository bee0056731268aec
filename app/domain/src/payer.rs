//! Whoever pays, and the rules by which they do: data with dates, which a specialist of the clinic keeps.
//!
//! A set is [entered](enter::check), proved by [examples], and [published](publish): then it is said for which cases
//! something changes. New payers begin with a [standard] set.

pub mod enter;
pub mod examples;
pub mod publish;
pub mod rules;
pub mod standard;

#[cfg(test)]
mod tests;

use crate::authorization::CapPeriod;
use crate::calendar::Span;
use crate::ids::PayerId;
use crate::kinds::{Discipline, Line};
use crate::service::Code;
use crate::service::units::UnitRule;
use crate::workflow::PayerClass;
use serde::{Deserialize, Serialize};

/// Somebody who pays.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Payer {
    /// Id.
    pub id: PayerId,
    /// Name.
    pub name: Line,
    /// As far as the workflow's tasks differ by it.
    pub class: PayerClass,
    /// Rules, by the date of service from which they count; periods do not overlap.
    pub rules: Vec<PayerRules>,
    /// Cases that the rules must get right before they are published.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<examples::Example>,
}

/// A payer's rules for dates of service of a period.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PayerRules {
    /// Dates of service.
    pub period: Span,
    /// Who says so: a contract, a manual, a call.
    pub source: Line,
    /// Disciplines, or single codes, that need an authorization first.
    pub authorization: Vec<AuthorizationNeed>,
    /// Disciplines that need a referral first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub referral: Vec<Discipline>,
    /// How minutes become units.
    pub units: UnitRule,
    /// Days from the date of service in which the first claim must be filed.
    pub filing_days: u16,
    /// Days from the primary's answer in which a secondary claim must be filed.
    pub secondary_filing_days: u16,
    /// Calendar days that the payer takes to decide when nothing is known of its past decisions.
    pub decision_days: u16,
    /// How many days before an authorization ends the packet must be with the payer.
    pub renew_before_days: u16,
    /// Days before the end on which somebody is warned, the earliest first.
    pub warn_days: Vec<u16>,
    /// Percent of the units at which somebody is warned, the lowest first; at 100 nothing more is booked unnoticed.
    pub warn_percent: Vec<u8>,
    /// Days back for which the payer still grants; nothing: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retro_days: Option<u16>,
    /// What belongs to a packet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<Line>,
    /// Hours after a visit in which its note must be signed.
    pub note_hours: u16,
    /// Hours after a visit in which an assistant's note must be signed by a supervisor; nothing: it need not be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cosign_hours: Option<u16>,
    /// Booking beyond what is covered.
    pub beyond: Beyond,
}

/// Who needs an authorization first.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AuthorizationNeed {
    /// Discipline.
    pub discipline: Discipline,
    /// Only these codes; none: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<Code>,
    /// Not these codes: an evaluation, for which most payers ask nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub except: Vec<Code>,
    /// Only beyond so many visits in a calendar year, the evaluation included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_visits: Option<u16>,
}

/// What happens when somebody books beyond the last covered visit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Beyond {
    /// It is said, and may be done.
    Warn,
    /// It is refused, unless somebody who may override says why.
    Refuse,
}

impl Beyond {
    /// Both, in the order of a list.
    pub const ALL: [Beyond; 2] = [Beyond::Warn, Beyond::Refuse];

    /// As people read it.
    pub fn title(self) -> &'static str {
        match self {
            Beyond::Warn => "Warn",
            Beyond::Refuse => "Refuse, unless a reason is given",
        }
    }
}

/// A ceiling that the payer puts on a code whatever is authorized.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CodeCeiling {
    /// Which code.
    pub code: Code,
    /// In which stretch of time.
    pub per: CapPeriod,
    /// Units at most.
    pub units: u16,
}
