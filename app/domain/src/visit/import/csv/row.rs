//! One row.

use super::words::{status, status_key};
use super::{Clock, Column, Context, Problem, RowProblem, StatusRead};
use crate::authorization::Modifier;
use crate::ids::StaffId;
use crate::import::RawRow;
use crate::import::dates::{self, DateKind, Orders};
use crate::import::fold::is_blank;
use crate::import::mapping::who;
use crate::import::words::disciplines;
use crate::kinds::{Date, Discipline, Line};
use crate::service::{Code, Minutes};
use crate::visit::import::clock::{self, Time};
use crate::visit::import::{About, Draft};
use crate::visit::{Outcome, Service};
use std::collections::BTreeMap;

/// Reads row after row, and remembers words and visits that it has met.
pub(super) struct Reader<'a> {
    columns: &'a [Option<Column>],
    context: &'a Context,
    answers: &'a BTreeMap<String, Outcome>,
    clock: Option<Clock>,
    orders: Orders,
    staff: BTreeMap<String, Option<StaffId>>,
    met: BTreeMap<(About, String), u32>,
    pub(super) statuses: BTreeMap<String, StatusRead>,
    pub(super) drafts: Vec<Draft>,
    pub(super) problems: Vec<RowProblem>,
}

type Found<T> = Result<T, (Column, Problem)>;

