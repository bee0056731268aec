//! One row, read with a mapping: a draft of a case, or every problem that keeps it from being one.

use super::columns::{Field, Use};
use super::dates::{self, DateKind, DateProblem, Orders};
use super::draft::{Draft, Guardian, Problem, Reason};
use super::fold::{fold, is_blank};
use super::mapping::{Context, Mapping, Standing, who};
use super::open::payer_class;
use super::people::{self, Phones};
use super::sheet::{RawRow, Sheet};
use super::words::{self, Mark};
use crate::kinds::{Date, Discipline, Lane, Name, Phone};
use std::collections::BTreeMap;

/// What all rows of a sheet share: the mapping, the clinic, and the order of each date column.
pub(super) struct Reader<'a> {
    sheet: &'a Sheet,
    mapping: &'a Mapping,
    context: &'a Context,
    orders: BTreeMap<usize, Orders>,
}

/// The fields whose values are dates.
pub const DATES: [(Field, DateKind); 9] = [
    (Field::BirthDate, DateKind::Birth),
    (Field::ReferralDate, DateKind::Past),
    (Field::LaneSince, DateKind::Past),
    (Field::Entered(Lane::Planning), DateKind::Past),
    (Field::Entered(Lane::Active), DateKind::Past),
    (Field::Entered(Lane::Review), DateKind::Past),
    (Field::Entered(Lane::Transition), DateKind::Past),
    (Field::Entered(Lane::Closed), DateKind::Past),
    (Field::NextDue, DateKind::Due),
];

impl<'a> Reader<'a> {
    pub(super) fn new(sheet: &'a Sheet, mapping: &'a Mapping, context: &'a Context) -> Reader<'a> {
        let mut orders = BTreeMap::new();
        for (field, kind) in DATES {
            for column in mapping.columns(field) {
                let values = sheet.rows.iter().map(|row| row.cell(column));
                let found = dates::study(values, kind, context.as_of);
                orders.insert(column, mapping.orders_of(column, &found));
            }
        }
        Reader { sheet, mapping, context, orders }
    }

    pub(super) fn read(&self, row: &RawRow) -> Result<Draft, Vec<Problem>> {
        let mut cells = Cells { reader: self, row, problems: Vec::new(), notes: Vec::new() };
        // Under the wrong headers every cell would complain; the row says why once.
        let shifted = row.faults.iter().find(|fault| fault.column().is_none());
        if let Some(fault) = shifted {
            cells.problem(None, Reason::Damaged(fault.clone()));
            return Err(cells.problems);
        }
        let draft = cells.draft();
        match draft {
            Some(draft) if cells.problems.is_empty() => Ok(draft),
            _ => Err(cells.problems),
        }
    }
}

/// A day on which a lane was entered, and the column that says so.
#[derive(Clone, Copy)]
struct Since {
    on: Date,
    column: usize,
}

/// One row on its way to a draft; problems gather, so that all of a row's are told at once.
struct Cells<'a> {
    reader: &'a Reader<'a>,
    row: &'a RawRow,
    problems: Vec<Problem>,
    notes: Vec<(String, String)>,
}

