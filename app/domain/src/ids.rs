//! Every kind of id, one alphabetical list. All are UUIDv7, made by whoever creates the thing.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0.hyphenated())
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::try_parse(text).map($name)
            }
        }
    )+ };
}

ids! {
    /// A person who can sign in; may be on staff in several clinics.
    AccountId,
    /// A prior authorization of a case.
    AuthorizationId,
    /// A set of cases imported, or moved, as one unit that can be undone as one.
    BatchId,
    /// One course of care for a problem.
    CaseId,
    /// A clinic: the wall around everything else.
    ClinicId,
    /// One submission; the idempotency key, made where the hand is.
    CommandId,
    /// A comment on a case.
    CommentId,
    /// A guardian, relative, physician or school that belongs to a case.
    ContactId,
    /// What a charge left the clinic in: one file of charges, or one draft of a claim.
    ExportId,
    /// A case conference.
    ConferenceId,
    /// A document of a case.
    DocumentId,
    /// An example by which a payer's rules are proved.
    ExampleId,
    /// A goal of a plan of care.
    GoalId,
    /// A care of a case passed from one person to another.
    HandoffId,
    /// A note on a session.
    NoteId,
    /// Whoever pays: an insurer, a programme, the family.
    PayerId,
    /// A plan of care of one discipline.
    PlanId,
    /// One policy of a patient.
    PolicyId,
    /// A score of an outcome measure on a day.
    ScoreId,
    /// A series of visits that were booked together.
    SeriesId,
    /// A signed-in session.
    SessionId,
    /// A place of the clinic, with its own time zone and business days.
    SiteId,
    /// A person on the staff of one clinic.
    StaffId,
    /// One booked or delivered contact.
    VisitId,
}
