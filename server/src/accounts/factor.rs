//! The second factor: codes of an authenticator app (RFC 6238), and recovery codes for the day the phone is lost.

use super::email::Email;
use super::secret::{digest, random_bytes};
use domain::kinds::Instant;
use totp_rs::{Algorithm, Builder, Secret, Totp};

/// Bytes of a secret: 160 bits, as RFC 4226 recommends.
pub const SECRET_BYTES: usize = 20;
/// Recovery codes given at once.
pub const RECOVERY_CODES: usize = 10;
/// Letters and digits that nobody confuses.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// A new secret.
pub fn new_secret() -> Vec<u8> {
    random_bytes::<SECRET_BYTES>().to_vec()
}

/// The step whose code this is, if it is one of now or 30 seconds around it and later than the last one used.
pub fn step_of(secret: &[u8], code: &str, now: Instant, last_step: Option<i64>) -> Option<i64> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let time = u64::try_from(now.timestamp()).ok()?;
    let step = i64::try_from(totp(secret, None)?.check(&code, time)?).ok()?;
    last_step.is_none_or(|last| last < step).then_some(step)
}

/// The code of that instant; what the app on the phone shows.
pub fn code_at(secret: &[u8], at: Instant) -> Option<String> {
    Some(totp(secret, None)?.generate(u64::try_from(at.timestamp()).ok()?).to_string())
}

/// The address that an app reads from a link, `otpauth://totp/…`. Contains the secret.
pub fn uri(secret: &[u8], email: &Email) -> Option<String> {
    totp(secret, Some(email))?.to_url().ok()
}

/// The secret as people type it, in groups of four.
pub fn typed(secret: &[u8]) -> String {
    let letters = Secret::from(secret.to_vec()).to_base32();
    let letters: Vec<char> = letters.chars().collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// Ten codes of 80 random bits each, for example `k3vd-9mwa-tq2h-xe7c`. Shown once; the database keeps digests.
pub fn recovery_codes() -> Vec<String> {
    (0..RECOVERY_CODES).map(|_| recovery_code()).collect()
}

/// What the database keeps of a recovery code; dashes, spaces and case do not matter.
pub fn recovery_digest(code: &str) -> String {
    let letters: String =
        code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    digest(&letters)
}

fn recovery_code() -> String {
    let letters: Vec<u8> = random_bytes::<16>().iter().map(|byte| ALPHABET[usize::from(byte % 32)]).collect();
    letters.chunks(4).map(|group| String::from_utf8_lossy(group)).collect::<Vec<_>>().join("-")
}

fn totp(secret: &[u8], email: Option<&Email>) -> Option<Totp> {
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_secret(secret.to_vec())
        .with_account_name(email.map_or("", Email::as_str))
        .with_issuer(Some("Caseboard"))
        .build()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    fn at(seconds: i64) -> Instant {
        Instant::from_timestamp(seconds, 0).unwrap()
    }

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B, SHA-1, the last six digits.
        let secret = b"12345678901234567890";
        assert_eq!(code_at(secret, at(59)).as_deref(), Some("287082"));
        assert_eq!(code_at(secret, at(1_111_111_109)).as_deref(), Some("081804"));
        assert_eq!(step_of(secret, "287 082", at(59), None), Some(1));
    }

    #[test]
    fn a_code_counts_once_and_not_for_long() {
        let secret = new_secret();
        let code = code_at(&secret, at(3000)).unwrap();
        assert_eq!(step_of(&secret, &code, at(3000), None), Some(100));
        assert_eq!(step_of(&secret, &code, at(3000), Some(100)), None, "replayed");
        assert_eq!(step_of(&secret, &code, at(3000) + TimeDelta::seconds(45), Some(99)), Some(100));
        assert_eq!(step_of(&secret, &code, at(3000) + TimeDelta::seconds(61), None), None, "too old");
        assert_eq!(step_of(&secret, "", at(3000), None), None);
        assert_eq!(step_of(&secret, "12345", at(3000), None), None);
    }

    #[test]
    fn an_app_can_read_the_secret() {
        let email = Email::parse("grace@example.org").unwrap();
        let uri = uri(b"12345678901234567890", &email).unwrap();
        assert!(
            uri.starts_with("otpauth://totp/Caseboard:grace%40example.org?secret=GEZDGNBVGY3TQOJQ"),
            "{uri}"
        );
        assert_eq!(typed(b"12345678901234567890"), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
    }

    #[test]
    fn recovery_codes_are_many_different_and_forgiving_to_type() {
        let codes = recovery_codes();
        assert_eq!(codes.len(), RECOVERY_CODES);
        assert_eq!(codes.iter().collect::<std::collections::HashSet<_>>().len(), RECOVERY_CODES);
        assert_eq!(codes[0].len(), 19);
        assert_eq!(recovery_digest(&codes[0]), recovery_digest(&codes[0].to_uppercase().replace('-', " ")));
    }
}
