//! What publishing says of open cases.

use super::super::tests::{code, day, line, payer, rules};
use super::*;
use crate::authorization::{Authorization, AuthorizationStatus, RequestKind};
use crate::calendar::Span;
use crate::coverage::{CobRule, CostSharing, Kinship, Need, PayerOrder, PlanKind, Policy, Subscriber};
use crate::ids::{ExampleId, PayerId, PolicyId, StaffId};
use crate::payer::examples::{Example, Expect, Given};
use crate::payer::rules::Turn;
use crate::payer::{AuthorizationNeed, PayerRules};
use crate::service::Minutes;
use crate::service::units::UnitRule;
use crate::visit::{Outcome, Service, Visit};
use proptest::prelude::*;
use uuid::Uuid;

const TODAY: &str = "2026-06-15";

fn policy(id: u128, payer: u128, from: &str) -> Policy {
    Policy {
        id: PolicyId(Uuid::from_u128(id)),
        payer: PayerId(Uuid::from_u128(payer)),
        plan: PlanKind::CommercialPpo,
        member: None,
        group: None,
        subscriber: Subscriber { kinship: Kinship::Itself, name: None, born: None, standing: None },
        period: Span::since(day(from)),
        cost: CostSharing::default(),
        in_network: None,
        limits: Vec::new(),
        needs: Vec::new(),
        filing_days: None,
        remarks: None,
    }
}

fn visit(id: u128, on: &str, outcome: Outcome, work: &[(&str, u16)]) -> Visit {
    let service = |(text, minutes): &(&str, u16)| Service {
        code: code(text),
        modifiers: Vec::new(),
        minutes: Minutes::new(*minutes).unwrap(),
    };
    Visit {
        id: VisitId(Uuid::from_u128(id)),
        on: day(on),
        at: None,
        discipline: Discipline::Pt,
        staff: None,
        outcome,
        services: work.iter().map(service).collect(),
        series: None,
        billed_on: None,
        allowed: None,
        source: None,
    }
}

fn granted(id: u128, until: &str) -> Authorization {
    Authorization {
        id: AuthorizationId(Uuid::from_u128(id)),
        number: None,
        policy: PolicyId(Uuid::from_u128(1)),
        discipline: Discipline::Pt,
        kind: RequestKind::Initial,
        status: AuthorizationStatus::Approved,
        period: Span::new(day("2026-01-01"), Some(day(until))).unwrap(),
        requested_on: None,
        decided_on: None,
        requested_by: None,
        follows: None,
        lines: Vec::new(),
        letter: None,
    }
}

fn order(from: &str, policies: &[u128]) -> PayerOrder {
    PayerOrder {
        from: day(from),
        policies: policies.iter().map(|id| PolicyId(Uuid::from_u128(*id))).collect(),
        rule: CobRule::Subscriber,
        evidence: None,
        by: StaffId(Uuid::nil()),
        on: day(from),
        confirmed: true,
    }
}

/// One delivered visit, one booked, and an authorization that ends with the year.
fn ledger() -> Ledger {
    Ledger {
        policies: vec![policy(1, 7, "2026-01-01")],
        authorizations: vec![granted(1, "2027-01-01")],
        visits: vec![
            visit(1, "2026-06-01", Outcome::Arrived, &[("97110", 24), ("97112", 23)]),
            visit(2, "2026-06-22", Outcome::Booked, &[("97110", 24), ("97112", 23)]),
        ],
        ..Ledger::default()
    }
}

fn said(ledger: &Ledger, change: impl FnOnce(&mut PayerRules)) -> Vec<String> {
    let mut next = rules("2026-01-01", None);
    change(&mut next);
    let (before, after) = (payer(vec![rules("2026-01-01", None)]), payer(vec![next]));
    let case = OpenCase { case: CaseId(Uuid::nil()), disciplines: &[Discipline::Pt], ledger };
    let found = affected(&before, &after, &Services::standard(), [case].into_iter(), day(TODAY));
    found.iter().flat_map(|affected| affected.what.iter().map(ToString::to_string)).collect()
}

fn always(rules: &mut PayerRules) {
    let discipline = Discipline::Pt;
    rules.authorization =
        vec![AuthorizationNeed { discipline, codes: Vec::new(), except: Vec::new(), after_visits: None }];
}

