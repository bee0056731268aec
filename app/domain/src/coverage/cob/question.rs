//! What a proposal could not know.

use super::key::{Key, Tier};
use crate::coverage::{Circumstances, CobRule, Entitlement, Kinship, Parents, Policy};
use crate::ids::PolicyId;
use crate::kinds::Date;
use chrono::Months;
use serde::{Deserialize, Serialize};

/// A fact that is missing, or does not fit, and could change the order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// Whether the condition comes from work or an accident.
    Injury(PolicyId),
    /// Which care Veterans Affairs authorized.
    Veterans(PolicyId),
    /// Why the patient has Medicare, and how large the employer is.
    Medicare,
    /// 65 is said to be the reason for Medicare, and the patient is younger.
    NotYet65,
    /// How the parents live, and what a court said.
    Parents,
    /// When the subscriber was born.
    Birthday(PolicyId),
    /// Which policy the decree means: the one it names is not in force.
    DecreeNotInForce(PolicyId),
    /// Which of the parents or their spouses the subscriber is.
    Custody(PolicyId),
    /// Whether a child of 26 or more is still covered.
    Grown(PolicyId),
    /// On what ground the plan covers its subscriber.
    Standing(PolicyId),
    /// Two of a programme that covers a person once.
    Twice(PolicyId, PolicyId),
    /// Two that no rule tells apart.
    Even(PolicyId, PolicyId),
}

impl Question {
    /// As it is put to the family or the payer.
    pub fn sentence(self) -> &'static str {
        match self {
            Question::Injury(_) => {
                "Does the treated condition come from work or an accident? Then the liable insurer pays first."
            }
            Question::Veterans(_) => {
                "Which visits did Veterans Affairs authorize? It pays for those, and for no others."
            }
            Question::Medicare => {
                "Why does the patient have Medicare: age, disability or kidney failure? And how many employees does the employer have?"
            }
            Question::NotYet65 => {
                "The patient is younger than 65. What is the reason for Medicare, if it is not age?"
            }
            Question::Parents => {
                "Do the parents live together? If not: is there a court's decree, and who has custody?"
            }
            Question::Birthday(_) => "When is the subscriber's birthday?",
            Question::DecreeNotInForce(_) => {
                "The policy that the decree names is not in force. Which coverage does that parent have now?"
            }
            Question::Custody(_) => {
                "Is the subscriber the parent with custody, that parent's spouse, the other parent or the other parent's spouse?"
            }
            Question::Grown(_) => {
                "The patient is 26 or older. Does the parent's plan still cover them, and until when?"
            }
            Question::Standing(_) => {
                "Is the subscriber at work, retired or laid off, or is the coverage continued after leaving?"
            }
            Question::Twice(..) => "The programme covers a person once. Which of the two is in force?",
            Question::Even(..) => "No rule tells these two apart. Which one do the payers call primary?",
        }
    }
}

/// All questions of a proposal, each once, the kinds in the order of the rules.
pub(super) fn all(
    placed: &[(Key<'_>, &Policy)],
    circumstances: &Circumstances,
    patient_born: Option<Date>,
    day: Date,
) -> Vec<Question> {
    let is_at_least = |years: u32| {
        patient_born.and_then(|born| born.checked_add_months(Months::new(12 * years))).map(|then| then <= day)
    };
    let mut questions: Vec<Question> =
        placed.iter().filter_map(|(key, policy)| alone(key, policy, is_at_least(26))).collect();
    if placed.iter().any(|(key, _)| key.tier == Tier::Medicare) {
        let has_private = placed.iter().any(|(_, policy)| policy.plan.is_private());
        let young =
            matches!(circumstances.medicare, Some(Entitlement::Age { .. })) && is_at_least(65) == Some(false);
        questions.extend((has_private && circumstances.medicare.is_none()).then_some(Question::Medicare));
        questions.extend(young.then_some(Question::NotYet65));
    }
    questions.extend(of_parents(placed, circumstances));
    questions.extend(placed.windows(2).flat_map(|pair| between(&pair[0], &pair[1])));
    questions.sort();
    questions.dedup();
    questions
}

fn alone(key: &Key<'_>, policy: &Policy, is_grown: Option<bool>) -> Option<Question> {
    match key.tier {
        Tier::Liability => Some(Question::Injury(policy.id)),
        Tier::Veterans => Some(Question::Veterans(policy.id)),
        Tier::Private | Tier::PrivateAfter
            if policy.subscriber.kinship == Kinship::Child && is_grown == Some(true) =>
        {
            Some(Question::Grown(policy.id))
        }
        _ => None,
    }
}

fn of_parents(placed: &[(Key<'_>, &Policy)], circumstances: &Circumstances) -> Vec<Question> {
    let parents: Vec<&Policy> = placed
        .iter()
        .filter(|(_, policy)| policy.plan.is_private() && policy.subscriber.kinship == Kinship::Child)
        .map(|(_, policy)| *policy)
        .collect();
    if parents.len() < 2 {
        return Vec::new();
    }
    let birthdays = || {
        parents
            .iter()
            .filter(|policy| policy.subscriber.born.is_none())
            .map(|policy| Question::Birthday(policy.id))
    };
    match circumstances.parents {
        None => [Question::Parents].into_iter().chain(birthdays()).collect(),
        Some(Parents::Together | Parents::DecreeForBoth) => birthdays().collect(),
        Some(Parents::DecreeFor(named)) if placed.iter().any(|(_, policy)| policy.id == named) => Vec::new(),
        Some(Parents::DecreeFor(named)) => {
            [Question::DecreeNotInForce(named)].into_iter().chain(birthdays()).collect()
        }
        Some(Parents::Custody { custodial, custodial_spouse, other, other_spouse }) => {
            let named = [custodial, custodial_spouse, other, other_spouse];
            let unnamed = parents.iter().filter(|policy| !named.contains(&Some(policy.id)));
            unnamed.map(|policy| Question::Custody(policy.id)).collect()
        }
    }
}

fn between(one: &(Key<'_>, &Policy), other: &(Key<'_>, &Policy)) -> Vec<Question> {
    if one.0.tier != other.0.tier {
        return Vec::new();
    }
    let mut questions = Vec::new();
    let (first, second) = (one.1, other.1);
    let by_standing =
        matches!(one.0.rule_before(&other.0), CobRule::Active | CobRule::Continuation | CobRule::Longer);
    if by_standing && first.plan.is_private() {
        let open = [first, second].into_iter().filter(|policy| policy.subscriber.standing.is_none());
        questions.extend(open.map(|policy| Question::Standing(policy.id)));
    }
    if matches!(one.0.tier, Tier::Medicare | Tier::Chip | Tier::Medicaid) {
        questions.push(Question::Twice(first.id, second.id));
    } else if one.0.is_even_with(&other.0) {
        questions.push(Question::Even(first.id, second.id));
    }
    questions
}
