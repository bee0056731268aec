//! What tests of authorizations are made of. Ids are numbers, so that a test can say them.

use super::balance::{Drawn, Input, draw};
use super::{Authorization, AuthorizationLine, AuthorizationStatus, Measure, RequestKind};
use crate::calendar::Span;
use crate::ids::{AuthorizationId, PolicyId, VisitId};
use crate::kinds::{Date, Discipline, Line};
use crate::payer::{Beyond, PayerRules};
use crate::service::units::UnitRule;
use crate::service::{Code, Minutes, Services};
use crate::visit::{Outcome, Service, Visit};
use uuid::Uuid;

pub(crate) const POLICY: PolicyId = PolicyId(Uuid::from_u128(1));
pub(crate) const OTHER: PolicyId = PolicyId(Uuid::from_u128(2));

pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub(crate) fn code(text: &str) -> Code {
    Code::parse(text).unwrap()
}

pub(crate) fn span(from: &str, until: &str) -> Span {
    Span::new(day(from), Some(day(until))).unwrap()
}

pub(crate) fn line(measure: Measure, granted: u32, codes: &[&str]) -> AuthorizationLine {
    AuthorizationLine {
        codes: codes.iter().map(|text| code(text)).collect(),
        modifiers: vec![],
        measure,
        requested: granted,
        granted: Some(granted),
        cap: None,
        staff: vec![],
    }
}

/// Approved, on the first policy.
pub(crate) fn granted(
    id: u128,
    discipline: Discipline,
    period: Span,
    lines: Vec<AuthorizationLine>,
) -> Authorization {
    Authorization {
        id: AuthorizationId(Uuid::from_u128(id)),
        number: Some(Line::parse("DEMO-77").unwrap()),
        policy: POLICY,
        discipline,
        kind: RequestKind::Initial,
        status: AuthorizationStatus::Approved,
        period,
        requested_on: None,
        decided_on: None,
        requested_by: None,
        follows: None,
        lines,
        letter: None,
    }
}

/// A visit with the codes and minutes that are given.
pub(crate) fn visit(
    id: u32,
    on: Date,
    discipline: Discipline,
    outcome: Outcome,
    services: &[(&str, u16)],
) -> Visit {
    let service = |(text, minutes): &(&str, u16)| Service {
        code: code(text),
        modifiers: vec![],
        minutes: Minutes::new(*minutes).unwrap(),
    };
    Visit {
        id: VisitId(Uuid::from_u128(id.into())),
        on,
        at: None,
        discipline,
        staff: None,
        outcome,
        services: services.iter().map(service).collect(),
        series: None,
        billed_on: None,
        allowed: None,
        source: None,
    }
}

/// With a first policy that always pays, and each code counted by itself.
pub(crate) fn drawn(authorizations: &[Authorization], visits: &[Visit]) -> Drawn {
    drawn_by(authorizations, visits, &|policy, _| policy == POLICY, UnitRule::AmaPerCode)
}

pub(crate) fn drawn_by(
    authorizations: &[Authorization],
    visits: &[Visit],
    pays: &dyn Fn(PolicyId, Date) -> bool,
    rule: UnitRule,
) -> Drawn {
    let services = Services::standard();
    draw(&Input { authorizations, visits, services: &services, pays, rule: &|_, _| rule })
}

/// A payer's rules that ask for nothing in particular.
pub(crate) fn rules() -> PayerRules {
    PayerRules {
        period: Span::since(day("2026-01-01")),
        source: Line::parse("Provider manual (demo)").unwrap(),
        authorization: vec![],
        referral: vec![],
        units: UnitRule::AmaPerCode,
        filing_days: 90,
        secondary_filing_days: 90,
        decision_days: 14,
        renew_before_days: 14,
        warn_days: vec![45, 30, 14, 7, 0],
        warn_percent: vec![75, 90, 100],
        retro_days: None,
        documents: vec![],
        note_hours: 48,
        cosign_hours: None,
        beyond: Beyond::Warn,
    }
}
