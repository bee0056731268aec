//! An import without a page: what the command line needs.

use super::drafts::{self, Owner, Progress, Row, Stage, Upload};
use super::words::{self, Kind};
use super::work::{Work, ground};
use super::{Imports, No, choices, fixes, show};
use crate::store::Fault;
use app::error::ServerError;
use app::import::facts::STANDINGS;
use app::parts::words::count;
use domain::access::Viewer;
use domain::ids::BatchId;
use domain::import::dates::{DateOrder, DateStyle, Orders};
use domain::import::fold::fold;
use domain::import::row::DATES;
use domain::import::sort::SortedRow;
use domain::import::words::{status_key, statuses};
use domain::import::{Counts, Field, Mapping, Sheet, Use, Verdict};
use domain::kinds::{Discipline, Instant};
use std::time::Duration;
use uuid::Uuid;

/// How often the command line looks how far it is.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// What somebody says about a file beforehand; the rest is as proposed.
#[derive(Clone, Debug, Default)]
pub struct Wishes {
    /// Sheet of a workbook.
    pub sheet: Option<String>,
    /// Column and what it becomes: a code of [`Use`].
    pub columns: Vec<(String, String)>,
    /// Old status word and what it stands for: a code of [`app::import::facts::STANDINGS`].
    pub statuses: Vec<(String, String)>,
    /// How dates are written where nothing in the column says it: those of one style, or those of columns with one
    /// style that is open.
    pub dates: Vec<(Option<DateStyle>, DateOrder)>,
    /// For rows that name none.
    pub discipline: Option<Discipline>,
    /// Import possible duplicates too.
    pub twins: bool,
}

