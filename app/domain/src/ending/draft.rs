//! What a discharge summary could say, from what is written already: whoever signs it reads it, and changes it.

use crate::calendar::said;
use crate::kinds::{Date, Discipline};

/// What the record says, as plain facts. Empty where it says nothing.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SummaryFacts {
    /// Disciplines.
    pub disciplines: Vec<Discipline>,
    /// Diagnoses, each with its code.
    pub diagnoses: Vec<String>,
    /// First and last visit to which the patient came.
    pub visits: Option<(Date, Date)>,
    /// Visits to which the patient came.
    pub attended: u32,
    /// No-shows and late cancellations.
    pub missed: u32,
    /// Each measure with its first and last score and what the change says.
    pub scores: Vec<String>,
    /// Each goal with where it stands.
    pub goals: Vec<String>,
    /// Why the case ends, as people read it.
    pub reason: String,
    /// Who goes on treating.
    pub receiver: Option<String>,
}

/// Drafts a summary, paragraph by paragraph. What a person alone knows stands there as a line to fill in, so that nothing is
/// signed that nobody wrote. Source: Medicare Benefit Policy Manual ch. 15 §220.3.D for what it covers.
pub fn draft(facts: &SummaryFacts) -> String {
    let marks: Vec<&str> = facts.disciplines.iter().map(|discipline| discipline.title()).collect();
    let mut parts = vec![format!("Care: {}.", marks.join(", "))];
    if !facts.diagnoses.is_empty() {
        parts.push(format!("Diagnoses: {}.", facts.diagnoses.join("; ")));
    }
    parts.push(match facts.visits {
        Some((first, last)) => format!(
            "Visits: {} attended from {} to {}, {} missed.",
            facts.attended,
            said(first),
            said(last),
            facts.missed
        ),
        None => "Visits: none attended.".to_owned(),
    });
    let list = |title: &str, lines: &[String], none: &str| {
        if lines.is_empty() {
            format!("{title}: {none}")
        } else {
            format!("{title}:\n- {}", lines.join("\n- "))
        }
    };
    parts.push(list("Scores", &facts.scores, "none recorded."));
    parts.push(list("Goals", &facts.goals, "none recorded."));
    parts.push(format!("Reason for the discharge: {}.", facts.reason));
    parts.push("Taught to patient and family: …".to_owned());
    parts.push("Home programme, equipment and precautions: …".to_owned());
    let goes_on = facts.receiver.as_deref().unwrap_or("…");
    parts.push(format!("Recommendations, and who goes on treating: {goes_on}"));
    parts.push("Calls follow after 7, 30 and 90 days. To come back, call the clinic.".to_owned());
    parts.join("\n\n")
}
