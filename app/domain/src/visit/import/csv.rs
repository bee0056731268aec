//! A schedule as a table: one visit in a row.

mod columns;
mod row;
#[cfg(test)]
mod tests;
mod words;

pub use columns::{Column, propose};
pub use words::{status, status_key};

use super::Draft;
use super::clock;
use crate::ids::StaffId;
use crate::import::dates::{self, DateColumn, DateKind, DateProblem, Orders};
use crate::import::{Fault, Sheet};
use crate::kinds::Date;
use crate::visit::Outcome;
use row::Reader;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Which half of the day a time is in where the file does not say.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Clock {
    /// The file counts to 24.
    TwentyFour,
    /// From 7:00 until 18:59.
    Daytime,
}

/// What a person said about a file. Nothing of it is needed where the file speaks for itself.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Answers {
    /// What each column is, where that differs from the proposal; one for each header.
    pub columns: Option<Vec<Option<Column>>>,
    /// How dates are written.
    pub dates: Orders,
    /// How times are written.
    pub clock: Option<Clock>,
    /// What status words mean, by [`status_key`].
    pub statuses: BTreeMap<String, Outcome>,
}

/// The clinic as this import needs it.
#[derive(Clone, Debug)]
pub struct Context {
    /// The clinic's today.
    pub today: Date,
    /// People who treat.
    pub staff: Vec<(StaffId, String)>,
}

/// Why a row is no visit.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Problem {
    /// The row is damaged in the file.
    #[error("{0}")]
    Damaged(Fault),
    /// Nobody is named.
    #[error("No case is named. Write its number, such as 1042.")]
    NoCase,
    /// No case number.
    #[error("This is not the number of a case. Write it as 1042.")]
    NotANumber,
    /// A date that cannot be used.
    #[error(transparent)]
    Date(#[from] DateProblem),
    /// No time of day.
    #[error("This is not a time of day. Write it as 14:15 or 2:15 PM.")]
    NotATime,
    /// Either half of the day.
    #[error(
        "This can be in the morning or in the afternoon. Write 2:15 PM, or say how this file counts hours."
    )]
    EitherHalf,
    /// No length.
    #[error("This is not a number of minutes. Write it as 45.")]
    NotALength,
    /// The end lies before the start, or there is no start.
    #[error("This end does not come after a start on the same day. Correct one of the two times.")]
    NoEnd,
    /// The length differs from start and end.
    #[error("This length is not the time from start to end. Correct one of the three.")]
    LengthDiffers,
    /// No discipline, or several.
    #[error(
        "This is not one discipline. Write SLP, OT, PT, ABA or MH; a visit of two disciplines is two rows."
    )]
    NotADiscipline,
    /// Nobody of the clinic.
    #[error("Nobody of that name is on the clinic's staff. Correct the name, or leave it blank.")]
    NoSuchStaff,
    /// A word of which nobody has said what it means.
    #[error("This word does not say what came of the visit. Choose what it means.")]
    NotAStatus,
    /// No codes.
    #[error("\"{0}\" is not a service. Write its code, as 97110, 97110-GP or 97110-GP=30.")]
    NotAService(String),
    /// A code without a time.
    #[error("The minutes of {0} are missing. Write them behind the code, as 97110=30.")]
    NoMinutes(String),
    /// Written twice.
    #[error("This visit stands in row {line} already. Delete one of the two.")]
    Twice {
        /// Where it stands first.
        line: u32,
    },
}

/// A problem, and where it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RowProblem {
    /// The row, as a spreadsheet program counts.
    pub line: u32,
    /// Which of its columns.
    pub column: Option<Column>,
    /// What stands there.
    pub text: String,
    /// What is wrong.
    pub problem: Problem,
}

/// A status word of the file, and how it was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StatusRead {
    /// By which an answer names it.
    pub key: String,
    /// As first written.
    pub word: String,
    /// Rows that hold it.
    pub rows: u32,
    /// What it was taken for; nothing: a person must say.
    pub outcome: Option<Outcome>,
}

/// Every row, as a visit or as a problem.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sorted {
    /// What each column was taken for.
    pub columns: Vec<Option<Column>>,
    /// Visits, in the file's order.
    pub drafts: Vec<Draft>,
    /// Problems, in the file's order; a row can have several.
    pub problems: Vec<RowProblem>,
    /// Status words, for a person to check.
    pub statuses: Vec<StatusRead>,
    /// How the dates are written, for a person to be asked where that is open.
    pub dates: DateColumn,
}

/// Why a table is no schedule.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NotASchedule {
    /// No column says whose a visit is.
    #[error("No column names the case, so nothing was read. Please say which one holds its number.")]
    NoCase,
    /// No column says when.
    #[error("No column holds the date, so nothing was read. Please say which one it is.")]
    NoDate,
}

/// Reads a table; dates are held against the clinic's today.
pub fn sort(sheet: &Sheet, answers: &Answers, context: &Context) -> Result<Sorted, NotASchedule> {
    let columns = answers.columns.clone().unwrap_or_else(|| propose(&sheet.headers));
    let place = |wanted: Column| columns.iter().position(|column| *column == Some(wanted));
    if place(Column::Case).or(place(Column::Patient)).is_none() {
        return Err(NotASchedule::NoCase);
    }
    let date = place(Column::Date).ok_or(NotASchedule::NoDate)?;
    let dates = dates::study(sheet.rows.iter().map(|row| row.cell(date)), DateKind::Due, context.today);
    let clock = answers.clock.or_else(|| shown_clock(sheet, place(Column::Start)));
    let mut reader =
        Reader::new(&columns, context, &answers.statuses, clock, dates.orders(&answers.dates, None));
    for row in &sheet.rows {
        reader.read(row);
    }
    let Reader { drafts, problems, statuses, .. } = reader;
    let mut statuses: Vec<StatusRead> = statuses.into_values().collect();
    statuses.sort_by_key(|status| std::cmp::Reverse(status.rows));
    Ok(Sorted { columns, drafts, problems, statuses, dates })
}

/// One time that only a clock of 24 hours has shows how the others are meant.
fn shown_clock(sheet: &Sheet, start: Option<usize>) -> Option<Clock> {
    let start = start?;
    let shows = sheet.rows.iter().any(|row| clock::shows_24_hours(row.cell(start)));
    shows.then_some(Clock::TwentyFour)
}
