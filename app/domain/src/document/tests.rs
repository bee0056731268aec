//! What is filed, who sees it, and what is missing.

use super::*;
use crate::access::{CaseScope, Role, SiteScope, Viewer};
use crate::authorization::letter::{ContentHash, FileKind, FileName};
use crate::ids::SiteId;
use crate::kinds::Instant;
use std::collections::BTreeSet;
use uuid::Uuid;

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

fn staff(n: u128) -> StaffId {
    StaffId(Uuid::from_u128(n))
}

fn new(n: u8, kind: Kind, on: &str, expires: Option<&str>) -> NewFile {
    let name = FileName::of("scan.pdf");
    NewFile {
        id: DocumentId(Uuid::from_u128(u128::from(n))),
        file: File { hash: ContentHash::new([n; 32]), kind: FileKind::Pdf, name, bytes: 48_000 },
        kind,
        on: day(on),
        expires: expires.map(day),
        sensitivity: Sensitivity::Normal,
    }
}

fn filed(what: NewFile) -> Filed {
    Filed { what, filed_on: day("2026-06-01"), by: staff(9), gone: None }
}

fn sees(role: Role, on_team: bool, filed: &Filed) -> Sight {
    let viewer =
        Viewer { staff: staff(1), roles: BTreeSet::from([role]), sites: SiteScope::All, disciplines: vec![] };
    let team = if on_team { vec![staff(1)] } else { vec![] };
    let site = SiteId(Uuid::from_u128(100));
    let case = CaseScope { site, team: &team, grants: &[], restricted: false };
    sight(filed, &viewer, &case, Instant::UNIX_EPOCH)
}

#[test]
fn a_sensitive_document_is_there_only_for_those_who_treat_or_lead() {
    let mut record = filed(new(1, Kind::OutsideRecord, "2026-05-01", None));
    assert_eq!(sees(Role::Coordinator, true, &record), Sight::Open);
    record.what.sensitivity = Sensitivity::SubstanceUse;
    for (role, on_team, sight) in [
        (Role::Therapist, true, Sight::Open),
        (Role::Therapist, false, Sight::Hidden),
        (Role::ClinicalLead, false, Sight::Open),
        (Role::Director, false, Sight::WithReason),
        (Role::Coordinator, true, Sight::Hidden),
        (Role::Billing, true, Sight::Hidden),
        (Role::AuthSpecialist, true, Sight::Hidden),
        (Role::Compliance, false, Sight::Hidden),
    ] {
        assert_eq!(sees(role, on_team, &record), sight, "{role:?}");
    }
}

#[test]
fn what_ends_soon_is_told_before_its_first_day_without_it() {
    let files = vec![
        filed(new(1, Kind::Release, "2026-01-01", Some("2026-07-01"))),
        filed(new(2, Kind::Consent, "2026-01-01", Some("2026-06-10"))),
        filed(new(3, Kind::Consent, "2026-01-01", Some("2026-06-01"))),
        filed(new(4, Kind::Consent, "2026-01-01", None)),
    ];
    let documents = Documents { files };
    let soon = |within| -> Vec<u128> {
        let found = expiring(&documents, day("2026-06-01"), within);
        found.iter().map(|filed| filed.what.id.0.as_u128()).collect()
    };
    assert_eq!(soon(30), [2, 1]);
    assert_eq!(soon(9), [2]);
    assert!(soon(8).is_empty());
}

#[test]
fn a_consent_signed_the_day_after_does_not_cover_the_service() {
    let mut files = vec![
        filed(new(1, Kind::Consent, "2026-06-02", None)),
        filed(new(2, Kind::PrivacyAcknowledgement, "2026-06-01", None)),
    ];
    let lacks = |files: &[Filed], on: &str, video| {
        let lacks = lacking(&Documents { files: files.to_vec() }, day(on), video);
        lacks.into_iter().map(|lack| (lack.kind, lack.other_days)).collect::<Vec<_>>()
    };
    assert_eq!(lacks(&files, "2026-06-01", false), [(Kind::Consent, true)]);
    assert_eq!(lacks(&files, "2026-06-02", false), []);
    assert_eq!(lacks(&files, "2026-06-02", true), [(Kind::TelehealthConsent, false)]);
    let reason = Line::parse("another patient's").expect("a line");
    files[0].gone = Some(Gone { reason, on: day("2026-06-03"), by: staff(9) });
    assert_eq!(lacks(&files, "2026-06-02", false), [(Kind::Consent, false)]);
}

#[test]
fn the_same_bytes_are_filed_once_and_no_document_is_from_tomorrow_or_holds_on_no_day() {
    let today = day("2026-06-01");
    let there = Documents { files: vec![filed(new(1, Kind::Consent, "2026-05-01", None))] };
    let again = check(&there, &new(1, Kind::Release, "2026-05-01", None), today);
    assert!(matches!(again, Err(DocumentProblem::Already { kind: Kind::Consent, .. })));
    let future = check(&there, &new(2, Kind::Release, "2026-06-02", None), today);
    assert_eq!(future, Err(DocumentProblem::Future(day("2026-06-02"))));
    let never = check(&there, &new(2, Kind::Release, "2026-05-01", Some("2026-05-01")), today);
    assert_eq!(never, Err(DocumentProblem::NoDay(day("2026-05-01"))));
    let mut empty = new(2, Kind::Release, "2026-05-01", None);
    empty.file.bytes = 0;
    assert_eq!(check(&there, &empty, today), Err(FileProblem::Empty.into()));
}
