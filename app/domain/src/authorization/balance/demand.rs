//! What the visits of a day ask for, service by service.

use super::{Ask, Input, Question};
use crate::authorization::{Measure, Modifier};
use crate::ids::{PolicyId, StaffId, VisitId};
use crate::kinds::{Date, Discipline};
use crate::money::Cents;
use crate::service::units::{Claim, NoClaim, UnitRule, Worked, claim};
use crate::service::{Code, Services, Timing};
use crate::visit::{Outcome, Service, Visit};
use std::collections::BTreeMap;

/// Units of a visit of which nothing is known, an hour: the clinic's convention.
const UNITS_UNKNOWN: u32 = 4;

/// One service of one visit.
pub(super) struct Demand {
    pub(super) visit: VisitId,
    pub(super) on: Date,
    pub(super) discipline: Discipline,
    pub(super) staff: Option<StaffId>,
    pub(super) booked: bool,
    /// Nothing: not known, and matched by any line.
    pub(super) code: Option<Code>,
    /// Nothing: not known.
    pub(super) modifiers: Option<Vec<Modifier>>,
    /// Nothing: they cannot be counted.
    pub(super) units: Option<u32>,
    pub(super) allowed: Option<Cents>,
    pub(super) estimated: bool,
}

impl Demand {
    /// How much it asks of a line with this measure; nothing: not known.
    pub(super) fn amount(&self, measure: Measure) -> Option<u32> {
        match measure {
            Measure::Visits | Measure::Sessions => Some(1),
            Measure::Units | Measure::Hours => self.units,
            Measure::Money => self.allowed.map(|allowed| allowed.0),
        }
    }
}

/// What a visit is like when nobody has said.
pub(super) struct Usual {
    code: Option<Code>,
    units: u32,
}

/// The code that this case's delivered visits of a discipline had most often, and their median units.
pub(super) fn usual(input: &Input<'_>, policy: PolicyId, discipline: Discipline, visits: &[&Visit]) -> Usual {
    let delivered = |visit: &&&Visit| {
        visit.discipline == discipline && visit.outcome == Outcome::Arrived && !visit.services.is_empty()
    };
    let mut counts: BTreeMap<Code, usize> = BTreeMap::new();
    let mut units = Vec::new();
    for visit in visits.iter().filter(delivered) {
        visit.services.iter().for_each(|service| *counts.entry(service.code).or_default() += 1);
        let rule = (input.rule)(policy, visit.on);
        units.extend(
            count(input.services, rule, visit.on, &visit.services).map(|claim| u32::from(claim.total())),
        );
    }
    units.sort_unstable();
    let code = counts.iter().max_by_key(|(code, count)| (**count, std::cmp::Reverse(**code)));
    let median = units.get(units.len().saturating_sub(1) / 2).copied();
    Usual { code: code.map(|(code, _)| *code), units: median.unwrap_or(UNITS_UNKNOWN) }
}

fn count<'a>(
    services: &Services,
    rule: UnitRule,
    on: Date,
    delivered: impl IntoIterator<Item = &'a Service>,
) -> Result<Claim, NoClaim> {
    let worked: Vec<Worked> = delivered
        .into_iter()
        .map(|service| Worked { code: service.code, minutes: service.minutes })
        .collect();
    // Where codes have an equal right to a unit, the one that was written down first has it until somebody chooses.
    let prefer: Vec<Code> = worked.iter().map(|worked| worked.code).collect();
    claim(services, rule, on, &worked, &prefer)
}

/// What a discipline's visits of a day ask for, in the order of the visits.
pub(super) fn of_day(
    input: &Input<'_>,
    policy: PolicyId,
    on: Date,
    day: &[&Visit],
    usual: &Usual,
    questions: &mut Vec<Question>,
) -> Vec<Demand> {
    let rule = (input.rule)(policy, on);
    let mut demands = Vec::new();
    for outcome in [Outcome::Arrived, Outcome::Booked] {
        let some: Vec<&Visit> = day.iter().copied().filter(|visit| visit.outcome == outcome).collect();
        match together(input.services, rule, on, &some) {
            Ok(counted) => demands.extend(counted),
            Err(_) => {
                for visit in &some {
                    demands.extend(apart(input.services, rule, visit, questions));
                }
            }
        }
        let open = some.iter().filter(|visit| visit.services.is_empty());
        demands.extend(open.map(|visit| Demand {
            code: usual.code,
            modifiers: None,
            units: Some(usual.units),
            estimated: true,
            ..blank(visit)
        }));
    }
    demands
}

/// A visit whose day cannot be counted as a whole: by itself, or, if that cannot be counted either, without units.
fn apart(services: &Services, rule: UnitRule, visit: &Visit, questions: &mut Vec<Question>) -> Vec<Demand> {
    together(services, rule, visit.on, &[visit]).unwrap_or_else(|problem| {
        questions.push(Question { visit: visit.id, on: visit.on, ask: Ask::Units(problem) });
        let without = |service: &Service| Demand { units: None, ..of_service(visit, service) };
        visit.services.iter().map(without).collect()
    })
}

fn blank(visit: &Visit) -> Demand {
    Demand {
        visit: visit.id,
        on: visit.on,
        discipline: visit.discipline,
        staff: visit.staff,
        booked: visit.outcome == Outcome::Booked,
        code: None,
        modifiers: None,
        units: None,
        allowed: visit.allowed,
        estimated: false,
    }
}

fn of_service(visit: &Visit, service: &Service) -> Demand {
    Demand { code: Some(service.code), modifiers: Some(service.modifiers.clone()), ..blank(visit) }
}

/// Counts the visits as one, and hands the units back to the services by their minutes.
fn together(
    services: &Services,
    rule: UnitRule,
    on: Date,
    visits: &[&Visit],
) -> Result<Vec<Demand>, NoClaim> {
    let all: Vec<(&Visit, &Service)> =
        visits.iter().flat_map(|visit| visit.services.iter().map(|service| (*visit, service))).collect();
    let claim = count(services, rule, on, all.iter().map(|(_, service)| *service))?;
    let mut demands: Vec<(usize, Demand)> = Vec::new();
    for line in &claim.lines {
        let root = root(services, line.code, on);
        let part: Vec<usize> =
            (0..all.len()).filter(|at| self::root(services, all[*at].1.code, on) == root).collect();
        let minutes: u32 = part.iter().map(|at| u32::from(all[*at].1.minutes.get())).sum();
        let (mut passed, mut given) = (0, 0);
        for at in part {
            let (visit, service) = all[at];
            passed += u32::from(service.minutes.get());
            let until = (u32::from(line.units) * passed).checked_div(minutes).unwrap_or(0);
            let demand =
                Demand { code: Some(line.code), units: Some(until - given), ..of_service(visit, service) };
            given = until;
            demands.push((at, demand));
        }
    }
    demands.sort_by_key(|(at, _)| *at);
    Ok(demands.into_iter().map(|(_, demand)| demand).collect())
}

/// The code at which the time of a family of codes is written down.
fn root(services: &Services, code: Code, on: Date) -> Code {
    match services.on(code, on).map(|service| service.timing) {
        Ok(Timing::More { of, .. }) => of,
        Ok(Timing::Time { family, .. }) => family,
        _ => code,
    }
}
