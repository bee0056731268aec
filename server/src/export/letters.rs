//! The letters on authorizations: a table that lists them; and the files themselves, documents of cases among them, as they
//! were uploaded.

use super::ExportError;
use super::pack::{Pack, Rows};
use crate::store::{Tx, document, json, ledger_rows, record_rows};
use domain::authorization::letter::{File, FileKind};
use domain::clinic::Clinic;
use domain::ledger::Ledger;
use domain::record::Record;
use std::collections::BTreeMap;

/// Ledgers read at once.
const PAGE: usize = 100;

/// Writes the table, and then each file once, however many authorizations it is on. What was taken away is in the journal
/// alone. A file whose bytes are lost is in the table and not among the files: the rest of a clinic must not stay behind for
/// it, and `verify` names it.
pub(super) async fn write(tx: &mut Tx, clinic: &Clinic, pack: &mut Pack<'_>) -> Result<(), ExportError> {
    const COLUMNS: &str = "case authorization file name kind bytes sha256 added_on by by_name";
    let mut files = BTreeMap::new();
    pack.table("letters", COLUMNS).await?;
    let mut after = String::new();
    loop {
        let page = ledger_rows(tx, clinic.id, &after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after.clone_from(&last.id);
        let mut rows = Rows::default();
        for row in &page {
            let ledger: Ledger = json(&row.doc)?;
            add(&mut rows, &row.id, &ledger, clinic);
            files.extend(ledger.letters.into_iter().map(|letter| (letter.file.hash, letter.file)));
        }
        pack.rows(rows).await?;
    }
    let mut after = String::new();
    loop {
        let page = record_rows(tx, clinic.id, &after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after.clone_from(&last.id);
        for row in &page {
            let record: Record = json(&row.doc)?;
            let held = record.documents.files.into_iter().filter(|one| one.gone.is_none());
            files.extend(held.map(|one| (one.what.file.hash, one.what.file)));
        }
    }
    for (hash, file) in files {
        if let Some(bytes) = document(tx, clinic.id, hash).await? {
            pack.file(&path(&file), &bytes).await?;
        } else {
            tracing::error!(%hash, "a letter is missing, and not in the export");
        }
    }
    Ok(())
}

fn path(file: &File) -> String {
    format!("documents/{}.{}", file.hash, file.kind.ending())
}

fn word(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Pdf => "pdf",
        FileKind::Png => "png",
        FileKind::Jpeg => "jpeg",
    }
}

fn add(rows: &mut Rows, case: &str, ledger: &Ledger, clinic: &Clinic) {
    for letter in &ledger.letters {
        let file = &letter.file;
        rows.add([
            case,
            &letter.authorization.to_string(),
            &path(file),
            file.name.as_str(),
            word(file.kind),
            &file.bytes.to_string(),
            &file.hash.to_string(),
            &letter.added_on.to_string(),
            &letter.by.to_string(),
            &clinic.name_of(letter.by),
        ]);
    }
}
