//! Whoever pays in a synthetic clinic: invented insurers, and the public programmes marked as a demonstration.

use super::{Recipe, SeedError, opening_hour, plan, uuid_at};
use domain::calendar::ZoneOffsets;
use domain::coverage::PlanKind;
use domain::ids::PayerId;
use domain::kinds::Line;
use domain::payer::{Beyond, Payer, PayerRules};
use domain::workflow::PayerClass;
use rand::Rng;
use rand::rngs::StdRng;

/// The commercial insurer with which nothing is refused at booking: the clinic wants to be warned only.
pub(super) const LENIENT: &str = "Harbor Mutual";
/// Each with the plan that its members have.
const INSURERS: [(&str, PlanKind); 8] = [
    ("Bluestem Health", PlanKind::CommercialPpo),
    (LENIENT, PlanKind::CommercialEpo),
    ("Northway Care", PlanKind::CommercialHmo),
    ("State Medicaid (demo)", PlanKind::MedicaidFfs),
    ("Prairie Family Plan", PlanKind::MedicaidMco),
    ("Medicare (demo)", PlanKind::MedicareB),
    ("Lakeshore Advantage", PlanKind::MedicareAdvantage),
    ("TRICARE (demo)", PlanKind::Tricare),
];

/// All of them, by plan.
#[derive(Clone, Debug)]
pub(super) struct Insurers(Vec<(PlanKind, Payer)>);

impl Insurers {
    /// As the clinic enters them when it is founded: each begins with the rules that every new payer begins with.
    pub(super) fn contracted(recipe: &Recipe, rng: &mut StdRng) -> Result<Insurers, SeedError> {
        let from = plan::founding_day(recipe);
        let at = opening_hour(&ZoneOffsets::utc(), from);
        let mut all = Vec::with_capacity(INSURERS.len());
        for (name, plan) in INSURERS {
            let mut rules = PayerRules::starting(plan, from);
            if name == LENIENT {
                for rules in &mut rules {
                    rules.beyond = Beyond::Warn;
                }
            }
            let payer = Payer {
                id: PayerId(uuid_at(at, rng)),
                name: Line::parse(name).map_err(|_| SeedError::Names)?,
                class: class(plan),
                rules,
                examples: vec![],
            };
            all.push((plan, payer));
        }
        Ok(Insurers(all))
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Payer> {
        self.0.iter().map(|(_, payer)| payer)
    }

    /// Whoever offers a plan of this kind.
    pub(super) fn of(&self, plan: PlanKind) -> Option<PayerId> {
        self.0.iter().find(|(offers, _)| *offers == plan).map(|(_, payer)| payer.id)
    }
}

/// A plan that somebody of a class has; nothing for a family that pays itself.
pub(super) fn plan_of(class: PayerClass, rng: &mut StdRng) -> Option<PlanKind> {
    use PlanKind as K;
    let share = rng.random_range(0..100);
    match class {
        PayerClass::Commercial if share < 45 => Some(K::CommercialPpo),
        PayerClass::Commercial if share < 75 => Some(K::CommercialEpo),
        PayerClass::Commercial => Some(K::CommercialHmo),
        PayerClass::Medicaid if share < 50 => Some(K::MedicaidFfs),
        PayerClass::Medicaid => Some(K::MedicaidMco),
        PayerClass::Medicare => Some(K::MedicareB),
        PayerClass::MedicareAdvantage => Some(K::MedicareAdvantage),
        PayerClass::Tricare => Some(K::Tricare),
        _ => None,
    }
}

fn class(plan: PlanKind) -> PayerClass {
    match plan {
        PlanKind::MedicaidFfs | PlanKind::MedicaidMco => PayerClass::Medicaid,
        PlanKind::MedicareB => PayerClass::Medicare,
        PlanKind::MedicareAdvantage => PayerClass::MedicareAdvantage,
        PlanKind::Tricare => PayerClass::Tricare,
        _ => PayerClass::Commercial,
    }
}
