//! A line of history as a sentence. Drawn by `style/parts/timeline.css`.

use crate::api::HistoryLine;
use domain::kinds::Via;

/// "moved the case from Intake to Planning by dragging; added 11 tasks."
pub fn sentence(line: &HistoryLine) -> String {
    let hand = match line.via {
        Some(Via::Drag) => " by dragging",
        Some(Via::Keys) => " by key",
        Some(Via::Palette) => " from the palette",
        Some(Via::Import) => " by import",
        Some(Via::Job) => " by itself",
        Some(Via::Menu) | None => "",
    };
    // A reason often ends with a full stop of its own.
    let mut words: Vec<String> =
        line.words.iter().map(|words| words.trim_end_matches('.').to_owned()).collect();
    if let Some(first) = words.first_mut() {
        first.push_str(hand);
    }
    [&words.join("; "), "."].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::StaffId;
    use domain::journal::Seq;
    use domain::kinds::Instant;

    #[test]
    fn a_sentence_has_one_full_stop() {
        let line = HistoryLine {
            seq: Seq(7),
            at: Instant::UNIX_EPOCH,
            by: StaffId(uuid::Uuid::nil()),
            name: "Vera Valdez".into(),
            case: None,
            words: vec!["moved the case: goals were met.".into(), "added 11 tasks".into()],
            via: Some(Via::Drag),
        };
        assert_eq!(sentence(&line), "moved the case: goals were met by dragging; added 11 tasks.");
        let held = HistoryLine { words: vec!["on hold: surgery.".into()], via: None, ..line };
        assert_eq!(sentence(&held), "on hold: surgery.");
    }
}
