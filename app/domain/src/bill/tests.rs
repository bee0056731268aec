use super::denial::{CAUSES, Reason, appeal_clock};
use super::fees::{Fee, Fees, NoFee};
use super::funnel::{Row, Step, funnel};
use super::input::{Certification, Cover, Day, Input, Line, Note, Paper};
use super::judge::{is_ready, judge};
use super::rule::{Looks, Rule};
use crate::authorization::Modifier;
use crate::authorization::balance::Why;
use crate::calendar::Span;
use crate::ids::VisitId;
use crate::kinds::{Date, Discipline};
use crate::money::Cents;
use crate::service::Code;
use crate::service::places::{PlaceCode, Places};
use crate::visit::Outcome;
use crate::workflow::PayerClass;
use proptest::prelude::*;
use uuid::Uuid;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn code(text: &str) -> Code {
    Code::parse(text).unwrap()
}

/// A session of physical therapy under Medicare, three days ago, with nothing wrong.
fn good() -> Input {
    let line = Line {
        code: code("97110"),
        modifiers: vec![Modifier::parse("GP").unwrap()],
        minutes: 38,
        timed: true,
        units: None,
        supported: Some(3),
        recode: None,
        ceiling: Some(6),
        lacks: None,
    };
    Input {
        visit: VisitId(Uuid::from_u128(1)),
        on: day("2026-11-20"),
        today: day("2026-11-23"),
        discipline: Discipline::Pt,
        outcome: Outcome::Arrived,
        billed_on: None,
        accepted: false,
        lines: vec![line],
        paper: Paper {
            note: Note::Signed,
            hours: 2,
            clock: Some((540, 585)),
            credential_valid: true,
            plan: Some(1),
            certification: Certification::Certified,
            goals: 2,
            days_since_report: 4,
            consent: true,
            ..Paper::default()
        },
        cover: Cover {
            active: true,
            unordered: false,
            payer: Some(PayerClass::Medicare),
            insured: true,
            checked_on: Some(day("2026-11-02")),
            filing_days: Some(365),
            over_threshold: false,
        },
        day: Day::default(),
    }
}

type Fault = (u8, fn(&mut Input));

/// One fault for each rule, in the words of the table.
const FAULTS: &[Fault] = &[
    (2, |it| it.paper.note = Note::Unsigned),
    (3, |it| (it.paper.note, it.paper.hours) = (Note::None, 49)),
    (4, |it| it.today = day("2026-11-26")),
    (7, |it| it.lines.iter_mut().for_each(|line| line.units = Some(4))),
    (8, |it| it.lines.iter_mut().for_each(|line| line.units = Some(2))),
    (9, |it| it.paper.clock = Some((540, 570))),
    (10, |it| it.day.double_booked = true),
    (11, |it| it.day.two_at_once = true),
    (12, |it| it.day.direct_minutes = 601),
    (13, |it| it.lines.iter_mut().for_each(|line| line.recode = Some(code("90832")))),
    (14, |it| it.lines.iter_mut().for_each(|line| line.lacks = Some(Why::OutsidePeriod))),
    (15, |it| it.lines.iter_mut().for_each(|line| line.lacks = Some(Why::UsedUp))),
    (16, |it| it.lines.iter_mut().for_each(|line| line.lacks = Some(Why::CodeNotListed))),
    (17, |it| it.cover.active = false),
    (18, |it| it.cover.unordered = true),
    (19, |it| it.cover.checked_on = Some(day("2026-10-20"))),
    (20, |it| it.paper.plan = None),
    (21, |it| it.paper.certification = Certification::Waits(30)),
    (22, |it| it.paper.certification = Certification::Over),
    (23, |it| it.paper.days_since_report = 10),
    (24, |it| it.paper.goals = 0),
    (26, |it| it.paper.credential_valid = false),
    (27, |it| it.paper.note = Note::WaitsForCosignature),
    (28, |it| it.paper.assistant = true),
    (29, |it| it.lines.iter_mut().for_each(|line| line.modifiers.clear())),
    (30, |it| it.cover.over_threshold = true),
    (31, |it| it.lines.iter_mut().for_each(|line| line.ceiling = Some(2))),
    (32, |it| it.day.pairs = vec![(code("97530"), code("97110"))]),
    (33, |it| {
        it.paper.place = Places::standard().on(PlaceCode::parse("10").unwrap(), it.on).map(|row| row.what);
    }),
    (34, |it| it.paper.similar_percent = 90),
    (35, |it| it.paper.hours = 73),
    (36, |it| it.paper.altered = true),
    (38, |it| it.cover.filing_days = Some(3)),
    (40, |it| it.paper.consent = false),
    (41, |it| it.paper.outside = true),
];

fn numbers(input: &Input) -> Vec<u8> {
    judge(input).iter().map(|finding| finding.rule.number()).collect()
}

#[test]
fn a_session_with_nothing_wrong_is_ready() {
    assert_eq!(judge(&good()), []);
}

#[test]
fn each_fault_is_found_by_its_rule_and_blocks_where_the_rule_does() {
    for (number, fault) in FAULTS {
        let mut input = good();
        fault(&mut input);
        let found = judge(&input);
        let finding = found.iter().find(|finding| finding.rule.number() == *number);
        let finding = finding.unwrap_or_else(|| panic!("AUD-{number:02} is not found in {found:?}"));
        assert_eq!(finding.blocks, finding.rule.looks() == Looks::Session, "AUD-{number:02}");
        assert!(finding.sentence.ends_with('.'), "{}", finding.sentence);
    }
}

