//! The rows to fix as a file: what was there, unchanged, and in a first column what to do about it.
//!
//! The new column is the first, so that a row with too many or too few cells keeps exactly its own.

use crate::cells::{BYTE_ORDER_MARK, push_row};
use domain::import::{Problem, Sheet, Sorted, Verdict};

/// Name of the first column, by which the file is known when it comes back.
pub const WHAT_TO_FIX: &str = "What to fix";

/// CSV in UTF-8 with a byte order mark, with the sheet's header and every row that is
/// to fix. Formula-like cells are quoted by an apostrophe that reading takes away again.
pub fn write(sheet: &Sheet, sorted: &Sorted) -> Vec<u8> {
    let mut out = BYTE_ORDER_MARK.to_owned();
    let header = std::iter::once(WHAT_TO_FIX).chain(sheet.headers.iter().map(String::as_str));
    push_row(&mut out, header);
    for row in &sorted.rows {
        if let (Verdict::ToFix(problems), Some(raw)) = (&row.verdict, sheet.rows.get(row.row)) {
            let what = what_to_fix(sheet, row.line, problems);
            push_row(&mut out, std::iter::once(what.as_str()).chain(raw.cells.iter().map(String::as_str)));
        }
    }
    out.into_bytes()
}

/// `Row 12. Birth date: There is no such day in the calendar. …`, one sentence group per problem.
pub fn what_to_fix(sheet: &Sheet, line: u32, problems: &[Problem]) -> String {
    let mut text = format!("Row {line}.");
    for problem in problems {
        text.push(' ');
        if let Some(header) = problem.column.and_then(|column| sheet.headers.get(column)) {
            text.push_str(header);
            text.push_str(": ");
        }
        text.push_str(&problem.reason.to_string());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::read::{Limits, read};
    use domain::import::{Context, Mapping, RawRow, SheetNote, sort};
    use proptest::prelude::*;

    fn context() -> Context {
        Context { as_of: "2026-03-10".parse().unwrap(), staff: vec![], sites: vec![] }
    }

    fn fix_all(sheet: &Sheet) -> Sorted {
        sort(sheet, &Mapping::proposed(sheet, context().as_of), &context(), &[])
    }

    #[test]
    fn the_file_says_what_to_fix_and_is_read_back_as_it_was() {
        let csv = "Name,DOB,Service,Memo\nBo Chen,2/30/2019,OT,=1+1\nAna Li,3/14/2019,OT,ok\nJo,1/2/19\nX,1/15/2019,OT,a,b\n";
        let sheet = read(csv.as_bytes(), None, &Limits::default()).unwrap();
        let sorted = fix_all(&sheet);
        let file = write(&sheet, &sorted);
        let text = String::from_utf8(file.clone()).unwrap();
        assert!(text.contains(
            "\"Row 2. DOB: There is no such day in the calendar. Check the day and the month.\",\"Bo Chen\",\"2/30/2019\",\"OT\",\"'=1+1\""
        ), "{text}");
        let again = read(&file, None, &Limits::default()).unwrap();
        assert!(again.notes.contains(&SheetNote::Fixes));
        assert_eq!(again.headers, sheet.headers);
        let before: Vec<_> = [0, 2, 3].map(|row| (&sheet.rows[row].cells, &sheet.rows[row].faults)).to_vec();
        let after: Vec<_> = again.rows.iter().map(|row| (&row.cells, &row.faults)).collect();
        assert_eq!(before, after);
        assert_eq!(fix_all(&again).counts().to_fix, 3);
    }

    proptest! {
        #[test]
        fn every_row_to_fix_comes_back_equal(
            rows in prop::collection::vec(prop::collection::vec("[ -~\u{e9}\u{674e}\n\r\t'=+@\"-]{0,12}", 3), 1..20),
        ) {
            let headers = ["Name", "DOB", "Memo"].map(str::to_owned).to_vec();
            // The day is missing everywhere, so every row with something in it is to fix.
            let rows: Vec<RawRow> = rows.into_iter().zip(2..).map(|(mut cells, line)| {
                cells[1] = "March 2019".into();
                RawRow { line, cells, faults: vec![] }
            }).collect();
            let sheet = Sheet { headers, rows, notes: vec![] };
            let sorted = fix_all(&sheet);
            prop_assert_eq!(usize::try_from(sorted.counts().to_fix), Ok(sheet.rows.len()));
            let again = read(&write(&sheet, &sorted), None, &Limits::default()).unwrap();
            prop_assert_eq!(&again.headers, &sheet.headers);
            let cells = |sheet: &Sheet| sheet.rows.iter().map(|row| row.cells.clone()).collect::<Vec<_>>();
            prop_assert_eq!(cells(&again), cells(&sheet));
        }
    }
}
