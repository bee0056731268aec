//! The rules that a new payer begins with can be entered, and say what their sources say.

use super::super::tests::{day, payer};
use super::*;
use crate::kinds::Discipline;
use crate::payer::enter;
use crate::service::Services;
use crate::service::units::UnitRule;
use proptest::prelude::*;

fn on(plan: PlanKind, text: &str) -> PayerRules {
    payer(PayerRules::starting(plan, day("2025-11-01"))).rules_on(day(text)).unwrap().clone()
}

#[test]
fn each_kind_of_plan_has_rules_that_can_be_entered_and_name_their_source() {
    let services = Services::standard();
    for plan in PlanKind::ALL {
        let payer = payer(PayerRules::starting(plan, day("2020-02-29")));
        assert_eq!((enter::check(&payer), payer.period_problems()), (Ok(()), Vec::new()), "{plan:?}");
        let needs = payer.rules.iter().flat_map(|rules| &rules.authorization);
        for code in needs.flat_map(|need| need.codes.iter().chain(&need.except)) {
            assert!(services.all().any(|service| service.code == *code), "{code}");
        }
    }
    let standard: Standard = serde_json::from_str(STANDARD).unwrap();
    let plans: Vec<PlanKind> = standard.templates.into_iter().flat_map(|template| template.plans).collect();
    assert!(
        plans.len() == PlanKind::ALL.len() && PlanKind::ALL.iter().all(|plan| plans.contains(plan)),
        "each once"
    );
}

#[test]
fn filing_limits_are_those_that_payers_publish() {
    use PlanKind::{
        CommercialPpo, MedicaidFfs, MedicaidMco, MedicareAdvantage, MedicareB, Tricare, VaCcn, WorkersComp,
    };
    let days = |plan| {
        let rules = on(plan, "2026-11-23");
        (rules.filing_days, rules.secondary_filing_days)
    };
    assert_eq!(days(MedicareB), (365, 365));
    assert_eq!(days(MedicareAdvantage), (180, 90));
    assert_eq!(days(MedicaidFfs), (180, 60));
    assert_eq!(days(MedicaidMco), (120, 60));
    assert_eq!(days(CommercialPpo), (90, 60));
    assert_eq!(days(Tricare), (365, 90));
    assert_eq!((days(VaCcn).0, days(WorkersComp).0), (180, 90));
}

#[test]
fn a_decision_takes_seven_days_since_2026_where_the_law_says_so() {
    use PlanKind::{Chip, CommercialPpo, MedicaidFfs, MedicaidMco, MedicareAdvantage};
    for plan in [MedicareAdvantage, MedicaidFfs, MedicaidMco, Chip] {
        let days = ["2025-12-31", "2026-01-01"].map(|text| on(plan, text).decision_days);
        assert_eq!(days, [14, 7], "{plan:?}");
    }
    assert_eq!(PayerRules::starting(MedicaidFfs, day("2025-12-31")).len(), 2);
    assert_eq!(
        PayerRules::starting(MedicaidFfs, day("2026-01-01")).len(),
        1,
        "those that never count are left out"
    );
    assert_eq!(on(CommercialPpo, "2026-01-01").decision_days, 14, "no law binds these");
}

#[test]
fn who_follows_medicare_pools_its_minutes_and_who_treats_behaviour_is_warned_sixty_days_ahead() {
    for plan in [PlanKind::MedicareB, PlanKind::MedicareAdvantage] {
        assert_eq!(on(plan, "2026-11-23").units, UnitRule::CmsPooled);
    }
    assert_eq!(on(PlanKind::CommercialHmo, "2026-11-23").units, UnitRule::AmaPerCode);
    for plan in PlanKind::ALL {
        let rules = on(plan, "2026-11-23");
        let aba = rules.authorization.iter().any(|need| need.discipline == Discipline::Aba);
        assert_eq!(rules.warn_days.contains(&60), aba, "{plan:?}");
        assert!(rules.authorization.is_empty() || rules.warn_percent == [75, 90, 100], "{plan:?}");
    }
    assert!(on(PlanKind::SelfPay, "2026-11-23").authorization.is_empty());
    assert!(on(PlanKind::MedicareB, "2026-11-23").authorization.is_empty());
}

proptest! {
    #[test]
    fn from_its_first_day_on_no_day_is_without_rules(plan in prop::sample::select(&PlanKind::ALL[..]), start in 0_u64..1_500, later in 0_u64..3_000) {
        let from = day("2023-06-01") + chrono::Days::new(start);
        let payer = payer(PayerRules::starting(plan, from));
        prop_assert_eq!(payer.rules[0].period.from(), from);
        prop_assert!(payer.rules_on(from + chrono::Days::new(later)).is_some());
        prop_assert!(payer.rules_on(from.pred_opt().unwrap()).is_none());
        prop_assert!(payer.period_problems().is_empty());
    }
}
