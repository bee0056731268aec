//! The chart and the history: what is read here is written into the access log first, or not shown.

use super::{LocalDesk, glass, read};
use crate::flaw::{self, Flaw};
use crate::store::{
    EntryRow, Fault, Look, StoreError, Tx, case_docs, entries_of_case, entries_page, glass_entries, json,
    log_look,
};
use app::api::{Chart, Comment, History, HistoryLine, Who};
use app::error::ServerError;
use chrono::TimeDelta;
use domain::access::{Area, Part, Right, Scope, Viewer, permission, scope};
use domain::case::{self, Case};
use domain::clinic::{self, Clinic};
use domain::ids::{CaseId, ClinicId};
use domain::journal::{Body, Entry, Seq};
use domain::kinds::{Instant, Via};
use domain::ledger;
use domain::record;
use domain::task::TaskId;
use domain::workflow::TaskKind;
use std::collections::HashMap;
use std::sync::Arc;

/// Lines on a page of history.
const PAGE: usize = 50;
/// Days for which compliance is told of a chart that was opened in an emergency; the journal has it for ever.
const REPORTED_DAYS: i64 = 7;

pub(super) async fn chart(desk: &LocalDesk, who: &Who, case: CaseId) -> Result<Chart, ServerError> {
    let (room, viewer) = desk.current(who).await?;
    let now = desk.clock().now();
    let (record, entries) = opened(desk, who, &viewer, case, now).await?;
    let why = glass::reason(&record, &entries, &viewer, now);
    look(desk, &viewer, who.clinic, Some(case), "chart", why, now).await?;
    let clinic = room.clinic();
    let comments = if may(&record, &viewer, Area::Messages, now) { comments(&entries) } else { Vec::new() };
    let teller = Teller::of(&clinic, &record, &viewer, now);
    let history = page(&entries, None, |entry| teller.line(entry, None));
    let mut chart = record.chart(&viewer, now);
    if !teller.tells(Area::ClinicalPlan)
        && let Some(workflow) = clinic.workflow(&chart.workflow)
    {
        chart.hide_clinical_notes(workflow);
    }
    let clinic = Arc::new(clinic.for_browsers());
    Ok(Chart { case: Arc::new(chart), clinic, viewer, now, comments, history })
}

pub(super) async fn history(
    desk: &LocalDesk,
    who: &Who,
    case: Option<CaseId>,
    before: Option<Seq>,
) -> Result<History, ServerError> {
    let (room, viewer) = desk.current(who).await?;
    let now = desk.clock().now();
    let clinic = room.clinic();
    let Some(case) = case else { return journal(desk, who, &viewer, &clinic, before, now).await };
    let (record, entries) = opened(desk, who, &viewer, case, now).await?;
    let why = glass::reason(&record, &entries, &viewer, now);
    look(desk, &viewer, who.clinic, Some(case), "history", why, now).await?;
    let teller = Teller::of(&clinic, &record, &viewer, now);
    Ok(page(&entries, before, |entry| teller.line(entry, None)))
}

/// A case that this person may open, with everything that happened to it. Another clinic's is not found, like one that
/// does not exist.
pub(super) async fn opened(
    desk: &LocalDesk,
    who: &Who,
    viewer: &Viewer,
    case: CaseId,
    now: Instant,
) -> Result<(Case, Vec<Entry>), ServerError> {
    let record = read::record(desk, who, case).await?;
    if !record.shows_to(viewer, now) && !flaw::has(Flaw::Walls) {
        return Err(ServerError::NotFound);
    }
    let read = async {
        let mut tx = desk.store().snapshot().await?;
        let rows = entries_of_case(&mut tx, who.clinic, case).await?;
        rows.iter().map(|row| row.entry(who.clinic)).collect()
    };
    let entries: Result<Vec<Entry>, StoreError> = read.await;
    Ok((record, entries.fault("reading a case's history")?))
}

pub(super) async fn look(
    desk: &LocalDesk,
    viewer: &Viewer,
    clinic: ClinicId,
    case: Option<CaseId>,
    what: &'static str,
    reason: Option<String>,
    at: Instant,
) -> Result<(), ServerError> {
    let look = Look { clinic, at, staff: viewer.staff, case, what, reason };
    let write = async {
        let mut tx = desk.store().write().await?;
        log_look(&mut tx, &look).await?;
        tx.commit().await
    };
    write.await.fault("writing the access log")
}

fn may(case: &Case, viewer: &Viewer, area: Area, now: Instant) -> bool {
    let people = case.people();
    viewer.may(area, Right::Read, &case.scope(&people), now)
}

/// Reads it itself, and not excerpts, minutes or a summary.
fn reads_whole(case: &Case, viewer: &Viewer, area: Area, now: Instant) -> bool {
    let people = case.people();
    let part = viewer.part(area, Right::Read, &case.scope(&people), now);
    matches!(part, Some(Part::Whole | Part::WithReason))
}

