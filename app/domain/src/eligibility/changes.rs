//! What of a payer's answer a person may take over into a policy. Nothing is taken over by itself: answers name several
//! amounts for several services, and the policy has one place for each.

#[cfg(test)]
mod tests;

use super::{Benefit, CoverageLevel, DateUse, Info, Measure, Period, Reply, ServiceType, When};
use crate::calendar::Span;
use crate::coverage::{Answer, BenefitLimit, LimitAmount, LimitYear, Need, Policy};
use crate::kinds::{Date, Discipline};
use crate::money::Cents;
use chrono::Datelike;
use serde::{Deserialize, Serialize};

/// One thing that the answer says otherwise than the policy.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Change {
    /// What.
    pub what: What,
    /// Of which services the payer says it; none: of all.
    pub services: Vec<ServiceType>,
    /// Within the network or outside of it; nothing: not said.
    pub in_network: Option<bool>,
}

/// What the payer says, and what stands in the policy now.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// The policy is not in force; a person ends it with the right day.
    NotInForce,
    /// There is another payer: the order of payers has to be asked.
    OtherPayer {
        /// Names, where the payer gives them.
        names: Vec<String>,
    },
    /// First day that is not covered any more.
    Until {
        /// In the policy.
        now: Option<Date>,
        /// By the payer.
        said: Date,
    },
    /// For each visit.
    Copay {
        /// In the policy.
        now: Option<Cents>,
        /// By the payer.
        said: Cents,
    },
    /// In whole percent.
    Coinsurance {
        /// In the policy.
        now: Option<u8>,
        /// By the payer.
        said: u8,
    },
    /// For a year.
    Deductible {
        /// In the policy.
        now: Option<Cents>,
        /// By the payer.
        said: Cents,
    },
    /// Of the deductible, until now.
    DeductibleMet {
        /// In the policy.
        now: Option<Cents>,
        /// By the payer, or the deductible without what is left of it.
        said: Cents,
    },
    /// For a year.
    OutOfPocketMax {
        /// In the policy.
        now: Option<Cents>,
        /// By the payer.
        said: Cents,
    },
    /// How much is paid for in a year.
    Limit {
        /// By the payer; `used_elsewhere` as in the policy.
        said: BenefitLimit,
        /// What is left of it, the clinic's own visits taken off already.
        left: Option<u32>,
    },
    /// Prior authorization.
    Authorization {
        /// Of whom.
        discipline: Discipline,
        /// In the policy.
        now: Option<bool>,
        /// By the payer.
        said: bool,
    },
    /// All that is said holds within the network, or all of it outside.
    Network {
        /// In the policy.
        now: Option<bool>,
        /// By the payer.
        said: bool,
    },
}

impl What {
    /// As a list names it.
    pub fn title(&self) -> &'static str {
        match self {
            What::NotInForce => "Not in force",
            What::OtherPayer { .. } => "Another payer",
            What::Until { .. } => "Covered until",
            What::Copay { .. } => "Copay",
            What::Coinsurance { .. } => "Coinsurance",
            What::Deductible { .. } => "Deductible",
            What::DeductibleMet { .. } => "Deductible met",
            What::OutOfPocketMax { .. } => "Most that the family pays",
            What::Limit { .. } => "Limit",
            What::Authorization { .. } => "Authorization needed",
            What::Network { .. } => "In network",
        }
    }

    /// Writes it into the policy. What only a person can settle changes nothing, and says so by `false`.
    pub fn take_over(&self, policy: &mut Policy) -> bool {
        match self {
            What::NotInForce | What::OtherPayer { .. } => return false,
            What::Until { said, .. } => match Span::new(policy.period.from(), Some(*said)) {
                Ok(period) => policy.period = period,
                Err(_) => return false,
            },
            What::Copay { said, .. } => policy.cost.copay = Some(*said),
            What::Coinsurance { said, .. } => policy.cost.coinsurance = Some(*said),
            What::Deductible { said, .. } => policy.cost.deductible = Some(*said),
            What::DeductibleMet { said, .. } => policy.cost.deductible_met = Some(*said),
            What::OutOfPocketMax { said, .. } => policy.cost.out_of_pocket_max = Some(*said),
            What::Network { said, .. } => policy.in_network = Some(*said),
            What::Limit { said, .. } => match policy.limits.iter_mut().find(|limit| is_same(limit, said)) {
                Some(limit) => *limit = said.clone(),
                None => policy.limits.push(said.clone()),
            },
            What::Authorization { discipline, said, .. } => {
                match policy.needs.iter_mut().find(|need| need.discipline == *discipline) {
                    Some(need) => need.authorization = Some(*said),
                    None => policy.needs.push(Need {
                        discipline: *discipline,
                        authorization: Some(*said),
                        referral: None,
                    }),
                }
            }
        }
        true
    }
}

