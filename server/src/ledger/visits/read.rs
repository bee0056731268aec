//! Reads the fields of forms about visits.

use crate::posted::Posted;
use app::error::ServerError;
use chrono::Timelike;
use domain::authorization::Modifier;
use domain::ids::{CommandId, SeriesId, StaffId, VisitId};
use domain::kinds::Discipline;
use domain::service::{Code, Minutes};
use domain::visit::enter::SERVICES_MAX;
use domain::visit::series::{End, Series};
use domain::visit::{Outcome, Service, Visit};

/// A visit: a new one, or as it is to be.
pub(super) fn visit(form: &Posted, id: VisitId, seen: Option<&Visit>) -> Result<Visit, ServerError> {
    let changes = seen.is_some();
    Ok(Visit {
        id,
        on: form.need("Date of service", form.day("on", "Date of service")?)?,
        at: start(form)?,
        discipline: discipline(form)?,
        staff: staff(form),
        outcome: form.choice("outcome")?.unwrap_or(Outcome::Booked),
        services: services(form)?,
        series: seen.and_then(|seen| seen.series),
        billed_on: if changes { form.day("billed_on", "Billed on")? } else { None },
        allowed: if changes { form.cents("allowed", "Allowed by the payer")? } else { None },
        source: seen.and_then(|seen| seen.source.clone()),
    })
}

/// A series. Its id, and so those of its visits, follow from that of the command.
pub(super) fn series(form: &Posted, command: CommandId) -> Result<Series, ServerError> {
    let last = form.day("last", "Last day")?;
    let times = form.number::<u16>("times", "Visits")?;
    let end = match (last.and_then(|last| last.succ_opt()), times) {
        (Some(until), None) => End::Until(until),
        (None, Some(times)) => End::Times(times),
        (None, None) => return Err(form.no("Last day", "please say this, or how many visits there are.")),
        (Some(_), Some(_)) => {
            return Err(form.no("Last day", "please say either this or how many visits there are."));
        }
    };
    Ok(Series {
        id: SeriesId(command.0),
        discipline: discipline(form)?,
        staff: staff(form),
        weekdays: std::array::from_fn(|at| form.is_on(&format!("day-{at}"))),
        at: start(form)?,
        services: services(form)?,
        from: form.need("From", form.day("from", "From")?)?,
        end,
        every_weeks: form.number("every", "How often")?.unwrap_or(1),
    })
}

fn discipline(form: &Posted) -> Result<Discipline, ServerError> {
    form.need("Discipline", form.choice("discipline")?)
}

fn staff(form: &Posted) -> Option<StaffId> {
    form.text("staff").and_then(|id| id.parse().ok())
}

/// As time fields write it: `09:05`, with seconds in some browsers.
fn start(form: &Posted) -> Result<Option<u16>, ServerError> {
    let Some(text) = form.text("at") else { return Ok(None) };
    let read = |format| chrono::NaiveTime::parse_from_str(text, format).ok();
    let time = read("%H:%M").or_else(|| read("%H:%M:%S"));
    let time = time.ok_or_else(|| form.no("Start", "this is not a time of day. Write it as 14:15."))?;
    Ok(u16::try_from(time.num_seconds_from_midnight() / 60).ok())
}

/// Blank lines are left out; a code needs its minutes.
fn services(form: &Posted) -> Result<Vec<Service>, ServerError> {
    let mut services = Vec::new();
    for at in 0..SERVICES_MAX {
        let label = |what: &str| format!("{what}, service {}", at + 1);
        let Some(text) = form.text(&format!("code-{at}")) else { continue };
        let code = Code::parse(text).map_err(|problem| form.no(&label("Code"), &problem.to_string()))?;
        let words = form.text(&format!("modifiers-{at}")).unwrap_or_default();
        let modifiers: Result<Vec<Modifier>, _> =
            words.split([' ', ',', ';']).filter(|word| !word.is_empty()).map(Modifier::parse).collect();
        let minutes = form.number::<u16>(&format!("minutes-{at}"), &label("Minutes"))?;
        let minutes = form.need(&label("Minutes"), minutes)?;
        let too_long = || form.no(&label("Minutes"), "this is more than a day has.");
        services.push(Service {
            code,
            modifiers: modifiers.map_err(|problem| form.no(&label("Modifiers"), &problem.to_string()))?,
            minutes: Minutes::new(minutes).ok_or_else(too_long)?,
        });
    }
    Ok(services)
}
