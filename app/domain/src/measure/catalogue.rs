//! Which outcome measures there are, what their scores may be, and how much change matters: data with dates.

use crate::kinds::{Date, Discipline, Number};
use crate::service::table::{Fields, NotALine, is_in_force, rows};
use serde::{Deserialize, Serialize};
use std::fmt;

const STANDARD: &str = include_str!("../../data/measures-2026-01.tsv");
/// Longest key, in characters.
const KEY_MAX: usize = 40;

/// What a measure is called in data: small letters, digits and underscores.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Key(String);

/// Why a text is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("This is not the key of a measure: small letters, digits and underscores, such as phq_9.")]
pub struct NotAKey;

impl Key {
    /// Reads a key, whether or not a measure has it.
    pub fn parse(text: &str) -> Result<Key, NotAKey> {
        let is_part = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        let fits = (1..=KEY_MAX).contains(&text.len()) && text.bytes().all(is_part);
        if fits { Ok(Key(text.to_owned())) } else { Err(NotAKey) }
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Key {
    type Error = NotAKey;

    fn try_from(text: String) -> Result<Key, NotAKey> {
        Key::parse(&text)
    }
}

impl From<Key> for String {
    fn from(key: Key) -> String {
        key.0
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Which way a score goes when somebody gets better.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Direction {
    /// Higher is better.
    Up,
    /// Lower is better.
    Down,
    /// It depends on the part of the test.
    Depends,
}

/// What kind of number a score is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Points added up.
    Total,
    /// A mean of points.
    Mean,
    /// Mean 50, standard deviation 10.
    TScore,
    /// Compared with people of the same age.
    StandardScore,
    /// Of a hundred.
    Percent,
    /// Per hour.
    Rate,
    /// A step of a scale.
    Level,
    /// Items mastered.
    Items,
    /// Time.
    Seconds,
    /// Distance.
    Metres,
    /// Speed.
    MetresPerSecond,
}

impl Kind {
    /// One of what it counts, and several.
    pub fn unit(self) -> [&'static str; 2] {
        match self {
            Kind::Total | Kind::Mean | Kind::TScore | Kind::StandardScore => ["point", "points"],
            Kind::Percent => ["percentage point", "percentage points"],
            Kind::Rate => ["per hour", "per hour"],
            Kind::Level => ["level", "levels"],
            Kind::Items => ["item", "items"],
            Kind::Seconds => ["second", "seconds"],
            Kind::Metres => ["metre", "metres"],
            Kind::MetresPerSecond => ["metre per second", "metres per second"],
        }
    }

    fn read(text: &str) -> Option<Kind> {
        Some(match text {
            "total" => Kind::Total,
            "mean" => Kind::Mean,
            "t_score" => Kind::TScore,
            "standard_score" => Kind::StandardScore,
            "percent" => Kind::Percent,
            "rate" => Kind::Rate,
            "level" => Kind::Level,
            "items" => Kind::Items,
            "seconds" => Kind::Seconds,
            "metres" => Kind::Metres,
            "metres_per_second" => Kind::MetresPerSecond,
            _ => return None,
        })
    }
}

/// What may be shown of a measure besides its name and score.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Licence {
    /// Proprietary: its name and its score, nothing else.
    Proprietary,
    /// Free to use, and its authors are named.
    Free,
    /// Free after registration or permission.
    Registration,
    /// A count that nobody owns.
    None,
}

/// A change that matters, smallest and largest that sources give.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Matters {
    /// From here change may matter.
    pub low: Number,
    /// From here it does.
    pub high: Number,
}

/// An outcome measure.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Measure {
    /// Key.
    pub key: Key,
    /// As people call it.
    pub title: String,
    /// Version, where scores of several differ.
    pub version: Option<String>,
    /// Who uses it.
    pub disciplines: Vec<Discipline>,
    /// Lowest score.
    pub lowest: Number,
    /// Highest score.
    pub highest: Number,
    /// Which way is better.
    pub direction: Direction,
    /// The change that matters, where one is agreed on.
    pub matters: Option<Matters>,
    /// What kind of number it is.
    pub kind: Kind,
    /// What may be shown of it.
    pub licence: Licence,
    /// LOINC of its score, where known for sure.
    pub loinc: Option<String>,
    /// It compares with people of the same age, so that a child who learns as fast as others shows no change.
    pub compares_with_peers: bool,
    /// Days until it is due again.
    pub cadence_days: u16,
    /// First day on which it is used; none if it always was.
    pub from: Option<Date>,
    /// First day on which it no longer is; none if no end is known.
    pub until: Option<Date>,
    /// Who says how much change matters.
    pub source: String,
}

