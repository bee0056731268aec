//! A schedule of another program, read for one case. Nothing is saved before somebody has seen what it comes to.

use super::super::{keep, page_of};
use crate::desk::LocalDesk;
use crate::import::read::{Limits, read as read_table};
use crate::posted::unreadable;
use app::api::Who;
use app::error::ServerError;
use app::ledger::facts::{Books, CoverageFacts};
use app::ledger::schedule::{Problem, Read};
use axum::extract::{FromRequest, Multipart, Request};
use chrono::{Days, Months};
use domain::calendar::ZoneOffsets;
use domain::ids::{CaseId, CommandId};
use domain::kinds::{Date, Discipline};
use domain::ledger::Put;
use domain::refusal::{Field, Refusal};
use domain::service::Services;
use domain::visit::enter::{Book, check};
use domain::visit::import::{About, Draft, csv, ical};
use domain::visit::{Outcome, Visit, imported};

/// Visits of one file at most: as many as one command books.
const VISITS_MAX: usize = 500;
/// Problems that are shown of one file at most.
const PROBLEMS_MAX: usize = 200;
/// Days back of a calendar that are read.
const BACK_DAYS: u64 = 400;

/// What the form says.
#[derive(Default)]
struct Sent {
    command: Option<CommandId>,
    bytes: Vec<u8>,
    discipline: Option<Discipline>,
    /// Entries that name nobody are this patient's.
    mine: bool,
}

/// Reads a file; gives the address of what it comes to.
pub(in crate::ledger) async fn upload(
    desk: &LocalDesk,
    case: CaseId,
    request: Request,
) -> Result<String, ServerError> {
    let who = request.extensions().get::<Who>().cloned().ok_or(ServerError::SignedOut)?;
    // Before the file is read: nobody's schedule is taken in for nothing.
    let facts = desk.coverage(&who, case, "").await?;
    let sent = sent(request).await?;
    let command = sent.command.ok_or_else(unreadable)?;
    let read = read(&facts, &sent)?;
    let read = serde_json::to_string(&read).map_err(|_| unreadable())?;
    keep(desk, &who, case, command, vec![("read".to_owned(), read)]);
    Ok(format!("{}?part=visits&do=check&id={command}", page_of(case)))
}

async fn sent(request: Request) -> Result<Sent, ServerError> {
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| unreadable())?;
    let mut sent = Sent::default();
    while let Some(field) = form.next_field().await.map_err(|_| too_large())? {
        match field.name() {
            Some("file") => sent.bytes = field.bytes().await.map_err(|_| too_large())?.to_vec(),
            Some("command") => sent.command = field.text().await.ok().and_then(|text| text.parse().ok()),
            Some("mine") => sent.mine = true,
            Some("discipline") => {
                let word = field.text().await.unwrap_or_default();
                sent.discipline = serde_json::from_value(serde_json::Value::String(word)).ok();
            }
            _ => {}
        }
    }
    Ok(sent)
}

fn too_large() -> ServerError {
    problem(&"This file is larger than 10 MB, so nothing was read. Please choose fewer days.")
}

fn problem(words: &dyn std::fmt::Display) -> ServerError {
    ServerError::Refused(Refusal::problem(Field::Visit, words))
}

/// What a file holds for the case.
fn read(facts: &CoverageFacts, sent: &Sent) -> Result<Read, ServerError> {
    let mut read = Read::default();
    let drafts = if sent.bytes.trim_ascii_start().to_ascii_uppercase().starts_with(b"BEGIN:VCALENDAR")
        || sent.bytes.starts_with(b"\xef\xbb\xbfBEGIN:VCALENDAR")
    {
        calendar(facts, &sent.bytes, &mut read)?
    } else {
        table(facts, &sent.bytes, &mut read)?
    };
    let mut all = facts.ledger.visits.clone();
    for draft in drafts {
        match whose(facts, &draft, sent.mine) {
            Whose::This => one(facts, &draft, sent, &mut all, &mut read),
            Whose::Other => read.others += 1,
            Whose::Nobody => {
                let why =
                    "This names neither this case nor its patient. Write the case's number, as in #1042.";
                read.problems.push(Problem { line: draft.line, why: why.to_owned() });
            }
        }
    }
    if VISITS_MAX < read.visits.len() {
        let words = format!(
            "These are more than {VISITS_MAX} visits of one case, so nothing was read. Please choose fewer days."
        );
        return Err(problem(&words));
    }
    read.problems.sort_by_key(|problem| problem.line);
    read.problems.truncate(PROBLEMS_MAX);
    Ok(read)
}

