//! The synthetic clinic: any size, the same for the same seed, every day counted back from an as-of date.
//!
//! Each case lives its life through the ordinary rules: a command, at a time, by somebody who may. So the journal of the
//! demonstration clinic is one that a real clinic could have written, and `verify` holds for it.

mod books;
mod care;
mod cover;
mod licences;
mod life;
mod names;
mod papers;
mod payers;
mod plan;
#[cfg(test)]
mod promised;
mod staff;
mod stories;

pub use stories::{Story, second_coverage_from, unbilled_day};

use chrono::{Datelike, NaiveTime, TimeDelta};
use domain::calendar::ZoneOffsets;
use domain::clinic::{self, Clinic, Kind};
use domain::ids::{ClinicId, CommandId, StaffId};
use domain::journal::{Body, Entry, Seq};
use domain::kinds::{Date, Instant, Lane, Name};
use rand::SeedableRng;
use rand::rngs::StdRng;
use std::collections::BTreeMap;
use std::fmt;
use uuid::Uuid;

/// What to grow.
#[derive(Clone, Debug)]
pub struct Recipe {
    /// Which clinic.
    pub clinic: ClinicId,
    /// Its name.
    pub name: Name,
    /// How many cases, closed ones included.
    pub cases: u32,
    /// The same seed gives the same clinic.
    pub seed: u64,
    /// The day that counts as today. Nothing happens after the morning of this day.
    pub as_of: Date,
}

/// Hours after midnight UTC by which an as-of day is over at every site of a synthetic clinic.
const MORNING_OVER_HOURS: i64 = 30;

/// The latest as-of day on which nothing lies ahead of the clock.
pub fn latest_day(now: Instant) -> Date {
    (now - TimeDelta::hours(MORNING_OVER_HOURS)).date_naive()
}

impl Recipe {
    /// The demonstration clinic of sixty cases.
    pub fn demo(as_of: Date) -> Option<Recipe> {
        let name = Name::parse("Maple Street Therapy").ok()?;
        Some(Recipe {
            clinic: ClinicId(Uuid::from_u128(0x0c11_0000_0000_7000_8000_0000_0000_0060)),
            name,
            cases: 60,
            // Of those tried it stays nearest to 1,900 sessions, whatever the day.
            seed: 64,
            as_of,
        })
    }
}

/// A clinic that has grown.
#[derive(Clone, Debug)]
pub struct Seeded {
    /// The clinic as its events made it.
    pub clinic: Clinic,
    /// Everything that happened, in order, without gaps from the first.
    pub entries: Vec<Entry>,
    /// What a test can count again.
    pub totals: Totals,
}

/// Sums that the store must show again.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Totals {
    /// Cases by lane.
    pub lanes: BTreeMap<Lane, u32>,
    /// Open cases with a waiting flag.
    pub waiting: u32,
    /// Open cases on hold.
    pub on_hold: u32,
    /// Debts on open cases.
    pub debts: u32,
    /// Open tasks of open cases.
    pub open_tasks: u32,
    /// Visits of which somebody said what came of them.
    pub sessions: u32,
    /// Authorizations, whatever became of them.
    pub authorizations: u32,
}

impl fmt::Display for Totals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (lane, count) in &self.lanes {
            writeln!(f, "{:<12} {count:>7}", lane.title())?;
        }
        writeln!(f, "{:<12} {:>7}", "waiting", self.waiting)?;
        writeln!(f, "{:<12} {:>7}", "on hold", self.on_hold)?;
        writeln!(f, "{:<12} {:>7}", "debts", self.debts)?;
        writeln!(f, "{:<12} {:>7}", "open tasks", self.open_tasks)?;
        writeln!(f, "{:<12} {:>7}", "sessions", self.sessions)?;
        write!(f, "{:<12} {:>7}", "grants", self.authorizations)
    }
}

