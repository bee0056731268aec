//! What happened, in plain words: the verb phrase after a person's name.

use super::{Case, Event, PatientChange};
use crate::calendar::said;
use crate::clinic::Clinic;
use crate::ids::StaffId;
use crate::kinds::{Date, Lane, Line};
use crate::task::TaskId;

fn because(reason: Option<&Line>) -> String {
    reason.map_or_else(String::new, |reason| format!(": {reason}"))
}

fn optional(date: Option<Date>) -> String {
    date.map_or_else(|| "no day".to_owned(), said)
}

/// "moved the case from Intake to Planning". The case lends titles of its tasks.
pub fn describe(event: &Event, clinic: &Clinic, case: Option<&Case>) -> String {
    let title = |id: &TaskId| title(clinic, case, id);
    let who =
        |staff: Option<StaffId>| staff.map_or_else(|| "nobody".to_owned(), |staff| clinic.name_of(staff));
    match event {
        Event::Opened(opened) if opened.batch.is_some() => {
            format!("imported the case into {}", opened.lane.title())
        }
        Event::Opened(opened) => format!("opened the case in {}", opened.lane.title()),
        Event::Moved { to: Lane::Closed, reason, .. } => {
            format!("closed the case{}", because(reason.as_ref()))
        }
        Event::Moved { from, to, reason, .. } => {
            format!("moved the case from {} to {}{}", from.title(), to.title(), because(reason.as_ref()))
        }
        Event::Ranked { .. } => "changed its place in the lane".to_owned(),
        Event::MoveUndone { from, before } => {
            format!("took the move to {} back; the case is in {} again", from.title(), before.lane.title())
        }
        Event::TasksAdded { tasks } => match tasks.as_slice() {
            [task] => format!("added the task \"{}\", due {}", title(&task.id), optional(task.due)),
            tasks => format!("added {} tasks", tasks.len()),
        },
        Event::TaskDone { task, on, note } => {
            format!("finished \"{}\" on {}{}", title(task), said(*on), because(note.as_ref()))
        }
        Event::TaskReopened { task, reason } => format!("reopened \"{}\": {reason}", title(task)),
        Event::TaskWaived { task, reason, .. } => format!("waived \"{}\": {reason}", title(task)),
        Event::TaskCancelled { task, reason } => format!("\"{}\" no longer applies: {reason}", title(task)),
        Event::TaskDue { task, from, to, .. } => {
            format!("\"{}\" is due {} (before: {})", title(task), optional(*to), optional(*from))
        }
        Event::TaskAssigned { task, to: None, .. } => format!("took \"{}\" from its assignee", title(task)),
        Event::TaskAssigned { task, to, .. } => format!("gave \"{}\" to {}", title(task), who(*to)),
        Event::DebtIncurred { debt } => {
            format!("moved on without \"{}\": {}", title(&debt.task), debt.reason)
        }
        Event::DebtPaid { task } => format!("settled the missing \"{}\"", title(task)),
        Event::OwnerSet { from: None, to } => format!("made {} the owner", who(*to)),
        Event::OwnerSet { from, to } => format!("changed the owner from {} to {}", who(*from), who(*to)),
        Event::CoverSet { to: None, .. } => "removed the covering person".to_owned(),
        Event::CoverSet { to, .. } => format!("made {} the covering person", who(*to)),
        Event::Joined { staff } => format!("added {} to the care team", who(Some(*staff))),
        Event::Left { staff } => format!("took {} off the care team", who(Some(*staff))),
        Event::WaitingSet { to: Some(waiting), .. } => {
            format!("flagged: {}{}", waiting.reason.title(), because(waiting.note.as_ref()))
        }
        Event::WaitingSet { to: None, .. } => "cleared the waiting flag".to_owned(),
        Event::Held { hold } => format!("put the case on hold until {}: {}", said(hold.wake_on), hold.reason),
        Event::Resumed { days } => format!("ended the hold after {days} days"),
        Event::Commented { .. } => "commented".to_owned(),
        Event::PatientChanged(change) => patient(change),
        Event::ContactSet { from: None, to } => {
            format!("added {} as {}", to.name, to.relation.title().to_ascii_lowercase())
        }
        Event::ContactSet { to, .. } => format!("changed the contact {}", to.name),
        Event::ContactRemoved { contact, reason } => {
            format!("removed the contact {}: {reason}", contact.name)
        }
        Event::DisciplinesSet { from, to } => {
            let marks = |all: &[crate::kinds::Discipline]| {
                all.iter().map(|one| one.mark()).collect::<Vec<_>>().join(", ")
            };
            format!("changed disciplines from {} to {}", marks(from), marks(to))
        }
        Event::FactsSet { .. } => "changed the facts about coverage and risk".to_owned(),
        Event::AnchorSet { anchor, to, .. } => format!("recorded {} on {}", anchor.in_words(), said(*to)),
        // Said by the events of the ledger and the record.
        Event::DigestSet { .. } | Event::Recorded => String::new(),
        Event::GlassBroken { reason, .. } => format!("opened this chart in an emergency: {reason}"),
        Event::Restricted { on: true } => "restricted the chart to its team".to_owned(),
        Event::Restricted { on: false } => "ended the restriction of the chart".to_owned(),
        Event::Voided { reason, .. } => format!("voided the case: {reason}"),
    }
}

fn title(clinic: &Clinic, case: Option<&Case>, id: &TaskId) -> String {
    let Some(workflow) = case.and_then(|case| clinic.workflow(&case.workflow)) else { return id.to_string() };
    match (case.and_then(|case| case.task(id)), workflow.task(id.code())) {
        (Some(task), _) => task.title(workflow).to_owned(),
        (None, Some(template)) => template.title.clone(),
        (None, None) => id.to_string(),
    }
}

fn patient(change: &PatientChange) -> String {
    match change {
        PatientChange::Name { from, to } => format!("corrected the name from {from} to {to}"),
        PatientChange::Born { from, to } => {
            format!("corrected the birth date from {} to {}", optional(*from), optional(*to))
        }
        PatientChange::Phone { .. } => "changed the phone number".to_owned(),
        PatientChange::Language { to, .. } => match to {
            Some(language) => format!("recorded the language {language}"),
            None => "removed the language".to_owned(),
        },
    }
}
