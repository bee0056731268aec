//! Rows to a sheet: which row is the header, what the columns are called, which rows do not fit.

use super::{Limits, ReadError};
use crate::cells::unguard;
use crate::import::fixes::WHAT_TO_FIX;
use domain::import::columns::is_header_word;
use domain::import::fold::{fold, is_blank};
use domain::import::sheet::column_letters;
use domain::import::{Fault, RawRow, Sheet, SheetNote, dates, people};

/// Rows at the top among which the header is looked for: titles and dates stand above it in many a list.
pub(super) const ABOVE: usize = 15;
/// Longest name of a column, in characters.
const HEADER_CHARS: usize = 100;

/// Whether the file itself says how many cells a row has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Widths {
    /// Delimited text: a row of another width is suspicious.
    Told,
    /// A workbook: cells stand at their places, missing ones are blank. Only what stands behind the header is suspicious.
    Free,
}

/// Makes a sheet of all non-blank rows.
pub(super) fn settle(
    mut rows: Vec<RawRow>,
    mut notes: Vec<SheetNote>,
    widths: Widths,
    limits: &Limits,
) -> Result<Sheet, ReadError> {
    if rows.is_empty() {
        return Err(ReadError::Empty);
    }
    if is_fixes(&rows) {
        notes.push(SheetNote::Fixes);
        rows.iter_mut().for_each(unfix);
    }
    let header = find_header(&rows, notes.contains(&SheetNote::Fixes));
    let header_line = header.and_then(|place| rows.get(place)).map(|row| row.line);
    let names = if let Some(place) = header {
        if let Some(row) = rows.get(place).filter(|row| row.line != 1) {
            notes.push(SheetNote::HeaderAt { line: row.line });
        }
        rows.drain(..=place).next_back().map_or(Vec::new(), |row| row.cells)
    } else {
        notes.push(SheetNote::NoHeader);
        Vec::new()
    };
    if rows.is_empty() {
        return Err(ReadError::NoRows);
    }
    if limits.rows < rows.len() {
        return Err(ReadError::TooManyRows { limit: limits.rows });
    }
    let told = names.iter().rposition(|name| !name.trim().is_empty()).map_or(0, |last| last + 1);
    let widest = rows.iter().map(used_width).max().unwrap_or(0);
    let wider = rows.iter().filter(|row| told < used_width(row)).count();
    let width = match (widths, header) {
        (Widths::Told, Some(_)) => told,
        (Widths::Told, None) => common_width(&rows),
        // A few rows that go on behind the header are shifted; many are a column that nobody named.
        (Widths::Free, Some(_)) if wider * 2 <= rows.len() => told,
        (Widths::Free, _) => told.max(widest),
    };
    let too_wide = rows.iter().find(|row| limits.columns < used_width(row)).map(|row| row.line);
    if let Some(line) = too_wide.or((limits.columns < width).then_some(1)) {
        return Err(ReadError::TooManyColumns { line, limit: limits.columns });
    }
    let blank = blank_rows(header_line, &rows);
    if 0 < blank {
        notes.push(SheetNote::BlankRows { count: blank });
    }
    for row in &mut rows {
        fit(row, width, widths);
    }
    Ok(Sheet { headers: headers(&names, width), rows, notes })
}

/// Rows without anything in them between the header and the last row that has something.
fn blank_rows(header_line: Option<u32>, rows: &[RawRow]) -> u32 {
    let line = |row: Option<&RawRow>| row.map_or(0, |row| row.line);
    let before = header_line.unwrap_or(line(rows.first()).saturating_sub(1));
    let filled = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    line(rows.last()).saturating_sub(before).saturating_sub(filled)
}

fn used_width(row: &RawRow) -> usize {
    row.cells.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1)
}

fn common_width(rows: &[RawRow]) -> usize {
    let mut counts = std::collections::BTreeMap::new();
    for row in rows {
        *counts.entry(row.cells.len()).or_insert(0_usize) += 1;
    }
    counts.into_iter().max_by_key(|(width, rows)| (*rows, *width)).map_or(0, |(width, _)| width)
}

