use super::*;
use crate::coverage::BenefitLimit;
use crate::coverage::PlanKind::{CommercialPpo, MedicareB};
use crate::coverage::samples::{allowed, day, ledger, policy, visit};
use crate::visit::Outcome;

/// With Part B since 2023, and visits of a discipline on days with an amount in cents.
fn patient(visits: &[(&str, Discipline, u32)]) -> Ledger {
    let mut ledger = ledger(vec![policy(1, MedicareB, "2023-01-01", "")], Vec::new());
    ledger.visits = (0..).zip(visits).map(|(n, (on, who, cents))| allowed(n, on, *who, *cents)).collect();
    ledger
}

fn at(ledger: &Ledger, on: &str) -> [KxUse; 2] {
    kx(ledger, &KxAmounts::standard(), day(on)).try_into().unwrap()
}

#[test]
fn every_year_that_is_known_has_both_amounts_and_a_source() {
    let amounts = KxAmounts::standard();
    for (year, dollars) in [(2023, 2_230), (2024, 2_330), (2025, 2_410), (2026, 2_480)] {
        for group in KxGroup::ALL {
            let row = amounts.of(year, group).unwrap();
            assert_eq!((row.threshold, row.review), (Cents(dollars * 100), Cents(300_000)));
            assert!(row.source.contains(&year.to_string()));
        }
    }
    assert_eq!(amounts.0.len(), 8);
}

#[test]
fn a_patient_at_86_percent_is_near_and_needs_no_modifier_yet() {
    let ledger = patient(&[
        ("2025-12-31", Discipline::Pt, 99_999),
        ("2026-01-01", Discipline::Pt, 133_280),
        ("2026-10-30", Discipline::Slp, 80_000),
        ("2026-10-31", Discipline::Ot, 20_000),
    ]);
    let [shared, ot] = at(&ledger, "2026-11-23");
    assert_eq!((shared.used, shared.percent()), (Cents(213_280), Ok(86)));
    assert!(shared.is_near() && !shared.needs_modifier());
    assert_eq!((ot.percent(), ot.is_near()), (Ok(8), false));
    assert_eq!(at(&ledger, "2026-10-29")[0].percent(), Ok(53), "as it was on that day");
}

#[test]
fn the_warning_begins_at_85_percent_and_the_modifier_above_the_amount() {
    let of = |cents| at(&patient(&[("2026-03-01", Discipline::Ot, cents)]), "2026-03-01")[1];
    assert!(!of(210_799).is_near() && of(210_800).is_near());
    assert!(!of(248_000).needs_modifier() && of(248_001).needs_modifier());
    assert!(!of(300_000).may_be_reviewed() && of(300_001).may_be_reviewed());
}

#[test]
fn the_amount_of_2027_is_not_known_and_the_use_is_counted_all_the_same() {
    let ledger = patient(&[("2027-01-04", Discipline::Pt, 10_000)]);
    let [shared, _] = at(&ledger, "2027-02-01");
    assert_eq!((shared.used, shared.percent()), (Cents(10_000), Err(AmountNotKnown { year: 2027 })));
    assert!(!shared.is_near() && !shared.needs_modifier());
    assert!(
        shared
            .percent()
            .unwrap_err()
            .to_string()
            .starts_with("Medicare's therapy amount for 2027 is not known")
    );
}

#[test]
fn other_clinics_count_and_other_plans_do_not() {
    let mut ledger = patient(&[("2026-03-01", Discipline::Pt, 10_000)]);
    ledger.visits.push(visit(9, "2026-03-02", Outcome::Arrived));
    ledger.policies[0].limits.push(BenefitLimit {
        disciplines: vec![Discipline::Pt, Discipline::Slp],
        amount: LimitAmount::Money(Cents(248_000)),
        year: LimitYear::Calendar,
        used_elsewhere: 5_000,
        hard: false,
    });
    let [shared, ot] = at(&ledger, "2026-03-02");
    assert_eq!((shared.used, shared.unknown, ot.used), (Cents(15_000), 1, Cents(0)));
    ledger.policies[0].plan = CommercialPpo;
    assert_eq!(kx(&ledger, &KxAmounts::standard(), day("2026-03-02")), []);
}

#[test]
fn a_line_that_is_no_row_is_named() {
    for line in
        ["2026\tpt\t1\t1\tsource", "2026\tot\t1\t1", "year\tot\t1\t1\tsource", "2026\tot\t-1\t1\tsource"]
    {
        let refused = KxAmounts::parse(&format!("# amounts\n{line}")).unwrap_err();
        assert_eq!(refused, NotARow { line: 2, text: line.to_owned() });
    }
}
