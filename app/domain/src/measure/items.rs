//! The questions of the two measures that anybody may use and print: PHQ-9 and GAD-7.
//!
//! Both were developed by Drs Spitzer, Williams, Kroenke and colleagues; no permission is needed to reproduce, translate,
//! display or distribute them.

use super::Key;

/// What every question begins with.
pub const STEM: &str =
    "Over the last 2 weeks, how often have you been bothered by any of the following problems?";

/// The four answers; each counts as its place, from 0.
pub const ANSWERS: [&str; 4] = ["Not at all", "Several days", "More than half the days", "Nearly every day"];

/// PHQ-9.
pub const PHQ_9: [&str; 9] = [
    "Little interest or pleasure in doing things",
    "Feeling down, depressed, or hopeless",
    "Trouble falling or staying asleep, or sleeping too much",
    "Feeling tired or having little energy",
    "Poor appetite or overeating",
    "Feeling bad about yourself, or that you are a failure or have let yourself or your family down",
    "Trouble concentrating on things, such as reading the newspaper or watching television",
    "Moving or speaking so slowly that other people could have noticed? Or the opposite: being so fidgety or restless that you have been moving around a lot more than usual",
    "Thoughts that you would be better off dead or of hurting yourself in some way",
];

/// GAD-7.
pub const GAD_7: [&str; 7] = [
    "Feeling nervous, anxious or on edge",
    "Not being able to stop or control worrying",
    "Worrying too much about different things",
    "Trouble relaxing",
    "Being so restless that it is hard to sit still",
    "Becoming easily annoyed or irritable",
    "Feeling afraid as if something awful might happen",
];

/// The questions of a measure, where they may be shown.
pub fn questions(key: &Key) -> Option<&'static [&'static str]> {
    match key.as_str() {
        "phq_9" => Some(&PHQ_9),
        "gad_7" => Some(&GAD_7),
        _ => None,
    }
}

/// From which total a severity begins, and its name.
pub type Severity = (i32, &'static str);

/// The severities of a measure, mildest first; none where there are no agreed ones. Source: the authors' instructions.
pub fn severities(key: &Key) -> &'static [Severity] {
    match key.as_str() {
        "phq_9" => {
            &[(0, "minimal"), (5, "mild"), (10, "moderate"), (15, "moderately severe"), (20, "severe")]
        }
        "gad_7" => &[(0, "minimal"), (5, "mild"), (10, "moderate"), (15, "severe")],
        _ => &[],
    }
}
