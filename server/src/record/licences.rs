//! The form about what somebody holds.

use crate::desk::LocalDesk;
use crate::posted::{Form, Posted, answer, unreadable};
use app::api::{Desk, Who};
use app::error::ServerError;
use axum::extract::{FromRequest, Request, State};
use axum::response::Response;
use domain::calendar::Span;
use domain::clinic;
use domain::ids::{PayerId, StaffId};
use domain::journal::{Command, Submission};
use domain::kinds::Line;
use domain::licence::{CREDENTIALS_MAX, Credential, Enrolment, Kind, Licences};
use domain::refusal::Field;

/// `POST /people/licences`: what somebody holds, as it shall be.
pub(super) async fn take(State(desk): State<LocalDesk>, request: Request) -> Response {
    let (headers, uri) = (request.headers().clone(), request.uri().clone());
    let done = async {
        let who = request.extensions().get::<Who>().cloned().ok_or(ServerError::SignedOut)?;
        let form = axum::Form::<Form>::from_request(request, &()).await.map_err(|_| unreadable())?;
        let form = Posted::new(form.0, Field::Licence);
        let staff: StaffId = form.id("staff")?;
        let seen: Licences = form.seen()?.ok_or_else(unreadable)?;
        let to = held(&form, &seen, desk.today(&who).await?)?;
        let command = clinic::Command::SetLicences { staff, seen: Box::new(seen), to: Box::new(to) };
        let submission = Submission { id: form.id("command")?, command: Command::Clinic(command) };
        desk.submit(&who, submission).await?;
        Ok("/people/licences".to_owned())
    };
    answer(&headers, &uri, done.await)
}

fn held(form: &Posted, seen: &Licences, today: domain::kinds::Date) -> Result<Licences, ServerError> {
    let mut credentials = Vec::new();
    for at in 0..CREDENTIALS_MAX {
        let name = |field: &str| format!("{field}-{at}");
        let Some(kind) = form.choice::<Kind>(&name("kind"))? else { continue };
        let number = form.need("Number", form.line(&name("number"), "Number")?)?;
        let from = form.need("From", form.day(&name("from"), "From")?)?;
        let until = form.day(&name("last"), "Last day")?.and_then(|last| last.succ_opt());
        let held = Span::new(from, until).map_err(|why| form.no("Last day", &why.to_string()))?;
        credentials.push(Credential { kind, number, held });
    }
    let ticked: Vec<PayerId> =
        form.all("payer").map(|id| id.parse().map_err(|_| unreadable())).collect::<Result<_, _>>()?;
    // Who is ticked anew is listed from today; who was, stays; who is no longer, ends today and stays in what was.
    let mut enrolments: Vec<Enrolment> = Vec::new();
    for one in &seen.enrolments {
        let ends = one.held.contains(today) && !ticked.contains(&one.payer);
        let held = if ends { Span::new(one.held.from(), Some(today)).unwrap_or(one.held) } else { one.held };
        enrolments.push(Enrolment { payer: one.payer, held });
    }
    for payer in ticked {
        if !seen.enrolments.iter().any(|one| one.payer == payer && one.held.contains(today)) {
            enrolments.push(Enrolment { payer, held: Span::since(today) });
        }
    }
    let languages =
        form.text("languages").unwrap_or_default().split(',').filter(|text| !text.trim().is_empty());
    let languages =
        languages.map(|text| Line::parse(text).map_err(|why| form.no("Languages", &why.to_string())));
    Ok(Licences { credentials, enrolments, languages: languages.collect::<Result<_, _>>()? })
}
