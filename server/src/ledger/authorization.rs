//! Forms about the authorizations of a case.

mod read;

use super::{keep, page_of, submit};
use crate::desk::LocalDesk;
use crate::posted::Posted;
use app::api::Who;
use app::error::ServerError;
use domain::authorization::{Authorization, AuthorizationStatus};
use domain::ids::{AuthorizationId, CaseId, CommandId};
use domain::ledger::{Command, Put};

/// Does what a form asks for; gives the address to go on to.
pub(super) async fn take(
    desk: &LocalDesk,
    who: &Who,
    case: CaseId,
    step: &str,
    form: Posted,
) -> Result<String, ServerError> {
    let command: CommandId = form.id("command")?;
    let page = [&page_of(case), "?part=authorizations"].concat();
    if form.is_on("more") {
        return Ok(one_more_line(desk, who, case, command, step, &form));
    }
    let does = match step {
        "authorization-packet" => {
            Command::Begin { authorization: form.id("id")?, due: form.day("due", "Due")? }
        }
        "authorization-request" => Command::Authorize(Box::new(requested(&form, command, who)?)),
        _ => Command::Authorize(Box::new(changed(&form, step)?)),
    };
    submit(desk, who, command, case, does).await?;
    Ok(page)
}

/// The same form, with what was typed and a line more.
fn one_more_line(
    desk: &LocalDesk,
    who: &Who,
    case: CaseId,
    command: CommandId,
    step: &str,
    form: &Posted,
) -> String {
    let lines = form.text("lines").and_then(|lines| lines.parse::<usize>().ok()).unwrap_or(1) + 1;
    let kept = form.fields().iter().filter(|(name, _)| name != "lines" && name != "more");
    let fields = kept.cloned().chain([("lines".to_owned(), lines.to_string())]).collect();
    keep(desk, who, case, command, fields);
    let what = if step == "authorization-correct" { "correct" } else { "request" };
    format!("{}?part=authorizations&do={what}&id={command}", page_of(case))
}

/// A new request. Its id follows from that of the command, so that a form that is sent twice enters it once.
fn requested(form: &Posted, command: CommandId, who: &Who) -> Result<Put<Authorization>, ServerError> {
    let sent = form.day("requested_on", "Sent on")?;
    let to = Authorization {
        id: AuthorizationId(command.0),
        number: None,
        policy: form.id("policy")?,
        discipline: form.need("Discipline", form.choice("discipline")?)?,
        kind: form.need("Kind", form.choice("kind")?)?,
        status: sent.map_or(AuthorizationStatus::Draft, |_| AuthorizationStatus::Requested),
        period: read::period(form)?,
        requested_on: sent,
        decided_on: None,
        requested_by: sent.map(|_| who.viewer.staff),
        follows: form.text("follows").and_then(|id| id.parse().ok()),
        lines: read::lines(form, &[])?,
        letter: None,
    };
    Ok(Put { seen: None, to })
}

/// A step of one that is there.
fn changed(form: &Posted, step: &str) -> Result<Put<Authorization>, ServerError> {
    use AuthorizationStatus as S;
    let seen: Authorization = form.seen()?.ok_or_else(crate::posted::unreadable)?;
    let mut to = seen.clone();
    let reason = || form.need("Why", form.line("reason", "Why")?);
    match step {
        "authorization-send" => {
            to.requested_on = Some(form.need("Sent on", form.day("requested_on", "Sent on")?)?);
            to.status = S::Requested;
        }
        "authorization-pend" => {
            let since = form.need("Pended since", form.day("since", "Pended since")?)?;
            to.status = S::Pended { since, asks: form.line("asks", "What the payer asks for")? };
        }
        "authorization-appeal" => {
            let since = form.need("Appealed on", form.day("since", "Appealed on")?)?;
            to.status = S::Appealed { since };
        }
        "authorization-cancel" => to.status = S::Cancelled { reason: reason()? },
        "authorization-decide" => decided(form, &mut to)?,
        "authorization-correct" => corrected(form, &mut to)?,
        _ => return Err(ServerError::NotFound),
    }
    Ok(Put { seen: Some(seen), to })
}

fn decided(form: &Posted, to: &mut Authorization) -> Result<(), ServerError> {
    use AuthorizationStatus as S;
    let denied = form.text("answer") == Some("denied");
    to.status = match form.text("answer") {
        Some("approved") => S::Approved,
        Some("partly") => S::PartlyApproved,
        Some("denied") => S::Denied { reason: form.need("Why, if denied", form.line("reason", "Why")?)? },
        _ => return Err(crate::posted::unreadable()),
    };
    to.number = form.line("number", "Number")?;
    to.decided_on = Some(form.need("Decided on", form.day("decided_on", "Decided on")?)?);
    to.period = read::period(form)?;
    to.letter = form.line("letter", "Letter")?;
    for (at, line) in to.lines.iter_mut().enumerate() {
        line.granted =
            if denied { Some(0) } else { read::amount(form, "granted", "Granted", at, line.measure)? };
    }
    Ok(())
}

fn corrected(form: &Posted, to: &mut Authorization) -> Result<(), ServerError> {
    to.policy = form.id("policy")?;
    to.discipline = form.need("Discipline", form.choice("discipline")?)?;
    to.kind = form.need("Kind", form.choice("kind")?)?;
    to.period = read::period(form)?;
    to.lines = read::lines(form, &to.lines)?;
    to.number = form.line("number", "Number")?;
    to.letter = form.line("letter", "Letter")?;
    // Days of steps that were not taken yet have no field.
    if to.status != AuthorizationStatus::Draft {
        to.requested_on = form.day("requested_on", "Sent on")?;
    }
    if to.decided_on.is_some() || to.is_granted() {
        to.decided_on = form.day("decided_on", "Decided on")?;
    }
    Ok(())
}
