//! Charges that leave the clinic: the form that lets them go, and the file.

use crate::cells::{BYTE_ORDER_MARK, push_row};
use crate::desk::LocalDesk;
use crate::desk::money::Line;
use crate::pages::to_sign_in;
use crate::posted::{Form, Posted, answer, unreadable};
use app::api::Who;
use app::error::ServerError;
use axum::extract::{FromRequest, Path, Request, State};
use axum::response::{IntoResponse, Response};
use domain::bill::charge::waiting;
use domain::bill::{Command, Format};
use domain::clinic::Clinic;
use domain::ids::{CaseId, ExportId, VisitId};
use domain::journal::{self, Submission};
use domain::kinds::Date;
use domain::record;
use domain::refusal::Field;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};

/// The columns of the file, in their order.
const COLUMNS: [&str; 20] = [
    "case",
    "patient",
    "born",
    "payer",
    "member",
    "authorization",
    "date_of_service",
    "place",
    "discipline",
    "code",
    "modifiers",
    "units",
    "minutes",
    "diagnoses",
    "treated_by",
    "site",
    "file_by",
    "visit_id",
    "case_id",
    "file_id",
];

/// `POST /billing/export`: the released sessions of the cases that are ticked leave in one file.
pub(super) async fn send(State(desk): State<LocalDesk>, request: Request) -> Response {
    let (headers, uri) = (request.headers().clone(), request.uri().clone());
    let done = async {
        let who = request.extensions().get::<Who>().cloned().ok_or(ServerError::SignedOut)?;
        let form = axum::Form::<Form>::from_request(request, &()).await.map_err(|_| unreadable())?;
        let form = Posted::new(form.0, Field::Charge);
        let export: ExportId = form.id("file")?;
        let ticked: Vec<CaseId> =
            form.all("case").map(|id| id.parse().map_err(|_| unreadable())).collect::<Result<_, _>>()?;
        if ticked.is_empty() {
            return Err(form.no("Cases", "tick at least one. Nothing left the clinic."));
        }
        let mut submissions = Vec::new();
        for case in ticked {
            let (ledger, record) = desk.for_charges(&who, case).await?;
            let visits: Vec<VisitId> = waiting(&record, &ledger).iter().map(|visit| visit.id).collect();
            // Sent a second time, the form finds them gone: the file that they are in is shown again.
            if !visits.is_empty() {
                let does = Command::Exported { visits, export, format: Format::Table, again: None };
                let command = journal::Command::Record { case, does: record::Command::Charges(does) };
                submissions.push(Submission { id: form.id(&format!("command-{case}"))?, command });
            }
        }
        for answer in desk.submit_many(&who, submissions).await {
            answer?;
        }
        Ok(format!("/billing?file={export}"))
    };
    answer(&headers, &uri, done.await)
}

/// `GET /billing/files/{id}`: the charges that left in a file, as CSV.
pub(super) async fn show(
    State(desk): State<LocalDesk>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    let (headers, uri) = (request.headers().clone(), request.uri().clone());
    let Some(who) = request.extensions().get::<Who>().cloned() else { return to_sign_in(&request) };
    let done = async {
        let id: ExportId = id.parse().map_err(|_| ServerError::NotFound)?;
        let (lines, facts, clinic) = desk.take_file(&who, id).await?;
        Ok::<_, ServerError>((table(&lines, &clinic, id), facts.on))
    };
    match done.await {
        Ok((table, on)) => {
            let day = on.map(|on| format!("-{on}")).unwrap_or_default();
            let name = format!("attachment; filename=\"charges{day}.csv\"");
            ([(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)], table)
                .into_response()
        }
        Err(error) => answer(&headers, &uri, Err(error)),
    }
}

fn table(lines: &[Line], clinic: &Clinic, file: ExportId) -> String {
    let mut out = BYTE_ORDER_MARK.to_owned();
    push_row(&mut out, COLUMNS);
    for line in lines {
        let cells = cells(line, clinic, file);
        push_row(&mut out, cells.iter().map(|cell| &**cell));
    }
    out
}

fn cells(line: &Line, clinic: &Clinic, file: ExportId) -> [String; COLUMNS.len()] {
    let (case, charge) = (&line.case, &line.charge);
    let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let modifiers: Vec<String> = charge.modifiers.iter().map(ToString::to_string).collect();
    let diagnoses: Vec<String> = charge.diagnoses.iter().map(ToString::to_string).collect();
    let payer = charge.payer.and_then(|payer| clinic.payer(payer)).map(|payer| payer.name.to_string());
    [
        case.number.to_string(),
        case.patient.name.to_string(),
        day(case.patient.born),
        payer.unwrap_or_default(),
        charge.member.as_ref().map(ToString::to_string).unwrap_or_default(),
        charge.authorization.as_ref().map(ToString::to_string).unwrap_or_default(),
        charge.on.to_string(),
        charge.place.map(|place| place.to_string()).unwrap_or_default(),
        charge.discipline.mark().to_owned(),
        charge.code.to_string(),
        modifiers.join(" "),
        charge.units.map(|units| units.to_string()).unwrap_or_default(),
        charge.minutes.to_string(),
        diagnoses.join(" "),
        charge.staff.map(|staff| clinic.name_of(staff)).unwrap_or_default(),
        clinic.site(case.site).map(|site| site.name.to_string()).unwrap_or_default(),
        day(charge.file_by),
        charge.visit.to_string(),
        case.id.to_string(),
        file.to_string(),
    ]
}
