//! Times of day and lengths as people and programs write them into tables.

use crate::service::Minutes;

/// What a text says of the time of day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Time {
    /// Minutes after midnight.
    At(u16),
    /// From 1:00 to 12:59, without a word on which half of the day.
    Half(u16),
}

/// Reads `2:15 PM`, `14:15`, `09:30`, `9.30am`, `2 pm`, `14:15:00`, and the part of a day that a spreadsheet writes
/// (`0.59375`). What has an hour from 1 to 12 in one digit, or from 10 to 12, can be meant either way.
pub fn read(text: &str) -> Option<Time> {
    let text = text.trim();
    if let Some(part) = text.strip_prefix("0.").or_else(|| text.strip_prefix('.')) {
        return fraction(part).map(Time::At);
    }
    let letters: String =
        text.chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_lowercase()).collect();
    let half = match letters.as_str() {
        "" => None,
        "am" | "a" => Some(0),
        "pm" | "p" => Some(12 * 60),
        _ => return None,
    };
    let end = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
    let (digits, mark) = text.split_at(end);
    if !mark.chars().all(|c| c.is_ascii_alphabetic() || c == '.') {
        return None;
    }
    let mut parts = digits.trim().split([':', '.']);
    let (hours, minutes, seconds) = (parts.next()?, parts.next(), parts.next());
    // A number alone is a time only where it says of which half of the day.
    if parts.next().is_some() || minutes.is_none() && half.is_none() || hours.len() > 2 {
        return None;
    }
    let hour = number(hours, 23)?;
    let minute = minutes.map_or(Some(0), |text| number(text, 59).filter(|_| text.len() == 2))?;
    seconds.map_or(Some(0), |text| number(text, 59))?;
    match half {
        Some(half) if (1..=12).contains(&hour) => Some(Time::At(hour % 12 * 60 + half + minute)),
        Some(_) => None,
        None if (1..=12).contains(&hour) && !hours.starts_with('0') => Some(Time::Half(hour * 60 + minute)),
        None => Some(Time::At(hour * 60 + minute)),
    }
}

/// Whether a time can only be meant on a clock of 24 hours: `14:15`, `09:30`, `0:15`.
pub fn shows_24_hours(text: &str) -> bool {
    let marked = text.contains(|c: char| c.is_ascii_alphabetic());
    !marked && text.contains(':') && matches!(read(text), Some(Time::At(_)))
}

/// The time behind a date in the same cell; nothing where there is none.
pub fn behind_date(cell: &str) -> Option<&str> {
    let cell = cell.trim();
    if let Some((day, part)) = cell.split_once('.')
        && day.len() == 5
        && [day, part].iter().all(|text| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()))
    {
        return cell.get(5..);
    }
    let (before, _) = cell.split_once(':')?;
    let hours = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    cell.get(before.len() - hours..)
}

/// Reads `45`, `45 min`, `45m`, `0:45`, `1:30`, `1 h`, `1 hour`; at most a day.
pub fn length(text: &str) -> Option<Minutes> {
    let text = text.trim();
    if let Some((hours, minutes)) = text.split_once(':') {
        let minutes = number(minutes, 59).filter(|_| minutes.len() == 2)?;
        return Minutes::new(number(hours, 24)? * 60 + minutes);
    }
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, unit) = text.split_at(end);
    let count = number(digits, Minutes::DAY.get())?;
    match unit.trim().trim_end_matches('.').to_ascii_lowercase().as_str() {
        "" | "m" | "min" | "mins" | "minute" | "minutes" => Minutes::new(count),
        "h" | "hr" | "hrs" | "hour" | "hours" => Minutes::new(count.checked_mul(60)?),
        _ => None,
    }
}

fn number(digits: &str, most: u16) -> Option<u16> {
    let whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if whole { digits.parse().ok().filter(|number| *number <= most) } else { None }
}

/// The nearest minute of a part of a day.
fn fraction(digits: &str) -> Option<u16> {
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digits = &digits[..digits.len().min(9)];
    let whole = 10_u64.pow(u32::try_from(digits.len()).ok()?);
    let minutes = (digits.parse::<u64>().ok()? * 1_440 + whole / 2) / whole;
    u16::try_from(minutes).ok().filter(|minutes| *minutes < Minutes::DAY.get())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn times_are_read_as_they_are_written() {
        for (text, minutes) in [
            ("2:15 PM", 855),
            ("14:15", 855),
            ("14:15:00", 855),
            ("02:15 p.m.", 855),
            ("9.30am", 570),
            ("09:30", 570),
            ("2 pm", 840),
            ("12:05 AM", 5),
            ("12 pm", 720),
            ("0:15", 15),
            ("0.59375", 855),
        ] {
            assert_eq!(read(text), Some(Time::At(minutes)), "{text}");
        }
        for (text, minutes) in [("2:15", 135), ("12:00", 720), ("9:30", 570)] {
            assert_eq!(read(text), Some(Time::Half(minutes)), "{text}");
        }
        for text in
            ["", "9", "24:00", "9:3", "9:60", "13:00 PM", "noon", "1:2:3:4", "9:30 xm", "é:30", "0 am"]
        {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(["14:15", "09:30", "9:30", "2:15 PM"].map(shows_24_hours), [true, true, false, false]);
    }

    #[test]
    fn a_time_behind_a_date_is_found() {
        assert_eq!(behind_date("2026-11-23 14:15"), Some("14:15"));
        assert_eq!(behind_date("11/23/26 2:15 PM"), Some("2:15 PM"));
        assert_eq!(behind_date("2026-11-23T09:30:00").and_then(read), Some(Time::At(570)));
        assert_eq!(behind_date("46349.59375").and_then(read), Some(Time::At(855)));
        assert_eq!(behind_date("23.11.2026"), None);
    }

    #[test]
    fn lengths_are_minutes_or_hours() {
        let read =
            ["45", "45 min", "45m", "0:45", "1:30", "1 h", "1440"].map(|text| length(text).map(Minutes::get));
        assert_eq!(read, [45, 45, 45, 45, 90, 60, 1_440].map(Some));
        for text in ["", "-5", "1441", "25 h", "45 units", "1:75", "3x15"] {
            assert_eq!(length(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in "\\PC{0,20}", digits in "[0-9:. apmTAPM-]{0,16}") {
            for text in [&text, &digits] {
                let _ = (read(text), length(text), behind_date(text), shows_24_hours(text));
            }
        }

        #[test]
        fn every_minute_is_read_back(minute in 0_u16..1_440) {
            let (hour, rest) = (minute / 60, minute % 60);
            prop_assert_eq!(read(&format!("{hour:02}:{rest:02}")).is_some(), true);
            let half = if hour < 12 { "AM" } else { "PM" };
            let twelve = if hour % 12 == 0 { 12 } else { hour % 12 };
            prop_assert_eq!(read(&format!("{twelve}:{rest:02} {half}")), Some(Time::At(minute)));
        }
    }
}
