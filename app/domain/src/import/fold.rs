//! Texts made comparable: case, accents and punctuation do not tell two names apart.

/// Lower case, without accents, words separated by one space; periods and apostrophes vanish (`D.O.B.` is `dob`,
/// `O'Brien` is `obrien`), all other punctuation separates words.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            '.' | '\'' | '’' | '‘' | '`' | '\u{300}'..='\u{36f}' => {}
            c if c.is_alphanumeric() => push_plain(&mut out, c),
            _ if out.is_empty() || out.ends_with(' ') => {}
            _ => out.push(' '),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// As [`fold`], and `FirstName` is two words.
pub fn fold_header(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len() + 4);
    let mut before = ' ';
    for c in text.chars() {
        if before.is_lowercase() && c.is_uppercase() {
            spaced.push(' ');
        }
        spaced.push(c);
        before = c;
    }
    fold(&spaced)
}

/// As [`fold`], with the words in one order: `Lopez, Maria` equals `Maria Lopez`.
pub fn fold_name(text: &str) -> String {
    let folded = fold(text);
    let mut words: Vec<&str> = folded.split(' ').filter(|word| !matches!(*word, "jr" | "sr")).collect();
    words.sort_unstable();
    words.join(" ")
}

fn push_plain(out: &mut String, c: char) {
    match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'ǎ' => out.push('a'),
        'æ' => out.push_str("ae"),
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => out.push('c'),
        'ď' | 'đ' | 'ð' => out.push('d'),
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => out.push('e'),
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => out.push('g'),
        'ĥ' | 'ħ' => out.push('h'),
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => out.push('i'),
        'ĵ' => out.push('j'),
        'ķ' => out.push('k'),
        'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' => out.push('l'),
        'ñ' | 'ń' | 'ņ' | 'ň' => out.push('n'),
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => out.push('o'),
        'œ' => out.push_str("oe"),
        'ŕ' | 'ŗ' | 'ř' => out.push('r'),
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => out.push('s'),
        'ß' => out.push_str("ss"),
        'ţ' | 'ť' | 'ŧ' | 'ț' => out.push('t'),
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => out.push('u'),
        'ŵ' => out.push('w'),
        'ý' | 'ÿ' | 'ŷ' => out.push('y'),
        'ź' | 'ż' | 'ž' => out.push('z'),
        'þ' => out.push_str("th"),
        other => out.push(other),
    }
}

/// Whether the cell says "nothing here": blank, or one of the marks that people put in place of a blank.
pub fn is_blank(text: &str) -> bool {
    let text = text.trim();
    text.chars().all(|c| matches!(c, '-' | '–' | '—' | '?' | '.' | '/' | '_' | '*') || c.is_whitespace())
        || matches!(
            fold(text).as_str(),
            "n a"
                | "na"
                | "none"
                | "null"
                | "nil"
                | "unknown"
                | "unk"
                | "tbd"
                | "not known"
                | "no data"
                | "blank"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_habits_do_not_tell_two_texts_apart() {
        assert_eq!(fold("  D.O.B. "), "dob");
        assert_eq!(fold("Pt. Name (Last,  First)"), "pt name last first");
        assert_eq!(fold_header("patientFirstName"), "patient first name");
        assert_eq!(fold_header("first_name"), "first name");
        assert_eq!(fold_name("O’Brien-Núñez, José"), fold_name("Jose Obrien Nunez"));
        assert_eq!(fold_name("Łukasz Żak"), "lukasz zak");
        assert_eq!(fold("李 小龍"), "李 小龍");
    }

    #[test]
    fn placeholders_are_blanks() {
        for text in ["", "  ", "-", "—", "n/a", "N/A", "??", "TBD", "unknown"] {
            assert!(is_blank(text), "{text}");
        }
        for text in ["0", "No", "x", "Na Li"] {
            assert!(!is_blank(text), "{text}");
        }
    }
}
