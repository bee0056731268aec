use super::*;
use crate::coverage::PlanKind::{
    Chip, CommercialPpo, MedicaidFfs, MedicaidMco, MedicareAdvantage, MedicareB, SchoolOrGrant, SelfPay,
    Tricare, VaCcn, WorkersComp,
};
use crate::coverage::samples::{day, id, parents, policy};
use crate::coverage::{Kinship, Parents, PlanKind, Standing};
use proptest::prelude::*;

fn on(policies: &[Policy], circumstances: &Circumstances, on: &str) -> Proposal {
    propose(&policies.iter().collect::<Vec<_>>(), circumstances, None, day(on))
}

/// The order on 1 June 2026 by the policies' numbers, and the rule that decided who comes first.
fn says(policies: &[Policy], circumstances: &Circumstances) -> (Vec<u128>, Option<CobRule>) {
    let proposal = on(policies, circumstances, "2026-06-01");
    (proposal.order.iter().map(|id| id.0.as_u128()).collect(), proposal.rule())
}

fn of_parents(parents: Parents) -> Circumstances {
    Circumstances { parents: Some(parents), ..Circumstances::default() }
}

fn medicare(entitlement: Entitlement) -> Circumstances {
    Circumstances { medicare: Some(entitlement), ..Circumstances::default() }
}

fn standing(n: u128, from: &str, standing: Option<Standing>) -> Policy {
    let mut policy = policy(n, CommercialPpo, from, "");
    policy.subscriber.standing = standing;
    policy
}

#[test]
fn the_parent_whose_birthday_comes_first_in_the_year_pays_first_whatever_the_year() {
    let both = [
        parents(1, "Ada Example", "1999-03-01", "2020-01-01"),
        parents(2, "Bo Example", "2000-02-29", "2025-01-01"),
    ];
    let together = of_parents(Parents::Together);
    assert_eq!(says(&both, &together), (vec![2, 1], Some(CobRule::Birthday)));
    assert_eq!(says(&both, &of_parents(Parents::DecreeForBoth)), (vec![2, 1], Some(CobRule::Birthday)));
    let proposal = on(&both, &together, "2026-06-01");
    assert_eq!(
        proposal.steps[0].because,
        "One subscriber's birthday, 29 Feb, comes earlier in the year than the other's, 1 Mar."
    );
    assert_eq!(proposal.unsure, []);
}

#[test]
fn parents_of_one_birthday_go_by_the_longer_plan() {
    let both = [
        parents(1, "Ada Example", "1990-05-05", "2025-01-01"),
        parents(2, "Bo Example", "1988-05-05", "2020-01-01"),
    ];
    assert_eq!(says(&both, &of_parents(Parents::Together)), (vec![2, 1], Some(CobRule::LongerBirthday)));
}

#[test]
fn two_plans_of_one_parent_go_by_that_parents_work() {
    let mut old = parents(1, "Ada Example", "1990-05-05", "2015-01-01");
    old.subscriber.standing = Some(Standing::Cobra);
    let new = parents(2, "Ada Example", "1990-05-05", "2025-01-01");
    assert_eq!(says(&[old, new], &of_parents(Parents::Together)), (vec![2, 1], Some(CobRule::Continuation)));
}

#[test]
fn divorced_parents_with_a_decree_on_file_go_by_the_decree_and_not_by_birthdays() {
    let both = [
        parents(1, "Ada Example", "1990-01-01", "2015-01-01"),
        parents(2, "Bo Example", "1988-12-31", "2025-01-01"),
    ];
    let decree = of_parents(Parents::DecreeFor(id(2)));
    assert_eq!(says(&both, &decree), (vec![2, 1], Some(CobRule::Decree)));
    assert_eq!(on(&both, &decree, "2026-06-01").unsure, []);
}

#[test]
fn a_decree_for_a_policy_that_is_not_in_force_leaves_a_question() {
    let both = [
        parents(1, "Ada Example", "1990-09-01", "2015-01-01"),
        parents(2, "Bo Example", "1988-02-01", "2025-01-01"),
    ];
    let proposal = on(&both, &of_parents(Parents::DecreeFor(id(9))), "2026-06-01");
    assert_eq!(
        (proposal.order, proposal.unsure),
        (vec![id(2), id(1)], vec![Question::DecreeNotInForce(id(9))])
    );
}