/// Blank cells past the header are dropped; a row that still does not fit is marked, and keeps its cells.
fn fit(row: &mut RawRow, width: usize, widths: Widths) {
    for column in 0..row.cells.len() {
        // The mark that another program left in place of what it could not read.
        let fault = Fault::BrokenText { column };
        if row.cells[column].contains(char::REPLACEMENT_CHARACTER) && !row.faults.contains(&fault) {
            row.faults.push(fault);
        }
    }
    let found = row.cells.len();
    if widths == Widths::Free && used_width(row) <= width {
        row.cells.resize(width, String::new());
    } else if width < found && used_width(row) <= width {
        row.cells.truncate(width);
    } else if found != width {
        row.faults.push(Fault::CellCount { found, expected: width });
    }
    row.faults.retain(|fault| fault.column().is_none_or(|column| column < row.cells.len()));
}

/// The place of the header among the first rows: the one with most words that columns are called by. Without such
/// words the first row of the common width, unless it holds a date, a phone or an address: then there is none.
fn find_header(rows: &[RawRow], fixes: bool) -> Option<usize> {
    if fixes {
        return Some(0);
    }
    let head = &rows[..rows.len().min(ABOVE)];
    let words = |row: &RawRow| row.cells.iter().filter(|cell| is_header_word(cell)).count();
    let filled = |row: &RawRow| row.cells.iter().filter(|cell| !cell.trim().is_empty()).count();
    let best = head.iter().map(words).max().unwrap_or(0);
    let found = head.iter().position(|row| words(row) == best && 0 < best);
    if let Some(place) = found.filter(|place| 2 <= best || filled(&head[*place]) <= 2) {
        return Some(place);
    }
    let common = head.iter().map(filled).max().unwrap_or(0);
    let first = head.iter().position(|row| common <= filled(row) + 1)?;
    let is_data = |cell: &String| {
        let order = Some(dates::DateOrder::MonthFirst);
        let today = chrono::DateTime::UNIX_EPOCH.date_naive() + chrono::Days::new(40_000);
        dates::read(cell, order, dates::DateKind::Birth, today).is_ok()
            || people::phone(cell).is_ok()
            || people::email(cell).is_ok()
    };
    (!head[first].cells.iter().any(is_data)).then_some(first)
}

/// Names in one line, none blank, none twice.
fn headers(names: &[String], width: usize) -> Vec<String> {
    let mut headers: Vec<String> = Vec::with_capacity(width);
    for column in 0..width {
        let words = names.get(column).map_or("", String::as_str).split_whitespace();
        let mut name: String = words.collect::<Vec<_>>().join(" ").chars().take(HEADER_CHARS).collect();
        if is_blank(&name) {
            name = format!("Column {}", column_letters(column));
        }
        let mut unique = name.clone();
        let mut nth = 2;
        while headers.contains(&unique) {
            unique = format!("{name} ({nth})");
            nth += 1;
        }
        headers.push(unique);
    }
    headers
}

/// Whether this is a list of rows to fix that this program wrote.
fn is_fixes(rows: &[RawRow]) -> bool {
    let first = rows.first().and_then(|row| row.cells.first());
    first.is_some_and(|cell| fold(cell) == fold(WHAT_TO_FIX))
}

/// Takes the first column away again, and the apostrophes that kept formulas from running.
fn unfix(row: &mut RawRow) {
    if !row.cells.is_empty() {
        row.cells.remove(0);
    }
    for cell in &mut row.cells {
        *cell = unguard(cell).to_owned();
    }
    row.faults.retain_mut(|fault| match fault {
        Fault::CellCount { .. } => true,
        Fault::BrokenText { column } | Fault::StrayQuote { column } => {
            let own = 0 < *column;
            *column = column.saturating_sub(1);
            own
        }
    });
}
