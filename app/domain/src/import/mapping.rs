//! What the person chose: the meaning of each column and of the words in it.

use super::columns::{Field, Proposal, Use, propose};
use super::dates::{DateColumn, DateOrder, Orders};
use super::fold::fold;
use super::sheet::Sheet;
use crate::ids::{SiteId, StaffId};
use crate::kinds::{Date, Discipline, Lane};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Where a case stands, as an old status word tells it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Standing {
    /// The lane.
    pub lane: Lane,
    /// Whether the case waits there (a waiting list).
    pub waiting: bool,
    /// Whether the case is on hold.
    pub hold: bool,
}

/// The clinic as an import needs it.
#[derive(Clone, Debug)]
pub struct Context {
    /// The clinic's today.
    pub as_of: Date,
    /// People who can own a case.
    pub staff: Vec<(StaffId, String)>,
    /// Places of the clinic.
    pub sites: Vec<(SiteId, String)>,
}

/// Everything that was chosen about one file. Starts as proposed; every part can be edited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// One per header.
    pub uses: Vec<Use>,
    /// How date columns are written, where somebody gave one answer for the whole column. What the values show holds
    /// against it ([`super::dates::DateColumn::orders`]).
    #[serde(default)]
    pub orders: BTreeMap<usize, DateOrder>,
    /// The same for one style of a column.
    #[serde(default)]
    pub styles: BTreeMap<usize, Orders>,
    /// Chosen lanes by folded status word ([`super::words::status_key`]); the empty word is for blank cells.
    #[serde(default)]
    pub statuses: BTreeMap<String, Standing>,
    /// Chosen owners by folded word; `None` leaves the case without one.
    #[serde(default)]
    pub owners: BTreeMap<String, Option<StaffId>>,
    /// Chosen sites by folded word; `None` takes the clinic's own.
    #[serde(default)]
    pub sites: BTreeMap<String, Option<SiteId>>,
    /// Where rows without a status go.
    #[serde(default = "Mapping::intake")]
    pub blank_status: Standing,
    /// For rows that name no discipline.
    #[serde(default)]
    pub blank_discipline: Option<Discipline>,
    /// Lines of possible duplicates that somebody wants nevertheless.
    #[serde(default)]
    pub import_anyway: BTreeSet<u32>,
}

impl Mapping {
    /// The mapping that the sheet itself suggests.
    pub fn proposed(sheet: &Sheet, as_of: Date) -> Mapping {
        Mapping::from_proposals(&propose(sheet, as_of))
    }

    /// The mapping that takes every proposal.
    pub fn from_proposals(proposals: &[Proposal]) -> Mapping {
        Mapping {
            uses: proposals.iter().map(|proposal| proposal.use_as).collect(),
            orders: BTreeMap::new(),
            styles: BTreeMap::new(),
            statuses: BTreeMap::new(),
            owners: BTreeMap::new(),
            sites: BTreeMap::new(),
            blank_status: Mapping::intake(),
            blank_discipline: None,
            import_anyway: BTreeSet::new(),
        }
    }

    /// What is wrong with the choice of columns, in sentences; rows are sorted only when this is empty.
    pub fn problems(&self, sheet: &Sheet) -> Vec<String> {
        let mut problems = Vec::new();
        if self.uses.len() != sheet.headers.len() {
            problems.push(format!(
                "The file has {} columns but {} were matched. Match the columns again.",
                sheet.headers.len(),
                self.uses.len()
            ));
            return problems;
        }
        let named = [Field::PatientName, Field::LastName, Field::FirstName];
        if !named.iter().any(|field| self.column(*field).is_some()) {
            problems.push("No column holds the patient's name. Choose the one that does.".to_owned());
        }
        for field in Field::ALL.into_iter().filter(|field| !field.repeats()) {
            let columns: Vec<&str> = self.columns(field).map(|at| sheet.headers[at].as_str()).collect();
            if 1 < columns.len() {
                problems.push(format!(
                    "{} is chosen for {}. Keep it for one of them.",
                    field.title(),
                    columns.iter().map(|header| format!("“{header}”")).collect::<Vec<_>>().join(" and ")
                ));
            }
        }
        problems
    }