#[test]
fn without_a_decree_custody_decides_and_an_unnamed_policy_comes_last_with_a_question() {
    let four = [
        parents(1, "Other Spouse", "1990-01-01", "2015-01-01"),
        parents(2, "Other Parent", "1990-01-02", "2015-01-01"),
        parents(3, "Own Parent", "1990-12-31", "2025-01-01"),
        parents(4, "Grand Parent", "1950-01-01", "2000-01-01"),
    ];
    let custody = of_parents(Parents::Custody {
        custodial: Some(id(3)),
        custodial_spouse: None,
        other: Some(id(2)),
        other_spouse: Some(id(1)),
    });
    assert_eq!(says(&four, &custody), (vec![3, 2, 1, 4], Some(CobRule::Custody)));
    assert_eq!(on(&four, &custody, "2026-06-01").unsure, [Question::Custody(id(4))]);
}

#[test]
fn an_own_policy_comes_before_a_dependents() {
    let mut own = standing(2, "2026-01-01", Some(Standing::Cobra));
    own.subscriber.kinship = Kinship::Itself;
    let spouses = parents(1, "Ada Example", "1990-01-01", "2010-01-01");
    assert_eq!(says(&[spouses, own], &Circumstances::default()), (vec![2, 1], Some(CobRule::Subscriber)));
}

#[test]
fn at_work_comes_before_retired_before_continued_and_then_the_longer_one() {
    let four = [
        standing(1, "2000-01-01", Some(Standing::Cobra)),
        standing(2, "2001-01-01", Some(Standing::Retired)),
        standing(3, "2020-01-01", Some(Standing::Active)),
        standing(4, "2019-01-01", Some(Standing::Active)),
    ];
    let proposal = on(&four, &Circumstances::default(), "2026-06-01");
    let rules: Vec<CobRule> = proposal.steps.iter().map(|step| step.rule).collect();
    assert_eq!(proposal.order, [id(4), id(3), id(2), id(1)]);
    assert_eq!(rules, [CobRule::Longer, CobRule::Active, CobRule::Continuation]);
    assert_eq!(proposal.unsure, []);
}

#[test]
fn a_large_employer_pays_before_medicare_and_a_small_one_after_it() {
    let pair = [policy(1, MedicareB, "2020-01-01", ""), standing(2, "2021-01-01", Some(Standing::Active))];
    let first = |entitlement| says(&pair, &medicare(entitlement)).0[0];
    assert_eq!(first(Entitlement::Age { employees: 19 }), 1);
    assert_eq!(first(Entitlement::Age { employees: 20 }), 2);
    assert_eq!(first(Entitlement::Disability { employees: 99 }), 1);
    assert_eq!(first(Entitlement::Disability { employees: 100 }), 2);
    let unknown = on(&pair, &Circumstances::default(), "2026-06-01");
    assert_eq!((unknown.order, unknown.unsure), (vec![id(1), id(2)], vec![Question::Medicare]));
}

#[test]
fn medicare_stands_between_a_spouses_plan_at_work_and_the_patients_own_from_retirement() {
    let mut spouses = standing(1, "2021-01-01", Some(Standing::Active));
    spouses.subscriber.kinship = Kinship::Spouse;
    let three =
        [policy(2, MedicareB, "2020-01-01", ""), standing(3, "2000-01-01", Some(Standing::Retired)), spouses];
    let of_age = medicare(Entitlement::Age { employees: 500 });
    assert_eq!(says(&three, &of_age), (vec![1, 2, 3], Some(CobRule::MedicareSecondary)));
}

