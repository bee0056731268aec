//! The cookies of sign-in: written with every flag, read by exact name.

use http::header::COOKIE;
use http::{HeaderMap, HeaderValue};

/// What a cookie is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cookie {
    /// The session.
    Session,
    /// The password was right, the second factor is still asked for. Five minutes.
    Pending,
    /// This browser has been signed in before. A year.
    Device,
}

impl Cookie {
    /// With https the browser itself guarantees, by the prefix, that no other host or path set it.
    pub fn name(self, https: bool) -> &'static str {
        match (self, https) {
            (Cookie::Session, true) => "__Host-caseboard",
            (Cookie::Session, false) => "caseboard",
            (Cookie::Pending, true) => "__Host-caseboard-pending",
            (Cookie::Pending, false) => "caseboard-pending",
            (Cookie::Device, true) => "__Host-caseboard-device",
            (Cookie::Device, false) => "caseboard-device",
        }
    }

    /// The value that a browser sent.
    pub fn read(self, headers: &HeaderMap, https: bool) -> Option<&str> {
        let name = self.name(https);
        headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value)
    }

    /// The header that sets it. A session's cookie ends with the browser; the server ends it earlier.
    pub fn set(self, value: &str, https: bool) -> HeaderValue {
        let age = match self {
            Cookie::Session => "",
            Cookie::Pending => "; Max-Age=300",
            Cookie::Device => "; Max-Age=31536000",
        };
        self.header(value, age, https)
    }

    /// The header that removes it.
    pub fn clear(self, https: bool) -> HeaderValue {
        self.header("", "; Max-Age=0", https)
    }

    fn header(self, value: &str, age: &str, https: bool) -> HeaderValue {
        let secure = if https { "; Secure" } else { "" };
        let text = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax{age}{secure}", self.name(https));
        // Our values are hexadecimal digits.
        HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_session_cookie_has_every_flag() {
        assert_eq!(
            Cookie::Session.set("ab", true),
            "__Host-caseboard=ab; Path=/; HttpOnly; SameSite=Lax; Secure"
        );
        assert_eq!(Cookie::Session.set("ab", false), "caseboard=ab; Path=/; HttpOnly; SameSite=Lax");
        assert_eq!(
            Cookie::Pending.clear(false),
            "caseboard-pending=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"
        );
    }

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, HeaderValue::from_static("xcaseboard=no; caseboard-device=d; caseboard=yes"));
        assert_eq!(Cookie::Session.read(&headers, false), Some("yes"));
        assert_eq!(Cookie::Device.read(&headers, false), Some("d"));
        assert_eq!(Cookie::Session.read(&headers, true), None);
    }
}
