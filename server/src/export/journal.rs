//! The journal as it is chained, and the comments, which are nowhere else.

use super::ExportError;
use super::cases::time;
use super::pack::{Pack, Rows};
use crate::store::{EntryRow, StoreError, Tx, entries_after, instant, unsigned};
use domain::case::Event;
use domain::clinic::Clinic;
use domain::ids::ClinicId;
use domain::journal::{Body, Entry, Seq};
use serde::Serialize;
use serde_json::value::RawValue;

/// Entries read at once.
const PAGE: usize = 250;

const COMMENTS: &str = "case comment kind entry at by by_name mentions text";

/// One line of `journal.jsonl`.
#[derive(Serialize)]
struct Line<'a> {
    clinic: ClinicId,
    seq: i64,
    at: String,
    at_us: i64,
    by: &'a str,
    command: &'a str,
    case: Option<&'a str>,
    body: &'a RawValue,
    body_hash: &'a str,
    prev: &'a str,
    hash: &'a str,
}

/// Every entry, oldest first, with what its hash is made of.
pub(super) async fn write(tx: &mut Tx, clinic: ClinicId, pack: &mut Pack<'_>) -> Result<(), ExportError> {
    pack.begin("journal.jsonl").await?;
    let mut after = Seq(0);
    while let Some(page) = page(tx, clinic, &mut after).await? {
        let mut rows = Rows::default();
        for row in &page {
            rows.line(&line(clinic, row)?);
        }
        pack.rows(rows).await?;
    }
    Ok(())
}

async fn page(tx: &mut Tx, clinic: ClinicId, after: &mut Seq) -> Result<Option<Vec<EntryRow>>, StoreError> {
    let rows = entries_after(tx, clinic, *after, PAGE).await?;
    let Some(last) = rows.last() else { return Ok(None) };
    *after = Seq(unsigned(last.seq));
    Ok(Some(rows))
}

fn line(clinic: ClinicId, row: &EntryRow) -> Result<String, StoreError> {
    let unreadable = |error: serde_json::Error| StoreError::Unreadable {
        what: "journal entry",
        reason: format!("entry {}: {:?}", row.seq, error.classify()),
    };
    let line = Line {
        clinic,
        seq: row.seq,
        at: time(instant(row.at)?),
        at_us: row.at,
        by: &row.by_staff,
        command: &row.command,
        case: row.case_id.as_deref(),
        body: serde_json::from_str(&row.body).map_err(unreadable)?,
        body_hash: &row.body_hash,
        prev: &row.prev,
        hash: &row.hash,
    };
    serde_json::to_string(&line).map_err(unreadable)
}

/// What people said, and the notes that came with an import.
pub(super) async fn write_comments(
    tx: &mut Tx,
    clinic: &Clinic,
    pack: &mut Pack<'_>,
) -> Result<(), ExportError> {
    pack.table("comments", COMMENTS).await?;
    let mut after = Seq(0);
    while let Some(page) = page(tx, clinic.id, &mut after).await? {
        let mut rows = Rows::default();
        for row in &page {
            said(&mut rows, clinic, &row.entry(clinic.id)?);
        }
        pack.rows(rows).await?;
    }
    Ok(())
}

fn said(rows: &mut Rows, clinic: &Clinic, entry: &Entry) {
    let Body::Case { case, events, .. } = &entry.body else { return };
    let (case, seq, at) = (case.to_string(), entry.seq.0.to_string(), time(entry.at));
    let (by, name) = (entry.by.to_string(), clinic.name_of(entry.by));
    for event in events {
        match event {
            Event::Commented { id, text, mentions } => {
                let mentions: Vec<String> = mentions.iter().map(ToString::to_string).collect();
                let (id, mentions) = (id.to_string(), mentions.join("; "));
                rows.add([&case, &id, "comment", &seq, &at, &by, &name, &mentions, text.as_str()]);
            }
            Event::Opened(opened) => {
                for note in &opened.notes {
                    rows.add([&case, "", "imported note", &seq, &at, &by, &name, "", note.as_str()]);
                }
            }
            _ => {}
        }
    }
}