impl Measure {
    /// "GFTA-3", "PHQ-9".
    pub fn name(&self) -> String {
        match &self.version {
            Some(version) => format!("{}-{version}", self.title),
            None => self.title.clone(),
        }
    }
}

/// The measures that a clinic knows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Catalogue(Vec<Measure>);

impl Catalogue {
    /// The list that the program brings.
    pub fn standard() -> Catalogue {
        Catalogue::parse(STANDARD).expect("a test reads it")
    }

    /// Reads lines; `data/measures-2026-01.tsv` says what stands in them.
    pub fn parse(text: &str) -> Result<Catalogue, NotALine> {
        rows(text, "outcome measures", measure).map(Catalogue)
    }

    /// All of them, at any time.
    pub fn all(&self) -> impl Iterator<Item = &Measure> {
        self.0.iter()
    }

    /// Those in use on a day, in the order of the list.
    pub fn on(&self, day: Date) -> impl Iterator<Item = &Measure> {
        self.0.iter().filter(move |measure| is_in_force(measure.from, measure.until, day))
    }

    /// The measure of that key as it is on a day.
    pub fn find(&self, key: &Key, day: Date) -> Option<&Measure> {
        self.on(day).find(|measure| measure.key == *key)
    }
}

fn measure(fields: &mut Fields<'_>) -> Option<Measure> {
    let key = Key::parse(fields.text()?).ok()?;
    let (title, version) = (fields.text()?.to_owned(), stated(fields.text()?));
    let disciplines = fields.text()?.split(',').map(discipline).collect::<Option<Vec<_>>>()?;
    let (lowest, highest) = (fields.text()?.parse().ok()?, fields.text()?.parse().ok()?);
    let direction = match fields.text()? {
        "up" => Direction::Up,
        "down" => Direction::Down,
        "depends" => Direction::Depends,
        _ => return None,
    };
    let matters = match (fields.text()?, fields.text()?) {
        ("-", "-") => None,
        (low, high) => Some(Matters { low: low.parse().ok()?, high: high.parse().ok()? }),
    };
    let kind = Kind::read(fields.text()?)?;
    let licence = match fields.text()? {
        "P" => Licence::Proprietary,
        "F" => Licence::Free,
        "R" => Licence::Registration,
        "-" => Licence::None,
        _ => return None,
    };
    let (loinc, caution) = (stated(fields.text()?), stated(fields.text()?));
    let cadence_days = fields.text()?.parse().ok()?;
    let (from, until, source) = (fields.day()?, fields.day()?, fields.text()?.to_owned());
    let compares_with_peers = caution.is_some();
    Some(Measure {
        key,
        title,
        version,
        disciplines,
        lowest,
        highest,
        direction,
        matters,
        kind,
        licence,
        loinc,
        compares_with_peers,
        cadence_days,
        from,
        until,
        source,
    })
}

fn stated(text: &str) -> Option<String> {
    (text != "-").then(|| text.to_owned())
}

fn discipline(text: &str) -> Option<Discipline> {
    Discipline::ALL.into_iter().find(|discipline| discipline.mark().eq_ignore_ascii_case(text))
}
