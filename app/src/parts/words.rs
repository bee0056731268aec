//! Days and counts as people say them. A number and its unit never part at a line's end.
//! No look of its own; a due day is styled by due.css.

use chrono::Datelike;
use domain::kinds::Date;

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// "4 Mar 2022".
pub fn date(day: Date) -> String {
    [&short_date(day), "\u{a0}", &day.year().to_string()].concat()
}

/// "4 Mar".
pub fn short_date(day: Date) -> String {
    [&day.day().to_string(), "\u{a0}", MONTHS[day.month0() as usize]].concat()
}

/// A due day seen from today: the state that `data-due` takes, and the words.
pub fn due(day: Date, today: Date) -> (&'static str, String) {
    match (day - today).num_days() {
        late if late < 0 => ("late", [&(-late).to_string(), "\u{a0}d late"].concat()),
        0 => ("today", "today".to_owned()),
        1 => ("tomorrow", "tomorrow".to_owned()),
        2..=6 => ("later", WEEKDAYS[day.weekday().num_days_from_monday() as usize].to_owned()),
        _ if day.year() == today.year() => ("later", short_date(day)),
        _ => ("later", date(day)),
    }
}

/// "9 d".
pub fn days(count: u32) -> String {
    [&count.to_string(), "\u{a0}d"].concat()
}

/// "1 case", "3 cases".
pub fn count(number: usize, one: &str, many: &str) -> String {
    [number.to_string().as_str(), " ", if number == 1 { one } else { many }].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> Date {
        Date::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn a_due_day_is_said_as_seen_from_today() {
        let today = day(2026, 11, 22);
        let said = |day| due(day, today).1.replace('\u{a0}', " ");
        assert_eq!(said(day(2026, 11, 20)), "2 d late");
        assert_eq!(said(day(2026, 11, 22)), "today");
        assert_eq!(said(day(2026, 11, 23)), "tomorrow");
        assert_eq!(said(day(2026, 11, 27)), "Fri");
        assert_eq!(said(day(2026, 12, 24)), "24 Dec");
        assert_eq!(said(day(2027, 1, 4)), "4 Jan 2027");
    }
}
