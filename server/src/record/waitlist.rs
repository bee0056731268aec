//! Forms about those who wait for a place.

use crate::desk::LocalDesk;
use crate::desk::waitlist::OFFER;
use crate::posted::{Form, Posted, answer, unreadable};
use app::api::{Desk, Who};
use app::error::ServerError;
use axum::extract::{FromRequest, Path, Request, State};
use axum::response::Response;
use chrono::Days;
use domain::case::{Command, Seen};
use domain::ids::{CaseId, CommandId};
use domain::journal::{self, Submission};
use domain::kinds::Line;
use domain::refusal::Field;
use domain::task::TaskId;
use domain::waitlist::OFFER_DAYS;
use domain::workflow::Facts;

/// `POST /waitlist/{step}`: how urgent it is, an offer, a place.
pub(super) async fn take(
    State(desk): State<LocalDesk>,
    Path(step): Path<String>,
    request: Request,
) -> Response {
    let (headers, uri) = (request.headers().clone(), request.uri().clone());
    let done = async {
        let who = request.extensions().get::<Who>().cloned().ok_or(ServerError::SignedOut)?;
        let form = axum::Form::<Form>::from_request(request, &()).await.map_err(|_| unreadable())?;
        let form = Posted::new(form.0, Field::Facts);
        let case: CaseId = form.id("case")?;
        let id: CommandId = form.id("command")?;
        let does = match step.as_str() {
            "urgency" => urgency(&form)?,
            "offer" => offer(&desk, &who, case, id).await?,
            "place" => Command::StopWaiting,
            _ => return Err(ServerError::NotFound),
        };
        desk.submit(&who, Submission { id, command: journal::Command::Case { case, does } }).await?;
        Ok("/waitlist".to_owned())
    };
    answer(&headers, &uri, done.await)
}

fn urgency(form: &Posted) -> Result<Command, ServerError> {
    let seen: Facts = form.seen()?.ok_or_else(unreadable)?;
    let urgency = form.choice("urgency")?.ok_or_else(unreadable)?;
    let to = Facts { urgency, post_surgical: form.is_on("post_surgical"), ..seen.clone() };
    Ok(Command::Facts(Seen { seen, to }))
}

/// The family answers within two days; whoever offers asks them.
async fn offer(desk: &LocalDesk, who: &Who, case: CaseId, id: CommandId) -> Result<Command, ServerError> {
    let (case, _, _, today) = desk.for_handoff(who, case).await?;
    let task = TaskId::try_from(format!("{OFFER}{}", id.0.simple())).map_err(|_| unreadable())?;
    let title = Line::parse("Offer a place, and hear from the family").map_err(|_| unreadable())?;
    let assignee = Some(case.owner.unwrap_or(who.viewer.staff));
    Ok(Command::AddTask { task, title, due: Some(today + Days::new(OFFER_DAYS)), assignee })
}
