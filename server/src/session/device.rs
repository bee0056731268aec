//! A browser in words, for the list of sessions.

/// "Firefox on Windows", from what the browser says of itself; it may lie, and the list says only what it said.
pub fn in_words(agent: &str) -> String {
    format!("{} on {}", first(agent, &BROWSERS, "A browser"), first(agent, &SYSTEMS, "an unknown system"))
}

// In this order: every browser also claims to be those below it.
const BROWSERS: [(&str, &str); 7] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
];

const SYSTEMS: [(&str, &str); 7] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

fn first(agent: &str, signs: &[(&str, &'static str)], otherwise: &'static str) -> &'static str {
    signs.iter().find(|(sign, _)| agent.contains(sign)).map_or(otherwise, |(_, words)| words)
}

#[cfg(test)]
mod tests {
    use super::in_words;

    #[test]
    fn browsers_are_named_as_their_people_do() {
        let agents = [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
            (
                "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
                "Edge on Windows",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
                "Safari on iPhone",
            ),
            ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
            ("curl/8.0", "A browser on an unknown system"),
        ];
        for (agent, words) in agents {
            assert_eq!(in_words(agent), words);
        }
    }
}
