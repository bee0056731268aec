//! The codes of a payer's answer (X12 005010X279A1) that a rule reads, with titles of our own. A code that no rule reads is
//! kept as it came.

use crate::coverage::Answer;
use crate::kinds::Discipline;
use serde::{Deserialize, Serialize};

macro_rules! coded {
    ($($(#[$doc:meta])* $name:ident { $($variant:ident = $code:literal, $title:literal;)+ })+) => { $(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
        #[serde(from = "String", into = "String")]
        pub enum $name {
            $(#[doc = $title] $variant,)+
            /// A code that no rule reads, as it came.
            Other(String),
        }

        impl $name {
            /// Reads a code.
            pub fn read(code: &str) -> Self {
                match code {
                    $($code => $name::$variant,)+
                    other => $name::Other(other.to_owned()),
                }
            }

            /// As the file writes it.
            pub fn code(&self) -> &str {
                match self {
                    $($name::$variant => $code,)+
                    $name::Other(code) => code,
                }
            }

            /// As people read it; the code itself where no rule reads it.
            pub fn title(&self) -> &str {
                match self {
                    $($name::$variant => $title,)+
                    $name::Other(code) => code,
                }
            }
        }

        impl From<String> for $name {
            fn from(code: String) -> Self {
                $name::read(&code)
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> String {
                value.code().to_owned()
            }
        }
    )+ };
}

coded! {
    /// What a statement is about (EB01).
    Info {
        Active = "1", "In force";
        ActiveFullRisk = "2", "In force, at a fixed rate for all services";
        ActiveCapitated = "3", "In force, at a fixed rate for these services";
        ActiveCapitatedPrimary = "4", "In force, at a fixed rate through primary care";
        ActivePending = "5", "In force, being looked into";
        Inactive = "6", "Not in force";
        InactiveUpdate = "7", "Not in force, about to be updated";
        InactivePending = "8", "Not in force, being looked into";
        Coinsurance = "A", "Coinsurance";
        Copay = "B", "Copay";
        Deductible = "C", "Deductible";
        Description = "D", "Description of the benefit";
        Exclusion = "E", "Excluded";
        Limit = "F", "Limit";
        OutOfPocket = "G", "Most that the family pays";
        Unlimited = "H", "Without a limit";
        NotCovered = "I", "Not covered";
        Reserve = "K", "Reserve";
        PrimaryCare = "L", "Primary care provider";
        OtherPayer = "R", "There is another payer";
        Ask = "U", "Somebody else must be asked";
        CannotProcess = "V", "The payer could not process it";
        ManagedCare = "MC", "Managed care coordinator";
    }

    /// For whom a statement holds (EB02).
    CoverageLevel {
        Individual = "IND", "This person";
        Family = "FAM", "The family";
        Employee = "EMP", "The employee";
        Children = "CHD", "The children";
        Dependents = "DEP", "The dependents";
        Spouse = "SPO", "The spouse";
    }

    /// Which services a statement is about (EB03).
    ServiceType {
        Plan = "30", "The whole plan";
        MedicalCare = "1", "Medical care";
        PhysicalMedicine = "AE", "Physical medicine";
        PhysicalTherapy = "PT", "Physical therapy";
        OccupationalTherapy = "AD", "Occupational therapy";
        SpeechTherapy = "AF", "Speech therapy";
        MentalHealth = "MH", "Mental health";
        Psychotherapy = "A6", "Psychotherapy";
        OfficeVisit = "98", "Office visit";
    }

    /// In which time an amount or a number holds (EB06, HSD05).
    Period {
        Day = "7", "a day";
        TwentyFourHours = "13", "24 hours";
        ServiceYear = "22", "a plan year";
        CalendarYear = "23", "a calendar year";
        YearToDate = "24", "this year until now";
        Contract = "25", "the contract";
        Episode = "26", "an episode of care";
        Visit = "27", "a visit";
        Remaining = "29", "what is left";
        Lifetime = "32", "a lifetime";
        LifetimeLeft = "33", "what is left of a lifetime";
        Month = "34", "a month";
        Week = "35", "a week";
    }

    /// What a number counts (EB09, HSD01).
    Measure {
        Visits = "VS", "visits";
        Hours = "HS", "hours";
        Days = "DY", "days";
        Units = "FL", "units";
        Months = "MN", "months";
    }

    /// What a date stands for (DTP01).
    DateUse {
        Plan = "291", "Plan";
        Eligibility = "307", "Eligibility";
        PlanBegin = "346", "Plan begins";
        PlanEnd = "347", "Plan ends";
        BenefitBegin = "348", "Benefit begins";
        BenefitEnd = "349", "Benefit ends";
        EligibilityBegin = "356", "Eligibility begins";
        EligibilityEnd = "357", "Eligibility ends";
        Service = "472", "Service";
        Benefit = "292", "Benefit";
    }

    /// Why something could not be answered (AAA03): what it means, and what to do.
    Trouble {
        NotNow = "42", "The payer cannot answer now. Ask again later.";
        Number = "43", "The payer does not know the clinic's number. Check the provider number.";
        NoProvider = "51", "The payer does not have the clinic on file. Check the provider number.";
        ServiceDates = "57", "The date of service cannot be read. Correct it, and ask again.";
        BirthDateMissing = "58", "The birth date is missing or cannot be read. Correct it, and ask again.";
        ServiceDateAhead = "62", "The date of service is too far away for this payer. Ask for a nearer one.";
        PatientId = "64", "The patient's number is missing or cannot be read. Correct it, and ask again.";
        PatientName = "65", "The patient's name is missing or cannot be read. Correct it, and ask again.";
        BirthDate = "71", "The birth date differs from the payer's. Check it with the family, and ask again.";
        MemberId = "72", "The member number is not one of this payer. Check it on the card, and ask again.";
        Name = "73", "The name differs from the payer's. Check its spelling on the card, and ask again.";
        NotFound = "75", "The payer does not find this person. Check name, birth date and number, or ask another payer.";
        NoReply = "80", "The payer did not answer. Ask again later.";
    }
}

impl Info {
    /// What it says of the policy itself; nothing where it is about something else.
    pub fn in_force(&self) -> Option<Answer> {
        match self {
            Info::Active | Info::ActiveFullRisk | Info::ActiveCapitated | Info::ActiveCapitatedPrimary => {
                Some(Answer::Active)
            }
            Info::Inactive => Some(Answer::Inactive),
            Info::ActivePending | Info::InactiveUpdate | Info::InactivePending | Info::CannotProcess => {
                Some(Answer::Unclear)
            }
            _ => None,
        }
    }
}

impl ServiceType {
    /// Whose work it is. Behaviour analysis has no type of its own, and is asked about by phone.
    pub fn discipline(&self) -> Option<Discipline> {
        match self {
            ServiceType::PhysicalMedicine | ServiceType::PhysicalTherapy => Some(Discipline::Pt),
            ServiceType::OccupationalTherapy => Some(Discipline::Ot),
            ServiceType::SpeechTherapy => Some(Discipline::Slp),
            ServiceType::MentalHealth | ServiceType::Psychotherapy => Some(Discipline::Mh),
            _ => None,
        }
    }
}

impl Trouble {
    /// Nothing has to be corrected before asking again.
    pub fn passes(&self) -> bool {
        matches!(self, Trouble::NotNow | Trouble::NoReply)
    }
}