fn comments(entries: &[Entry]) -> Vec<Comment> {
    let mut comments = Vec::new();
    for entry in entries {
        let Body::Case { events, .. } = &entry.body else { continue };
        for event in events {
            match event {
                case::Event::Commented { id, text, mentions } => comments.push(Comment {
                    id: Some(*id),
                    by: entry.by,
                    at: entry.at,
                    text: text.as_str().to_owned(),
                    mentions: mentions.clone(),
                }),
                case::Event::Opened(opened) => comments.extend(opened.notes.iter().map(|note| Comment {
                    id: None,
                    by: entry.by,
                    at: entry.at,
                    text: note.as_str().to_owned(),
                    mentions: Vec::new(),
                })),
                _ => {}
            }
        }
    }
    comments
}

/// The newest page before an entry, of entries that are oldest first.
fn page(entries: &[Entry], before: Option<Seq>, line: impl Fn(&Entry) -> HistoryLine) -> History {
    let before = before.unwrap_or(Seq(u64::MAX));
    let end = entries.partition_point(|entry| entry.seq < before);
    let start = end.saturating_sub(PAGE);
    let lines: Vec<HistoryLine> = entries[start..end].iter().rev().map(line).collect();
    let next = if start == 0 { None } else { lines.last().map(|line| line.seq) };
    History { lines, next }
}

/// Puts entries into words that this person may read.
struct Teller<'a> {
    clinic: &'a Clinic,
    case: Option<&'a Case>,
    /// What may be told: names, birthdays and contacts; what was noted about clinical work; who pays; what is authorized.
    tells: Vec<Area>,
}

impl<'a> Teller<'a> {
    const ALL: [Area; 4] = [Area::Demographics, Area::ClinicalPlan, Area::Coverage, Area::Authorizations];

    fn tells(&self, area: Area) -> bool {
        self.tells.contains(&area)
    }

    fn of(clinic: &'a Clinic, case: &'a Case, viewer: &Viewer, now: Instant) -> Teller<'a> {
        let people = case.people();
        let part = viewer.part(Area::Demographics, Right::Read, &case.scope(&people), now);
        let authorized = viewer.part(Area::Authorizations, Right::Read, &case.scope(&people), now);
        let told = [
            (Area::Demographics, !matches!(part, None | Some(Part::NameAgeAlerts))),
            (Area::ClinicalPlan, case.tells_of_clinical_work(viewer, now)),
            (Area::SessionNotes, reads_whole(case, viewer, Area::SessionNotes, now)),
            (Area::Outcomes, may(case, viewer, Area::Outcomes, now)),
            (Area::Money, may(case, viewer, Area::Money, now)),
            (Area::Messages, may(case, viewer, Area::Messages, now)),
            (Area::Coverage, may(case, viewer, Area::Coverage, now)),
            // Whoever reads balances alone reads neither numbers nor what a payer wrote.
            (Area::Authorizations, !matches!(authorized, None | Some(Part::Balance))),
        ];
        let tells = told.into_iter().filter_map(|(area, told)| told.then_some(area)).collect();
        Teller { clinic, case: Some(case), tells }
    }

    fn line(&self, entry: &Entry, case: Option<(CaseId, u32, String)>) -> HistoryLine {
        let words = match &entry.body {
            Body::Case { events, ledger, record, .. } => {
                let told_elsewhere = |event: &&case::Event| {
                    matches!(event, case::Event::DigestSet { .. } | case::Event::Recorded)
                };
                let about_case = events.iter().filter(|event| !told_elsewhere(event));
                let about_case = about_case.map(|event| self.words(event));
                let about_record = record.iter().map(|event| self.record_words(event));
                let about_ledger = ledger.iter().filter_map(|event| self.ledger_words(event));
                about_record.chain(about_ledger).chain(about_case).collect()
            }
            Body::Clinic(events) => events.iter().map(clinic::describe).collect(),
        };
        let name = self.clinic.name_of(entry.by);
        HistoryLine { seq: entry.seq, at: entry.at, by: entry.by, name, case, words, via: via(&entry.body) }
    }

    fn is_clinical(&self, task: &TaskId) -> bool {
        let workflow = self.case.and_then(|case| self.clinic.workflow(&case.workflow));
        let template = workflow.and_then(|workflow| workflow.task(task.code()));
        template.is_some_and(|template| template.kind == TaskKind::Clinical)
    }

    /// Nothing for what has no words; what this person may not read of is only said to have been.
    fn ledger_words(&self, event: &ledger::Event) -> Option<String> {
        let words = ledger::describe(event, self.clinic)?;
        let may = match ledger::area(event) {
            area @ (Area::Coverage | Area::Authorizations) => self.tells(area),
            _ => true,
        };
        Some(if may { words } else { "worked on coverage and authorizations".to_owned() })
    }

    fn record_words(&self, event: &record::Event) -> String {
        let area = record::area(event);
        if self.tells(area) {
            return record::describe(event, self.clinic);
        }
        format!("worked on: {}", area.title().to_lowercase())
    }

    fn words(&self, event: &case::Event) -> String {
        use case::Event as E;
        match event {
            E::PatientChanged(_) | E::ContactSet { .. } | E::ContactRemoved { .. }
                if !self.tells(Area::Demographics) =>
            {
                "changed the patient's details".to_owned()
            }
            // Without its note, as a board is told of it.
            E::TaskDone { task, .. } if !self.tells(Area::ClinicalPlan) && self.is_clinical(task) => {
                case::describe(&event.for_boards(), self.clinic, self.case)
            }
            event => case::describe(event, self.clinic, self.case),
        }
    }
}

