use super::*;
use crate::coverage::{CostSharing, Kinship, PlanKind, Subscriber};
use crate::eligibility::x12::tests::Writer;
use crate::ids::{PayerId, PolicyId, StaffId};
use uuid::Uuid;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn policy() -> Policy {
    Policy {
        id: PolicyId(Uuid::from_u128(1)),
        payer: PayerId(Uuid::from_u128(2)),
        plan: PlanKind::CommercialPpo,
        member: None,
        group: None,
        subscriber: Subscriber { kinship: Kinship::Itself, name: None, born: None, standing: None },
        period: Span::since(day("2026-04-01")),
        cost: CostSharing { copay: Some(Cents(2_000)), ..CostSharing::default() },
        in_network: Some(true),
        limits: vec![],
        needs: vec![],
        filing_days: None,
        remarks: None,
    }
}

fn reply(lines: &[&str]) -> Reply {
    Writer::new().member(lines).reply()
}

fn whats(lines: &[&str]) -> Vec<What> {
    proposals(&reply(lines), &policy()).into_iter().map(|change| change.what).collect()
}

#[test]
fn what_the_payer_says_otherwise_is_proposed_and_the_rest_is_not() {
    let now = Some(Cents(2_000));
    assert_eq!(whats(&["EB*B**PT***27*20"]), []);
    assert_eq!(whats(&["EB*B**PT***27*25"]), [What::Copay { now, said: Cents(2_500) }]);
    assert_eq!(whats(&["EB*B**98***27*40"]), [], "not of a therapy");
    assert_eq!(whats(&["EB*B*FAM*PT***27*25"]), [], "of the whole family");
    assert_eq!(whats(&["EB*B**PT***27*25******HC:97110"]), [], "of one procedure");
    assert_eq!(whats(&["EB*A**AF*****.2"]), [What::Coinsurance { now: None, said: 20 }]);
    assert_eq!(whats(&["EB*A**AF*****.175"]), [], "a policy has whole percents");
}

#[test]
fn the_other_side_of_the_network_is_left_out() {
    let both = ["EB*B**PT***27*25*****Y", "EB*B**PT***27*60*****N"];
    assert_eq!(whats(&both), [What::Copay { now: Some(Cents(2_000)), said: Cents(2_500) }]);
    let unknown = Policy { in_network: None, ..policy() };
    let changes = proposals(&reply(&both), &unknown);
    let sides: Vec<Option<bool>> = changes.iter().map(|change| change.in_network).collect();
    assert_eq!(sides, [Some(true), Some(false)]);
    let outside = What::Network { now: Some(true), said: false };
    assert_eq!(whats(&["EB*B**PT***27*60*****N"]), [outside]);
}

#[test]
fn what_is_left_of_a_deductible_says_how_much_is_met() {
    let lines =
        ["EB*C*IND*30***23*1500", "EB*C*IND*30***29*400.50", "EB*C*FAM*30***29*1", "EB*G*IND*30***23*5000"];
    assert_eq!(
        whats(&lines),
        [
            What::Deductible { now: None, said: Cents(150_000) },
            What::DeductibleMet { now: None, said: Cents(109_950) },
            What::OutOfPocketMax { now: None, said: Cents(500_000) },
        ]
    );
    assert_eq!(whats(&["EB*C*IND*30***29*400"]), [], "left of nobody knows what");
    assert_eq!(whats(&["EB*C*IND*30***24*99"]), [What::DeductibleMet { now: None, said: Cents(9_900) }]);
}

