//! Forms about charges.

use super::Asker;
use crate::posted::{Posted, unreadable};
use app::error::ServerError;
use domain::bill::Command;
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
        _ => return Err(ServerError::NotFound),
    };
    asker.submit(command, record::Command::Charges(does)).await?;
    Ok(asker.page("billing"))
}
