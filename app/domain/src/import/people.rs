//! Names, phones and addresses as people type them into cells.

use super::draft::Reason;
use super::fold::is_blank;
use crate::kinds::{Name, Phone, TextProblem};

/// A person's name from one cell, in the order in which it is spoken: `Lopez, Maria` becomes `Maria Lopez`.
pub fn name(cell: &str) -> Result<Name, Reason> {
    let cell = one_line(cell);
    let parts: Vec<&str> = cell.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    let spoken = match parts.as_slice() {
        [] => return Err(Reason::NoName),
        [one] => (*one).to_owned(),
        // "Lopez, Maria, Jr." and "Lopez, Jr., Maria"; "Dana Kim, OTR/L" keeps its title behind the name.
        [name, ending] if is_ending(ending) => format!("{name}, {ending}"),
        [last, first] => format!("{first} {last}"),
        [last, first, ending] if is_suffix(ending) => format!("{first} {last} {ending}"),
        [last, suffix, first] if is_suffix(suffix) => format!("{first} {last} {suffix}"),
        _ => cell.clone(),
    };
    checked(&spoken)
}

/// A name from its own columns.
pub fn name_of_parts(first: &str, middle: &str, last: &str) -> Result<Name, Reason> {
    let words: Vec<String> =
        [first, middle, last].into_iter().filter(|part| !is_blank(part)).map(one_line).collect();
    checked(&words.join(" "))
}

fn checked(spoken: &str) -> Result<Name, Reason> {
    let name = Name::parse(spoken).map_err(|problem| match problem {
        TextProblem::Empty => Reason::NoName,
        other => Reason::Text(other),
    })?;
    if name.as_str().chars().any(char::is_alphabetic) { Ok(name) } else { Err(Reason::NotAName) }
}

fn one_line(cell: &str) -> String {
    cell.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_suffix(part: &str) -> bool {
    let part = part.trim_end_matches('.');
    ["jr", "sr", "ii", "iii", "iv"].iter().any(|suffix| part.eq_ignore_ascii_case(suffix))
}

/// Suffixes, and letters after a professional's name: `OTR/L`, `CCC-SLP`, `BCBA`.
fn is_ending(part: &str) -> bool {
    is_suffix(part)
        || (2 <= part.len()
            && part.len() <= 20
            && part.chars().all(|c| c.is_ascii_uppercase() || "/-., ".contains(c))
            && part.split(|c: char| !c.is_ascii_uppercase()).any(is_credential))
}

fn is_credential(letters: &str) -> bool {
    matches!(
        letters,
        "SLP"
            | "CCC"
            | "OTR"
            | "COTA"
            | "DPT"
            | "PTA"
            | "BCBA"
            | "RBT"
            | "LCSW"
            | "LMFT"
            | "LPC"
            | "PHD"
            | "PSYD"
            | "MD"
            | "OTD"
            | "MSW"
            | "LMHC"
            | "BCABA"
            | "CF"
    )
}

/// What a phone cell held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phones {
    /// The first number.
    pub phone: Phone,
    /// Whether the cell held more than that number (a second one, an extension, a remark): then it is kept as a note.
    pub more: bool,
}

/// The first number of a cell; what cannot be read is a problem, never dropped.
pub fn phone(cell: &str) -> Result<Phones, Reason> {
    // "2125550134.0" is a number that a spreadsheet program made of a phone.
    let cell = cell.trim();
    let cell = cell.strip_suffix(".0").filter(|digits| digits.len() == 10).unwrap_or(cell);
    if let Ok(phone) = Phone::parse(cell) {
        return Ok(Phones { phone, more: false });
    }
    let runs = cell.split(|c: char| !(c.is_ascii_digit() || " ()+-.\u{a0}".contains(c)));
    let mut found = runs.filter_map(|run| Phone::parse(run.trim_matches([' ', '-', '.', '\u{a0}'])).ok());
    found.next().map(|phone| Phones { phone, more: true }).ok_or(Reason::NotAPhone)
}

/// An address that could receive mail: one `@`, no spaces, a dot in the host.
pub fn email(cell: &str) -> Result<String, Reason> {
    let cell = cell.trim();
    let address = cell.strip_prefix("mailto:").unwrap_or(cell);
    let good = address.split_once('@').is_some_and(|(user, host)| {
        let dotted = host.split('.').count() >= 2 && host.split('.').all(|label| !label.is_empty());
        !user.is_empty() && dotted && !host.contains('@')
    });
    let clean = address.chars().all(|c| !c.is_whitespace() && !c.is_control() && !",;<>\"()".contains(c));
    if good && clean && address.len() <= 254 { Ok(address.to_owned()) } else { Err(Reason::NotAnEmail) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_turned_as_they_are_spoken() {
        let read = |cell| name(cell).map(|name| name.to_string());
        assert_eq!(read("Lopez, Maria"), Ok("Maria Lopez".into()));
        assert_eq!(read("  LOPEZ ,  MARIA  J. "), Ok("MARIA J. LOPEZ".into()));
        assert_eq!(read("Lopez, Maria, Jr."), Ok("Maria Lopez Jr.".into()));
        assert_eq!(read("Lopez, Jr., Maria"), Ok("Maria Lopez Jr.".into()));
        assert_eq!(read("Dana Kim, OTR/L"), Ok("Dana Kim, OTR/L".into()));
        assert_eq!(read("Noor\nal-Hadi"), Ok("Noor al-Hadi".into()));
        assert_eq!(read("李 小龍"), Ok("李 小龍".into()));
        assert_eq!(read("=1+1"), Err(Reason::NotAName));
        assert_eq!(read("12345"), Err(Reason::NotAName));
        assert_eq!(read(" , "), Err(Reason::NoName));
        assert!(matches!(read(&"x".repeat(201)), Err(Reason::Text(_))));
        assert_eq!(name_of_parts("Maria", "-", "Lopez").map(|n| n.to_string()), Ok("Maria Lopez".into()));
    }

    #[test]
    fn phones_are_found_among_remarks() {
        let read = |cell| phone(cell).map(|found| (found.phone.as_str().to_owned(), found.more));
        assert_eq!(read("(212) 555-0134"), Ok(("+12125550134".into(), false)));
        assert_eq!(read("2125550134.0"), Ok(("+12125550134".into(), false)));
        assert_eq!(read("212-555-0134 x12"), Ok(("+12125550134".into(), true)));
        assert_eq!(read("mom: 212 555 0134 / 212-555-0135"), Ok(("+12125550134".into(), true)));
        assert_eq!(read("555-0134"), Err(Reason::NotAPhone));
        assert_eq!(read("call first"), Err(Reason::NotAPhone));
    }

    #[test]
    fn addresses_need_a_host() {
        assert_eq!(email("maria@example.org"), Ok("maria@example.org".into()));
        assert_eq!(email(" mailto:maria@example.org"), Ok("maria@example.org".into()));
        for bad in ["maria@", "maria.example.org", "a@b@example.org", "a b@example.org", "maria@example"] {
            assert_eq!(email(bad), Err(Reason::NotAnEmail), "{bad}");
        }
    }
}
