//! The lines of all authorizations while visits draw from them.

use super::demand::Demand;
use super::{Draw, LineBalance, Why};
use crate::authorization::{Authorization, AuthorizationLine, AuthorizationStatus, CapPeriod, Measure};
use crate::ids::{PolicyId, VisitId};
use crate::kinds::{Date, Discipline};
use crate::service::Code;
use chrono::{Datelike, Days};
use std::collections::{BTreeMap, BTreeSet};

/// Units and hours are counted alike.
pub(super) fn family(measure: Measure) -> Measure {
    if measure == Measure::Hours { Measure::Units } else { measure }
}

/// The Sunday of the day's week, as payers count.
pub(crate) fn week_of(day: Date) -> Date {
    let after_sunday = day.weekday().num_days_from_sunday();
    day.checked_sub_days(Days::new(after_sunday.into())).unwrap_or(day)
}

/// What one draw pays for: a day, a code of a day, a visit.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Paid {
    Day(Date),
    Code(Date, Option<Code>),
    Visit(VisitId),
}

struct Tap<'a> {
    authorization: &'a Authorization,
    line: &'a AuthorizationLine,
    balance: LineBalance,
    by_day: BTreeMap<Date, u32>,
    paid: BTreeSet<Paid>,
}

/// What became of an attempt to draw.
pub(super) struct Took {
    pub(super) draw: Option<Draw>,
    pub(super) rest: u32,
    pub(super) why: Why,
}

/// All lines, by authorization in order of id.
pub(super) struct Taps<'a>(Vec<Tap<'a>>);

impl<'a> Taps<'a> {
    pub(super) fn new(authorizations: &'a [Authorization]) -> Self {
        let mut taps: Vec<Tap<'a>> = authorizations.iter().flat_map(Tap::all_of).collect();
        taps.sort_by_key(|tap| (tap.authorization.id, tap.balance.line));
        Taps(taps)
    }

    fn granting(&self) -> impl Iterator<Item = &Tap<'a>> {
        self.0.iter().filter(|tap| 0 < tap.balance.granted)
    }

    /// Policies on which something granted hangs, and for which discipline.
    pub(super) fn holders(&self) -> impl Iterator<Item = (PolicyId, Discipline)> {
        self.granting().map(|tap| (tap.authorization.policy, tap.authorization.discipline))
    }

    /// Whether anything at all is granted for a discipline.
    pub(super) fn grants(&self, discipline: Discipline) -> bool {
        self.granting().any(|tap| tap.authorization.discipline == discipline)
    }

    pub(super) fn measure(&self, at: usize) -> Measure {
        self.0[at].line.measure
    }

    /// Lines of a policy that may cover the demand, those that end first in front.
    pub(super) fn matching(&self, policy: PolicyId, demand: &Demand) -> Vec<usize> {
        let mut fit: Vec<usize> =
            (0..self.0.len()).filter(|at| self.0[*at].refuses(policy, demand).is_none()).collect();
        fit.sort_by_key(|at| {
            // As granted: a day from which it is void must not reorder what was drawn before that day.
            let ends = self.0[*at].authorization.period.until();
            (ends.is_none(), ends, *at)
        });
        fit
    }

    /// Where no line fits: what the one that comes nearest counts, and what it lacks.
    pub(super) fn nearest(&self, policy: PolicyId, demand: &Demand) -> (Measure, Why) {
        let all = self.granting().filter(|tap| tap.authorization.discipline == demand.discipline);
        let lacks = all.filter_map(|tap| tap.refuses(policy, demand).map(|why| (why, tap.line.measure)));
        let (why, measure) =
            lacks.max_by_key(|(why, _)| *why).unwrap_or((Why::NoAuthorization, Measure::Visits));
        (measure, why)
    }

    /// Draws what there is room for.
    pub(super) fn take(&mut self, at: usize, demand: &Demand, wanted: u32) -> Took {
        self.0[at].take(demand, wanted)
    }

    pub(super) fn balances(self) -> Vec<LineBalance> {
        self.0.into_iter().map(|tap| tap.balance).collect()
    }
}