#[test]
fn a_limit_has_its_disciplines_its_year_and_what_is_left() {
    let limit = |disciplines: &[Discipline], visits, year| BenefitLimit {
        disciplines: disciplines.to_vec(),
        amount: LimitAmount::Visits(visits),
        year,
        used_elsewhere: 0,
        hard: true,
    };
    let shared = limit(&[Discipline::Ot, Discipline::Pt], 30, LimitYear::Calendar);
    let lines = ["EB*F**PT^AD***23***VS*30", "EB*F**PT^AD***29***VS*12"];
    assert_eq!(whats(&lines), [What::Limit { said: shared, left: Some(12) }]);
    let of_plan = limit(&[Discipline::Slp], 20, LimitYear::Plan { month: 7 });
    let lines = ["DTP*346*D8*20260701", "EB*F**AF", "HSD*VS*20***22*1"];
    assert_eq!(whats(&lines), [What::Limit { said: of_plan, left: None }]);
    let from_policy = limit(&[Discipline::Slp], 20, LimitYear::Plan { month: 4 });
    assert_eq!(whats(&["EB*F**AF***22***VS*20"]), [What::Limit { said: from_policy, left: None }]);
    assert_eq!(whats(&["EB*F**30***23***VS*30"]), [], "of no discipline");
    assert_eq!(whats(&["EB*F**PT***35***VS*3"]), [], "of no year");
}

#[test]
fn an_authorization_is_needed_by_discipline() {
    let needed = |discipline, said| What::Authorization { discipline, now: None, said };
    assert_eq!(
        whats(&["EB*1**PT^AE^AF********Y", "EB*1**AD********N", "EB*1**MH********U"]),
        [needed(Discipline::Pt, true), needed(Discipline::Slp, true), needed(Discipline::Ot, false)]
    );
}

#[test]
fn an_end_and_another_payer_are_of_the_whole_policy() {
    let lines = ["DTP*357*D8*20261231", "EB*6**30", "EB*R**30", "LS*2120", "NM1*SEP*2*BAY HEALTH", "LE*2120"];
    assert_eq!(
        whats(&lines),
        [
            What::NotInForce,
            What::OtherPayer { names: vec!["BAY HEALTH".into()] },
            What::Until { now: None, said: day("2027-01-01") },
        ]
    );
    assert_eq!(whats(&["DTP*347*D8*99991231", "EB*1**30"]), [], "no end");
    assert_eq!(whats(&["DTP*472*RD8*20261101-20261130", "EB*1**30"]), [], "when it was asked for");
}

#[test]
fn what_was_taken_over_is_not_proposed_again() {
    let lines = [
        "DTP*291*RD8*20260101-20261231",
        "EB*B**PT***27*25*****Y",
        "EB*A**PT*****.2",
        "EB*C*IND*30***23*1500",
        "EB*C*IND*30***29*400",
        "EB*G*IND*30***23*5000",
        "EB*F**PT***23***VS*30*Y",
    ];
    let reply = reply(&lines);
    let mut policy = policy();
    let changes = proposals(&reply, &policy);
    assert_eq!(changes.len(), 8);
    for change in &changes {
        assert!(change.what.take_over(&mut policy), "{change:?}");
    }
    assert_eq!(proposals(&reply, &policy), []);
    assert_eq!(policy.period.until(), Some(day("2027-01-01")));
    let before = policy.clone();
    assert!(!What::Until { now: None, said: day("2026-01-01") }.take_over(&mut policy));
    assert!(!What::NotInForce.take_over(&mut policy));
    assert_eq!(policy, before, "what cannot be taken over changes nothing");
}

#[test]
fn the_record_that_it_was_asked_says_what_came_back() {
    let reply = reply(&["TRN*1*PAYER-8", "EB*1**30", "EB*R**30", "III*ZZ*11"]);
    let (id, by) = (policy().id, StaffId(Uuid::from_u128(3)));
    let at = "2026-11-23T14:15:00Z".parse().unwrap();
    let record = reply.to_verification(id, at, day("2026-11-23"), by);
    assert_eq!((record.policy, record.by, record.answer), (id, by, Answer::Active));
    assert_eq!(record.reference.unwrap().as_str(), "PAYER-8");
    assert!(record.other_payer && record.kept.contains(&"III*ZZ*11".to_owned()));
}
