//! Small values that parse once at the door; afterwards the type is the proof.

mod number;
mod rank;

pub use number::{NotANumber, Number};
pub use rank::Rank;

use serde::{Deserialize, Serialize};
use std::fmt;

/// A calendar day of the clinic: a birthday, a service date, a due date. Never an instant.
pub type Date = chrono::NaiveDate;
/// An instant, always UTC.
pub type Instant = chrono::DateTime<chrono::Utc>;

/// Longest accepted name, in characters.
pub const NAME_MAX: usize = 200;
/// Longest accepted reason or task title, in characters.
pub const LINE_MAX: usize = 500;
/// Longest accepted comment, in characters.
pub const TEXT_MAX: usize = 10_000;

/// Why a text was not accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum TextProblem {
    /// Nothing but white space.
    #[error("This cannot be empty.")]
    Empty,
    /// Longer than the limit, which is named.
    #[error("This is {len} characters long; the limit is {max}. Please shorten it.")]
    TooLong {
        /// Characters found.
        len: usize,
        /// Characters allowed.
        max: usize,
    },
    /// Control characters that no name or note contains; in one line also what is invisible or turns the text around.
    #[error("This contains characters that cannot be shown. Please retype it.")]
    Unprintable,
    /// Not a phone number.
    #[error("This is not a phone number we can dial: write ten digits, or + and the country code.")]
    NotAPhone,
}

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident($max:expr, $lines:expr)),+ $(,)?) => { $(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Trims, then refuses what is empty, too long or unprintable.
            pub fn parse(text: &str) -> Result<Self, TextProblem> {
                clean(text, $max, $lines).map($name)
            }

            /// The text itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = TextProblem;

            fn try_from(text: String) -> Result<Self, TextProblem> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> String {
                text.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+ };
}

texts! {
    /// A person's name, in any script.
    Name(NAME_MAX, false),
    /// One line: a reason, a title, a custody note.
    Line(LINE_MAX, false),
    /// Several lines: a comment, an imported note.
    Prose(TEXT_MAX, true),
}

fn clean(text: &str, max: usize, lines: bool) -> Result<String, TextProblem> {
    let text = text.trim();
    if text.chars().all(|c| c.is_whitespace() || is_joiner(c)) {
        return Err(TextProblem::Empty);
    }
    let len = text.chars().count();
    if max < len {
        return Err(TextProblem::TooLong { len, max });
    }
    let refused = |c: char| match c {
        '\n' | '\r' | '\t' => !lines,
        // A comment is pasted from anywhere; a name or a title stands inside other sentences.
        c => c.is_control() || !lines && is_unseen(c),
    };
    if text.chars().any(refused) {
        return Err(TextProblem::Unprintable);
    }
    Ok(text.to_owned())
}

/// The two invisible letters by which Persian, Hindi and other scripts say whether letters join.
pub(crate) fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// Characters that show nothing: those that turn the direction of what follows, by which a name is made to look like
/// another, and those by which two names that look alike differ.
pub(crate) fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'
            | '\u{200e}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

impl Name {
    /// First letters of the first and the last word, for privacy and avatars. As they are written: who shows them makes
    /// them capitals, since the table of all scripts' capitals is 12 kB in a browser that has one already.
    pub fn initials(&self) -> String {
        let letter = |word: &str| word.chars().find(|c| !c.is_ascii_punctuation());
        let mut words = self.0.split_whitespace().filter_map(letter);
        let first = words.next();
        let last = words.next_back();
        first.into_iter().chain(last).collect()
    }
}

/// A phone number in E.164 form; ten digits are read as North American.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phone(String);

impl Phone {
    /// Reads what people type: `(555) 555-0123`, `555.555.0123`, `+44 20 …`.
    pub fn parse(text: &str) -> Result<Self, TextProblem> {
        let text = text.trim();
        if text.chars().any(|c| !(c.is_ascii_digit() || " ()+-./\u{a0}".contains(c))) {
            return Err(TextProblem::NotAPhone);
        }
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        match (text.starts_with('+'), digits.len()) {
            (true, 8..=15) => Ok(Phone(format!("+{digits}"))),
            (false, 10) => Ok(Phone(format!("+1{digits}"))),
            (false, 11) if digits.starts_with('1') => Ok(Phone(format!("+{digits}"))),
            _ => Err(TextProblem::NotAPhone),
        }
    }

    /// E.164, for `tel:` links.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Phone {
    type Error = TextProblem;

    fn try_from(text: String) -> Result<Self, TextProblem> {
        Self::parse(&text)
    }
}

impl From<Phone> for String {
    fn from(phone: Phone) -> String {
        phone.0
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.strip_prefix("+1").filter(|rest| rest.len() == 10) {
            Some(us) => write!(f, "({}) {}-{}", &us[..3], &us[3..6], &us[6..]),
            None => f.write_str(&self.0),
        }
    }
}

/// The field's five kinds of therapy.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Discipline {
    /// Speech-language pathology.
    Slp,
    /// Occupational therapy.
    Ot,
    /// Physical therapy.
    Pt,
    /// Applied behaviour analysis.
    Aba,
    /// Mental health: counselling, psychotherapy.
    Mh,
}

