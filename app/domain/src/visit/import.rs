//! Schedules of other programs: rows of a table ([`csv`]), entries of a calendar ([`ical`]).
//!
//! Both become [`Draft`]s, which name their case as the file does; whoever imports finds the case, makes the visit's id
//! with [`super::imported`], and holds the visit against the case's book ([`super::enter::check`]). Nothing is guessed in
//! silence: a row or an entry is a draft, or a problem with the place where it stands.

pub mod clock;
pub mod csv;
pub mod ical;

use super::{Outcome, Service, Visit};
use crate::ids::{StaffId, VisitId};
use crate::kinds::{Date, Discipline, Line};
use crate::service::Minutes;
use serde::{Deserialize, Serialize};

/// How a file names a case.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// By the number that people say.
    Number(u32),
    /// By the patient's number in another program.
    Identifier(String),
    /// Somewhere in a text, for whoever imports to find.
    Text(String),
}

/// A visit as a file has it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Draft {
    /// Where it stands in the file, from 1.
    pub line: u32,
    /// Whose it is.
    pub about: About,
    /// Date of service.
    pub on: Date,
    /// Start, in minutes after the site's midnight; nothing: some time that day.
    pub at: Option<u16>,
    /// How long it is; nothing: not said.
    pub minutes: Option<Minutes>,
    /// Whose work it is; nothing: not said.
    pub discipline: Option<Discipline>,
    /// Who treats; nothing: not said.
    pub staff: Option<StaffId>,
    /// What came of it.
    pub outcome: Outcome,
    /// Services; the file names a time for each.
    pub services: Vec<Service>,
    /// Its id in the calendar that it comes from.
    pub source: Option<Line>,
}

impl Draft {
    /// The visit, of a discipline that the file or the case names.
    pub fn visit(&self, id: VisitId, discipline: Discipline) -> Visit {
        Visit {
            id,
            on: self.on,
            at: self.at,
            discipline,
            staff: self.staff,
            outcome: self.outcome,
            services: self.services.clone(),
            series: None,
            billed_on: None,
            allowed: None,
            source: self.source.clone(),
        }
    }

    /// By which importing the same again finds the visit: the calendar's id, or else day, start and discipline as the
    /// file has them.
    pub fn key(&self) -> String {
        if let Some(source) = &self.source {
            return source.as_str().to_owned();
        }
        let at = self.at.map_or_else(String::new, |at| at.to_string());
        format!("{}T{at}/{}", self.on, self.discipline.map_or("", Discipline::mark))
    }
}

/// A case's number behind the sign `#`, as people write it into a calendar; several are an error that names two.
pub fn number_in(text: &str) -> Result<Option<u32>, (u32, u32)> {
    let mut found: Option<u32> = None;
    for (at, _) in text.match_indices('#') {
        // Neither `&#39;` of a web page, nor the end of an address.
        let before = text[..at].chars().next_back();
        let part = &text[at + 1..];
        let digits = &part[..part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len())];
        let after = part[digits.len()..].chars().next();
        let stands_alone = before.is_none_or(|c| !c.is_alphanumeric() && !"&/=?".contains(c))
            && after.is_none_or(|c| !c.is_alphanumeric());
        let Some(number) = digits.parse::<u32>().ok().filter(|_| stands_alone) else { continue };
        match found {
            Some(first) if first != number => return Err((first, number)),
            _ => found = Some(number),
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_stands_behind_its_sign() {
        assert_eq!(number_in("OT Maria #1042, room 3"), Ok(Some(1042)));
        assert_eq!(number_in("#1042 (#1042)"), Ok(Some(1042)));
        assert_eq!(number_in("#1042 and #1043"), Err((1042, 1043)));
        for text in ["", "1042", "# 1042", "#", "#10a", "#99999999999", "#é", "it&#39;s", "a.example/#7"] {
            assert_eq!(number_in(text), Ok(None), "{text}");
        }
    }
}
