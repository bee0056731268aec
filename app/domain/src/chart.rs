//! Charts as data: where points lie, what the axis says, and a sentence for those who do not see it. Nothing is drawn here.

mod attendance;
mod goal;
mod scale;
mod score;
#[cfg(test)]
mod tests;

pub use attendance::{AttendanceChart, Week};
pub use goal::{GoalChart, GoalRow, Pace};
pub use scale::{Frame, Scale, ticks};
pub use score::{MeasureChart, SeverityBand};

use crate::kinds::{Date, Number};

/// A value on a clinic-local day.
pub type Point = (Date, Number);

/// Points in the order of their days; of two on one day the later one in the list stands last.
fn in_order(points: &[Point]) -> Vec<Point> {
    let mut points = points.to_vec();
    points.sort_by_key(|(on, _)| *on);
    points
}