fn via(body: &Body) -> Option<Via> {
    let Body::Case { events, .. } = body else { return None };
    events.iter().find_map(|event| match event {
        case::Event::Moved { via, .. } => Some(*via),
        _ => None,
    })
}

/// How much of the clinic's journal a person may read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Audit {
    Whole,
    /// Not a word that tells of a patient.
    NoPatientData,
}

impl Audit {
    fn lines(
        self,
        clinic: &Clinic,
        rows: &[EntryRow],
        cases: &HashMap<CaseId, Case>,
    ) -> Result<Vec<HistoryLine>, StoreError> {
        let line = |row: &EntryRow| {
            let entry = row.entry(clinic.id)?;
            let case = entry.body.case().and_then(|id| cases.get(&id));
            Ok(match self {
                Audit::Whole => {
                    let teller = Teller { clinic, case, tells: Teller::ALL.to_vec() };
                    let named = case.map(|case| (case.id, case.number, case.patient.name.to_string()));
                    teller.line(&entry, named)
                }
                Audit::NoPatientData => without_patients(clinic, &entry),
            })
        };
        rows.iter().map(line).collect()
    }
}

fn audit(viewer: &Viewer) -> Option<Audit> {
    let mut best = None;
    for role in &viewer.roles {
        if scope(*role, Area::AuditLog, Right::Read) != Some(Scope::All) {
            continue;
        }
        match permission(*role, Area::AuditLog).part(Right::Read) {
            Part::Whole => return Some(Audit::Whole),
            _ => best = Some(Audit::NoPatientData),
        }
    }
    best
}

async fn journal(
    desk: &LocalDesk,
    who: &Who,
    viewer: &Viewer,
    clinic: &Clinic,
    before: Option<Seq>,
    now: Instant,
) -> Result<History, ServerError> {
    let audit = audit(viewer).ok_or(ServerError::Forbidden)?;
    let rows = async |tx: &mut Tx| entries_page(tx, who.clinic, before, PAGE).await;
    let (rows, cases) = with_cases(desk, who.clinic, rows).await.fault("reading the journal")?;
    look(desk, viewer, who.clinic, None, "journal", None, now).await?;
    let lines = audit.lines(clinic, &rows, &cases).fault("reading the journal")?;
    let next = if lines.len() < PAGE { None } else { lines.last().map(|line| line.seq) };
    Ok(History { lines, next: next.filter(|seq| 1 < seq.0) })
}

fn without_patients(clinic: &Clinic, entry: &Entry) -> HistoryLine {
    let teller = Teller { clinic, case: None, tells: Vec::new() };
    match &entry.body {
        Body::Clinic(_) => teller.line(entry, None),
        Body::Case { .. } => {
            let words = vec!["worked on a case".to_owned()];
            let name = clinic.name_of(entry.by);
            HistoryLine { seq: entry.seq, at: entry.at, by: entry.by, name, case: None, words, via: None }
        }
    }
}

/// Who opened whose chart in an emergency, in the last days: as compliance is told.
pub(super) async fn emergencies(desk: &LocalDesk, who: &Who) -> Result<History, ServerError> {
    let (room, viewer) = desk.current(who).await?;
    let audit = audit(&viewer).ok_or(ServerError::Forbidden)?;
    let since = desk.clock().now() - TimeDelta::days(REPORTED_DAYS);
    let rows = async |tx: &mut Tx| glass_entries(tx, who.clinic, since, PAGE).await;
    let (rows, cases) = with_cases(desk, who.clinic, rows).await.fault("reading the journal")?;
    let lines = audit.lines(&room.clinic(), &rows, &cases).fault("reading the journal")?;
    Ok(History { lines, next: None })
}

/// Entries with the cases that they are about, as these are now.
async fn with_cases(
    desk: &LocalDesk,
    clinic: ClinicId,
    read: impl AsyncFnOnce(&mut Tx) -> Result<Vec<EntryRow>, StoreError>,
) -> Result<(Vec<EntryRow>, HashMap<CaseId, Case>), StoreError> {
    let mut tx = desk.store().snapshot().await?;
    let rows = read(&mut tx).await?;
    let mut ids = Vec::new();
    for row in &rows {
        ids.extend(row.case()?);
    }
    let docs = case_docs(&mut tx, clinic, &ids).await?;
    let cases: Result<HashMap<CaseId, Case>, StoreError> =
        docs.iter().map(|doc| json::<Case>(doc).map(|case| (case.id, case))).collect();
    Ok((rows, cases?))
}
