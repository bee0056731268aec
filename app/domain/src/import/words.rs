//! The old spreadsheet's words for stages and disciplines, and what they most likely mean here.

use super::fold::{fold, is_blank};
use super::mapping::Standing;
use crate::kinds::{Discipline, Lane};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One status word of the file, and what is proposed for it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct StatusWord {
    /// The word folded, by which a mapping names it; blank cells count under the empty word.
    pub key: String,
    /// As first written in the file.
    pub word: String,
    /// Rows that hold it.
    pub rows: u32,
    /// The proposal; `None` must be chosen by a person.
    pub standing: Option<Standing>,
}

const fn at(lane: Lane) -> Standing {
    Standing { lane, waiting: false, hold: false }
}

const WAITING: Standing = Standing { lane: Lane::Intake, waiting: true, hold: false };
const WAITING_FOR_PLAN: Standing = Standing { lane: Lane::Planning, waiting: true, hold: false };
const ON_HOLD: Standing = Standing { lane: Lane::Active, waiting: false, hold: true };

/// Phrases in folded spelling, first match wins: a phrase matches where its words stand together in the cell.
/// "D/C pending" must be met before "D/C", and "not active" before "active".
const STATUSES: &[(&str, Standing)] = &[
    ("on hold", ON_HOLD),
    ("hold", ON_HOLD),
    ("paused", ON_HOLD),
    ("medical leave", ON_HOLD),
    ("vacation", ON_HOLD),
    ("d c pending", at(Lane::Transition)),
    ("pending d c", at(Lane::Transition)),
    ("dc pending", at(Lane::Transition)),
    ("pending dc", at(Lane::Transition)),
    ("d c planning", at(Lane::Transition)),
    ("dc planning", at(Lane::Transition)),
    ("d c soon", at(Lane::Transition)),
    ("discharge pending", at(Lane::Transition)),
    ("pending discharge", at(Lane::Transition)),
    ("discharge planning", at(Lane::Transition)),
    ("discharge plan", at(Lane::Transition)),
    ("discharging", at(Lane::Transition)),
    ("ready for discharge", at(Lane::Transition)),
    ("ready for d c", at(Lane::Transition)),
    ("to be discharged", at(Lane::Transition)),
    ("graduating", at(Lane::Transition)),
    ("transition", at(Lane::Transition)),
    ("transitioning", at(Lane::Transition)),
    ("transfer", at(Lane::Transition)),
    ("handoff", at(Lane::Transition)),
    ("hand off", at(Lane::Transition)),
    ("not active", at(Lane::Closed)),
    ("no longer", at(Lane::Closed)),
    ("discharged", at(Lane::Closed)),
    ("discharge", at(Lane::Closed)),
    ("d c", at(Lane::Closed)),
    ("dc", at(Lane::Closed)),
    ("d cd", at(Lane::Closed)),
    ("dcd", at(Lane::Closed)),
    ("dced", at(Lane::Closed)),
    ("d ced", at(Lane::Closed)),
    ("closed", at(Lane::Closed)),
    ("inactive", at(Lane::Closed)),
    ("archived", at(Lane::Closed)),
    ("graduated", at(Lane::Closed)),
    ("terminated", at(Lane::Closed)),
    ("withdrawn", at(Lane::Closed)),
    ("withdrew", at(Lane::Closed)),
    ("declined", at(Lane::Closed)),
    ("cancelled", at(Lane::Closed)),
    ("canceled", at(Lane::Closed)),
    ("case closed", at(Lane::Closed)),
    ("recert", at(Lane::Review)),
    ("recertification", at(Lane::Review)),
    ("re cert", at(Lane::Review)),
    ("reeval", at(Lane::Review)),
    ("re eval", at(Lane::Review)),
    ("reevaluation", at(Lane::Review)),
    ("re evaluation", at(Lane::Review)),
    ("reauth", at(Lane::Review)),
    ("re auth", at(Lane::Review)),
    ("reassessment", at(Lane::Review)),
    ("progress report", at(Lane::Review)),
    ("progress note due", at(Lane::Review)),
    ("pr due", at(Lane::Review)),
    ("under review", at(Lane::Review)),
    ("in review", at(Lane::Review)),
    ("review", at(Lane::Review)),
    ("waiting for auth", WAITING_FOR_PLAN),
    ("waiting on auth", WAITING_FOR_PLAN),
    ("waiting for poc", WAITING_FOR_PLAN),
    ("waiting on poc", WAITING_FOR_PLAN),
    ("wait list", WAITING),
    ("waitlist", WAITING),
    ("waitlisted", WAITING),
    ("waiting list", WAITING),
    ("waiting", WAITING),
    ("wl", WAITING),
    ("poc", at(Lane::Planning)),
    ("plan of care", at(Lane::Planning)),
    ("treatment plan", at(Lane::Planning)),
    ("care plan", at(Lane::Planning)),
    ("planning", at(Lane::Planning)),
    ("auth pending", at(Lane::Planning)),
    ("pending auth", at(Lane::Planning)),
    ("pending authorization", at(Lane::Planning)),
    ("authorization pending", at(Lane::Planning)),
    ("awaiting auth", at(Lane::Planning)),
    ("awaiting authorization", at(Lane::Planning)),
    ("auth submitted", at(Lane::Planning)),
    ("eval complete", at(Lane::Planning)),
    ("eval completed", at(Lane::Planning)),
    ("eval done", at(Lane::Planning)),
    ("evaluation complete", at(Lane::Planning)),
    ("evaluation completed", at(Lane::Planning)),
    ("evaluated", at(Lane::Planning)),
    ("to be scheduled", at(Lane::Planning)),
    ("needs schedule", at(Lane::Planning)),
    ("active", at(Lane::Active)),
    ("current", at(Lane::Active)),
    ("ongoing", at(Lane::Active)),
    ("in treatment", at(Lane::Active)),
    ("in therapy", at(Lane::Active)),
    ("treating", at(Lane::Active)),
    ("treatment", at(Lane::Active)),
    ("seen weekly", at(Lane::Active)),
    ("eval", at(Lane::Intake)),
    ("evaluation", at(Lane::Intake)),
    ("assessment", at(Lane::Intake)),
    ("screening", at(Lane::Intake)),
    ("intake", at(Lane::Intake)),
    ("referral", at(Lane::Intake)),
    ("referred", at(Lane::Intake)),
    ("inquiry", at(Lane::Intake)),
    ("enquiry", at(Lane::Intake)),
    ("prospect", at(Lane::Intake)),
    ("new", at(Lane::Intake)),
    ("pending", at(Lane::Intake)),
];

