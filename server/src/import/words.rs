//! The words of a file that stand for something here: old statuses, therapists, sites. The same file with the same choice
//! of columns always gives the same list, so that a form can name a word by its place.

use super::choices::code;
use super::work::Work;
use domain::import::Field;
use domain::import::fold::{fold, is_blank};
use domain::import::mapping::who;
use domain::import::words::{StatusWord, statuses};
use std::collections::BTreeMap;

/// Different words listed of a column; more are no names.
const WORDS: usize = 200;

/// What words stand for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// A lane.
    Status,
    /// A person.
    Owner,
    /// A site.
    Site,
}

impl Kind {
    pub(super) const ALL: [Kind; 3] = [Kind::Status, Kind::Owner, Kind::Site];

    fn field(self) -> Field {
        match self {
            Kind::Status => Field::Status,
            Kind::Owner => Field::Owner,
            Kind::Site => Field::Site,
        }
    }
}

/// One word.
pub(super) struct Word {
    /// Its field in the form.
    pub(super) field: String,
    /// By which a mapping names it; empty for blank cells.
    pub(super) key: String,
    /// As first written.
    pub(super) text: String,
    /// Rows that hold it.
    pub(super) rows: u32,
    /// A code of a standing, or the id of a person or site; empty while nobody knows.
    pub(super) means: String,
}

/// The words of that kind, the most frequent first.
pub(super) fn of(work: &Work, kind: Kind) -> Vec<Word> {
    let Some(column) = work.mapping.column(kind.field()) else { return Vec::new() };
    let cells = work.sheet.rows.iter().map(|row| row.cell(column));
    let words = match kind {
        Kind::Status => statuses(cells).into_iter().map(|word| status(work, word)).collect(),
        Kind::Owner | Kind::Site => names(work, kind, cells),
    };
    let words = words.into_iter().take(WORDS).enumerate();
    words.map(|(place, word)| Word { field: format!("w{column}-{place}"), ..word }).collect()
}

fn status(work: &Work, found: StatusWord) -> Word {
    let mapping = &work.mapping;
    let chosen = mapping.statuses.get(&found.key).copied();
    let blank = found.key.is_empty().then_some(mapping.blank_status);
    let means = chosen.or(blank).or(found.standing).map(code).unwrap_or_default();
    let text = if found.key.is_empty() { String::new() } else { found.word };
    Word { field: String::new(), key: found.key, text, rows: found.rows, means }
}

fn names<'a>(work: &Work, kind: Kind, cells: impl Iterator<Item = &'a str>) -> Vec<Word> {
    let mut found: BTreeMap<String, Word> = BTreeMap::new();
    for cell in cells.filter(|cell| !is_blank(cell)) {
        let key = fold(cell);
        let fresh = || Word {
            field: String::new(),
            key: key.clone(),
            text: cell.to_owned(),
            rows: 0,
            means: name(work, kind, cell, &key),
        };
        found.entry(key.clone()).or_insert_with(fresh).rows += 1;
    }
    let mut words: Vec<Word> = found.into_values().collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.rows));
    words
}

fn name(work: &Work, kind: Kind, cell: &str, key: &str) -> String {
    let (mapping, context) = (&work.mapping, &work.context);
    let id = if kind == Kind::Owner {
        let chosen = mapping.owners.get(key).copied();
        chosen.unwrap_or_else(|| who(cell, &context.staff)).map(|id| id.to_string())
    } else {
        let chosen = mapping.sites.get(key).copied();
        chosen.unwrap_or_else(|| who(cell, &context.sites)).map(|id| id.to_string())
    };
    id.unwrap_or_default()
}