impl Cells<'_> {
    /// `None` only beside at least one problem.
    fn draft(&mut self) -> Option<Draft> {
        self.check_damage();
        let name = self.name();
        let birth_on = self.date(Field::BirthDate, DateKind::Birth);
        let phone = self.phone(Field::Phone);
        let email = self.one(Field::Email, people::email);
        let guardians = self.guardians();
        let disciplines = self.disciplines();
        let standing = self.standing();
        let referral_on = self.date(Field::ReferralDate, DateKind::Past);
        let since = self.since(standing.map(|standing| standing.lane), referral_on);
        let next_due = self.date(Field::NextDue, DateKind::Due);
        self.check_order(birth_on, Field::ReferralDate, referral_on);
        if let Some(since) = since {
            self.check_born(birth_on, since.column, since.on);
        }
        let (site, owner) = (self.site(), self.owner());
        let next_step = self.filled(Field::NextStep).map(|(_, cell)| cell.to_owned());
        let payer = self.filled(Field::Payer).and_then(|(_, cell)| payer_class(cell));
        let identifiers = self.identifiers();
        self.keep_the_rest();
        Some(Draft {
            name: name?,
            birth_on,
            phone,
            email,
            guardians,
            disciplines,
            site,
            owner,
            standing: standing?,
            referral_on,
            lane_since: since.map(|since| since.on),
            lane_since_from: since.map(|since| since.column),
            next_due,
            next_step,
            payer,
            identifiers,
            notes: std::mem::take(&mut self.notes),
        })
    }

    fn header(&self, column: usize) -> String {
        self.reader.sheet.headers.get(column).cloned().unwrap_or_default()
    }

    /// The first problem of a cell says enough about it.
    fn problem(&mut self, column: Option<usize>, reason: Reason) {
        if column.is_some() && self.problems.iter().any(|problem| problem.column == column) {
            return;
        }
        let cell = column.map_or(String::new(), |column| self.row.cell(column).to_owned());
        self.problems.push(Problem { column, cell, reason });
    }

    fn note(&mut self, column: usize) {
        let cell = self.row.cell(column);
        if !is_blank(cell) {
            self.notes.push((self.header(column), cell.to_owned()));
        }
    }

    /// The column of a field and its cell, if there is something in it.
    fn filled(&self, field: Field) -> Option<(usize, &str)> {
        let column = self.reader.mapping.column(field)?;
        let cell = self.row.cell(column);
        (!is_blank(cell)).then_some((column, cell))
    }

    /// A field whose cell is read by one function.
    fn one<T>(&mut self, field: Field, read: impl Fn(&str) -> Result<T, Reason>) -> Option<T> {
        let (column, cell) = self.filled(field)?;
        match read(cell) {
            Ok(value) => Some(value),
            Err(reason) => {
                self.problem(Some(column), reason);
                None
            }
        }
    }

    fn check_damage(&mut self) {
        for fault in self.row.faults.clone() {
            self.problem(fault.column(), Reason::Damaged(fault));
        }
        let used = |use_as: &Use| matches!(use_as, Use::Field(field) if *field != Field::Notes);
        for column in 0..self.reader.mapping.uses.len() {
            let failed = matches!(
                self.row.cell(column),
                "#REF!"
                    | "#N/A"
                    | "#VALUE!"
                    | "#NAME?"
                    | "#DIV/0!"
                    | "#NULL!"
                    | "#NUM!"
                    | "#SPILL!"
                    | "#CALC!"
            );
            if failed && used(&self.reader.mapping.uses[column]) {
                self.problem(Some(column), Reason::FailedFormula);
            }
        }
    }

    fn name(&mut self) -> Option<Name> {
        let column = |field| self.reader.mapping.column(field);
        if let Some(whole) = column(Field::PatientName) {
            let cell = self.row.cell(whole);
            let read = if is_blank(cell) { Err(Reason::NoName) } else { people::name(cell) };
            return read.map_err(|reason| self.problem(Some(whole), reason)).ok();
        }
        let cell = |field| column(field).map_or("", |at| self.row.cell(at));
        let read =
            people::name_of_parts(cell(Field::FirstName), cell(Field::MiddleName), cell(Field::LastName));
        let place = column(Field::LastName).or(column(Field::FirstName));
        read.map_err(|reason| self.problem(place, reason)).ok()
    }

    fn date(&mut self, field: Field, kind: DateKind) -> Option<Date> {
        let reader = self.reader;
        let none = Orders::new();
        let orders = reader.mapping.column(field).and_then(|at| reader.orders.get(&at)).unwrap_or(&none);
        let read =
            |cell: &str| dates::read_of(cell, orders, kind, reader.context.as_of).map_err(Reason::Date);
        // A plan that cannot be dated is still a plan: "after the holidays" is kept in words. So is "started on a trial".
        if matches!(field, Field::NextDue | Field::Entered(_))
            && let Some((column, cell)) = self.filled(field)
            && matches!(read(cell), Err(Reason::Date(DateProblem::NotADate | DateProblem::Incomplete)))
        {
            if field == Field::NextDue {
                self.note(column);
            }
            return None;
        }
        self.one(field, read)
    }

    /// Since when the case has been in its lane: as its row says; else since its lane's own milestone (the start of care
    /// for active care); else since the newest date that the row knows of an earlier lane, at the worst its referral.
    /// Dates of later lanes are plans, and say nothing about it.
    fn since(&mut self, lane: Option<Lane>, referral: Option<Date>) -> Option<Since> {
        if self.filled(Field::LaneSince).is_some() {
            return self.since_of(Field::LaneSince);
        }
        let lane = lane?;
        if let Some(own) = self.since_of(Field::Entered(lane)) {
            return Some(own);
        }
        let column = self.reader.mapping.column(Field::ReferralDate);
        let referral = referral.zip(column).map(|(on, column)| Since { on, column });
        let earlier = Lane::OPEN.into_iter().filter(|earlier| *earlier < lane);
        let milestones: Vec<Since> =
            earlier.filter_map(|earlier| self.since_of(Field::Entered(earlier))).collect();
        milestones.into_iter().chain(referral).max_by_key(|since| since.on)
    }

    fn since_of(&mut self, field: Field) -> Option<Since> {
        let on = self.date(field, DateKind::Past)?;
        Some(Since { on, column: self.reader.mapping.column(field)? })
    }

    fn check_order(&mut self, birth: Option<Date>, field: Field, later: Option<Date>) {
        if let (Some(column), Some(later)) = (self.reader.mapping.column(field), later) {
            self.check_born(birth, column, later);
        }
    }

    fn check_born(&mut self, birth: Option<Date>, column: usize, later: Date) {
        if birth.is_some_and(|birth| later < birth) {
            self.problem(Some(column), Reason::BeforeBirth);
        }
    }

    fn phone(&mut self, field: Field) -> Option<Phone> {
        let Phones { phone, more } = self.one(field, people::phone)?;
        if more && let Some(column) = self.reader.mapping.column(field) {
            self.note(column);
        }
        Some(phone)
    }

    fn guardians(&mut self) -> Vec<Guardian> {
        let guardian = Guardian {
            name: self.one(Field::GuardianName, people::name),
            phone: self.phone(Field::GuardianPhone),
            email: self.one(Field::GuardianEmail, people::email),
        };
        if guardian == Guardian::default() { Vec::new() } else { vec![guardian] }
    }

    fn disciplines(&mut self) -> Vec<Discipline> {
        let before = self.problems.len();
        let mut found = Vec::new();
        for column in self.reader.mapping.columns(Field::Discipline) {
            let cell = self.row.cell(column);
            if is_blank(cell) {
                continue;
            }
            match words::disciplines(cell) {
                Ok(some) => found.extend(some),
                Err(word) => self.problem(Some(column), Reason::UnknownDiscipline(word)),
            }
        }
        for discipline in Discipline::ALL {
            if let Some(column) = self.reader.mapping.column(Field::DisciplineMark(discipline)) {
                let mark = words::mark(self.row.cell(column));
                if mark != Mark::No {
                    found.push(discipline);
                }
                if mark == Mark::More {
                    self.note(column);
                }
            }
        }
        if found.is_empty() {
            found.extend(self.reader.mapping.blank_discipline);
        }
        if found.is_empty() && self.problems.len() == before {
            self.problem(self.reader.mapping.column(Field::Discipline), Reason::NoDiscipline);
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    fn standing(&mut self) -> Option<Standing> {
        let mapping = self.reader.mapping;
        let Some(column) = mapping.column(Field::Status) else { return Some(mapping.blank_status) };
        let cell = self.row.cell(column);
        let key = words::status_key(cell);
        let chosen = mapping.statuses.get(&key).copied();
        let standing = match chosen {
            None if key.is_empty() => Some(mapping.blank_status),
            None => words::standing(cell),
            chosen => chosen,
        };
        match standing {
            // The old word often says more than the lane does.
            Some(_) => self.note(column),
            None => self.problem(Some(column), Reason::UnknownStatus),
        }
        standing
    }

    fn owner(&mut self) -> Option<crate::ids::StaffId> {
        let (column, cell) = self.filled(Field::Owner)?;
        let reader = self.reader;
        let chosen = reader.mapping.owners.get(&fold(cell)).copied();
        let owner = chosen.unwrap_or_else(|| who(cell, &reader.context.staff));
        if owner.is_none() {
            self.note(column);
        }
        owner
    }

    fn site(&mut self) -> Option<crate::ids::SiteId> {
        let (column, cell) = self.filled(Field::Site)?;
        let reader = self.reader;
        let chosen = reader.mapping.sites.get(&fold(cell)).copied();
        let site = chosen.unwrap_or_else(|| who(cell, &reader.context.sites));
        if site.is_none() {
            self.note(column);
        }
        site
    }

    fn identifiers(&self) -> Vec<(String, String)> {
        let mapping = self.reader.mapping;
        let columns = mapping.columns(Field::Identifier).chain(mapping.columns(Field::MemberId));
        columns
            .map(|column| (self.header(column), self.row.cell(column).to_owned()))
            .filter(|(_, cell)| !is_blank(cell))
            .collect()
    }

    /// Notes, payers, milestones and unknown columns have no place of their own in a case, and are kept in words.
    fn keep_the_rest(&mut self) {
        for (column, use_as) in self.reader.mapping.uses.iter().enumerate() {
            if matches!(use_as, Use::Note | Use::Field(Field::Notes | Field::Payer | Field::Entered(_))) {
                self.note(column);
            }
        }
    }
}
