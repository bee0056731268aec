//! The form about a case conference.

use super::Asker;
use crate::posted::{Posted, unreadable};
use app::error::ServerError;
use domain::handoff::{Attendee, Command, Decision, DisciplineLine, NewConference};
use domain::ids::StaffId;
use domain::kinds::Discipline;
use domain::record;

/// Decisions that are looked for in a form: far more than it has room for.
const DECISIONS: usize = 30;

pub(super) async fn take(asker: &Asker<'_>, step: &str, form: Posted) -> Result<String, ServerError> {
    if step != "conference-write" {
        return Err(ServerError::NotFound);
    }
    let command = form.id("command")?;
    let done = async {
        let does = Command::Confer(Box::new(written(&form)?));
        asker.submit(command, record::Command::Handoffs(does)).await
    };
    let done = done.await;
    if done.is_err() {
        // Whoever comes back to the form finds what they typed.
        asker.keep(command, form.fields().to_vec());
    }
    done.map(|()| asker.page("handoffs"))
}

fn written(form: &Posted) -> Result<NewConference, ServerError> {
    let ticked = form.fields().iter().filter_map(|(name, _)| name.strip_prefix("there-"));
    let staff = ticked.map(|id| id.parse::<StaffId>().map(Attendee::Staff).map_err(|_| unreadable()));
    let mut attendees = staff.collect::<Result<Vec<Attendee>, ServerError>>()?;
    attendees.extend(form.line("other", "Somebody else")?.map(Attendee::Other));
    let mut lines = Vec::new();
    for discipline in Discipline::ALL {
        let text = form.line(&format!("line-{}", discipline.mark()), discipline.title())?;
        lines.extend(text.map(|text| DisciplineLine { discipline, text }));
    }
    let mut decisions = Vec::new();
    for at in 1..=DECISIONS {
        decisions.extend(decided(form, at)?);
    }
    Ok(NewConference {
        id: form.id("id")?,
        on: form.need("Held on", form.day("on", "Held on")?)?,
        attendees,
        patient: form.is_on("patient"),
        guardian: form.is_on("guardian"),
        lines,
        decisions,
        next: form.day("next", "The next one")?,
    })
}

/// A decision with its person and its day; nothing where none of the three is filled in.
fn decided(form: &Posted, at: usize) -> Result<Option<Decision>, ServerError> {
    let named = |field: &str| format!("{field}-{at}");
    let label = |words: &str| format!("{words} {at}");
    let text = form.line(&named("decision"), &label("Decision"))?;
    let owner = form.text(&named("owner"));
    let due = form.day(&named("due"), &label("Due day of decision"))?;
    if text.is_none() && owner.is_none() && due.is_none() {
        return Ok(None);
    }
    Ok(Some(Decision {
        text: form.need(&label("Decision"), text)?,
        owner: form.need(&label("Who does decision"), owner)?.parse().map_err(|_| unreadable())?,
        due: form.need(&label("Due day of decision"), due)?,
    }))
}
