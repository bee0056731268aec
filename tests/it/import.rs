//! A real clinic's sheet through the reader and the sorter: the piles are the ones that the generator promised.

use chrono::NaiveDate;
use domain::import::dates::DateOrder;
use domain::import::{Context, Counts, Mapping, Sheet, sort};
use server::import::read::{Limits, read};
use tests::messy::{ASKED_COLUMN, Expected, HEADERS, caseload};

fn as_of() -> NaiveDate {
    "2026-03-10".parse().unwrap()
}

fn piles(sheet: &Sheet, order: Option<DateOrder>) -> Expected {
    let mut mapping = Mapping::proposed(sheet, as_of());
    mapping.orders.extend(order.map(|order| (ASKED_COLUMN, order)));
    assert_eq!(mapping.problems(sheet), Vec::<String>::new());
    let context = Context { as_of: as_of(), staff: vec![], sites: vec![] };
    let Counts { rows, ready, to_fix, duplicates } = sort(sheet, &mapping, &context, &[]).counts();
    let [rows, ready, to_fix, duplicates] = [rows, ready, to_fix, duplicates].map(|count| count as usize);
    Expected { rows, ready, to_fix, duplicates }
}

fn check(seed: u64, rows: usize) {
    let messy = caseload(seed, rows, as_of());
    let text = read(&messy.csv(), None, &Limits::default()).unwrap();
    let (before, after) = messy.expected();
    assert_eq!(text.headers, HEADERS);
    assert_eq!(piles(&text, None), before, "seed {seed}");
    assert_eq!(piles(&text, Some(DateOrder::MonthFirst)), after, "seed {seed}");
    let book = read(&messy.xlsx().unwrap(), None, &Limits::default()).unwrap();
    let (before, after) = messy.expected_of_workbook();
    assert_eq!(piles(&book, None), before, "seed {seed}, workbook");
    assert_eq!(piles(&book, Some(DateOrder::MonthFirst)), after, "seed {seed}, workbook");
}

#[test]
fn five_hundred_messy_rows_are_sorted_as_they_must_be() {
    check(1, 500);
    let (before, after) = caseload(1, 500, as_of()).expected();
    assert_eq!(after.ready + after.to_fix + after.duplicates, 500);
    assert!(before.ready < after.ready && 30 < after.to_fix && 15 < after.duplicates);
}

#[test]
fn other_messes_are_sorted_too() {
    for seed in 2..12 {
        check(seed, 120);
    }
}