#[test]
fn the_same_rules_change_nothing() {
    assert_eq!(said(&ledger(), |_| ()), [""; 0]);
    assert_eq!(said(&ledger(), |rules| rules.note_hours = 24), [""; 0], "what no open case has");
}

#[test]
fn a_new_need_is_told_for_today_and_for_each_booked_visit() {
    let needed = "an authorization is needed from now on.";
    assert_eq!(
        said(&ledger(), always),
        [format!("Physical: {needed}"), format!("Visit of 22 Jun 2026: {needed}")]
    );
    let mut asked = ledger();
    asked.policies[0].needs =
        vec![Need { discipline: Discipline::Pt, authorization: Some(false), referral: Some(true) }];
    assert_eq!(said(&asked, always), [""; 0], "the policy says otherwise, and counts");
    let referral = |rules: &mut PayerRules| rules.referral = vec![Discipline::Pt];
    assert_eq!(said(&ledger(), referral), ["Physical: a referral is needed from now on."]);
}

#[test]
fn a_need_beyond_so_many_visits_reaches_the_visits_beyond() {
    let mut many = ledger();
    many.visits.push(visit(3, "2026-06-23", Outcome::Booked, &[]));
    let second = |rules: &mut PayerRules| rules.authorization[0].after_visits = Some(2);
    assert_eq!(said(&many, second), ["Visit of 23 Jun 2026: an authorization is needed from now on."]);
    let never = |rules: &mut PayerRules| rules.authorization.clear();
    let beyond = |on: &str| format!("Visit of {on}: an authorization is no longer needed.");
    many.visits.extend((4..14).map(|id| visit(id, &format!("2026-07-{id:02}"), Outcome::Booked, &[])));
    assert_eq!(said(&many, never), [beyond("13 Jul 2026")], "the thirteenth");
}

#[test]
fn a_filing_limit_moves_for_what_is_delivered_and_not_billed() {
    let longer = |rules: &mut PayerRules| rules.filing_days = 120;
    let words = "Visit of 1 Jun 2026: file the claim by 29 Sep 2026 in place of 30 Aug 2026.";
    assert_eq!(said(&ledger(), longer), [words]);
    let mut billed = ledger();
    billed.visits[0].billed_on = Some(day("2026-06-02"));
    assert_eq!(said(&billed, longer), [""; 0]);
    let mut own = ledger();
    own.policies[0].filing_days = Some(365);
    assert_eq!(said(&own, longer), [""; 0], "the policy has a limit of its own");
}

#[test]
fn units_move_for_what_is_not_billed_and_are_counted_by_the_day() {
    let pooled = |rules: &mut PayerRules| rules.units = UnitRule::CmsPooled;
    let units =
        |on: &str| format!("Visit of {on}: 3 units: 97110 2, 97112 1 in place of 4 units: 97110 2, 97112 2.");
    assert_eq!(said(&ledger(), pooled), [units("1 Jun 2026"), units("22 Jun 2026")]);
    let mut split = ledger();
    split.visits = vec![
        visit(1, "2026-06-22", Outcome::Booked, &[("97110", 24)]),
        visit(2, "2026-06-22", Outcome::Booked, &[("97112", 23)]),
        visit(3, "2026-06-23", Outcome::NoShow, &[("97110", 24), ("97112", 23)]),
        visit(4, "2026-06-24", Outcome::Booked, &[("97110", 24)]),
    ];
    assert_eq!(said(&split, pooled), [units("22 Jun 2026")]);
    split.visits = vec![visit(1, "2026-06-22", Outcome::Booked, &[("97110", 20), ("97112", 20)])];
    let open = "Visit of 22 Jun 2026: 3 units: 97110 1, 97112 1, 1 more as the therapist chooses in place of 2 units: \
                97110 1, 97112 1.";
    assert_eq!(said(&split, pooled), [open]);
}

#[test]
fn the_day_of_a_packet_moves_for_what_is_granted_and_has_not_ended() {
    let earlier = |rules: &mut PayerRules| rules.renew_before_days = 60;
    let words = "Packet for the renewal by 1 Nov 2026 in place of 1 Dec 2026.";
    assert_eq!(said(&ledger(), earlier), [words]);
    let mut other = ledger();
    other.authorizations = vec![granted(1, "2026-06-15"), granted(2, "2027-01-01")];
    other.authorizations[1].status = AuthorizationStatus::Draft;
    assert_eq!(said(&other, earlier), [""; 0]);
    other.authorizations = vec![granted(1, "2026-06-16")];
    assert_eq!(said(&other, earlier).len(), 1, "today is its last day");
}

