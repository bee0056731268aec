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
    let mut words = line.words.clone();
    if let Some(first) = words.first_mut() {
        first.push_str(hand);
    }
    [&words.join("; "), "."].concat()
}
