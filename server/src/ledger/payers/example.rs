//! The form of an example case.

use super::rules::codes;
use crate::posted::Posted;
use app::error::ServerError;
use domain::payer::examples::{Done, Example, Expect, Given};
use domain::payer::rules::Turn;
use domain::service::{Code, Minutes};

/// Reads what happens, and what must come out.
pub(super) fn read(form: &Posted) -> Result<Example, ServerError> {
    let answered = form.day("answered_on", "Answer of the first payer")?;
    let given = Given {
        day: form.need("Date of service", form.day("day", "Date of service")?)?,
        discipline: form.need("Discipline", form.choice("discipline")?)?,
        services: services(form)?,
        prefer: codes(form, "prefer", "The therapist chooses")?,
        visits_so_far: form.number("visits_so_far", "Visits before it")?.unwrap_or(0),
        turn: answered.map_or(Turn::Primary, |answered_on| Turn::Secondary { answered_on }),
    };
    let expect = Expect {
        authorization: yes(form.text("authorization")),
        referral: yes(form.text("referral")),
        units: units(form)?,
        file_by: form.day("file_by", "File by")?,
    };
    let name = form.need("What it shows", form.line("name", "What it shows")?)?;
    Ok(Example { id: form.id("id")?, name, given, expect })
}

fn yes(word: Option<&str>) -> Option<bool> {
    word.map(|word| word == "yes")
}

/// A code and its minutes on each line.
fn services(form: &Posted) -> Result<Vec<Done>, ServerError> {
    pairs(form, "services", "Services", "a code and its minutes, as in “97110 38”")?
        .into_iter()
        .map(|(code, minutes)| {
            let minutes = Minutes::new(minutes)
                .ok_or_else(|| form.no("Services", "a service cannot take longer than a day."))?;
            Ok(Done { code, minutes })
        })
        .collect()
}

/// A code and its units on each line; "none" for no units at all.
fn units(form: &Posted) -> Result<Option<Vec<(Code, u16)>>, ServerError> {
    match form.text("units") {
        None => Ok(None),
        Some(word) if word.eq_ignore_ascii_case("none") => Ok(Some(vec![])),
        Some(_) => {
            pairs(form, "units", "Units", "a code and its units, as in “97110 3”, or “none”").map(Some)
        }
    }
}

fn pairs(form: &Posted, name: &str, label: &str, wanted: &str) -> Result<Vec<(Code, u16)>, ServerError> {
    let text = form.text(name).unwrap_or_default();
    let pair = |line: &str| {
        let mut words = line.split_whitespace();
        let code = Code::parse(words.next()?).ok()?;
        let number = words.next()?.parse().ok()?;
        words.next().is_none().then_some((code, number))
    };
    let no =
        |line: &str| form.no(label, &format!("“{line}” cannot be read. Please write on each line {wanted}."));
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| pair(line).ok_or_else(|| no(line)))
        .collect()
}