#[test]
fn every_rule_about_a_session_has_its_fault() {
    for rule in Rule::ALL {
        let elsewhere = matches!(rule.looks(), Looks::Elsewhere(_)) || [1, 5].contains(&rule.number());
        let tried = FAULTS.iter().any(|(number, _)| *number == rule.number());
        assert_ne!(elsewhere, tried, "{}", rule.code());
    }
}

#[test]
fn what_was_not_delivered_is_never_ready() {
    let billed = Some(day("2026-11-21"));
    let no_show = Input { outcome: Outcome::NoShow, billed_on: billed, ..good() };
    assert_eq!(numbers(&no_show), [1]);
    assert_eq!(numbers(&Input { outcome: Outcome::Booked, ..good() }), [5]);
    assert!(!is_ready(&judge(&Input { outcome: Outcome::CancelledInTime, ..good() })));
}

#[test]
fn warnings_come_before_the_rule_blocks() {
    let mut input = good();
    (input.paper.days_since_report, input.paper.certification) = (8, Certification::Waits(14));
    assert_eq!(numbers(&input), [21, 23]);
    assert!(is_ready(&judge(&input)));
    input.paper.certification = Certification::Waits(13);
    assert_eq!(numbers(&input), [23]);
}

proptest! {
    #[test]
    fn one_more_fault_never_makes_a_session_ready(
        faults in proptest::collection::vec(0..FAULTS.len(), 0..6),
        more in 0..FAULTS.len(),
    ) {
        let mut input = good();
        for at in &faults {
            FAULTS[*at].1(&mut input);
        }
        let before = judge(&input);
        let mut worse = input.clone();
        FAULTS[more].1(&mut worse);
        let added = judge(&worse);
        prop_assert!(is_ready(&before) || !is_ready(&added) || replaces(&faults, more));
    }
}

/// Whether the new fault overwrites what an earlier one said: units (which the ceiling of a day is held against too) or an
/// answer of the authorization.
fn replaces(faults: &[usize], more: usize) -> bool {
    let fact = |number: u8| match number {
        2 | 3 | 27 => 1,
        7 | 8 | 31 => 2,
        14..=16 => 3,
        21 | 22 => 4,
        _ => 0,
    };
    let one = fact(FAULTS[more].0);
    one != 0 && faults.iter().any(|at| fact(FAULTS[*at].0) == one)
}

#[test]
fn a_denial_names_the_step_that_was_missed() {
    let steps = |text: &str| Reason::parse(text).unwrap().cause().unwrap().steps;
    assert_eq!(steps("22"), ["IN-04", "IN-06", "AC-05"]);
    assert_eq!(steps("CO-197"), ["PL-07", "PL-08", "AC-07"]);
    assert_eq!(steps("b7"), steps("185"));
    assert!(steps("29").contains(&"AC-04"));
    assert!(!Reason::parse("45").unwrap().is_denial(), "the contract takes it off");
    for text in ["", "2222", "B", "7B", "AB1"] {
        assert!(Reason::parse(text).is_err(), "{text}");
    }
    for cause in CAUSES {
        assert!(cause.codes.iter().all(|code| Reason::parse(code).is_ok()), "{}", cause.meaning);
    }
}

#[test]
fn an_appeal_has_a_last_day() {
    let clock = |today| appeal_clock(day("2026-07-01"), 120, day(today));
    assert_eq!(clock("2026-10-17"), (day("2026-10-29"), "12 days left to appeal.".to_owned()));
    assert_eq!(clock("2026-10-29").1, "Today is the last day to appeal.");
    assert_eq!(clock("2026-10-30").1, "The time to appeal has passed.");
}

#[test]
fn an_amount_is_units_times_the_fee_of_that_day() {
    let new_year = day("2026-01-01");
    let fee = |period, cents| Fee { code: code("97110"), period, each: Cents(cents) };
    let fees = Fees(vec![
        fee(Span::new(day("2025-01-01"), Some(new_year)).unwrap(), 4_000),
        fee(Span::since(new_year), 4_250),
    ]);
    assert_eq!(fees.amount(code("97110"), day("2025-12-31"), 3), Ok(Cents(12_000)));
    assert_eq!(fees.amount(code("97110"), new_year, 3), Ok(Cents(12_750)));
    let unknown = fees.amount(code("97112"), new_year, 1);
    assert_eq!(unknown, Err(NoFee::Unknown { code: code("97112"), on: new_year }));
}

#[test]
fn a_funnel_narrows_and_names_who_stopped_where() {
    let row = |id, arrived, documented, exported| Row {
        visit: VisitId(Uuid::from_u128(id)),
        on: day("2026-11-20"),
        arrived,
        documented,
        signed: documented,
        exported,
        paid: false,
        amount: Cents(100),
    };
    let rows = [row(1, true, true, true), row(2, true, false, true), row(3, false, false, false)];
    let levels = funnel(&rows, Span::since(day("2026-11-01")));
    let counts: Vec<usize> = levels.iter().map(|level| level.count).collect();
    assert_eq!(counts, [3, 2, 1, 1, 1, 0]);
    assert_eq!(levels[1].stopped, [VisitId(Uuid::from_u128(2))], "exported without a note is no progress");
    assert_eq!((levels[1].step, levels[1].cents), (Step::Arrived, 200));
    assert!(funnel(&rows, Span::since(day("2026-12-01"))).iter().all(|level| level.count == 0));
}
