//! What is left of each authorization: granted − used − reserved.
//!
//! Delivered visits use, booked visits reserve, all others draw nothing. Each payer counts for itself: where primary and
//! secondary both authorized, a visit draws from both. Within a policy a service draws from the line that matches and ends
//! first; what is used up there goes on to the next. What no line covers is said, never hidden in a negative balance.
//!
//! Visits are taken by date, start and id, so the order in which they were entered changes nothing. Visits of one
//! discipline on one day are counted together, the delivered ones apart from those to come.

mod demand;
mod lines;

#[cfg(test)]
mod tests;

use super::{Authorization, Measure};
use crate::ids::{AuthorizationId, PolicyId, VisitId};
use crate::kinds::{Date, Discipline};
use crate::service::units::{NoClaim, UnitRule};
use crate::service::{Code, Services};
use crate::visit::{Outcome, Visit};
use demand::Demand;
use lines::Taps;
use std::collections::{BTreeMap, BTreeSet};

/// What balances are reckoned from.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// Of one case, in any order.
    pub authorizations: &'a [Authorization],
    /// Of the same case, in any order.
    pub visits: &'a [Visit],
    /// How codes count.
    pub services: &'a Services,
    /// Whether a policy is among the payers of a date of service.
    pub pays: &'a dyn Fn(PolicyId, Date) -> bool,
    /// How the payer of a policy counts minutes on a date of service.
    pub rule: &'a dyn Fn(PolicyId, Date) -> UnitRule,
}

/// One line, and what became of it, in its own measure.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LineBalance {
    /// Of which authorization.
    pub authorization: AuthorizationId,
    /// Which line of it, from 0.
    pub line: usize,
    /// What it counts.
    pub measure: Measure,
    /// Granted; 0 while nothing may be drawn.
    pub granted: u32,
    /// Delivered.
    pub used: u32,
    /// Booked.
    pub reserved: u32,
    /// So much of both is an estimate, because the time is not known yet.
    pub estimated: u32,
    /// First date of service on which nothing may be drawn: its end, or the day from which it is void.
    pub ends: Option<Date>,
}

impl LineBalance {
    /// Neither used nor reserved.
    pub fn left(&self) -> u32 {
        self.granted.saturating_sub(self.used).saturating_sub(self.reserved)
    }

    /// Used and reserved, in whole percent of what was granted, rounded down.
    pub fn percent(&self) -> u32 {
        let drawn = u64::from(self.used) + u64::from(self.reserved);
        u32::try_from((drawn * 100).checked_div(self.granted.into()).unwrap_or(0)).unwrap_or(u32::MAX)
    }
}

/// What one visit's service draws from one line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Draw {
    /// Which visit.
    pub visit: VisitId,
    /// Its date of service.
    pub on: Date,
    /// What is billed; nothing: not known yet.
    pub code: Option<Code>,
    /// From which authorization.
    pub authorization: AuthorizationId,
    /// From which line of it.
    pub line: usize,
    /// How much, in the line's measure; 0 for a further service that the same visit, session or sum covers.
    pub amount: u32,
    /// It is booked, not delivered.
    pub reserved: bool,
    /// The time is not known: an estimate.
    pub estimated: bool,
}

/// Why nothing covers a service. The later, the nearer some line came to covering it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Why {
    /// Nothing is granted for this discipline.
    NoAuthorization,
    /// What is granted hangs on a policy that does not pay on that day.
    WrongPayer,
    /// What is granted is for other days.
    OutsidePeriod,
    /// What is granted is for other codes.
    CodeNotListed,
    /// The service lacks a modifier that the line asks for.
    ModifierMissing,
    /// The line names others who may deliver it.
    WrongStaff,
    /// Nothing is left of it.
    UsedUp,
    /// The ceiling of that day or week is reached.
    OverCap,
}

