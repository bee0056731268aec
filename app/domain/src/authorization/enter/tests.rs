//! What is refused at the door, and every step from every status.

use super::*;
use crate::authorization::samples::{OTHER, POLICY, code as service, day, granted, line, span};
use crate::authorization::{Cap, CapPeriod};
use crate::kinds::Line;

use AuthorizationProblem as P;

fn good() -> Authorization {
    let period = span("2026-03-01", "2026-09-01");
    granted(1, Discipline::Aba, period, vec![line(Measure::Units, 1_040, &["97153"])])
}

fn checked(change: impl Fn(&mut Authorization)) -> Result<(), P> {
    let mut authorization = good();
    change(&mut authorization);
    let services = Services::standard();
    let ground =
        Ground { policies: &[POLICY], disciplines: &[Discipline::Aba, Discipline::Slp], services: &services };
    check(&ground, &authorization)
}

#[test]
fn a_good_one_is_kept_and_so_is_one_that_grants_more_than_was_asked_or_has_no_end() {
    assert_eq!(checked(|_| ()), Ok(()));
    assert_eq!(checked(|auth| auth.lines[0].requested = 1), Ok(()));
    assert_eq!(checked(|auth| auth.period = Span::since(day("2026-03-01"))), Ok(()));
    let asked = |auth: &mut Authorization| {
        (auth.status, auth.number, auth.lines[0].granted) = (AuthorizationStatus::Requested, None, None);
    };
    assert_eq!(checked(asked), Ok(()), "undecided, without a number and a grant");
}

#[test]
fn lines_and_their_amounts_are_checked() {
    assert_eq!(checked(|auth| auth.lines.clear()), Err(P::NoLine));
    let many = |n: usize| checked(move |auth| auth.lines = vec![auth.lines[0].clone(); n]);
    assert_eq!((many(40), many(41)), (Ok(()), Err(P::TooManyLines)));
    assert_eq!(checked(|auth| auth.lines[0].granted = Some(0)), Err(P::GrantsNothing { line: 1 }));
    assert_eq!(checked(|auth| auth.lines[0].granted = None), Err(P::GrantsNothing { line: 1 }));
    let partly = |auth: &mut Authorization| {
        (auth.status, auth.lines[0].granted) = (AuthorizationStatus::PartlyApproved, Some(0));
    };
    assert_eq!(checked(partly), Err(P::NothingGranted));
    let cap = |amount| checked(move |auth| auth.lines[0].cap = Some(Cap { per: CapPeriod::Week, amount }));
    assert_eq!(cap(1_040), Ok(()));
    assert_eq!(cap(1_041), Err(P::CapOutOfRange { line: 1, cap: 1_041, total: 1_040 }));
    assert_eq!(cap(0), Err(P::CapOutOfRange { line: 1, cap: 0, total: 1_040 }));
    let many_codes = |auth: &mut Authorization| auth.lines[0].codes = vec![service("97153"); 101];
    assert_eq!(checked(many_codes), Err(P::TooManyListed { line: 1 }));
}

#[test]
fn dates_are_checked() {
    let first = day("2026-03-01");
    assert_eq!(checked(|auth| auth.period = span("2026-03-01", "2026-03-01")), Err(P::EmptyPeriod(first)));
    assert_eq!(checked(|auth| auth.period = span("2026-03-01", "2029-03-01")), Ok(()));
    let until = day("2029-03-02");
    assert_eq!(
        checked(|auth| auth.period = span("2026-03-01", "2029-03-02")),
        Err(P::TooLong { from: first, until })
    );
    assert_eq!(checked(|auth| auth.period = span("2028-02-29", "2031-02-28")), Ok(()));
    let (requested, decided) = (day("2026-02-10"), day("2026-02-09"));
    let swapped = |auth: &mut Authorization| {
        (auth.requested_on, auth.decided_on) = (Some(requested), Some(decided));
    };
    assert_eq!(checked(swapped), Err(P::DecidedBeforeRequested { requested, decided }));
}

