//! Forms about notes on sessions.

mod sign;

use super::Asker;
use crate::posted::{Form, Posted, problem, unreadable};
use crate::store::{Fault, NoteDraft, delete_note_draft, save_note_draft};
use app::error::ServerError;
use chrono::Timelike;
use domain::authorization::letter::ContentHash;
use domain::ids::{NoteId, VisitId};
use domain::kinds::Prose;
use domain::note::{Amendment, Command};
use domain::record;
use domain::refusal::Field;

/// What a draft may weigh, in bytes; what is signed is held to the limit of notes.
const DRAFT_MAX_BYTES: usize = 240 * 1024;

pub(super) async fn take(asker: &Asker<'_>, step: &str, form: Posted) -> Result<String, ServerError> {
    match step {
        "note-draft" => draft(asker, &form).await,
        "note-now" => now(asker, form).await,
        "note-discard" => discard(asker, &form).await,
        "note-sign" => sign::sign(asker, &form).await,
        "note-amend" | "note-cosign" | "note-return" => step_on(asker, step, &form).await,
        _ => Err(ServerError::NotFound),
    }
}

/// Keeps what somebody has written so far. Its answer is read by the person who writes.
async fn draft(asker: &Asker<'_>, form: &Posted) -> Result<String, ServerError> {
    let visit: VisitId = form.id("visit")?;
    keep(asker, visit, form.fields().to_vec()).await
}

async fn keep(asker: &Asker<'_>, visit: VisitId, fields: Form) -> Result<String, ServerError> {
    let bytes: usize = fields.iter().map(|(name, value)| name.len() + value.len()).sum();
    if DRAFT_MAX_BYTES < bytes {
        let words = format!(
            "This note is {} KB long, and {} KB can be kept. What is on the screen stays there: shorten it.",
            bytes / 1024,
            DRAFT_MAX_BYTES / 1024
        );
        return Err(problem(Field::Note, &words));
    }
    let (clinic, zone) = asker.site().await?;
    let (desk, who) = (asker.desk, asker.who);
    let saved_at = desk.clock().now();
    let draft = NoteDraft { case: asker.case, visit, fields, saved_at };
    save_note_draft(desk.store(), clinic, who.viewer.staff, &draft).await.fault("keeping a draft")?;
    let at = zone.local(saved_at);
    Ok(format!("Saved at {}:{:02}.", at.hour(), at.minute()))
}

/// Keeps the draft, with the time of the site's clock where a button says so, and draws the form again.
async fn now(asker: &Asker<'_>, form: Posted) -> Result<String, ServerError> {
    let visit: VisitId = form.id("visit")?;
    let pressed = form.text("now").unwrap_or_default().to_owned();
    let mut fields = form.fields().to_vec();
    if pressed == "start" || pressed == "stop" {
        let (_, zone) = asker.site().await?;
        let at = zone.local(asker.desk.clock().now());
        fields.retain(|(name, _)| *name != pressed);
        fields.push((pressed.clone(), format!("{:02}:{:02}", at.hour(), at.minute())));
    }
    keep(asker, visit, fields).await?;
    Ok(if pressed == "leave" { asker.page("notes") } else { asker.writing(visit) })
}

/// What is done with a note that is signed.
async fn step_on(asker: &Asker<'_>, step: &str, form: &Posted) -> Result<String, ServerError> {
    let (command, note): (_, NoteId) = (form.id("command")?, form.id("id")?);
    let does = match step {
        "note-cosign" => {
            let seen = form.text("hash").and_then(|hash| ContentHash::parse(hash).ok());
            Command::Cosign { note, seen: seen.ok_or_else(unreadable)? }
        }
        "note-return" => {
            let comment = form.need("What is to be done", form.line("comment", "What is to be done")?)?;
            Command::Return { note, comment }
        }
        _ => {
            let text = form.need("What is added", prose(form, "text", "What is added")?)?;
            let reason = form.need("Why now", form.line("reason", "Why now")?)?;
            let kind = form.choice("kind")?.ok_or_else(unreadable)?;
            Command::Amend { note, amendment: Box::new(Amendment { kind, text, reason }) }
        }
    };
    asker.submit(command, record::Command::Notes(does)).await?;
    Ok(format!("{}&do=read&id={note}", asker.page("notes")))
}

/// Several lines.
fn prose(form: &Posted, name: &str, label: &str) -> Result<Option<Prose>, ServerError> {
    let read = |text: &str| Prose::parse(text).map_err(|why| form.no(label, &why.to_string()));
    form.text(name).map(read).transpose()
}

/// Throws away what somebody has written.
async fn discard(asker: &Asker<'_>, form: &Posted) -> Result<String, ServerError> {
    let visit: VisitId = form.id("visit").map_err(|_| unreadable())?;
    let who = asker.who;
    let deleted = delete_note_draft(asker.desk.store(), who.clinic, who.viewer.staff, (asker.case, visit));
    deleted.await.fault("throwing a draft away")?;
    Ok(asker.page("notes"))
}

impl Asker<'_> {
    /// The form of a visit's note.
    fn writing(&self, visit: VisitId) -> String {
        format!("{}&do=write&id={visit}", self.page("notes"))
    }
}
