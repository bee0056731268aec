//! Text as searches compare it.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Lower case, without marks, one space between words: "Öykü  Nuñez" becomes "oyku nunez".
pub fn fold(text: &str) -> String {
    let plain: String = text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The digits of a text, for phones.
pub fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_case_and_width_do_not_matter() {
        assert_eq!(fold("  Öykü\u{a0} NUÑEZ-Straße "), "oyku nunez-straße");
        assert_eq!(fold("Ｊｏｓé"), fold("jose"));
        assert_eq!(fold("محمد"), "محمد");
        assert_eq!(digits("(555) 555-0123"), "5555550123");
    }
}
