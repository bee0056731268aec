//! Every row into exactly one of three piles: ready, to fix, possible duplicate.

use super::draft::{Draft, Problem};
use super::mapping::{Context, Mapping};
use super::row::Reader;
use super::sheet::Sheet;
use super::twins::{Index, Known, Twin};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Where a row went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It can become a case.
    Ready(Box<Draft>),
    /// It says something that cannot be true or read; at least one problem.
    ToFix(Vec<Problem>),
    /// It may be about somebody who is already here, or earlier in the file.
    PossibleDuplicate {
        /// The other one.
        twin: Twin,
        /// The case that it would become.
        draft: Box<Draft>,
    },
}

/// One row of the sheet and its pile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SortedRow {
    /// Its place in [`Sheet::rows`].
    pub row: usize,
    /// Its number in the file.
    pub line: u32,
    /// Its pile.
    pub verdict: Verdict,
}

/// All rows, in the file's order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sorted {
    /// One per row of the sheet.
    pub rows: Vec<SortedRow>,
}

/// How many rows each pile holds; `ready + to_fix + duplicates` is `rows`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// All.
    pub rows: u32,
    /// Ready.
    pub ready: u32,
    /// To fix.
    pub to_fix: u32,
    /// Possible duplicates.
    pub duplicates: u32,
}

impl Sorted {
    /// The sizes of the piles.
    pub fn counts(&self) -> Counts {
        self.rows.iter().fold(Counts::default(), |mut counts, row| {
            counts.rows += 1;
            match row.verdict {
                Verdict::Ready(_) => counts.ready += 1,
                Verdict::ToFix(_) => counts.to_fix += 1,
                Verdict::PossibleDuplicate { .. } => counts.duplicates += 1,
            }
            counts
        })
    }

    /// From which columns the rows that are ready have their day of entering the lane, and how many from each; `None`
    /// are the rows without any date, which begin on the day of the import.
    pub fn lane_dates(&self) -> BTreeMap<Option<usize>, u32> {
        self.ready().fold(BTreeMap::new(), |mut columns, (_, draft)| {
            *columns.entry(draft.lane_since_from).or_insert(0) += 1;
            columns
        })
    }

    /// The drafts that can become cases, with their lines.
    pub fn ready(&self) -> impl Iterator<Item = (u32, &Draft)> {
        self.rows.iter().filter_map(|row| match &row.verdict {
            Verdict::Ready(draft) => Some((row.line, &**draft)),
            Verdict::ToFix(_) | Verdict::PossibleDuplicate { .. } => None,
        })
    }
}

/// Sorts the rows. A row with problems is to fix even if it may also be a duplicate; of several rows about one person
/// the first is ready. Rows named in [`Mapping::import_anyway`] are ready although they have a twin.
pub fn sort(sheet: &Sheet, mapping: &Mapping, context: &Context, known: &[Known]) -> Sorted {
    let reader = Reader::new(sheet, mapping, context);
    let mut seen = Index::of_cases(known);
    let mut verdict = |line: u32, read: Result<Draft, Vec<Problem>>| {
        let draft = match read {
            Ok(draft) => Box::new(draft),
            Err(problems) => return Verdict::ToFix(problems),
        };
        let twin = seen.find(&draft).filter(|_| !mapping.import_anyway.contains(&line));
        if let Some(twin) = twin {
            return Verdict::PossibleDuplicate { twin, draft };
        }
        seen.add_row(line, &draft);
        Verdict::Ready(draft)
    };
    let rows = sheet.rows.iter().enumerate();
    let rows = rows.map(|(place, row)| SortedRow {
        row: place,
        line: row.line,
        verdict: verdict(row.line, reader.read(row)),
    });
    Sorted { rows: rows.collect() }
}

#[cfg(test)]
mod tests;
