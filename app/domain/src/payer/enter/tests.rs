//! What cannot be entered, and the sentence for it.

use super::super::tests::{code, day, line, payer, rules};
use super::*;
use crate::ids::ExampleId;
use crate::payer::examples::{Example, Expect, Given};
use crate::payer::rules::Turn;
use uuid::Uuid;

fn refused(change: impl FnOnce(&mut PayerRules)) -> Option<String> {
    let mut rules = rules("2026-01-01", None);
    change(&mut rules);
    check(&payer(vec![rules])).err().map(|problem| problem.to_string())
}

fn is_refused(change: impl FnOnce(&mut PayerRules)) -> bool {
    refused(change).is_some()
}

#[test]
fn a_whole_payer_is_entered_and_so_is_one_whose_contract_paused() {
    assert_eq!(check(&payer(Vec::new())), Ok(()));
    let paused = payer(vec![rules("2026-01-01", Some("2026-03-01")), rules("2026-06-01", None)]);
    assert_eq!((check(&paused), paused.period_problems().len()), (Ok(()), 1));
}

#[test]
fn periods_that_overlap_or_never_begin_are_refused() {
    let overlap = payer(vec![rules("2026-01-01", None), rules("2026-06-01", None)]);
    let words = "The rules from 1 Jan 2026 and those from 1 Jun 2026 both count on 1 Jun 2026. Please end the earlier ones there.";
    assert_eq!(check(&overlap).unwrap_err().to_string(), words);
    let empty = payer(vec![rules("2026-01-01", Some("2026-01-01"))]);
    assert_eq!(check(&empty), Err(PayerProblem::Empty { from: day("2026-01-01") }));
}

#[test]
fn warnings_have_an_order_and_a_range() {
    for percent in [vec![0, 50], vec![75, 101]] {
        assert!(
            refused(|rules| rules.warn_percent = percent).unwrap().contains("a percentage from 1 to 100")
        );
    }
    for percent in [vec![90, 75], vec![75, 75]] {
        assert!(
            refused(|rules| rules.warn_percent = percent).unwrap().contains("from the lowest to the highest")
        );
    }
    for days in [vec![7, 14], vec![14, 14]] {
        assert!(refused(|rules| rules.warn_days = days).unwrap().contains("from the most to the fewest"));
    }
    assert!(is_refused(|rules| rules.warn_days = vec![367]));
    assert!(is_refused(|rules| rules.warn_days = (0..13).rev().collect()));
    assert!(is_refused(|rules| rules.warn_percent = (1..=13).collect()));
    let least = |rules: &mut PayerRules| (rules.warn_days, rules.warn_percent) = (vec![0], vec![1, 100]);
    assert_eq!(refused(least), None);
    assert_eq!(refused(|rules| (rules.warn_days, rules.warn_percent) = (vec![], vec![])), None);
}

#[test]
fn numbers_that_cannot_be_meant_are_refused() {
    let words = "The rules from 1 Jan 2026 give 0 days to file a claim: please give a number from 1 to 1096.";
    assert_eq!(refused(|rules| rules.filing_days = 0).as_deref(), Some(words));
    assert_eq!(refused(|rules| rules.filing_days = 1_096), None);
    assert!(is_refused(|rules| rules.filing_days = 1_097));
    assert!(is_refused(|rules| rules.secondary_filing_days = 0));
    assert!(is_refused(|rules| rules.decision_days = 367));
    assert!(is_refused(|rules| rules.renew_before_days = 367));
    assert!(is_refused(|rules| rules.retro_days = Some(1_097)));
    assert!(is_refused(|rules| rules.note_hours = 0));
    assert!(is_refused(|rules| rules.cosign_hours = Some(0)));
    assert_eq!(refused(|rules| rules.cosign_hours = None), None);
    assert!(is_refused(|rules| rules.documents = vec![line("Form"); 51]));
    assert_eq!(refused(|rules| rules.documents = vec![line("Form"); 50]), None);
}

#[test]
fn a_need_is_said_once_and_of_something() {
    let need = |codes: &[&str], except: &[&str]| AuthorizationNeed {
        discipline: Discipline::Pt,
        codes: codes.iter().map(|text| code(text)).collect(),
        except: except.iter().map(|text| code(text)).collect(),
        after_visits: None,
    };
    let of = |needs: Vec<AuthorizationNeed>| refused(|rules| rules.authorization = needs);
    let twice = "The rules from 1 Jan 2026 say twice when Physical needs an authorization. Please keep one of the two.";
    assert_eq!(of(vec![need(&[], &[]), need(&[], &["97161"])]).as_deref(), Some(twice));
    assert_eq!(of(vec![need(&["97110"], &[]), need(&["97112", "97110"], &[])]).as_deref(), Some(twice));
    assert_eq!(of(vec![need(&[], &[]), need(&["97110"], &[]), need(&["97112"], &[])]), None);
    assert!(of(vec![need(&["97110"], &["97110"])]).unwrap().contains("except all of them"));
    assert!(of(vec![need(&["97110"; 201], &[])]).unwrap().contains("the limit is 200"));
    let referral = |rules: &mut PayerRules| rules.referral = vec![Discipline::Slp, Discipline::Slp];
    assert!(refused(referral).unwrap().contains("name Speech twice"));
}

#[test]
fn an_example_has_a_name_of_its_own_and_can_fail() {
    let given = Given {
        day: day("2026-02-01"),
        discipline: Discipline::Pt,
        services: Vec::new(),
        prefer: Vec::new(),
        visits_so_far: 0,
        turn: Turn::Primary,
    };
    let example = |id, name, authorization| Example {
        id: ExampleId(Uuid::from_u128(id)),
        name: line(name),
        given: given.clone(),
        expect: Expect { authorization, ..Expect::default() },
    };
    let of = |examples| {
        let mut payer = payer(vec![rules("2026-01-01", None)]);
        payer.examples = examples;
        check(&payer)
    };
    assert_eq!(of(vec![example(1, "a", Some(true)), example(2, "b", Some(false))]), Ok(()));
    let twice = |name| Err(PayerProblem::ExampleTwice { name: line(name) });
    assert_eq!(of(vec![example(1, "a", Some(true)), example(2, "a", Some(true))]), twice("a"));
    assert_eq!(of(vec![example(1, "a", Some(true)), example(1, "b", Some(true))]), twice("b"));
    assert_eq!(of(vec![example(1, "a", None)]), Err(PayerProblem::ExampleOfNothing { name: line("a") }));
}
