//! How a goal goes: how far, against how much time has passed.

use super::Goal;
use crate::kinds::{Date, Number};

/// Behind by more than this, in hundredths of a percent. Source: clinic convention, 25 points.
const BEHIND: i64 = 2_500;
/// Of the way from baseline to target, so much is a change, in hundredths of a percent. Source: clinic convention, a tenth.
const MOVED: i64 = 1_000;
/// Without a change over so many days it stands still: two reviews of a month.
const PLATEAU_DAYS: i64 = 60;
const ALL: i64 = 10_000;

/// How it stands to the time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pace {
    /// At its target or beyond.
    Reached,
    /// With the time, or ahead of it.
    On,
    /// Behind it.
    Behind,
}

/// How a goal stands on a day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Standing {
    /// Of the way from baseline to target, in hundredths of a percent; nothing where the two are the same.
    pub progress: Option<i64>,
    /// Of the time from baseline to due day, in hundredths of a percent.
    pub elapsed: i64,
    /// How the two stand.
    pub pace: Pace,
    /// Nothing moved for two reviews.
    pub plateau: bool,
    /// In words, with the numbers.
    pub sentence: String,
}

/// How a goal stands on a day.
pub fn standing(goal: &Goal, today: Date) -> Standing {
    let (on, latest) = goal.latest();
    let progress = part(goal, latest);
    let all = (goal.due - goal.baseline_on).num_days();
    let past = (today - goal.baseline_on).num_days();
    let elapsed = if all <= 0 { ALL } else { (past * ALL / all).clamp(0, ALL) };
    let pace = match progress {
        Some(progress) if ALL <= progress => Pace::Reached,
        Some(progress) if progress < elapsed - BEHIND => Pace::Behind,
        Some(_) => Pace::On,
        None => held(goal, latest),
    };
    let plateau = pace != Pace::Reached && stands_still(goal, today);
    let percent = |part: i64| part / 100;
    let far = progress.map_or_else(String::new, |progress| format!(", {} % of the way", percent(progress)));
    let time = format!("{} % of the time has passed", percent(elapsed));
    let stands = match (pace, plateau) {
        (Pace::Reached, _) => "The target is reached",
        (_, true) => "No change over two reviews",
        (Pace::On, _) => "On pace",
        (Pace::Behind, _) => "Behind",
    };
    let day = crate::calendar::said(on);
    let sentence = format!(
        "{stands}: {} on {day}{far}; {time}. The target is {}.",
        goal.said(latest),
        goal.said(goal.target)
    );
    Standing { progress, elapsed, pace, plateau, sentence }
}

/// Clamped: what was lost since the baseline is no negative progress, and what lies beyond the target is all of it.
fn part(goal: &Goal, value: Number) -> Option<i64> {
    let all = goal.target.minus(goal.baseline);
    (all != 0).then(|| (value.minus(goal.baseline) * ALL / all).clamp(0, ALL))
}

/// A goal that keeps what there is is reached while nothing is lost.
fn held(goal: &Goal, latest: Number) -> Pace {
    if goal.target <= latest { Pace::Reached } else { Pace::Behind }
}

fn stands_still(goal: &Goal, today: Date) -> bool {
    let (on, latest) = goal.latest();
    let known =
        goal.points.iter().map(|point| (point.on, point.value)).chain([(goal.baseline_on, goal.baseline)]);
    let early =
        known.filter(|(day, _)| PLATEAU_DAYS <= (today - *day).num_days()).max_by_key(|(day, _)| *day);
    let Some((before, value)) = early.filter(|(before, _)| *before < on) else { return false };
    let _ = before;
    match (part(goal, value), part(goal, latest)) {
        (Some(then), Some(now)) => (now - then).abs() < MOVED,
        _ => false,
    }
}
