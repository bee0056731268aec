//! What a policy is sorted by. One key for each policy and one comparison of keys make a total order, whatever is entered;
//! asking pair by pair could go round in circles.

use super::is_before_medicare;
use crate::coverage::{Circumstances, CobRule, Kinship, Parents, PlanKind, Policy, Standing};
use crate::ids::PolicyId;
use crate::kinds::{Date, Name};
use chrono::Datelike;

/// The place that the kind of plan gives.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Tier {
    /// Liable for the injury that is treated.
    Injury,
    /// Veterans Affairs.
    Veterans,
    /// Private, and before Medicare.
    Private,
    /// Medicare.
    Medicare,
    /// Private, and after Medicare.
    PrivateAfter,
    /// TRICARE.
    Tricare,
    /// Liable for injuries, of which nothing is known.
    Liability,
    /// Children's Health Insurance Program.
    Chip,
    /// Medicaid.
    Medicaid,
    /// School or grant.
    School,
    /// The family.
    Family,
}

/// Compared field by field, from the first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Key<'a> {
    pub(super) tier: Tier,
    dependent: bool,
    /// Parents' policies stay together: since when the first of them is in force, and whether they are a parent's.
    block: (Option<Date>, bool),
    /// The place that the parents' rule gives.
    family: (u8, u8),
    /// With one birthday: since when, and whose.
    subscriber: (Option<Date>, Option<&'a Name>),
    standing: u8,
    since: Date,
    id: PolicyId,
    /// Which rule the place in the family comes from. The same for all policies of a block, so it decides nothing.
    parents: CobRule,
}

impl Key<'_> {
    /// Why this one stands before a later one.
    pub(super) fn rule_before(&self, later: &Key<'_>) -> CobRule {
        if self.tier != later.tier {
            tier_rule(self.tier, later.tier)
        } else if self.dependent != later.dependent {
            CobRule::Subscriber
        } else if self.block != later.block {
            CobRule::Longer
        } else if self.family != later.family {
            self.parents
        } else if self.subscriber != later.subscriber {
            if self.family.0 == u8::MAX { CobRule::Longer } else { CobRule::LongerBirthday }
        } else if self.standing != later.standing {
            if later.standing == rank(Some(Standing::Cobra)) {
                CobRule::Continuation
            } else {
                CobRule::Active
            }
        } else {
            CobRule::Longer
        }
    }

    /// Whether two of one tier differ in nothing but their ids or names.
    pub(super) fn is_even_with(&self, other: &Key<'_>) -> bool {
        let bare = |key: &Key<'_>| (key.dependent, key.block, key.family, key.subscriber.0, key.standing);
        let decided = self.subscriber.0.is_some() && self.subscriber != other.subscriber;
        self.tier == other.tier && bare(self) == bare(other) && (decided || self.since == other.since)
    }
}

fn tier_rule(first: Tier, second: Tier) -> CobRule {
    match (first, second) {
        (Tier::Injury, _) | (_, Tier::Liability) => CobRule::Injury,
        (Tier::Veterans, _) => CobRule::Veterans,
        (_, Tier::School | Tier::Family) => CobRule::Rest,
        (_, Tier::Medicaid | Tier::Chip) => CobRule::Medicaid,
        (_, Tier::Tricare) => CobRule::Tricare,
        _ => CobRule::MedicareSecondary,
    }
}

fn rank(standing: Option<Standing>) -> u8 {
    match standing {
        None | Some(Standing::Active) => 0,
        Some(Standing::Retired) => 1,
        Some(Standing::Cobra) => 2,
    }
}

/// The keys of policies that are in force together.
pub(super) struct Keys<'a> {
    in_force: &'a [&'a Policy],
    circumstances: &'a Circumstances,
    day: Date,
    has_medicare: bool,
}

impl<'a> Keys<'a> {
    pub(super) fn new(in_force: &'a [&'a Policy], circumstances: &'a Circumstances, day: Date) -> Keys<'a> {
        let has_medicare = in_force.iter().any(|policy| policy.plan.is_medicare());
        Keys { in_force, circumstances, day, has_medicare }
    }

    pub(super) fn of(&self, policy: &'a Policy) -> Key<'a> {
        let tier = self.tier(policy);
        let is_child = policy.subscriber.kinship == Kinship::Child;
        let dependent = policy.subscriber.kinship != Kinship::Itself;
        let block = dependent.then(|| {
            self.since(|other| {
                self.tier(other) == tier
                    && other.subscriber.kinship != Kinship::Itself
                    && (other.subscriber.kinship == Kinship::Child) == is_child
            })
        });
        let (parents, family) = if is_child { self.family(policy) } else { (CobRule::Longer, (0, 0)) };
        let subscriber = (parents == CobRule::Birthday).then(|| {
            self.since(|other| {
                self.tier(other) == tier
                    && other.subscriber.kinship == Kinship::Child
                    && (other.subscriber.born, &other.subscriber.name)
                        == (policy.subscriber.born, &policy.subscriber.name)
            })
        });
        Key {
            tier,
            dependent,
            block: (block.flatten(), is_child),
            family,
            subscriber: (
                subscriber.flatten(),
                policy.subscriber.name.as_ref().filter(|_| subscriber.is_some()),
            ),
            standing: rank(policy.subscriber.standing),
            since: policy.period.from(),
            id: policy.id,
            parents,
        }
    }

    fn tier(&self, policy: &Policy) -> Tier {
        match policy.plan {
            PlanKind::WorkersComp | PlanKind::Auto if self.circumstances.injury => Tier::Injury,
            PlanKind::WorkersComp | PlanKind::Auto => Tier::Liability,
            PlanKind::VaCcn => Tier::Veterans,
            PlanKind::MedicareB | PlanKind::MedicareAdvantage => Tier::Medicare,
            PlanKind::Tricare => Tier::Tricare,
            PlanKind::Chip => Tier::Chip,
            PlanKind::MedicaidFfs | PlanKind::MedicaidMco => Tier::Medicaid,
            PlanKind::SchoolOrGrant => Tier::School,
            PlanKind::SelfPay => Tier::Family,
            PlanKind::CommercialPpo | PlanKind::CommercialHmo | PlanKind::CommercialEpo => {
                let after = self.has_medicare && !is_before_medicare(policy, self.circumstances, self.day);
                if after { Tier::PrivateAfter } else { Tier::Private }
            }
        }
    }

    /// A parent's place: the decree, then custody, then the birthday.
    fn family(&self, policy: &Policy) -> (CobRule, (u8, u8)) {
        match self.circumstances.parents {
            Some(Parents::DecreeFor(named)) if self.in_force.iter().any(|other| other.id == named) => {
                (CobRule::Decree, (u8::from(policy.id != named), 0))
            }
            Some(Parents::Custody { custodial, custodial_spouse, other, other_spouse }) => {
                let line = [custodial, custodial_spouse, other, other_spouse];
                let place = (0..).zip(line).find(|(_, named)| *named == Some(policy.id));
                (CobRule::Custody, (place.map_or(u8::MAX, |(place, _)| place), 0))
            }
            _ => (CobRule::Birthday, policy.subscriber.born.map_or((u8::MAX, 0), month_and_day)),
        }
    }

    /// The first day on which one of them was in force.
    fn since(&self, is_meant: impl Fn(&Policy) -> bool) -> Option<Date> {
        self.in_force.iter().filter(|policy| is_meant(policy)).map(|policy| policy.period.from()).min()
    }
}

fn month_and_day(born: Date) -> (u8, u8) {
    let small = |number: u32| u8::try_from(number).unwrap_or(u8::MAX);
    (small(born.month()), small(born.day()))
}
