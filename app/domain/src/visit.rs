//! Visits: what is booked, what came of it, and what it draws. Not a calendar: what balances and forecasts need.

pub mod attendance;
pub mod enter;
pub mod import;
mod named;
pub mod series;

pub use named::imported;

use crate::authorization::Modifier;
use crate::ids::{SeriesId, StaffId, VisitId};
use crate::kinds::{Date, Discipline, Line};
use crate::money::Cents;
use crate::service::{Code, Minutes};
use serde::{Deserialize, Serialize};

/// What came of a visit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// To come, or nobody has said.
    Booked,
    /// The patient came.
    Arrived,
    /// Cancelled 24 hours ahead or earlier.
    CancelledInTime,
    /// Cancelled later than that.
    CancelledLate,
    /// Nobody came.
    NoShow,
}

impl Outcome {
    /// All of them, in the order of a list.
    pub const ALL: [Outcome; 5] = [
        Outcome::Booked,
        Outcome::Arrived,
        Outcome::CancelledInTime,
        Outcome::CancelledLate,
        Outcome::NoShow,
    ];

    /// As people read it.
    pub fn title(self) -> &'static str {
        match self {
            Outcome::Booked => "Booked",
            Outcome::Arrived => "Arrived",
            Outcome::CancelledInTime => "Cancelled in time",
            Outcome::CancelledLate => "Cancelled late",
            Outcome::NoShow => "No-show",
        }
    }

    /// The hour was held and nobody came, so it is lost: a no-show, or a cancellation too late to fill it.
    pub fn is_missed(self) -> bool {
        matches!(self, Outcome::CancelledLate | Outcome::NoShow)
    }
}

/// One service of a visit: planned while it is booked, delivered once the patient arrived.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Service {
    /// Code.
    pub code: Code,
    /// Modifiers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub modifiers: Vec<Modifier>,
    /// Time with the patient.
    pub minutes: Minutes,
}

/// One contact of a discipline with the patient.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Visit {
    /// Id.
    pub id: VisitId,
    /// Date of service, at the clinic's site.
    pub on: Date,
    /// Start, in minutes after the site's midnight; nothing: some time that day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<u16>,
    /// Whose work it is.
    pub discipline: Discipline,
    /// Who treats.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staff: Option<StaffId>,
    /// What came of it.
    pub outcome: Outcome,
    /// Services; none: the time is not known yet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<Service>,
    /// The series with which it was booked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<SeriesId>,
    /// The day on which a claim went out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billed_on: Option<Date>,
    /// What the payer allows for it, once known or contracted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed: Option<Cents>,
    /// Its id in the calendar that it was imported from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Line>,
}

impl Visit {
    /// What visits are sorted by: date of service, start, id.
    pub fn place(&self) -> (Date, Option<u16>, VisitId) {
        (self.on, self.at, self.id)
    }

    /// The time of all its services, in minutes; none where it is not known yet.
    pub fn minutes(&self) -> u32 {
        self.services.iter().map(|service| u32::from(service.minutes.get())).sum()
    }
}