/// Everything that the answer says otherwise than the policy, each thing once.
pub fn proposals(reply: &Reply, policy: &Policy) -> Vec<Change> {
    let mut changes = of_policy(reply, policy);
    let fitting = reply.benefits.iter().filter(|benefit| fits(benefit, policy));
    let benefits: Vec<&Benefit> = fitting.collect();
    for benefit in &benefits {
        let what = [of_cost(benefit, &benefits, policy), of_limit(benefit, &benefits, reply, policy)];
        for what in what.into_iter().flatten() {
            push(&mut changes, what, benefit);
        }
        for what in of_authorization(benefit, policy) {
            push(&mut changes, what, benefit);
        }
    }
    changes
}

fn push(changes: &mut Vec<Change>, what: What, benefit: &Benefit) {
    let change = Change { what, services: benefit.services.clone(), in_network: benefit.in_network };
    if !changes.contains(&change) {
        changes.push(change);
    }
}

/// What is about the whole policy.
fn of_policy(reply: &Reply, policy: &Policy) -> Vec<Change> {
    let mut all = Vec::new();
    all.extend((reply.active() == Answer::Inactive).then_some(What::NotInForce));
    all.extend(reply.has_other_payer().then(|| What::OtherPayer {
        names: reply.other_payers.iter().map(|other| other.name.clone()).collect(),
    }));
    let now = policy.period.until();
    all.extend(until(reply).filter(|said| now != Some(*said)).map(|said| What::Until { now, said }));
    let mut sides = reply.benefits.iter().filter_map(|benefit| benefit.in_network);
    let now = policy.in_network;
    let side = sides.next().filter(|first| sides.all(|side| side == *first));
    all.extend(side.filter(|said| now != Some(*said)).map(|said| What::Network { now, said }));
    all.into_iter().map(|what| Change { what, services: Vec::new(), in_network: None }).collect()
}

/// The earliest end that is named for the coverage; for many payers that of the plan's year, which a person knows. Payers write the last year of the calendar for "no end".
fn until(reply: &Reply) -> Option<Date> {
    let end = |(date_use, when): &(DateUse, When)| {
        let of_end = matches!(date_use, DateUse::PlanEnd | DateUse::EligibilityEnd | DateUse::BenefitEnd);
        let of_whole = matches!(date_use, DateUse::Plan | DateUse::Eligibility);
        match when {
            When::Day(last) if of_end => last.succ_opt(),
            When::Days(span) if of_end || of_whole => span.until(),
            _ => None,
        }
    };
    reply.dates.iter().filter_map(end).filter(|until| until.year() < 9_999).min()
}

/// Not the other side of the network, not the whole family, not one procedure alone.
fn fits(benefit: &Benefit, policy: &Policy) -> bool {
    let side = policy.in_network.zip(benefit.in_network);
    let of_person = matches!(benefit.level, None | Some(CoverageLevel::Individual));
    of_person
        && benefit.procedure.is_none()
        && side.is_none_or(|(ours, its)| ours == its)
        && is_therapy(benefit)
}

fn is_therapy(benefit: &Benefit) -> bool {
    let of_us = |service: &ServiceType| *service == ServiceType::Plan || service.discipline().is_some();
    benefit.services.is_empty() || benefit.services.iter().any(of_us)
}

fn of_cost(benefit: &Benefit, all: &[&Benefit], policy: &Policy) -> Option<What> {
    let cost = policy.cost;
    let yearly = is_yearly(benefit);
    let what = match benefit.info {
        Info::Copay => What::Copay { now: cost.copay, said: benefit.money? },
        Info::Coinsurance => {
            What::Coinsurance { now: cost.coinsurance, said: benefit.share.and_then(super::Share::percent)? }
        }
        Info::Deductible if benefit.period == Some(Period::YearToDate) => {
            What::DeductibleMet { now: cost.deductible_met, said: benefit.money? }
        }
        Info::Deductible if benefit.period == Some(Period::Remaining) => {
            let total = all.iter().find(|other| is_yearly(other) && is_twin(other, benefit))?.money?;
            let met = total.0.checked_sub(benefit.money?.0)?;
            What::DeductibleMet { now: cost.deductible_met, said: Cents(met) }
        }
        Info::Deductible if yearly => What::Deductible { now: cost.deductible, said: benefit.money? },
        Info::OutOfPocket if yearly => {
            What::OutOfPocketMax { now: cost.out_of_pocket_max, said: benefit.money? }
        }
        _ => return None,
    };
    let differs = match &what {
        What::Copay { now, said }
        | What::Deductible { now, said }
        | What::DeductibleMet { now, said }
        | What::OutOfPocketMax { now, said } => *now != Some(*said),
        What::Coinsurance { now, said } => *now != Some(*said),
        _ => true,
    };
    differs.then_some(what)
}

