//! Bytes to letters.
//!
//! The order of the guesses: a byte order mark is believed; zero bytes at every second place are UTF-16; what is valid
//! UTF-8 is UTF-8. Else, if the file holds more valid letters of several bytes than invalid bytes, it is UTF-8 with
//! damage (a line pasted from elsewhere), and each invalid byte is read as Windows-1252, which it most likely was, and
//! its place is remembered. Else the whole file is Windows-1252, as old exports from Windows are; what no text in it holds,
//! and letters that are whole in UTF-8, are damage in it.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// A text and what is doubtful in it.
pub(super) struct Letters {
    pub(super) text: String,
    /// For people.
    pub(super) encoding: &'static str,
    /// Byte offsets in `text` of characters that were damaged, ascending.
    pub(super) broken: Vec<usize>,
}

/// Share of the file that is looked at to tell text from other files and UTF-16 from others.
const LOOKED_AT: usize = 64 * 1024;

pub(super) fn decode(bytes: &[u8]) -> Letters {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let rest = &bytes[mark..];
        return match encoding {
            found if found == UTF_16LE => sixteen(rest, UTF_16LE),
            found if found == UTF_16BE => sixteen(rest, UTF_16BE),
            _ => eight(rest),
        };
    }
    match zeros(bytes) {
        Some(encoding) => sixteen(bytes, encoding),
        None => eight(bytes),
    }
}

/// Whether the bytes are no text: zero and control bytes that neither UTF-16 nor any 8-bit text explains.
pub(super) fn is_binary(bytes: &[u8]) -> bool {
    if Encoding::for_bom(bytes).is_some() || zeros(bytes).is_some() {
        return false;
    }
    let head = &bytes[..bytes.len().min(LOOKED_AT)];
    let odd =
        head.iter().filter(|byte| **byte < 0x20 && !matches!(**byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1a));
    head.len() < odd.count() * 50
}

/// UTF-16 without a mark: nearly all letters of a list are Latin, so every second byte is zero.
fn zeros(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(LOOKED_AT) & !1];
    let pairs = head.len() / 2;
    let zeros = |place: usize| head.iter().skip(place).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    match () {
        () if pairs < 2 => None,
        () if pairs < odd * 3 && even * 10 <= odd => Some(UTF_16LE),
        () if pairs < even * 3 && odd * 10 <= even => Some(UTF_16BE),
        () => None,
    }
}

fn sixteen(bytes: &[u8], encoding: &'static Encoding) -> Letters {
    let (text, damaged) = encoding.decode_without_bom_handling(bytes);
    let text = text.into_owned();
    let broken = text
        .char_indices()
        .filter(|(_, c)| (damaged && *c == char::REPLACEMENT_CHARACTER) || is_control(*c))
        .map(|(at, _)| at);
    Letters { broken: broken.collect(), encoding: encoding.name(), text }
}

fn eight(bytes: &[u8]) -> Letters {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += chunk.invalid().len();
    }
    let utf8 = bad == 0 || bad <= good;
    let mut text = String::with_capacity(bytes.len());
    let mut broken = Vec::new();
    let mut push = |text: &mut String, c: char, damaged: bool| {
        if damaged || is_control(c) {
            broken.push(text.len());
        }
        text.push(c);
    };
    if utf8 {
        for chunk in bytes.utf8_chunks() {
            chunk.valid().chars().for_each(|c| push(&mut text, c, false));
            WINDOWS_1252
                .decode_without_bom_handling(chunk.invalid())
                .0
                .chars()
                .for_each(|c| push(&mut text, c, true));
        }
    } else {
        for chunk in bytes.utf8_chunks() {
            // A line pasted from elsewhere: more likely the one letter that it is in UTF-8 than the two odd ones.
            chunk.valid().chars().for_each(|c| push(&mut text, c, !c.is_ascii()));
            WINDOWS_1252
                .decode_without_bom_handling(chunk.invalid())
                .0
                .chars()
                .for_each(|c| push(&mut text, c, false));
        }
        broken.extend(implausible(&text));
        broken.sort_unstable();
        broken.dedup();
    }
    let encoding = match (utf8, bad, broken.is_empty()) {
        (true, 0, _) => "UTF-8",
        (true, _, _) => "UTF-8 with damaged letters",
        (false, _, true) => "Windows-1252",
        (false, _, false) => "Windows-1252 with damaged letters",
    };
    Letters { text, encoding, broken }
}

