//! Services as they are billed: a code, how its time is counted, and when it is in force. Codes come and go, so they are
//! data with dates; their numbers are public, the labels are ours. So are modifiers, places of service and daily ceilings.

pub mod ceilings;
pub mod modifiers;
pub mod places;
pub mod table;
pub mod units;

#[cfg(test)]
mod tests;

use crate::calendar::said;
use crate::kinds::{Date, Discipline};
use serde::{Deserialize, Serialize};
use std::fmt;
use table::{Fields, NotALine, is_in_force, rows};

const STANDARD: &str = include_str!("../data/services-2026-11.tsv");

/// A CPT or HCPCS code: five digits or capitals, as a claim carries it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Code([u8; 5]);

/// Why a text is no code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a service code: five digits or capital letters, such as 97110 or G0283.")]
pub struct NotACode(String);

impl Code {
    /// Trims, and takes small letters for capitals.
    pub fn parse(text: &str) -> Result<Code, NotACode> {
        let no = || NotACode(text.chars().take(20).collect());
        let mut code = <[u8; 5]>::try_from(text.trim().as_bytes()).map_err(|_| no())?;
        code.make_ascii_uppercase();
        let fits = code.iter().all(u8::is_ascii_alphanumeric) && code.iter().any(u8::is_ascii_digit);
        if fits { Ok(Code(code)) } else { Err(no()) }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| fmt::Write::write_char(f, char::from(*byte)))
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl TryFrom<String> for Code {
    type Error = NotACode;

    fn try_from(text: String) -> Result<Code, NotACode> {
        Code::parse(&text)
    }
}

impl From<Code> for String {
    fn from(code: Code) -> String {
        code.to_string()
    }
}

/// Time with a patient, in whole minutes; at most a day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Serialize, Deserialize)]
pub struct Minutes(u16);

impl Minutes {
    /// All the minutes that a day has.
    pub const DAY: Minutes = Minutes(24 * 60);

    /// None beyond a day.
    pub fn new(minutes: u16) -> Option<Minutes> {
        (minutes <= Self::DAY.0).then_some(Minutes(minutes))
    }

    /// As a number.
    pub fn get(self) -> u16 {
        self.0
    }
}

/// How a code turns time into units.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Timing {
    /// One unit a day, if it took at least so long.
    Once {
        /// Under this it did not happen.
        from: Minutes,
    },
    /// A unit for each block of time.
    Each {
        /// 15 minutes, or an hour.
        block: Minutes,
    },
    /// One unit for the first block; what is longer belongs to the code's add-on.
    First {
        /// The time that the unit stands for.
        block: Minutes,
        /// The time from which it counts.
        from: Minutes,
    },
    /// A unit for each block beyond the first of another code, at which the time is written down.
    More {
        /// The time that each unit stands for.
        block: Minutes,
        /// The code that it is added to.
        of: Code,
    },
    /// One unit of whichever code of a family fits the time.
    Time {
        /// The shortest time that this code is right for.
        from: Minutes,
        /// The first time that is too long for it; none for the longest.
        until: Option<Minutes>,
        /// The first code of the family.
        family: Code,
    },
}

/// A code for a while.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Service {
    /// As a claim carries it.
    pub code: Code,
    /// How its time counts.
    pub timing: Timing,
    /// Whose work it is.
    pub disciplines: Vec<Discipline>,
    /// First day in force; none if it always was.
    pub from: Option<Date>,
    /// First day on which it is no longer in force; none if no end is known.
    pub until: Option<Date>,
    /// Who says so.
    pub source: String,
    /// Our own words for it.
    pub label: String,
}

impl Service {
    /// Whether it may be billed for a day.
    pub fn is_in_force(&self, on: Date) -> bool {
        is_in_force(self.from, self.until, on)
    }
}

/// Why a code cannot be billed for a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoService {
    /// In no list.
    #[error("{0} is not among the clinic's services. Please correct the code, or add it to the list.")]
    Unknown(Code),
    /// There is or was one, at another time.
    #[error("{code} cannot be billed for {}: it is not in force on that day. Please choose the code that is.", said(*on))]
    NotInForce {
        /// The code.
        code: Code,
        /// The date of service.
        on: Date,
    },
}

/// A list of services.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Services(Vec<Service>);

impl Services {
    /// The list that the program brings.
    pub fn standard() -> Services {
        Services::parse(STANDARD).expect("a test reads it")
    }

    /// Reads lines of seven fields with tabs between them; `data/services-2026-11.tsv` says what stands in them.
    pub fn parse(text: &str) -> Result<Services, NotALine> {
        rows(text, "services", service).map(Services)
    }

    /// All of them, at any time.
    pub fn all(&self) -> impl Iterator<Item = &Service> {
        self.0.iter()
    }

    /// What a code means on a date of service.
    pub fn on(&self, code: Code, on: Date) -> Result<&Service, NoService> {
        let mut rows = self.0.iter().filter(|service| service.code == code).peekable();
        rows.peek().ok_or(NoService::Unknown(code))?;
        rows.find(|service| service.is_in_force(on)).ok_or(NoService::NotInForce { code, on })
    }
}

fn service(fields: &mut Fields<'_>) -> Option<Service> {
    Some(Service {
        code: fields.code()?,
        timing: timing(fields.text()?)?,
        disciplines: fields.text()?.split(',').map(discipline).collect::<Option<_>>()?,
        from: fields.day()?,
        until: fields.day()?,
        source: fields.text()?.to_owned(),
        label: fields.text()?.to_owned(),
    })
}

fn timing(text: &str) -> Option<Timing> {
    let words: Vec<&str> = text.split(' ').collect();
    Some(match words[..] {
        ["once"] => Timing::Once { from: Minutes(1) },
        ["once", "from", from] => Timing::Once { from: minutes(from)? },
        ["each", block] => Timing::Each { block: minutes(block)? },
        ["first", block] => {
            let block = minutes(block)?;
            Timing::First { block, from: Minutes(block.0 / 2 + 1) }
        }
        ["first", block, "from", from] => Timing::First { block: minutes(block)?, from: minutes(from)? },
        ["more", block, "of", code] => Timing::More { block: minutes(block)?, of: Code::parse(code).ok()? },
        ["time", times, "of", family] => {
            let (from, until) = times.split_once('-')?;
            let until = if until.is_empty() { None } else { Some(minutes(until)?) };
            Timing::Time { from: minutes(from)?, until, family: Code::parse(family).ok()? }
        }
        _ => return None,
    })
}

/// At least one: a block of no time would have no end of units.
fn minutes(text: &str) -> Option<Minutes> {
    text.parse().ok().and_then(Minutes::new).filter(|minutes| 0 < minutes.0)
}

fn discipline(text: &str) -> Option<Discipline> {
    Discipline::ALL.into_iter().find(|discipline| discipline.mark().eq_ignore_ascii_case(text))
}
