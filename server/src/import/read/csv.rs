//! Delimited text to rows of cells.
//!
//! Our own reader, because a clinic's file breaks the rules: a quotation mark closes only before a delimiter or the
//! end of a line (`"Robert "Bob" Roe"` keeps its marks), one that never closes does not swallow the rest of the file,
//! and rows are counted as a spreadsheet program counts them, blank ones included.

use super::{Limits, ReadError};
use domain::import::{Fault, RawRow};

/// Marks that never close; more are a broken file, and each costs a look at what follows.
const UNCLOSED_MAX: usize = 200;

/// Rows of `text` from byte `from`; cells as they stand, blank rows left out. `broken` are damaged places in `text`.
pub(super) fn split(
    text: &str,
    from: usize,
    broken: &[usize],
    delimiter: u8,
    limits: &Limits,
) -> Result<Vec<RawRow>, ReadError> {
    // The line `sep=;` is a row of its own to a spreadsheet program's counting.
    let mut reader =
        Reader { text, at: from, line: u32::from(0 < from), delimiter, limits, broken, unclosed: 0 };
    let mut rows = Vec::new();
    while reader.at < text.len() {
        reader.line += 1;
        let row = reader.row()?;
        if row.cells.iter().any(|cell| !cell.trim().is_empty()) {
            // A few rows more for titles and the header; settling counts exactly.
            if limits.rows + super::settle::ABOVE < rows.len() {
                return Err(ReadError::TooManyRows { limit: limits.rows });
            }
            rows.push(row);
        }
    }
    Ok(rows)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    line: u32,
    delimiter: u8,
    limits: &'a Limits,
    broken: &'a [usize],
    unclosed: usize,
}

/// How a quoted cell ended.
enum Quoted {
    Closed { cell: String, stray: bool },
    Open,
}

