//! What the pages of an import are made from. Only on the server: what a browser gets is their markup.

use crate::api::Who;
use crate::error::ServerError;
use domain::ids::CaseId;
use domain::import::Counts;
use domain::import::dates::DateOrder;

/// An import in the list of this person's imports.
#[derive(Clone, PartialEq, Debug)]
pub struct Listed {
    /// Id.
    pub id: String,
    /// Name of the file.
    pub file: String,
    /// Rows of the file.
    pub rows: u32,
    /// When it was uploaded, in the clinic's time: for a person, and for a machine.
    pub at: (String, String),
    /// State.
    pub state: State,
    /// Cases that it opened.
    pub cases: u32,
}

/// One import at one of its steps.
#[derive(Clone, PartialEq, Debug)]
pub struct Draft {
    /// Id.
    pub id: String,
    /// Name of the file.
    pub file: String,
    /// Rows with something in them.
    pub rows: u32,
    /// What the reader decided, in sentences.
    pub notes: Vec<String>,
    /// The step.
    pub at: At,
}

/// Where an import is, with what its page shows.
#[derive(Clone, PartialEq, Debug)]
pub enum At {
    /// What each column becomes.
    Columns(Columns),
    /// What dates, status words and names mean.
    Words(Words),
    /// The three piles.
    Check(Check),
    /// Under way, or over.
    Run(Run),
}

/// The step that the address asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// Columns.
    Columns,
    /// Dates and words.
    Words,
    /// Piles.
    Check,
}

/// What the address asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Look {
    /// A step; without one, where the import is.
    pub step: Option<Step>,
    /// A pile.
    pub pile: Pile,
    /// Place of the first row shown, from 0.
    pub from: u32,
}

impl Look {
    /// Reads `?step=check&pile=fix&from=25`; what makes no sense is not there.
    pub fn of(query: &str) -> Look {
        let mut look = Look::default();
        for (name, value) in query.trim_start_matches('?').split('&').filter_map(|pair| pair.split_once('='))
        {
            match (name, value) {
                ("step", "columns") => look.step = Some(Step::Columns),
                ("step", "words") => look.step = Some(Step::Words),
                ("step", "check") => look.step = Some(Step::Check),
                ("pile", "ready") => look.pile = Pile::Ready,
                ("pile", "fix") => look.pile = Pile::ToFix,
                ("pile", "twins") => look.pile = Pile::Twins,
                ("from", number) => look.from = number.parse().unwrap_or(0),
                _ => {}
            }
        }
        look
    }
}

/// The step of the columns.
#[derive(Clone, PartialEq, Debug)]
pub struct Columns {
    /// In the file's order.
    pub columns: Vec<Column>,
    /// The first ten rows, long cells cut.
    pub first_rows: Vec<Vec<String>>,
    /// Sheets of a workbook, the one that was read first.
    pub sheets: Vec<String>,
    /// What is wrong with the choice; nothing can be checked before it is put right.
    pub problems: Vec<String>,
}

/// One column of the file.
#[derive(Clone, PartialEq, Debug)]
pub struct Column {
    /// Its header.
    pub header: String,
    /// Its first different values.
    pub samples: Vec<String>,
    /// Rows with something in it.
    pub filled: u32,
    /// What becomes of it: a code of [`domain::import::Use`].
    pub becomes: &'static str,
    /// How it came to that.
    pub sure: Sure,
}

/// How the meaning of a column was found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sure {
    /// Somebody chose it.
    Chosen,
    /// Header and values say so.
    Matched,
    /// The header says something like it.
    Likely,
    /// From the values alone.
    Guess,
    /// Nobody knows it, and it is kept as a note.
    Unknown,
    /// There is nothing in it.
    Empty,
}

/// The step of dates and words.
#[derive(Clone, PartialEq, Debug)]
pub struct Words {
    /// Columns of dates, questions first.
    pub dates: Vec<DateColumn>,
    /// Old status words and their column.
    pub statuses: Vec<Word>,
    /// Names of therapists.
    pub owners: Vec<Word>,
    /// Names of sites.
    pub sites: Vec<Word>,
    /// People who can own a case: id and name.
    pub staff_names: Vec<(String, String)>,
    /// Sites of the clinic: id and name.
    pub site_names: Vec<(String, String)>,
    /// The discipline for rows that name none: a code.
    pub blank_discipline: &'static str,
    /// Rows that name no discipline.
    pub without_discipline: u32,
}

