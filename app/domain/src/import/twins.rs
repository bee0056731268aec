//! Whether two rows, or a row and a case, are about the same person.

use super::draft::Draft;
use super::fold::{fold, fold_name};
use crate::ids::CaseId;
use crate::kinds::{Date, Phone};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A case that the clinic already has, as far as this question needs it.
#[derive(Clone, Debug)]
pub struct Known {
    /// The case.
    pub case: CaseId,
    /// The patient's name.
    pub name: String,
    /// Birthday.
    pub birth_on: Option<Date>,
    /// Phones of the patient and the guardians.
    pub phones: Vec<Phone>,
    /// Chart and member numbers.
    pub identifiers: Vec<String>,
}

/// The other one, and what is alike.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Twin {
    /// Who.
    pub of: Other,
    /// What gives rise to the question.
    pub alike: Alike,
}

/// A row of the same file, by its line, or a case of the clinic.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Other {
    /// An earlier row.
    Row(u32),
    /// An existing case.
    Case(CaseId),
}

/// What two people share.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Alike {
    /// A chart or member number.
    Identifier,
    /// Name and birthday.
    NameAndBirth,
    /// The name, while a birthday is missing.
    Name,
    /// The birthday, and a name that differs by a letter or two.
    NearlyTheName,
}

impl Alike {
    /// As a preview says it.
    pub fn title(self) -> &'static str {
        match self {
            Alike::Identifier => "same number",
            Alike::NameAndBirth => "same name and birth date",
            Alike::Name => "same name, one birth date is missing",
            Alike::NearlyTheName => "same birth date, almost the same name",
        }
    }
}

/// Everybody seen so far.
#[derive(Default)]
pub(super) struct Index {
    people: Vec<Person>,
    by_name: BTreeMap<String, Vec<usize>>,
    by_identifier: BTreeMap<String, usize>,
    by_birth: BTreeMap<Date, Vec<usize>>,
}

struct Person {
    of: Other,
    name: String,
    birth_on: Option<Date>,
}

/// At most so many people of one birthday are compared letter by letter; more is a broken column, not a clinic.
const SAME_DAY_MAX: usize = 64;
/// Shorter numbers are row counters, not chart numbers.
const IDENTIFIER_MIN: usize = 3;

impl Index {
    pub(super) fn of_cases(known: &[Known]) -> Index {
        let mut index = Index::default();
        for case in known {
            index.add(Other::Case(case.case), &case.name, case.birth_on, &case.identifiers);
        }
        index
    }

    pub(super) fn add_row(&mut self, line: u32, draft: &Draft) {
        let identifiers: Vec<String> = draft.identifiers.iter().map(|(_, number)| number.clone()).collect();
        self.add(Other::Row(line), draft.name.as_str(), draft.birth_on, &identifiers);
    }

    fn add(&mut self, of: Other, name: &str, birth_on: Option<Date>, identifiers: &[String]) {
        let place = self.people.len();
        let name = fold_name(name);
        self.by_name.entry(name.clone()).or_default().push(place);
        for identifier in identifiers.iter().filter_map(|number| key(number)) {
            self.by_identifier.entry(identifier).or_insert(place);
        }
        if let Some(birth) = birth_on {
            self.by_birth.entry(birth).or_default().push(place);
        }
        self.people.push(Person { of, name, birth_on });
    }

    /// The likeliest twin of the draft, if there is one.
    pub(super) fn find(&self, draft: &Draft) -> Option<Twin> {
        let twin = |place: usize, alike| Twin { of: self.people[place].of, alike };
        let name = fold_name(draft.name.as_str());
        let same_name = self.by_name.get(&name).map_or(&[][..], Vec::as_slice);
        let same = |place: &&usize| self.people[**place].birth_on == draft.birth_on;
        if draft.birth_on.is_some()
            && let Some(place) = same_name.iter().find(same)
        {
            return Some(twin(*place, Alike::NameAndBirth));
        }
        // A family shares a member number: with another birthday it is a brother or a sister.
        let numbers = draft.identifiers.iter().filter_map(|(_, number)| key(number));
        for place in numbers.filter_map(|number| self.by_identifier.get(&number)) {
            let other = &self.people[*place];
            if other.birth_on.is_none() || draft.birth_on.is_none() || other.birth_on == draft.birth_on {
                return Some(twin(*place, Alike::Identifier));
            }
        }
        let missing = |place: &&usize| draft.birth_on.is_none() || self.people[**place].birth_on.is_none();
        if let Some(place) = same_name.iter().find(missing) {
            return Some(twin(*place, Alike::Name));
        }
        let same_day = self.by_birth.get(&draft.birth_on?)?;
        let near = |place: &&usize| nearly(&self.people[**place].name, &name);
        same_day.iter().take(SAME_DAY_MAX).find(near).map(|place| twin(*place, Alike::NearlyTheName))
    }
}

fn key(number: &str) -> Option<String> {
    let key: String = fold(number).chars().filter(|c| *c != ' ').collect();
    (IDENTIFIER_MIN <= key.chars().count()).then_some(key)
}

/// At most one letter differs in a name of five or more, two in one of twelve or more.
fn nearly(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let allowed = match one.len().min(other.len()) {
        0..5 => return false,
        5..12 => 1,
        _ => 2,
    };
    one.len().abs_diff(other.len()) <= allowed && distance(&one, &other) <= allowed
}

/// Letters to change, add or drop (Levenshtein), with one row of the table kept.
fn distance(one: &[char], other: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, b) in other.iter().enumerate() {
            let changed = corner + usize::from(a != b);
            corner = row[j + 1];
            row[j + 1] = changed.min(corner + 1).min(row[j] + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_counts_letters() {
        let between =
            |a: &str, b: &str| distance(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>());
        assert_eq!(between("lopez maria", "lopez maria"), 0);
        assert_eq!(between("kitten", "sitting"), 3);
        assert!(nearly("lopez maria", "lopes maria"));
        assert!(!nearly("ana li", "ada lu"));
    }
}
