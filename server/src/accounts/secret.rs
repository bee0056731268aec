//! Random secrets that are shown once, and the digests by which the database knows them.

use rand::RngCore;
use sha2::{Digest, Sha256};
use std::fmt;

/// 256 random bits, written as 64 hexadecimal digits: a session, an invitation. Never logged: it prints as `Token(…)`.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// A new one.
    pub fn random() -> Token {
        Token(hex(&random_bytes::<32>()))
    }

    /// Reads what a cookie or a link carries; `None` for anything that we cannot have written.
    pub fn parse(text: &str) -> Option<Token> {
        let ours = text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        ours.then(|| Token(text.to_owned()))
    }

    /// For a cookie or a link, and nothing else.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What the database keeps.
    pub fn digest(&self) -> String {
        digest(&self.0)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// SHA-256 in hexadecimal digits. Enough for what is random; passwords have their own slow hash.
pub fn digest(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

/// Lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    use fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Bytes from the operating system's seeded generator.
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::rng().fill_bytes(&mut bytes);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_256_bits_and_read_strictly() {
        let token = Token::random();
        assert_eq!(token.reveal().len() * 4, 256);
        assert_eq!(Token::parse(token.reveal()), Some(token.clone()));
        assert_ne!(Token::random(), token);
        assert_eq!(Token::parse(&token.reveal().to_uppercase().replace(char::is_numeric, "A")), None);
        assert_eq!(Token::parse("../../etc"), None);
        assert_eq!(token.digest().len(), 64);
        assert_eq!(format!("{token:?}"), "Token(…)");
    }
}