/// Places of characters that Windows-1252 has and no list holds: what other bytes look like in it.
fn implausible(text: &str) -> impl Iterator<Item = usize> + '_ {
    let after = text.chars().skip(1).map(Some).chain([None]);
    let before = std::iter::once(None).chain(text.chars().map(Some));
    let neighbours = text.char_indices().zip(before.zip(after));
    neighbours.filter(|((_, c), (before, after))| is_implausible(*before, *c, *after)).map(|((at, _), _)| at)
}

fn is_implausible(before: Option<char>, c: char, after: Option<char>) -> bool {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    let upper = |c: Option<char>| c.is_some_and(char::is_uppercase);
    match c {
        '¤' | '¦' | '¨' | '¬' | '¯' | '¸' | 'ƒ' | 'ˆ' | '˜' | '†' | '‡' | '‰' | '¶' => true,
        // The first byte of a letter in UTF-8, without the second. "IRMÃ" ends so too.
        'Ã' | 'Â' => !letter(after) && !upper(before),
        // A byte order mark in the middle; no word begins with ÿ.
        'ÿ' => !letter(before) || after == Some('þ') || before == Some('þ'),
        'þ' => after == Some('ÿ') || before == Some('ÿ'),
        _ => false,
    }
}

/// Control characters that no cell holds on purpose (0x1A ends old DOS files).
fn is_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{c}' | '\u{1a}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8]) -> (String, &'static str, usize) {
        let letters = decode(bytes);
        (letters.text, letters.encoding, letters.broken.len())
    }

    #[test]
    fn encodings_are_told_apart() {
        assert_eq!(check("a,José".as_bytes()), ("a,José".into(), "UTF-8", 0));
        assert_eq!(check("\u{feff}a,José".as_bytes()), ("a,José".into(), "UTF-8", 0));
        assert_eq!(check(b"a,Jos\xe9,\x93hi\x94"), ("a,José,“hi”".into(), "Windows-1252", 0));
        let le: Vec<u8> = "Name,José 李".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = "Name,José 李".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(check(&le), ("Name,José 李".into(), "UTF-16LE", 0));
        assert_eq!(check(&be), ("Name,José 李".into(), "UTF-16BE", 0));
        assert_eq!(check(&[b"\xff\xfe", &le[..]].concat()), ("Name,José 李".into(), "UTF-16LE", 0));
        assert_eq!(check(&[b"\xfe\xff", &be[..]].concat()), ("Name,José 李".into(), "UTF-16BE", 0));
    }

    #[test]
    fn damage_is_read_as_it_was_most_likely_meant_and_remembered() {
        let (text, encoding, broken) = check(b"Zo\xc3\xab,Ren\xc3\xa9e,Jos\xe9,ok");
        assert_eq!((text.as_str(), encoding, broken), ("Zoë,Renée,José,ok", "UTF-8 with damaged letters", 1));
        assert_eq!(check(b"a\x00b,c,some longer text here").2, 1);
    }

    #[test]
    fn bytes_that_are_text_in_no_encoding_are_damage_and_old_exports_are_not() {
        let (_, encoding, broken) = check(b"Bro\xff\xfeken \xc3\x28,ok");
        assert_eq!((encoding, broken), ("Windows-1252 with damaged letters", 3));
        // Windows-1252 has no letter at 0x81 and 0x8d.
        assert_eq!(check(b"Jos\xe9,Ren\xe9,\x81\x8d").2, 2);
        // One cell in UTF-8 among many that are not.
        let (text, _, broken) = check(b"Jos\xe9,Ren\xe9,Andr\xe9,Zo\xc3\xab");
        assert_eq!((text.as_str(), broken), ("José,René,André,Zoë", 1));
        let whole: &[&[u8]] = &[
            b"Jos\xe9 Mu\xf1oz",
            b"IRM\xc3,JO\xc3O",
            b"\xdeorsteinn G\xfa\xf0mundsson",
            b"Fa\xffe L\xc2NG",
            b"O\x92Brien \x96 \x93ok\x94 \xbd",
        ];
        for bytes in whole {
            assert_eq!((check(bytes).1, check(bytes).2), ("Windows-1252", 0), "{}", check(bytes).0);
        }
    }

    #[test]
    fn other_files_are_not_text() {
        assert!(is_binary(b"\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00"));
        assert!(!is_binary("Name,DOB\nAna,2019".as_bytes()));
        let wide: Vec<u8> = "Name,DOB".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(!is_binary(&wide));
    }
}
