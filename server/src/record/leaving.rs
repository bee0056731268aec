//! Forms about somebody who leaves.

use crate::desk::LocalDesk;
use crate::desk::leaving::{Given, close, send};
use crate::posted::{Form, Posted, answer, unreadable};
use app::api::{Desk, Who};
use app::error::ServerError;
use axum::extract::{FromRequest, Path, Request, State};
use axum::response::Response;
use chrono::Days;
use domain::clinic::{self, Leaving};
use domain::handoff::AHEAD_DAYS_MAX;
use domain::ids::{CaseId, StaffId};
use domain::journal::{Command, Submission};
use domain::refusal::Field;

/// `POST /people/leaving/{step}`: arrange it, send handoffs, or end it.
pub(super) async fn take(
    State(desk): State<LocalDesk>,
    Path(step): Path<String>,
    request: Request,
) -> Response {
    let (headers, uri) = (request.headers().clone(), request.uri().clone());
    let done = async {
        let who = request.extensions().get::<Who>().cloned().ok_or(ServerError::SignedOut)?;
        let form = axum::Form::<Form>::from_request(request, &()).await.map_err(|_| unreadable())?;
        let form = Posted::new(form.0, Field::Departure);
        let staff: StaffId = form.id("staff")?;
        match step.as_str() {
            "plan" => {
                desk.submit(&who, plan(&desk, &who, staff, &form).await?).await?;
            }
            "off" => {
                let command = clinic::Command::SetLeaving { staff, seen: seen(&form)?, to: None };
                let submission = Submission { id: form.id("command")?, command: Command::Clinic(command) };
                desk.submit(&who, submission).await?;
                return Ok("/people/leaving".to_owned());
            }
            "send" => send(&desk, &who, staff, given(&form)?).await?,
            "close" => {
                close(&desk, &who, staff).await?;
                return Ok("/people".to_owned());
            }
            _ => return Err(ServerError::NotFound),
        }
        Ok(format!("/people/leaving?id={staff}"))
    };
    answer(&headers, &uri, done.await)
}

fn seen(form: &Posted) -> Result<Option<Leaving>, ServerError> {
    form.seen::<Option<Leaving>>().map(Option::flatten)
}

async fn plan(desk: &LocalDesk, who: &Who, staff: StaffId, form: &Posted) -> Result<Submission, ServerError> {
    let today = desk.today(who).await?;
    let last_day = form.need("Last day", form.day("last", "Last day")?)?;
    // A handoff holds from the day after, and is not sent longer ahead.
    let latest = today + Days::new(AHEAD_DAYS_MAX - 1);
    if last_day < today || latest < last_day {
        let words = format!(
            "this must be today or one of the next {AHEAD_DAYS_MAX} days. Nothing was saved; choose another day."
        );
        return Err(form.no("Last day", &words));
    }
    let to = Some((last_day, form.id("fallback")?));
    let command = clinic::Command::SetLeaving { staff, seen: seen(form)?, to };
    Ok(Submission { id: form.id("command")?, command: Command::Clinic(command) })
}

/// Every case for which a receiver was chosen.
fn given(form: &Posted) -> Result<Vec<Given>, ServerError> {
    let chosen = form.fields().iter().filter_map(|(name, to)| Some((name.strip_prefix("to-")?, to.as_str())));
    let mut given = Vec::new();
    for (case, to) in chosen.filter(|(_, to)| !to.is_empty()) {
        given.push(Given {
            to: to.parse().map_err(|_| unreadable())?,
            command: form.id(&format!("command-{case}"))?,
            handoff: form.id(&format!("handoff-{case}"))?,
            case: case.parse::<CaseId>().map_err(|_| unreadable())?,
        });
    }
    if given.is_empty() {
        return Err(form.no("Receiver", "is chosen for none of the cases"));
    }
    Ok(given)
}
