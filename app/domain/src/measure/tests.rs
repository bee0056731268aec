//! What scores are taken, and what they say.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeSet;
use uuid::Uuid;

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

fn number(text: &str) -> Number {
    text.parse().expect("a number")
}

fn key(text: &str) -> Key {
    Key::parse(text).expect("a key")
}

fn measure(of: &str) -> Measure {
    Catalogue::standard().find(&key(of), day("2026-06-01")).expect("it is there").clone()
}

fn new(of: &str, on: &str, value: &str, items: Option<Vec<u8>>) -> NewScore {
    let id = ScoreId(Uuid::from_u128(1));
    NewScore { id, measure: key(of), on: day(on), value: number(value), second: None, items }
}

fn with(scores: &[NewScore]) -> Outcomes {
    let by = StaffId(Uuid::from_u128(3));
    Outcomes { scores: scores.iter().map(|new| recorded(new, by)).collect() }
}

fn refused(outcomes: &Outcomes, new: &NewScore) -> Option<ScoreProblem> {
    let born = Some(day("1990-01-01"));
    check(outcomes, new, &Catalogue::standard(), born, day("2026-06-10")).err()
}

#[test]
fn every_measure_of_the_list_can_be_read_and_only_sure_codes_are_given() {
    let catalogue = Catalogue::standard();
    let keys: BTreeSet<&Key> = catalogue.all().map(|measure| &measure.key).collect();
    assert_eq!(keys.len(), catalogue.all().count());
    let coded: Vec<&str> = catalogue.all().filter_map(|measure| measure.loinc.as_deref()).collect();
    assert_eq!(coded, ["97909-6", "44261-6", "70274-6"]);
    assert!(catalogue.all().all(|measure| measure.lowest < measure.highest));
    let shown = catalogue.all().filter(|measure| items::questions(&measure.key).is_some());
    assert!(shown.into_iter().all(|measure| measure.licence == Licence::Free));
}

#[test]
fn a_total_has_to_be_what_its_answers_add_up_to() {
    let none = Outcomes::default();
    let answers = vec![2, 2, 1, 1, 1, 1, 1, 1, 0];
    assert_eq!(refused(&none, &new("phq_9", "2026-06-01", "10", Some(answers.clone()))), None);
    assert!(matches!(
        refused(&none, &new("phq_9", "2026-06-01", "11", Some(answers))),
        Some(ScoreProblem::NotTheSum { sum: 10, .. })
    ));
    assert!(matches!(
        refused(&none, &new("phq_9", "2026-06-01", "10", None)),
        Some(ScoreProblem::ItemsMissing { needed: 9, given: 0, .. })
    ));
    let high = vec![4, 0, 0, 0, 0, 0, 0];
    assert!(matches!(
        refused(&none, &new("gad_7", "2026-06-01", "4", Some(high))),
        Some(ScoreProblem::ItemOutside { place: 1, answer: 4 })
    ));
    let copied = new("celf", "2026-06-01", "85", Some(vec![1]));
    assert!(matches!(refused(&none, &copied), Some(ScoreProblem::NoItems(_))));
}

#[test]
fn a_score_is_of_a_day_that_was_and_one_a_day_unless_the_first_was_an_error() {
    let first = new("lefs", "2026-06-01", "40", None);
    let mut there = with(std::slice::from_ref(&first));
    assert!(matches!(refused(&there, &first), Some(ScoreProblem::SameDay { .. })));
    there.scores[0].withdrawn = Some(Line::parse("another patient's").expect("a line"));
    assert_eq!(refused(&there, &first), None);
    assert_eq!(
        refused(&there, &new("lefs", "2026-06-11", "40", None)),
        Some(ScoreProblem::Day(day("2026-06-11"), true))
    );
    assert_eq!(
        refused(&there, &new("lefs", "1989-12-31", "40", None)),
        Some(ScoreProblem::Day(day("1989-12-31"), false))
    );
    assert!(matches!(
        refused(&there, &new("lefs", "2026-06-01", "81", None)),
        Some(ScoreProblem::Outside { .. })
    ));
}

#[test]
fn any_thought_of_harm_is_a_risk_however_low_the_total() {
    let none = Outcomes::default();
    assert!(risk(&none, &new("phq_9", "2026-06-01", "1", Some(vec![0, 0, 0, 0, 0, 0, 0, 0, 1]))));
    assert!(!risk(&none, &new("phq_9", "2026-06-01", "24", Some(vec![3, 3, 3, 3, 3, 3, 3, 3, 0]))));
    let there = with(&[new("c_ssrs", "2026-05-01", "2", None)]);
    assert!(!risk(&there, &new("c_ssrs", "2026-06-01", "2", None)));
    assert!(risk(&there, &new("c_ssrs", "2026-06-01", "3", None)));
}

#[test]
fn change_is_said_beside_the_change_that_matters() {
    let told =
        |of: &str, first: &str, last: &str| verdict(number(first), number(last), &measure(of)).sentence();
    assert_eq!(told("phq_9", "16", "10"), "Down 6 points, more than the 5 that matter.");
    assert_eq!(
        told("phq_9", "9", "4"),
        "Down 5 points, just the 5 that matter. Response: at least halved. Remission: under 5."
    );
    assert_eq!(told("lefs", "40", "41"), "Up 1 point, less than the 9 that matter.");
    assert_eq!(told("lefs", "40", "50"), "Up 10 points, which may matter: sources say 9 to 16.");
    assert_eq!(told("noms", "3", "4"), "Up 1 level, just the 1 that matters.");
}

#[test]
fn worse_by_a_change_that_may_matter_asks_for_a_review() {
    let change = |of: &str, first: &str, last: &str| verdict(number(first), number(last), &measure(of));
    assert!(change("odi", "30", "40").asks_for_review());
    assert!(!change("odi", "30", "39").asks_for_review());
    assert!(!change("odi", "40", "20").asks_for_review());
    assert!(change("berg", "40", "36").asks_for_review());
    assert!(!change("promis", "40", "50").asks_for_review(), "nobody knows which way is worse");
}

#[test]
fn an_unchanged_standard_score_is_never_called_no_progress() {
    let same = verdict(number("78"), number("78"), &measure("celf"));
    assert!(same.sentence().contains("raw or growth score"), "{}", same.sentence());
    assert!(!same.sentence().to_lowercase().contains("no progress"));
}

#[test]
fn a_score_after_treatment_began_is_no_baseline() {
    let there = with(&[new("lefs", "2026-06-05", "50", None), new("lefs", "2026-06-01", "40", None)]);
    let on = |first: &str| baseline(&there, &key("lefs"), Some(day(first))).map(|score| score.on);
    assert_eq!(on("2026-06-01"), Some(day("2026-06-01")));
    assert_eq!(on("2026-05-31"), None);
    assert_eq!(latest(&there, &key("lefs")).map(|score| score.value), Some(number("50")));
    assert_eq!(due_again(&there, &measure("lefs")), Some(day("2026-07-05")));
}

proptest! {
    #[test]
    fn better_one_way_is_worse_the_other(first in 0..=2_700_i64, last in 0..=2_700_i64) {
        let number = |hundredths| Number::hundredths(hundredths).expect("a number");
        let phq = measure("phq_9");
        let there = verdict(number(first), number(last), &phq);
        let back = verdict(number(last), number(first), &phq);
        prop_assert_eq!(there.size, back.size);
        prop_assert_eq!(there.way == Way::Better, back.way == Way::Worse);
    }
}
