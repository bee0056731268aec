//! Forms about charges.

use super::Asker;
use crate::posted::{Posted, unreadable};
use app::error::ServerError;
use domain::bill::Command;
use domain::bill::denial::Reason;
use domain::ids::VisitId;
use domain::record;

pub(super) async fn take(asker: &Asker<'_>, step: &str, form: Posted) -> Result<String, ServerError> {
    let command = form.id("command")?;
    let does = match step {
        "billing-release" => {
            let ticked = form.all("visit").map(|id| id.parse().map_err(|_| unreadable()));
            let visits: Vec<VisitId> = ticked.collect::<Result<_, _>>()?;
            if visits.is_empty() {
                return Err(form.no("Sessions", "tick at least one. Nothing was released."));
            }
            Command::Release { visits }
        }
        "billing-hold" => {
            let reason = form.need("Why it is held", form.line("reason", "Why it is held")?)?;
            Command::Hold { visit: form.id("visit")?, reason: Some(reason) }
        }
        "billing-deny" => denied(&form)?,
        "billing-resolve" => Command::Resolve {
            denial: form.id("denial")?,
            how: form.choice("how")?.ok_or_else(unreadable)?,
            on: form.need("On", form.day("on", "On")?)?,
        },
        _ => return Err(ServerError::NotFound),
    };
    asker.submit(command, record::Command::Charges(does)).await?;
    Ok(asker.page("billing"))
}

fn denied(form: &Posted) -> Result<Command, ServerError> {
    let codes = form.need("Reason codes", form.text("codes"))?;
    let codes = codes.split([',', ' ']).filter(|code| !code.trim().is_empty());
    let read = |code| Reason::parse(code).map_err(|why| form.no("Reason codes", &why.to_string()));
    Ok(Command::Deny {
        visit: form.id("visit")?,
        codes: codes.map(read).collect::<Result<_, _>>()?,
        amount: form.need("Amount denied", form.cents("amount", "Amount denied")?)?,
        on: form.need("Day of the answer", form.day("on", "Day of the answer")?)?,
        reference: form.line("reference", "The payer's number for the claim")?,
    })
}