impl Why {
    /// As people read it.
    pub fn title(self) -> &'static str {
        match self {
            Why::NoAuthorization => "No authorization",
            Why::WrongPayer => "The authorization is another payer's",
            Why::OutsidePeriod => "Outside the authorized dates",
            Why::CodeNotListed => "Code not authorized",
            Why::ModifierMissing => "Modifier missing",
            Why::WrongStaff => "Authorized for somebody else",
            Why::UsedUp => "Used up",
            Why::OverCap => "Over the daily or weekly ceiling",
        }
    }
}

impl Why {
    /// What somebody can do about it.
    pub fn remedy(self) -> &'static str {
        match self {
            Why::NoAuthorization => "Ask the payer for one, and whether it is granted back to this day.",
            Why::WrongPayer => "Ask the payer of that day, or correct who pays.",
            Why::OutsidePeriod => "Ask for other dates, or move the visit.",
            Why::CodeNotListed => "Ask for the code, or correct the visit.",
            Why::ModifierMissing => "Add the modifier to the visit.",
            Why::WrongStaff => "Choose one of those who are named, or ask the payer to add this person.",
            Why::UsedUp => "Ask for more, or move the visit to the next authorization.",
            Why::OverCap => "Move the visit to another day or week.",
        }
    }
}

/// What no line covers. Whether it had to be covered is for the payer's rules to say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Uncovered {
    /// Which visit.
    pub visit: VisitId,
    /// Its date of service.
    pub on: Date,
    /// Whose work.
    pub discipline: Discipline,
    /// Which service; nothing: not known yet.
    pub code: Option<Code>,
    /// Whose authorization should have covered it; nothing: no policy that pays has one.
    pub policy: Option<PolicyId>,
    /// What `amount` counts: as the line that came nearest, visits where there is none.
    pub measure: Measure,
    /// How much.
    pub amount: u32,
    /// It is booked, not delivered.
    pub planned: bool,
    /// The time is not known: an estimate.
    pub estimated: bool,
    /// Why.
    pub why: Why,
}

/// What somebody has to answer before a balance is exact. Nothing is drawn for it meanwhile.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Question {
    /// Which visit.
    pub visit: VisitId,
    /// Its date of service.
    pub on: Date,
    /// What is asked.
    pub ask: Ask,
}

/// What is not known.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Ask {
    /// The line counts money.
    #[error("What does the payer allow for this visit? Until then it takes nothing from the dollars left.")]
    Allowed,
    /// Its units cannot be counted.
    #[error(transparent)]
    Units(NoClaim),
}

/// Every line with its balance, and where each visit went.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Drawn {
    /// All lines, by authorization in order of id.
    pub lines: Vec<LineBalance>,
    /// In the order of the visits, policy by policy.
    pub draws: Vec<Draw>,
    /// What no line covers, in the same order.
    pub uncovered: Vec<Uncovered>,
    /// What has to be asked, in the same order.
    pub questions: Vec<Question>,
}

impl Drawn {
    /// One line.
    pub fn line(&self, authorization: AuthorizationId, line: usize) -> Option<&LineBalance> {
        self.lines.iter().find(|balance| balance.authorization == authorization && balance.line == line)
    }

    /// Whether more was delivered or booked than a line still grants.
    pub fn over_authorization(&self) -> bool {
        self.uncovered.iter().any(|uncovered| matches!(uncovered.why, Why::UsedUp | Why::OverCap))
    }
}

