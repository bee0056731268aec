//! Base and add-on codes for each area of a disorder, as they are announced for 2027. Their numbers are not published: the
//! lists here are made up.

use super::{code, day, worked};
use crate::service::units::{Claim, UnitRule, claim, explain};
use crate::service::{NoService, Services};
use proptest::prelude::*;

const AREAS: [(&str, &str); 3] = [("925A0", "925A1"), ("925B0", "925B1"), ("925C0", "925C1")];

fn list() -> Services {
    let row = |(base, more): (&str, &str)| {
        format!(
            "{base}\tfirst 30\tslp\t2027-01-01\t-\texample\tAn area, first\n\
             {more}\tmore 15 of {base}\tslp\t2027-01-01\t-\texample\tAn area, further\n"
        )
    };
    Services::parse(&AREAS.map(row).concat()).unwrap()
}

fn lines(rule: UnitRule, all: &[(&str, u16)]) -> Vec<(String, u16)> {
    let Claim { lines, open } = claim(&list(), rule, day("2027-01-04"), &worked(all), &[]).unwrap();
    assert_eq!(open, None, "each area stands by itself");
    lines.into_iter().map(|line| (line.code.to_string(), line.units)).collect()
}

fn line(code: &str, units: u16) -> (String, u16) {
    (code.to_owned(), units)
}

#[test]
fn an_area_counts_from_16_minutes_and_its_further_quarters_from_8_beyond_30() {
    for rule in UnitRule::ALL {
        let area = |minutes| lines(rule, &[("925A0", minutes)]);
        assert_eq!(area(15), [line("925A0", 0)]);
        assert_eq!(area(16), [line("925A0", 1)]);
        assert_eq!(area(37), [line("925A0", 1)]);
        assert_eq!(area(38), [line("925A0", 1), line("925A1", 1)]);
        assert_eq!(area(52), [line("925A0", 1), line("925A1", 1)]);
        assert_eq!(area(53), [line("925A0", 1), line("925A1", 2)]);
        assert_eq!(lines(rule, &[("925A0", 30), ("925A1", 15)]), area(45), "wherever it was written down");
    }
}

#[test]
fn minutes_of_one_area_make_no_units_of_another() {
    for rule in UnitRule::ALL {
        let two = lines(rule, &[("925A0", 20), ("925B0", 20)]);
        assert_eq!(two, [line("925A0", 1), line("925B0", 1)]);
        let short = lines(rule, &[("925A0", 45), ("925B0", 15)]);
        assert_eq!(short, [line("925A0", 1), line("925A1", 1), line("925B0", 0)]);
    }
}

#[test]
fn before_the_day_an_area_cannot_be_billed_and_after_it_the_old_code_cannot() {
    let work = worked(&[("925A0", 45)]);
    let before = claim(&list(), UnitRule::AmaPerCode, day("2026-12-31"), &work, &[]).unwrap_err();
    let refused = NoService::NotInForce { code: code("925A0"), on: day("2026-12-31") };
    assert_eq!(before.to_string(), refused.to_string());
    let standard =
        |on| claim(&Services::standard(), UnitRule::AmaPerCode, day(on), &worked(&[("92507", 45)]), &[]);
    assert_eq!(standard("2026-12-31").unwrap().total(), 1);
    assert_eq!(
        standard("2027-01-01").unwrap_err().to_string(),
        "92507 cannot be billed for 1 Jan 2027: it is not in force on that day. Please choose the code that is."
    );
}

fn said(rule: UnitRule, all: &[(&str, u16)]) -> Vec<String> {
    explain(&Services::standard(), rule, day("2026-11-23"), &worked(all), &[]).unwrap()
}

#[test]
fn the_sum_can_be_read() {
    use UnitRule::{AmaPerCode, CmsPooled};
    let two = [("97110", 24), ("97112", 23)];
    assert_eq!(said(CmsPooled, &two), ["47 min pooled → 3 units: 97110 2, 97112 1."]);
    assert_eq!(said(AmaPerCode, &two), ["97110: 24 min → 2 units.", "97112: 23 min → 2 units."]);
    assert_eq!(
        said(CmsPooled, &[("97110", 20), ("97112", 20)]),
        [
            "40 min pooled → 3 units: 97110 1, 97112 1; 1 unit more for 97110 or 97112, as the therapist chooses."
        ]
    );
    assert_eq!(
        said(CmsPooled, &[("97161", 40), ("97110", 8)]),
        ["8 min pooled → 1 unit: 97110 1.", "97161: 1 unit, whatever its length."]
    );
    assert_eq!(said(AmaPerCode, &[("97550", 60)]), ["97550: 60 min → 3 units: 97550 1, 97551 2."]);
    assert_eq!(
        said(AmaPerCode, &[("90834", 37)]),
        ["90834: 37 min → 1 unit of 90832, which fits that time."]
    );
    assert_eq!(said(AmaPerCode, &[("90847", 25)]), ["90847: 25 min → 0 units."]);
    assert!(said(CmsPooled, &[]).is_empty());
}

proptest! {
    #[test]
    fn an_area_is_never_worth_more_than_its_minutes(minutes in prop::array::uniform3(0_u16..480), pooled: bool) {
        let rule = if pooled { UnitRule::CmsPooled } else { UnitRule::AmaPerCode };
        let all: Vec<_> = AREAS.iter().zip(minutes).map(|((base, _), minutes)| (*base, minutes)).collect();
        let billed = lines(rule, &all);
        let of = |code: &str| billed.iter().filter(|(found, _)| found == code).map(|(_, units)| *units).sum::<u16>();
        for ((base, more), minutes) in AREAS.into_iter().zip(minutes) {
            let (first, further) = (of(base), of(more));
            prop_assert_eq!(first, u16::from(16 <= minutes), "{} of {} min", base, minutes);
            let begun = (0 < further).then(|| 30 + 15 * (further - 1) + 8);
            prop_assert!(begun.is_none_or(|begun| begun <= minutes), "{} {} of {} min", more, further, minutes);
            prop_assert!(minutes < 30 + 15 * further + 8, "{} of {} min leaves none out", more, minutes);
        }
    }

    #[test]
    fn what_is_said_adds_up_to_what_is_claimed(a in 0_u16..120, b in 0_u16..120, c in 0_u16..120) {
        let work = worked(&[("97110", a), ("97112", b), ("97140", c)]);
        let services = Services::standard();
        for rule in UnitRule::ALL {
            let total = claim(&services, rule, day("2026-11-23"), &work, &[]).unwrap().total();
            let said = explain(&services, rule, day("2026-11-23"), &work, &[]).unwrap();
            let units = |text: &String| {
                let (_, tail) = text.split_once("→ ").unwrap();
                tail.split(' ').next().unwrap().parse::<u16>().unwrap()
            };
            prop_assert_eq!(said.iter().map(units).sum::<u16>(), total, "{:?}", said);
        }
    }
}
