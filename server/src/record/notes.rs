//! Forms about notes on sessions.

use super::Asker;
use crate::posted::{Posted, problem, unreadable};
use crate::store::{Fault, NoteDraft, delete_note_draft, save_note_draft};
use app::error::ServerError;
use chrono::Timelike;
use domain::ids::VisitId;
use domain::refusal::Field;

/// What a draft may weigh, in bytes; what is signed is held to the limit of notes.
const DRAFT_MAX_BYTES: usize = 240 * 1024;

pub(super) async fn take(asker: &Asker<'_>, step: &str, form: Posted) -> Result<String, ServerError> {
    match step {
        "note-draft" => draft(asker, &form).await,
        "note-discard" => discard(asker, &form).await,
        _ => Err(ServerError::NotFound),
    }
}

/// Keeps what somebody has written so far. Its answer is read by the person who writes.
async fn draft(asker: &Asker<'_>, form: &Posted) -> Result<String, ServerError> {
    let visit: VisitId = form.id("visit")?;
    let bytes: usize = form.fields().iter().map(|(name, value)| name.len() + value.len()).sum();
    if DRAFT_MAX_BYTES < bytes {
        let words = format!(
            "This note is {} KB long; {} KB can be kept. What is on the screen stays there: shorten it.",
            bytes / 1024,
            DRAFT_MAX_BYTES / 1024
        );
        return Err(problem(Field::Note, &words));
    }
    let (clinic, zone) = asker.site().await?;
    let (desk, who) = (asker.desk, asker.who);
    let saved_at = desk.clock().now();
    let draft = NoteDraft { case: asker.case, visit, fields: form.fields().to_vec(), saved_at };
    save_note_draft(desk.store(), clinic, who.viewer.staff, &draft).await.fault("keeping a draft")?;
    let at = zone.local(saved_at);
    Ok(format!("Saved at {}:{:02}.", at.hour(), at.minute()))
}

/// Throws away what somebody has written.
async fn discard(asker: &Asker<'_>, form: &Posted) -> Result<String, ServerError> {
    let visit: VisitId = form.id("visit").map_err(|_| unreadable())?;
    let who = asker.who;
    let deleted = delete_note_draft(asker.desk.store(), who.clinic, who.viewer.staff, (asker.case, visit));
    deleted.await.fault("throwing a draft away")?;
    Ok(asker.page("notes"))
}