/// Where every visit draws from, and what is left.
pub fn draw(input: &Input<'_>) -> Drawn {
    let mut visits: Vec<&Visit> = input
        .visits
        .iter()
        .filter(|visit| matches!(visit.outcome, Outcome::Arrived | Outcome::Booked))
        .collect();
    visits.sort_by_key(|visit| (visit.on, visit.at, visit.id));
    let mut days: BTreeMap<(Date, Discipline), Vec<&Visit>> = BTreeMap::new();
    for visit in &visits {
        days.entry((visit.on, visit.discipline)).or_default().push(visit);
    }
    let mut taps = Taps::new(input.authorizations);
    let mut drawn = Drawn::default();
    let holders: BTreeSet<(PolicyId, Discipline)> = taps.holders().collect();
    for (policy, discipline) in &holders {
        let usual = demand::usual(input, *policy, *discipline, &visits);
        for ((on, _), day) in
            days.iter().filter(|((on, of), _)| of == discipline && (input.pays)(*policy, *on))
        {
            for demand in demand::of_day(input, *policy, *on, day, &usual, &mut drawn.questions) {
                serve(&mut taps, *policy, &demand, &mut drawn);
            }
        }
    }
    for ((on, discipline), day) in &days {
        let holds = |(policy, of): &(PolicyId, Discipline)| of == discipline && (input.pays)(*policy, *on);
        if !holders.iter().any(holds) {
            drawn.uncovered.push(unheld(&taps, *discipline, *on, day));
        }
    }
    drawn.uncovered.sort_by_key(|uncovered| uncovered.on);
    drawn.questions.sort_by_key(|question| (question.on, question.visit));
    drawn.questions.dedup();
    drawn.lines = taps.balances();
    drawn
}

/// Takes a demand from the lines of a policy in their order.
fn serve(taps: &mut Taps<'_>, policy: PolicyId, demand: &Demand, drawn: &mut Drawn) {
    let mut left: BTreeMap<Measure, u32> = BTreeMap::new();
    let mut short = None;
    for at in taps.matching(policy, demand) {
        let measure = lines::family(taps.measure(at));
        let Some(wanted) = left.get(&measure).copied().or_else(|| demand.amount(measure)) else {
            ask(demand, measure, drawn);
            return;
        };
        let took = taps.take(at, demand, wanted);
        drawn.draws.extend(took.draw);
        left.insert(measure, took.rest);
        if took.rest == 0 {
            return;
        }
        short = Some((taps.measure(at), took.rest, took.why));
    }
    let missing = short.or_else(|| {
        let (measure, why) = taps.nearest(policy, demand);
        demand.amount(measure).map(|amount| (measure, amount, why))
    });
    match missing {
        Some((_, 0, _)) => {}
        Some((measure, amount, why)) => over(demand, policy, (measure, amount, why), drawn),
        None => ask(demand, Measure::Money, drawn),
    }
}

fn over(demand: &Demand, policy: PolicyId, (measure, amount, why): (Measure, u32, Why), drawn: &mut Drawn) {
    let counted = drawn.uncovered.iter().any(|other| {
        other.policy == Some(policy) && other.measure == measure && other.planned == demand.booked && {
            match measure {
                Measure::Visits => other.on == demand.on && other.discipline == demand.discipline,
                Measure::Sessions => other.on == demand.on && other.code == demand.code,
                Measure::Money => other.visit == demand.visit,
                Measure::Units | Measure::Hours => false,
            }
        }
    });
    if !counted {
        drawn.uncovered.push(Uncovered {
            visit: demand.visit,
            on: demand.on,
            discipline: demand.discipline,
            code: demand.code,
            policy: Some(policy),
            measure,
            amount,
            planned: demand.booked,
            estimated: demand.estimated,
            why,
        });
    }
}

fn ask(demand: &Demand, measure: Measure, drawn: &mut Drawn) {
    if measure == Measure::Money {
        drawn.questions.push(Question { visit: demand.visit, on: demand.on, ask: Ask::Allowed });
    }
}

/// A day on which no policy that pays has granted anything for the discipline: one visit.
fn unheld(taps: &Taps<'_>, discipline: Discipline, on: Date, day: &[&Visit]) -> Uncovered {
    let visit = day.iter().find(|visit| visit.outcome == Outcome::Arrived).unwrap_or(&day[0]);
    Uncovered {
        visit: visit.id,
        on,
        discipline,
        code: visit.services.first().map(|service| service.code),
        policy: None,
        measure: Measure::Visits,
        amount: 1,
        planned: visit.outcome == Outcome::Booked,
        estimated: false,
        why: if taps.grants(discipline) { Why::WrongPayer } else { Why::NoAuthorization },
    }
}