/// Why a clinic could not be grown.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// A name in the lists is not one.
    #[error("the lists of synthetic names are damaged; nothing was written")]
    Names,
    /// The time-zone database lacks a zone.
    #[error("the time zone {0} is not known here; nothing was written")]
    Zone(&'static str),
    /// A life broke a rule: a fault of the recipe.
    #[error("a synthetic case broke a rule ({0}); nothing was written")]
    Rule(String),
}

/// Sets the chance of what is written apart from that of what happens.
const APART: u64 = 0x5eed_0001;

/// Grows a clinic. `progress` is told how many cases are done.
pub fn grow(recipe: &Recipe, progress: &mut dyn FnMut(u32)) -> Result<Seeded, SeedError> {
    let mut rng = StdRng::seed_from_u64(recipe.seed);
    let founded = plan::founding_day(recipe);
    let mut clinic = Clinic::empty(recipe.clinic, recipe.name.clone(), Kind::Practice);
    let people = staff::hire(recipe, &mut rng)?;
    let insurers = payers::Insurers::contracted(recipe, &mut rng)?;
    let at = opening_hour(&ZoneOffsets::utc(), founded);
    let mut moments = Vec::new();
    for event in staff::founding(recipe, &people, &insurers)? {
        clinic::apply(&mut clinic, &event, at);
        let body = Body::Clinic(vec![event]);
        moments.push(Moment { at, by: people.director, command: command_id(at, &mut rng), body });
    }
    // With a source of chance of their own, as what is written: nobody's life depends on it.
    let mut apart = StdRng::seed_from_u64(recipe.seed ^ APART);
    let payers: Vec<_> = insurers.all().cloned().collect();
    for event in licences::set(&people, &payers, founded, recipe.as_of) {
        clinic::apply(&mut clinic, &event, at);
        let body = Body::Clinic(vec![event]);
        moments.push(Moment { at, by: people.director, command: command_id(at, &mut apart), body });
    }
    let large = plan::LARGE <= recipe.cases;
    let mut totals = Totals::default();
    for (n, outline) in plan::outlines(recipe, &people, &mut rng).into_iter().enumerate() {
        let lived = life::live(&clinic, &people, &insurers, &outline, recipe, &mut rng)?;
        count(&mut totals, &lived);
        moments.extend(papers::write(&clinic, &lived, (recipe.as_of, large), recipe.seed ^ APART)?);
        moments.extend(lived.moments);
        progress(u32::try_from(n).unwrap_or(u32::MAX) + 1);
    }
    Ok(Seeded { clinic, entries: in_order(recipe.clinic, moments), totals })
}

/// One thing that happened, before it has its place.
#[derive(Clone, Debug)]
struct Moment {
    at: Instant,
    by: StaffId,
    command: CommandId,
    body: Body,
}

/// Sorts what happened by time and gives places and case numbers in that order.
fn in_order(clinic: ClinicId, mut moments: Vec<Moment>) -> Vec<Entry> {
    moments.sort_by_key(|moment| (moment.at, moment.body.case().is_some()));
    let mut number = 1_000;
    let entry = |(n, moment): (usize, Moment)| {
        let mut body = moment.body;
        if let Body::Case { events, .. } = &mut body {
            for event in events {
                if let domain::case::Event::Opened(opened) = event {
                    number += 1;
                    opened.number = number;
                }
            }
        }
        Entry { clinic, seq: Seq(n as u64 + 1), at: moment.at, by: moment.by, command: moment.command, body }
    };
    moments.into_iter().enumerate().map(entry).collect()
}

fn count(totals: &mut Totals, lived: &life::Lived) {
    let (case, ledger) = (&lived.case, &lived.ledger);
    let held = ledger.visits.iter().filter(|visit| visit.outcome != domain::visit::Outcome::Booked).count();
    totals.sessions += u32::try_from(held).unwrap_or(0);
    totals.authorizations += u32::try_from(ledger.authorizations.len()).unwrap_or(0);
    *totals.lanes.entry(case.lane).or_default() += 1;
    if case.lane == Lane::Closed {
        return;
    }
    totals.waiting += u32::from(case.waiting.is_some());
    totals.on_hold += u32::from(case.hold.is_some());
    totals.debts += u32::try_from(case.debts.len()).unwrap_or(0);
    totals.open_tasks += u32::try_from(case.open_tasks().count()).unwrap_or(0);
}

