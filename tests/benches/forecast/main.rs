//! How well the forecast of authorizations sees: the half year of the demonstration clinic again, week by week.
//!
//! For each line of an authorization that really ran out, the forecast is made from what was known some weeks before, by the
//! events up to that day, and held against the day on which it did run out. The clinic of the demonstration has few such
//! lines, so that clinics with other seeds are asked as well.

#![expect(clippy::print_stdout, reason = "a bench prints its table")]

use domain::authorization::forecast::{Input, KEPT_PERCENT, forecast, planned};
use domain::calendar::Span;
use domain::clinic::Clinic;
use domain::ids::{AuthorizationId, CaseId};
use domain::journal::{Body, Entry};
use domain::kinds::Date;
use domain::ledger::{self, Ledger, reckon};
use domain::service::Services;
use server::seed::{Recipe, Seeded, grow};
use std::collections::BTreeMap;

/// The half year ends here.
const AS_OF: &str = "2026-11-20";
/// Clinics beside that of the demonstration.
const OTHERS: u64 = 15;
/// Weeks before the end.
const WEEKS: [u64; 4] = [8, 6, 4, 2];
/// Mean error in days at four weeks that may not be exceeded.
const AIM: f64 = 5.0;

/// A line that ran out.
struct RanOut {
    case: CaseId,
    authorization: AuthorizationId,
    line: usize,
    on: Date,
}

/// What came of one forecast.
#[derive(Clone, Copy)]
struct Seen {
    /// Days too late, or too early.
    error: i64,
    within: bool,
}

fn main() {
    let own = Recipe::demo(AS_OF.parse().expect("a day")).expect("a recipe");
    let demo = seen_in(&own);
    let mut all = demo.clone();
    for seed in 0..OTHERS {
        for (weeks, seen) in seen_in(&Recipe { seed: 1_000 + seed, ..own.clone() }) {
            all.entry(weeks).or_default().extend(seen);
        }
    }
    println!(
        "{:<34} {:>6} {:>5} {:>11} {:>7} {:>9}",
        "clinic", "weeks", "lines", "mean error", "bias", "in range"
    );
    row("demonstration", &demo);
    row(&format!("with {OTHERS} other seeds"), &all);
    let four = all.get(&4).map_or(0.0, |seen| mean(seen));
    println!("at four weeks: {four:.1} days; at most {AIM:.0} are promised");
    assert!(four <= AIM, "the forecast sees worse than promised");
}

fn row(title: &str, seen: &BTreeMap<u64, Vec<Seen>>) {
    for (weeks, seen) in seen.iter().rev() {
        let within = seen.iter().filter(|seen| seen.within).count() * 100 / seen.len().max(1);
        let sum: i64 = seen.iter().map(|seen| seen.error).sum();
        let bias = count(sum) / count(seen.len());
        println!(
            "{title:<34} {weeks:>6} {:>5} {:>9.1} d {bias:>+5.1} d {within:>7} %",
            seen.len(),
            mean(seen)
        );
    }
}

fn mean(seen: &[Seen]) -> f64 {
    let sum: i64 = seen.iter().map(|seen| seen.error.abs()).sum();
    count(sum) / count(seen.len())
}

fn count(n: impl TryInto<i32>) -> f64 {
    f64::from(n.try_into().unwrap_or(i32::MAX))
}

/// All forecasts of a clinic, by weeks before.
fn seen_in(recipe: &Recipe) -> BTreeMap<u64, Vec<Seen>> {
    let seeded = grow(recipe, &mut |_| ()).expect("it grows");
    let services = Services::standard();
    let mut by_case: BTreeMap<CaseId, Vec<&Entry>> = BTreeMap::new();
    for entry in &seeded.entries {
        if let Some(case) = entry.body.case() {
            by_case.entry(case).or_default().push(entry);
        }
    }
    let mut found: BTreeMap<u64, Vec<Seen>> = BTreeMap::new();
    for (case, entries) in &by_case {
        let last = known_on(entries, recipe.as_of);
        for line in ran_out(*case, &last, &seeded.clinic, &services) {
            for weeks in WEEKS {
                let day = line.on - chrono::Days::new(7 * weeks);
                let seen = foretold(entries, &line, day, &seeded, &services);
                found.entry(weeks).or_default().extend(seen);
            }
        }
    }
    found
}

/// The ledger as it was known at the end of a day.
fn known_on(entries: &[&Entry], day: Date) -> Ledger {
    let mut books = Ledger::default();
    for entry in entries.iter().filter(|entry| entry.at.date_naive() <= day) {
        if let Body::Case { ledger, .. } = &entry.body {
            ledger::apply(&mut books, ledger);
        }
    }
    books
}

/// Lines of which nothing, or less than a visit takes, is left by delivered visits; the day is that of the last of these.
fn ran_out(case: CaseId, books: &Ledger, clinic: &Clinic, services: &Services) -> Vec<RanOut> {
    let drawn = reckon(books, clinic, services);
    let mut all = vec![];
    for balance in drawn.lines.iter().filter(|balance| 0 < balance.granted) {
        let of_line = drawn.draws.iter().filter(|draw| {
            draw.authorization == balance.authorization && draw.line == balance.line && !draw.reserved
        });
        let taken: Vec<(Date, u32)> =
            of_line.filter(|draw| 0 < draw.amount).map(|draw| (draw.on, draw.amount)).collect();
        let Some((on, amount)) = taken.iter().max().copied() else { continue };
        let went_on = books.visits.iter().any(|visit| on < visit.on);
        if balance.granted - balance.used < amount && balance.reserved == 0 && went_on {
            all.push(RanOut { case, authorization: balance.authorization, line: balance.line, on });
        }
    }
    all
}

/// The forecast of a day; nothing where the line was not granted yet.
fn foretold(
    entries: &[&Entry],
    line: &RanOut,
    day: Date,
    seeded: &Seeded,
    services: &Services,
) -> Option<Seen> {
    debug_assert!(entries.iter().all(|entry| entry.body.case() == Some(line.case)));
    let books = known_on(entries, day);
    let authorization = books.authorization(line.authorization)?;
    let drawn = reckon(&books, &seeded.clinic, services);
    let balance = drawn.line(line.authorization, line.line).filter(|balance| 0 < balance.granted)?;
    let planned = planned(&drawn, balance, authorization, &books.visits);
    let foretold = forecast(&Input {
        today: day,
        measure: balance.measure,
        left: balance.granted - balance.used,
        period: Span::new(authorization.period.from(), balance.ends).unwrap_or(authorization.period),
        planned: &planned,
        kept_percent: KEPT_PERCENT,
    });
    let said = foretold.runs_out.or(balance.ends)?;
    let within = foretold.earliest.is_none_or(|earliest| earliest <= line.on)
        && foretold.latest.is_none_or(|latest| line.on <= latest);
    Some(Seen { error: (said - line.on).num_days(), within })
}
