//! How the lists that the program brings are read: lines of fields with tabs between them, and two days in each line.

use super::Code;
use crate::kinds::Date;
use std::str::Split;

/// A line that is none of a list's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Line {line} of the list of {list} cannot be read: {text}")]
pub struct NotALine {
    /// What the list is of.
    pub list: &'static str,
    /// Its number, from 1.
    pub line: usize,
    /// What stands there.
    pub text: String,
}

/// The fields of one line, from left to right.
pub struct Fields<'a>(Split<'a, char>);

impl<'a> Fields<'a> {
    /// The next field, as it stands; empty is none.
    pub fn text(&mut self) -> Option<&'a str> {
        self.0.next().filter(|text| !text.is_empty())
    }

    /// The next field as a day; `-` is a day that is not there.
    pub fn day(&mut self) -> Option<Option<Date>> {
        match self.text()? {
            "-" => Some(None),
            text => text.parse().ok().map(Some),
        }
    }

    /// The next field as a code.
    pub fn code(&mut self) -> Option<Code> {
        Code::parse(self.text()?).ok()
    }
}

/// Reads each line that is neither empty nor a remark; a line with a field too many is no line.
pub fn rows<T>(
    text: &str,
    list: &'static str,
    row: impl Fn(&mut Fields<'_>) -> Option<T>,
) -> Result<Vec<T>, NotALine> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.starts_with('#') && !line.is_empty());
    let read = |(at, line): (usize, &str)| {
        let mut fields = Fields(line.split('\t'));
        let found = row(&mut fields).filter(|_| fields.0.next().is_none());
        found.ok_or(NotALine { list, line: at + 1, text: line.to_owned() })
    };
    lines.map(read).collect()
}

/// What a list says, for a while.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row<T> {
    /// What it says.
    pub what: T,
    /// First date of service; none if it always was.
    pub from: Option<Date>,
    /// First date of service for which it no longer counts; none if no end is known.
    pub until: Option<Date>,
    /// Who says so.
    pub source: String,
    /// Our own words for it; empty where the code has its own.
    pub label: String,
}

/// A list with dates.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct List<T>(Vec<Row<T>>);

impl<T> List<T> {
    /// Reads lines that begin with what `what` reads, followed by two days, a source, and a label or nothing.
    pub(super) fn read(
        text: &str,
        list: &'static str,
        what: impl Fn(&mut Fields<'_>) -> Option<T>,
    ) -> Result<List<T>, NotALine> {
        let row = |fields: &mut Fields<'_>| {
            let (what, from, until) = (what(fields)?, fields.day()?, fields.day()?);
            let source = fields.text()?.to_owned();
            Some(Row { what, from, until, source, label: fields.text().unwrap_or_default().to_owned() })
        };
        rows(text, list, row).map(List)
    }

    /// All of it, at any time.
    pub fn all(&self) -> impl Iterator<Item = &Row<T>> {
        self.0.iter()
    }

    /// What counts for a date of service, in the order of the list.
    pub fn in_force(&self, on: Date) -> impl Iterator<Item = &Row<T>> {
        self.0.iter().filter(move |row| is_in_force(row.from, row.until, on))
    }
}

/// Whether a day lies between two days of a list, of which the second is the first on which it no longer counts.
pub fn is_in_force(from: Option<Date>, until: Option<Date>, on: Date) -> bool {
    from.is_none_or(|from| from <= on) && until.is_none_or(|until| on < until)
}
