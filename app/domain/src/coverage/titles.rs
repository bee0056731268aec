//! What a page calls things, in the order of its lists.

use super::{Answer, Channel, CobRule, Kinship, LimitAmount, LimitYear, Standing};

impl Kinship {
    /// All of them, in the order of a list.
    pub const ALL: [Kinship; 4] = [Kinship::Itself, Kinship::Spouse, Kinship::Child, Kinship::Other];

    /// What the patient is to the subscriber.
    pub fn title(self) -> &'static str {
        match self {
            Kinship::Itself => "The patient's own",
            Kinship::Spouse => "Spouse or partner of the subscriber",
            Kinship::Child => "Child of the subscriber",
            Kinship::Other => "Another dependent",
        }
    }
}

impl Standing {
    /// All of them, in the order of a list.
    pub const ALL: [Standing; 3] = [Standing::Active, Standing::Retired, Standing::Cobra];

    /// As people read it.
    pub fn title(self) -> &'static str {
        match self {
            Standing::Active => "At work",
            Standing::Retired => "Retired or laid off",
            Standing::Cobra => "Continued (COBRA)",
        }
    }
}

impl Channel {
    /// All of them, in the order of a list.
    pub const ALL: [Channel; 4] = [Channel::Portal, Channel::Phone, Channel::X12, Channel::Family];

    /// As people read it.
    pub fn title(self) -> &'static str {
        match self {
            Channel::Portal => "Payer's web site",
            Channel::Phone => "Phone",
            Channel::X12 => "Eligibility file (271)",
            Channel::Family => "Card or family",
        }
    }
}

impl Answer {
    /// All of them, in the order of a list.
    pub const ALL: [Answer; 3] = [Answer::Active, Answer::Inactive, Answer::Unclear];

    /// As people read it.
    pub fn title(self) -> &'static str {
        match self {
            Answer::Active => "In force",
            Answer::Inactive => "Not in force",
            Answer::Unclear => "Could not say",
        }
    }
}

impl LimitAmount {
    /// With its unit: "30 visits", "$2,480.00".
    pub fn title(self) -> String {
        match self {
            LimitAmount::Visits(1) => "1 visit".to_owned(),
            LimitAmount::Visits(visits) => format!("{visits} visits"),
            LimitAmount::Money(cents) => cents.to_string(),
        }
    }
}

impl LimitYear {
    /// As people read it.
    pub fn title(self) -> &'static str {
        match self {
            LimitYear::Calendar => "Calendar year",
            LimitYear::Plan { .. } => "Plan year",
        }
    }
}

impl CobRule {
    /// All of them, in the order of a list.
    pub const ALL: [CobRule; 16] = [
        CobRule::Only,
        CobRule::Injury,
        CobRule::Veterans,
        CobRule::Subscriber,
        CobRule::Birthday,
        CobRule::LongerBirthday,
        CobRule::Decree,
        CobRule::Custody,
        CobRule::Active,
        CobRule::Continuation,
        CobRule::Longer,
        CobRule::MedicareSecondary,
        CobRule::Tricare,
        CobRule::Medicaid,
        CobRule::Rest,
        CobRule::Person,
    ];

    /// The rule in a few words.
    pub fn title(self) -> &'static str {
        match self {
            CobRule::Only => "The only policy",
            CobRule::Injury => "Liability for the injury",
            CobRule::Veterans => "Authorized by Veterans Affairs",
            CobRule::Subscriber => "Own policy before a dependent's",
            CobRule::Birthday => "Birthday rule",
            CobRule::LongerBirthday => "Same birthday: longer in force",
            CobRule::Decree => "Court decree",
            CobRule::Custody => "Custody, without a decree",
            CobRule::Active => "At work before retired",
            CobRule::Continuation => "Continued coverage after",
            CobRule::Longer => "Longer in force",
            CobRule::MedicareSecondary => "Medicare and a group plan",
            CobRule::Tricare => "TRICARE after other insurance",
            CobRule::Medicaid => "Medicaid last",
            CobRule::Rest => "What no insurance pays",
            CobRule::Person => "Decided by a person",
        }
    }

    /// Who says so.
    pub fn source(self) -> &'static str {
        match self {
            CobRule::Only => "No rule is needed",
            CobRule::Injury => "Law on workers' compensation and liability of the state",
            CobRule::Veterans => "Clinic convention; 38 U.S.C. 1703",
            CobRule::Subscriber
            | CobRule::Birthday
            | CobRule::LongerBirthday
            | CobRule::Decree
            | CobRule::Custody
            | CobRule::Active => "NAIC model as restated in 760 IAC 1-38.1-14",
            CobRule::Continuation | CobRule::Longer => "NAIC Model 120",
            CobRule::MedicareSecondary => "Medicare Secondary Payer rules, 42 CFR part 411",
            CobRule::Tricare => "32 CFR 199.8",
            CobRule::Medicaid => "42 CFR 433.139",
            CobRule::Rest => "Clinic convention; for schools Social Security Act §1903(c)",
            CobRule::Person => "The evidence that was written down",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coverage::PlanKind;
    use crate::money::Cents;
    use std::collections::BTreeSet;

    #[test]
    fn no_two_choices_of_a_list_are_called_the_same() {
        fn apart<const N: usize>(titles: [&'static str; N]) {
            assert_eq!(BTreeSet::from(titles).len(), N, "{titles:?}");
        }
        apart(PlanKind::ALL.map(PlanKind::title));
        apart(Kinship::ALL.map(Kinship::title));
        apart(Standing::ALL.map(Standing::title));
        apart(Channel::ALL.map(Channel::title));
        apart(Answer::ALL.map(Answer::title));
        apart(CobRule::ALL.map(CobRule::title));
        assert_eq!(CobRule::ALL.iter().collect::<BTreeSet<_>>().len(), CobRule::ALL.len());
    }

    #[test]
    fn a_limit_is_said_with_its_unit() {
        let said = [LimitAmount::Visits(1), LimitAmount::Visits(30), LimitAmount::Money(Cents(248_000))];
        assert_eq!(said.map(LimitAmount::title), ["1 visit", "30 visits", "$2,480.00"]);
    }
}
