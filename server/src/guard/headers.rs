//! What every answer tells the browser to refuse.

use super::origin::Origin;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderName, HeaderValue};

const FIXED: [(HeaderName, &str); 6] = [
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // Not `no-referrer`: with it, browsers send `Origin: null` with our own forms.
    (REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()",
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("x-frame-options"), "DENY"),
];

/// Adds them. `host`: what the browser asked for, for the address of the socket.
pub fn add(headers: &mut HeaderMap, nonce: &str, host: Option<&str>, public: Option<&Origin>) {
    for (name, value) in FIXED {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Ok(policy) = HeaderValue::from_str(&policy(nonce, host)) {
        // A file that somebody uploaded has a policy of its own, which allows nothing.
        headers.entry(CONTENT_SECURITY_POLICY).or_insert(policy);
    }
    if public.is_some_and(Origin::is_https) {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    // Pages and answers are about patients; only files that say otherwise may be kept.
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}

fn policy(nonce: &str, host: Option<&str>) -> String {
    // Browsers differ in whether 'self' covers sockets, so they are named.
    let sockets = host.filter(|host| is_plain(host)).map(|host| format!(" ws://{host} wss://{host}"));
    format!(
        "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; connect-src 'self'{}; object-src 'none'; base-uri 'none'; form-action 'self'; \
         frame-ancestors 'none'",
        sockets.unwrap_or_default()
    )
}

fn is_plain(host: &str) -> bool {
    host.len() < 256 && host.bytes().all(|b| b.is_ascii_alphanumeric() || b".:-[]".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_need_the_nonce_and_nothing_is_inline() {
        let policy = policy("abc", Some("localhost:3000"));
        assert!(policy.contains("script-src 'self' 'nonce-abc' 'wasm-unsafe-eval';"), "{policy}");
        assert!(policy.contains("connect-src 'self' ws://localhost:3000 wss://localhost:3000;"), "{policy}");
        assert!(!policy.contains("unsafe-inline"));
    }

    #[test]
    fn a_host_header_cannot_write_into_the_policy() {
        assert!(!policy("abc", Some("x; script-src *")).contains('*'));
    }

    #[test]
    fn files_may_be_kept_and_pages_may_not() {
        let mut page = HeaderMap::new();
        add(&mut page, "n", None, Origin::parse("https://board.example.org").as_ref());
        assert_eq!(page[CACHE_CONTROL], "no-store");
        assert!(page.contains_key(STRICT_TRANSPORT_SECURITY));
        let mut file = HeaderMap::new();
        file.insert(CACHE_CONTROL, HeaderValue::from_static("max-age=31536000, immutable"));
        add(&mut file, "n", None, None);
        assert_eq!(file[CACHE_CONTROL], "max-age=31536000, immutable");
        assert!(!file.contains_key(STRICT_TRANSPORT_SECURITY));
    }
}
