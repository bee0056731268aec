//! Who is offered the next free place, and how long people wait.

use crate::calendar::said;
use crate::case::{Case, WaitReason};
use crate::ids::CaseId;
use crate::kinds::Date;
use serde::{Deserialize, Serialize};

/// A child is in the window of early intervention until this birthday, in years.
pub const EARLY_YEARS: u32 = 3;

/// How urgent the referrer says that it is: points 0 to 3.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// Can wait.
    #[default]
    Routine,
    /// Soon.
    Soon,
    /// Within days.
    High,
    /// At once.
    Immediate,
}

impl Urgency {
    /// All of them, in the order of a list.
    pub const ALL: [Urgency; 4] = [Urgency::Routine, Urgency::Soon, Urgency::High, Urgency::Immediate];

    /// As people read it.
    pub fn title(self) -> &'static str {
        match self {
            Urgency::Routine => "Can wait",
            Urgency::Soon => "Soon",
            Urgency::High => "Within days",
            Urgency::Immediate => "At once",
        }
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
    pub(crate) fn is_routine(&self) -> bool {
        *self == Urgency::Routine
    }
}

/// A wait after which coverage is verified again before a place is offered; days. Source: clinic convention.
pub const VERIFY_DAYS: i64 = 30;
/// Days in which a family answers an offer. Source: clinic convention, 24 to 48 hours.
pub const OFFER_DAYS: u64 = 2;

/// What the record says of somebody who waits for a place; nothing: they do not.
pub fn waiter(case: &Case, today: Date) -> Option<Waiter> {
    let waiting = case.waiting.as_ref().filter(|waiting| waiting.reason == WaitReason::Waitlist)?;
    Some(Waiter {
        case: case.id,
        since: waiting.since,
        urgency: case.facts.urgency,
        age: case.patient.age(today),
        post_surgical: case.facts.post_surgical,
        risk: case.facts.risk,
    })
}

/// Somebody who waits, as the record says it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Waiter {
    /// The case.
    pub case: CaseId,
    /// Waits since this clinic-local day.
    pub since: Date,
    /// How urgent.
    pub urgency: Urgency,
    /// Age in whole years, where the birthday is known.
    pub age: Option<u32>,
    /// After an operation.
    pub post_surgical: bool,
    /// A safety flag is set.
    pub risk: bool,
}

/// A place in the queue, with what it is made of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// Who.
    pub who: Waiter,
    /// Points; more comes first.
    pub score: u32,
    /// Each part, for a person to read: "waiting for 5 weeks, 5".
    pub parts: Vec<String>,
}

/// Points of somebody on a day: urgency 0 to 3, three times; a point for each whole week; 3 below three years of age; 3 after
/// an operation; 4 with a safety flag. Source: clinic convention.
pub fn place(who: Waiter, today: Date) -> Place {
    let weeks = u32::try_from((today - who.since).num_days().max(0) / 7).unwrap_or(0);
    let parts = [
        (3 * who.urgency as u32, format!("urgency {} of 3", who.urgency as u32)),
        (weeks, format!("waiting for {weeks} weeks, since {}", said(who.since))),
        (3 * u32::from(who.age.is_some_and(|age| age < EARLY_YEARS)), "under three years of age".to_owned()),
        (3 * u32::from(who.post_surgical), "after an operation".to_owned()),
        (4 * u32::from(who.risk), "safety flag".to_owned()),
    ];
    let score = parts.iter().map(|(points, _)| points).sum();
    let told = parts.into_iter().filter(|(points, _)| 0 < *points);
    let parts = told.map(|(points, words)| format!("{words}, {points}")).collect();
    Place { who, score, parts }
}

/// The queue: most points first; of equals, who has waited longest; of those, by id.
pub fn order(waiting: impl IntoIterator<Item = Waiter>, today: Date) -> Vec<Place> {
    let mut places: Vec<Place> = waiting.into_iter().map(|who| place(who, today)).collect();
    places.sort_by_key(|place| (u32::MAX - place.score, place.who.since, place.who.case));
    places
}

/// How long people wait, in days.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Waits {
    /// How many wait.
    pub count: usize,
    /// Half of them wait no longer.
    pub median: u32,
    /// Nine of ten wait no longer.
    pub ninetieth: u32,
}

/// Median and 90th percentile, by the nearest rank; nothing where nobody waits.
pub fn waits(since: impl IntoIterator<Item = Date>, today: Date) -> Option<Waits> {
    let days = |day: Date| u32::try_from((today - day).num_days()).unwrap_or(0);
    let mut waits: Vec<u32> = since.into_iter().map(days).collect();
    waits.sort_unstable();
    let at = |percent: usize| waits.get((waits.len() * percent).div_ceil(100).saturating_sub(1)).copied();
    Some(Waits { count: waits.len(), median: at(50)?, ninetieth: at(90)? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    fn waiter(n: u128, since: &str) -> Waiter {
        let case = CaseId(Uuid::from_u128(n));
        Waiter {
            case,
            since: day(since),
            urgency: Urgency::Routine,
            age: None,
            post_surgical: false,
            risk: false,
        }
    }

    #[test]
    fn a_safety_flag_outweighs_three_weeks_and_equals_go_by_day() {
        let today = day("2026-06-29");
        let flagged = Waiter { risk: true, ..waiter(1, "2026-06-22") };
        let longer = waiter(2, "2026-06-01");
        let toddler = Waiter { age: Some(2), urgency: Urgency::Soon, ..waiter(3, "2026-06-29") };
        let queue = order([longer, toddler, flagged], today);
        let found: Vec<(u128, u32)> =
            queue.iter().map(|place| (place.who.case.0.as_u128(), place.score)).collect();
        assert_eq!(found, [(3, 6), (1, 5), (2, 4)]);
        assert_eq!(queue[0].parts, ["urgency 1 of 3, 3", "under three years of age, 3"]);
        let tie = order([waiter(5, "2026-06-24"), waiter(4, "2026-06-23")], today);
        assert_eq!(tie[0].who.case.0.as_u128(), 4);
    }

    #[test]
    fn waits_are_told_by_the_nearest_rank() {
        let today = day("2026-06-11");
        let days = (1..=10).map(|n| day(&format!("2026-06-{n:02}")));
        assert_eq!(waits(days, today), Some(Waits { count: 10, median: 5, ninetieth: 9 }));
        assert_eq!(waits([], today), None);
    }
}
