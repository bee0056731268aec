//! What a file held, before anybody asks what it means: headers, rows of text, and what was odd about them.

use serde::{Deserialize, Serialize};
use std::fmt;

/// One table of text. Dates that the file marked as dates are ISO (`2024-03-05`), numbers are as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// One name per column, none blank and none twice.
    pub headers: Vec<String>,
    /// Rows that hold something, in the file's order.
    pub rows: Vec<RawRow>,
    /// What was decided while reading, for the person to check.
    pub notes: Vec<SheetNote>,
}

/// One row as it stands in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RawRow {
    /// Its number as a spreadsheet program counts: blank rows count, the first row is 1.
    pub line: u32,
    /// Usually one cell per header; a row with a [`Fault::CellCount`] keeps the cells that it has.
    pub cells: Vec<String>,
    /// What keeps the row from being read with certainty.
    pub faults: Vec<Fault>,
}

impl RawRow {
    /// The cell's text, trimmed; a missing cell is blank.
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", |cell| cell.trim())
    }
}

/// Damage to a row that its reader noticed. Columns count from 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// More or fewer cells than headers: the values may stand under the wrong names.
    CellCount {
        /// Cells in the row.
        found: usize,
        /// Headers.
        expected: usize,
    },
    /// Bytes that are not text in the file's encoding; what they most likely mean is in the cell.
    BrokenText {
        /// Where.
        column: usize,
    },
    /// A quotation mark that opens and never closes, or closes in the middle of several lines.
    StrayQuote {
        /// Where.
        column: usize,
    },
}

impl Fault {
    /// The column, if the damage is in one.
    pub fn column(&self) -> Option<usize> {
        match self {
            Fault::CellCount { .. } => None,
            Fault::BrokenText { column } | Fault::StrayQuote { column } => Some(*column),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::CellCount { found, expected } => write!(
                f,
                "The row has {found} cells where the header has {expected}, so values may stand under the wrong \
                 column. Move them to their places."
            ),
            Fault::BrokenText { .. } => {
                f.write_str("Some letters of this cell are damaged in the file. Check and retype them.")
            }
            Fault::StrayQuote { .. } => f.write_str(
                "A quotation mark is out of place, so this cell may hold more or less than it should. Check the row.",
            ),
        }
    }
}

/// A decision that the reader made about the whole file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SheetNote {
    /// How the bytes were read as letters.
    Encoding(String),
    /// What stands between two cells.
    Delimiter(char),
    /// The sheet that was read, of how many.
    SheetChosen {
        /// Its name.
        name: String,
        /// Names of all sheets of the workbook.
        all: Vec<String>,
    },
    /// The row taken as the header, when it is not the first; what stands above it was left out.
    HeaderAt {
        /// Its line.
        line: u32,
    },
    /// No row looked like a header; columns are named by letter and the first row is data.
    NoHeader,
    /// The file is a list of rows to fix that this program wrote.
    Fixes,
    /// Rows without anything in them were left out.
    BlankRows {
        /// How many.
        count: u32,
    },
    /// Cells that the workbook's reader could not understand; they were left blank.
    CellsSkipped {
        /// How many.
        count: u32,
    },
}

impl fmt::Display for SheetNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SheetNote::Encoding(name) => write!(f, "Read as {name}."),
            SheetNote::Delimiter(mark) => write!(f, "Cells are separated by {}.", delimiter_name(*mark)),
            SheetNote::SheetChosen { name, all } if all.len() == 1 => write!(f, "Sheet “{name}”."),
            SheetNote::SheetChosen { name, all } => {
                write!(f, "Sheet “{name}” of {}: the others were not read.", all.len())
            }
            SheetNote::HeaderAt { line } => {
                write!(f, "Row {line} was taken as the header; the rows above it were left out.")
            }
            SheetNote::NoHeader => {
                f.write_str("No header row was found; the columns are named by their letters.")
            }
            SheetNote::Fixes => {
                f.write_str("This is a corrected list of rows to fix; its first column was left out.")
            }
            SheetNote::BlankRows { count: 1 } => f.write_str("1 blank row was left out."),
            SheetNote::BlankRows { count } => write!(f, "{count} blank rows were left out."),
            SheetNote::CellsSkipped { count } => {
                write!(
                    f,
                    "{count} damaged cells could not be read and were left blank. Check them in the file."
                )
            }
        }
    }
}

fn delimiter_name(mark: char) -> String {
    match mark {
        ',' => "commas".into(),
        ';' => "semicolons".into(),
        '\t' => "tabs".into(),
        '|' => "vertical bars".into(),
        other => format!("“{other}”"),
    }
}

/// `A`, `B` … `Z`, `AA`: the name of a column that has none, as spreadsheet programs count.
pub fn column_letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut left = column + 1;
    while 0 < left {
        left -= 1;
        letters.push(char::from(b'A' + u8::try_from(left % 26).unwrap_or(0)));
        left /= 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_lettered_as_spreadsheets_do() {
        let letters = [0, 25, 26, 51, 52, 701, 702].map(column_letters);
        assert_eq!(letters, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }
}
