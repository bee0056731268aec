//! Outcome measures and their scores.

mod catalogue;
pub mod items;
#[cfg(test)]
mod tests;
mod verdict;

pub use catalogue::{Catalogue, Direction, Key, Kind, Licence, Matters, Measure, NotAKey};
pub use verdict::{Change, Size, Way, baseline, due_again, latest, scores_of, verdict};

use crate::access::{Area, Right};
use crate::calendar::said;
use crate::case::Meta;
use crate::clinic::Clinic;
use crate::ids::{ScoreId, StaffId};
use crate::kinds::{Date, Line, Number};
use crate::record::{Ground, Record};
use crate::refusal::{Field, Refusal};
use serde::{Deserialize, Serialize};

/// Scores on one case at most, with those that were withdrawn.
pub const SCORES_MAX: usize = 500;
/// The question of the PHQ-9 about harm to oneself, from 0.
const HARM: usize = 8;

/// Outcome measures and their scores of one case.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Outcomes {
    /// In the order in which they were recorded.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scores: Vec<Score>,
}

/// A score of an outcome measure on a day.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Score {
    /// Id.
    pub id: ScoreId,
    /// Of which measure.
    pub measure: Key,
    /// The clinic-local day on which it was taken.
    pub on: Date,
    /// The score.
    pub value: Number,
    /// The raw or growth score beside a standard score.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second: Option<Number>,
    /// The answers, where the questions may be asked here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub items: Option<Vec<u8>>,
    /// Who recorded it.
    pub by: StaffId,
    /// Why it was entered in error, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Line>,
}

/// A score as it is asked for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct NewScore {
    /// Id, made by who asks.
    pub id: ScoreId,
    /// Of which measure.
    pub measure: Key,
    /// The clinic-local day on which it was taken.
    pub on: Date,
    /// The score.
    pub value: Number,
    /// The raw or growth score beside a standard score.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second: Option<Number>,
    /// The answers, where the questions may be asked here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub items: Option<Vec<u8>>,
}

/// What somebody wants.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Record a score.
    Record(Box<NewScore>),
    /// A score was entered in error.
    Withdraw {
        /// Which.
        score: ScoreId,
        /// Why.
        reason: Line,
    },
}

/// What happened.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A score was recorded.
    Recorded {
        /// The score.
        score: Box<Score>,
        /// Somebody has to look at this person's safety the same day.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        risk: bool,
    },
    /// A score turned out to be entered in error.
    Withdrawn {
        /// Which.
        score: ScoreId,
        /// Why.
        reason: Line,
    },
}

/// Why a score is not recorded, or not withdrawn. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScoreProblem {
    /// No such measure then.
    #[error("There is no measure \"{0}\" on {on}; nothing was recorded. Please choose one from the list.", on = said(*.1))]
    Unknown(Key, Date),
    /// No such score.
    #[error(
        "A score of {name} lies between {lowest} and {highest}, so {value} was not recorded. Please look at the form again."
    )]
    Outside {
        /// The measure.
        name: String,
        /// From.
        lowest: Number,
        /// To.
        highest: Number,
        /// What was asked for.
        value: Number,
    },
    /// Questions without an answer.
    #[error(
        "{name} has {needed} questions and {given} were answered; nothing was recorded. Please answer each of them."
    )]
    ItemsMissing {
        /// The measure.
        name: String,
        /// Questions.
        needed: usize,
        /// Answers.
        given: usize,
    },
    /// An answer that there is not.
    #[error("Answer {place} is {answer}, and answers count 0 to 3; nothing was recorded. Please correct it.")]
    ItemOutside {
        /// Which, from 1.
        place: usize,
        /// What stands there.
        answer: u8,
    },
    /// Somebody added it up wrongly.
    #[error("The answers add up to {sum}, not to {value}; nothing was recorded. Please check both.")]
    NotTheSum {
        /// Of the answers.
        sum: u32,
        /// What was asked for.
        value: Number,
    },
    /// Its answers are not ours to keep.
    #[error(
        "Only the score of {0} is kept here, not its answers; nothing was recorded. Please send the score alone."
    )]
    NoItems(String),
    /// Not yet, or not alive.
    #[error("{day} lies {which}; nothing was recorded. Please correct the day of the score.", day = said(*.0), which = if *.1 { "in the future" } else { "before the patient was born" })]
    Day(Date, bool),
    /// One a day.
    #[error("{name} has a score of {value} on {on} already; nothing was recorded. If that one is wrong, mark it as entered in error first.", on = said(*.on))]
    SameDay {
        /// The measure.
        name: String,
        /// What it is.
        value: Number,
        /// When.
        on: Date,
    },
    /// Enough.
    #[error(
        "There are {SCORES_MAX} scores on this case, which is as many as it holds; nothing was recorded. Please ask whoever looks after the program."
    )]
    TooMany,
    /// Not there.
    #[error("This score is not on the case; nothing was changed. Reload to see the scores as they are.")]
    NotThere,
    /// Withdrawn before.
    #[error("This score was marked as entered in error already: {0}. Nothing was changed.")]
    Already(Line),
}

