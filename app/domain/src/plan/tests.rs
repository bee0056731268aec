use super::*;
use crate::authorization::letter::ContentHash;
use proptest::prelude::*;
use uuid::Uuid;

fn day(n: u64) -> Date {
    Date::from_ymd_opt(2026, 1, 1).unwrap() + chrono::Days::new(n)
}

fn terms(from: u64, until: u64) -> Terms {
    Terms {
        diagnoses: vec![Icd::parse("F80.2").unwrap()],
        interventions: Line::parse("Speech therapy").unwrap(),
        weekly: 2,
        minutes: 45,
        from: day(from),
        until: day(until),
        reason: None,
    }
}

fn version(number: u32, from: u64, until: u64) -> Version {
    let signed = Signed {
        by: StaffId(Uuid::nil()),
        at: "2026-01-01T00:00:00Z".parse().unwrap(),
        licence: licence::Kind::Slp,
        hash: ContentHash::new([0; 32]),
    };
    Version { number, terms: terms(from, until), signed, approval: Approval::NotNeeded }
}

fn plan(versions: Vec<Version>) -> Plan {
    let (id, discipline) = (PlanId(Uuid::nil()), Discipline::Slp);
    Plan { id, discipline, versions, draft: None, returned: None, certified: vec![] }
}

#[test]
fn a_later_version_counts_from_its_first_day_and_the_earlier_until_then() {
    let plan = plan(vec![version(1, 10, 100), version(2, 60, 150)]);
    let on = |n| plan.on(day(n)).map(|version| version.number);
    assert_eq!([9, 10, 59, 60, 149, 150].map(on), [None, Some(1), Some(1), Some(2), Some(2), None]);
}

#[test]
fn the_difference_of_two_versions_is_what_a_reader_would_see() {
    let mut after = terms(0, 90);
    after.weekly = 3;
    after.diagnoses.push(Icd::parse("R47.1").unwrap());
    let changes = difference(&terms(0, 90), &after);
    let words: Vec<_> = changes.iter().map(|change| (change.what, &*change.from, &*change.to)).collect();
    assert_eq!(words, [("Diagnoses", "F80.2", "F80.2, R47.1"), ("Sessions a week", "2", "3")]);
    assert_eq!(difference(&after, &after), []);
}

#[test]
fn certification_is_due_thirty_days_after_the_first_treatment_and_holds_until_its_end() {
    let mut plan = plan(vec![version(1, 0, 90)]);
    assert_eq!(certification(&plan, None, day(3)), Certification::NotBegun);
    assert_eq!(certification(&plan, Some(day(5)), day(19)), Certification::Waits { due: day(35), days: 14 });
    assert!(certification(&plan, Some(day(5)), day(36)).sentence().contains("overdue"));
    let by = crate::kinds::Name::parse("Dr. Test").unwrap();
    plan.certified.push(Certified::Signed { by, on: day(20), until: day(95), delay: None });
    assert_eq!(certification(&plan, Some(day(5)), day(94)), Certification::Holds { until: day(95) });
    assert_eq!(certification(&plan, Some(day(5)), day(95)), Certification::Over { since: day(95) });
}

proptest! {
    #[test]
    fn the_version_of_a_day_has_begun_and_has_not_ended(starts in prop::collection::vec((0_u64..300, 1_u64..200), 1..6), at in 0_u64..500) {
        let mut starts = starts;
        starts.sort_unstable();
        let versions = starts.iter().zip(1_u32..).map(|((from, long), number)| version(number, *from, from + long)).collect();
        if let Some(found) = plan(versions).on(day(at)) {
            prop_assert!(found.terms.from <= day(at) && day(at) < found.terms.until);
        }
    }
}
