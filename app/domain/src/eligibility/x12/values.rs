//! Amounts, shares, numbers and dates as X12 writes them. What they cannot be is nothing, and its segment is kept.

use super::Segment;
use crate::calendar::Span;
use crate::eligibility::{Share, When};
use crate::kinds::Date;
use crate::money::Cents;

/// `25`, `25.5`, `.50`, `1250.500`; not less than nothing, and no part of a cent.
pub(super) fn money(text: &str) -> Option<Cents> {
    let (whole, part) = decimal(text)?;
    let part = part.trim_end_matches('0');
    Cents::parse(&format!("{whole}.{part:0<2}")).ok()
}

/// `.2` is 20 %; more than 1 could be meant either way and is not read.
pub(super) fn share(text: &str) -> Option<Share> {
    let (whole, part) = decimal(text)?;
    let part = part.trim_end_matches('0');
    if 4 < part.len() {
        return None;
    }
    let hundredths: u16 = format!("{part:0<4}").parse().ok()?;
    match whole.parse::<u16>().ok()? {
        0 => Some(Share(hundredths)),
        1 if hundredths == 0 => Some(Share(10_000)),
        _ => None,
    }
}

/// `30`, `30.0`; no part of one.
pub(super) fn whole(text: &str) -> Option<u32> {
    let (whole, part) = decimal(text)?;
    if part.bytes().all(|digit| digit == b'0') { whole.parse().ok() } else { None }
}

/// The digits before and after the point; a zero where there are none before it.
fn decimal(text: &str) -> Option<(&str, &str)> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(part) || whole.len() + part.len() == 0 {
        return None;
    }
    Some((if whole.is_empty() { "0" } else { whole }, part))
}

/// `20260701`.
pub(super) fn date(text: &str) -> Option<Date> {
    let part = |from: usize, to: usize| text.get(from..to)?.parse::<u32>().ok();
    if text.len() != 8 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Date::from_ymd_opt(i32::try_from(part(0, 4)?).ok()?, part(4, 6)?, part(6, 8)?)
}

/// A qualifier of the form and what stands in it: one day (`D8`), or the first and the last of several (`RD8`).
pub(super) fn when(segment: &Segment<'_>) -> Option<When> {
    match segment.get(2) {
        "D8" => date(segment.get(3)).map(When::Day),
        "RD8" => {
            let (first, last) = segment.get(3).split_once('-')?;
            let until = date(last)?.succ_opt()?;
            Span::new(date(first)?, Some(until)).ok().map(When::Days)
        }
        _ => None,
    }
}

/// A flag; nothing where it says neither.
pub(super) fn flag(text: &str) -> Option<bool> {
    match text {
        "Y" => Some(true),
        "N" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_no_parts_of_a_cent_and_shares_are_of_one() {
        for (text, cents) in
            [("25", 2_500), ("25.", 2_500), ("25.5", 2_550), (".50", 50), ("1250.500", 125_050)]
        {
            assert_eq!(money(text), Some(Cents(cents)), "{text}");
        }
        for text in ["", ".", "-5", "1,250", "$5", "1.005", "1e3", "99999999999", "٣"] {
            assert_eq!(money(text), None, "{text}");
        }
        for (text, hundredths) in [(".2", 2_000), ("0.175", 1_750), ("1", 10_000), ("0", 0), ("1.00", 10_000)]
        {
            assert_eq!(share(text), Some(Share(hundredths)), "{text}");
        }
        for text in ["20", "1.2", "", "-.2", ".12345"] {
            assert_eq!(share(text), None, "{text}");
        }
        assert_eq!((Share(2_000).percent(), Share(1_750).percent()), (Some(20), None));
        assert_eq!(["30", "30.0", "12.5"].map(whole), [Some(30), Some(30), None]);
    }

    #[test]
    fn a_date_is_a_day_of_the_calendar() {
        assert_eq!(date("20280229"), Date::from_ymd_opt(2028, 2, 29));
        for text in ["20260229", "2026-7-1", "260701", "", "2026070١"] {
            assert_eq!(date(text), None, "{text}");
        }
    }
}
