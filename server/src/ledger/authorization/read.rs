//! Reads the fields that several forms about authorizations have.

use crate::posted::Posted;
use app::error::ServerError;
use domain::authorization::enter::{self, LINES_MAX};
use domain::authorization::{AuthorizationLine, Cap, CapPeriod, Measure, Modifier};
use domain::calendar::Span;
use domain::service::Code;

/// The dates of service. People say the last day; a period ends before the day after it.
pub(super) fn period(form: &Posted) -> Result<Span, ServerError> {
    let from = form.need("First day", form.day("from", "First day")?)?;
    let until = form.day("last", "Last day")?.and_then(|last| last.succ_opt());
    Span::new(from, until).map_err(|problem| form.no("Last day", &problem.to_string()))
}

/// The lines; blank ones are left out. `before` are those that are corrected, whose people stay.
pub(super) fn lines(
    form: &Posted,
    before: &[AuthorizationLine],
) -> Result<Vec<AuthorizationLine>, ServerError> {
    let count = form.number::<usize>("lines", "Lines")?.unwrap_or(1).min(LINES_MAX);
    let mut lines = Vec::with_capacity(count);
    for at in 0..count {
        lines.extend(line(form, at, before.get(at))?);
    }
    Ok(lines)
}

fn line(
    form: &Posted,
    at: usize,
    before: Option<&AuthorizationLine>,
) -> Result<Option<AuthorizationLine>, ServerError> {
    let blank = ["codes", "modifiers", "amount", "granted", "cap"]
        .iter()
        .all(|field| form.text(&format!("{field}-{at}")).is_none());
    if blank {
        return Ok(None);
    }
    let label = |what: &str| format!("{what}, line {}", at + 1);
    let measure: Measure = form.need(&label("Counted in"), form.choice(&format!("measure-{at}"))?)?;
    let granted = amount(form, "granted", "Granted", at, measure)?;
    let requested = amount(form, "amount", "Asked for", at, measure)?;
    let cap = amount(form, "cap", "At most", at, measure)?;
    let per: Option<CapPeriod> = form.choice(&format!("per-{at}"))?;
    Ok(Some(AuthorizationLine {
        codes: words(form, at, "codes", |text| {
            Code::parse(text).map_err(|problem| form.no(&label("Codes"), &problem.to_string()))
        })?,
        modifiers: words(form, at, "modifiers", |text| {
            Modifier::parse(text).map_err(|problem| form.no(&label("Modifiers"), &problem.to_string()))
        })?,
        measure,
        requested: requested.unwrap_or(0),
        granted: granted.or_else(|| before.and_then(|before| before.granted)),
        cap: cap.map(|amount| Cap { per: per.unwrap_or(CapPeriod::Week), amount }),
        staff: before.map(|before| before.staff.clone()).unwrap_or_default(),
    }))
}

/// An amount in a line's measure.
pub(super) fn amount(
    form: &Posted,
    name: &str,
    label: &str,
    at: usize,
    measure: Measure,
) -> Result<Option<u32>, ServerError> {
    let Some(text) = form.text(&format!("{name}-{at}")) else { return Ok(None) };
    let how = match measure {
        Measure::Hours => "Write hours in quarters, such as 6.25.",
        Measure::Money => "Write dollars, such as 480.00.",
        Measure::Visits | Measure::Units | Measure::Sessions => "Write a whole number, such as 24.",
    };
    let no = || form.no(&format!("{label}, line {}", at + 1), &format!("\"{text}\" is not an amount. {how}"));
    enter::amount(measure, text).map(Some).ok_or_else(no)
}

/// Words with spaces or commas between them.
fn words<T>(
    form: &Posted,
    at: usize,
    name: &str,
    read: impl Fn(&str) -> Result<T, ServerError>,
) -> Result<Vec<T>, ServerError> {
    let text = form.text(&format!("{name}-{at}")).unwrap_or_default();
    text.split([' ', ',', ';']).filter(|word| !word.is_empty()).map(read).collect()
}
