//! Lines, properties and parts of a calendar.

use super::{NotACalendar, Note, Notes};

/// Longest name of a property that is told in a note.
const NAME_MAX: usize = 40;
/// Most different names that are told.
const NAMES_MAX: usize = 50;

/// What an event says, line by line.
#[derive(Debug)]
pub(super) struct Entry {
    /// Where it begins.
    pub(super) line: u32,
    /// Its properties.
    pub(super) properties: Vec<Property>,
}

impl Entry {
    /// The first property of a name.
    pub(super) fn get(&self, name: &str) -> Option<&Property> {
        self.all(name).next()
    }

    /// All properties of a name.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &Property> {
        self.properties.iter().filter(move |property| property.name == name)
    }

    /// A text, as it is meant; nothing is an empty one.
    pub(super) fn text(&self, name: &str) -> String {
        self.get(name).map(Property::text).unwrap_or_default()
    }
}

/// One line: a name, what is said about it, and what it says.
#[derive(Debug)]
pub(super) struct Property {
    /// In capitals.
    pub(super) name: String,
    parameters: Vec<(String, String)>,
    /// As written.
    pub(super) value: String,
}

impl Property {
    /// What is said about it.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// Its value as a text is meant.
    pub(super) fn text(&self) -> String {
        let mut text = String::with_capacity(self.value.len());
        let mut letters = self.value.chars();
        while let Some(letter) = letters.next() {
            match letter {
                '\\' => match letters.next() {
                    Some('n' | 'N') => text.push('\n'),
                    Some(other) => text.push(other),
                    None => {}
                },
                other => text.push(other),
            }
        }
        text
    }
}

/// The names that [`super::event`] reads, and those that say nothing about a visit.
const READ: [&str; 13] = [
    "UID",
    "DTSTART",
    "DTEND",
    "DURATION",
    "RRULE",
    "RDATE",
    "EXRULE",
    "EXDATE",
    "RECURRENCE-ID",
    "STATUS",
    "SUMMARY",
    "DESCRIPTION",
    "CATEGORIES",
];
const EMPTY: [&str; 5] = ["SEQUENCE", "DTSTAMP", "CREATED", "LAST-MODIFIED", "TRANSP"];

/// The events of a calendar, and the zone that it names for all of them.
pub(super) fn entries(text: &str, notes: &mut Notes) -> Result<(Vec<Entry>, Option<String>), NotACalendar> {
    let mut open: Vec<String> = Vec::new();
    let (mut entries, mut zone) = (Vec::new(), None);
    let mut last = 0;
    for (line, text) in unfold(text) {
        if text.trim().is_empty() {
            continue;
        }
        last = line;
        let property = match property(&text) {
            Some(property) => property,
            None if open.is_empty() => return Err(NotACalendar::NotIcal),
            None => return Err(NotACalendar::Broken { line }),
        };
        let value = property.value.trim().to_ascii_uppercase();
        match (property.name.as_str(), open.len()) {
            ("BEGIN", depth) => {
                match (depth, value.as_str()) {
                    (0, "VCALENDAR") | (1, "VTIMEZONE") => {}
                    (0, _) => return Err(NotACalendar::NotIcal),
                    (1, "VEVENT") => entries.push(Entry { line, properties: Vec::new() }),
                    (1, other) => tell(notes, Note::NoEvent(other.to_owned())),
                    _ => {}
                }
                open.push(value);
            }
            (_, 0) => return Err(NotACalendar::NotIcal),
            ("END", _) if open.pop() != Some(value) => return Err(NotACalendar::Broken { line }),
            ("END", _) => {}
            ("X-WR-TIMEZONE", 1) => zone = Some(property.value.trim().to_owned()),
            (name, 2) if open[1] == "VEVENT" => {
                tell_unread(notes, name);
                if let Some(entry) = entries.last_mut() {
                    entry.properties.push(property);
                }
            }
            _ => {}
        }
    }
    match (open.is_empty(), last) {
        (_, 0) => Err(NotACalendar::NotIcal),
        (true, _) => Ok((entries, zone)),
        (false, line) => Err(NotACalendar::Broken { line }),
    }
}

/// Whether a program's own property may say whose a visit is.
pub(super) fn names_a_patient(name: &str) -> bool {
    name.starts_with("X-") && ["CASE", "PATIENT", "CLIENT", "MRN"].iter().any(|word| name.contains(word))
}

fn tell_unread(notes: &mut Notes, name: &str) {
    if !READ.contains(&name) && !EMPTY.contains(&name) && !names_a_patient(name) {
        tell(notes, Note::Unread(name.chars().take(NAME_MAX).collect()));
    }
}

fn tell(notes: &mut Notes, note: Note) {
    if notes.len() < NAMES_MAX || notes.contains_key(&note) {
        *notes.entry(note).or_default() += 1;
    }
}

/// Lines with their numbers; one that begins with a blank goes on with the one before it.
fn unfold(text: &str) -> Vec<(u32, String)> {
    let mut lines: Vec<(u32, String)> = Vec::new();
    for (text, line) in text.trim_start_matches('\u{feff}').split('\n').zip(1..) {
        let text = text.strip_suffix('\r').unwrap_or(text);
        match (text.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(more), Some((_, before))) => before.push_str(more),
            _ => lines.push((line, text.to_owned())),
        }
    }
    lines
}

/// Divides a line at the first colon, and what stands before it at semicolons, neither of them within quotation marks.
fn property(line: &str) -> Option<Property> {
    let colon = outside_quotes(line, ':').next()?;
    let (head, value) = (&line[..colon], &line[colon + 1..]);
    let mut parts = Vec::new();
    let mut from = 0;
    for at in outside_quotes(head, ';').chain([head.len()]) {
        parts.push(&head[from..at]);
        from = at + 1;
    }
    let mut parts = parts.into_iter();
    let name = parts.next()?.trim().to_ascii_uppercase();
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    if name.is_empty() || !name.bytes().all(fits) {
        return None;
    }
    let parameter = |part: &str| {
        let (name, value) = part.split_once('=')?;
        Some((name.trim().to_ascii_uppercase(), value.trim().trim_matches('"').to_owned()))
    };
    Some(Property { name, parameters: parts.filter_map(parameter).collect(), value: value.to_owned() })
}

fn outside_quotes(text: &str, mark: char) -> impl Iterator<Item = usize> {
    let mut quoted = false;
    text.char_indices().filter_map(move |(at, letter)| {
        quoted ^= letter == '"';
        (letter == mark && !quoted).then_some(at)
    })
}