/// Where a case with this status word most likely stands.
pub fn standing(word: &str) -> Option<Standing> {
    let cell = format!(" {} ", fold(word));
    let found = STATUSES.iter().find(|(phrase, _)| cell.contains(&format!(" {phrase} ")));
    found.map(|(_, standing)| *standing)
}

/// The distinct words of a status column, the most frequent first, with proposals.
pub fn statuses<'a>(values: impl Iterator<Item = &'a str>) -> Vec<StatusWord> {
    let mut words: BTreeMap<String, StatusWord> = BTreeMap::new();
    for value in values {
        let key = status_key(value);
        let entry = words.entry(key.clone()).or_insert_with(|| StatusWord {
            standing: if key.is_empty() { None } else { standing(value) },
            key,
            word: value.trim().to_owned(),
            rows: 0,
        });
        entry.rows += 1;
    }
    let mut words: Vec<StatusWord> = words.into_values().collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.rows));
    words
}

/// How a mapping names a status word; placeholders for "nothing" are the empty word.
pub fn status_key(word: &str) -> String {
    if is_blank(word) { String::new() } else { fold(word) }
}

/// Words that name a discipline, in folded spelling.
const DISCIPLINES: &[(&str, Discipline)] = &[
    ("slp", Discipline::Slp),
    ("st", Discipline::Slp),
    ("sp", Discipline::Slp),
    ("speech", Discipline::Slp),
    ("speech therapy", Discipline::Slp),
    ("speech language", Discipline::Slp),
    ("speech language pathology", Discipline::Slp),
    ("language", Discipline::Slp),
    ("feeding", Discipline::Slp),
    ("ot", Discipline::Ot),
    ("occupational", Discipline::Ot),
    ("occupational therapy", Discipline::Ot),
    ("occ therapy", Discipline::Ot),
    ("pt", Discipline::Pt),
    ("physical", Discipline::Pt),
    ("physical therapy", Discipline::Pt),
    ("phys therapy", Discipline::Pt),
    ("physio", Discipline::Pt),
    ("physiotherapy", Discipline::Pt),
    ("aba", Discipline::Aba),
    ("aba therapy", Discipline::Aba),
    ("behavior", Discipline::Aba),
    ("behaviour", Discipline::Aba),
    ("behavioral", Discipline::Aba),
    ("behavior analysis", Discipline::Aba),
    ("behaviour analysis", Discipline::Aba),
    ("applied behavior analysis", Discipline::Aba),
    ("bcba", Discipline::Aba),
    ("mh", Discipline::Mh),
    ("mental health", Discipline::Mh),
    ("counseling", Discipline::Mh),
    ("counselling", Discipline::Mh),
    ("counselor", Discipline::Mh),
    ("psych", Discipline::Mh),
    ("psychology", Discipline::Mh),
    ("psychotherapy", Discipline::Mh),
    ("behavioral health", Discipline::Mh),
    ("talk therapy", Discipline::Mh),
];