impl<'a> Tap<'a> {
    fn all_of(authorization: &'a Authorization) -> impl Iterator<Item = Tap<'a>> {
        let (grants, void) = match &authorization.status {
            AuthorizationStatus::Approved
            | AuthorizationStatus::PartlyApproved
            | AuthorizationStatus::Appealed { .. } => (true, None),
            AuthorizationStatus::Void { from, .. } => (true, Some(*from)),
            AuthorizationStatus::Draft
            | AuthorizationStatus::Requested
            | AuthorizationStatus::Pended { .. }
            | AuthorizationStatus::Denied { .. }
            | AuthorizationStatus::Cancelled { .. } => (false, None),
        };
        let ends = [authorization.period.until(), void].into_iter().flatten().min();
        authorization.lines.iter().enumerate().map(move |(at, line)| Tap {
            authorization,
            line,
            balance: LineBalance {
                authorization: authorization.id,
                line: at,
                measure: line.measure,
                granted: line.granted.filter(|_| grants).unwrap_or(0),
                used: 0,
                reserved: 0,
                estimated: 0,
                ends,
            },
            by_day: BTreeMap::new(),
            paid: BTreeSet::new(),
        })
    }

    /// The first thing that keeps the line from covering the demand, room aside.
    fn refuses(&self, policy: PolicyId, demand: &Demand) -> Option<Why> {
        let (line, authorization) = (self.line, self.authorization);
        let void =
            matches!(authorization.status, AuthorizationStatus::Void { from, .. } if from <= demand.on);
        let listed = |code: Code| line.codes.is_empty() || line.codes.contains(&code);
        let carries = |all: &Vec<_>| line.modifiers.iter().any(|wanted| all.contains(wanted));
        let treats = |staff| line.staff.contains(&staff);
        if authorization.discipline != demand.discipline || self.balance.granted == 0 {
            Some(Why::NoAuthorization)
        } else if authorization.policy != policy || void {
            Some(Why::WrongPayer)
        } else if !authorization.period.contains(demand.on) {
            Some(Why::OutsidePeriod)
        } else if !demand.code.is_none_or(listed) {
            Some(Why::CodeNotListed)
        } else if !line.modifiers.is_empty() && !demand.modifiers.as_ref().is_none_or(carries) {
            Some(Why::ModifierMissing)
        } else if !line.staff.is_empty() && !demand.staff.map_or(demand.booked, treats) {
            Some(Why::WrongStaff)
        } else {
            None
        }
    }

    /// What may still be drawn in all, and on that day or in its week.
    fn room(&self, on: Date) -> (u32, u32) {
        let left = self.balance.left();
        let capped = self.line.cap.map_or(left, |cap| {
            let drawn: u32 = match cap.per {
                CapPeriod::Day => self.by_day.get(&on).copied().unwrap_or(0),
                CapPeriod::Week => {
                    let sunday = week_of(on);
                    let saturday = sunday.checked_add_days(Days::new(6)).unwrap_or(Date::MAX);
                    self.by_day.range(sunday..=saturday).map(|(_, amount)| *amount).sum()
                }
            };
            cap.amount.saturating_sub(drawn)
        });
        (left, left.min(capped))
    }

    fn take(&mut self, demand: &Demand, wanted: u32) -> Took {
        let paid = match self.line.measure {
            Measure::Visits => Some(Paid::Day(demand.on)),
            Measure::Sessions => Some(Paid::Code(demand.on, demand.code)),
            Measure::Money => Some(Paid::Visit(demand.visit)),
            Measure::Units | Measure::Hours => None,
        };
        let covered = paid.as_ref().is_some_and(|paid| self.paid.contains(paid));
        let (left, room) = self.room(demand.on);
        let amount = if covered { 0 } else { wanted.min(room) };
        let rest = if covered { 0 } else { wanted - amount };
        self.paid.extend(paid.filter(|_| 0 < amount && rest == 0));
        *self.by_day.entry(demand.on).or_default() += amount;
        let side = if demand.booked { &mut self.balance.reserved } else { &mut self.balance.used };
        *side += amount;
        self.balance.estimated += if demand.estimated { amount } else { 0 };
        let draw = (covered || 0 < amount || wanted == 0).then_some(Draw {
            visit: demand.visit,
            on: demand.on,
            code: demand.code,
            authorization: self.authorization.id,
            line: self.balance.line,
            amount,
            reserved: demand.booked,
            estimated: demand.estimated,
        });
        Took { draw, rest, why: if left <= amount { Why::UsedUp } else { Why::OverCap } }
    }
}