#[test]
fn the_30_months_of_kidney_failure_end_on_a_day_also_at_the_end_of_february() {
    for (since, until) in [
        ("2024-01-01", "2026-07-01"),
        ("2025-08-31", "2028-02-29"),
        ("2024-08-29", "2027-02-28"),
        ("2028-02-29", "2030-08-29"),
    ] {
        assert_eq!(esrd_until(day(since)), Some(day(until)), "{since}");
    }
    let pair = [policy(1, MedicareB, "2020-01-01", ""), standing(2, "2021-01-01", Some(Standing::Cobra))];
    let esrd = medicare(Entitlement::Esrd { since: day("2024-01-01") });
    assert_eq!(on(&pair, &esrd, "2026-06-30").order, [id(2), id(1)]);
    assert_eq!(on(&pair, &esrd, "2026-07-01").order, [id(1), id(2)]);
}

#[test]
fn every_kind_has_its_place() {
    let all = [
        policy(1, SelfPay, "2000-01-01", ""),
        policy(2, SchoolOrGrant, "2000-01-01", ""),
        policy(3, MedicaidMco, "2000-01-01", ""),
        policy(4, Chip, "2000-01-01", ""),
        policy(5, Tricare, "2000-01-01", ""),
        policy(6, MedicareAdvantage, "2000-01-01", ""),
        policy(7, CommercialPpo, "2000-01-01", ""),
        policy(8, VaCcn, "2000-01-01", ""),
        policy(9, WorkersComp, "2000-01-01", ""),
    ];
    let hurt = Circumstances { injury: true, ..medicare(Entitlement::Age { employees: 300 }) };
    assert_eq!(says(&all, &hurt), (vec![9, 8, 7, 6, 5, 4, 3, 2, 1], Some(CobRule::Injury)));
    let well = Circumstances { injury: false, ..hurt };
    assert_eq!(says(&all, &well), (vec![8, 7, 6, 5, 9, 4, 3, 2, 1], Some(CobRule::Veterans)));
    assert!(on(&all, &well, "2026-06-01").unsure.contains(&Question::Injury(id(9))));
}

#[test]
fn what_is_missing_is_asked() {
    let both =
        [parents(1, "Ada Example", "", "2020-01-01"), parents(2, "Bo Example", "1990-12-31", "2020-01-01")];
    let proposal = on(&both, &Circumstances::default(), "2026-06-01");
    assert_eq!(proposal.order, [id(2), id(1)], "a birthday that is known comes first");
    assert_eq!(proposal.unsure, [Question::Parents, Question::Birthday(id(1))]);

    let even = [standing(1, "2020-01-01", None), standing(2, "2020-01-01", Some(Standing::Active))];
    let unsure = on(&even, &Circumstances::default(), "2026-06-01").unsure;
    assert_eq!(unsure, [Question::Standing(id(1)), Question::Even(id(1), id(2))]);

    let twice = [policy(1, MedicaidFfs, "2020-01-01", ""), policy(2, MedicaidMco, "2021-01-01", "")];
    let unsure = on(&twice, &Circumstances::default(), "2026-06-01").unsure;
    assert_eq!(unsure, [Question::Twice(id(1), id(2))]);
}

#[test]
fn a_child_is_grown_on_the_26th_birthday_and_not_the_day_before() {
    let one = parents(1, "Ada Example", "1970-01-01", "2020-01-01");
    let asks =
        |on: &str| propose(&[&one], &Circumstances::default(), Some(day("2000-02-29")), day(on)).unsure;
    assert_eq!(asks("2026-02-27"), []);
    assert_eq!(asks("2026-02-28"), [Question::Grown(id(1))]);
}

#[test]
fn medicare_for_age_before_65_is_asked() {
    let pair = [policy(1, MedicareB, "2020-01-01", ""), standing(2, "2021-01-01", Some(Standing::Active))];
    let asks = |born: &str| {
        let of_age = medicare(Entitlement::Age { employees: 50 });
        propose(&pair.iter().collect::<Vec<_>>(), &of_age, Some(day(born)), day("2026-06-01")).unsure
    };
    assert_eq!(asks("1961-06-01"), []);
    assert_eq!(asks("1961-06-02"), [Question::NotYet65]);
}

