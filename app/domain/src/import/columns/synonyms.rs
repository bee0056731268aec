//! The words by which spreadsheets call a column.

mod phrases;

use super::Field;
use crate::import::fold::fold_header;
use crate::import::words;
use phrases::PHRASES;

/// Words that a header may have beside a phrase without meaning something else.
const FILLERS: &[&str] = &[
    "patient", "pt", "client", "child", "date", "of", "the", "current", "primary", "our", "mm", "dd", "yyyy",
    "yy", "required", "main", "no", "number", "s", "and", "a", "case", "new", "old", "last", "first", "m",
    "d", "y", "name", "patients", "clients",
];

const GUARDIANS: &[&str] = &[
    "guardian",
    "guardians",
    "parent",
    "parents",
    "mother",
    "mothers",
    "mom",
    "moms",
    "mum",
    "father",
    "fathers",
    "dad",
    "dads",
    "caregiver",
    "family",
    "responsible",
];

/// Words that make a name or a number somebody else's than the family's.
const OTHERS: &[&str] = &[
    "insurance",
    "doctor",
    "dr",
    "physician",
    "pcp",
    "school",
    "teacher",
    "referring",
    "emergency",
    "pharmacy",
    "hospital",
    "attorney",
    "adjuster",
    "employer",
    "diagnosis",
    "medication",
];

/// Meanings that the header may have, with points out of a hundred.
pub(super) fn from_header(header: &str) -> Vec<(Field, i32)> {
    let key = fold_header(header);
    if key.is_empty() {
        return Vec::new();
    }
    let words: Vec<&str> = key.split(' ').collect();
    let mut found: Vec<(Field, i32)> = Vec::new();
    for (field, phrases) in PHRASES {
        let best = phrases.iter().filter_map(|phrase| score(&key, &words, phrase)).max();
        found.extend(best.and_then(|points| Some((of_whom(*field, &words)?, points))));
    }
    found.extend(words::discipline(&key).map(|discipline| (Field::DisciplineMark(discipline), 85)));
    found
}

/// How well the phrase covers the header.
fn score(key: &str, words: &[&str], phrase: &str) -> Option<i32> {
    if key == phrase {
        return Some(88);
    }
    let wanted: Vec<&str> = phrase.split(' ').collect();
    let place = words.windows(wanted.len()).position(|window| window == wanted)?;
    let rest = words.iter().enumerate().filter(|(at, _)| *at < place || place + wanted.len() <= *at);
    let strange = i32::try_from(rest.filter(|(_, word)| !FILLERS.contains(word)).count()).unwrap_or(i32::MAX);
    let longer = i32::try_from(wanted.len()).unwrap_or(1).min(4);
    // A longer phrase says more: "referral date" beats "date of birth" in neither's absence.
    Some(match strange {
        0 => 70 + longer * 4,
        1 => 48 + longer * 4,
        _ => 34 + longer * 4,
    })
}

/// A phone under "Mother's cell" is the mother's; one under "School phone" belongs to nobody on the case.
fn of_whom(field: Field, words: &[&str]) -> Option<Field> {
    let any = |list: &[&str]| words.iter().any(|word| list.contains(word));
    let personal = matches!(
        field,
        Field::PatientName
            | Field::FirstName
            | Field::MiddleName
            | Field::LastName
            | Field::Phone
            | Field::Email
    );
    match field {
        _ if personal && any(OTHERS) => None,
        Field::Phone if any(GUARDIANS) => Some(Field::GuardianPhone),
        Field::Email if any(GUARDIANS) => Some(Field::GuardianEmail),
        _ if personal && any(GUARDIANS) => Some(Field::GuardianName),
        other => Some(other),
    }
}
