//! Why cases are closed: a list of codes, as data with a date. Lines of text, because a browser offers them too, and carries no
//! reader of anything longer.

const DEFAULT: &str = include_str!("../data/discharge-reasons-2026-01.txt");

/// One reason.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reason {
    /// As files write it.
    pub code: &'static str,
    /// As people read it; a closing is recorded in these words.
    pub title: &'static str,
}

/// The reasons that a closing may have, in the order in which they are offered.
pub fn reasons() -> impl Iterator<Item = Reason> {
    let lines = DEFAULT.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(' ')).map(|(code, title)| Reason { code, title })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_reason_has_a_code_of_its_own() {
        let codes: BTreeSet<&str> = reasons().map(|reason| reason.code).collect();
        assert_eq!((codes.len(), reasons().count()), (13, 13));
        assert!(codes.iter().all(|code| code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')));
        let first = Reason { code: "goals_met", title: "Goals met" };
        assert_eq!(reasons().next(), Some(first));
    }
}