prop_compose! {
    fn any_policy()(
        plan in prop::sample::select(&PlanKind::ALL[..]),
        kinship in prop::sample::select(&Kinship::ALL[..]),
        standing in prop::option::of(prop::sample::select(&Standing::ALL[..])),
        born in prop::option::of(0_u64..5),
        from in 0_u64..4,
    ) -> Policy {
        let mut policy = policy(0, plan, "2020-01-01", "");
        policy.subscriber.kinship = kinship;
        policy.subscriber.standing = standing;
        policy.subscriber.born = born.map(|after| day("1988-02-27") + chrono::Days::new(after));
        policy.period = crate::calendar::Span::since(day("2020-02-27") + chrono::Days::new(from));
        policy
    }
}

fn any_circumstances() -> impl Strategy<Value = Circumstances> {
    let named = || prop::option::of((0_u128..9).prop_map(id));
    let parents = prop_oneof![
        Just(Parents::Together),
        Just(Parents::DecreeForBoth),
        (0_u128..9).prop_map(|n| Parents::DecreeFor(id(n))),
        (named(), named(), named(), named()).prop_map(
            |(custodial, custodial_spouse, other, other_spouse)| {
                Parents::Custody { custodial, custodial_spouse, other, other_spouse }
            }
        ),
    ];
    let entitlement = prop_oneof![
        (15_u32..25).prop_map(|employees| Entitlement::Age { employees }),
        (95_u32..105).prop_map(|employees| Entitlement::Disability { employees }),
        (0_u64..2000).prop_map(|n| Entitlement::Esrd { since: day("2022-01-01") + chrono::Days::new(n) }),
    ];
    (prop::option::of(parents), prop::option::of(entitlement), any::<bool>())
        .prop_map(|(parents, medicare, injury)| Circumstances { parents, medicare, injury })
}

fn any_policies() -> impl Strategy<Value = Vec<Policy>> {
    prop::collection::vec(any_policy(), 0..7).prop_map(|mut policies| {
        for (n, policy) in (0..).zip(&mut policies) {
            policy.id = id(n);
        }
        policies
    })
}

proptest! {
    #[test]
    fn everybody_has_one_place_whatever_the_order_of_entry(
        (one, other) in any_policies().prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
        circumstances in any_circumstances(),
    ) {
        let proposal = on(&one, &circumstances, "2026-06-01");
        prop_assert_eq!(&proposal, &on(&other, &circumstances, "2026-06-01"));
        let mut all = proposal.order.clone();
        all.sort();
        prop_assert_eq!(all, one.iter().map(|policy| policy.id).collect::<Vec<_>>());
        prop_assert!(proposal.steps.iter().zip(proposal.order.windows(2))
            .all(|(step, pair)| [step.first, step.second] == *pair));
    }

    #[test]
    fn nothing_comes_after_medicaid_but_a_school_and_the_family_and_the_family_is_last(
        policies in any_policies(), circumstances in any_circumstances(),
    ) {
        let order = on(&policies, &circumstances, "2026-06-01").order;
        let plan = |id: &PolicyId| policies.iter().find(|policy| policy.id == *id).unwrap().plan;
        let last = |id: &PolicyId| match plan(id) {
            MedicaidFfs | MedicaidMco => 1,
            SchoolOrGrant => 2,
            SelfPay => 3,
            _ => 0,
        };
        prop_assert!(order.is_sorted_by_key(last), "{:?}", order.iter().map(plan).collect::<Vec<_>>());
    }

    #[test]
    fn leaving_one_out_never_turns_two_own_policies_around(
        policies in any_policies(), circumstances in any_circumstances(), gone in 0_usize..7,
    ) {
        let own = |id: &PolicyId| policies.iter().any(|policy| policy.id == *id
            && policy.subscriber.kinship == Kinship::Itself && policy.plan.is_private());
        let order = |policies: &[Policy]| on(policies, &circumstances, "2026-06-01").order;
        let mut fewer = policies.clone();
        if gone < fewer.len() && !fewer[gone].plan.is_medicare() {
            fewer.remove(gone);
        }
        let left = |id: &PolicyId| own(id) && fewer.iter().any(|policy| policy.id == *id);
        let before: Vec<PolicyId> = order(&policies).into_iter().filter(left).collect();
        let after: Vec<PolicyId> = order(&fewer).into_iter().filter(left).collect();
        prop_assert_eq!(before, after);
    }
}
