//! What boards and lists show of a ledger: enough to say what fails first, and nothing that needs the ledger to be read.

mod card;
mod make;
mod pressing;

pub use make::{digest, file_visit_by, is_needed, urgency};
pub use pressing::{Pressing, pressing};

use crate::authorization::Measure;
use crate::ids::{AuthorizationId, PayerId};
use crate::kinds::{Date, Discipline};
use serde::{Deserialize, Serialize};

/// Something about coverage that somebody has to look at.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// No policy is in force from this date of service on.
    NotCovered(Date),
    /// Two or more policies are in force from this day on, and nobody said in which order they pay.
    Unordered(Date),
    /// The order was decided from this day on, and the payers' own file is not known to say the same.
    Unconfirmed(Date),
    /// Policies contradict each other from this day on.
    Contradiction(Date),
    /// The first day for which nothing is authorized although it is needed.
    NotAuthorized(Date),
}

/// One line of an authorization.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DigestLine {
    /// Which authorization.
    pub authorization: AuthorizationId,
    /// Which of its lines, from 0.
    pub line: u8,
    /// Whose work.
    pub discipline: Discipline,
    /// Whose decision the next one is; nothing for who may not know who pays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payer: Option<PayerId>,
    /// What it counts.
    pub measure: Measure,
    /// Granted.
    pub granted: u32,
    /// Used by delivered visits.
    pub used: u32,
    /// Reserved by booked visits.
    pub reserved: u32,
    /// The first date of service that it no longer covers.
    pub until: Date,
    /// When it is expected to be used up, if before that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runs_out: Option<Date>,
    /// A renewal is on its way, or decided.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub renewed: bool,
}

impl DigestLine {
    /// What is neither used nor reserved.
    pub fn left(&self) -> u32 {
        self.granted.saturating_sub(self.used).saturating_sub(self.reserved)
    }

    /// The day on which it fails: the first that it does not cover, or the one on which it is expected to be used up.
    pub fn fails_on(&self) -> Date {
        self.runs_out.map_or(self.until, |out| out.min(self.until))
    }
}

/// A ledger in short, as of the day on which it last changed.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Digest {
    /// Payers in order, on that day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub payers: Vec<PayerId>,
    /// What somebody has to look at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<Flag>,
    /// The earliest day on which a policy has to be verified again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verify_by: Option<Date>,
    /// Lines that are in force, or come into force; those that fail first come first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<DigestLine>,
    /// Services that nothing covers: how many units or visits, delivered or booked.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub uncovered: u32,
    /// The earliest last day on which a delivered visit can still be billed, and its date of service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_by: Option<(Date, Date)>,
    /// Percent of the year's threshold of Medicare, in the bucket that is fuller.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kx_percent: Option<u16>,
}

impl Flag {
    /// The first day that it is about.
    pub fn day(self) -> Date {
        match self {
            Flag::NotCovered(day)
            | Flag::Unordered(day)
            | Flag::Unconfirmed(day)
            | Flag::Contradiction(day)
            | Flag::NotAuthorized(day) => day,
        }
    }

    /// Whether it speaks of who pays; otherwise of what is authorized.
    pub fn is_about_coverage(self) -> bool {
        !matches!(self, Flag::NotAuthorized(_))
    }
}

impl Digest {
    /// What somebody may know of it who reads who pays, what is authorized, both or neither.
    #[must_use]
    pub fn cut(&self, coverage: bool, authorizations: bool) -> Digest {
        let mut cut = self.clone();
        if !coverage {
            cut.payers.clear();
            cut.lines.iter_mut().for_each(|line| line.payer = None);
            (cut.verify_by, cut.file_by, cut.kx_percent) = (None, None, None);
        }
        if !authorizations {
            cut.lines.clear();
            cut.uncovered = 0;
        }
        cut.flags.retain(|flag| if flag.is_about_coverage() { coverage } else { authorizations });
        cut
    }

    /// Whether it says who pays.
    pub fn tells_of_coverage(&self) -> bool {
        !self.payers.is_empty()
            || self.verify_by.is_some()
            || self.file_by.is_some()
            || self.kx_percent.is_some()
            || self.lines.iter().any(|line| line.payer.is_some())
            || self.flags.iter().any(|flag| flag.is_about_coverage())
    }

    /// Whether it says what is authorized.
    pub fn tells_of_authorizations(&self) -> bool {
        !self.lines.is_empty()
            || 0 < self.uncovered
            || self.flags.iter().any(|flag| !flag.is_about_coverage())
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_zero(n: &u32) -> bool {
    *n == 0
}
