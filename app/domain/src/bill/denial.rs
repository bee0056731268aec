//! Why payers deny, and which step of the workflow would have prevented it. Days in which to appeal.

use crate::coverage::filing::filing_deadline;
use crate::kinds::Date;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A claim adjustment reason code (X12 external code list 139): one to three digits, or a letter and digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Reason([u8; 3]);

/// Why a text is no reason code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a reason code: up to three digits, or a letter and digits, such as 29 or B7.")]
pub struct NotAReason(String);

impl Reason {
    /// Trims; a group in front, as in `CO-29`, is left away.
    pub fn parse(text: &str) -> Result<Reason, NotAReason> {
        let no = || NotAReason(text.chars().take(20).collect());
        let bare = text.trim().to_ascii_uppercase();
        let bare = bare.split_once('-').map_or(bare.as_str(), |(_, code)| code);
        let digits = bare.strip_prefix(|c: char| c.is_ascii_uppercase()).unwrap_or(bare);
        let fits = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) && bare.len() <= 3;
        if !fits {
            return Err(no());
        }
        let mut code = [b' '; 3];
        code.iter_mut().zip(bare.bytes()).for_each(|(to, from)| *to = from);
        Ok(Reason(code))
    }

    /// What is known of it; nothing: not in the list.
    pub fn cause(self) -> Option<&'static Cause> {
        let code = self.to_string();
        CAUSES.iter().find(|cause| cause.codes.contains(&code.as_str()))
    }

    /// Whether it belongs in a denial rate: what the family owes and the fee schedule takes off do not.
    pub fn is_denial(self) -> bool {
        !["1", "2", "3", "45"].contains(&self.to_string().as_str())
    }

    /// What it means and what would have prevented it, in sentences.
    pub fn sentence(self) -> String {
        match self.cause() {
            Some(cause) if cause.steps.is_empty() => {
                format!("Reason {self}: {}. {}.", cause.meaning, cause.remedy)
            }
            Some(cause) => format!(
                "Reason {self}: {}. This is prevented by {}. {}.",
                cause.meaning,
                cause.steps.join(", "),
                cause.remedy
            ),
            None if !self.is_denial() => {
                format!("Reason {self} is not a denial: the family or the contract takes it off.")
            }
            None => format!("Reason {self} is not in our list. Please read the payer's answer."),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().filter(|b| **b != b' ').try_for_each(|b| write!(f, "{}", char::from(*b)))
    }
}

impl fmt::Debug for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl TryFrom<String> for Reason {
    type Error = NotAReason;

    fn try_from(text: String) -> Result<Reason, NotAReason> {
        Reason::parse(&text)
    }
}

impl From<Reason> for String {
    fn from(reason: Reason) -> String {
        reason.to_string()
    }
}

/// What stands behind reason codes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cause {
    /// The codes.
    pub codes: &'static [&'static str],
    /// In our words.
    pub meaning: &'static str,
    /// Codes of the workflow's tasks that would have prevented it; none: no task does.
    pub steps: &'static [&'static str],
    /// What can be done now.
    pub remedy: &'static str,
}

macro_rules! causes {
    ($($codes:expr => $meaning:literal, $steps:expr, $remedy:literal;)+) => {
        /// All that we know. Source: X12 external code list 139; meanings are ours.
        pub const CAUSES: &[Cause] =
            &[$(Cause { codes: &$codes, meaning: $meaning, steps: &$steps, remedy: $remedy }),+];
    };
}