/// What would become of a file.
#[derive(Clone, Debug)]
pub struct Preview {
    /// What the reader decided, in sentences.
    pub notes: Vec<String>,
    /// Header, and what it becomes.
    pub columns: Vec<(String, &'static str)>,
    /// What is wrong with the choice of columns; no row is sorted then.
    pub problems: Vec<String>,
    /// The piles.
    pub counts: Counts,
    /// One line for each row to fix.
    pub to_fix: Vec<String>,
    /// Status words of the file, how many rows hold each, and what it stands for; nothing while nobody knows.
    pub statuses: Vec<(String, u32, Option<&'static str>)>,
    /// Dates and words that nothing was said about: each as a question, with the option that answers it.
    pub questions: Vec<String>,
    /// From which dates the days in lane count.
    pub ages: String,
    /// The rows to fix as CSV.
    pub csv: Vec<u8>,
}

/// A wish that names something that is not there.
#[derive(Debug, thiserror::Error)]
pub enum ChoreError {
    /// The file, the person or the database.
    #[error("{}", .0.sentence())]
    No(No),
    /// A column.
    #[error("The file has no column “{0}”. Nothing was imported. Look at the columns with --dry-run.")]
    NoColumn(String),
    /// A status word.
    #[error("The file has no status “{0}”. Nothing was imported. Look at its status words with --dry-run.")]
    NoStatus(String),
    /// A code.
    #[error("“{0}” is not known. Nothing was imported. `caseboard import --help` lists what is.")]
    NoCode(String),
}

impl<E: Into<No>> From<E> for ChoreError {
    fn from(error: E) -> ChoreError {
        ChoreError::No(error.into())
    }
}

impl Imports {
    /// Reads and sorts a file, and writes nothing.
    pub async fn preview(&self, owner: Owner, file: Vec<u8>, wishes: &Wishes) -> Result<Preview, ChoreError> {
        let viewer = self.allowed(owner).await?;
        let (_, sheet) = self.read(file, wishes.sheet.clone()).await?;
        let sheet = sheet.map_err(No::File)?;
        let row = nameless(owner, &sheet, self.now());
        let work = self.wished(row, sheet, &viewer, wishes).await?;
        let columns = work.mapping.uses.iter().map(|use_as| use_as.code());
        let mut preview = Preview {
            notes: work.sheet.notes.iter().map(ToString::to_string).collect(),
            columns: work.sheet.headers.iter().cloned().zip(columns).collect(),
            problems: work.problems(),
            counts: Counts::default(),
            to_fix: Vec::new(),
            statuses: Vec::new(),
            questions: Vec::new(),
            ages: String::new(),
            csv: Vec::new(),
        };
        if !preview.problems.is_empty() {
            return Ok(preview);
        }
        let sorted = self.sorted(&work, &viewer).await?;
        let what = |row: &SortedRow| match &row.verdict {
            Verdict::ToFix(problems) => Some(fixes::what_to_fix(&work.sheet, row.line, problems)),
            Verdict::Ready(_) | Verdict::PossibleDuplicate { .. } => None,
        };
        preview.to_fix = sorted.rows.iter().filter_map(what).collect();
        preview.counts = sorted.counts();
        preview.statuses = words::of(&work, Kind::Status).into_iter().map(understood).collect();
        preview.questions = show::questions(&work, &sorted).into_iter().map(ask).collect();
        preview.ages = show::ages(&work, &sorted);
        preview.csv = fixes::write(&work.sheet, &sorted);
        Ok(preview)
    }

    /// Imports what is ready, as that person, who finds it among their imports and can take it back there. `told` hears how
    /// far it is: rows done, and rows to do.
    pub async fn import(
        &self,
        owner: Owner,
        file_name: String,
        file: Vec<u8>,
        wishes: &Wishes,
        mut told: impl FnMut(u32, u32),
    ) -> Result<Progress, ChoreError> {
        let viewer = self.allowed(owner).await?;
        let (file, sheet) = self.read(file, wishes.sheet.clone()).await?;
        let sheet = sheet.map_err(No::File)?;
        let rows = u32::try_from(sheet.rows.len()).unwrap_or(u32::MAX);
        let upload = Upload { file_name, file, rows, sheet: wishes.sheet.clone(), mapping: None };
        let id = drafts::insert(self.store(), owner, upload, self.now()).await.fault("keeping a file")?;
        let row = self.mine(id, owner).await?;
        let work = self.wished(row, sheet, &viewer, wishes).await?;
        self.begin(work, &viewer).await?;
        loop {
            let row = self.mine(id, owner).await?;
            told(row.progress.done, row.total);
            match row.stage {
                Stage::Running => tokio::time::sleep(LOOK_EVERY).await,
                _ => return Ok(row.progress),
            }
        }
    }

    async fn mine(&self, id: Uuid, owner: Owner) -> Result<Row, ServerError> {
        let row = drafts::one(self.store(), id, owner).await.fault("reading an import")?;
        row.ok_or(ServerError::NotFound)
    }

    /// The file with what was wished for it.
    async fn wished(
        &self,
        row: Row,
        sheet: Sheet,
        viewer: &Viewer,
        wishes: &Wishes,
    ) -> Result<Work, ChoreError> {
        let clinic = self.inner.desk.clinic(row.owner.clinic).await?;
        let (context, site) = ground(&clinic, viewer, self.now())?;
        let key = (row.id, row.sheet.clone());
        let (sheet, proposals) = self.remember(key, sheet, context.as_of).await?;
        let mapping = chosen(&sheet, Mapping::from_proposals(&proposals), wishes)?;
        let mut work = Work { row, sheet, proposals, mapping, context, site };
        if wishes.twins && work.problems().is_empty() {
            let sorted = self.sorted(&work, viewer).await?;
            work.mapping.import_anyway = show::twins(&sorted).collect();
        }
        Ok(work)
    }
}

/// A row for a file that is not kept.
fn nameless(owner: Owner, sheet: &Sheet, now: Instant) -> Row {
    Row {
        id: Uuid::now_v7(),
        owner,
        file_name: String::new(),
        has_file: false,
        rows: u32::try_from(sheet.rows.len()).unwrap_or(u32::MAX),
        sheet: None,
        mapping: None,
        stage: Stage::Open,
        batch: BatchId(Uuid::now_v7()),
        total: 0,
        progress: Progress::default(),
        created_at: now,
        changed_at: now,
    }
}

fn chosen(sheet: &Sheet, mut mapping: Mapping, wishes: &Wishes) -> Result<Mapping, ChoreError> {
    for (header, code) in &wishes.columns {
        let at = sheet.headers.iter().position(|known| fold(known) == fold(header));
        let slot = at.and_then(|at| mapping.uses.get_mut(at));
        let slot = slot.ok_or_else(|| ChoreError::NoColumn(header.clone()))?;
        *slot = Use::from_code(code).ok_or_else(|| ChoreError::NoCode(code.clone()))?;
    }
    let known = mapping.column(Field::Status).map_or(Vec::new(), |column| {
        statuses(sheet.rows.iter().map(|row| row.cell(column))).into_iter().map(|word| word.key).collect()
    });
    for (word, code) in &wishes.statuses {
        let standing = choices::standing(code).ok_or_else(|| ChoreError::NoCode(code.clone()))?;
        match status_key(word) {
            key if key.is_empty() => mapping.blank_status = standing,
            key if known.contains(&key) => {
                mapping.statuses.insert(key, standing);
            }
            _ => return Err(ChoreError::NoStatus(word.clone())),
        }
    }
    answer_dates(&mut mapping, wishes);
    mapping.blank_discipline = wishes.discipline;
    Ok(mapping)
}

/// The answers hold for all columns of dates; what the values of one show goes before them.
fn answer_dates(mapping: &mut Mapping, wishes: &Wishes) {
    let by_style: Orders =
        wishes.dates.iter().filter_map(|(style, order)| Some(((*style)?, *order))).collect();
    let for_all = wishes.dates.iter().rev().find(|(style, _)| style.is_none()).map(|(_, order)| *order);
    let columns: Vec<usize> = DATES.iter().flat_map(|(field, _)| mapping.columns(*field)).collect();
    for column in columns {
        mapping.styles.insert(column, by_style.clone());
        mapping.orders.extend(for_all.map(|order| (column, order)));
    }
}

fn understood(word: words::Word) -> (String, u32, Option<&'static str>) {
    let means = STANDINGS.iter().find(|(code, _)| *code == word.means).map(|(_, words)| *words);
    (word.text, word.rows, means)
}

/// The question, and the option that answers it.
fn ask(question: show::Question) -> String {
    match question {
        show::Question::Dates { header, style, example } => format!(
            "Is the month or the day first in dates of “{header}” such as {example}? Say --dates {style}=month-first or \
             --dates {style}=day-first."
        ),
        show::Question::Status { word, rows } => format!(
            "What does the status “{word}” stand for ({})? Say --status \"{word}=LANE\".",
            count(rows as usize, "row", "rows")
        ),
        show::Question::Discipline { rows } => format!(
            "{} no discipline. If it is the same for all, say --discipline SLP, OT, PT, ABA or MH.",
            count(rows as usize, "row names", "rows name")
        ),
    }
}
