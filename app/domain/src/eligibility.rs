//! What a payer answers when somebody asks whether a patient is covered. No promise of payment.
//!
//! [`x12`] reads the answers that come as files; [`changes`] lists what of an answer a person may take over into a policy.

pub mod changes;
pub mod words;
pub mod x12;

pub use changes::{Change, What, proposals};
pub use words::{CoverageLevel, DateUse, Info, Measure, Period, ServiceType, Trouble};

use crate::calendar::Span;
use crate::coverage::{Answer, Channel, Verification};
use crate::ids::{PolicyId, StaffId};
use crate::kinds::{Date, Instant, Line};
use crate::money::Cents;
use serde::{Deserialize, Serialize};

/// A payer's answer about one member.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Reply {
    /// The payer's number for this answer.
    pub trace: Option<String>,
    /// The number under which it was asked.
    pub asked_as: Option<String>,
    /// Who answers.
    pub payer_name: Option<String>,
    /// Who was asked about; nothing where the payer could not be reached.
    pub member: Option<Member>,
    /// Whose policy it is, where the member is a dependent.
    pub subscriber: Option<Member>,
    /// Group number.
    pub group: Option<String>,
    /// The day that the answer carries, by the payer's clock.
    pub asked_on: Option<Date>,
    /// Why something could not be answered.
    pub errors: Vec<Aaa>,
    /// Dates of the whole coverage.
    pub dates: Vec<(DateUse, When)>,
    /// What is covered, as the payer lists it.
    pub benefits: Vec<Benefit>,
    /// Others who pay.
    pub other_payers: Vec<OtherPayer>,
    /// Segments, or the unreadable ones among them, that no rule reads; as they came, with `*` between the elements.
    pub kept: Vec<String>,
}

/// A person as the payer knows them.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Member {
    /// In the order in which it is spoken.
    pub name: String,
    /// Number on the card.
    pub id: Option<String>,
    /// Birthday.
    pub born: Option<Date>,
}

/// Something that the payer could not answer (segment AAA).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Aaa {
    /// Why.
    pub code: Trouble,
    /// The same question may be answered later.
    pub retry: bool,
}

impl Aaa {
    /// What it means, and what to do.
    pub fn meaning(&self) -> &str {
        self.code.title()
    }
}

/// A day or several, as a date of the answer says.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// One day.
    Day(Date),
    /// Days.
    Days(Span),
}

/// A share, in hundredths of a percent: 2,000 is 20 %.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Share(pub u16);

impl Share {
    /// Whole percent; nothing where there is a part of one.
    pub fn percent(self) -> Option<u8> {
        if self.0.is_multiple_of(100) { u8::try_from(self.0 / 100).ok() } else { None }
    }
}

/// So much of something.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Quantity {
    /// Of what.
    pub of: Measure,
    /// How much.
    pub count: u32,
}

/// How a benefit is delivered (segment HSD): so much, in such a time.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Delivery {
    /// How much.
    pub quantity: Quantity,
    /// In which time.
    pub per: Option<Period>,
}

/// One statement about what is covered (segment EB).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Benefit {
    /// What is stated.
    pub info: Info,
    /// For whom.
    pub level: Option<CoverageLevel>,
    /// Of which services; none: of all.
    pub services: Vec<ServiceType>,
    /// A code, where it is about one procedure only; as it came.
    pub procedure: Option<String>,
    /// The payer's code for the kind of insurance, as it came.
    pub insurance: Option<String>,
    /// The plan's name.
    pub plan: Option<String>,
    /// In which time.
    pub period: Option<Period>,
    /// An amount.
    pub money: Option<Cents>,
    /// A share that the patient pays.
    pub share: Option<Share>,
    /// A number of visits, hours, days.
    pub quantity: Option<Quantity>,
    /// An authorization is needed; nothing: not said.
    pub authorization_required: Option<bool>,
    /// It holds within the network, or outside of it; nothing: not said.
    pub in_network: Option<bool>,
    /// How it is delivered.
    pub deliveries: Vec<Delivery>,
    /// Its dates.
    pub dates: Vec<(DateUse, When)>,
    /// In the payer's words.
    pub messages: Vec<String>,
}

/// Another payer, whom the answer names.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OtherPayer {
    /// Name.
    pub name: String,
    /// Its id at the payer that answers.
    pub id: Option<String>,
}

impl Reply {
    /// Whether the policy is in force. Only statements about the plan itself count where there are some; what is pending,
    /// contradicts itself or was not answered is unclear.
    pub fn active(&self) -> Answer {
        let says = |benefit: &&Benefit| benefit.info.in_force().is_some();
        let of_plan =
            |benefit: &&Benefit| benefit.services.is_empty() || benefit.services.contains(&ServiceType::Plan);
        let all: Vec<&Benefit> = self.benefits.iter().filter(says).collect();
        let plan: Vec<&Benefit> = all.iter().copied().filter(of_plan).collect();
        let mut answers =
            if plan.is_empty() { all } else { plan }.into_iter().filter_map(|b| b.info.in_force());
        let Some(first) = answers.next() else { return Answer::Unclear };
        if answers.all(|answer| answer == first) { first } else { Answer::Unclear }
    }

    /// Another payer exists, so the order of payers has to be asked.
    pub fn has_other_payer(&self) -> bool {
        !self.other_payers.is_empty() || self.benefits.iter().any(|benefit| benefit.info == Info::OtherPayer)
    }

    /// Asking the same again later may help.
    pub fn may_retry(&self) -> bool {
        self.errors.iter().any(|error| error.retry)
    }

    /// The record that it was asked: `at` when, `on` which clinic-local day that was, `by` whom.
    pub fn to_verification(&self, policy: PolicyId, at: Instant, on: Date, by: StaffId) -> Verification {
        let reference = self.trace.as_deref().and_then(|trace| Line::parse(trace).ok());
        Verification {
            policy,
            at,
            on,
            by,
            channel: Channel::X12,
            reference,
            spoke_to: None,
            answer: self.active(),
            other_payer: self.has_other_payer(),
            kept: self.kept.clone(),
        }
    }
}
