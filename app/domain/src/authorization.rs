//! Prior authorizations: what a payer allows in advance, and what is left of it.

pub mod alerts;
pub mod balance;
pub mod enter;
pub mod forecast;
pub mod letter;
pub mod packet;
pub mod renewal;
mod sum;
mod words;

#[cfg(test)]
mod samples;

pub use sum::Term;
pub use words::{Certification, Response};

use crate::calendar::Span;
use crate::ids::{AuthorizationId, PolicyId, StaffId};
use crate::kinds::{Date, Discipline, Line};
use crate::service::Code;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A modifier of a claim's line: two digits or capitals.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Modifier([u8; 2]);

/// Why a text is no modifier.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a modifier: two digits or capital letters, such as GP or 95.")]
pub struct NotAModifier(String);

impl Modifier {
    /// Trims, and takes small letters for capitals.
    pub fn parse(text: &str) -> Result<Modifier, NotAModifier> {
        let no = || NotAModifier(text.chars().take(20).collect());
        let mut modifier = <[u8; 2]>::try_from(text.trim().as_bytes()).map_err(|_| no())?;
        modifier.make_ascii_uppercase();
        if modifier.iter().all(u8::is_ascii_alphanumeric) { Ok(Modifier(modifier)) } else { Err(no()) }
    }
}

impl fmt::Display for Modifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| fmt::Write::write_char(f, char::from(*byte)))
    }
}

impl fmt::Debug for Modifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl TryFrom<String> for Modifier {
    type Error = NotAModifier;

    fn try_from(text: String) -> Result<Modifier, NotAModifier> {
        Modifier::parse(&text)
    }
}

impl From<Modifier> for String {
    fn from(modifier: Modifier) -> String {
        modifier.to_string()
    }
}

/// What an authorization counts. Hours are kept as units of 15 minutes, four to the hour, and shown as hours.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Days of service, each discipline for itself.
    Visits,
    /// Units of 15 minutes.
    Units,
    /// Units of 15 minutes, spoken of as hours.
    Hours,
    /// One for each code on a day, whatever its length.
    Sessions,
    /// What the payer allows, in cents.
    Money,
}

/// A ceiling beside the total, in the line's own measure.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Cap {
    /// In which stretch of time.
    pub per: CapPeriod,
    /// How much.
    pub amount: u32,
}

/// A stretch of time with a ceiling.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CapPeriod {
    /// A date of service.
    Day,
    /// Sunday to Saturday, as payers count.
    Week,
}

/// One grant within an authorization.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AuthorizationLine {
    /// The codes that draw from it; none: all that the discipline bills.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<Code>,
    /// A service must carry one of them; none: whatever it carries.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub modifiers: Vec<Modifier>,
    /// What it counts.
    pub measure: Measure,
    /// Asked for.
    pub requested: u32,
    /// Granted; nothing while undecided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub granted: Option<u32>,
    /// A ceiling.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cap: Option<Cap>,
    /// Those who may deliver it; none: anybody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub staff: Vec<StaffId>,
}

/// Why somebody asked (X12 278, UM02).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestKind {
    /// The first.
    Initial,
    /// More of the same.
    Renewal,
    /// Something else than was granted.
    Revised,
    /// Longer, with what is left.
    Extension,
}

/// Where an authorization stands.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthorizationStatus {
    /// Being prepared; nothing was sent.
    Draft,
    /// Sent, not decided.
    Requested,
    /// The payer wants more, or time.
    Pended {
        /// Since this clinic-local day.
        since: Date,
        /// What they ask for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        asks: Option<Line>,
    },
    /// Granted as asked.
    Approved,
    /// Granted in part.
    PartlyApproved,
    /// Not granted.
    Denied {
        /// Why, as they said.
        reason: Line,
    },
    /// The denial is appealed.
    Appealed {
        /// Since this clinic-local day.
        since: Date,
    },
    /// Taken back by the clinic.
    Cancelled {
        /// Why.
        reason: Line,
    },
    /// The policy that it hung on no longer pays from this date of service on.
    Void {
        /// First day on which nothing may be drawn.
        from: Date,
        /// What changed.
        reason: Line,
    },
}

/// A prior authorization: a header, and lines.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Authorization {
    /// Id.
    pub id: AuthorizationId,
    /// The payer's number; nothing while undecided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<Line>,
    /// The policy that it hangs on.
    pub policy: PolicyId,
    /// Whose work it is for.
    pub discipline: Discipline,
    /// Why it was asked for.
    pub kind: RequestKind,
    /// Where it stands.
    pub status: AuthorizationStatus,
    /// Dates of service: asked for, or granted once it is decided.
    pub period: Span,
    /// The clinic-local day on which it was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requested_on: Option<Date>,
    /// The clinic-local day on which the payer decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_on: Option<Date>,
    /// Who asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requested_by: Option<StaffId>,
    /// What it renews, revises or extends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows: Option<AuthorizationId>,
    /// What is granted, line by line; at least one.
    pub lines: Vec<AuthorizationLine>,
    /// Where the letter lies on paper: a folder, a reference. Files that were attached are [`letter::Letter`]s of the ledger.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub letter: Option<Line>,
}

impl Authorization {
    /// Whether a payer has granted it.
    pub fn is_granted(&self) -> bool {
        use AuthorizationStatus as S;
        matches!(self.status, S::Approved | S::PartlyApproved | S::Void { .. })
    }

    /// Whether a change of coverage has ended it.
    pub fn is_void(&self) -> bool {
        matches!(self.status, AuthorizationStatus::Void { .. })
    }

    /// How it was granted, as its lines say.
    pub fn status_by_lines(&self) -> AuthorizationStatus {
        let as_asked =
            |line: &AuthorizationLine| line.granted.is_some_and(|granted| line.requested <= granted);
        if self.lines.iter().all(as_asked) {
            AuthorizationStatus::Approved
        } else {
            AuthorizationStatus::PartlyApproved
        }
    }

    /// The last date of service that it covers; nothing while it is not granted, and for a void one that never counted.
    pub fn last_day(&self) -> Option<Date> {
        let end = self.period.until()?;
        let until = match &self.status {
            AuthorizationStatus::Void { from, .. } => end.min(*from),
            _ => end,
        };
        until.pred_opt().filter(|last| self.is_granted() && self.period.from() <= *last)
    }

    /// Whether it would cover some date of service from this day on, and so is touched when its policy ends there.
    pub fn covers_from(&self, day: Date) -> bool {
        self.is_granted() && self.period.until().is_none_or(|until| day < until)
    }
}
