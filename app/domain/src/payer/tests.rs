//! A made-up payer, for the tests of its rules.

use super::{AuthorizationNeed, Beyond, Payer, PayerRules};
use crate::calendar::Span;
use crate::ids::PayerId;
use crate::kinds::{Date, Discipline, Line};
use crate::service::Code;
use crate::service::units::UnitRule;
use crate::workflow::PayerClass;
use uuid::Uuid;

pub(super) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub(super) fn code(text: &str) -> Code {
    Code::parse(text).unwrap()
}

pub(super) fn line(text: &str) -> Line {
    Line::parse(text).unwrap()
}

/// Exercise beyond twelve visits, behaviour analysis always, testing in mental health by its code.
pub(super) fn needs() -> Vec<AuthorizationNeed> {
    let need = |discipline, codes: &[&str], after_visits| AuthorizationNeed {
        discipline,
        codes: codes.iter().map(|text| code(text)).collect(),
        except: Vec::new(),
        after_visits,
    };
    let pt = AuthorizationNeed { except: vec![code("97161")], ..need(Discipline::Pt, &[], Some(12)) };
    vec![pt, need(Discipline::Aba, &[], None), need(Discipline::Mh, &["96130"], None)]
}

pub(super) fn rules(from: &str, until: Option<&str>) -> PayerRules {
    PayerRules {
        period: Span::new(day(from), until.map(day)).unwrap(),
        source: line("Contract"),
        authorization: needs(),
        referral: vec![Discipline::Aba],
        units: UnitRule::AmaPerCode,
        filing_days: 90,
        secondary_filing_days: 60,
        decision_days: 14,
        renew_before_days: 30,
        warn_days: vec![60, 45, 30, 14, 7, 0],
        warn_percent: vec![75, 90, 100],
        retro_days: None,
        documents: vec![line("Plan of care")],
        note_hours: 48,
        cosign_hours: Some(72),
        beyond: Beyond::Refuse,
    }
}

pub(super) fn payer(rules: Vec<PayerRules>) -> Payer {
    let name = line("Bluestem Health (demo)");
    Payer {
        id: PayerId(Uuid::from_u128(7)),
        name,
        class: PayerClass::Commercial,
        rules,
        examples: Vec::new(),
    }
}

#[test]
fn what_an_older_file_says_of_a_payer_is_still_read() {
    let old = r#"{"id":"00000000-0000-0000-0000-000000000007","name":"Bluestem Health (demo)","class":"commercial","rules":[]}"#;
    assert_eq!(serde_json::from_str::<Payer>(old).unwrap(), payer(Vec::new()));
    let whole = payer(vec![rules("2026-01-01", None)]);
    let written = serde_json::to_string(&whole).unwrap();
    assert_eq!(serde_json::from_str::<Payer>(&written).unwrap(), whole);
}
