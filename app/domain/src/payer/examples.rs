//! Examples by which a payer's rules are proved. A specialist writes down what was true of a real letter or call; rules
//! that get it wrong are not published.

#[cfg(test)]
mod tests;

use super::rules::{Asked, Need, Turn, file_by, files_claims, needs_authorization, needs_referral};
use super::{Payer, PayerRules};
use crate::calendar::said;
use crate::ids::ExampleId;
use crate::kinds::{Date, Discipline, Line};
use crate::service::units::{self, Claim, Worked};
use crate::service::{Code, Minutes, Services};
use serde::{Deserialize, Serialize};

/// One example.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Example {
    /// Id.
    pub id: ExampleId,
    /// What it shows.
    pub name: Line,
    /// What happens.
    pub given: Given,
    /// What must come out.
    pub expect: Expect,
}

/// What happens in an example. The policy says nothing of its own.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Given {
    /// Date of service.
    pub day: Date,
    /// Whose work it is.
    pub discipline: Discipline,
    /// What was done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<Done>,
    /// The therapist's choices where codes have an equal right to a unit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prefer: Vec<Code>,
    /// Visits of this discipline before it in the same calendar year.
    #[serde(default)]
    pub visits_so_far: u16,
    /// Whether another payer comes first.
    #[serde(default)]
    pub turn: Turn,
}

/// One service of an example.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Done {
    /// Code.
    pub code: Code,
    /// For how long.
    pub minutes: Minutes,
}

/// What must come out of an example. Nothing: not asked.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Expect {
    /// Whether an authorization is needed first, for any of the services.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorization: Option<bool>,
    /// Whether a referral is needed first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub referral: Option<bool>,
    /// Units by code, in any order; a code without units may be left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub units: Option<Vec<(Code, u16)>>,
    /// The last day on which the claim may be filed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_by: Option<Date>,
}

impl Expect {
    /// It asks nothing, and so cannot fail.
    pub fn is_nothing(&self) -> bool {
        *self == Expect::default()
    }
}

/// An example that the rules get wrong.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, thiserror::Error)]
#[error("Example \"{name}\": {says}")]
pub struct Failure {
    /// Which.
    pub example: ExampleId,
    /// Its name.
    pub name: Line,
    /// What was expected, and what came out.
    pub says: String,
}

/// What the payer's rules get wrong, in the order of the examples; nothing if all pass.
pub fn run(payer: &Payer, services: &Services, examples: &[Example]) -> Vec<Failure> {
    let of = |example: &Example| {
        let fail = |says| Failure { example: example.id, name: example.name.clone(), says };
        wrong(payer, services, example).into_iter().map(fail).collect::<Vec<_>>()
    };
    examples.iter().flat_map(of).collect()
}

fn wrong(payer: &Payer, services: &Services, example: &Example) -> Vec<String> {
    let Example { given, expect, .. } = example;
    let rules = match payer.judge(given.day) {
        Ok(rules) => rules,
        Err(problem) => return vec![problem.to_string()],
    };
    let referral = needs_referral(rules, &[], given.discipline);
    let wrongs = [
        expect
            .authorization
            .and_then(|expected| need("an authorization", expected, authorization(rules, given))),
        expect.referral.and_then(|expected| need("a referral", expected, referral)),
        expect.units.as_ref().and_then(|expected| units(services, rules, given, expected)),
        expect.file_by.and_then(|expected| filing(payer, rules, given, expected)),
    ];
    wrongs.into_iter().flatten().collect()
}

/// Of the services, the first that needs one; otherwise the first.
fn authorization(rules: &PayerRules, given: &Given) -> Need {
    let (discipline, visits_before) = (given.discipline, given.visits_so_far);
    let ask = |code| needs_authorization(rules, &[], Asked { discipline, code, visits_before });
    let answers: Vec<Need> = given.services.iter().map(|done| ask(Some(done.code))).collect();
    let required = answers.iter().find(|need| need.required).or(answers.first()).cloned();
    required.unwrap_or_else(|| ask(None))
}

fn need(what: &str, expected: bool, found: Need) -> Option<String> {
    let word = if expected { "is expected" } else { "is not expected" };
    (found.required != expected).then(|| format!("{what} {word}. The rules say: {}", found.because))
}

fn units(services: &Services, rules: &PayerRules, given: &Given, expected: &[(Code, u16)]) -> Option<String> {
    let worked: Vec<Worked> =
        given.services.iter().map(|done| Worked { code: done.code, minutes: done.minutes }).collect();
    let claim = match units::claim(services, rules.units, given.day, &worked, &given.prefer) {
        Ok(claim) => claim,
        Err(problem) => return Some(problem.to_string()),
    };
    if let Some(open) = claim.open {
        let codes: Vec<String> = open.among.iter().map(ToString::to_string).collect();
        return Some(format!("the therapist has to choose between {}.", codes.join(" and ")));
    }
    let (expected, found) = (billed(expected.iter().copied()), counted(&claim));
    (expected != found)
        .then(|| format!("units {} are expected. The rules give {}.", listed(&expected), listed(&found)))
}

fn filing(payer: &Payer, rules: &PayerRules, given: &Given, expected: Date) -> Option<String> {
    let found = files_claims(payer.class).then(|| file_by(rules, None, given.day, given.turn));
    match found {
        Some(found) if found == expected => None,
        Some(found) => {
            Some(format!("filing by {} is expected. The rules say {}.", said(expected), said(found)))
        }
        None => {
            Some(format!("filing by {} is expected. No claims are filed with this payer.", said(expected)))
        }
    }
}

/// What a claim bills, by code.
fn counted(claim: &Claim) -> Vec<(Code, u16)> {
    billed(claim.lines.iter().map(|line| (line.code, line.units)))
}

fn billed(lines: impl Iterator<Item = (Code, u16)>) -> Vec<(Code, u16)> {
    let mut lines: Vec<_> = lines.filter(|(_, units)| 0 < *units).collect();
    lines.sort_unstable();
    lines
}

fn listed(lines: &[(Code, u16)]) -> String {
    if lines.is_empty() {
        return "none".to_owned();
    }
    lines.iter().map(|(code, units)| format!("{code} {units}")).collect::<Vec<_>>().join(", ")
}
