use super::*;
use crate::ids::StaffId;
use crate::visit::Service;
use proptest::prelude::*;
use std::sync::LazyLock;
use uuid::Uuid;

static SERVICES: LazyLock<Services> = LazyLock::new(Services::standard);

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn service(code: &str, minutes: u16) -> Service {
    Service { code: Code::parse(code).unwrap(), modifiers: vec![], minutes: Minutes::new(minutes).unwrap() }
}

fn visit(id: u128, on: &str, at: u16, minutes: u16) -> Visit {
    Visit {
        id: VisitId(Uuid::from_u128(id)),
        on: day(on),
        at: Some(at),
        discipline: Discipline::Pt,
        staff: Some(StaffId(Uuid::from_u128(9))),
        outcome: Outcome::Booked,
        services: vec![service("97110", minutes)],
        series: None,
        billed_on: None,
        allowed: None,
        source: None,
    }
}

fn book(visits: &[Visit]) -> Book<'_> {
    Book {
        today: day("2026-11-23"),
        disciplines: &[Discipline::Pt, Discipline::Slp],
        services: &SERVICES,
        visits,
    }
}

fn refused(visit: &Visit) -> Option<VisitProblem> {
    check(visit, &book(&[])).err()
}

#[test]
fn nobody_came_on_a_day_that_is_still_to_come() {
    let tomorrow = visit(1, "2026-11-24", 540, 45);
    assert_eq!(refused(&tomorrow), None);
    for outcome in [Outcome::Arrived, Outcome::NoShow] {
        let early = Visit { outcome, ..tomorrow.clone() };
        assert_eq!(refused(&early), Some(VisitProblem::StillToCome { on: early.on }));
        let today = Visit { on: day("2026-11-23"), ..early };
        assert_eq!(refused(&today), None, "today's visit may be over");
    }
    assert_eq!(refused(&Visit { outcome: Outcome::CancelledInTime, ..tomorrow }), None);
}

#[test]
fn three_years_back_and_two_ahead_are_the_ends_of_the_book() {
    for (on, fits) in
        [("2023-11-23", true), ("2023-11-22", false), ("2028-11-23", true), ("2028-11-24", false)]
    {
        let far = refused(&visit(1, on, 540, 45));
        assert_eq!(far.is_none(), fits, "{on}");
        assert!(far.is_none_or(|problem| matches!(problem, VisitProblem::FarAway { .. })));
    }
}

#[test]
fn a_visit_ends_by_midnight() {
    assert_eq!(refused(&visit(1, "2026-11-24", 1_400, 40)), None);
    assert_eq!(
        refused(&visit(1, "2026-11-24", 1_400, 41)),
        Some(VisitProblem::BeyondMidnight { minutes: 41 })
    );
    assert_eq!(refused(&visit(1, "2026-11-24", 1_440, 0)), Some(VisitProblem::NoSuchTime { at: 1_440 }));
    let long = Visit { at: None, services: vec![service("97110", 1_440); 2], ..visit(1, "2026-11-24", 0, 0) };
    assert_eq!(refused(&long), Some(VisitProblem::BeyondMidnight { minutes: 2_880 }));
}

#[test]
fn a_code_is_of_the_discipline_and_in_force_on_the_day() {
    let speech = |on| Visit {
        discipline: Discipline::Slp,
        services: vec![service("92507", 45)],
        ..visit(1, on, 540, 45)
    };
    assert_eq!(refused(&speech("2026-12-31")), None);
    assert!(matches!(
        refused(&speech("2027-01-01")),
        Some(VisitProblem::Service(NoService::NotInForce { .. }))
    ));
    let physical = Visit { discipline: Discipline::Pt, ..speech("2026-12-31") };
    let code = Code::parse("92507").unwrap();
    assert_eq!(refused(&physical), Some(VisitProblem::NotOfDiscipline { code, discipline: Discipline::Pt }));
    let mental = Visit { discipline: Discipline::Mh, ..speech("2026-12-31") };
    assert_eq!(refused(&mental), Some(VisitProblem::NotOfCase { discipline: Discipline::Mh }));
    let many = Visit { services: vec![service("97110", 1); 21], ..visit(1, "2026-12-31", 540, 1) };
    assert_eq!(refused(&many), Some(VisitProblem::TooManyServices));
}

