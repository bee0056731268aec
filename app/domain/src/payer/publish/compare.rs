//! One case, by two sets of rules.

use super::{Change, Counted, Difference, OpenCase};
use crate::authorization::{Authorization, AuthorizationStatus};
use crate::coverage::Policy;
use crate::coverage::force::payers_on;
use crate::kinds::{Date, Discipline};
use crate::ledger::Ledger;
use crate::payer::rules::{
    Asked, Turn, file_by, files_claims, needs_authorization, needs_referral, packet_by, visits_before,
};
use crate::payer::{Payer, PayerRules};
use crate::service::units::{UnitRule, Worked, claim};
use crate::service::{Code, Services};
use crate::visit::{Outcome, Visit};

/// The rules so far, those that would take their place, and the day on which that is asked.
pub(super) struct Pair<'a> {
    pub(super) before: &'a Payer,
    pub(super) after: &'a Payer,
    pub(super) services: &'a Services,
    pub(super) today: Date,
}

impl Pair<'_> {
    pub(super) fn differences(&self, case: OpenCase<'_>) -> Vec<Difference> {
        let ledger = case.ledger;
        let mut what = Vec::new();
        if let Some(policy) = self.first_on(ledger, self.today) {
            case.disciplines
                .iter()
                .for_each(|discipline| self.discipline(ledger, policy, *discipline, &mut what));
        }
        for (at, visit) in ledger.visits.iter().enumerate() {
            if let Some(policy) = self.first_on(ledger, visit.on) {
                self.visit(ledger, policy, at, &mut what);
            }
        }
        what.extend(ledger.authorizations.iter().filter_map(|one| self.renewal(ledger, one)));
        what
    }

    fn discipline(
        &self,
        ledger: &Ledger,
        policy: &Policy,
        discipline: Discipline,
        what: &mut Vec<Difference>,
    ) {
        let visits_before = visits_before(&ledger.visits, discipline, self.today);
        let asked = Asked { discipline, code: None, visits_before };
        let change = self.by(self.today, |rules| needs_authorization(rules, &policy.needs, asked).required);
        what.extend(change.map(|change| Difference::Authorization(discipline, change)));
        let change = self.by(self.today, |rules| needs_referral(rules, &policy.needs, discipline).required);
        what.extend(change.map(|change| Difference::Referral(discipline, change)));
    }

    fn visit(&self, ledger: &Ledger, policy: &Policy, at: usize, what: &mut Vec<Difference>) {
        let visit = &ledger.visits[at];
        let (id, on) = (visit.id, visit.on);
        if visit.outcome == Outcome::Booked && self.today <= on {
            let visits_before = visits_before(&ledger.visits, visit.discipline, on);
            let change = self.by(on, |rules| is_needed(rules, policy, visit, visits_before));
            what.extend(change.map(|change| Difference::Visit(id, on, change)));
        }
        let change = if is_unbilled(visit) { self.units(ledger, at) } else { None };
        what.extend(change.map(|change| Difference::Units(id, on, change)));
        if is_unbilled(visit) && visit.outcome == Outcome::Arrived && files_claims(self.after.class) {
            let change = self.by(on, |rules| file_by(rules, policy.filing_days, on, Turn::Primary));
            what.extend(change.map(|change| Difference::FileBy(id, on, change)));
        }
    }

    /// Of the first visit of a day, for all of them.
    fn units(&self, ledger: &Ledger, at: usize) -> Option<Change<Counted>> {
        let visit = &ledger.visits[at];
        let rule = self.by(visit.on, |rules| rules.units)?;
        let (earlier, later) = ledger.visits.split_at(at);
        if earlier.iter().any(|other| is_same_day(visit, other)) {
            return None;
        }
        let services =
            later.iter().filter(|other| is_same_day(visit, other)).flat_map(|other| &other.services);
        let worked: Vec<Worked> =
            services.map(|one| Worked { code: one.code, minutes: one.minutes }).collect();
        if worked.is_empty() {
            return None;
        }
        let count = |rule: UnitRule| {
            // What cannot be counted by either rule is told where the visit is written down.
            let claim = claim(self.services, rule, visit.on, &worked, &[]).ok()?;
            let mut lines: Vec<(Code, u16)> =
                claim.lines.iter().map(|line| (line.code, line.units)).collect();
            lines.retain(|(_, units)| 0 < *units);
            lines.sort_unstable();
            Some(Counted { lines, open: claim.open.map_or(0, |open| open.units) })
        };
        let change = Change { from: rule.from.and_then(count), to: rule.to.and_then(count) };
        (change.from != change.to).then_some(change)
    }

    fn renewal(&self, ledger: &Ledger, authorization: &Authorization) -> Option<Difference> {
        let granted = matches!(
            authorization.status,
            AuthorizationStatus::Approved | AuthorizationStatus::PartlyApproved
        );
        let last = authorization.period.until()?.pred_opt()?;
        let policy = ledger.policy(authorization.policy)?;
        if !granted || last < self.today || policy.payer != self.before.id {
            return None;
        }
        self.by(last, |rules| packet_by(rules, last))
            .map(|change| Difference::Renewal(authorization.id, change))
    }

    /// The policy that pays first on a day, if it is with this payer.
    fn first_on<'l>(&self, ledger: &'l Ledger, day: Date) -> Option<&'l Policy> {
        let payers = payers_on(ledger, day);
        payers.ordered.first().copied().filter(|policy| policy.payer == self.before.id)
    }

    fn by<T: PartialEq>(&self, day: Date, what: impl Fn(&PayerRules) -> T) -> Option<Change<T>> {
        let change =
            Change { from: self.before.rules_on(day).map(&what), to: self.after.rules_on(day).map(&what) };
        (change.from != change.to).then_some(change)
    }
}

fn is_needed(rules: &PayerRules, policy: &Policy, visit: &Visit, visits_before: u16) -> bool {
    let discipline = visit.discipline;
    let ask =
        |code| needs_authorization(rules, &policy.needs, Asked { discipline, code, visits_before }).required;
    if visit.services.is_empty() { ask(None) } else { visit.services.iter().any(|one| ask(Some(one.code))) }
}

fn is_unbilled(visit: &Visit) -> bool {
    visit.billed_on.is_none() && matches!(visit.outcome, Outcome::Booked | Outcome::Arrived)
}

/// Counted together: what a discipline does for a patient on one day.
fn is_same_day(a: &Visit, b: &Visit) -> bool {
    a.on == b.on && a.discipline == b.discipline && is_unbilled(a) && is_unbilled(b)
}
