//! The address by which somebody signs in.

use std::fmt;
use unicode_normalization::UnicodeNormalization;

/// Longest accepted address, in characters (the limit of RFC 5321).
const EMAIL_MAX: usize = 254;

/// An e-mail address, folded: two spellings that reach one mailbox are one account. Never logged: it prints as `Email(…)`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Email(String);

impl Email {
    /// Trims, normalises and lower-cases. `None` for what is no address: one `@`, a name before it, a domain after it.
    pub fn parse(text: &str) -> Option<Email> {
        let folded: String = text.trim().nfkc().flat_map(char::to_lowercase).collect();
        let (local, domain) = folded.rsplit_once('@')?;
        let tidy = |part: &str| {
            !part.is_empty()
                && !part.starts_with('.')
                && !part.ends_with('.')
                && !part.contains(|c: char| c.is_control() || c.is_whitespace() || "@:<>\"(),;\\".contains(c))
        };
        (folded.chars().count() <= EMAIL_MAX && tidy(local) && tidy(domain) && !domain.contains(".."))
            .then_some(Email(folded))
    }

    /// The folded address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands before the `@`.
    pub fn local(&self) -> &str {
        self.0.rsplit_once('@').map_or(self.0.as_str(), |(local, _)| local)
    }
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_spellings_of_an_address_are_one_account() {
        let folded = |text| Email::parse(text).map(|email| email.as_str().to_owned());
        assert_eq!(folded(" Grace.Lind@Example.ORG "), Some("grace.lind@example.org".into()));
        assert_eq!(folded("ÖYKÜ@example.org"), Some("öykü@example.org".into()));
        for bad in ["", "grace", "@example.org", "grace@", "a@b@example.org", "a b@example.org", "a@ex..org"]
        {
            assert_eq!(folded(bad), None, "{bad}");
        }
        assert_eq!(folded(&format!("{}@example.org", "x".repeat(250))), None);
    }

    #[test]
    fn an_address_is_not_printed_by_accident() {
        assert_eq!(format!("{:?}", Email::parse("grace@example.org").unwrap()), "Email(…)");
    }
}
