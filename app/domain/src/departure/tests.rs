//! Who is proposed, and why.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeSet;
use uuid::Uuid;

fn site(n: u128) -> SiteId {
    SiteId(Uuid::from_u128(n))
}

fn staff(n: u128) -> StaffId {
    StaffId(Uuid::from_u128(n))
}

fn row(n: u32, weight: u32) -> Row {
    Row {
        case: CaseId(Uuid::from_u128(u128::from(n))),
        number: n,
        site: site(1),
        disciplines: vec![Discipline::Slp],
        payer: Some(PayerId(Uuid::from_u128(9))),
        language: None,
        weight,
        team: vec![],
        left: LeftOn { owns: true, ..LeftOn::default() },
    }
}

fn candidate(n: u128, load: u32) -> Candidate {
    Candidate {
        staff: staff(n),
        name: Name::parse(&format!("Person {n}")).expect("a name"),
        active: true,
        disciplines: vec![Discipline::Slp],
        sites: SiteScope::Some(BTreeSet::from([site(1)])),
        enrolled: Some(vec![PayerId(Uuid::from_u128(9))]),
        languages: vec![],
        load,
        capacity: Some(1000),
    }
}

fn to(rows: &[Row], candidates: &[Candidate]) -> Vec<Option<StaffId>> {
    propose(rows, candidates).choices.into_iter().map(|choice| choice.to).collect()
}

#[test]
fn a_payer_that_knows_the_person_comes_before_language_and_load() {
    let spanish = || Line::parse("Spanish").ok();
    let wanted = Row { language: spanish(), ..row(1, 100) };
    let known = candidate(1, 800);
    let speaks =
        Candidate { enrolled: Some(vec![]), languages: spanish().into_iter().collect(), ..candidate(2, 0) };
    let both = Candidate { languages: spanish().into_iter().collect(), ..candidate(3, 850) };
    assert_eq!(to(std::slice::from_ref(&wanted), &[known.clone(), speaks.clone()]), [Some(staff(1))]);
    let chosen = propose(&[wanted], &[known, speaks, both]).choices.remove(0);
    assert_eq!((chosen.to, chosen.heavy), (Some(staff(3)), true));
    assert_eq!(
        chosen.reason,
        "Person 3 treats in SLP at this site, is known to the payer, speaks Spanish, and would carry 95\u{a0}% of a full load."
    );
}

#[test]
fn each_case_given_counts_for_the_next_and_nobody_is_overfilled() {
    let rows = [row(1, 300), row(2, 500), row(3, 400)];
    let given = to(&rows, &[candidate(1, 500), candidate(2, 200)]);
    assert_eq!(given, [Some(staff(2)), Some(staff(2)), Some(staff(1))], "the heaviest choose first");
    let full = propose(&rows[..1], &[candidate(1, 900)]).choices.remove(0);
    assert_eq!(full.to, None);
    assert!(full.reason.contains("more than 110"), "{}", full.reason);
    let elsewhere = Candidate { sites: SiteScope::Some(BTreeSet::new()), ..candidate(1, 0) };
    let away = propose(&rows[..1], &[elsewhere]).choices.remove(0);
    assert!(away.reason.contains("1 at other sites"), "{}", away.reason);
}

#[test]
fn weight_is_hours_and_what_makes_a_case_harder() {
    assert_eq!(weight(90, 1, false, false, false), 150);
    assert_eq!(weight(60, 3, true, true, true), 100 + 50 + 150);
}

proptest! {
    #[test]
    fn the_order_in_which_people_come_changes_nothing(
        loads in prop::collection::vec(0u32..1200, 1..6),
        weights in prop::collection::vec(0u32..400, 1..8),
    ) {
        let rows: Vec<Row> = (1..).zip(&weights).map(|(n, weight)| row(n, *weight)).collect();
        let mut people: Vec<Candidate> =
            (1..).zip(&loads).map(|(n, load)| candidate(n, *load)).collect();
        let one = propose(&rows, &people);
        people.reverse();
        prop_assert_eq!(&one, &propose(&rows, &people));
        for person in &people {
            let given: u32 = rows
                .iter()
                .zip(&one.choices)
                .filter(|(_, choice)| choice.to == Some(person.staff))
                .map(|(row, _)| row.weight)
                .sum();
            prop_assert!(given == 0 || person.load + given <= 1100);
        }
    }
}
