//! Which passwords are accepted. Length and not being known count (NIST SP 800-63B-4); no composition rules, no expiry.

mod common;

use super::email::Email;
use std::fmt;
use unicode_normalization::UnicodeNormalization;

/// Characters at least, where the password is the only factor.
pub const MIN_ALONE: usize = 15;
/// Characters at least, beside a second factor.
pub const MIN_WITH_FACTOR: usize = 8;
/// Characters at most; bounds the work of hashing.
pub const MAX: usize = 1000;
/// Words of an address or a name shorter than this may appear by chance.
const WORD_MIN: usize = 4;

/// A password as typed, normalised so that two keyboards write the same one. Never logged: it prints as `Password(…)`.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

/// Why a new password was not accepted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Problem {
    /// Too few characters.
    #[error("too short")]
    Short,
    /// Too many characters.
    #[error("too long")]
    Long,
    /// Among those that are tried first, or hardly more than a pattern.
    #[error("common")]
    Common,
    /// Contains the address, the name or the name of the product.
    #[error("contains the address or the name")]
    Personal,
}

impl Password {
    /// What was typed, spaces and all. Text longer than any password is cut, and then matches nothing.
    pub fn typed(text: &str) -> Password {
        Password(text.nfkc().take(MAX + 1).collect())
    }

    /// For hashing, and nothing else.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether it may become the password of this person. `second_factor`: one is set up, so the shorter limit holds.
    pub fn check(&self, email: &Email, name: &str, second_factor: bool) -> Result<(), Problem> {
        let length = self.0.chars().count();
        if length < if second_factor { MIN_WITH_FACTOR } else { MIN_ALONE } {
            return Err(Problem::Short);
        }
        if MAX < length {
            return Err(Problem::Long);
        }
        let folded = fold(&self.0);
        if common::is_common(&folded) {
            return Err(Problem::Common);
        }
        if is_personal(&folded, email, name) {
            return Err(Problem::Personal);
        }
        Ok(())
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// Lower case, without white space: how people vary a password without thinking of another one.
fn fold(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).filter(|c| !c.is_whitespace()).collect()
}

fn is_personal(folded: &str, email: &Email, name: &str) -> bool {
    let whole = fold(name);
    let words = name.split(|c: char| !c.is_alphanumeric()).chain(email.local().split(['.', '_', '-', '+']));
    std::iter::once("caseboard".to_owned())
        .chain([email.local().to_owned(), whole])
        .chain(words.map(fold))
        .any(|word| WORD_MIN <= word.chars().count() && folded.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, second_factor: bool) -> Result<(), Problem> {
        let email = Email::parse("grace.lind@example.org").unwrap();
        Password::typed(text).check(&email, "Grace Lind-Öz", second_factor)
    }

    #[test]
    fn length_is_counted_in_characters_and_depends_on_the_second_factor() {
        assert_eq!(check("violet otter 1", false), Err(Problem::Short));
        assert_eq!(check("violet otter 17", false), Ok(()));
        assert_eq!(check("ottervi7", true), Ok(()));
        assert_eq!(check("ottervi", true), Err(Problem::Short));
        assert_eq!(check("ночной поезд 5к", false), Ok(()));
        assert_eq!(check("ночной поезд 5", false), Err(Problem::Short));
        assert_eq!(check(&"violet otter ".repeat(5), false), Ok(()));
        assert_eq!(
            check(&(0..1001_u32).filter_map(|n| char::from_u32(33 + n * n % 89)).collect::<String>(), false),
            Err(Problem::Long)
        );
    }

    #[test]
    fn what_everybody_tries_first_is_refused() {
        for text in [
            "passwordpassword",
            "Password12345678",
            "P@ssw0rdP@ssw0rd",
            "123456789012345",
            "qwertyuiopasdfgh",
            "aaaaaaaaaaaaaaaa",
            "abcabcabcabcabcabc",
            "iloveyou iloveyou",
            "LetMeInLetMeIn!!",
            "correct horse battery staple",
            "987654321987654321",
            "abcdefghijklmnop",
            "thisismypassword",
            "!!!!password!!!!2026",
            "1q2w3e4r5t6y7u8i",
            "qazwsxedcrfvtgb",
            "zaq12wsxcde34rfv",
            "!QAZ@WSX#EDC$RFV",
            "asdfghjklqwerty",
            "lkjhgfdsapoiuytrewq",
            "michaeljordan23!",
            "!!jordan-michael23",
        ] {
            assert_eq!(check(text, false), Err(Problem::Common), "{text}");
        }
        assert_eq!(check("Sunshine1!", true), Err(Problem::Common));
        assert_eq!(check("welcome2026", true), Err(Problem::Common));
    }

    #[test]
    fn a_sentence_is_no_pattern() {
        for text in [
            "we were here as treasure was read",
            "copper heron 42 sings",
            "my sister sells pottery",
            "seven dreary weeks of rain",
            "poll upon opium lion join",
        ] {
            assert_eq!(check(text, false), Ok(()), "{text}");
        }
    }

    #[test]
    fn what_a_colleague_would_guess_is_refused() {
        for text in [
            "grace is the best one",
            "so says Lind tonight",
            "grace.lind@example.org",
            "my caseboard phrase",
            "xgracelind-özx tra la",
        ] {
            assert_eq!(check(text, false), Err(Problem::Personal), "{text}");
        }
    }

    #[test]
    fn a_password_is_not_printed_by_accident() {
        assert_eq!(format!("{:?}", Password::typed("violet otter 17")), "Password(…)");
    }
}