#[test]
fn only_days_on_which_this_payer_pays_first_are_compared() {
    let mut second = ledger();
    second.policies.push(policy(2, 8, "2026-01-01"));
    second.orders = vec![order("2026-01-01", &[1, 2]), order("2026-06-20", &[2, 1])];
    assert_eq!(said(&second, always), ["Physical: an authorization is needed from now on."]);
    second.orders[0].policies.reverse();
    assert_eq!(said(&second, always), [""; 0]);
    second.orders.clear();
    assert_eq!(said(&second, always), [""; 0], "nobody has said who pays first");
    // The order names one that had ended: the next in it pays first.
    second.policies[1].period = Span::new(day("2026-01-01"), Some(day("2026-02-01"))).unwrap();
    second.orders = vec![order("2026-01-01", &[2, 1])];
    assert_eq!(said(&second, always).len(), 2);
}

#[test]
fn a_day_that_no_rules_reach_any_more_is_told() {
    let ends = |rules: &mut PayerRules| {
        rules.period = Span::new(day("2026-01-01"), Some(day("2026-06-20"))).unwrap();
    };
    assert_eq!(
        said(&ledger(), ends),
        [
            "Visit of 22 Jun 2026: no rules say any more whether an authorization is needed.",
            "Visit of 22 Jun 2026: a day that no rules reach any more.",
            "Packet for the renewal by a day that no rules reach any more.",
        ]
    );
}

#[test]
fn rules_are_published_once_every_example_comes_out() {
    let given = Given {
        day: day("2026-03-10"),
        discipline: Discipline::Aba,
        services: Vec::new(),
        prefer: Vec::new(),
        visits_so_far: 0,
        turn: Turn::Primary,
    };
    let expect = Expect { authorization: Some(false), ..Expect::default() };
    let mut payer = payer(vec![rules("2026-01-01", None)]);
    payer.examples = vec![Example { id: ExampleId(Uuid::nil()), name: line("By phone"), given, expect }];
    let refused = check(&payer, &Services::standard()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "Examples that come out otherwise than expected: 1. The rules in force stay. Example \"By phone\": an \
         authorization is not expected. The rules say: Behaviour analysis: an authorization is needed. Source: Contract."
    );
    payer.examples[0].expect.authorization = Some(true);
    assert_eq!(check(&payer, &Services::standard()), Ok(()));
    payer.rules[0].filing_days = 0;
    assert!(matches!(check(&payer, &Services::standard()), Err(NotPublishable::Problem(_))));
}

proptest! {
    #[test]
    fn the_answer_does_not_depend_on_the_order_of_the_cases_and_turns_round_with_the_rules(
        ids in prop::collection::btree_set(0_u128..50, 1..6), filing in 1_u16..400, renew in 0_u16..100, pooled: bool, turn in 0_usize..6,
    ) {
        let mut next = rules("2026-01-01", None);
        (next.filing_days, next.renew_before_days) = (filing, renew);
        next.units = if pooled { UnitRule::CmsPooled } else { UnitRule::AmaPerCode };
        let (before, after) = (payer(vec![rules("2026-01-01", None)]), payer(vec![next]));
        let (services, ledger) = (Services::standard(), ledger());
        let mut cases: Vec<OpenCase<'_>> = ids
            .into_iter()
            .map(|id| OpenCase { case: CaseId(Uuid::from_u128(id)), disciplines: &[Discipline::Pt], ledger: &ledger })
            .collect();
        let compare = |a, b, cases: &[OpenCase<'_>]| affected(a, b, &services, cases.iter().copied(), day(TODAY));
        let one = compare(&before, &after, &cases);
        let turn = turn % cases.len();
        cases.rotate_left(turn);
        prop_assert_eq!(&compare(&before, &after, &cases), &one);
        prop_assert!(compare(&after, &after, &cases).is_empty());
        let back = compare(&after, &before, &cases);
        let count = |all: &[Affected]| all.iter().map(|affected| affected.what.len()).sum::<usize>();
        prop_assert_eq!(count(&back), count(&one));
        prop_assert_eq!(one.is_empty(), filing == 90 && renew.max(14) == 30 && !pooled);
    }
}