impl<'a> Reader<'a> {
    pub(super) fn new(
        columns: &'a [Option<Column>],
        context: &'a Context,
        answers: &'a BTreeMap<String, Outcome>,
        clock: Option<Clock>,
        orders: Orders,
    ) -> Reader<'a> {
        Reader {
            columns,
            context,
            answers,
            clock,
            orders,
            staff: BTreeMap::new(),
            met: BTreeMap::new(),
            statuses: BTreeMap::new(),
            drafts: Vec::new(),
            problems: Vec::new(),
        }
    }

    pub(super) fn read(&mut self, row: &RawRow) {
        if let Some(fault) = row.faults.first() {
            let column = fault.column().and_then(|at| self.columns.get(at).copied().flatten());
            return self.refuse(row, column, Problem::Damaged(fault.clone()));
        }
        let mut wrong = Vec::new();
        let draft = self.draft(row, &mut wrong);
        if !wrong.is_empty() {
            return wrong.into_iter().for_each(|(column, problem)| self.refuse(row, Some(column), problem));
        }
        let Some(draft) = draft else { return };
        let line = *self.met.entry((draft.about.clone(), draft.key())).or_insert(row.line);
        if line == row.line {
            self.drafts.push(draft);
        } else {
            self.refuse(row, Some(Column::Date), Problem::Twice { line });
        }
    }

    fn refuse(&mut self, row: &RawRow, column: Option<Column>, problem: Problem) {
        let text = column.map_or("", |column| self.cell(row, column)).to_owned();
        self.problems.push(RowProblem { line: row.line, column, text, problem });
    }

    /// A cell that says something.
    fn cell<'r>(&self, row: &'r RawRow, wanted: Column) -> &'r str {
        let at = self.columns.iter().position(|column| *column == Some(wanted));
        at.map(|at| row.cell(at)).filter(|cell| !is_blank(cell)).unwrap_or_default()
    }

    /// All that is wrong with a row is said at once.
    fn draft(&mut self, row: &RawRow, wrong: &mut Vec<(Column, Problem)>) -> Option<Draft> {
        fn note<T>(wrong: &mut Vec<(Column, Problem)>, found: Found<T>) -> Option<T> {
            found.map_err(|problem| wrong.push(problem)).ok()
        }
        let about = note(wrong, self.about(row));
        let on = note(wrong, self.on(row));
        let at = note(wrong, self.start(row));
        let minutes = note(wrong, self.minutes(row, at.flatten()));
        let discipline = note(wrong, self.discipline(row));
        let staff = note(wrong, self.who(row));
        let outcome = note(wrong, self.outcome(row));
        let services = note(wrong, services(self.cell(row, Column::Codes), minutes.flatten()));
        let source = Line::parse(self.cell(row, Column::Source)).ok();
        Some(Draft {
            line: row.line,
            about: about?,
            on: on?,
            at: at?,
            minutes: minutes?,
            discipline: discipline?,
            staff: staff?,
            outcome: outcome?,
            services: services?,
            source,
        })
    }

    fn about(&self, row: &RawRow) -> Found<About> {
        let number = self.cell(row, Column::Case);
        let digits = number.strip_prefix('#').unwrap_or(number);
        if digits.is_empty() {
            let patient = self.cell(row, Column::Patient);
            let column =
                if self.columns.contains(&Some(Column::Case)) { Column::Case } else { Column::Patient };
            return match patient {
                "" => Err((column, Problem::NoCase)),
                patient => Ok(About::Identifier(patient.to_owned())),
            };
        }
        let whole = digits.bytes().all(|byte| byte.is_ascii_digit());
        let number = digits.parse().ok().filter(|_| whole);
        number.map(About::Number).ok_or((Column::Case, Problem::NotANumber))
    }

    fn on(&self, row: &RawRow) -> Found<Date> {
        let cell = self.cell(row, Column::Date);
        dates::read_of(cell, &self.orders, DateKind::Due, self.context.today)
            .map_err(|problem| (Column::Date, problem.into()))
    }

    /// Its own column, or what stands behind the date.
    fn start(&self, row: &RawRow) -> Found<Option<u16>> {
        match self.cell(row, Column::Start) {
            "" => match clock::behind_date(self.cell(row, Column::Date)) {
                // Programs write the whole day so.
                None | Some("00:00" | "00:00:00") => Ok(None),
                Some(text) => self.time(text).map(Some).map_err(|problem| (Column::Date, problem)),
            },
            text => self.time(text).map(Some).map_err(|problem| (Column::Start, problem)),
        }
    }

    fn time(&self, text: &str) -> Result<u16, Problem> {
        let text = clock::behind_date(text).filter(|_| text.contains(['-', '/'])).unwrap_or(text);
        match (clock::read(text).ok_or(Problem::NotATime)?, self.clock) {
            (Time::At(at), _) | (Time::Half(at), Some(Clock::TwentyFour)) => Ok(at),
            (Time::Half(at), Some(Clock::Daytime)) => {
                let morning = at % (12 * 60);
                Ok(if morning < 7 * 60 { morning + 12 * 60 } else { morning })
            }
            (Time::Half(_), None) => Err(Problem::EitherHalf),
        }
    }

    fn minutes(&self, row: &RawRow, at: Option<u16>) -> Found<Option<Minutes>> {
        let said = match self.cell(row, Column::Minutes) {
            "" => None,
            text => Some(clock::length(text).ok_or((Column::Minutes, Problem::NotALength))?),
        };
        let counted = match self.cell(row, Column::End) {
            "" => None,
            text => {
                let end = self.time(text).map_err(|problem| (Column::End, problem))?;
                let length = at.and_then(|at| end.checked_sub(at)).filter(|length| 0 < *length);
                Some(length.and_then(Minutes::new).ok_or((Column::End, Problem::NoEnd))?)
            }
        };
        match (said, counted) {
            (Some(said), Some(counted)) if said != counted => Err((Column::Minutes, Problem::LengthDiffers)),
            _ => Ok(said.or(counted)),
        }
    }

    fn discipline(&self, row: &RawRow) -> Found<Option<Discipline>> {
        match disciplines(self.cell(row, Column::Discipline)).as_deref() {
            Ok([]) => Ok(None),
            Ok([one]) => Ok(Some(*one)),
            _ => Err((Column::Discipline, Problem::NotADiscipline)),
        }
    }

    fn who(&mut self, row: &RawRow) -> Found<Option<StaffId>> {
        let cell = self.cell(row, Column::Staff);
        if cell.is_empty() {
            return Ok(None);
        }
        let known = self.staff.get(cell).copied();
        let found = known.unwrap_or_else(|| {
            let found = who(cell, &self.context.staff);
            self.staff.insert(cell.to_owned(), found);
            found
        });
        found.map(Some).ok_or((Column::Staff, Problem::NoSuchStaff))
    }

    fn outcome(&mut self, row: &RawRow) -> Found<Outcome> {
        if !self.columns.contains(&Some(Column::Status)) {
            return Ok(Outcome::Booked);
        }
        let word = self.cell(row, Column::Status);
        let key = status_key(word);
        let answered = self.answers.get(&key).copied();
        let read = self.statuses.entry(key.clone()).or_insert_with(|| StatusRead {
            key,
            word: word.to_owned(),
            rows: 0,
            outcome: answered.or_else(|| status(word)),
        });
        read.rows += 1;
        read.outcome.ok_or((Column::Status, Problem::NotAStatus))
    }
}

/// Codes with their modifiers and minutes; a code that stands alone took the whole visit.
fn services(cell: &str, minutes: Option<Minutes>) -> Found<Vec<Service>> {
    let mark = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '|' | '/' | '+');
    let parts: Vec<&str> = cell.split(mark).filter(|part| !part.is_empty()).collect();
    let whole = minutes.filter(|_| parts.len() == 1);
    parts.iter().map(|part| service(part, whole).map_err(|problem| (Column::Codes, problem))).collect()
}

fn service(part: &str, whole: Option<Minutes>) -> Result<Service, Problem> {
    let no = || Problem::NotAService(part.chars().take(20).collect());
    let (name, time) = part.split_once('=').map_or((part, None), |(name, time)| (name, Some(time)));
    let mut words = name.split(['-', ':']);
    let code = words.next().and_then(|code| Code::parse(code).ok()).ok_or_else(no)?;
    let modifiers = words.map(Modifier::parse).collect::<Result<Vec<_>, _>>().map_err(|_| no())?;
    let minutes = match time {
        Some(time) => clock::length(time).ok_or_else(no)?,
        None => whole.ok_or_else(|| Problem::NoMinutes(code.to_string()))?,
    };
    Ok(Service { code, modifiers, minutes })
}