#[test]
fn it_belongs_to_the_case() {
    assert_eq!(checked(|auth| auth.policy = OTHER), Err(P::NoSuchPolicy));
    assert_eq!(checked(|auth| auth.discipline = Discipline::Mh), Err(P::NoSuchDiscipline(Discipline::Mh)));
    assert_eq!(checked(|auth| auth.number = None), Err(P::NumberNeeded));
    assert_eq!(checked(|auth| auth.follows = Some(auth.id)), Err(P::FollowsItself));
}

#[test]
fn codes_are_of_the_discipline_and_in_force_on_some_day() {
    let with = |text: &'static str, discipline, from: &'static str, until: &'static str| {
        checked(move |auth| {
            auth.lines[0].codes = vec![service(text)];
            (auth.discipline, auth.period) = (discipline, span(from, until));
        })
    };
    let aba = |text| with(text, Discipline::Aba, "2026-03-01", "2026-09-01");
    assert_eq!(aba("99999"), Err(P::UnknownCode(service("99999"))));
    let other = P::OtherDiscipline { code: service("97110"), discipline: Discipline::Aba };
    assert_eq!(aba("97110"), Err(other));
    let speech = |from, until| with("92507", Discipline::Slp, from, until);
    assert_eq!(speech("2026-12-31", "2027-06-01"), Ok(()), "on its last day");
    assert_eq!(speech("2027-01-01", "2027-06-01"), Err(P::NotInForce(service("92507"))));
}

#[test]
fn every_step_from_every_status() {
    use AuthorizationStatus as S;
    let reason = || Line::parse("Plan changed").unwrap();
    let all = [
        S::Draft,
        S::Requested,
        S::Pended { since: day("2026-03-01"), asks: None },
        S::Approved,
        S::PartlyApproved,
        S::Denied { reason: reason() },
        S::Appealed { since: day("2026-03-01") },
        S::Cancelled { reason: reason() },
        S::Void { from: day("2026-04-01"), reason: reason() },
    ];
    // Draft, requested, pended, approved, partly, denied, appealed, cancelled, void.
    let table = [
        ".x.....x.",
        "..xxxx.x.",
        ".x.xxx.x.",
        "....x.xxx",
        "...x..xxx",
        "......x..",
        "...xxx.xx",
        ".........",
        "...xx....",
    ];
    for (from, row) in all.iter().zip(table) {
        for (to, step) in all.iter().zip(row.chars()) {
            let taken = next(from, to.clone());
            assert_eq!(taken.is_ok(), step == 'x', "{} to {}: {taken:?}", from.title(), to.title());
            assert!(taken.is_err() || taken.as_ref() == Ok(to));
        }
    }
    let asks_more = S::Pended { since: day("2026-03-05"), asks: Some(reason()) };
    assert_eq!(next(&all[2], asks_more.clone()), Ok(asks_more), "they ask for something else");
    let refused = next(&S::Denied { reason: reason() }, S::Approved).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "From \"Denied\" it cannot become \"Approved\"; nothing was changed. Appeal it, or request it anew."
    );
}

#[test]
fn amounts_are_read_as_people_write_them_and_never_in_fractions_of_a_unit() {
    let hours = [("6.25", Some(25)), ("10", Some(40)), ("0.5", Some(2)), (" 1.50 ", Some(6)), ("1.3", None)];
    for (text, units) in hours {
        assert_eq!(amount(Measure::Hours, text), units, "{text}");
    }
    for text in ["-1", "1.5", "", "+3", "4294967296"] {
        assert_eq!(amount(Measure::Units, text), None, "{text}");
    }
    for text in ["-1", ".5", "+1", "1073741824", "1e3"] {
        assert_eq!(amount(Measure::Hours, text), None, "{text}");
    }
    assert_eq!(amount(Measure::Visits, "12"), Some(12));
    assert_eq!(amount(Measure::Money, "$480"), Some(48_000));
}
