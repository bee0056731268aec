//! Forms about coverage of a case. What touches visits that took place is shown before it is saved: [`change`].

mod answer;
mod change;
mod order;
mod policy;
mod verify;

pub(super) use answer::upload;

use super::{page_of, submit};
use crate::desk::LocalDesk;
use crate::posted::Posted;
use app::api::Who;
use app::error::ServerError;
use app::ledger::facts::{Books, CoverageFacts, Typed};
use domain::ids::{CaseId, CommandId};
use domain::kinds::Date;
use domain::ledger::Command;
use domain::refusal::Field;

/// What every step knows: whose form it is, and the case as it stands.
struct Ground<'a> {
    desk: &'a LocalDesk,
    who: &'a Who,
    facts: CoverageFacts,
    /// The command that the form carries.
    command: CommandId,
    form: Posted,
}

/// Does what a form asks for; gives the address to go on to.
pub(super) async fn take(
    desk: &LocalDesk,
    who: &Who,
    case: CaseId,
    step: &str,
    form: Posted,
) -> Result<String, ServerError> {
    let ground = Ground::new(desk, who, case, form).await?;
    match step {
        "coverage-policy" => policy::put(&ground).await,
        "coverage-end" => policy::end(&ground).await,
        "coverage-confirm" => change::confirm(&ground).await,
        "coverage-undo" => {
            let of = ground.form.id("of")?;
            ground.submit(Command::Uncover { of }).await
        }
        "coverage-order" => order::put(&ground).await,
        "coverage-confirmed" => order::confirmed(&ground).await,
        "coverage-circumstances" => order::circumstances(&ground).await,
        "coverage-verify" => verify::record(&ground).await,
        "coverage-answer" => answer::record(&ground).await,
        _ => Err(ServerError::NotFound),
    }
}

impl<'a> Ground<'a> {
    async fn new(
        desk: &'a LocalDesk,
        who: &'a Who,
        case: CaseId,
        form: Posted,
    ) -> Result<Ground<'a>, ServerError> {
        let command = form.id("command")?;
        let facts = desk.coverage(who, case, "").await?;
        Ok(Ground { desk, who, facts, command, form })
    }

    /// Submits under the id of the form; gives the page.
    async fn submit(&self, does: Command) -> Result<String, ServerError> {
        submit(self.desk, self.who, self.command, self.facts.case.id, does).await?;
        Ok(self.page(None))
    }

    /// The address of the page, with the lens where it was, and a form or a look ahead on it.
    fn page(&self, form: Option<(&str, CommandId)>) -> String {
        let mut to = [&page_of(self.facts.case.id), "?part=coverage"].concat();
        if let Some(on) =
            self.form.text("on").and_then(|on| on.parse::<Date>().ok()).filter(|on| *on != self.facts.today)
        {
            to.push_str(&["&on=", &on.to_string()].concat());
        }
        if let Some((form, id)) = form {
            to.push_str(&["&do=", form, "&id=", &id.to_string()].concat());
        }
        to
    }

    /// Keeps what was typed, for the look ahead and the way back from it.
    fn keep(&self, fields: Vec<(String, String)>) {
        let owner = (self.who.clinic, self.who.viewer.staff, self.facts.case.id);
        self.desk.typed().keep(owner, Typed { id: self.command, fields });
    }

    /// The same form, with another command that it carries.
    fn under(&self, command: CommandId) -> Ground<'a> {
        let form = Posted::new(self.form.fields().to_vec(), Field::Coverage);
        Ground { desk: self.desk, who: self.who, facts: self.facts.clone(), command, form }
    }
}