impl Reader<'_> {
    fn row(&mut self) -> Result<RawRow, ReadError> {
        let mut row = RawRow { line: self.line, ..RawRow::default() };
        loop {
            let column = row.cells.len();
            if self.limits.columns * 2 < column {
                return Err(ReadError::TooManyColumns { line: self.line, limit: self.limits.columns });
            }
            let start = self.at;
            let (cell, stray) = self.cell()?;
            if self.limits.cell_chars < cell.len() && self.limits.cell_chars < cell.chars().count() {
                return Err(ReadError::CellTooLong { line: self.line, limit: self.limits.cell_chars });
            }
            row.cells.push(cell);
            if stray {
                row.faults.push(Fault::StrayQuote { column });
            }
            if self.is_broken(start, self.at) {
                row.faults.push(Fault::BrokenText { column });
            }
            match self.byte(self.at) {
                Some(mark) if mark == self.delimiter => self.at += 1,
                _ => break,
            }
        }
        if self.byte(self.at) == Some(b'\r') {
            self.at += 1;
        }
        if self.byte(self.at) == Some(b'\n') {
            self.at += 1;
        }
        Ok(row)
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    fn is_broken(&self, start: usize, end: usize) -> bool {
        let first = self.broken.partition_point(|place| *place < start);
        self.broken.get(first).is_some_and(|place| *place < end)
    }

    /// One cell, and whether a quotation mark in it is out of place; stops before the delimiter or line end.
    fn cell(&mut self) -> Result<(String, bool), ReadError> {
        let spaces = self.text.as_bytes()[self.at..].iter().take_while(|byte| **byte == b' ').count();
        if self.byte(self.at + spaces) != Some(b'"') {
            return Ok((self.plain(), false));
        }
        let start = self.at;
        self.at += spaces + 1;
        if let Quoted::Closed { cell, stray } = self.quoted()? {
            return Ok((cell, stray));
        }
        self.at = start;
        self.unclosed += 1;
        if UNCLOSED_MAX < self.unclosed {
            return Err(ReadError::Quotes);
        }
        Ok((self.plain(), true))
    }

    fn plain(&mut self) -> String {
        let rest = &self.text[self.at..];
        let end = |byte: &u8| *byte == self.delimiter || matches!(byte, b'\r' | b'\n');
        let length = rest.bytes().position(|byte| end(&byte)).unwrap_or(rest.len());
        self.at += length;
        rest[..length].to_owned()
    }

    fn quoted(&mut self) -> Result<Quoted, ReadError> {
        let mut cell = String::new();
        let mut stray = false;
        loop {
            let rest = &self.text[self.at..];
            let Some(mark) = rest.find('"') else {
                return Ok(Quoted::Open);
            };
            cell.push_str(&rest[..mark]);
            self.at += mark + 1;
            if self.limits.cell_chars * 4 < cell.len() {
                // One line as long as this is a long cell; many lines are a mark that was never closed.
                return if cell.contains('\n') {
                    Ok(Quoted::Open)
                } else {
                    Err(ReadError::CellTooLong { line: self.line, limit: self.limits.cell_chars })
                };
            }
            if self.byte(self.at) == Some(b'"') {
                cell.push('"');
                self.at += 1;
                continue;
            }
            let after = self.text[self.at..].bytes().find(|byte| *byte != b' ');
            if after.is_none_or(|byte| byte == self.delimiter || matches!(byte, b'\r' | b'\n')) {
                self.at += self.text[self.at..].bytes().take_while(|byte| *byte == b' ').count();
                return Ok(Quoted::Closed { cell, stray });
            }
            // A mark in the middle: kept. Over several lines it more likely opens the next cell.
            stray |= cell.contains(['\n', '\r']);
            cell.push('"');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> Vec<(u32, Vec<String>, usize)> {
        let rows = split(text, 0, &[], b',', &Limits::default()).unwrap();
        rows.into_iter().map(|row| (row.line, row.cells, row.faults.len())).collect()
    }

    fn cells(text: &str) -> Vec<String> {
        check(text).remove(0).1
    }

    #[test]
    fn quotes_are_read_as_they_were_meant() {
        assert_eq!(cells("a,\"b,c\",d"), ["a", "b,c", "d"]);
        assert_eq!(cells("\"say \"\"hi\"\"\",x"), ["say \"hi\"", "x"]);
        assert_eq!(cells("\"Robert \"Bob\" Roe\",x"), ["Robert \"Bob\" Roe", "x"]);
        assert_eq!(cells("a, \"b,c\" ,d"), ["a", "b,c", "d"]);
        assert_eq!(cells("5\" tall,x"), ["5\" tall", "x"]);
        assert_eq!(cells("\"two\nlines\",x"), ["two\nlines", "x"]);
        assert_eq!(cells("\"\",\"\"\"\",x"), ["", "\"", "x"]);
        assert_eq!(cells("a,,"), ["a", "", ""]);
    }

    #[test]
    fn rows_are_counted_as_a_spreadsheet_counts() {
        let rows = check("a,b\r\n\r\n\"x\ny\",1\r,\nc,d\n");
        let seen: Vec<_> = rows.iter().map(|(line, cells, _)| (*line, cells[0].as_str())).collect();
        assert_eq!(seen, [(1, "a"), (3, "x\ny"), (5, "c")]);
    }

    #[test]
    fn a_mark_that_never_closes_costs_one_row() {
        let rows = check("a,\"b\nc,d\ne,f");
        assert_eq!(
            rows,
            [
                (1, vec!["a".into(), "\"b".into()], 1),
                (2, vec!["c".into(), "d".into()], 0),
                (3, vec!["e".into(), "f".into()], 0)
            ]
        );
        // Here it closes too late, at a mark that was meant to open.
        let rows = check("a,\"b\nc,\"d\",e\n");
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].2, 1, "{rows:?}");
    }

    #[test]
    fn limits_are_kept() {
        let limits = Limits { rows: 2, columns: 3, cell_chars: 10, ..Limits::default() };
        let read = |text: &str| split(text, 0, &[], b',', &limits).map(|rows| rows.len());
        assert_eq!(read("a,b,c,d,e,f,g,h"), Err(ReadError::TooManyColumns { line: 1, limit: 3 }));
        assert_eq!(read("a\nbbbbbbbbbbb"), Err(ReadError::CellTooLong { line: 2, limit: 10 }));
        assert_eq!(read(&"a\n".repeat(200)), Err(ReadError::TooManyRows { limit: 2 }));
        assert_eq!(split(&"\"a\n".repeat(3000), 0, &[], b',', &Limits::default()), Err(ReadError::Quotes));
    }
}
