//! Units, by the examples of the two rules and for whatever minutes there may be.

mod areas;

use super::units::{Claim, NoClaim, Open, UnitRule, Worked, claim};
use super::{Code, Minutes, NoService, Services};
use crate::kinds::Date;
use proptest::prelude::*;
use std::collections::BTreeSet;

use UnitRule::{AmaPerCode, CmsPooled};

fn code(text: &str) -> Code {
    Code::parse(text).unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn worked(all: &[(&str, u16)]) -> Vec<Worked> {
    all.iter()
        .map(|(text, minutes)| Worked { code: code(text), minutes: Minutes::new(*minutes).unwrap() })
        .collect()
}

fn count(rule: UnitRule, all: &[(&str, u16)]) -> Claim {
    claim(&Services::standard(), rule, day("2026-11-23"), &worked(all), &[]).unwrap()
}

/// Units line by line, and those that are open.
fn units(rule: UnitRule, all: &[(&str, u16)]) -> (Vec<u16>, u16) {
    let claim = count(rule, all);
    (claim.lines.iter().map(|line| line.units).collect(), claim.open.map_or(0, |open| open.units))
}

#[test]
fn the_list_is_whole_and_says_for_each_code_who_says_so() {
    let services = Services::standard();
    let codes: BTreeSet<Code> = services.all().map(|service| service.code).collect();
    assert_eq!(codes.len(), services.all().count(), "no code twice");
    assert!(services.all().all(|service| !service.source.is_empty() && !service.disciplines.is_empty()));
    for service in services.all() {
        if let super::Timing::More { of, .. } = service.timing {
            assert!(codes.contains(&of), "{} is added to {of}", service.code);
        }
    }
}

#[test]
fn one_code_earns_a_unit_from_eight_minutes_and_another_every_fifteen() {
    let table = [(8, 22), (23, 37), (38, 52), (53, 67), (68, 82), (83, 97), (98, 112), (113, 127)];
    for rule in [CmsPooled, AmaPerCode] {
        assert_eq!(units(rule, &[("97110", 7)]), (vec![0], 0));
        for ((from, to), expected) in table.into_iter().zip(1..) {
            assert_eq!(units(rule, &[("97110", from)]), (vec![expected], 0), "{from} minutes");
            assert_eq!(units(rule, &[("97110", to)]), (vec![expected], 0), "{to} minutes");
        }
        assert_eq!(units(rule, &[("97530", 53)]), (vec![4], 0));
        assert_eq!(units(rule, &[("97153", 120)]), (vec![8], 0));
    }
}

#[test]
fn a_pool_gives_its_last_units_to_the_largest_remainders() {
    assert_eq!(units(CmsPooled, &[("97110", 24), ("97112", 23)]), (vec![2, 1], 0));
    assert_eq!(units(CmsPooled, &[("97110", 33), ("97140", 7)]), (vec![2, 1], 0));
    let four = [("97110", 18), ("97140", 13), ("97116", 10), ("97035", 8)];
    assert_eq!(units(CmsPooled, &four), (vec![1, 1, 1, 0], 0));
}

#[test]
fn each_code_by_itself_is_another_sum() {
    assert_eq!(units(AmaPerCode, &[("97110", 24), ("97112", 23)]), (vec![2, 2], 0));
    assert_eq!(units(AmaPerCode, &[("97110", 20), ("97112", 20)]), (vec![1, 1], 0));
    assert_eq!(units(AmaPerCode, &[("97110", 33), ("97140", 7)]), (vec![2, 0], 0));
    let four = [("97110", 18), ("97140", 13), ("97116", 10), ("97035", 8)];
    assert_eq!(units(AmaPerCode, &four), (vec![1, 1, 1, 1], 0));
    assert_eq!(units(AmaPerCode, &[("97110", 7), ("97112", 7), ("97140", 7)]), (vec![0, 0, 0], 0));
    assert_eq!(units(AmaPerCode, &[("97110", 8), ("97140", 8), ("97530", 8)]), (vec![1, 1, 1], 0));
}

#[test]
fn where_codes_have_an_equal_right_the_therapist_chooses() {
    let twice = [("97110", 20), ("97112", 20)];
    let open = count(CmsPooled, &twice).open;
    assert_eq!(open, Some(Open { units: 1, among: vec![code("97110"), code("97112")] }));
    let chosen = |prefer: &[Code]| {
        let services = Services::standard();
        let claim = claim(&services, CmsPooled, day("2026-11-23"), &worked(&twice), prefer).unwrap();
        (claim.lines.iter().map(|line| line.units).collect::<Vec<_>>(), claim.open)
    };
    assert_eq!(chosen(&[code("97112")]), (vec![1, 2], None));
    assert_eq!(chosen(&[code("97110"), code("97112")]), (vec![2, 1], None));
    assert_eq!(units(CmsPooled, &[("97110", 7), ("97112", 7), ("97140", 7)]), (vec![0, 0, 0], 1));
    assert_eq!(units(CmsPooled, &[("97110", 8), ("97140", 8), ("97530", 8)]), (vec![0, 0, 0], 2));
}

#[test]
fn untimed_codes_stay_outside_the_pool() {
    assert_eq!(units(CmsPooled, &[("97161", 40), ("97110", 7)]), (vec![1, 0], 0));
    assert_eq!(units(CmsPooled, &[("92507", 0)]), (vec![0], 0));
    assert_eq!(units(CmsPooled, &[("90847", 25)]), (vec![0], 0));
    assert_eq!(units(CmsPooled, &[("90847", 26)]), (vec![1], 0));
}

#[test]
fn a_session_of_talk_is_billed_by_its_length() {
    for rule in [CmsPooled, AmaPerCode] {
        for (minutes, fits) in [(16, "90832"), (37, "90832"), (38, "90834"), (52, "90834"), (53, "90837")] {
            let lines = count(rule, &[("90834", minutes)]).lines;
            assert_eq!((lines[0].code, lines[0].units), (code(fits), 1), "{minutes} minutes");
        }
        assert_eq!(units(rule, &[("90834", 15)]), (vec![0], 0));
    }
    let two = worked(&[("90832", 30), ("90834", 45)]);
    let refused = claim(&Services::standard(), AmaPerCode, day("2026-11-23"), &two, &[]).unwrap_err();
    assert_eq!(refused, NoClaim::TwoForOne { first: code("90832"), second: code("90834") });
}

#[test]
fn what_is_longer_than_the_first_block_goes_to_the_add_on() {
    let lines = |minutes| -> Vec<_> {
        let lines = count(AmaPerCode, &[("97550", minutes)]).lines;
        lines.into_iter().map(|line| (line.code.to_string(), line.units)).collect()
    };
    let base = |units| ("97550".to_owned(), units);
    assert_eq!(lines(15), [base(0)]);
    assert_eq!(lines(16), [base(1)]);
    assert_eq!(lines(37), [base(1)]);
    assert_eq!(lines(38), [base(1), ("97551".to_owned(), 1)]);
    assert_eq!(lines(60), [base(1), ("97551".to_owned(), 2)]);
    assert_eq!(
        units(CmsPooled, &[("97129", 38)]),
        (vec![1, 2], 0),
        "pooled, and then shared with its add-on"
    );
    assert_eq!(
        units(CmsPooled, &[("97129", 15), ("97130", 23)]),
        (vec![1, 2], 0),
        "wherever it was written down"
    );
    let alone = claim(&Services::standard(), AmaPerCode, day("2026-11-23"), &worked(&[("97551", 15)]), &[]);
    assert_eq!(alone, Err(NoClaim::AddOnAlone { code: code("97551"), of: code("97550") }));
}

#[test]
fn a_session_on_each_side_of_a_change_of_codes_is_counted_by_the_codes_of_its_day() {
    // What replaces 92507 has no published number yet; these two stand for one area of speech.
    const AREA: &str = "9250X\tfirst 30\tslp\t2027-01-01\t-\texample\tOne area, first\n\
                        9250Y\tmore 15 of 9250X\tslp\t2027-01-01\t-\texample\tOne area, further\n\
                        92507\tonce\tslp\t-\t2027-01-01\texample\tIndividual treatment";
    let services = Services::parse(AREA).unwrap();
    let on = |day_of: &str, text: &str, minutes| {
        let claim = claim(&services, CmsPooled, day(day_of), &worked(&[(text, minutes)]), &[])?;
        Ok(claim.lines.iter().map(|line| line.units).collect::<Vec<_>>())
    };
    assert_eq!(on("2026-12-31", "92507", 45), Ok(vec![1]));
    let over = NoService::NotInForce { code: code("92507"), on: day("2027-01-01") };
    assert_eq!(on("2027-01-01", "92507", 45), Err(NoClaim::Service(over)));
    assert_eq!(
        over.to_string(),
        "92507 cannot be billed for 1 Jan 2027: it is not in force on that day. Please choose the code that is."
    );
    assert_eq!(on("2027-01-01", "9250X", 45), Ok(vec![1, 1]));
    assert_eq!(on("2027-01-01", "9250X", 37), Ok(vec![1]));
    assert!(on("2026-12-31", "9250X", 45).is_err());
    let standard = Services::standard();
    assert!(standard.on(code("92507"), day("2026-12-31")).is_ok());
    assert!(standard.on(code("92507"), day("2027-01-01")).is_err());
}

#[test]
fn what_is_no_code_no_line_and_no_day_is_refused() {
    for text in ["", "9711", "971100", "97 10", "ABCDE", "9711é", "97110;"] {
        assert!(Code::parse(text).is_err(), "{text}");
    }
    assert_eq!(Code::parse(" g0283 ").unwrap(), code("G0283"));
    for line in [
        "97110",
        "97110\teach 0\tpt\t-\t-\tx\ty",
        "97110\teach 15\tpt\t2026-02-30\t-\tx\ty",
        "97110\tnow\tpt\t-\t-\tx\ty",
    ] {
        assert!(Services::parse(line).is_err(), "{line}");
    }
    let services = Services::standard();
    let refused = |all| claim(&services, CmsPooled, day("2026-11-23"), &worked(all), &[]).unwrap_err();
    assert_eq!(refused(&[("99999", 15)]), NoClaim::Service(NoService::Unknown(code("99999"))));
    assert_eq!(refused(&[("97110", 1440), ("97112", 1)]), NoClaim::LongerThanADay);
    assert_eq!(Minutes::new(1441), None);
}

fn some_work() -> impl Strategy<Value = Vec<(&'static str, u16)>> {
    const CODES: [&str; 7] = ["97110", "97112", "97116", "97129", "97140", "97530", "97535"];
    prop::collection::btree_map(prop::sample::select(&CODES[..]), 0_u16..200, 1..7)
        .prop_map(|work| work.into_iter().collect())
}

proptest! {
    #[test]
    fn a_pool_is_worth_what_its_minutes_are_worth_and_no_code_more_than_its_own(work in some_work(), turn in 0_usize..7) {
        let claim = count(CmsPooled, &work);
        let minutes: u16 = work.iter().map(|(_, minutes)| minutes).sum();
        prop_assert_eq!(claim.total(), (minutes + 7) / 15);
        for (text, minutes) in &work {
            let of = |line: &&super::units::Line| line.code == code(text) || (*text == "97129" && line.code == code("97130"));
            let units: u16 = claim.lines.iter().filter(of).map(|line| line.units).sum();
            prop_assert!(minutes / 15 <= units && units <= minutes.div_ceil(15), "{} {}: {}", text, minutes, units);
        }
        // The order in which the work was written down does not matter.
        let mut turned = work.clone();
        turned.rotate_left(turn % work.len());
        let by_code = |mut claim: Claim| {
            claim.lines.sort_by_key(|line| line.code);
            let open = claim.open.map(|open| (open.units, open.among.into_iter().collect::<BTreeSet<_>>()));
            (claim.lines, open)
        };
        prop_assert_eq!(by_code(count(CmsPooled, &turned)), by_code(claim));
    }

    #[test]
    fn a_choice_moves_units_and_makes_none(work in some_work()) {
        let prefer: Vec<Code> = work.iter().map(|(text, _)| code(text)).collect();
        let chosen = claim(&Services::standard(), CmsPooled, day("2026-11-23"), &worked(&work), &prefer).unwrap();
        prop_assert_eq!(chosen.total(), count(CmsPooled, &work).total());
        prop_assert_eq!(chosen.open, None);
    }

    #[test]
    fn no_code_by_itself_is_worth_more_than_its_minutes(work in some_work()) {
        let claim = count(AmaPerCode, &work);
        prop_assert!(claim.open.is_none());
        for (text, minutes) in &work {
            let of = |line: &&super::units::Line| line.code == code(text) || (*text == "97129" && line.code == code("97130"));
            let units: u16 = claim.lines.iter().filter(of).map(|line| line.units).sum();
            prop_assert_eq!(units, (minutes + 7) / 15);
        }
    }
}
