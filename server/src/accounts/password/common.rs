//! Passwords that are tried first: a list that comes with the program, and the patterns that no list is long enough for.

use std::collections::HashSet;
use std::sync::LazyLock;

/// One word a line, folded. Lines with `#` are comments.
static LIST: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    include_str!("common.txt").lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect()
});

/// Rows along which fingers run.
const ROWS: [&str; 9] = [
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "1234567890-=",
    "!@#$%^&*()_+",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "q1w2e3r4t5y6u7i8o9p0",
];

/// Whether a folded password is in the list, or is made of the list and of patterns: doubled, numbered, dressed up with
/// look-alike digits, or a run along the keyboard.
pub(super) fn is_common(folded: &str) -> bool {
    let undressed = undress(folded);
    [folded, undressed.as_str()].into_iter().any(|text| {
        let core = text.trim_matches(|c: char| !c.is_alphabetic());
        is_pattern(text) || is_listed(text) || (!core.is_empty() && is_listed(core))
    })
}

/// A listed word, or listed words and figures one after the other.
fn is_listed(text: &str) -> bool {
    let words: Vec<&str> = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    LIST.contains(text) || (!words.is_empty() && words.iter().all(|word| is_word(unit(word))))
}

/// A listed word, or two of them in one: a name and its other half.
fn is_word(text: &str) -> bool {
    let two = |at: usize| {
        let (one, other) = text.split_at(at);
        LIST.contains(one) && LIST.contains(other)
    };
    LIST.contains(text) || text.char_indices().skip(1).any(|(at, _)| two(at))
}

/// At most four different characters, a repeated unit, a run along a row, as often as it takes, or a walk.
fn is_pattern(text: &str) -> bool {
    let mut distinct: Vec<char> = text.chars().collect();
    distinct.sort_unstable();
    distinct.dedup();
    distinct.len() <= 4 || unit(text).chars().count() <= 4 || is_run(unit(text)) || is_walk(text)
}

fn is_run(text: &str) -> bool {
    let backwards: String = text.chars().rev().collect();
    ROWS.iter().any(|row| row.contains(text) || row.contains(&backwards))
}

/// Fingers that step from key to key, up and down the columns or along the rows, and seldom jump: of a sentence, every
/// second letter or so is a jump.
fn is_walk(text: &str) -> bool {
    let letters: Vec<char> = text.chars().collect();
    let jumps = letters.windows(2).filter(|pair| !is_step(pair[0], pair[1])).count();
    STEPS_A_JUMP * (jumps + 1) <= letters.len()
}

/// Letters typed between two jumps, on the average of a walk.
const STEPS_A_JUMP: usize = 3;

/// The keys as they lie: each row is half a key to the right of the one above it.
const KEYS: [&str; 4] = ["1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./"];
/// The same with shift, where that is no letter.
const SHIFTED: (&str, &str) = ("!@#$%^&*()_+", "1234567890-=");

/// Whether the second key is the first one, or next to it.
fn is_step(from: char, to: char) -> bool {
    match (key(from), key(to)) {
        (Some((row, at)), Some((other_row, other_at))) => match other_row.abs_diff(row) {
            0 => at.abs_diff(other_at) <= 1,
            1 if row < other_row => at == other_at || at == other_at + 1,
            1 => at == other_at || at + 1 == other_at,
            _ => false,
        },
        _ => from == to,
    }
}

fn key(letter: char) -> Option<(usize, usize)> {
    let shifted = SHIFTED.0.chars().position(|key| key == letter).and_then(|at| SHIFTED.1.chars().nth(at));
    let letter = shifted.unwrap_or(letter);
    KEYS.iter()
        .enumerate()
        .find_map(|(row, keys)| keys.chars().position(|key| key == letter).map(|at| (row, at)))
}

/// The shortest text of which this one is a repetition: `abcabc` is `abc`.
fn unit(text: &str) -> &str {
    text.char_indices()
        .skip(1)
        .map(|(at, _)| at)
        .filter(|at| text.len().is_multiple_of(*at))
        .find(|at| text.as_bytes()[*at..].chunks(*at).all(|chunk| chunk == &text.as_bytes()[..*at]))
        .map_or(text, |at| &text[..at])
}

fn undress(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '0' => 'o',
            '1' | '!' => 'i',
            '3' => 'e',
            '4' | '@' => 'a',
            '5' | '$' => 's',
            '7' => 't',
            other => other,
        })
        .collect()
}
