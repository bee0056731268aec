//! File after file, each counted and hashed on its way, and the manifest of them.

use super::ExportError;
use crate::cells::{BYTE_ORDER_MARK, push_row};
use crate::chain;
use crate::store::{Counters, to_json};
use domain::clinic::Clinic;
use domain::ids::ClinicId;
use domain::journal::Seq;
use domain::kinds::Instant;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The shape of the files; another number when a column goes or changes its meaning.
const FORMAT: u32 = 1;
/// How a reader gets back what a cell held.
const CELLS: &str = "CSV files are UTF-8 with a byte order mark, each cell in quotes. A cell that a spreadsheet could run \
                     (it begins with = + - @, a tab or a carriage return) has an apostrophe in front; take one away to \
                     have what was there.";
/// How a reader checks the journal.
const JOURNAL: &str = "In journal.jsonl each line is one entry, oldest first. body_hash is the SHA-256 of the text of \
                       body exactly as it stands there. hash is the SHA-256 of the lines \"caseboard entry 1\", prev, \
                       clinic, seq, at_us, by, command, case (or -) and body_hash, each ended by a line feed. The hash \
                       of the last entry is the head below.";

/// Where the files go, one after the other.
#[async_trait::async_trait]
pub trait Out: Send {
    /// A new file; what was begun before is ended.
    async fn begin(&mut self, name: &str) -> Result<(), ExportError>;
    /// More of it.
    async fn write(&mut self, bytes: &[u8]) -> Result<(), ExportError>;
    /// No more files; everything is kept when this returns.
    async fn end(&mut self) -> Result<(), ExportError>;
}

/// What `manifest.json` says.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Manifest {
    /// Always `caseboard export`.
    pub kind: String,
    /// The shape of the files.
    pub format: u32,
    /// Version of the program that wrote them.
    pub program: String,
    /// The clinic.
    pub clinic: ClinicId,
    /// Its name.
    pub name: String,
    /// When, by the clock of the machine that wrote them.
    pub exported_at: Instant,
    /// The last entry of the journal.
    pub seq: Seq,
    /// Its hash.
    pub head: String,
    /// How to read cells.
    pub cells: String,
    /// How to check the journal.
    pub journal: String,
    /// Every other file, in the order in which they were written.
    pub files: Vec<FileLine>,
}

/// One file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FileLine {
    /// Name, with the folder that it is in.
    pub name: String,
    /// Rows, without the header; of the journal, entries; of what was attached, none.
    pub rows: u64,
    /// Length.
    pub bytes: u64,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
}

/// A table that is made of what `T` holds.
pub(super) struct Table<T: ?Sized> {
    /// Name of the file, without its ending.
    pub(super) name: &'static str,
    /// Header, separated by spaces.
    pub(super) columns: &'static str,
    /// Adds the rows.
    pub(super) rows: fn(&mut Rows, &T),
}

/// Rows that wait to be written.
#[derive(Default)]
pub(super) struct Rows {
    text: String,
    count: u64,
}

impl Rows {
    /// One row; as many cells as the header has.
    pub(super) fn add<const N: usize>(&mut self, cells: [&str; N]) {
        push_row(&mut self.text, cells);
        self.count += 1;
    }

    /// A line that is no row of cells.
    pub(super) fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
        self.count += 1;
    }
}

/// The files so far.
pub(super) struct Pack<'o> {
    out: &'o mut dyn Out,
    progress: &'o mut (dyn FnMut(u64) + Send),
    files: Vec<FileLine>,
    hash: Sha256,
}

impl<'o> Pack<'o> {
    pub(super) fn new(out: &'o mut dyn Out, progress: &'o mut (dyn FnMut(u64) + Send)) -> Pack<'o> {
        Pack { out, progress, files: Vec::new(), hash: Sha256::new() }
    }

    /// Begins a CSV file with its header.
    pub(super) async fn table(&mut self, name: &str, columns: &str) -> Result<(), ExportError> {
        self.begin(&format!("{name}.csv")).await?;
        let mut header = BYTE_ORDER_MARK.to_owned();
        push_row(&mut header, columns.split_whitespace());
        self.bytes(header.as_bytes()).await
    }

    /// A table that fits into memory.
    pub(super) async fn whole<T: ?Sized>(
        &mut self,
        table: &Table<T>,
        fill: impl FnOnce(&mut Rows),
    ) -> Result<(), ExportError> {
        self.table(table.name, table.columns).await?;
        let mut rows = Rows::default();
        fill(&mut rows);
        self.rows(rows).await
    }

    /// Begins any file.
    pub(super) async fn begin(&mut self, name: &str) -> Result<(), ExportError> {
        self.seal();
        self.out.begin(name).await?;
        self.files.push(FileLine { name: name.to_owned(), rows: 0, bytes: 0, sha256: String::new() });
        Ok(())
    }

    /// Writes rows into the file that was begun.
    pub(super) async fn rows(&mut self, rows: Rows) -> Result<(), ExportError> {
        self.bytes(rows.text.as_bytes()).await?;
        if let Some(file) = self.files.last_mut() {
            file.rows += rows.count;
        }
        (self.progress)(rows.count);
        Ok(())
    }

    /// Writes a file that is no table.
    pub(super) async fn file(&mut self, name: &str, bytes: &[u8]) -> Result<(), ExportError> {
        self.begin(name).await?;
        self.bytes(bytes).await?;
        (self.progress)(1);
        Ok(())
    }

    async fn bytes(&mut self, bytes: &[u8]) -> Result<(), ExportError> {
        self.out.write(bytes).await?;
        self.hash.update(bytes);
        if let Some(file) = self.files.last_mut() {
            file.bytes += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        }
        Ok(())
    }

    /// Writes the hash of the last file down.
    fn seal(&mut self) {
        let digest = self.hash.finalize_reset();
        if let Some(file) = self.files.last_mut() {
            file.sha256 = chain::hex(&digest);
        }
    }

    /// Writes the manifest, which tells a whole export from a broken one.
    pub(super) async fn finish(
        mut self,
        clinic: &Clinic,
        at: Instant,
        counters: &Counters,
    ) -> Result<Manifest, ExportError> {
        self.seal();
        let manifest = Manifest {
            kind: "caseboard export".to_owned(),
            format: FORMAT,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            clinic: clinic.id,
            name: clinic.name.to_string(),
            exported_at: at,
            seq: counters.seq,
            head: counters.head.clone(),
            cells: CELLS.to_owned(),
            journal: JOURNAL.to_owned(),
            files: self.files,
        };
        self.out.begin("manifest.json").await?;
        self.out.write(to_json(&manifest)?.as_bytes()).await?;
        self.out.write(b"\n").await?;
        self.out.end().await?;
        Ok(manifest)
    }
}