/// The discipline that the words name.
pub fn discipline(words: &str) -> Option<Discipline> {
    let key = fold(words);
    DISCIPLINES.iter().find(|(phrase, _)| *phrase == key).map(|(_, discipline)| *discipline)
}

/// All disciplines of a cell as `ST/OT`, `speech & OT`, `PT, ABA`, in the order of [`Discipline::ALL`]. The error is
/// the first part that names none.
pub fn disciplines(cell: &str) -> Result<Vec<Discipline>, String> {
    let mut found = Vec::new();
    for part in cell.split([',', '/', ';', '&', '+', '|', '\n', '\r']).flat_map(|part| part.split(" and ")) {
        let part = part.trim();
        if part.is_empty() {
            continue;
        }
        match discipline(part) {
            Some(discipline) => found.push(discipline),
            // "OT PT": words without anything between them.
            None => {
                for word in part.split_whitespace() {
                    found.push(discipline(word).ok_or_else(|| part.to_owned())?);
                }
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// Whether a cell under a discipline's own column says yes, no, or something else that is worth keeping.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mark {
    /// `x`, `yes`, `1`, a tick.
    Yes,
    /// Blank, `no`, `0`.
    No,
    /// A therapist's name, a frequency: yes, and more.
    More,
}

/// Reads a mark.
pub fn mark(cell: &str) -> Mark {
    let cell = cell.trim();
    if matches!(cell, "✓" | "✔" | "☑" | "☒" | "✅") {
        return Mark::Yes;
    }
    match fold(cell).as_str() {
        "x" | "y" | "yes" | "true" | "1" | "ok" => Mark::Yes,
        "no" | "n" | "false" | "0" => Mark::No,
        _ if is_blank(cell) => Mark::No,
        _ => Mark::More,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_status_words_find_their_lane() {
        let lane = |word| {
            standing(word).map(|s| {
                (s.lane.code(), if s.waiting { "waiting" } else { "" }, if s.hold { "hold" } else { "" })
            })
        };
        for (word, code) in [
            ("New", "intake"),
            ("eval scheduled", "intake"),
            ("Referral rec'd", "intake"),
            ("POC pending", "planning"),
            ("Pending Auth", "planning"),
            ("ACTIVE", "active"),
            ("active - 2x/wk", "active"),
            ("recert due", "review"),
            ("Re-eval due", "review"),
            ("d/c pending", "transition"),
            ("Discharged", "closed"),
            ("D/C'd", "closed"),
            ("not active", "closed"),
        ] {
            assert_eq!(lane(word).map(|found| found.0), Some(code), "{word}");
        }
        assert_eq!(lane("waiting list"), Some(("intake", "waiting", "")));
        assert_eq!(lane("On hold"), Some(("active", "", "hold")));
        assert_eq!(lane("purple"), None);
        assert_eq!(lane("renew"), None);
    }

    #[test]
    fn words_are_counted_once_however_they_are_spelled() {
        let words = statuses(["Active", "active ", "ACTIVE", "New", "", "n/a"].into_iter());
        let seen: Vec<_> = words.iter().map(|w| (w.word.as_str(), w.rows, w.standing.is_some())).collect();
        assert_eq!(seen, [("Active", 3, true), ("", 2, false), ("New", 1, true)]);
    }

    #[test]
    fn disciplines_are_read_in_any_wording() {
        use Discipline::{Aba, Mh, Ot, Pt, Slp};
        assert_eq!(disciplines("ST/OT"), Ok(vec![Slp, Ot]));
        assert_eq!(disciplines("Physical Therapy and speech"), Ok(vec![Slp, Pt]));
        assert_eq!(disciplines("OT PT"), Ok(vec![Ot, Pt]));
        assert_eq!(disciplines("ABA; Counselling, ABA"), Ok(vec![Aba, Mh]));
        assert_eq!(disciplines(""), Ok(vec![]));
        assert_eq!(disciplines("OT, swimming"), Err("swimming".into()));
    }

    #[test]
    fn marks_are_yes_no_or_more() {
        assert_eq!(["x", "✓", "YES"].map(mark), [Mark::Yes; 3]);
        assert_eq!(["", "no", "-"].map(mark), [Mark::No; 3]);
        assert_eq!(mark("Dana K."), Mark::More);
    }
}
