//! A birth date as people write it.

use domain::kinds::Date;

/// Reads a birth date: `2019-03-04`, `3/4/2019` with the month first, `4 Mar 2019`, `Mar 4, 2019`.
pub fn date(text: &str) -> Result<Date, String> {
    const HOW: &str = "Write the date as month/day/year, for example 3/14/2019.";
    let parts: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let [a, b, c] = parts[..] else { return Err(HOW.to_owned()) };
    let (year, month, day) = match (number(a), number(b), number(c)) {
        (Some(year), Some(month), Some(day)) if 31 < year => (year, month, day),
        (Some(month), Some(day), Some(year)) => (year, month, day),
        (Some(day), None, Some(year)) => (year, month(b).ok_or(HOW)?, day),
        (None, Some(day), Some(year)) => (year, month(a).ok_or(HOW)?, day),
        _ => return Err(HOW.to_owned()),
    };
    if !(1800..=2200).contains(&year) {
        return Err("Write the year with four digits.".to_owned());
    }
    let year = i32::try_from(year).unwrap_or_default();
    Date::from_ymd_opt(year, month, day).ok_or_else(|| match Date::from_ymd_opt(year, month, 1) {
        Some(first) => {
            let days = chrono::Datelike::num_days_in_month(&first);
            format!("That month has {days} days. {HOW}")
        }
        None => format!("There is no month {month}. {HOW}"),
    })
}

fn number(text: &str) -> Option<u32> {
    text.parse().ok()
}

fn month(text: &str) -> Option<u32> {
    let text = text.to_ascii_lowercase();
    let names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let at = names.iter().position(|name| text.starts_with(name))?;
    u32::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_birth_date_is_read_as_people_write_it() {
        let day = Date::from_ymd_opt(2019, 3, 4).unwrap();
        for text in ["2019-03-04", "3/4/2019", "4 Mar 2019", "March 4, 2019", " 03.04.2019"] {
            assert_eq!(date(text.trim()), Ok(day), "{text}");
        }
        assert!(date("30 Feb 2022").unwrap_err().starts_with("That month has 28 days."));
        assert!(date("3/4/19").unwrap_err().contains("four digits"));
        assert!(date("soon").is_err());
        assert!(date("13/13/2019").is_err());
    }
}
