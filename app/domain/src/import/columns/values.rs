//! What the values of a column look like.

use super::Field;
use crate::import::dates::{DateKind, DateOrder, DateProblem, read};
use crate::import::fold::is_blank;
use crate::import::people;
use crate::import::sheet::Sheet;
use crate::import::words::{self, Mark};
use crate::kinds::Date;
use std::collections::BTreeSet;

/// Values looked at per column; enough to know it, cheap on a long file.
const LOOKED_AT: usize = 200;

/// Shares of the looked-at values, in percent.
#[derive(Debug)]
pub(super) struct Values {
    /// Rows with something in this column, of the whole file.
    pub(super) filled: u32,
    dates: u32,
    births: u32,
    phones: u32,
    numbers: u32,
    emails: u32,
    names: u32,
    commas: u32,
    disciplines: u32,
    statuses: u32,
    marks: u32,
    distinct: u32,
    looked: u32,
}

/// Whether the values can be what the header says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Fit {
    Agrees,
    Silent,
    Differs,
}

impl Values {
    pub(super) fn look(sheet: &Sheet, column: usize, as_of: Date) -> Values {
        let filled = || sheet.rows.iter().map(|row| row.cell(column)).filter(|cell| !is_blank(cell));
        let cells: Vec<&str> = filled().take(LOOKED_AT).collect();
        let share = |test: &dyn Fn(&str) -> bool| {
            let hits = cells.iter().filter(|cell| test(cell)).count();
            u32::try_from(hits * 100 / cells.len().max(1)).unwrap_or(0)
        };
        let past = |cell: &str, kind| read(cell, Some(DateOrder::MonthFirst), kind, as_of);
        let dated = |cell: &str| !matches!(past(cell, DateKind::Birth), Err(DateProblem::NotADate));
        Values {
            filled: u32::try_from(filled().count()).unwrap_or(u32::MAX),
            dates: share(&dated),
            births: share(&|cell| past(cell, DateKind::Birth).is_ok()),
            phones: share(&|cell| people::phone(cell).is_ok()),
            numbers: share(&|cell| 7 <= cell.bytes().filter(u8::is_ascii_digit).count()),
            emails: share(&|cell| people::email(cell).is_ok()),
            names: share(&is_name_like),
            commas: share(&|cell| is_name_like(cell) && cell.contains(',')),
            disciplines: share(&|cell| words::disciplines(cell).is_ok_and(|found| !found.is_empty())),
            statuses: share(&|cell| cell.chars().count() <= 40 && words::standing(cell).is_some()),
            marks: share(&|cell| words::mark(cell) != Mark::More),
            distinct: u32::try_from(cells.iter().collect::<BTreeSet<_>>().len()).unwrap_or(u32::MAX),
            looked: u32::try_from(cells.len()).unwrap_or(u32::MAX),
        }
    }

    /// Whether the values can have this meaning.
    pub(super) fn fit(&self, field: Field) -> Fit {
        let fit = |agrees: bool, differs: bool| match (agrees, differs) {
            _ if self.looked == 0 => Fit::Silent,
            (true, _) => Fit::Agrees,
            (_, true) => Fit::Differs,
            _ => Fit::Silent,
        };
        let foreign = 50 < self.dates || 50 < self.phones || 50 < self.emails;
        match field {
            Field::PatientName => fit(60 <= self.names, foreign || self.names < 20 || 60 <= self.marks),
            Field::FirstName | Field::LastName | Field::MiddleName | Field::GuardianName | Field::Owner => {
                fit(!foreign && 60 <= self.names, foreign)
            }
            Field::BirthDate => fit(60 <= self.births, self.dates < 30),
            Field::ReferralDate | Field::LaneSince | Field::Entered(_) | Field::NextDue => {
                fit(60 <= self.dates, self.dates < 30)
            }
            Field::Phone | Field::GuardianPhone => fit(60 <= self.phones, self.numbers < 30),
            Field::Email | Field::GuardianEmail => fit(60 <= self.emails, self.emails < 30),
            Field::Discipline => fit(60 <= self.disciplines, self.disciplines < 20),
            Field::DisciplineMark(_) => fit(60 <= self.marks, self.marks < 20),
            Field::Status => fit(50 <= self.statuses, foreign),
            Field::NextStep => fit(false, foreign),
            Field::Payer | Field::Site => fit(self.distinct * 2 <= self.looked, foreign),
            Field::MemberId | Field::Identifier => fit(self.distinct == self.looked, 50 < self.emails),
            Field::Notes => Fit::Silent,
        }
    }

    /// A meaning that the values alone suggest. Dates and phones are left to a person: nobody knows whose.
    pub(super) fn guess(&self) -> Option<Field> {
        match () {
            () if self.looked < 2 => None,
            () if 80 <= self.emails => Some(Field::Email),
            () if 80 <= self.disciplines => Some(Field::Discipline),
            () if 80 <= self.statuses => Some(Field::Status),
            () if 80 <= self.commas => Some(Field::PatientName),
            () => None,
        }
    }
}

/// One to five words of letters, as names are.
fn is_name_like(cell: &str) -> bool {
    let words = cell.split([' ', ',']).filter(|word| !word.is_empty()).count();
    (1..=5).contains(&words)
        && cell.chars().all(|c| c.is_alphabetic() || " ,.'’-()".contains(c))
        && cell.chars().filter(|c| c.is_alphabetic()).count() >= 2
}
