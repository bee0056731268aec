//! How long a claim may still be filed. Days count from the date of service, or for a secondary claim from the primary's
//! answer; contracts say how many.

use crate::kinds::Date;
use chrono::Days;
use serde::{Deserialize, Serialize};

/// Days left at which an unfiled claim is critical (clinic convention).
const CRITICAL_DAYS: i64 = 14;

/// How urgent a claim is that has not been filed. The later, the worse. Levels are clinic convention.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FilingAlert {
    /// Less than half of the time has passed.
    Early,
    /// Half of it.
    Half,
    /// Four fifths of it.
    Late,
    /// Two weeks are left, or less.
    Critical,
    /// The last day has passed. Under most network contracts the family may not be billed for it.
    Lost,
}

impl FilingAlert {
    /// As people read it.
    pub fn title(self) -> &'static str {
        match self {
            FilingAlert::Early => "In time",
            FilingAlert::Half => "Half of the time to file has passed",
            FilingAlert::Late => "80% of the time to file has passed",
            FilingAlert::Critical => "Two weeks or less to file",
            FilingAlert::Lost => "Too late to file",
        }
    }
}

/// The last day on which a claim may be filed.
pub fn filing_deadline(on: Date, days: u16) -> Date {
    on.checked_add_days(Days::new(days.into())).unwrap_or(Date::MAX)
}

/// How much of the time to file has passed, in whole percent rounded down; 100 or more once it is too late.
pub fn filing_used_percent(on: Date, days: u16, today: Date) -> u32 {
    let passed = u32::try_from((today - on).num_days()).unwrap_or(0);
    match (u32::from(days), passed) {
        (_, 0) => 0,
        (0, _) => 101,
        (days, passed) => u32::try_from(u64::from(passed) * 100 / u64::from(days)).unwrap_or(u32::MAX),
    }
}

/// How urgent an unfiled claim is.
pub fn filing_alert(on: Date, days: u16, today: Date) -> FilingAlert {
    let left = (filing_deadline(on, days) - today).num_days();
    match (left, filing_used_percent(on, days, today)) {
        (..0, _) => FilingAlert::Lost,
        (0..=CRITICAL_DAYS, _) => FilingAlert::Critical,
        (_, 80..) => FilingAlert::Late,
        (_, 50..) => FilingAlert::Half,
        _ => FilingAlert::Early,
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::day;
    use super::FilingAlert::{Critical, Early, Half, Late, Lost};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_29th_of_february_is_one_of_the_days() {
        assert_eq!(filing_deadline(day("2028-01-31"), 90), day("2028-04-30"));
        assert_eq!(filing_deadline(day("2027-01-31"), 90), day("2027-05-01"));
        assert_eq!(filing_deadline(day("2028-02-29"), 365), day("2029-02-28"));
    }

    #[test]
    fn a_limit_used_to_82_percent_is_late_and_not_yet_critical() {
        let (served, today) = (day("2026-08-01"), day("2026-08-01") + Days::new(74));
        assert_eq!(filing_used_percent(served, 90, today), 82);
        assert_eq!(filing_alert(served, 90, today), FilingAlert::Late);
    }

    #[test]
    fn each_level_begins_on_its_day() {
        let served = day("2028-01-01");
        let at = |n| filing_alert(served, 180, served + Days::new(n));
        let levels = [0, 89, 90, 143, 144, 165, 166, 180, 181].map(at);
        assert_eq!(levels, [Early, Early, Half, Half, Late, Late, Critical, Critical, Lost]);
    }

    #[test]
    fn what_is_not_yet_delivered_has_used_nothing_and_no_time_at_all_is_soon_over() {
        assert_eq!(filing_used_percent(day("2026-08-01"), 90, day("2026-07-01")), 0);
        assert_eq!(filing_alert(day("2026-08-01"), 0, day("2026-08-01")), FilingAlert::Critical);
        assert_eq!(filing_alert(day("2026-08-01"), 0, day("2026-08-02")), FilingAlert::Lost);
    }

    proptest! {
        #[test]
        fn a_claim_never_becomes_less_urgent(days in 0_u16..500, after in 0_u64..600) {
            let served = day("2027-12-01");
            let at = |n| filing_alert(served, days, served + Days::new(n));
            prop_assert!(at(after) <= at(after + 1));
            let percent = filing_used_percent(served, days, served + Days::new(after));
            prop_assert_eq!(at(after) == FilingAlert::Lost, u64::from(days) < after);
            prop_assert!(at(after) != FilingAlert::Lost || 100 <= percent);
        }
    }
}
