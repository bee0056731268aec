//! An outcome measure over time: its scores, the band in which change does not matter, and severities.

use super::{Point, in_order, ticks};
use crate::calendar::said;
use crate::kinds::{Date, Number};
use crate::measure::{Measure, items, verdict};

/// Marks on the axis of values.
const TICKS: u8 = 6;

/// Scores of one severity, from a score until the next severity begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SeverityBand {
    /// First score.
    pub from: Number,
    /// First score of the next, or the highest there is.
    pub until: Number,
    /// Its name.
    pub title: &'static str,
}

/// An outcome measure over time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MeasureChart {
    /// Scores by day.
    pub points: Vec<Point>,
    /// Around the baseline: between these two change does not surely matter. None where there is no agreed change.
    pub still: Option<(Number, Number)>,
    /// Severities, mildest first; none for most measures.
    pub severities: Vec<SeverityBand>,
    /// Marks on the axis of values, lowest first.
    pub ticks: Vec<Number>,
    /// First and last day shown; none without a score.
    pub days: Option<(Date, Date)>,
    summary: String,
}

impl MeasureChart {
    /// From scores in any order; the first is the baseline.
    pub fn new(measure: &Measure, points: &[Point]) -> MeasureChart {
        let points = in_order(points);
        let days = points.first().zip(points.last()).map(|((first, _), (last, _))| (*first, *last));
        let still = points.first().and_then(|(_, value)| still(measure, *value));
        let severities = severities(measure);
        let shown = || {
            let band = still.into_iter().flat_map(|(low, high)| [low, high]);
            points.iter().map(|(_, value)| *value).chain(band)
        };
        let all = if severities.is_empty() { shown().min().zip(shown().max()) } else { None };
        let (low, high) = all.unwrap_or((measure.lowest, measure.highest));
        let summary = summary(measure, &points);
        MeasureChart { ticks: ticks(low, high, TICKS), points, still, severities, days, summary }
    }

    /// For those who do not see the chart.
    pub fn summary(&self) -> &str {
        &self.summary
    }
}

fn still(measure: &Measure, baseline: Number) -> Option<(Number, Number)> {
    let far = measure.matters?.high.in_hundredths();
    let near = |sign: i64| Number::hundredths(baseline.in_hundredths() + sign * far).ok();
    Some((near(-1)?.max(measure.lowest), near(1)?.min(measure.highest)))
}

fn severities(measure: &Measure) -> Vec<SeverityBand> {
    let bands = items::severities(&measure.key);
    let starts: Vec<(Number, &'static str)> = bands
        .iter()
        .filter_map(|(from, title)| Number::whole(*from).ok().map(|from| (from, *title)))
        .collect();
    let ends = starts.iter().skip(1).map(|(from, _)| *from).chain([measure.highest]);
    starts.iter().zip(ends).map(|((from, title), until)| SeverityBand { from: *from, until, title }).collect()
}

fn summary(measure: &Measure, points: &[Point]) -> String {
    let name = measure.name();
    let Some(((began, first), (on, latest))) = points.first().zip(points.last()).map(|(a, b)| (*a, *b))
    else {
        return format!("{name}: no score yet.");
    };
    let bands = severities(measure);
    let severity = |value: Number| {
        let band = bands.iter().rfind(|band| band.from <= value);
        band.map(|band| format!(" ({})", band.title)).unwrap_or_default()
    };
    if points.len() == 1 {
        return format!("{name}: {first}{} on {}, one score so far.", severity(first), said(began));
    }
    let (then, now) = (severity(first), severity(latest));
    let told = verdict(first, latest, measure).sentence();
    format!("{name}: {first}{then} on {}, {latest}{now} on {}. {told}", said(began), said(on))
}