/// The dates of a column that are written in one style, about which somebody must say how; or the column's clear ones.
#[derive(Clone, PartialEq, Debug)]
pub struct DateColumn {
    /// Place of the column.
    pub column: usize,
    /// The name of the question's field in the form.
    pub field: String,
    /// Its header.
    pub header: String,
    /// The style, in words, where the column has several.
    pub style: Option<&'static str>,
    /// Values with something in them.
    pub filled: u32,
    /// Values that can be read two ways.
    pub ambiguous: u32,
    /// Values that can only have the month first.
    pub month_first: u32,
    /// Values that can only have the day first.
    pub day_first: u32,
    /// Values that are no usable date.
    pub unreadable: u32,
    /// The order that is used.
    pub order: Option<DateOrder>,
    /// Whether the values leave it open.
    pub asks: bool,
    /// Up to three values: as written, read with the month first, read with the day first. Of clear ones both are the same.
    pub examples: Vec<[String; 3]>,
}

/// A word of the file that stands for something here.
#[derive(Clone, PartialEq, Debug)]
pub struct Word {
    /// The name of its field in the form.
    pub field: String,
    /// As first written; empty for blank cells.
    pub word: String,
    /// Rows that hold it.
    pub rows: u32,
    /// What it stands for: a code of [`STANDINGS`], or the id of a person or site; empty while nobody knows.
    pub means: String,
}

/// What a status word can stand for: code and words.
pub const STANDINGS: [(&str, &str); 9] = [
    ("intake", "Intake"),
    ("intake-waiting", "Intake, on the waitlist"),
    ("planning", "Planning"),
    ("planning-waiting", "Planning, waits for authorization"),
    ("active", "Active care"),
    ("active-hold", "Active care, on hold"),
    ("review", "Review"),
    ("transition", "Transition"),
    ("closed", "Closed"),
];

/// The step of the piles.
#[derive(Clone, PartialEq, Debug)]
pub struct Check {
    /// How many rows went where.
    pub counts: Counts,
    /// The pile that is shown.
    pub pile: Pile,
    /// Possible duplicates that somebody wants nevertheless.
    pub taken: u32,
    /// A page of rows.
    pub rows: Vec<Row>,
    /// Rows of the whole pile.
    pub total: u32,
    /// Place of the first one shown, from 0.
    pub from: u32,
    /// Dates or words that somebody should be asked about first.
    pub questions: u32,
    /// From which dates the days in lane count, in sentences.
    pub ages: String,
}

/// One of the three piles.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Pile {
    /// Can become cases.
    #[default]
    Ready,
    /// Say something that cannot be.
    ToFix,
    /// May be here already.
    Twins,
}

/// One row.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// Its number in the file.
    pub line: u32,
    /// What it would become; of a row to fix, the name alone.
    pub cells: Vec<String>,
    /// What is to fix.
    pub wrong: Vec<Wrong>,
    /// Why it may be here already, and the case.
    pub twin: Option<(String, Option<CaseId>)>,
    /// Whether somebody wants it although it may be here already.
    pub taken: bool,
}

/// One thing to fix in a row.
#[derive(Clone, PartialEq, Debug)]
pub struct Wrong {
    /// The column; nothing where it concerns the whole row.
    pub header: Option<String>,
    /// The cell as it stands.
    pub cell: String,
    /// Why it cannot be taken, and what to do.
    pub why: String,
}

/// An import under way, or over.
#[derive(Clone, PartialEq, Debug)]
pub struct Run {
    /// State.
    pub state: State,
    /// Cases to open.
    pub total: u32,
    /// Rows that were dealt with.
    pub done: u32,
    /// Rows that were refused in the end: line and sentence; line 0 is the whole import.
    pub refused: Vec<(u32, String)>,
    /// After an undo: cases that stay, because somebody has worked on them.
    pub kept: Vec<(CaseId, u32)>,
    /// Rows that were left to fix, if the file is still here.
    pub to_fix: u32,
    /// Rows that were left as possible duplicates.
    pub twins: u32,
    /// From which dates the days in lane count, in sentences; empty where the file is not here any more.
    pub ages: String,
}

/// State of an import.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// Choices are being made.
    Open,
    /// Cases are being opened.
    Running,
    /// All cases are open.
    Done,
    /// It is being taken back.
    Undoing,
    /// It was taken back.
    Undone,
}

/// What the server does for the pages. Every method checks rights itself; what belongs to somebody else is not found.
#[async_trait::async_trait]
pub trait Importer: Send + Sync {
    /// This person's imports, newest first.
    async fn list(&self, who: &Who) -> Result<Vec<Listed>, ServerError>;
    /// One of them.
    async fn draft(&self, who: &Who, id: &str, look: Look) -> Result<Draft, ServerError>;
}
