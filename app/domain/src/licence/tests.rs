use super::*;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn held(kind: Kind, from: &str, until: Option<&str>) -> Credential {
    let held = Span::new(day(from), until.map(day)).unwrap();
    Credential { kind, number: Line::parse("A-1").unwrap(), held }
}

#[test]
fn a_licence_counts_from_its_first_day_until_the_day_before_its_end() {
    let credentials = vec![held(Kind::Slp, "2026-01-01", Some("2027-01-01"))];
    let licences = Licences { credentials, ..Licences::default() };
    let valid = |on: &str| valid_on(&licences, Discipline::Slp, day(on)).is_ok();
    assert!(!valid("2025-12-31") && valid("2026-01-01") && valid("2026-12-31") && !valid("2027-01-01"));
    assert_eq!(valid_on(&licences, Discipline::Ot, day("2026-05-01")), Err(Lacks::None(Discipline::Ot)));
    let words = valid_on(&licences, Discipline::Slp, day("2027-02-03")).unwrap_err().to_string();
    assert!(words.contains("CCC-SLP") && words.contains("3 Feb 2027"), "{words}");
}

#[test]
fn a_fellow_who_was_certified_signs_alone_from_that_day() {
    let credentials = vec![held(Kind::SlpFellow, "2025-06-01", None), held(Kind::Slp, "2026-06-01", None)];
    let licences = Licences { credentials, ..Licences::default() };
    let asks = |on: &str| valid_on(&licences, Discipline::Slp, day(on)).unwrap().kind.needs_cosignature();
    assert!(asks("2026-05-31") && !asks("2026-06-01"));
}

#[test]
fn what_ends_soon_is_told_soonest_first() {
    let credentials = vec![
        held(Kind::Slp, "2026-01-01", Some("2026-12-20")),
        held(Kind::Ot, "2026-01-01", Some("2026-12-01")),
        held(Kind::Pt, "2026-01-01", Some("2027-12-01")),
        held(Kind::Rbt, "2026-01-01", Some("2026-11-01")),
    ];
    let licences = Licences { credentials, ..Licences::default() };
    let kinds: Vec<Kind> = ending(&licences, day("2026-11-24"), 30).iter().map(|one| one.kind).collect();
    assert_eq!(kinds, [Kind::Ot, Kind::Slp]);
}
