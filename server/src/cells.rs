//! Cells of the CSV files that this program writes, safe to open in a spreadsheet program.
//!
//! A cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return may be run as a formula by the program that
//! opens the file. Such a cell gets an apostrophe in front, and one that already has apostrophes before such a mark
//! gets one more, so that [`unguard`] gives back exactly what was there.

use std::borrow::Cow;

/// First in a file: without it Excel shows accents as rubbish.
pub(crate) const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The cell as written into a file.
pub fn guard(cell: &str) -> Cow<'_, str> {
    if is_live(cell.trim_start_matches('\'')) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// The cell as it was before [`guard`].
pub fn unguard(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_live(rest.trim_start_matches('\'')) => rest,
        _ => cell,
    }
}

/// One line, every cell quoted: blanks and line breaks then survive any program.
pub(crate) fn push_row<'a>(out: &mut String, cells: impl IntoIterator<Item = &'a str>) {
    for (place, cell) in cells.into_iter().enumerate() {
        if 0 < place {
            out.push(',');
        }
        out.push('"');
        out.push_str(&guard(cell).replace('"', "\"\""));
        out.push('"');
    }
    out.push_str("\r\n");
}

/// Leading spaces do not stop every program, so they do not count.
fn is_live(cell: &str) -> bool {
    cell.starts_with(['\t', '\r'])
        || cell.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_quoted_and_come_back() {
        assert_eq!(guard("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
        assert_eq!(guard("+1 212 555 0134"), "'+1 212 555 0134");
        assert_eq!(guard("O'Brien"), "O'Brien");
        for cell in
            ["=1", "'=1", "''-2", "@a", "-5", "\t=1", "  =1", "O'Brien", "'quoted'", "", "'", "''", "plain"]
        {
            assert_eq!(unguard(&guard(cell)), cell);
            let first = guard(cell).chars().next();
            assert!(!first.is_some_and(|c| "=+-@\t\r".contains(c)), "{cell}");
        }
    }
}