fn is_yearly(benefit: &Benefit) -> bool {
    matches!(benefit.period, None | Some(Period::ServiceYear | Period::CalendarYear | Period::Contract))
}

/// The same statement, of another time.
fn is_twin(one: &Benefit, other: &Benefit) -> bool {
    one.info == other.info && one.services == other.services && one.in_network == other.in_network
}

/// A limit in visits or money of a year, and what is left of it.
fn of_limit(benefit: &Benefit, all: &[&Benefit], reply: &Reply, policy: &Policy) -> Option<What> {
    if benefit.info != Info::Limit {
        return None;
    }
    let (amount, period) = amount(benefit)?;
    let year = match period? {
        Period::CalendarYear => LimitYear::Calendar,
        Period::ServiceYear => LimitYear::Plan { month: plan_month(benefit, reply, policy) },
        _ => return None,
    };
    let mut disciplines: Vec<Discipline> =
        benefit.services.iter().filter_map(ServiceType::discipline).collect();
    disciplines.sort_unstable();
    disciplines.dedup();
    // Beyond it the payer still pays where somebody authorizes it.
    let hard = benefit.authorization_required != Some(true);
    let mut said = BenefitLimit { disciplines, amount, year, used_elsewhere: 0, hard };
    let now = policy.limits.iter().find(|limit| is_same(limit, &said));
    said.used_elsewhere = now.map_or(0, |limit| limit.used_elsewhere);
    let rest = all.iter().filter(|other| is_twin(other, benefit)).filter_map(|other| amount_left(other));
    let left = rest.filter(|rest| is_same_unit(*rest, amount)).map(number).next();
    let is_known = left.is_none() && now == Some(&said);
    (!said.disciplines.is_empty() && !is_known).then_some(What::Limit { said, left })
}

fn amount_left(benefit: &Benefit) -> Option<LimitAmount> {
    let (amount, period) = amount(benefit)?;
    (period == Some(Period::Remaining)).then_some(amount)
}

/// How much, and in which time: as the statement itself says, or how it is delivered.
fn amount(benefit: &Benefit) -> Option<(LimitAmount, Option<Period>)> {
    let visits = |count: u32| u16::try_from(count).ok().map(LimitAmount::Visits);
    let own = benefit.quantity.as_ref().map(|quantity| (quantity, benefit.period.clone()));
    let delivered = benefit.deliveries.first().map(|it| (&it.quantity, it.per.clone()));
    match own.or(delivered) {
        Some((quantity, period)) if quantity.of == Measure::Visits => Some((visits(quantity.count)?, period)),
        Some(_) => None,
        None => Some((LimitAmount::Money(benefit.money?), benefit.period.clone())),
    }
}

fn number(amount: LimitAmount) -> u32 {
    match amount {
        LimitAmount::Visits(visits) => u32::from(visits),
        LimitAmount::Money(cents) => cents.0,
    }
}

fn is_same_unit(one: LimitAmount, other: LimitAmount) -> bool {
    matches!(
        (one, other),
        (LimitAmount::Visits(_), LimitAmount::Visits(_)) | (LimitAmount::Money(_), LimitAmount::Money(_))
    )
}

/// The same place in the policy.
fn is_same(one: &BenefitLimit, other: &BenefitLimit) -> bool {
    one.disciplines == other.disciplines && is_same_unit(one.amount, other.amount)
}

/// The month in which the plan began, or else the policy.
fn plan_month(benefit: &Benefit, reply: &Reply, policy: &Policy) -> u8 {
    let begin = |(date_use, when): &(DateUse, When)| match (date_use, when) {
        (DateUse::Plan | DateUse::PlanBegin, When::Day(day)) => Some(*day),
        (DateUse::Plan | DateUse::PlanBegin, When::Days(span)) => Some(span.from()),
        _ => None,
    };
    let day = benefit.dates.iter().chain(&reply.dates).find_map(begin).unwrap_or(policy.period.from());
    u8::try_from(day.month()).unwrap_or(1)
}

fn of_authorization(benefit: &Benefit, policy: &Policy) -> Vec<What> {
    let Some(said) = benefit.authorization_required else { return Vec::new() };
    let what = |discipline: Discipline| {
        let need = policy.needs.iter().find(|need| need.discipline == discipline);
        let now = need.and_then(|need| need.authorization);
        (now != Some(said)).then_some(What::Authorization { discipline, now, said })
    };
    let mut all: Vec<What> =
        benefit.services.iter().filter_map(ServiceType::discipline).filter_map(what).collect();
    all.dedup();
    all
}
