//! Certification by a physician: by when, and until when it holds.

use super::Plan;
use crate::calendar::said;
use crate::kinds::{Date, Line, Name};
use chrono::Days;
use serde::{Deserialize, Serialize};

/// The first certification comes within so many days of the first treatment. Source: 42 CFR 424.24(c); Medicare Benefit
/// Policy Manual 15 §220.1.3.
pub(super) const WITHIN: Days = Days::new(30);
/// It holds for so many days at most, from the first treatment that it covers. Source: as above.
pub(super) const HOLDS: Days = Days::new(90);

/// How a plan was certified.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certified {
    /// A physician signed.
    Signed {
        /// Who.
        by: Name,
        /// The day of the signature.
        on: Date,
        /// First day for which it no longer holds.
        until: Date,
        /// Why it came late, if it did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        delay: Option<Line>,
    },
    /// An order was on file and the plan was sent in time: that stands in for the first signature. Source: 42 CFR 424.24(c)
    /// as of 2025.
    Sent {
        /// To whom.
        to: Name,
        /// The day on which it was sent.
        on: Date,
        /// What proves it.
        proof: Line,
        /// First day for which it no longer holds.
        until: Date,
    },
}

impl Certified {
    /// The day of the signature, or of sending.
    pub fn on(&self) -> Date {
        match self {
            Certified::Signed { on, .. } | Certified::Sent { on, .. } => *on,
        }
    }

    /// First day for which it no longer holds.
    pub fn until(&self) -> Date {
        match self {
            Certified::Signed { until, .. } | Certified::Sent { until, .. } => *until,
        }
    }
}

/// How the certification of a plan stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Certification {
    /// Treatment has not begun.
    NotBegun,
    /// None yet.
    Waits {
        /// The last day on which it is in time.
        due: Date,
        /// Days since the first treatment.
        days: u16,
    },
    /// It holds.
    Holds {
        /// First day for which it no longer holds.
        until: Date,
    },
    /// It held, and does no more.
    Over {
        /// Since this day.
        since: Date,
    },
}

impl Certification {
    /// In words.
    pub fn sentence(&self) -> String {
        match self {
            Certification::NotBegun => {
                "Certification is due within 30 days of the first treatment.".to_owned()
            }
            Certification::Waits { due, days } if *days <= 30 => {
                format!("Not certified yet; day {days} of 30. It is due by {}.", said(*due))
            }
            Certification::Waits { due, .. } => format!("Not certified, and overdue since {}.", said(*due)),
            Certification::Holds { until } => {
                format!("Certified until {}.", said(until.pred_opt().unwrap_or(*until)))
            }
            Certification::Over { since } => {
                format!(
                    "The certified period ended on {}. Visits since then are not covered by it.",
                    said(since.pred_opt().unwrap_or(*since))
                )
            }
        }
    }
}

/// How the certification of a plan stands on a day.
pub fn certification(plan: &Plan, first_treatment: Option<Date>, day: Date) -> Certification {
    if let Some(latest) = plan.certified.iter().map(Certified::until).max() {
        return if day < latest {
            Certification::Holds { until: latest }
        } else {
            Certification::Over { since: latest }
        };
    }
    match first_treatment.filter(|first| *first <= day) {
        None => Certification::NotBegun,
        Some(first) => {
            let days = u16::try_from((day - first).num_days()).unwrap_or(u16::MAX);
            Certification::Waits { due: first + WITHIN, days }
        }
    }
}