/// Nine in the morning of a day at a site.
fn opening_hour(zone: &ZoneOffsets, day: Date) -> Instant {
    zone.start_of(day) + TimeDelta::hours(9)
}

fn random_bytes(rng: &mut StdRng) -> [u8; 10] {
    let mut bytes = [0; 10];
    rand::RngCore::fill_bytes(rng, &mut bytes);
    bytes
}

/// A version 7 id as if it had been made at that time.
fn uuid_at(at: Instant, rng: &mut StdRng) -> Uuid {
    let millis = u64::try_from(at.timestamp_millis()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random_bytes(rng)).into_uuid()
}

fn command_id(at: Instant, rng: &mut StdRng) -> CommandId {
    CommandId(uuid_at(at, rng))
}

/// Hours since 2010 as a place in a lane: who came first stands first.
fn rank_at(at: Instant) -> domain::kinds::Rank {
    let start = Date::from_ymd_opt(2010, 1, 1).map_or(at, |day| day.and_time(NaiveTime::MIN).and_utc());
    domain::kinds::Rank::nth(u32::try_from((at - start).num_minutes() / 10).unwrap_or(0))
}

/// Whole years before a day.
fn years_before(day: Date, years: u32) -> Date {
    let year = day.year() - i32::try_from(years).unwrap_or(0);
    day.with_year(year).unwrap_or_else(|| day - TimeDelta::days(i64::from(years) * 365))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day() -> Date {
        Date::from_ymd_opt(2026, 11, 20).expect("a day")
    }

    #[test]
    fn the_sixty_case_clinic_has_exactly_its_documented_counts() {
        let recipe = Recipe::demo(day()).expect("the demo's recipe");
        let seeded = grow(&recipe, &mut |_| ()).expect("it grows");
        let lanes: Vec<u32> = seeded.totals.lanes.values().copied().collect();
        assert_eq!(lanes, [11, 9, 25, 8, 4, 3]);
        assert_eq!(seeded.totals.waiting, 6);
        assert!(0 < seeded.totals.debts && 0 < seeded.totals.on_hold);
        let last = seeded.entries.last().expect("something happened");
        assert!(last.at.date_naive() <= day(), "nothing happens after the as-of day");
        assert!(seeded.entries.is_sorted_by_key(|entry| entry.at));
    }

    #[test]
    fn nothing_lies_ahead_of_the_clock() {
        use chrono::TimeZone;
        let midnight = chrono::Utc.with_ymd_and_hms(2026, 11, 23, 0, 0, 0).single().expect("a time");
        for now in [0, 9, 15, 16, 23].map(|hours| midnight + TimeDelta::hours(hours)) {
            let recipe = Recipe::demo(latest_day(now)).expect("a recipe");
            let entries = grow(&recipe, &mut |_| ()).expect("it grows").entries;
            assert!(entries.iter().all(|entry| entry.at <= now), "{now}");
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_clinic_and_another_seed_another() {
        let recipe = Recipe { cases: 40, ..Recipe::demo(day()).expect("a recipe") };
        let once = grow(&recipe, &mut |_| ()).expect("it grows").entries;
        assert_eq!(once, grow(&recipe, &mut |_| ()).expect("it grows").entries);
        let other = Recipe { seed: 61, ..recipe };
        assert_ne!(once, grow(&other, &mut |_| ()).expect("it grows").entries);
    }

    #[test]
    fn a_large_clinic_is_mostly_closed() {
        let recipe = Recipe { cases: 1_000, ..Recipe::demo(day()).expect("a recipe") };
        let totals = grow(&recipe, &mut |_| ()).expect("it grows").totals;
        let all: u32 = totals.lanes.values().sum();
        assert_eq!(all, 1_000);
        assert!(totals.lanes[&Lane::Closed] > 600, "{totals}");
    }
}