    /// The first column with this meaning.
    pub fn column(&self, field: Field) -> Option<usize> {
        self.columns(field).next()
    }

    /// All columns with this meaning.
    pub fn columns(&self, field: Field) -> impl Iterator<Item = usize> + '_ {
        self.uses
            .iter()
            .enumerate()
            .filter(move |(_, use_as)| **use_as == Use::Field(field))
            .map(|(column, _)| column)
    }

    /// How a column writes its dates: what its values show, and what somebody answered where they show nothing.
    pub fn orders_of(&self, column: usize, found: &DateColumn) -> Orders {
        let none = Orders::new();
        found.orders(self.styles.get(&column).unwrap_or(&none), self.orders.get(&column).copied())
    }

    fn intake() -> Standing {
        Standing { lane: Lane::Intake, waiting: false, hold: false }
    }
}

/// The one of the names that the word means: all of its words are in the name (`Kim`, `D. Kim`, `Kim, Dana OTR`), and
/// no other name fits.
pub fn who<Id: Copy>(word: &str, names: &[(Id, String)]) -> Option<Id> {
    let word = fold(word);
    let wanted: Vec<&str> = word.split(' ').filter(|part| !part.is_empty()).collect();
    if wanted.is_empty() {
        return None;
    }
    let mut fitting = names.iter().filter(|(_, name)| fits(&wanted, &fold(name)));
    let first = fitting.next()?;
    if fitting.next().is_none() {
        return Some(first.0);
    }
    // Several fit: only the exact name can tell.
    let mut exact = names.iter().filter(|(_, name)| fold(name) == word);
    exact.next().filter(|_| exact.next().is_none()).map(|(id, _)| *id)
}

fn fits(wanted: &[&str], name: &str) -> bool {
    let mut left: Vec<&str> = name.split(' ').collect();
    let all = wanted.iter().all(|word| {
        let initial = word.chars().count() == 1;
        let place = left.iter().position(|have| have == word || (initial && have.starts_with(word)));
        place.map(|place| left.remove(place)).is_some()
    });
    // The other way round: the file has titles or a middle name that the staff list has not.
    let have: Vec<&str> = name.split(' ').collect();
    all && wanted.iter().any(|word| 1 < word.chars().count())
        || 2 <= have.len() && have.iter().all(|part| wanted.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::dates::DateStyle;

    #[test]
    fn what_was_chosen_before_styles_were_told_apart_is_read() {
        let old = r#"{"uses":["note"],"orders":{"3":"day_first"},"statuses":{}}"#;
        let mut mapping: Mapping = serde_json::from_str(old).unwrap();
        assert_eq!(mapping.orders, [(3, DateOrder::DayFirst)].into());
        mapping.styles.entry(3).or_default().insert(DateStyle::Dots, DateOrder::DayFirst);
        let kept = serde_json::to_string(&mapping).unwrap();
        assert_eq!(serde_json::from_str::<Mapping>(&kept).unwrap(), mapping);
    }

    #[test]
    fn a_word_means_the_one_name_that_it_fits() {
        let names = ["Dana Kim", "Dana Ruiz", "Sam Ortega", "Lee Sam"].map(str::to_owned);
        let names: Vec<(u8, String)> = (1..).zip(names).collect();
        let found = |word| who(word, &names);
        assert_eq!(found("Kim, Dana"), Some(1));
        assert_eq!(found("D. Kim"), Some(1));
        assert_eq!(found("ruiz"), Some(2));
        assert_eq!(found("Dana Kim, OTR/L"), Some(1));
        assert_eq!(found("Dana"), None);
        assert_eq!(found("Sam"), None);
        assert_eq!(found("Nobody"), None);
        assert_eq!(found(""), None);
    }
}
