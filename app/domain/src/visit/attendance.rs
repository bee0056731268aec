//! How reliably a patient comes, as far as it is written down.

use super::{Outcome, Visit};
use crate::ids::VisitId;
use crate::kinds::Date;
use chrono::Days;

/// Days, today included, that count as lately.
const LATELY: u64 = 30;

/// A case's attendance up to today. What is still to come says nothing yet and is not counted.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Attendance {
    /// Came.
    pub arrived: u32,
    /// Cancelled 24 hours ahead or earlier.
    pub cancelled_in_time: u32,
    /// Cancelled later.
    pub cancelled_late: u32,
    /// Nobody came.
    pub no_show: u32,
    /// Late cancellations and no-shows of the last 30 days, today included.
    pub missed_lately: u32,
    /// Nobody has said for more than a day what came of them (AUD-05); by day.
    pub without_outcome: Vec<VisitId>,
}

impl Attendance {
    /// Visits of which somebody said what came of them.
    pub fn known(&self) -> u32 {
        self.arrived + self.cancelled_in_time + self.cancelled_late + self.no_show
    }

    /// Came, of a thousand that were booked, to the nearest; nothing where none is known yet.
    pub fn rate(&self) -> Option<u16> {
        let (arrived, known) = (u64::from(self.arrived), u64::from(self.known()));
        (0 < known).then(|| u16::try_from((arrived * 1_000 + known / 2) / known).unwrap_or(1_000))
    }
}

/// Counts a case's visits; `today` is the clinic's.
pub fn attendance(visits: &[Visit], today: Date) -> Attendance {
    let mut seen = Attendance::default();
    let lately = today.checked_sub_days(Days::new(LATELY - 1)).unwrap_or(Date::MIN);
    let mut open: Vec<&Visit> = Vec::new();
    for visit in visits.iter().filter(|visit| visit.on <= today) {
        match visit.outcome {
            Outcome::Booked => open.extend(has_waited(visit, today).then_some(visit)),
            Outcome::Arrived => seen.arrived += 1,
            Outcome::CancelledInTime => seen.cancelled_in_time += 1,
            Outcome::CancelledLate => seen.cancelled_late += 1,
            Outcome::NoShow => seen.no_show += 1,
        }
        seen.missed_lately += u32::from(visit.outcome.is_missed() && lately <= visit.on);
    }
    open.sort_by_key(|visit| (visit.on, visit.at, visit.id));
    seen.without_outcome = open.iter().map(|visit| visit.id).collect();
    seen
}

/// Yesterday's visits may still be written down today.
fn has_waited(visit: &Visit, today: Date) -> bool {
    visit.on.succ_opt().is_some_and(|next| next < today)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::Discipline;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn visit(id: u128, on: Date, outcome: Outcome) -> Visit {
        Visit {
            id: VisitId(Uuid::from_u128(id)),
            on,
            at: None,
            discipline: Discipline::Ot,
            staff: None,
            outcome,
            services: vec![],
            series: None,
            billed_on: None,
            allowed: None,
            source: None,
        }
    }

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_rate_is_of_all_that_were_booked_and_known_by_today() {
        let days = ["2026-11-02", "2026-11-03", "2026-11-04"].map(day);
        let visits = [
            visit(1, days[0], Outcome::Arrived),
            visit(2, days[1], Outcome::Arrived),
            visit(3, days[2], Outcome::NoShow),
            visit(4, day("2026-12-01"), Outcome::CancelledInTime),
        ];
        let seen = attendance(&visits, day("2026-11-23"));
        assert_eq!((seen.arrived, seen.no_show, seen.cancelled_in_time, seen.rate()), (2, 1, 0, Some(667)));
        assert_eq!(attendance(&[], day("2026-11-23")).rate(), None);
    }

    #[test]
    fn a_visit_without_an_outcome_is_asked_about_from_the_second_day_on() {
        let visits = ["2026-11-23", "2026-11-22", "2026-11-21", "2026-11-20"].map(day);
        let visits: Vec<Visit> =
            visits.iter().zip(1..).map(|(on, id)| visit(id, *on, Outcome::Booked)).collect();
        let asked = attendance(&visits, day("2026-11-23")).without_outcome;
        assert_eq!(asked, [4, 3].map(|id| VisitId(Uuid::from_u128(id))));
    }

    #[test]
    fn lately_is_30_days_with_today() {
        let missed = |on, outcome| attendance(&[visit(1, day(on), outcome)], day("2026-11-30")).missed_lately;
        assert_eq!(missed("2026-11-30", Outcome::NoShow), 1);
        assert_eq!(missed("2026-11-01", Outcome::CancelledLate), 1);
        assert_eq!(missed("2026-10-31", Outcome::NoShow), 0);
        assert_eq!(missed("2026-11-20", Outcome::CancelledInTime), 0);
    }

    proptest! {
        #[test]
        fn every_past_visit_is_counted_once(outcomes in prop::collection::vec((0_usize..5, 0_u64..90), 0..60)) {
            let today = day("2026-11-23");
            let made = outcomes.iter().zip(1..).map(|((which, ago), id)| {
                visit(id, today - Days::new(*ago), Outcome::ALL[*which])
            });
            let visits: Vec<Visit> = made.collect();
            let seen = attendance(&visits, today);
            let fresh = visits.iter().filter(|v| v.outcome == Outcome::Booked && today - Days::new(1) <= v.on);
            let open = u32::try_from(seen.without_outcome.len() + fresh.count()).unwrap();
            prop_assert_eq!(seen.known() + open, u32::try_from(visits.len()).unwrap());
            prop_assert!(seen.missed_lately <= seen.cancelled_late + seen.no_show);
            prop_assert!(seen.rate().is_none_or(|rate| rate <= 1_000));
        }
    }
}
