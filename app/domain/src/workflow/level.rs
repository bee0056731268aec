//! How long is too long: in a lane, until the next review, until the call after discharge.

use super::{Anchor, Anchors, Condition, Facts, Workflow};
use crate::kinds::{Date, Discipline, Lane};
use chrono::Days;
use serde::{Deserialize, Serialize};

/// How old a case may get in a lane, in calendar days since it entered, hold not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceLevel {
    /// Of which lane.
    pub lane: Lane,
    /// From this age on somebody should look.
    pub warn_days: u16,
    /// From this age on somebody must.
    pub critical_days: u16,
}

/// What an age means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgeState {
    /// Younger than the warning.
    Fine,
    /// Somebody should look.
    Warning,
    /// Somebody must look.
    Critical,
}

impl ServiceLevel {
    /// What an age of so many days means. The day of the warning itself already warns.
    pub fn state(&self, days: i64) -> AgeState {
        if i64::from(self.critical_days) <= days {
            AgeState::Critical
        } else if i64::from(self.warn_days) <= days {
            AgeState::Warning
        } else {
            AgeState::Fine
        }
    }
}

/// A call after discharge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FollowUp {
    /// Days after discharge.
    pub days: u16,
    /// So many days earlier or later still count as kept.
    pub tolerance_days: u16,
}

/// Something that asks for a review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewTrigger {
    /// What happens.
    pub signal: ReviewSignal,
    /// For which cases.
    pub when: Condition,
    /// Only where one of these disciplines works; empty for all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disciplines: Vec<Discipline>,
    /// Where the rule comes from.
    pub source: String,
}

/// What asks for a review.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewSignal {
    /// So many days after the last review, or the first day of active care.
    DaysSinceReview(u16),
    /// So many treatment days after the last review.
    TreatmentDays(u16),
    /// So many days before the authorization ends.
    DaysBeforeAuthorizationEnd(u16),
    /// So many days without a session.
    DaysWithoutSession(u16),
    /// So many missed visits within so many days.
    Missed {
        /// How many.
        visits: u16,
        /// Within how many calendar days.
        in_days: u16,
    },
    /// The planned duration is over.
    PlanEnds,
    /// A measure fell below the baseline by more than chance.
    OutcomeWorse,
    /// The family asks.
    FamilyAsks,
}

impl ReviewTrigger {
    /// The day on which it falls, where days alone decide; the others wait for an event.
    fn falls_on(&self, anchors: &Anchors, since: Date) -> Option<Date> {
        match self.signal {
            ReviewSignal::DaysSinceReview(days) => since.checked_add_days(Days::new(days.into())),
            ReviewSignal::DaysBeforeAuthorizationEnd(days) => {
                anchors.get(Anchor::AuthorizationEnd, since)?.checked_sub_days(Days::new(days.into()))
            }
            ReviewSignal::DaysWithoutSession(days) => {
                anchors.get(Anchor::Session, since)?.checked_add_days(Days::new(days.into()))
            }
            ReviewSignal::TreatmentDays(_)
            | ReviewSignal::Missed { .. }
            | ReviewSignal::PlanEnds
            | ReviewSignal::OutcomeWorse
            | ReviewSignal::FamilyAsks => None,
        }
    }

    fn concerns(&self, facts: &Facts, disciplines: &[Discipline]) -> bool {
        let works_here = self.disciplines.is_empty()
            || self.disciplines.iter().any(|discipline| disciplines.contains(discipline));
        works_here && self.when.applies(facts, disciplines)
    }
}

impl Workflow {
    /// The day of the next review as far as days decide it, with the trigger that is the reason.
    /// `since` is the last review, or the entry into active care.
    pub fn review_due(
        &self,
        anchors: &Anchors,
        since: Date,
        facts: &Facts,
        disciplines: &[Discipline],
    ) -> Option<(Date, &ReviewTrigger)> {
        self.review_triggers
            .iter()
            .filter(|trigger| trigger.concerns(facts, disciplines))
            .filter_map(|trigger| Some((trigger.falls_on(anchors, since)?, trigger)))
            .min_by_key(|(day, _)| *day)
    }
}
