//! Examples that pass, and the sentences of those that do not.

use super::super::tests::{code, day, line, payer, rules};
use super::*;
use crate::service::units::UnitRule;
use uuid::Uuid;

fn example(discipline: Discipline, on: &str, services: &[(&str, u16)], expect: Expect) -> Example {
    let done =
        |(text, minutes): &(&str, u16)| Done { code: code(text), minutes: Minutes::new(*minutes).unwrap() };
    Example {
        id: ExampleId(Uuid::from_u128(1)),
        name: line("Letter of March"),
        given: Given {
            day: day(on),
            discipline,
            services: services.iter().map(done).collect(),
            prefer: Vec::new(),
            visits_so_far: 12,
            turn: Turn::Primary,
        },
        expect,
    }
}

fn said(rules: PayerRules, example: Example) -> Vec<String> {
    run(&payer(vec![rules]), &Services::standard(), &[example]).iter().map(ToString::to_string).collect()
}

fn units(lines: &[(&str, u16)]) -> Expect {
    let lines = lines.iter().map(|(text, units)| (code(text), *units)).collect();
    Expect { units: Some(lines), ..Expect::default() }
}

#[test]
fn an_example_that_the_rules_get_right_says_nothing() {
    let expect = Expect {
        authorization: Some(true),
        referral: Some(false),
        file_by: Some(day("2026-06-08")),
        ..units(&[("97112", 2), ("97110", 2), ("97140", 0)])
    };
    let right = example(Discipline::Pt, "2026-03-10", &[("97110", 24), ("97112", 23)], expect);
    assert_eq!(said(rules("2026-01-01", None), right), [""; 0]);
}

#[test]
fn what_the_rules_get_wrong_is_said_with_both_results() {
    let work = [("97110", 24), ("97112", 23)];
    let expect = Expect {
        authorization: Some(false),
        referral: Some(true),
        file_by: Some(day("2026-06-07")),
        ..units(&[("97110", 2), ("97112", 1)])
    };
    assert_eq!(
        said(rules("2026-01-01", None), example(Discipline::Pt, "2026-03-10", &work, expect)),
        [
            "Example \"Letter of March\": an authorization is not expected. The rules say: Physical: an authorization \
             is needed beyond 12 visits of a year. Source: Contract.",
            "Example \"Letter of March\": a referral is expected. The rules say: Physical: this payer asks for no referral.",
            "Example \"Letter of March\": units 97110 2, 97112 1 are expected. The rules give 97110 2, 97112 2.",
            "Example \"Letter of March\": filing by 7 Jun 2026 is expected. The rules say 8 Jun 2026.",
        ]
    );
}

#[test]
fn one_service_that_needs_an_authorization_is_enough() {
    let expect = Expect { authorization: Some(true), ..Expect::default() };
    let both = example(Discipline::Mh, "2026-03-10", &[("90834", 45), ("96130", 60)], expect.clone());
    assert_eq!(said(rules("2026-01-01", None), both), [""; 0]);
    let one = example(Discipline::Mh, "2026-03-10", &[("90834", 45)], expect);
    assert!(said(rules("2026-01-01", None), one)[0].ends_with("no authorization is asked for 90834."));
}

#[test]
fn a_choice_that_nobody_made_is_no_result() {
    let pooled = || PayerRules { units: UnitRule::CmsPooled, ..rules("2026-01-01", None) };
    let mut open = example(
        Discipline::Pt,
        "2026-03-10",
        &[("97110", 20), ("97112", 20)],
        units(&[("97110", 2), ("97112", 1)]),
    );
    assert!(said(pooled(), open.clone())[0].contains("choose between 97110 and 97112"));
    open.given.prefer = vec![code("97110")];
    assert_eq!(said(pooled(), open), [""; 0]);
}

#[test]
fn a_secondary_claim_runs_from_the_answer_of_the_first() {
    let expect = |by| Expect { file_by: Some(day(by)), ..Expect::default() };
    let mut second = example(Discipline::Pt, "2026-03-10", &[], expect("2026-07-31"));
    second.given.turn = Turn::Secondary { answered_on: day("2026-06-01") };
    assert_eq!(said(rules("2026-01-01", None), second), [""; 0]);
    let mut family = payer(vec![rules("2026-01-01", None)]);
    family.class = crate::workflow::PayerClass::SelfPay;
    let asked = [example(Discipline::Pt, "2026-03-10", &[], expect("2026-06-08"))];
    assert!(
        run(&family, &Services::standard(), &asked)[0].says.ends_with("No claims are filed with this payer.")
    );
}

#[test]
fn a_session_on_each_side_of_the_new_year_of_2027_comes_out_rightly() {
    let speech = |on| example(Discipline::Slp, on, &[("92507", 45)], units(&[("92507", 1)]));
    assert_eq!(said(rules("2026-01-01", None), speech("2026-12-31")), [""; 0]);
    assert_eq!(
        said(rules("2026-01-01", None), speech("2027-01-01")),
        [
            "Example \"Letter of March\": 92507 cannot be billed for 1 Jan 2027: it is not in force on that day. Please choose the code that is."
        ]
    );
    assert!(said(rules("2026-01-01", None), speech("2025-12-31"))[0].contains("do not reach 31 Dec 2025"));
}

#[test]
fn what_stands_in_a_file_comes_back() {
    let one = example(Discipline::Slp, "2026-12-31", &[("92507", 45)], units(&[("92507", 1)]));
    let text = serde_json::to_string(&one).unwrap();
    assert_eq!(serde_json::from_str::<Example>(&text).unwrap(), one);
    assert!(text.contains(r#""units":[["92507",1]]"#), "{text}");
}