#[test]
fn the_same_person_does_not_treat_twice_at_once() {
    let there = [visit(1, "2026-11-24", 540, 45)];
    let refused = |visit: &Visit| check(visit, &book(&there)).err();
    let problem = refused(&visit(2, "2026-11-24", 584, 30)).unwrap();
    let (first, second) = (there[0].id, VisitId(Uuid::from_u128(2)));
    assert_eq!(
        problem,
        VisitProblem::Overlaps { visit: second, at: 584, other: first, other_at: 540, on: there[0].on }
    );
    assert!(problem.to_string().contains("at 9:44 overlaps the one at 9:00"), "{problem}");
    assert_eq!(refused(&visit(2, "2026-11-24", 585, 30)), None, "right after it");
    assert_eq!(refused(&visit(2, "2026-11-25", 540, 45)), None, "another day");
    assert_eq!(refused(&visit(1, "2026-11-24", 550, 45)), None, "itself, moved");
    let other = Visit { staff: Some(StaffId(Uuid::from_u128(8))), ..visit(2, "2026-11-24", 540, 45) };
    assert_eq!(refused(&other), None, "somebody else");
    let gone = Visit { outcome: Outcome::CancelledLate, ..visit(2, "2026-11-24", 540, 45) };
    assert_eq!(refused(&gone), None, "nobody is treated");
}

#[test]
fn a_case_has_an_end_to_its_visits() {
    let many: Vec<Visit> = (0..2_000).map(|id| Visit { at: None, ..visit(id, "2026-11-24", 0, 1) }).collect();
    let one = visit(9_999, "2026-11-24", 540, 45);
    assert_eq!(check(&one, &book(&many)), Err(VisitProblem::TooManyVisits));
    assert_eq!(check(&one, &book(&many[1..])), Ok(()));
    assert_eq!(check(&many[7], &book(&many)), Ok(()), "one that is there already may be changed");
}

#[test]
fn what_was_billed_is_corrected_with_a_reason() {
    let today = day("2026-11-23");
    let booked = visit(1, "2026-11-20", 540, 45);
    for outcome in Outcome::ALL.into_iter().filter(|outcome| *outcome != Outcome::Booked) {
        assert_eq!(change(&booked, outcome, None, today), Ok(()));
    }
    assert_eq!(
        change(&booked, Outcome::Booked, None, today),
        Err(VisitProblem::Same { outcome: Outcome::Booked })
    );
    let billed = Visit { outcome: Outcome::Arrived, billed_on: Some(day("2026-11-21")), ..booked.clone() };
    let needed = Err(VisitProblem::ReasonNeeded { on: day("2026-11-21") });
    assert_eq!(change(&billed, Outcome::NoShow, None, today), needed);
    let why = Line::parse("The sign-in sheet is empty").unwrap();
    assert_eq!(change(&billed, Outcome::NoShow, Some(&why), today), Ok(()));
    let unbilled = Visit { billed_on: None, ..billed };
    assert_eq!(change(&unbilled, Outcome::NoShow, None, today), Ok(()));
    let ahead = visit(1, "2026-11-24", 540, 45);
    assert!(change(&ahead, Outcome::Arrived, None, today).is_err());
}

proptest! {
    #[test]
    fn overlap_is_mutual_and_means_a_shared_minute(a in 0_u16..90, a_len in 1_u16..60, b in 0_u16..90, b_len in 1_u16..60) {
        let one = visit(1, "2026-11-24", a, a_len);
        let other = visit(2, "2026-11-24", b, b_len);
        let shared = (a..a + a_len).any(|minute| (b..b + b_len).contains(&minute));
        prop_assert_eq!(check(&one, &book(std::slice::from_ref(&other))).is_err(), shared);
        prop_assert_eq!(check(&other, &book(std::slice::from_ref(&one))).is_err(), shared);
    }
}
