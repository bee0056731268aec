//! How each discipline treats: on which days, with which codes, and how much is asked for.

use chrono::Days;
use domain::authorization::{AuthorizationLine, Measure};
use domain::calendar::BusinessDays;
use domain::ids::{AuthorizationId, SeriesId, StaffId, VisitId};
use domain::kinds::{Date, Discipline};
use domain::money::Cents;
use domain::service::{Code, Minutes, Services};
use domain::visit::series::{End, Series, expand};
use domain::visit::{Outcome, Service, Visit};
use rand::Rng;
use rand::rngs::StdRng;
use std::sync::LazyLock;
use uuid::Uuid;

/// One discipline's work with one patient.
#[derive(Clone, Debug)]
pub(super) struct Ward {
    pub(super) discipline: Discipline,
    pub(super) rhythms: Vec<Rhythm>,
    /// Its payer wants an authorization.
    pub(super) authorized: bool,
    /// What is asked for each time, and for how many days.
    pub(super) lines: Vec<AuthorizationLine>,
    pub(super) days: u64,
    /// Days before the end, or before it is used up, on which the next is asked for.
    pub(super) renew_days: i64,
    /// The last one that was asked for.
    pub(super) last: Option<AuthorizationId>,
    /// What the payer allows for a visit, where that is known.
    pub(super) allowed: Option<Cents>,
}

/// Visits that repeat.
#[derive(Clone, Debug)]
pub(super) struct Rhythm {
    pub(super) series: SeriesId,
    pub(super) days: On,
    pub(super) at: u16,
    pub(super) staff: Option<StaffId>,
    pub(super) services: Vec<(&'static str, u16)>,
}

/// On which days.
#[derive(Clone, Debug)]
pub(super) enum On {
    /// Weekdays, Monday first, in every so many weeks.
    Weekly([bool; 7], u8),
    /// Exactly these.
    Days(Vec<Date>),
}

impl Rhythm {
    /// Visits of a window that begins on a Monday and is four weeks, or several times that, long.
    pub(super) fn visits(
        &self,
        discipline: Discipline,
        from: Date,
        until: Date,
        business: &BusinessDays,
    ) -> Vec<Visit> {
        match &self.days {
            On::Weekly(weekdays, every_weeks) => {
                let series = Series {
                    id: self.series,
                    discipline,
                    staff: self.staff,
                    weekdays: *weekdays,
                    at: Some(self.at),
                    services: vec![],
                    from,
                    end: End::Until(until),
                    every_weeks: *every_weeks,
                };
                let mut visits = expand(&series, business).unwrap_or_default().visits;
                for visit in &mut visits {
                    visit.services = services(&self.services, visit.on);
                }
                visits
            }
            On::Days(days) => {
                let inside = days.iter().filter(|day| from <= **day && **day < until);
                inside.map(|day| self.visit(discipline, *day)).collect()
            }
        }
    }

