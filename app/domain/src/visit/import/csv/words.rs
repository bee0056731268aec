//! The words by which schedules say what came of a visit.

use crate::import::fold::{fold, is_blank};
use crate::visit::Outcome;

/// Whole cells in folded spelling. A cancellation without a word on how late it was counts as in time; the person sees
/// that, and can choose otherwise.
const STATUSES: &[(Outcome, &[&str])] = &[
    (
        Outcome::Booked,
        &[
            "booked",
            "scheduled",
            "confirmed",
            "unconfirmed",
            "upcoming",
            "pending",
            "planned",
            "reminded",
            "open",
        ],
    ),
    (
        Outcome::Arrived,
        &[
            "arrived",
            "seen",
            "completed",
            "complete",
            "kept",
            "attended",
            "checked in",
            "checked out",
            "present",
            "show",
            "showed",
            "done",
            "in session",
        ],
    ),
    (
        Outcome::CancelledInTime,
        &[
            "cancelled",
            "canceled",
            "cancel",
            "cancellation",
            "cx",
            "cxl",
            "cancelled in time",
            "canceled in time",
            "early cancel",
            "cancelled early",
            "canceled early",
            "excused",
        ],
    ),
    (
        Outcome::CancelledLate,
        &[
            "late cancel",
            "late cancelled",
            "late canceled",
            "late cancellation",
            "cancelled late",
            "canceled late",
            "same day cancel",
            "same day cancellation",
            "late cx",
            "short notice cancel",
            "lc",
        ],
    ),
    (
        Outcome::NoShow,
        &[
            "no show",
            "noshow",
            "no showed",
            "dna",
            "did not attend",
            "did not show",
            "missed",
            "absent",
            "ns",
            "fta",
            "failed to attend",
            "unexcused",
        ],
    ),
];

/// How an answer names a status word; blanks are the empty word.
pub fn status_key(word: &str) -> String {
    if is_blank(word) { String::new() } else { fold(word) }
}

/// What a status word most likely means; a blank cell says that nobody has said.
pub fn status(word: &str) -> Option<Outcome> {
    let key = status_key(word);
    if key.is_empty() {
        return Some(Outcome::Booked);
    }
    let found = STATUSES.iter().find(|(_, words)| words.contains(&key.as_str()));
    found.map(|(outcome, _)| *outcome)
}