causes! {
    ["4"] => "a modifier is wrong or missing for this code", ["AC-04"], "Correct it and send the claim again";
    ["11"] => "the diagnosis does not fit the code", ["PL-01"], "Correct it and send the claim again";
    ["15"] => "the authorization number is missing or not for this service", ["PL-08"], "Add the right number and send the claim again";
    ["16"] => "the claim lacks something or has an error", ["AC-04"], "Read the remark code, correct the claim and send it again";
    ["18"] => "the same claim came twice", [], "Nothing has to be done";
    ["22"] => "another payer should pay first", ["IN-04", "IN-06", "AC-05"], "Bill the other payer";
    ["24"] => "the patient is in a managed plan", ["IN-05"], "Bill that plan";
    ["26", "27"] => "the coverage had not begun, or had ended", ["IN-05", "AC-05"], "Find out who covered that day";
    ["29"] => "the time to file had passed", ["AC-02", "AC-04"], "Look for proof that it was filed in time; otherwise nobody may be billed";
    ["31", "140"] => "the payer does not find this member", ["IN-03", "IN-05"], "Correct name and number and send the claim again";
    ["39"] => "an authorization was asked for and refused", ["PL-07"], "Appeal with the evidence";
    ["50"] => "the payer does not see that it was needed", ["PL-02", "RV-02", "RV-03"], "Appeal with the measured progress";
    ["58"] => "the place of service is not valid", ["AC-02"], "Correct it and send the claim again";
    ["96"] => "the service is not covered", ["IN-05"], "Read the remark; bill the family only where they were told before";
    ["97"] => "it is part of another service that was paid", ["AC-04"], "Where it was a service by itself, correct the modifier";
    ["107"] => "the service that this one belongs to is missing", ["AC-04"], "Add it and send the claim again";
    ["109"] => "another payer or contractor is responsible", ["IN-05"], "Send the claim to the right one";
    ["119"] => "the most that the plan pays is reached", ["IN-05"], "Appeal, or bill the family where they were told before";
    ["129"] => "what the first payer said is wrong or missing", ["IN-06"], "Correct it and send the claim again";
    ["151"] => "the payer does not see why so much was needed", ["PL-01", "RV-03"], "Appeal with the plan and the measured progress";
    ["163", "252"] => "papers that the payer needs did not arrive", ["AC-02"], "Send them before the deadline";
    ["167", "204"] => "the plan does not cover this diagnosis or service", ["IN-05"], "Appeal, or bill the family where they were told before";
    ["185", "B7"] => "the person who treated was not enrolled or certified that day", ["IN-11"], "Ask whether the enrolment can be dated back";
    ["197"] => "nothing was authorized", ["PL-07", "PL-08", "AC-07"], "Ask for an authorization back to that day, then appeal";
    ["198"] => "more was delivered than authorized", ["AC-07"], "Ask for more, then appeal";
    ["222"] => "the contract allows fewer hours or units", ["AC-07"], "Nothing can be done";
    ["226"] => "what the payer asked for did not arrive or was not enough", ["AC-02"], "Send it, then appeal";
    ["236"] => "these two codes do not go together on one day", ["AC-04"], "Where they were distinct, correct the modifier";
    ["242", "243"] => "the clinic is not in the network, or the gatekeeper did not agree", ["IN-07", "IN-11"], "Appeal";
    ["272", "273"] => "a programme's guideline was not met, or was exceeded", ["RV-03"], "Appeal";
    ["288"] => "the referral is missing", ["IN-07"], "Get it and send the claim again";
    ["B15"] => "another service has to come first", ["AC-04"], "Add it and send the claim again";
}

/// A step of an appeal to Medicare. Source: 42 CFR 405 subpart I; other payers' days stand in their contracts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Appeal {
    /// The contractor decides again.
    Redetermination,
    /// An independent contractor decides.
    Reconsideration,
    /// A judge hears.
    Hearing,
    /// The appeals council reviews.
    Council,
}

impl Appeal {
    /// Days from the answer before.
    pub fn days(self) -> u16 {
        match self {
            Appeal::Redetermination => 120,
            Appeal::Reconsideration => 180,
            Appeal::Hearing | Appeal::Council => 60,
        }
    }
}

/// The last day for an appeal, and how many days are left, in words.
pub fn appeal_clock(denied_on: Date, days: u16, today: Date) -> (Date, String) {
    let last = filing_deadline(denied_on, days);
    (last, days_left("appeal", last, today))
}

/// Days until a last day, in a sentence: "12 days left to appeal."
pub fn days_left(to: &str, last: Date, today: Date) -> String {
    match (last - today).num_days() {
        ..0 => format!("The time to {to} has passed."),
        0 => format!("Today is the last day to {to}."),
        1 => format!("1 day left to {to}."),
        days => format!("{days} days left to {to}."),
    }
}