/// Decides a command.
///
/// Scores may come after a case is closed: a follow-up measures once more.
pub fn decide(record: &Record, command: &Command, ground: &Ground<'_>) -> Result<Vec<Event>, Refusal> {
    ground.may(Area::Outcomes, Right::Write)?;
    if ground.case.void {
        return Err(Refusal::Closed);
    }
    let problem = |problem: ScoreProblem| Refusal::problem(Field::Score, &problem);
    let outcomes = &record.outcomes;
    match command {
        Command::Record(new) => {
            if outcomes.scores.iter().any(|score| score.id == new.id) {
                return Err(Refusal::Exists);
            }
            let catalogue = Catalogue::standard();
            let born = ground.case.patient.born;
            check(outcomes, new, &catalogue, born, ground.today).map_err(problem)?;
            let risk = risk(outcomes, new);
            let score = Box::new(recorded(new, ground.me()));
            Ok(vec![Event::Recorded { score, risk }])
        }
        Command::Withdraw { score, reason } => {
            let found = outcomes.scores.iter().find(|known| known.id == *score);
            match found.map(|known| &known.withdrawn) {
                None => Err(problem(ScoreProblem::NotThere)),
                Some(Some(before)) => Err(problem(ScoreProblem::Already(before.clone()))),
                Some(None) => Ok(vec![Event::Withdrawn { score: *score, reason: reason.clone() }]),
            }
        }
    }
}

/// Whether somebody has to look at this person's safety the same day: any answer but "not at all" to the ninth question of
/// the PHQ-9, or a level of the C-SSRS above the last one.
pub fn risk(outcomes: &Outcomes, new: &NewScore) -> bool {
    match new.measure.as_str() {
        "phq_9" => new.items.as_ref().and_then(|items| items.get(HARM)).is_some_and(|answer| 0 < *answer),
        "c_ssrs" => {
            let before = scores_of(outcomes, &new.measure).into_iter().rfind(|score| score.on <= new.on);
            before.map_or(Number::default(), |score| score.value) < new.value
        }
        _ => false,
    }
}

fn check(
    outcomes: &Outcomes,
    new: &NewScore,
    catalogue: &Catalogue,
    born: Option<Date>,
    today: Date,
) -> Result<(), ScoreProblem> {
    if today < new.on {
        return Err(ScoreProblem::Day(new.on, true));
    }
    if born.is_some_and(|born| new.on < born) {
        return Err(ScoreProblem::Day(new.on, false));
    }
    let unknown = || ScoreProblem::Unknown(new.measure.clone(), new.on);
    let measure = catalogue.find(&new.measure, new.on).ok_or_else(unknown)?;
    let (name, lowest, highest) = (measure.name(), measure.lowest, measure.highest);
    if new.value < lowest || highest < new.value {
        return Err(ScoreProblem::Outside { name, lowest, highest, value: new.value });
    }
    answered(new, &name)?;
    if let Some(same) = scores_of(outcomes, &new.measure).into_iter().find(|score| score.on == new.on) {
        return Err(ScoreProblem::SameDay { name, value: same.value, on: new.on });
    }
    if outcomes.scores.len() < SCORES_MAX { Ok(()) } else { Err(ScoreProblem::TooMany) }
}

fn answered(new: &NewScore, name: &str) -> Result<(), ScoreProblem> {
    let name = name.to_owned();
    let items = new.items.as_deref().unwrap_or_default();
    let Some(questions) = items::questions(&new.measure) else {
        return if items.is_empty() { Ok(()) } else { Err(ScoreProblem::NoItems(name)) };
    };
    let (needed, given) = (questions.len(), items.len());
    if needed != given {
        return Err(ScoreProblem::ItemsMissing { name, needed, given });
    }
    if let Some((at, answer)) = items.iter().enumerate().find(|(_, answer)| 3 < **answer) {
        return Err(ScoreProblem::ItemOutside { place: at + 1, answer: *answer });
    }
    let sum: u32 = items.iter().copied().map(u32::from).sum();
    let is_sum = i64::from(sum) * 100 == new.value.in_hundredths();
    if is_sum { Ok(()) } else { Err(ScoreProblem::NotTheSum { sum, value: new.value }) }
}

fn recorded(new: &NewScore, by: StaffId) -> Score {
    let NewScore { id, measure, on, value, second, items } = new.clone();
    Score { id, measure, on, value, second, items, by, withdrawn: None }
}

/// Applies an event.
pub fn apply(state: &mut Outcomes, event: &Event, _meta: Meta) {
    match event {
        Event::Recorded { score, .. } => state.scores.push((**score).clone()),
        Event::Withdrawn { score, reason } => {
            let found = state.scores.iter_mut().filter(|known| known.id == *score);
            found.for_each(|known| known.withdrawn = Some(reason.clone()));
        }
    }
}

/// One line of the history. What the score was stands with the scores, which fewer people may see.
pub fn describe(event: &Event, _clinic: &Clinic) -> String {
    match event {
        Event::Recorded { score, .. } => {
            let catalogue = Catalogue::standard();
            let measure = catalogue.find(&score.measure, score.on);
            let name = measure.map_or_else(|| score.measure.to_string(), Measure::name);
            format!("recorded a score of {name} for {}", said(score.on))
        }
        Event::Withdrawn { reason, .. } => format!("marked a score as entered in error: {reason}"),
    }
}
