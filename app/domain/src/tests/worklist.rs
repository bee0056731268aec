//! Lists of what fails first: what stands on them, in which order, who reads what of it, and that filters leave out no more
//! than they say.

use super::office::*;
use crate::access::Role;
use crate::authorization::Measure;
use crate::case::{Case, Command, Seen};
use crate::ids::{AuthorizationId, PayerId, SiteId};
use crate::kinds::{Date, Discipline};
use crate::ledger::worklist::{About, Kind, Whose, Wish, rows};
use crate::ledger::{Digest, DigestLine, Flag};
use std::sync::Arc;
use uuid::Uuid;

const AMY: u128 = 12;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn today(_: SiteId) -> Date {
    day("2026-06-01")
}

fn payer(n: u128) -> PayerId {
    PayerId(Uuid::from_u128(n))
}

fn line(until: &str, discipline: Discipline, of: u128) -> DigestLine {
    DigestLine {
        authorization: AuthorizationId(Uuid::from_u128(1)),
        line: 0,
        discipline,
        payer: Some(payer(of)),
        measure: Measure::Visits,
        granted: 24,
        used: 10,
        reserved: 4,
        until: day(until),
        runs_out: None,
        renewed: false,
    }
}

/// Four cases: two lines and a renewed one, something that is not authorized, nobody who covers, a claim to file.
fn office() -> Office {
    let mut office = Office::new();
    office.hire(AMY, Role::Assistant);
    let renewed = DigestLine { renewed: true, ..line("2026-06-02", Discipline::Slp, 7) };
    let early = DigestLine { runs_out: Some(day("2026-06-20")), ..line("2026-09-01", Discipline::Ot, 7) };
    let digests = [
        Digest {
            payers: vec![payer(7)],
            lines: vec![line("2026-07-01", Discipline::Slp, 7), early, renewed],
            ..Digest::default()
        },
        Digest {
            payers: vec![payer(8)],
            flags: vec![Flag::NotAuthorized(day("2026-06-09"))],
            uncovered: 3,
            ..Digest::default()
        },
        Digest {
            flags: vec![Flag::Unconfirmed(day("2026-03-01")), Flag::NotCovered(day("2026-01-01"))],
            verify_by: Some(day("2026-07-01")),
            ..Digest::default()
        },
        Digest {
            payers: vec![payer(8)],
            file_by: Some((day("2026-06-05"), day("2026-03-07"))),
            verify_by: Some(day("2026-07-02")),
            ..Digest::default()
        },
    ];
    for (n, digest) in (1..).zip(digests) {
        office.open_case(n);
        let case = office.cases.get_mut(&case_id(n)).unwrap();
        case.digest = Some(Box::new(digest));
    }
    office
}

fn cards(office: &Office) -> Vec<Arc<Case>> {
    office.cases.values().map(|case| Arc::new(case.clone())).collect()
}

/// Number of the case and day, row by row.
fn list(office: &Office, kind: Kind, wish: Wish) -> Vec<(u32, String)> {
    let cards = cards(office);
    rows(&cards, kind, &wish, &today).iter().map(|row| (row.case.number, row.on.to_string())).collect()
}

fn all(found: &[(u32, &str)]) -> Vec<(u32, String)> {
    found.iter().map(|(number, day)| (*number, (*day).to_owned())).collect()
}

#[test]
fn what_is_not_authorized_comes_first_then_what_fails_first_and_last_what_is_renewed() {
    let office = office();
    let authorizations = list(&office, Kind::Authorizations, Wish::default());
    assert_eq!(
        authorizations,
        all(&[(2, "2026-06-09"), (1, "2026-06-20"), (1, "2026-07-01"), (1, "2026-06-02")])
    );
    assert_eq!(list(&office, Kind::Coverage, Wish::default()), all(&[(3, "2026-01-01")]));
    assert_eq!(list(&office, Kind::Verification, Wish::default()), all(&[(3, "2026-07-01")]));
    assert_eq!(list(&office, Kind::Filing, Wish::default()), all(&[(4, "2026-06-05")]));
    let cards = cards(&office);
    let filing = rows(&cards, Kind::Filing, &Wish::default(), &today);
    assert_eq!((filing[0].about, filing[0].days_left()), (About::File(day("2026-03-07")), 4));
}

#[test]
fn a_filter_leaves_only_what_it_names() {
    let mut office = office();
    let of = |office: &Office, wish: Wish| list(office, Kind::Authorizations, wish).len();
    assert_eq!(of(&office, Wish { discipline: Some(Discipline::Ot), ..Wish::default() }), 1);
    assert_eq!(of(&office, Wish { payer: Some(payer(8)), ..Wish::default() }), 1);
    assert_eq!(of(&office, Wish { payer: Some(payer(9)), ..Wish::default() }), 0);
    assert_eq!(of(&office, Wish { within: Some(19), ..Wish::default() }), 3);
    assert_eq!(of(&office, Wish { within: Some(18), ..Wish::default() }), 2);
    assert_eq!(of(&office, Wish { site: Some(SiteId(Uuid::from_u128(9))), ..Wish::default() }), 0);
    let clara = Some(staff(CLARA));
    office.does(BEN, 1, Command::Own(Seen { seen: clara, to: Some(staff(BEN)) }));
    office.does(BEN, 2, Command::Own(Seen { seen: clara, to: None }));
    let owned = |office: &Office, whose| of(office, Wish { owner: Some(whose), ..Wish::default() });
    assert_eq!((owned(&office, Whose::Of(staff(BEN))), owned(&office, Whose::Nobodys)), (3, 1));
}

#[test]
fn an_assistant_reads_what_is_left_and_not_who_pays() {
    let mut office = office();
    for n in 1..=4 {
        office.does(BEN, n, Command::Join(staff(AMY)));
    }
    for n in 1..=4 {
        let case = office.case(n);
        assert!(case.is_cut_for(&office.viewer(AMY), office.now), "{n}");
        let seen = case.chart(&office.viewer(AMY), office.now).digest.unwrap();
        let whole = case.digest.clone().unwrap();
        assert!(!seen.tells_of_coverage(), "{seen:?}");
        assert_eq!((seen.lines.len(), seen.uncovered), (whole.lines.len(), whole.uncovered));
        assert!(!case.is_cut_for(&office.viewer(FAY), office.now));
        assert_eq!(case.chart(&office.viewer(FAY), office.now).digest, case.digest);
    }
}
