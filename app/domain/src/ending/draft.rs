//! What a discharge summary could say, from what is written already: whoever signs it reads it, and changes it.

use super::rules;
use crate::calendar::said;
use crate::case::Case;
use crate::kinds::{Date, Discipline};
use crate::ledger::Ledger;
use crate::measure::{Catalogue, Key, scores_of, verdict};
use crate::record::Record;
use crate::visit::Outcome;
use crate::visit::attendance::attendance;
use std::collections::BTreeSet;

/// Stands where a person has to write what the record does not know. A summary that still has it is not signed.
pub const BLANK: char = '…';

/// What the record says, as plain facts. Empty where it says nothing.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SummaryFacts {
    /// Disciplines.
    pub disciplines: Vec<Discipline>,
    /// Diagnoses, each with its code.
    pub diagnoses: Vec<String>,
    /// First and last visit to which the patient seen.
    pub visits: Option<(Date, Date)>,
    /// Visits to which the patient seen.
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

impl SummaryFacts {
    /// What a case's record says, for a discharge for this reason on this clinic-local day.
    pub fn of(case: &Case, ledger: &Ledger, record: &Record, reason: &str, today: Date) -> SummaryFacts {
        let arrived = || ledger.visits.iter().filter(|visit| visit.outcome == Outcome::Arrived);
        let days = arrived().map(|visit| visit.on);
        let seen = attendance(&ledger.visits, today);
        SummaryFacts {
            disciplines: case.disciplines.clone(),
            diagnoses: diagnoses(record),
            visits: days.clone().min().zip(days.max()),
            attended: seen.arrived,
            missed: seen.cancelled_late + seen.no_show,
            scores: scores(record),
            goals: record.care.goals.iter().map(stood).collect(),
            reason: rules::title(reason).to_owned(),
            receiver: None,
        }
    }
}

/// Of the last version of each plan, each once.
fn diagnoses(record: &Record) -> Vec<String> {
    let last = record.care.plans.iter().filter_map(|plan| plan.versions.last());
    let mut codes: Vec<String> = Vec::new();
    for code in last.flat_map(|version| &version.terms.diagnoses).map(ToString::to_string) {
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    codes
}

/// "PHQ-9: 14 on 3 May, 6 on 2 July. Down 8 points, more than the 5 that matter."
fn scores(record: &Record) -> Vec<String> {
    let catalogue = Catalogue::standard();
    let outcomes = &record.outcomes;
    let keys: BTreeSet<&Key> = outcomes.scores.iter().map(|score| &score.measure).collect();
    let line = |key: &Key| {
        let scores = scores_of(outcomes, key);
        let (first, last) = (scores.first()?, scores.last()?);
        let measure = catalogue.find(key, last.on)?;
        let name = measure.name();
        Some(if scores.len() == 1 {
            format!("{name}: {} on {}.", first.value, said(first.on))
        } else {
            let change = verdict(first.value, last.value, measure).sentence();
            format!(
                "{name}: {} on {}, {} on {}. {change}",
                first.value,
                said(first.on),
                last.value,
                said(last.on)
            )
        })
    };
    keys.into_iter().filter_map(line).collect()
}

/// "Names ten animals: 20 % at first, 70 % on 2 July, 80 % intended. Improving."
fn stood(goal: &crate::goal::Goal) -> String {
    let (on, latest) = goal.latest();
    format!(
        "{}: {} at first, {} on {}, {} intended. {}.",
        goal.statement,
        goal.said(goal.baseline),
        goal.said(latest),
        said(on),
        goal.said(goal.target),
        goal.achievement.title()
    )
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
    parts.push(format!("Taught to patient and family: {BLANK}"));
    parts.push(format!("Home programme, equipment and precautions: {BLANK}"));
    let goes_on = facts.receiver.clone().unwrap_or_else(|| BLANK.to_string());
    parts.push(format!("Recommendations, and who goes on treating: {goes_on}"));
    parts.push("Calls follow after 7, 30 and 90 days. To come back, call the clinic.".to_owned());
    parts.join("\n\n")
}
