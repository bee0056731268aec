//! Days and values to places in a box, in whole pixels.

use crate::kinds::{Date, Number};

/// A box on a page, in pixels; y grows downwards.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Frame {
    /// Left edge.
    pub left: i32,
    /// Upper edge.
    pub top: i32,
    /// Width.
    pub width: u16,
    /// Height.
    pub height: u16,
}

/// Which days and values a box shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Scale {
    /// The box.
    pub frame: Frame,
    /// The day at its left edge.
    pub from: Date,
    /// The day at its right edge.
    pub to: Date,
    /// The value at its lower edge.
    pub low: Number,
    /// The value at its upper edge.
    pub high: Number,
}

impl Scale {
    /// Where a day lies, from left to right; a day outside lies at the edge.
    pub fn x(&self, day: Date) -> i32 {
        let (at, all) = ((day - self.from).num_days(), (self.to - self.from).num_days());
        self.frame.left.saturating_add(part(at, all, self.frame.width))
    }

    /// Where a value lies, from top to bottom; a value outside lies at the edge.
    pub fn y(&self, value: Number) -> i32 {
        let below = part(value.minus(self.low), self.high.minus(self.low), self.frame.height);
        self.frame.top.saturating_add(i32::from(self.frame.height) - below)
    }
}

/// `at / all` of a length, rounded to the nearest pixel; the middle where everything is the same.
fn part(at: i64, all: i64, length: u16) -> i32 {
    let length = i64::from(length);
    let pixels = if all <= 0 { length / 2 } else { (2 * at.clamp(0, all) * length + all) / (2 * all) };
    i32::try_from(pixels).unwrap_or_default()
}

/// Values for an axis from `low` to `high`, at most about `most` of them and at least two: steps of 1, 2 or 5 with zeros,
/// the first at or under `low`, the last at or over `high`.
pub fn ticks(low: Number, high: Number, most: u8) -> Vec<Number> {
    let (low, high) = (low.min(high).in_hundredths(), low.max(high).in_hundredths());
    let most = i64::from(most.max(2));
    let fits = |step: &i64| (high - low) <= step * (most - 1);
    let step = (0..9)
        .flat_map(|zeros| [1, 2, 5].map(|digit| digit * 10_i64.pow(zeros)))
        .find(fits)
        .unwrap_or(1_000_000_000);
    let first = low.div_euclid(step);
    let last = (-(-high).div_euclid(step)).max(first + 1);
    // What lies beyond the largest number there is has no name on an axis.
    (first..=last).filter_map(|at| Number::hundredths(at * step).ok()).collect()
}
