//! Workbooks (.xlsx, .xlsm) to rows, cell by cell: a workbook with one cell in its last corner costs one cell.

use super::settle::{self, Widths};
use super::unpack::{self, Package};
use super::{Limits, ReadError};
use calamine::{
    DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx, XlsxError, XlsxFormulaMetadata,
    open_workbook_from_rs,
};
use domain::import::{RawRow, Sheet, SheetNote};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

type Book<'a> = Xlsx<Cursor<&'a [u8]>>;

/// Reads one sheet of the workbook.
pub(super) fn read(bytes: &[u8], sheet: Option<&str>, limits: &Limits) -> Result<Sheet, ReadError> {
    if let Package::Other(kind) = unpack::check(bytes, limits)? {
        return Err(ReadError::OtherFormat(kind));
    }
    // The parser is not ours, and this file is anybody's.
    catch_unwind(AssertUnwindSafe(|| read_book(bytes, sheet, limits))).unwrap_or(Err(ReadError::Damaged))
}

fn read_book(bytes: &[u8], wanted: Option<&str>, limits: &Limits) -> Result<Sheet, ReadError> {
    let mut book: Book<'_> = open_workbook_from_rs(Cursor::new(bytes)).map_err(|error| refuse(&error))?;
    let visible = |sheet: &&calamine::Sheet| {
        sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible
    };
    let mut all: Vec<String> =
        book.sheets_metadata().iter().filter(visible).map(|sheet| sheet.name.clone()).collect();
    if all.is_empty() {
        all = book.sheet_names();
    }
    let candidates: Vec<String> = match wanted {
        Some(name) => {
            let known = book.sheet_names().iter().any(|sheet| sheet == name);
            if !known {
                return Err(ReadError::NoSuchSheet(name.to_owned()));
            }
            vec![name.to_owned()]
        }
        None => all.clone(),
    };
    for name in candidates {
        let (rows, skipped) = match rows_of(&mut book, &name, limits) {
            Ok(read) => read,
            // A chart is a sheet to the file, and none to us.
            Err(XlsxFailure::NotASheet) => continue,
            Err(XlsxFailure::Refused(error)) => return Err(error),
        };
        if rows.is_empty() {
            continue;
        }
        let mut notes = vec![SheetNote::SheetChosen { name, all }];
        if 0 < skipped {
            notes.push(SheetNote::CellsSkipped { count: skipped });
        }
        return settle::settle(rows, notes, Widths::Free, limits);
    }
    Err(ReadError::Empty)
}

enum XlsxFailure {
    NotASheet,
    Refused(ReadError),
}

/// Cells that cannot be read one after the other; then the sheet is damaged, not a cell.
const SKIPPED_MAX: u32 = 1_000;

fn rows_of(book: &mut Book<'_>, name: &str, limits: &Limits) -> Result<(Vec<RawRow>, u32), XlsxFailure> {
    let mut cells = book.worksheet_cells_reader(name).map_err(|error| match error {
        XlsxError::NotAWorksheet(_) => XlsxFailure::NotASheet,
        other => XlsxFailure::Refused(refuse(&other)),
    })?;
    let mut rows = Rows { rows: Vec::new(), limits };
    let mut skipped = 0;
    loop {
        match cells.next_cell_with_formula_metadata() {
            Ok(Some(cell)) => {
                let text = written(&cell.value, cell.formula.as_ref());
                rows.put(cell.pos, text).map_err(XlsxFailure::Refused)?;
            }
            Ok(None) => break,
            // One cell that makes no sense; what follows may.
            Err(XlsxError::CellError(_) | XlsxError::ParseFloat(_) | XlsxError::Unrecognized { .. })
                if skipped < SKIPPED_MAX =>
            {
                skipped += 1;
            }
            Err(error) => return Err(XlsxFailure::Refused(refuse(&error))),
        }
    }
    Ok((rows.rows, skipped))
}

/// Rows as they fill; only cells with something in them take room.
struct Rows<'a> {
    rows: Vec<RawRow>,
    limits: &'a Limits,
}

impl Rows<'_> {
    fn put(&mut self, (row, column): (u32, u32), text: String) -> Result<(), ReadError> {
        if text.trim().is_empty() {
            return Ok(());
        }
        let line = row.saturating_add(1);
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if self.limits.columns <= column {
            return Err(ReadError::TooManyColumns { line, limit: self.limits.columns });
        }
        if self.limits.cell_chars < text.len() && self.limits.cell_chars < text.chars().count() {
            return Err(ReadError::CellTooLong { line, limit: self.limits.cell_chars });
        }
        let place = self.place(line)?;
        let cells = &mut self.rows[place].cells;
        if cells.len() <= column {
            cells.resize(column + 1, String::new());
        }
        cells[column] = text;
        Ok(())
    }

    /// Rows come in order in every file that a program wrote; others are put in order.
    fn place(&mut self, line: u32) -> Result<usize, ReadError> {
        let place = match self.rows.last() {
            Some(last) if last.line == line => return Ok(self.rows.len() - 1),
            Some(last) if line < last.line => match self.rows.binary_search_by_key(&line, |row| row.line) {
                Ok(place) => return Ok(place),
                Err(place) => place,
            },
            _ => self.rows.len(),
        };
        if self.limits.rows + settle::ABOVE < self.rows.len() {
            return Err(ReadError::TooManyRows { limit: self.limits.rows });
        }
        self.rows.insert(place, RawRow { line, ..RawRow::default() });
        Ok(place)
    }
}

/// The cell as text. A formula shows what the program that saved the file had computed; where it had not, the formula
/// itself, as text.
fn written(value: &DataRef<'_>, formula: Option<&XlsxFormulaMetadata>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => plain(*number),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(truth) => if *truth { "TRUE" } else { "FALSE" }.to_owned(),
        DataRef::DateTime(date) => day(date),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => match formula {
            Some(XlsxFormulaMetadata::Normal { formula } | XlsxFormulaMetadata::Shared { formula, .. }) => {
                format!("={formula}")
            }
            Some(_) | None => String::new(),
        },
    }
}

/// As typed: no exponent, no `.0`, and no more digits than the number has.
fn plain(number: f64) -> String {
    format!("{number}")
}

/// ISO; with the time of day if there is one. Times and day counts without a date stay numbers.
fn day(date: &ExcelDateTime) -> String {
    if !date.is_datetime() || !(1.0..2_958_466.0).contains(&date.as_f64()) {
        return plain(date.as_f64());
    }
    let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
    let time = if (hour, minute, second) == (0, 0, 0) {
        String::new()
    } else {
        format!(" {hour:02}:{minute:02}:{second:02}")
    };
    format!("{year:04}-{month:02}-{day:02}{time}")
}

fn refuse(error: &XlsxError) -> ReadError {
    match error {
        XlsxError::Password => ReadError::Encrypted,
        XlsxError::WorksheetNotFound(name) => ReadError::NoSuchSheet(name.clone()),
        _ => ReadError::Damaged,
    }
}
