//! Forms about handoffs.

use super::Asker;
use crate::posted::{Posted, unreadable};
use app::error::ServerError;
use domain::handoff::{Command, NewHandoff, Passing, draft};
use domain::kinds::{Discipline, Prose};
use domain::record;

pub(super) async fn take(asker: &Asker<'_>, step: &str, form: Posted) -> Result<String, ServerError> {
    let command = form.id("command")?;
    let done = async {
        let does = read(asker, step, &form).await?;
        asker.submit(command, record::Command::Handoffs(does)).await
    };
    let done = done.await;
    if done.is_err() && step == "handoff-send" {
        // Whoever comes back to the form finds what they typed.
        asker.keep(command, form.fields().to_vec());
    }
    done.map(|()| asker.page("handoffs"))
}

async fn read(asker: &Asker<'_>, step: &str, form: &Posted) -> Result<Command, ServerError> {
    let handoff = || form.id("id");
    let reason = || form.need("Why", form.line("reason", "Why")?);
    Ok(match step {
        "handoff-send" => Command::Send(Box::new(sent(asker, form).await?)),
        "handoff-accept" => {
            let read_back = form.need("Read back", prose(form, "read_back", "Read back")?)?;
            Command::Accept { handoff: handoff()?, read_back }
        }
        "handoff-decline" => Command::Decline { handoff: handoff()?, reason: reason()? },
        "handoff-withdraw" => Command::Withdraw { handoff: handoff()?, reason: reason()? },
        _ => return Err(ServerError::NotFound),
    })
}

async fn sent(asker: &Asker<'_>, form: &Posted) -> Result<NewHandoff, ServerError> {
    let passing = match form.text("passing").unwrap_or_default().strip_prefix("work-") {
        Some(mark) => {
            let of = Discipline::ALL.into_iter().find(|one| one.mark() == mark);
            Passing::Work(of.ok_or_else(unreadable)?)
        }
        None => form.choice("passing")?.ok_or_else(unreadable)?,
    };
    let (case, ledger, clinic, today) = asker.desk.for_handoff(asker.who, asker.case).await?;
    Ok(NewHandoff {
        id: form.id("id")?,
        passing,
        from: asker.who.viewer.staff,
        to: form.id("to")?,
        effective: form.need("Visits pass from", form.day("effective", "Visits pass from")?)?,
        severity: form.choice("severity")?.ok_or_else(unreadable)?,
        summary: form.need("The patient", prose(form, "summary", "The patient")?)?,
        actions: draft(&case, &ledger, &clinic, today).actions,
        contingency: form
            .need("If something happens", prose(form, "contingency", "If something happens")?)?,
    })
}

fn prose(form: &Posted, name: &str, label: &str) -> Result<Option<Prose>, ServerError> {
    let read = |text: &str| Prose::parse(text).map_err(|why| form.no(label, &why.to_string()));
    form.text(name).map(read).transpose()
}
