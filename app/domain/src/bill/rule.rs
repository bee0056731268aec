//! The rules by which booked, delivered, noted and billed sessions are reconciled.

/// How bad a finding is. The later, the worse.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Severity {
    /// Tidiness.
    Low,
    /// To be put right this week.
    Medium,
    /// A denial is likely.
    High,
    /// Not to be billed, or to be paid back.
    Critical,
}

/// What a rule looks at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Looks {
    /// At one session: [`judge`](super::judge::judge) does it. Its finding keeps the charge from going out.
    Session,
    /// At one session, and only warns.
    Warning,
    /// At something else, named here.
    Elsewhere(&'static str),
}

macro_rules! rules {
    ($($name:ident, $number:literal, $severity:ident, $looks:expr, $title:literal;)+) => {
        /// A rule.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        pub enum Rule { $(#[doc = $title] $name),+ }

        impl Rule {
            /// All of them, by number.
            pub const ALL: &[Rule] = &[$(Rule::$name),+];

            /// Its number: 2 is AUD-02.
            pub fn number(self) -> u8 {
                match self { $(Rule::$name => $number),+ }
            }

            /// How bad it is where nothing makes it worse.
            pub fn severity(self) -> Severity {
                match self { $(Rule::$name => Severity::$severity),+ }
            }

            /// What it looks at.
            pub fn looks(self) -> Looks {
                use Looks::{Elsewhere, Session, Warning};
                match self { $(Rule::$name => $looks),+ }
            }

            /// What it finds.
            pub fn title(self) -> &'static str {
                match self { $(Rule::$name => $title),+ }
            }
        }
    };
}

rules! {
    NotDelivered, 1, Critical, Session, "Billed and not delivered";
    NotSigned, 2, Critical, Session, "No signed note";
    LateNote, 3, Medium, Warning, "Note is late";
    Unbilled, 4, Medium, Warning, "Delivered and not billed";
    NoOutcome, 5, Medium, Session, "Nobody said what came of it";
    OrphanNote, 6, High, Elsewhere("A note without a session: the notes of a case"), "Note without a session";
    OverUnits, 7, Critical, Session, "More units than the minutes support";
    UnderUnits, 8, Low, Warning, "Fewer units than the minutes support";
    ImpossibleTime, 9, Critical, Session, "More minutes than the session was long";
    DoubleBooked, 10, Critical, Session, "The same person treated two patients at once";
    TwoAtOnce, 11, High, Session, "Two people treated at once";
    LongDay, 12, High, Warning, "Implausibly long day";
    SessionLength, 13, Critical, Session, "The code is for another length of session";
    OutsideAuthorization, 14, Critical, Session, "Not authorized on that day";
    OverAuthorization, 15, Critical, Session, "More than authorized";
    NotOnAuthorization, 16, High, Session, "Code, modifier or person not on the authorization";
    NotCovered, 17, Critical, Session, "No coverage on that day";
    SecondCoverage, 18, High, Session, "Order of payers not decided";
    StaleEligibility, 19, Medium, Warning, "Eligibility not checked lately";
    NoPlan, 20, Critical, Session, "No plan of care in force";
    NotCertified, 21, High, Session, "Plan of care not certified";
    CertificationOver, 22, Critical, Session, "Certification is over";
    ProgressReport, 23, High, Warning, "Progress report is due";
    NoGoal, 24, High, Session, "No goal that was active that day";
    Frequency, 25, Medium, Elsewhere("Four weeks of a plan: the calendar of a case"), "Other frequency than planned";
    Credential, 26, Critical, Session, "Licence or enrolment not valid that day";
    NoCosignature, 27, High, Session, "Co-signature missing";
    AssistantModifier, 28, High, Session, "The assistant's modifier is missing";
    PlanModifier, 29, High, Session, "The plan's modifier is missing or another discipline's";
    Threshold, 30, High, Session, "Over the yearly amount without KX";
    OverCeiling, 31, High, Session, "More units than anybody believes of one day";
    CodePair, 32, High, Session, "Two codes that do not go together";
    PlaceOfService, 33, Medium, Session, "Place and telehealth modifier disagree with the note";
    Cloned, 34, Medium, Warning, "Nearly the same words as the note before";
    NotMarkedLate, 35, Medium, Warning, "Late and not marked so";
    Altered, 36, Critical, Session, "Changed after it was signed";
    Supervision, 37, High, Elsewhere("A month of a technician: the hours of the staff"), "Too little supervision";
    FilingWindow, 38, Critical, Warning, "Time to file runs out";
    Request, 39, Critical, Elsewhere("A payer's request for records: the requests of a clinic"), "Open request for records";
    NoConsent, 40, High, Session, "Consent missing";
    OutsideRecord, 41, High, Warning, "Part of it lies outside the record";
    Credit, 42, High, Elsewhere("A credit balance: the accounts of a clinic"), "Credit balance";
}

impl Rule {
    /// `AUD-02`.
    pub fn code(self) -> String {
        format!("AUD-{:02}", self.number())
    }
}
