//! Forms about the discharge, the calls after it, and the way back into care.

use super::Asker;
use crate::posted::{Posted, unreadable};
use app::api::Desk;
use app::error::ServerError;
use domain::case;
use domain::ending::{Command, Episode, NewDischarge, Reopening};
use domain::ids::{CaseId, CommandId};
use domain::journal;
use domain::journal::Submission;
use domain::kinds::{Date, Prose};
use domain::record;
use uuid::Uuid;

pub(super) async fn take(asker: &Asker<'_>, step: &str, form: Posted) -> Result<String, ServerError> {
    let command = form.id("command")?;
    if step == "discharge-reopen" {
        return reopen(asker, command).await;
    }
    let done = async { asker.submit(command, record::Command::Ending(read(step, &form)?)).await };
    let done = done.await;
    if done.is_err() && step == "discharge-sign" {
        // Whoever comes back to the form finds what they typed.
        asker.keep(command, form.fields().to_vec());
    }
    done.map(|()| asker.page("discharge"))
}

fn read(step: &str, form: &Posted) -> Result<Command, ServerError> {
    Ok(match step {
        "discharge-sign" => Command::Discharge(Box::new(discharge(form)?)),
        "discharge-add" => {
            Command::Add { text: form.need("What is added", form.line("text", "What is added")?)? }
        }
        "discharge-call" => Command::Call {
            after: form.number("after", "Call")?.ok_or_else(unreadable)?,
            on: form.need("Called on", form.day("on", "Called on")?)?,
            outcome: form.choice("outcome")?.ok_or_else(unreadable)?,
            note: form.line("note", "What was said")?,
        },
        _ => return Err(ServerError::NotFound),
    })
}

fn discharge(form: &Posted) -> Result<NewDischarge, ServerError> {
    let contacts: Result<Vec<Option<Date>>, ServerError> =
        (1..=4).map(|at| form.day(&format!("contact-{at}"), &format!("Contact {at}"))).collect();
    let summary = form.text("summary").map(Prose::parse).transpose();
    let summary = summary.map_err(|why| form.no("Summary", &why.to_string()))?;
    Ok(NewDischarge {
        reason: form.text("reason").unwrap_or_default().to_owned(),
        on: form.need("Discharged on", form.day("on", "Discharged on")?)?,
        detail: form.line("detail", "Why, in a sentence")?,
        receiver: form.line("receiver", "Who goes on treating")?,
        contacts: contacts?.into_iter().flatten().collect(),
        letter_on: form.day("letter_on", "Letter to the family sent on")?,
        summary: form.need("Summary", summary)?,
    })
}

/// Opens the new episode and tells both of each other. The steps' ids follow from the form's, so that sending it again goes on
/// where it stopped.
async fn reopen(asker: &Asker<'_>, id: CommandId) -> Result<String, ServerError> {
    let step = |n: u128| CommandId(Uuid::from_u128(id.0.as_u128() ^ n));
    let new = CaseId(step(3).0);
    let Reopening { begins, discharged_on, began_on } =
        asker.desk.for_reopening(asker.who, asker.case, new).await?;
    let open = journal::Command::Case { case: new, does: case::Command::Open(Box::new(begins)) };
    asker.desk.submit(asker.who, Submission { id, command: open }).await?;
    let episode = |case| Episode { case, discharged_on, began_on };
    let links = [
        (1, new, Command::LinkEarlier(episode(asker.case))),
        (2, asker.case, Command::LinkLater(episode(new))),
    ];
    for (n, case, link) in links {
        let does = record::Command::Ending(link);
        let command = journal::Command::Record { case, does };
        asker.desk.submit(asker.who, Submission { id: step(n), command }).await?;
    }
    Ok(format!("/cases/{new}/record"))
}
