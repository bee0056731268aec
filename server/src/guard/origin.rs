//! Whether a request that changes something comes from our own pages.
//!
//! A browser says where a form or a script comes from and cannot be made to lie about it. A request that changes
//! something, or opens a socket, and does not say so is refused: our pages always do, and programs can.

use crate::flaw::{self, Flaw};
use http::header::{CONTENT_TYPE, HOST, ORIGIN, UPGRADE};
use http::{HeaderMap, Method, Uri};

/// Our own address as browsers write it in `Origin`: scheme, host and port, no slash at the end.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Origin(String);

impl Origin {
    /// Reads `https://board.example.org` or `http://127.0.0.1:3000/`; a port that goes without saying is dropped.
    pub fn parse(text: &str) -> Option<Origin> {
        let uri: Uri = text.trim().trim_end_matches('/').parse().ok()?;
        let scheme = uri.scheme_str()?.to_ascii_lowercase();
        let authority = uri.authority()?.as_str().to_ascii_lowercase();
        let plain = matches!(uri.path(), "" | "/") && uri.query().is_none() && !authority.contains('@');
        let default = match scheme.as_str() {
            "https" => ":443",
            "http" => ":80",
            _ => return None,
        };
        let authority = authority.strip_suffix(default).unwrap_or(&authority);
        plain.then(|| Origin(format!("{scheme}://{authority}")))
    }

    /// As in the header.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether browsers reach us through https.
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }

    fn authority(&self) -> &str {
        self.0.split_once("://").map_or("", |(_, authority)| authority)
    }
}

/// Whether the request may go on. `public`: our own address, if it was configured; otherwise the one that the browser
/// asked for (`Host`) is ours.
pub fn allows(method: &Method, uri: &Uri, headers: &HeaderMap, public: Option<&Origin>) -> bool {
    let changes = !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
    if (!changes && !headers.contains_key(UPGRADE)) || flaw::has(Flaw::Origin) {
        return true;
    }
    comes_from_us(uri, headers, public) && (!changes || is_honest_type(uri, headers))
}

fn comes_from_us(uri: &Uri, headers: &HeaderMap, public: Option<&Origin>) -> bool {
    let site = one(headers, "sec-fetch-site");
    if site.is_some_and(|site| site != "same-origin") {
        return false;
    }
    match headers.get(ORIGIN) {
        None => site.is_some(),
        Some(_) => one(headers, ORIGIN.as_str())
            .and_then(Origin::parse)
            .is_some_and(|origin| is_ours(&origin, uri, headers, public)),
    }
}

fn is_ours(origin: &Origin, uri: &Uri, headers: &HeaderMap, public: Option<&Origin>) -> bool {
    if let Some(public) = public {
        return origin == public;
    }
    let host = one(headers, HOST.as_str()).or_else(|| uri.authority().map(http::uri::Authority::as_str));
    host.and_then(|host| Origin::parse(&format!("{}//{host}", scheme_of(origin))))
        .is_some_and(|host| host.authority() == origin.authority())
}

fn scheme_of(origin: &Origin) -> &str {
    if origin.is_https() { "https:" } else { "http:" }
}

/// Forms of other sites can send these types without asking; our server functions never do.
fn is_honest_type(uri: &Uri, headers: &HeaderMap) -> bool {
    let kind = one(headers, CONTENT_TYPE.as_str()).unwrap_or("").to_ascii_lowercase();
    let form = kind.starts_with("application/x-www-form-urlencoded");
    let plain = kind.starts_with("text/plain");
    let posted_to_api = form && uri.path().starts_with("/api/");
    !(plain || posted_to_api)
}

/// The header, if it is there once and readable.
fn one<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?;
    if values.next().is_some() {
        return None;
    }
    value.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderName, HeaderValue};

    fn asked(
        method: &Method,
        path: &str,
        pairs: &[(&'static str, &'static str)],
        public: Option<&str>,
    ) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        allows(method, &path.parse().unwrap(), &headers, public.and_then(Origin::parse).as_ref())
    }

    const HOST: (&str, &str) = ("host", "board.example.org:3000");
    const OURS: (&str, &str) = ("origin", "http://board.example.org:3000");

    #[test]
    fn looking_needs_no_origin_and_changing_does() {
        assert!(asked(&Method::GET, "/board", &[HOST], None));
        for method in [Method::POST, Method::PUT, Method::DELETE, Method::PATCH] {
            assert!(!asked(&method, "/session", &[HOST], None), "{method}");
            assert!(asked(&method, "/session", &[HOST, OURS], None), "{method}");
        }
    }

    #[test]
    fn other_origins_are_refused_however_they_are_written() {
        for other in [
            "http://evil.example",
            "null",
            "",
            "http://board.example.org",
            "http://board.example.org:3000.evil.example",
            "http://board.example.org:3000@evil.example",
        ] {
            let other: &'static str = other;
            assert!(!asked(&Method::POST, "/session", &[HOST, ("origin", other)], None), "{other}");
        }
        assert!(!asked(&Method::POST, "/session", &[HOST, OURS, ("origin", "http://evil.example")], None));
        assert!(!asked(&Method::POST, "/session", &[HOST, OURS, ("sec-fetch-site", "cross-site")], None));
        assert!(!asked(&Method::POST, "/session", &[HOST, ("sec-fetch-site", "same-site")], None));
        assert!(asked(&Method::POST, "/session", &[HOST, ("sec-fetch-site", "same-origin")], None));
    }

    #[test]
    fn a_configured_address_is_the_only_one() {
        let public = Some("https://board.example.org");
        assert!(asked(&Method::POST, "/session", &[HOST, ("origin", "https://board.example.org")], public));
        assert!(asked(
            &Method::POST,
            "/session",
            &[HOST, ("origin", "https://board.example.org:443")],
            public
        ));
        assert!(!asked(&Method::POST, "/session", &[HOST, OURS], public));
        assert!(!asked(&Method::POST, "/session", &[HOST, ("origin", "http://board.example.org")], public));
    }

    #[test]
    fn a_socket_is_opened_by_our_pages_only() {
        let upgrade = ("upgrade", "websocket");
        assert!(!asked(&Method::GET, "/live", &[HOST, upgrade], None));
        assert!(!asked(&Method::GET, "/live", &[HOST, upgrade, ("origin", "http://evil.example")], None));
        assert!(asked(&Method::GET, "/live", &[HOST, upgrade, OURS], None));
    }

    #[test]
    fn types_that_any_form_can_send_do_not_reach_server_functions() {
        for kind in ["text/plain", "application/x-www-form-urlencoded", "TEXT/PLAIN; charset=utf-8"] {
            assert!(
                !asked(&Method::POST, "/api/submit", &[HOST, OURS, ("content-type", kind)], None),
                "{kind}"
            );
        }
        assert!(asked(
            &Method::POST,
            "/api/submit",
            &[HOST, OURS, ("content-type", "application/json")],
            None
        ));
        assert!(asked(
            &Method::POST,
            "/session",
            &[HOST, OURS, ("content-type", "application/x-www-form-urlencoded")],
            None
        ));
        assert!(!asked(&Method::POST, "/session", &[HOST, OURS, ("content-type", "text/plain")], None));
    }
}
