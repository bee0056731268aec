//! The outer form of X12: the first segment says by which signs the others are divided.

use super::NotAReply;

/// Longest first segment that is looked at; one that keeps to the rules has 106 characters.
const HEAD_MAX: usize = 200;

/// The signs between the parts of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Marks {
    element: char,
    repetition: Option<char>,
    end: char,
}

/// One segment.
#[derive(Clone, Debug)]
pub(super) struct Segment<'a> {
    elements: Vec<&'a str>,
    repetition: Option<char>,
}

impl<'a> Segment<'a> {
    /// Its name.
    pub(super) fn id(&self) -> &'a str {
        self.get(0)
    }

    /// An element, from 1; empty where it is not there.
    pub(super) fn get(&self, at: usize) -> &'a str {
        self.elements.get(at).map_or("", |element| element.trim())
    }

    /// An element that says something.
    pub(super) fn text(&self, at: usize) -> Option<&'a str> {
        Some(self.get(at)).filter(|text| !text.is_empty())
    }

    /// The parts of an element that may be repeated.
    pub(super) fn parts(&self, at: usize) -> impl Iterator<Item = &'a str> {
        let mark = self.repetition;
        self.get(at).split(move |c| Some(c) == mark).map(str::trim).filter(|part| !part.is_empty())
    }

    /// As a person reads it, whatever signs the file has.
    pub(super) fn line(&self) -> String {
        self.elements.join("*")
    }
}

/// Divides a file into its interchanges, and those into segments; each must be complete.
pub(super) fn split(text: &str) -> Result<Vec<Vec<Segment<'_>>>, NotAReply> {
    let mut interchanges = Vec::new();
    let mut rest = skip(text);
    while !rest.is_empty() {
        let marks = marks(rest)?;
        let mut segments = Vec::new();
        loop {
            let (segment, after) = rest.split_once(marks.end).ok_or(NotAReply::CutOff)?;
            rest = after;
            let segment = Segment {
                elements: segment.trim().split(marks.element).collect(),
                repetition: marks.repetition,
            };
            match segment.id() {
                "IEA" => break,
                "ISA" if !segments.is_empty() => return Err(NotAReply::CutOff),
                "" => {}
                _ => segments.push(segment),
            }
        }
        interchanges.push(segments);
        rest = skip(rest);
    }
    if interchanges.is_empty() { Err(NotAReply::NotX12) } else { Ok(interchanges) }
}

/// White space and what programs put around the parts of a file.
fn skip(text: &str) -> &str {
    text.trim_start_matches(|c: char| c.is_whitespace() || c.is_control() || c == '\u{feff}')
}

/// Reads the signs from the places where the first segment has them.
fn marks(text: &str) -> Result<Marks, NotAReply> {
    let no = NotAReply::NotX12;
    let element = text.strip_prefix("ISA").and_then(|rest| rest.chars().next()).ok_or(no.clone())?;
    let mut divided = 0;
    let mut repetition = None;
    let mut letters = text.chars().take(HEAD_MAX);
    while divided < 16 {
        let letter = letters.next().ok_or(no.clone())?;
        if letter == element {
            divided += 1;
        } else if divided == 11 {
            // Before release 5010 a letter stood here, which divides nothing.
            repetition = Some(letter).filter(|letter| !letter.is_alphanumeric());
        }
    }
    let component = letters.next().ok_or(no.clone())?;
    let end = letters.next().ok_or(no.clone())?;
    let signs = [Some(element), repetition, Some(component), Some(end)];
    let signs: Vec<char> = signs.into_iter().flatten().collect();
    let twice = signs.iter().enumerate().any(|(at, sign)| signs[..at].contains(sign));
    if twice || signs.iter().any(|sign| sign.is_alphanumeric()) {
        return Err(no);
    }
    Ok(Marks { element, repetition, end })
}