    fn visit(&self, discipline: Discipline, on: Date) -> Visit {
        // An id that follows from the series and the day, as those of a series do.
        let id = Uuid::from_u128(self.series.0.as_u128() ^ u128::from(on.to_epoch_days().unsigned_abs()));
        Visit {
            id: VisitId(id),
            on,
            at: Some(self.at),
            discipline,
            staff: self.staff,
            outcome: Outcome::Booked,
            services: services(&self.services, on),
            series: Some(self.series),
            billed_on: None,
            allowed: None,
            source: None,
        }
    }
}

/// Read once: visits are many.
static KNOWN: LazyLock<Services> = LazyLock::new(Services::standard);

/// What is delivered on a day; nothing where a code is not to be had on it.
pub(super) fn services(planned: &[(&'static str, u16)], on: Date) -> Vec<Service> {
    let known = &*KNOWN;
    let service = |(code, minutes): &(&str, u16)| {
        let code = Code::parse(code).ok().filter(|code| known.on(*code, on).is_ok())?;
        Some(Service { code, modifiers: vec![], minutes: Minutes::new(*minutes)? })
    };
    planned.iter().map(service).collect::<Option<_>>().unwrap_or_default()
}

/// The evaluation's code and its minutes.
pub(super) fn evaluation(discipline: Discipline) -> (&'static str, u16) {
    match discipline {
        Discipline::Slp => ("92523", 60),
        Discipline::Ot => ("97165", 45),
        Discipline::Pt => ("97161", 45),
        Discipline::Aba => ("97151", 120),
        Discipline::Mh => ("90791", 60),
    }
}

/// A line of an authorization as it is asked for.
pub(super) fn line(codes: &[&str], measure: Measure, requested: u32) -> AuthorizationLine {
    AuthorizationLine {
        codes: codes.iter().filter_map(|code| Code::parse(code).ok()).collect(),
        modifiers: vec![],
        measure,
        requested,
        granted: None,
        cap: None,
        staff: vec![],
    }
}

/// Who treats, and when.
pub(super) struct Treats {
    pub(super) owner: Option<StaffId>,
    pub(super) technician: Option<StaffId>,
    pub(super) series: [SeriesId; 3],
    /// Which of the patient's disciplines this is: each has its own hour.
    pub(super) place: u16,
}

/// A ward with the usual frequency and grant of its discipline.
pub(super) fn ward(discipline: Discipline, authorized: bool, treats: &Treats, rng: &mut StdRng) -> Ward {
    let (times, every) = match discipline {
        Discipline::Pt => (2, 1),
        Discipline::Slp | Discipline::Ot => (if rng.random_ratio(75, 100) { 2 } else { 1 }, 1),
        Discipline::Mh => (1, if rng.random_ratio(70, 100) { 1 } else { 2 }),
        Discipline::Aba => (5, 1),
    };
    let minutes = if discipline == Discipline::Slp && rng.random_ratio(60, 100) { 30 } else { 45 };
    let hours = rng.random_range(8..=12) * 15;
    let services: Vec<(&'static str, u16)> = match discipline {
        Discipline::Slp => vec![("92507", minutes)],
        Discipline::Ot => vec![("97530", 30), ("97535", 15)],
        Discipline::Pt => vec![("97110", 30), ("97140", 15)],
        Discipline::Mh => vec![("90834", 45)],
        Discipline::Aba => vec![("97153", hours)],
    };
    let main = Rhythm {
        series: treats.series[0],
        days: On::Weekly(weekdays(times, rng), every),
        at: 8 * 60 + treats.place * 100 + rng.random_range(0..3) * 30,
        staff: if discipline == Discipline::Aba { treats.technician } else { treats.owner },
        services,
    };
    let mut rhythms = vec![main];
    let mut weekly = times * u32::from(hours) / 15;
    if discipline == Discipline::Aba && rng.random_ratio(60, 100) {
        // A second block in the afternoon.
        weekly += 3 * 120 / 15;
        rhythms.push(Rhythm {
            series: treats.series[2],
            days: On::Weekly(weekdays(3, rng), 1),
            at: 13 * 60 + 30,
            staff: treats.technician,
            services: vec![("97153", 120)],
        });
    }
    if discipline == Discipline::Aba {
        rhythms.push(Rhythm {
            series: treats.series[1],
            days: On::Weekly(weekdays(1, rng), 1),
            at: 16 * 60,
            staff: treats.owner,
            services: vec![("97155", 60)],
        });
    }
    let (lines, days) = grant(discipline, times, weekly, rng);
    Ward {
        discipline,
        rhythms,
        authorized,
        lines,
        days,
        renew_days: rng.random_range(18..42),
        last: None,
        allowed: None,
    }
}

fn grant(discipline: Discipline, times: u32, weekly: u32, rng: &mut StdRng) -> (Vec<AuthorizationLine>, u64) {
    let visits = |amount| vec![line(&[], Measure::Visits, amount)];
    match discipline {
        Discipline::Pt => (visits(rng.random_range(8..=16)), 60),
        Discipline::Slp | Discipline::Ot if times == 2 => (visits(rng.random_range(24..=52)), 180),
        Discipline::Slp | Discipline::Ot => (visits(rng.random_range(12..=26)), 180),
        Discipline::Mh => (visits(rng.random_range(12..=24)), 120),
        Discipline::Aba => {
            let protocol = (weekly * 26 * rng.random_range(80..112) / 100).clamp(520, 3_120);
            let lines = vec![
                line(&["97153"], Measure::Units, protocol),
                line(&["97155"], Measure::Units, (protocol * 13 / 100).max(80)),
                line(&["97156"], Measure::Units, rng.random_range(24..=52)),
            ];
            (lines, 182)
        }
    }
}

fn weekdays(times: u32, rng: &mut StdRng) -> [bool; 7] {
    let days: &[usize] = match times {
        1 => &[[0], [1], [2], [3], [4]][rng.random_range(0..5)],
        2 => &[[0, 2], [1, 3], [0, 3], [1, 4], [2, 4]][rng.random_range(0..5)],
        3 => &[0, 2, 4],
        4 => &[0, 1, 3, 4],
        _ => &[0, 1, 2, 3, 4],
    };
    std::array::from_fn(|day| days.contains(&day))
}

/// Days from a request to the decision: half within five, nine of ten within fourteen.
pub(super) fn decision_days(rng: &mut StdRng) -> u64 {
    // Tenths of a lognormal distribution with that median and that ninth.
    const TENTHS: [u64; 11] = [1, 2, 3, 3, 4, 5, 6, 8, 10, 14, 24];
    let tenth = rng.random_range(0..10);
    rng.random_range(TENTHS[tenth]..=TENTHS[tenth + 1].max(TENTHS[tenth]))
}

/// Days from a visit to its claim: half within three.
pub(super) fn claim_days(rng: &mut StdRng) -> Days {
    const TENTHS: [u64; 11] = [1, 1, 2, 2, 3, 3, 4, 5, 7, 9, 16];
    let tenth = rng.random_range(0..10);
    Days::new(rng.random_range(TENTHS[tenth]..=TENTHS[tenth + 1]))
}
