//! Forms about the visits of a case.

mod file;
mod read;

pub(super) use file::upload;

use super::{keep, page_of, submit};
use crate::desk::LocalDesk;
use crate::posted::{Posted, unreadable};
use app::api::Who;
use app::error::ServerError;
use app::ledger::facts::{Books, CoverageFacts};
use app::ledger::schedule::Read;
use domain::ids::{CaseId, CommandId, VisitId};
use domain::ledger::{Command, Put};
use domain::refusal::{Field, Refusal};
use domain::visit::series::{Series, expand};
use domain::visit::{Outcome, Visit};
use uuid::Uuid;

/// Does what a form asks for; gives the address to go on to.
pub(super) async fn take(
    desk: &LocalDesk,
    who: &Who,
    case: CaseId,
    step: &str,
    form: Posted,
) -> Result<String, ServerError> {
    let command: CommandId = form.id("command")?;
    let page = [&page_of(case), "?part=visits"].concat();
    if form.is_on("more") || form.is_on("look") {
        return again(desk, who, case, command, step, &form);
    }
    match step {
        "visits-outcome" => {
            let (id, put) = outcome(&form, command)?;
            submit(desk, who, id, case, Command::Visits { visits: vec![put], over: None }).await?;
            if form.is_on("all") {
                return Ok([&page, "&do=all"].concat());
            }
        }
        "visits-book" => {
            let to = read::visit(&form, VisitId(command.0), None)?;
            let over = form.line("over", "Reason")?;
            let visits = vec![Put { seen: None, to }];
            submit(desk, who, command, case, Command::Visits { visits, over }).await?;
        }
        "visits-change" => {
            let seen: Visit = form.seen()?.ok_or_else(unreadable)?;
            let to = read::visit(&form, seen.id, Some(&seen))?;
            let over = form.line("over", "Reason")?;
            let visits = vec![Put { seen: Some(seen), to }];
            submit(desk, who, command, case, Command::Visits { visits, over }).await?;
        }
        "visits-withdraw" => {
            let reason = form.need("Why", form.line("reason", "Why")?)?;
            let does = Command::Withdraw { visits: vec![form.id("id")?], reason };
            submit(desk, who, command, case, does).await?;
        }
        "visits-series" => return preview(desk, who, case, command, &form).await,
        "visits-series-book" => book_series(desk, who, case, command, &form).await?,
        "visits-file-take" => take_in(desk, who, case, command).await?,
        _ => return Err(ServerError::NotFound),
    }
    Ok(page)
}

/// The same form with what was typed: with a service more, or with its units.
fn again(
    desk: &LocalDesk,
    who: &Who,
    case: CaseId,
    command: CommandId,
    step: &str,
    form: &Posted,
) -> Result<String, ServerError> {
    let what = match step {
        "visits-book" => "book",
        "visits-change" => "change",
        _ => return Err(ServerError::NotFound),
    };
    let lines = form.text("lines").and_then(|lines| lines.parse::<usize>().ok()).unwrap_or(1);
    let lines = lines + usize::from(form.is_on("more"));
    let kept = form.fields().iter().filter(|(name, _)| !["lines", "more", "look"].contains(&name.as_str()));
    let fields = kept.cloned().chain([("lines".to_owned(), lines.to_string())]).collect();
    keep(desk, who, case, command, fields);
    Ok(format!("{}?part=visits&do={what}&id={command}", page_of(case)))
}

/// What came of a visit, in one press. All forms of a page begin with one id; each visit and outcome has its own, so that
/// none is taken for a repeat of another.
fn outcome(form: &Posted, command: CommandId) -> Result<(CommandId, Put<Visit>), ServerError> {
    let seen: Visit = form.seen()?.ok_or_else(unreadable)?;
    let outcome: Outcome = form.choice("outcome")?.ok_or_else(unreadable)?;
    let id = command.0.as_u128() ^ seen.id.0.as_u128().rotate_left(1) ^ outcome as u128;
    let to = Visit { outcome, ..seen.clone() };
    Ok((CommandId(Uuid::from_u128(id)), Put { seen: Some(seen), to }))
}

/// Shows the days of a series before it is booked.
async fn preview(
    desk: &LocalDesk,
    who: &Who,
    case: CaseId,
    command: CommandId,
    form: &Posted,
) -> Result<String, ServerError> {
    let facts = desk.coverage(who, case, "").await?;
    let series = read::series(form, command)?;
    expanded(&facts, &series)?;
    let series = serde_json::to_string(&series).map_err(|_| unreadable())?;
    let kept = form.fields().iter().filter(|(name, _)| name != "series");
    let fields = kept.cloned().chain([("series".to_owned(), series)]).collect();
    keep(desk, who, case, command, fields);
    Ok(format!("{}?part=visits&do=series&id={command}", page_of(case)))
}

fn expanded(facts: &CoverageFacts, series: &Series) -> Result<Vec<Visit>, ServerError> {
    let business = facts.clinic.site(facts.case.site).map(|site| site.business.clone()).unwrap_or_default();
    let problem =
        |problem: &dyn std::fmt::Display| ServerError::Refused(Refusal::problem(Field::Visit, problem));
    expand(series, &business).map(|expanded| expanded.visits).map_err(|no| problem(&no))
}

/// Books what the preview showed.
async fn book_series(
    desk: &LocalDesk,
    who: &Who,
    case: CaseId,
    command: CommandId,
    form: &Posted,
) -> Result<(), ServerError> {
    let typed = typed(desk, who, case, command)?;
    let series = typed.text("series").and_then(|text| serde_json::from_str(text).ok()).ok_or_else(gone)?;
    let facts = desk.coverage(who, case, "").await?;
    let visits = expanded(&facts, &series)?.into_iter().map(|to| Put { seen: None, to }).collect();
    let over = form.line("over", "Reason")?;
    submit(desk, who, command, case, Command::Visits { visits, over }).await
}

/// Takes in what the file came to. What is beyond what is covered was decided in the other program already; the page says
/// it beside each visit.
async fn take_in(desk: &LocalDesk, who: &Who, case: CaseId, command: CommandId) -> Result<(), ServerError> {
    let typed = typed(desk, who, case, command)?;
    let read: Read = typed.text("read").and_then(|text| serde_json::from_str(text).ok()).ok_or_else(gone)?;
    submit(desk, who, command, case, Command::Visits { visits: read.visits, over: None }).await
}

fn typed(
    desk: &LocalDesk,
    who: &Who,
    case: CaseId,
    command: CommandId,
) -> Result<std::sync::Arc<app::ledger::facts::Typed>, ServerError> {
    desk.typed().find((who.clinic, who.viewer.staff, case), command).ok_or_else(gone)
}

/// What was typed or read is kept for a while only.
fn gone() -> ServerError {
    let sentence = "What was shown is no longer kept, so nothing was saved. Please enter it again.";
    ServerError::Refused(Refusal::problem(Field::Visit, &sentence))
}
