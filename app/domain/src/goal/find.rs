//! Whether a goal can be measured, and would hold before a reviewer.

use super::Goal;

/// Verbs that say that something changes, and not how much.
const VAGUE: [&str; 6] = ["improve", "increase", "decrease", "enhance", "better", "reduce"];

/// Something about a goal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// No plan with it is signed.
    pub blocks: bool,
    /// What, and what to do.
    pub sentence: String,
}

/// What is wrong with it; those that block first. Source: clinic convention after the SMART template.
pub fn findings(goal: &Goal) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut say =
        |blocks: bool, sentence: &str| found.push(Finding { blocks, sentence: sentence.to_owned() });
    if goal.baseline == goal.target && !goal.maintains {
        say(
            true,
            "The target equals the baseline, so nothing would change. Set another target, or mark it as maintenance.",
        );
    }
    if goal.due <= goal.baseline_on {
        say(true, "It is due on the day of its baseline or before. Set a later day.");
    }
    let words = goal.statement.as_str().to_lowercase();
    if words.split_whitespace().count() < 3 {
        say(true, "The statement does not say who does what. Write a sentence with a verb that can be seen.");
    }
    if VAGUE.iter().any(|vague| words.contains(vague)) && !words.chars().any(|c| c.is_ascii_digit()) {
        say(false, "It says that something improves, and not by how much. Name what is seen, with a number.");
    }
    if goal.purpose.is_none() {
        say(false, "It does not say what it is for in daily life. Reviewers ask for the function.");
    }
    if goal.condition.is_none() {
        say(false, "It does not say under which condition or with how much help.");
    }
    found
}
