use super::*;
use crate::kinds::Line;
use proptest::prelude::*;
use uuid::Uuid;

fn day(n: i64) -> Date {
    Date::from_ymd_opt(2026, 1, 1).unwrap() + chrono::TimeDelta::days(n)
}

fn n(value: i32) -> Number {
    Number::whole(value).unwrap()
}

fn line(text: &str) -> Line {
    Line::parse(text).unwrap()
}

pub(crate) fn goal(baseline: i32, target: i32) -> Goal {
    Goal {
        id: GoalId(Uuid::from_u128(1)),
        discipline: Discipline::Slp,
        of: None,
        statement: line("Says initial /r/ in words"),
        condition: Some(line("with one visual cue")),
        purpose: Some(line("so that classmates understand")),
        measure: line("correct words"),
        unit: line("%"),
        baseline: n(baseline),
        baseline_on: day(0),
        target: n(target),
        due: day(100),
        maintains: false,
        lifecycle: Lifecycle::Active,
        achievement: Achievement::InProgress,
        points: vec![],
    }
}

fn with(mut goal: Goal, points: &[(i64, i32)]) -> Goal {
    let point = |(on, value): &(i64, i32)| Point {
        on: day(*on),
        value: n(*value),
        by: StaffId(Uuid::nil()),
        note: None,
    };
    goal.points = points.iter().map(point).collect();
    goal
}

#[test]
fn half_of_the_way_in_half_of_the_time_is_on_pace_in_both_directions() {
    for (baseline, target, half) in [(20, 80, 50), (80, 20, 50)] {
        let stands = standing(&with(goal(baseline, target), &[(50, half)]), day(50));
        assert_eq!((stands.progress, stands.elapsed, stands.pace), (Some(5_000), 5_000, Pace::On));
    }
}

#[test]
fn more_than_twenty_five_points_behind_the_time_is_behind() {
    let at = |value| standing(&with(goal(0, 100), &[(60, value)]), day(60)).pace;
    assert_eq!((at(35), at(34), at(100)), (Pace::On, Pace::Behind, Pace::Reached));
}

#[test]
fn two_reviews_without_a_tenth_of_the_way_are_a_plateau() {
    let still = with(goal(0, 100), &[(10, 30), (40, 33), (75, 36)]);
    assert!(standing(&still, day(75)).plateau);
    let moves = with(goal(0, 100), &[(10, 30), (40, 38), (75, 45)]);
    assert!(!standing(&moves, day(75)).plateau);
}

#[test]
fn a_target_that_equals_the_baseline_blocks_unless_it_maintains() {
    let blocks = |goal: &Goal| findings(goal).iter().any(|finding| finding.blocks);
    let mut same = goal(50, 50);
    assert!(blocks(&same));
    same.maintains = true;
    assert!(!blocks(&same));
    assert_eq!(standing(&same, day(10)).progress, None);
    assert_eq!(standing(&same, day(10)).pace, Pace::Reached);
}

#[test]
fn what_only_improves_is_asked_by_how_much() {
    let mut vague = goal(20, 80);
    vague.statement = line("Improve speech sounds at school");
    assert!(findings(&vague).iter().any(|finding| !finding.blocks && finding.sentence.contains("how much")));
    assert_eq!(findings(&goal(20, 80)), []);
}

proptest! {
    #[test]
    fn progress_lies_between_nothing_and_all(baseline in -500_i32..500, target in -500_i32..500, value in -900_i32..900, on in 0_i64..300) {
        let stands = standing(&with(goal(baseline, target), &[(on, value)]), day(on));
        prop_assert!(stands.progress.is_none_or(|progress| (0..=10_000).contains(&progress)));
        prop_assert_eq!(stands.progress.is_none(), baseline == target);
    }
}
