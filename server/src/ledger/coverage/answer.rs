//! A payer's answer that comes as a file: taken in, looked at, recorded with what somebody takes over of it.

use super::Ground;
use super::change::settle;
use crate::desk::LocalDesk;
use crate::posted::{Form, Posted, json, problem, unreadable};
use app::api::Who;
use app::error::ServerError;
use axum::extract::multipart::Field as Part;
use axum::extract::{FromRequest, Multipart, Request};
use domain::access::{Area, Right};
use domain::coverage::{Channel, Policy};
use domain::eligibility::Reply;
use domain::eligibility::changes::What;
use domain::eligibility::x12::read;
use domain::ids::{CaseId, CommandId};
use domain::kinds::Line;
use domain::ledger::{Asked, Command, CoverageChange, Put};
use domain::refusal::{Field, Refusal};

/// Largest file.
const BYTES_MAX: usize = 1024 * 1024;
/// Segments that no rule reads, kept of one answer.
const KEPT_MAX: usize = 200;
/// Letters kept of each.
const KEPT_CHARS: usize = 200;

/// Takes a file, or its text; gives the address on which it is shown.
pub(in crate::ledger) async fn upload(
    desk: &LocalDesk,
    case: CaseId,
    request: Request,
) -> Result<String, ServerError> {
    let who = request.extensions().get::<Who>().cloned().ok_or(ServerError::SignedOut)?;
    let mut fields: Form = Vec::new();
    let mut file = None;
    let mut parts = Multipart::from_request(request, &()).await.map_err(|_| unreadable())?;
    while let Some(part) = parts.next_field().await.map_err(|_| unreadable())? {
        match part.name().map(str::to_owned).as_deref() {
            Some("file") => file = Some(bytes(part).await?).filter(|bytes| !bytes.is_empty()),
            Some(name @ ("command" | "on" | "policy" | "text")) => {
                let name = name.to_owned();
                let text = letters(&bytes(part).await?);
                fields.push((name, text));
            }
            _ => {}
        }
    }
    if let Some(file) = file {
        fields.retain(|(name, _)| name != "text");
        fields.push(("text".to_owned(), letters(&file)));
    }
    let ground = Ground::new(desk, &who, case, Posted::new(fields, Field::Coverage)).await?;
    let people = ground.facts.case.people();
    let scope = ground.facts.case.scope(&people);
    if !ground.facts.viewer.may(Area::Coverage, Right::Write, &scope, ground.facts.now) {
        return Err(ServerError::Refused(Refusal::NotAllowed));
    }
    let Some(text) = ground.form.text("text") else {
        return Err(problem(
            Field::Coverage,
            &"There is nothing to read yet. Please choose a file, or paste its text.",
        ));
    };
    read(text.as_bytes()).map_err(|no| problem(Field::Coverage, &no))?;
    ground.keep(ground.form.fields().to_vec());
    Ok(ground.page(Some(("answers", ground.command))))
}

/// What is larger is heard to its end and dropped, so that the browser hears the answer.
async fn bytes(mut part: Part<'_>) -> Result<Vec<u8>, ServerError> {
    let mut bytes = Vec::new();
    let mut over = false;
    while let Some(chunk) = part.chunk().await.map_err(|_| unreadable())? {
        over |= BYTES_MAX < bytes.len() + chunk.len();
        if !over {
            bytes.extend_from_slice(&chunk);
        }
    }
    if over {
        let words =
            "This file is larger than 1 MB, so nothing was read. Please ask for fewer members at once.";
        return Err(problem(Field::Coverage, &words));
    }
    Ok(bytes)
}

/// UTF-8, or else Latin-1.
fn letters(bytes: &[u8]) -> String {
    std::str::from_utf8(bytes)
        .map_or_else(|_| bytes.iter().map(|byte| char::from(*byte)).collect(), str::to_owned)
}

/// Records the answer, and takes over what was ticked.
pub(super) async fn record(ground: &Ground<'_>) -> Result<String, ServerError> {
    let form = &ground.form;
    let seen: Policy = json(form, "seen")?;
    let owner = (ground.who.clinic, ground.who.viewer.staff, ground.facts.case.id);
    let typed = ground.desk.typed().find(owner, form.id("read")?).ok_or_else(forgotten)?;
    let replies = read(typed.text("text").unwrap_or_default().as_bytes());
    let replies = replies.map_err(|no| problem(Field::Coverage, &no))?;
    let at: usize = form.need("The answer", form.number("at", "The answer")?)?;
    let reply = replies.get(at).ok_or_else(unreadable)?;
    let mut to = seen.clone();
    for what in form.all("take") {
        let what: What = serde_json::from_str(what).map_err(|_| unreadable())?;
        what.take_over(&mut to);
    }
    ground.submit(Command::Verify(Box::new(asked(ground, &seen, reply)))).await?;
    if to == seen {
        return Ok(ground.page(None));
    }
    let second: CommandId = form.id("second")?;
    let put = Put { seen: Some(seen), to };
    let change = CoverageChange { policies: vec![put], complete: false, order: None, tasks: vec![] };
    settle(&ground.under(second), change).await
}

fn forgotten() -> ServerError {
    problem(
        Field::Coverage,
        &"The file that was read is no longer here. Nothing was saved; please read it again.",
    )
}

fn asked(ground: &Ground<'_>, policy: &Policy, reply: &Reply) -> Asked {
    let facts = &ground.facts;
    let verification = reply.to_verification(policy.id, facts.now, facts.today, facts.viewer.staff);
    // The day by the payer's clock may be tomorrow's here.
    let on = reply.asked_on.filter(|on| *on <= facts.today && (facts.today - *on).num_days() <= 366);
    let cut = |line: &String| line.chars().take(KEPT_CHARS).collect();
    Asked {
        policy: policy.id,
        on: Some(on.unwrap_or(facts.today)),
        channel: Channel::X12,
        reference: verification
            .reference
            .or_else(|| reply.asked_as.as_deref().and_then(|one| Line::parse(one).ok())),
        spoke_to: None,
        answer: verification.answer,
        other_payer: verification.other_payer,
        kept: reply.kept.iter().take(KEPT_MAX).map(cut).collect(),
    }
}
