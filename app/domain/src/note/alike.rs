//! Whether a text was written for this session: held against the notes before it, sentence by sentence.

use std::collections::{BTreeMap, BTreeSet};

/// So much of a text, in percent, makes it a copy. Source: AUD-34, clinic convention after Program Integrity Manual 3.
const COPIED_PERCENT: usize = 90;
/// Shorter sentences are said in every session.
const SENTENCE_WORDS: usize = 6;
/// Sentences of a text that are read, at most.
const SENTENCES_MAX: usize = 5_000;

/// What a text has in common with an earlier one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Match {
    /// How much of it, in whole percent of its words.
    pub percent: usize,
    /// Which.
    pub label: String,
    /// The longest sentence that both have, as it is written now.
    pub sentence: String,
}

impl Match {
    /// Nearly all of it.
    pub fn is_copy(&self) -> bool {
        COPIED_PERCENT <= self.percent
    }
}

/// The earlier text with which this one has most in common; nothing where no sentence is the same. Letters' case,
/// punctuation and white space make no difference, and what a number says does.
pub fn alike(text: &str, earlier: &[(String, String)]) -> Option<Match> {
    let now = sentences(text);
    let words: usize = now.iter().map(|(_, words)| words.len()).sum();
    let found = earlier.iter().filter_map(|(label, text)| {
        let before: BTreeSet<Vec<String>> = sentences(text).into_iter().map(|(_, words)| words).collect();
        let same: Vec<&(String, Vec<String>)> =
            now.iter().filter(|(_, words)| before.contains(words)).collect();
        let shared: usize = same.iter().map(|(_, words)| words.len()).sum();
        let (sentence, _) = same.iter().max_by_key(|(_, words)| words.len())?;
        let percent = shared * 100 / words.max(1);
        Some(Match { percent, label: label.clone(), sentence: sentence.clone() })
    });
    // Of several with as much the first one is named: the latest comes first.
    let mut best: BTreeMap<usize, Match> = BTreeMap::new();
    for one in found {
        best.entry(one.percent).or_insert(one);
    }
    best.pop_last().map(|(_, one)| one)
}

/// Its sentences that say something, each with its words.
fn sentences(text: &str) -> Vec<(String, Vec<String>)> {
    let ends = |c: char| matches!(c, '.' | '!' | '?' | '\n' | ';' | '\u{3002}');
    // A point within a number ends no sentence.
    let mut parts = Vec::new();
    let mut begin = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next_is_digit = chars.peek().is_some_and(|(_, next)| next.is_ascii_digit());
        if ends(c) && !(c == '.' && next_is_digit) {
            parts.push(text.get(begin..at).unwrap_or_default());
            begin = at + c.len_utf8();
        }
    }
    parts.push(text.get(begin..).unwrap_or_default());
    let read = |part: &str| {
        let plain = |word: &str| {
            word.chars().filter(|c| c.is_alphanumeric() || *c == '%').flat_map(char::to_lowercase).collect()
        };
        let words: Vec<String> =
            part.split_whitespace().map(plain).filter(|word: &String| !word.is_empty()).collect();
        (SENTENCE_WORDS <= words.len()).then(|| (part.trim().to_owned(), words))
    };
    parts.into_iter().filter_map(read).take(SENTENCES_MAX).collect()
}
