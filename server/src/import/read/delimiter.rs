//! What stands between two cells.

use super::{Limits, csv};
use std::collections::BTreeMap;

const CANDIDATES: [u8; 4] = *b",;\t|";
/// Bytes of the file's head that are tried. Under a wrong mark every quoted cell of it is looked at again from its start, so
/// it is short.
const HEAD: usize = 16 * 1024;
/// Rows of the head that are compared.
const ROWS: usize = 60;

/// The delimiter, and where the text begins: after a first line `sep=;`, by which Excel names one.
///
/// Else the candidate wins that divides most rows into the same number of cells; of equals the one with more cells.
pub(super) fn detect(text: &str) -> (u8, usize) {
    if let Some(named) = named(text) {
        return named;
    }
    let mut end = text.len().min(HEAD);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let head = &text[..end];
    let best = CANDIDATES.into_iter().map(|delimiter| (score(head, delimiter), delimiter));
    // The first of equals, so that a comma is assumed where nothing is known.
    let best = best.reduce(|best, other| if best.0 < other.0 { other } else { best });
    (best.map_or(b',', |(_, delimiter)| delimiter), 0)
}

fn named(text: &str) -> Option<(u8, usize)> {
    let line = text.lines().next()?;
    let name = line.strip_prefix("sep=").or_else(|| line.strip_prefix("\"sep="))?;
    let delimiter = name.bytes().next().filter(u8::is_ascii)?;
    let rest = &text[line.len()..];
    Some((delimiter, line.len() + rest.len() - rest.trim_start_matches(['\r', '\n']).len()))
}

/// Percent of the rows that have the commonest width, and that width; (0, 0) if nothing is divided.
fn score(head: &str, delimiter: u8) -> (usize, usize) {
    let roomy = Limits { rows: ROWS * 1000, columns: 1000, ..Limits::default() };
    let Ok(rows) = csv::split(head, 0, &[], delimiter, &roomy) else { return (0, 0) };
    let mut widths: BTreeMap<usize, usize> = BTreeMap::new();
    let looked = rows.len().min(ROWS);
    for row in rows.iter().take(ROWS) {
        *widths.entry(row.cells.len()).or_default() += 1;
    }
    let common = widths.into_iter().filter(|(width, _)| 1 < *width).max_by_key(|(_, rows)| *rows);
    common.map_or((0, 0), |(width, rows)| (rows * 100 / looked.max(1), width))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_that_divides_evenly_wins() {
        assert_eq!(detect("a,b,c\n1,2,3\n").0, b',');
        assert_eq!(detect("a;b;c\n1,5;2,5;3\n1,5;2;3\n").0, b';');
        assert_eq!(detect("Name\tDOB\nLopez, Maria\t2019\nChen, Bo\t2018\n").0, b'\t');
        assert_eq!(detect("a|b\n1|2\n").0, b'|');
        assert_eq!(detect("Name\nMaria\nBo\n").0, b',');
        assert_eq!(detect("North clinic list\n\na;b;c\n1;2;3\n4;5;6").0, b';');
        assert_eq!(detect("sep=|\r\na|b\n"), (b'|', 7));
    }
}
