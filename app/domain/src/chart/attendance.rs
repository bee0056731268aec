//! Who came, week by week.

use crate::kinds::Date;
use crate::visit::{Outcome, Visit};
use chrono::{Datelike, Days};

/// Visits of one week. Those still to come are not among them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Week {
    /// Its Monday.
    pub monday: Date,
    /// The patient came.
    pub attended: u32,
    /// Cancelled 24 hours ahead or earlier.
    pub in_time: u32,
    /// Cancelled later.
    pub late: u32,
    /// Nobody came.
    pub no_show: u32,
}

impl Week {
    /// All visits of which it is known what became of them.
    pub fn all(&self) -> u32 {
        self.attended + self.in_time + self.late + self.no_show
    }
}

/// Attendance week by week.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AttendanceChart {
    /// From the week of the first day to that of the last, also those without a visit.
    pub weeks: Vec<Week>,
    /// Most visits of a week: the height of the axis.
    pub most: u32,
}

impl AttendanceChart {
    /// Visits from a day until another, on which they no longer count.
    pub fn new(visits: &[Visit], from: Date, until: Date) -> AttendanceChart {
        let mut weeks = Vec::new();
        let mut next = Some(monday(from));
        while let Some(start) = next.filter(|start| *start < until) {
            weeks.push(Week { monday: start, attended: 0, in_time: 0, late: 0, no_show: 0 });
            next = start.checked_add_days(Days::new(7));
        }
        for visit in visits.iter().filter(|visit| from <= visit.on && visit.on < until) {
            let start = monday(visit.on);
            let Ok(at) = weeks.binary_search_by_key(&start, |week| week.monday) else { continue };
            let Some(week) = weeks.get_mut(at) else { continue };
            match visit.outcome {
                Outcome::Booked => {}
                Outcome::Arrived => week.attended += 1,
                Outcome::CancelledInTime => week.in_time += 1,
                Outcome::CancelledLate => week.late += 1,
                Outcome::NoShow => week.no_show += 1,
            }
        }
        let most = weeks.iter().map(Week::all).max().unwrap_or_default();
        AttendanceChart { weeks, most }
    }

    /// For those who do not see the chart.
    pub fn summary(&self) -> String {
        let sum = |of: fn(&Week) -> u32| self.weeks.iter().map(of).sum::<u32>();
        let all = sum(Week::all);
        if all == 0 {
            return "No visits in this time.".to_owned();
        }
        let (came, weeks) = (sum(|week| week.attended), self.weeks.len());
        let (in_time, late, no_show) =
            (sum(|week| week.in_time), sum(|week| week.late), sum(|week| week.no_show));
        format!(
            "Attended {came} of {all} visits in {weeks} weeks; {in_time} cancelled in time, {late} cancelled late, {no_show} no-shows."
        )
    }
}

fn monday(day: Date) -> Date {
    let since = u64::from(day.weekday().num_days_from_monday());
    day.checked_sub_days(Days::new(since)).unwrap_or(day)
}
