//! The policies of a synthetic patient, and the order in which they pay.

use super::payers::{Insurers, plan_of};
use super::plan::Outline;
use super::{SeedError, names, opening_hour, uuid_at, years_before};
use chrono::{Datelike, Days};
use domain::calendar::{Span, ZoneOffsets};
use domain::coverage::cob::propose;
use domain::coverage::{
    Circumstances, CobRule, CostSharing, Entitlement, Kinship, Need, Parents, PlanKind, Policy, Standing,
    Subscriber,
};
use domain::ids::{PayerId, PolicyId};
use domain::kinds::{Date, Line, Name};
use domain::ledger::OrderWish;
use domain::money::Cents;
use domain::workflow::PayerClass;
use rand::Rng;
use rand::rngs::StdRng;

/// What a family shows when it comes.
#[derive(Clone, Debug, Default)]
pub(super) struct Cover {
    pub(super) policies: Vec<Policy>,
    pub(super) circumstances: Circumstances,
    /// The payers' own file says the same.
    pub(super) confirmed: bool,
    /// What was seen.
    pub(super) evidence: Option<Line>,
}

/// What the policies of an outline are made of.
pub(super) struct Family<'a> {
    pub(super) outline: &'a Outline,
    pub(super) insurers: &'a Insurers,
    pub(super) began: Date,
    pub(super) surname: &'a str,
    pub(super) member: &'a str,
}

impl Family<'_> {
    /// By the class of payer that the outline has, with a second policy for some.
    pub(super) fn cover(&self, rng: &mut StdRng) -> Result<Cover, SeedError> {
        let Some(plan) = self.outline.facts.payer.and_then(|class| plan_of(class, rng)) else {
            return Ok(Cover::default());
        };
        let mut cover = Cover {
            confirmed: rng.random_ratio(80, 100),
            evidence: Line::parse("Both cards and the family's answers").ok(),
            ..Cover::default()
        };
        cover.policies.push(self.first(plan, rng)?);
        if self.outline.facts.coverage_count == Some(2) {
            cover.policies.push(self.second(rng)?);
            cover.circumstances = self.circumstances();
        }
        Ok(cover)
    }

    fn circumstances(&self) -> Circumstances {
        let medicare = self.outline.facts.payer == Some(PayerClass::Medicare);
        Circumstances {
            parents: self.is_child().then_some(Parents::Together),
            medicare: medicare.then_some(Entitlement::Age { employees: 8 }),
            injury: false,
        }
    }

    fn is_child(&self) -> bool {
        self.outline.age < 18
    }

    fn first(&self, plan: PlanKind, rng: &mut StdRng) -> Result<Policy, SeedError> {
        let dependent = self.is_child() && !plan.is_medicaid();
        let subscriber = if dependent { self.parent(rng)? } else { own(plan) };
        let mut policy = self.policy(plan, subscriber, self.member, rng)?;
        policy.needs = self.needs();
        Ok(policy)
    }

    /// The other parent's plan, Medicaid behind a commercial one, or a supplement to Medicare.
    fn second(&self, rng: &mut StdRng) -> Result<Policy, SeedError> {
        let member = format!("DEMO-{}", rng.random_range(100_000..999_999));
        let medicare = self.outline.facts.payer == Some(PayerClass::Medicare);
        if medicare {
            let own = Subscriber { standing: Some(Standing::Retired), ..own(PlanKind::CommercialPpo) };
            return self.policy(PlanKind::CommercialPpo, own, &member, rng);
        }
        if self.is_child() && rng.random_ratio(60, 100) {
            let parent = self.parent(rng)?;
            return self.policy(PlanKind::CommercialPpo, parent, &member, rng);
        }
        self.policy(PlanKind::MedicaidFfs, own(PlanKind::MedicaidFfs), &member, rng)
    }

    fn parent(&self, rng: &mut StdRng) -> Result<Subscriber, SeedError> {
        let (first, _) = names::person(rng);
        let born = years_before(self.began, self.outline.age + rng.random_range(22..38));
        Ok(Subscriber {
            kinship: Kinship::Child,
            name: Some(names::name(first, self.surname).ok_or(SeedError::Names)?),
            born: born.checked_sub_days(Days::new(rng.random_range(0..360))),
            standing: Some(Standing::Active),
        })
    }

    /// Nothing has to be authorized for a discipline although the payer's rules ask for it: the policy says so.
    fn needs(&self) -> Vec<Need> {
        let free = self
            .outline
            .disciplines
            .iter()
            .filter(|discipline| !self.outline.authorized.contains(discipline));
        free.map(|discipline| Need { discipline: *discipline, authorization: Some(false), referral: None })
            .collect()
    }

    fn policy(
        &self,
        plan: PlanKind,
        subscriber: Subscriber,
        member: &str,
        rng: &mut StdRng,
    ) -> Result<Policy, SeedError> {
        let payer = self.insurers.of(plan).ok_or(SeedError::Names)?;
        let id = PolicyId(uuid_at(opening_hour(&ZoneOffsets::utc(), self.began), rng));
        let year = self.began.year() - rng.random_range(0..4);
        let first = Date::from_ymd_opt(year, 1, 1).unwrap_or(self.began);
        let mut policy = plain(id, payer, plan, subscriber, Span::since(first));
        policy.member = Some(Line::parse(member).map_err(|_| SeedError::Names)?);
        policy.in_network = Some(true);
        if plan.is_private() {
            policy.cost = CostSharing {
                copay: Some(Cents(rng.random_range(3..9) * 500)),
                deductible: Some(Cents(rng.random_range(1..5) * 50_000)),
                ..CostSharing::default()
            };
        }
        Ok(policy)
    }
}

/// A policy with nothing but what every policy has.
pub(super) fn plain(
    id: PolicyId,
    payer: PayerId,
    plan: PlanKind,
    subscriber: Subscriber,
    period: Span,
) -> Policy {
    Policy {
        id,
        payer,
        plan,
        member: None,
        group: None,
        subscriber,
        period,
        cost: CostSharing::default(),
        in_network: None,
        limits: vec![],
        needs: vec![],
        filing_days: None,
        remarks: None,
    }
}

/// A parent's name and birthday on a policy.
pub(super) fn parent(name: &str, born: Date) -> Option<Subscriber> {
    Some(Subscriber {
        kinship: Kinship::Child,
        name: Some(Name::parse(name).ok()?),
        born: Some(born),
        standing: Some(Standing::Active),
    })
}

impl Cover {
    /// The order that the rules propose from a day on; nothing for one policy.
    pub(super) fn order(&self, from: Date) -> Option<OrderWish> {
        if self.policies.len() < 2 {
            return None;
        }
        let all: Vec<&Policy> = self.policies.iter().collect();
        let proposal = propose(&all, &self.circumstances, None, from);
        Some(OrderWish {
            from,
            rule: proposal.rule().unwrap_or(CobRule::Only),
            policies: proposal.order,
            evidence: self.evidence.clone(),
            confirmed: self.confirmed,
        })
    }
}

/// The patient's own policy.
fn own(plan: PlanKind) -> Subscriber {
    let standing = plan.is_private().then_some(Standing::Active);
    Subscriber { kinship: Kinship::Itself, name: None, born: None, standing }
}