impl Discipline {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Discipline; 5] =
        [Discipline::Slp, Discipline::Ot, Discipline::Pt, Discipline::Aba, Discipline::Mh];

    /// The mark on a card.
    pub fn mark(self) -> &'static str {
        match self {
            Discipline::Slp => "SLP",
            Discipline::Ot => "OT",
            Discipline::Pt => "PT",
            Discipline::Aba => "ABA",
            Discipline::Mh => "MH",
        }
    }

    /// In words, for a screen reader and a filter.
    pub fn title(self) -> &'static str {
        match self {
            Discipline::Slp => "Speech",
            Discipline::Ot => "Occupational",
            Discipline::Pt => "Physical",
            Discipline::Aba => "Behaviour analysis",
            Discipline::Mh => "Mental health",
        }
    }
}

/// A stage of the workflow; a column of the board, or closed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lane {
    /// Intake and assessment.
    Intake,
    /// Care planning.
    Planning,
    /// Active care: coordination and documentation.
    Active,
    /// Progress review.
    Review,
    /// Transition and discharge.
    Transition,
    /// Closed; a re-admission opens a new case.
    Closed,
}

impl Lane {
    /// The five that the board shows.
    pub const OPEN: [Lane; 5] = [Lane::Intake, Lane::Planning, Lane::Active, Lane::Review, Lane::Transition];

    /// As people read it.
    pub fn title(self) -> &'static str {
        match self {
            Lane::Intake => "Intake",
            Lane::Planning => "Planning",
            Lane::Active => "Active care",
            Lane::Review => "Review",
            Lane::Transition => "Transition",
            Lane::Closed => "Closed",
        }
    }

    /// As addresses, files and the store write it.
    pub fn code(self) -> &'static str {
        match self {
            Lane::Intake => "intake",
            Lane::Planning => "planning",
            Lane::Active => "active",
            Lane::Review => "review",
            Lane::Transition => "transition",
            Lane::Closed => "closed",
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Option<Lane> {
        Lane::OPEN.into_iter().chain([Lane::Closed]).find(|lane| lane.code() == code)
    }

    /// The next open lane, if there is one.
    pub fn next(self) -> Option<Lane> {
        Lane::OPEN.into_iter().find(|lane| self < *lane)
    }

    /// The lane before, if there is one.
    pub fn previous(self) -> Option<Lane> {
        Lane::OPEN.into_iter().rfind(|lane| *lane < self)
    }
}

/// Which hand made a move; the only thing in which the four ways differ.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Via {
    /// Dragged with mouse, pen or finger.
    Drag,
    /// The "Move to" menu.
    #[default]
    Menu,
    /// A key.
    Keys,
    /// The command palette.
    Palette,
    /// A file.
    Import,
    /// The server itself: a wake date, a batch.
    Job,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_is_read_as_people_write_it() {
        let read = |text| Phone::parse(text).map(|phone| phone.to_string());
        assert_eq!(read(" (555) 555-0123 "), Ok("(555) 555-0123".into()));
        assert_eq!(read("1.555.555.0123"), Ok("(555) 555-0123".into()));
        assert_eq!(read("+44 20 7946 0000"), Ok("+442079460000".into()));
        assert_eq!(read("555-0123"), Err(TextProblem::NotAPhone));
        assert_eq!(read("call mum"), Err(TextProblem::NotAPhone));
    }

    #[test]
    fn names_of_any_script_have_initials_and_a_limit() {
        assert_eq!(Name::parse(" Noor al-Hadi ").map(|name| name.initials()), Ok("Na".into()));
        assert_eq!(Name::parse("Öykü").map(|name| name.initials()), Ok("Ö".into()));
        assert_eq!(Name::parse(&"x".repeat(201)), Err(TextProblem::TooLong { len: 201, max: 200 }));
        assert_eq!(Name::parse("a\u{0}b"), Err(TextProblem::Unprintable));
    }

    #[test]
    fn a_name_holds_no_letters_that_nobody_can_see() {
        for unseen in
            ["\u{202e}", "\u{2066}", "\u{2069}", "\u{200b}", "\u{200f}", "\u{feff}", "\u{ad}", "\u{3164}"]
        {
            for name in [format!("Ana {unseen}evil"), format!("{unseen}Ana"), format!("Ana{unseen}")] {
                assert_eq!(Name::parse(&name), Err(TextProblem::Unprintable), "{name:?}");
            }
        }
        assert_eq!(Name::parse("\u{200d}\u{200c}"), Err(TextProblem::Empty));
        assert!(Line::parse("late\u{202e}").is_err());
        // A comment may quote a text that was pasted with them.
        assert!(Prose::parse("call \u{202a}+1 212 555 0134\u{202c}").is_ok());
    }

    #[test]
    fn names_keep_the_joiners_that_their_scripts_need() {
        // Persian Mohammad-Mehdi with a non-joiner, Marathi and Sinhala with joiners.
        for name in
            ["محمد\u{200c}مهدی رضایی", "चऱ\u{200d}हाटे", "ක\u{200d}ෂ ෆර්නැන්ඩෝ", "李小龙", "O’Brien-Łuk", "José"]
        {
            assert_eq!(Name::parse(name).unwrap().as_str(), name);
        }
    }
}