fn calendar(facts: &CoverageFacts, bytes: &[u8], read: &mut Read) -> Result<Vec<Draft>, ServerError> {
    let text = String::from_utf8_lossy(bytes);
    let zone = facts.clinic.site(facts.case.site).map_or_else(ZoneOffsets::utc, |site| site.zone.clone());
    let from = facts.today.checked_sub_days(Days::new(BACK_DAYS)).unwrap_or(Date::MIN);
    let until = facts.today.checked_add_months(Months::new(24)).unwrap_or(Date::MAX);
    let text = text.trim_start_matches('\u{feff}');
    let found = ical::read(text, &zone, from..until).map_err(|no| problem(&no))?;
    let problems = found.problems.iter();
    read.problems.extend(problems.map(|one| {
        let why = format!("{} ({})", one.problem, one.summary);
        Problem { line: one.line, why }
    }));
    read.notes = found.notes.iter().map(ToString::to_string).collect();
    Ok(found.drafts)
}

fn table(facts: &CoverageFacts, bytes: &[u8], read: &mut Read) -> Result<Vec<Draft>, ServerError> {
    let sheet = read_table(bytes, None, &Limits::default()).map_err(|no| problem(&no))?;
    let staff = facts.clinic.staff.values().filter(|staff| staff.left.is_none());
    let staff = staff.map(|staff| (staff.id, staff.name.to_string())).collect();
    let context = csv::Context { today: facts.today, staff };
    let sorted = csv::sort(&sheet, &csv::Answers::default(), &context).map_err(|no| problem(&no))?;
    read.problems.extend(sorted.problems.iter().map(|one| {
        let column = one.column.map_or("Row", csv::Column::title);
        let text = if one.text.is_empty() { String::new() } else { format!(" \"{}\"", one.text) };
        Problem { line: one.line, why: format!("{column}{text}: {}", one.problem) }
    }));
    Ok(sorted.drafts)
}

enum Whose {
    This,
    Other,
    Nobody,
}

fn whose(facts: &CoverageFacts, draft: &Draft, mine: bool) -> Whose {
    let case = &facts.case;
    match &draft.about {
        About::Number(number) if *number == case.number => Whose::This,
        About::Identifier(value) if case.identifiers.iter().any(|one| one.value.as_str() == value.trim()) => {
            Whose::This
        }
        About::Number(_) | About::Identifier(_) => Whose::Other,
        About::Text(text) => {
            let name = case.patient.name.as_str().to_lowercase();
            if mine || text.to_lowercase().contains(&name) { Whose::This } else { Whose::Nobody }
        }
    }
}

/// A visit of this case: new, changed, as it is here, or one that cannot stand in the book.
fn one(facts: &CoverageFacts, draft: &Draft, sent: &Sent, all: &mut Vec<Visit>, read: &mut Read) {
    let case = &facts.case;
    let discipline = draft.discipline.or(sent.discipline).or(case.disciplines.first().copied());
    let Some(discipline) = discipline else { return };
    let id = imported(case.id, &draft.key());
    let seen = facts.ledger.visit(id).cloned();
    let to = merged(draft.visit(id, discipline), seen.as_ref());
    if seen.as_ref() == Some(&to) {
        read.same += 1;
        return;
    }
    let services = Services::standard();
    let book = Book { today: facts.today, disciplines: &case.disciplines, services: &services, visits: all };
    match check(&to, &book) {
        Ok(()) => {
            all.retain(|visit| visit.id != to.id);
            all.push(to.clone());
            read.visits.push(Put { seen, to });
        }
        Err(no) => read.problems.push(Problem { line: draft.line, why: no.to_string() }),
    }
}

/// What is known here and not in the file stays: an outcome that the file does not have, minutes, claims.
fn merged(mut visit: Visit, seen: Option<&Visit>) -> Visit {
    if let Some(seen) = seen {
        if visit.outcome == Outcome::Booked {
            visit.outcome = seen.outcome;
        }
        if visit.services.is_empty() {
            visit.services.clone_from(&seen.services);
        }
        visit.staff = visit.staff.or(seen.staff);
        (visit.series, visit.billed_on, visit.allowed) = (seen.series, seen.billed_on, seen.allowed);
    }
    visit
}
