//! What two scores of a measure say: how far apart they are, and whether that matters.

use super::{Direction, Key, Measure, Outcomes, Score};
use crate::kinds::{Date, Number};
use chrono::Days;

/// Under this total of the PHQ-9 a depression is in remission, in hundredths.
const REMISSION: i64 = 500;

/// Which way somebody went.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    /// Better.
    Better,
    /// Worse.
    Worse,
    /// The same score.
    Same,
    /// It depends on the part of the test.
    Unclear,
}

/// How far, beside the change that matters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Size {
    /// None is agreed on.
    Unknown,
    /// Less than matters to anybody.
    Less,
    /// It may matter, as sources differ.
    May,
    /// It matters, whichever source one follows.
    Matters,
}

/// What became of a score.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// First score.
    pub first: Number,
    /// Latest score.
    pub latest: Number,
    /// Which way.
    pub way: Way,
    /// How far.
    pub size: Size,
    /// PHQ-9: at least halved.
    pub response: bool,
    /// PHQ-9: under 5.
    pub remission: bool,
    /// What to say beside a score that compares with people of the same age.
    pub caution: Option<&'static str>,
    words: String,
}

const CAUTION: &str = "This score compares with people of the same age: whoever learns as fast as they do keeps the same score. Look at the raw or growth score for progress.";

impl Change {
    /// A reason to review the plan: worse by the smallest change that may matter.
    pub fn asks_for_review(&self) -> bool {
        self.way == Way::Worse && Size::May <= self.size
    }

    /// Better by a change that matters, for the count of those who improved.
    pub fn is_improvement(&self) -> bool {
        self.way == Way::Better && self.size == Size::Matters
    }

    /// "Down 6 points, more than the 5 that matter. Response: at least halved."
    pub fn sentence(&self) -> String {
        let mut sentence = format!("{}.", self.words);
        if self.response {
            sentence.push_str(" Response: at least halved.");
        }
        if self.remission {
            sentence.push_str(" Remission: under 5.");
        }
        if let Some(caution) = self.caution {
            sentence.push(' ');
            sentence.push_str(caution);
        }
        sentence
    }
}

/// What became of a score between the first and the latest. Source of response and remission: PHQ-9 instructions.
pub fn verdict(first: Number, latest: Number, measure: &Measure) -> Change {
    let moved = latest.minus(first);
    let way = match (moved, measure.direction) {
        (0, _) => Way::Same,
        (_, Direction::Depends) => Way::Unclear,
        (1.., Direction::Up) | (..0, Direction::Down) => Way::Better,
        _ => Way::Worse,
    };
    let size = match measure.matters {
        None => Size::Unknown,
        Some(matters) if matters.high.in_hundredths() <= moved.abs() => Size::Matters,
        Some(matters) if matters.low.in_hundredths() <= moved.abs() => Size::May,
        Some(_) => Size::Less,
    };
    let is_phq = measure.key.as_str() == "phq_9";
    let (before, after) = (first.in_hundredths(), latest.in_hundredths());
    Change {
        first,
        latest,
        way,
        size,
        response: is_phq && 0 < before && 2 * after <= before,
        remission: is_phq && REMISSION <= before && after < REMISSION,
        caution: measure.compares_with_peers.then_some(CAUTION),
        words: in_words(moved, measure),
    }
}

fn in_words(moved: i64, measure: &Measure) -> String {
    let far = moved.abs();
    if far == 0 {
        return "The same score as at first".to_owned();
    }
    let up = if 0 < moved { "Up" } else { "Down" };
    let [one, several] = measure.kind.unit();
    let unit = if far == 100 { one } else { several };
    let shown = Number::hundredths(far).map(|far| far.to_string()).unwrap_or_default();
    let told = format!("{up} {shown} {unit}");
    let Some(matters) = measure.matters else {
        return format!("{told}; how much matters is for the clinician to say");
    };
    let (low, high) = (matters.low, matters.high);
    let that = |number: Number| {
        if number.in_hundredths() == 100 {
            format!("the {number} that matters")
        } else {
            format!("the {number} that matter")
        }
    };
    if high.in_hundredths() < far {
        format!("{told}, more than {}", that(high))
    } else if high.in_hundredths() == far {
        format!("{told}, just {}", that(high))
    } else if low.in_hundredths() <= far {
        format!("{told}, which may matter: sources say {low} to {high}")
    } else {
        format!("{told}, less than {}", that(low))
    }
}

/// The scores of a measure that stand, earliest first.
pub fn scores_of<'a>(outcomes: &'a Outcomes, measure: &Key) -> Vec<&'a Score> {
    let stands = |score: &&Score| score.withdrawn.is_none() && score.measure == *measure;
    let mut scores: Vec<&Score> = outcomes.scores.iter().filter(stands).collect();
    scores.sort_by_key(|score| score.on);
    scores
}

/// Where somebody began: the first score, if it was taken at or before the first treatment. Later ones are no baseline,
/// because treatment has changed what they measure.
pub fn baseline<'a>(
    outcomes: &'a Outcomes,
    measure: &Key,
    first_treatment: Option<Date>,
) -> Option<&'a Score> {
    let first = scores_of(outcomes, measure).into_iter().next();
    first.filter(|score| first_treatment.is_none_or(|day| score.on <= day))
}

/// The last score.
pub fn latest<'a>(outcomes: &'a Outcomes, measure: &Key) -> Option<&'a Score> {
    scores_of(outcomes, measure).into_iter().next_back()
}

/// The day on which it is due again; none where it was never taken.
pub fn due_again(outcomes: &Outcomes, measure: &Measure) -> Option<Date> {
    latest(outcomes, &measure.key)?.on.checked_add_days(Days::new(u64::from(measure.cadence_days)))
}
