//! Policies, orders and visits of nobody, for the tests.

use super::{Answer, Channel, Verification};
use super::{
    Circumstances, CobRule, CostSharing, Kinship, PayerOrder, PlanKind, Policy, Standing, Subscriber,
};
use crate::authorization::{Authorization, AuthorizationLine, AuthorizationStatus, Measure, RequestKind};
use crate::calendar::Span;
use crate::ids::{AuthorizationId, PayerId, PolicyId, StaffId, VisitId};
use crate::kinds::{Date, Discipline, Line, Name};
use crate::ledger::Ledger;
use crate::money::Cents;
use crate::visit::{Outcome, Visit};
use uuid::Uuid;

pub(super) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub(super) fn id(n: u128) -> PolicyId {
    PolicyId(Uuid::from_u128(n))
}

pub(super) fn visit_id(n: u128) -> VisitId {
    VisitId(Uuid::from_u128(n))
}

pub(super) fn span(from: &str, until: &str) -> Span {
    Span::new(day(from), (!until.is_empty()).then(|| day(until))).unwrap()
}

/// The patient's own, with a payer and a member number of its own.
pub(super) fn policy(n: u128, plan: PlanKind, from: &str, until: &str) -> Policy {
    Policy {
        id: id(n),
        payer: PayerId(Uuid::from_u128(n)),
        plan,
        member: Line::parse(&format!("M{n}")).ok(),
        group: None,
        subscriber: Subscriber { kinship: Kinship::Itself, name: None, born: None, standing: None },
        period: span(from, until),
        cost: CostSharing::default(),
        in_network: None,
        limits: Vec::new(),
        needs: Vec::new(),
        filing_days: None,
        remarks: None,
    }
}

/// A child's, by one of the parents.
pub(super) fn parents(n: u128, name: &str, born: &str, from: &str) -> Policy {
    let subscriber = Subscriber {
        kinship: Kinship::Child,
        name: Name::parse(name).ok(),
        born: (!born.is_empty()).then(|| day(born)),
        standing: Some(Standing::Active),
    };
    Policy { subscriber, ..policy(n, PlanKind::CommercialPpo, from, "") }
}

pub(super) fn order(from: &str, policies: &[u128], rule: CobRule) -> PayerOrder {
    PayerOrder {
        from: day(from),
        policies: policies.iter().copied().map(id).collect(),
        rule,
        evidence: None,
        by: StaffId(Uuid::from_u128(1)),
        on: day(from),
        confirmed: true,
    }
}

/// An hour of physical therapy.
pub(super) fn visit(n: u128, on: &str, outcome: Outcome) -> Visit {
    Visit {
        id: visit_id(n),
        on: day(on),
        at: None,
        discipline: Discipline::Pt,
        staff: None,
        outcome,
        services: Vec::new(),
        series: None,
        billed_on: None,
        allowed: None,
        source: None,
    }
}

pub(super) fn allowed(n: u128, on: &str, discipline: Discipline, cents: u32) -> Visit {
    Visit { discipline, allowed: Some(Cents(cents)), ..visit(n, on, Outcome::Arrived) }
}

/// Twelve visits of physical therapy, granted.
pub(super) fn authorization(n: u128, policy: u128, from: &str, until: &str) -> Authorization {
    let line = AuthorizationLine {
        codes: Vec::new(),
        modifiers: Vec::new(),
        measure: Measure::Visits,
        requested: 12,
        granted: Some(12),
        cap: None,
        staff: Vec::new(),
    };
    Authorization {
        id: AuthorizationId(Uuid::from_u128(n)),
        number: None,
        policy: id(policy),
        discipline: Discipline::Pt,
        kind: RequestKind::Initial,
        status: AuthorizationStatus::Approved,
        period: span(from, until),
        requested_on: None,
        decided_on: None,
        requested_by: None,
        follows: None,
        lines: vec![line],
        letter: None,
    }
}

pub(super) fn asked(policy: u128, on: &str, answer: Answer) -> Verification {
    Verification {
        policy: id(policy),
        at: day(on).and_hms_opt(15, 0, 0).unwrap().and_utc(),
        on: day(on),
        by: StaffId(Uuid::from_u128(1)),
        channel: Channel::Portal,
        reference: None,
        spoke_to: None,
        answer,
        other_payer: false,
        kept: Vec::new(),
    }
}

pub(super) fn ledger(policies: Vec<Policy>, orders: Vec<PayerOrder>) -> Ledger {
    Ledger { policies, orders, circumstances: Circumstances::default(), ..Ledger::default() }
}
