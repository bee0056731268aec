//! Writes the messy caseload to a file, for trying the import by hand and in the browser, and says what must come out.
//!
//! `cargo run -p tests --example messy -- caseload.csv [rows] [seed] [as-of date]`; a name ending in `.xlsx` gives a
//! workbook.

use std::error::Error;
use std::io::Write;

fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip(1);
    let path = words.next().ok_or("Name the file to write, as caseload.csv or caseload.xlsx.")?;
    let rows = words.next().map_or(Ok(500), |word| word.parse())?;
    let seed = words.next().map_or(Ok(1), |word| word.parse())?;
    let as_of = words
        .next()
        .map_or_else(|| Ok(server::clock::Clock::Real.now().date_naive()), |word| word.parse())?;
    let messy = tests::messy::caseload(seed, rows, as_of);
    let workbook =
        std::path::Path::new(&path).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"));
    let (bytes, (before, after)) = if workbook {
        (messy.xlsx()?, messy.expected_of_workbook())
    } else {
        (messy.csv(), messy.expected())
    };
    std::fs::write(&path, bytes)?;
    let mut out = std::io::stdout().lock();
    for (when, seen) in [("before the date question is answered", before), ("after \"month first\"", after)] {
        let (rows, ready, to_fix, twins) = (seen.rows, seen.ready, seen.to_fix, seen.duplicates);
        writeln!(out, "{when}: {rows} rows = {ready} ready + {to_fix} to fix + {twins} possible duplicates")?;
    }
    Ok(())
}
