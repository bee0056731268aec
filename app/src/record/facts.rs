//! What the pages about records are made from. Only on the server: what a browser gets is their markup.

use crate::ledger::facts::Typed;
use domain::access::{Area, Part, Right, Viewer};
use domain::case::Case;
use domain::clinic::Clinic;
use domain::ids::{CaseId, CommandId, StaffId, VisitId};
use domain::kinds::{Date, Instant};
use domain::ledger::Ledger;
use domain::note;
use domain::record::{Open, Record};
use domain::visit::Visit;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A case's record, with everything that its page reads.
#[derive(Clone, PartialEq, Debug)]
pub struct RecordFacts {
    /// The chart, as this person may see it.
    pub case: Arc<Case>,
    /// The clinic.
    pub clinic: Arc<Clinic>,
    /// The person.
    pub viewer: Viewer,
    /// The server's clock.
    pub now: Instant,
    /// The clinic-local day at the case's site.
    pub today: Date,
    /// The ledger: visits, policies, authorizations. What of it a page shows, it asks [`RecordFacts::may`] for.
    pub ledger: Ledger,
    /// The record, as this person may read it.
    pub record: Record,
    /// The whole record: rules that judge a session read all of it, and tell only what they found.
    pub whole: Record,
    /// What was written in notes, oldest first; nothing where the person reads no words of notes.
    pub written: Vec<Written>,
    /// Notes that this person is writing on this case.
    pub drafts: Vec<NoteDraft>,
    /// For forms: each page has ids of its own, so that a form that is sent twice does one thing.
    pub fresh: CommandId,
    /// What this person typed into a form and has not saved, if the address names it.
    pub typed: Option<Arc<Typed>>,
}

/// Something that was written in notes: who and when, by the journal.
#[derive(Clone, PartialEq, Debug)]
pub struct Written {
    /// When.
    pub at: Instant,
    /// Who.
    pub by: StaffId,
    /// What.
    pub event: note::Event,
}

/// A note that somebody is writing.
#[derive(Clone, PartialEq, Debug)]
pub struct NoteDraft {
    /// On which visit.
    pub visit: VisitId,
    /// When it was saved last.
    pub saved_at: Instant,
    /// What the form's fields say, in order.
    pub fields: Vec<(String, String)>,
}

/// Why somebody opens what is sensitive. A list, since the address that opens it ends up in histories.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// To treat the patient.
    Treatment,
    /// To supervise who treats.
    Supervision,
    /// For an audit, or a payer's request.
    Audit,
    /// The patient or guardian asked for it.
    Request,
}

impl Purpose {
    /// All of them.
    pub const ALL: [Purpose; 4] =
        [Purpose::Treatment, Purpose::Supervision, Purpose::Audit, Purpose::Request];

    /// As people read it.
    pub fn title(self) -> &'static str {
        match self {
            Purpose::Treatment => "To treat the patient",
            Purpose::Supervision => "To supervise who treats",
            Purpose::Audit => "For an audit or a payer's request",
            Purpose::Request => "The patient or guardian asked for it",
        }
    }
}

impl RecordFacts {
    /// Whether this person may do this on this case, in whole or in part.
    pub fn may(&self, area: Area, right: Right) -> bool {
        self.part(area, right).is_some()
    }

    /// How much of the area the person may have of this case.
    pub fn part(&self, area: Area, right: Right) -> Option<Part> {
        let people = self.case.people();
        self.viewer.part(area, right, &self.case.scope(&people), self.now)
    }
}

/// What people hold that lets them treat and sign.
#[derive(Clone, PartialEq, Debug)]
pub struct LicencesFacts {
    /// The clinic with its licences and payers.
    pub clinic: Arc<Clinic>,
    /// This person may change them.
    pub may_write: bool,
    /// The day at the first site.
    pub today: Date,
    /// For forms.
    pub fresh: CommandId,
}

/// What is open in the records of all cases that this person sees.
#[derive(Clone, PartialEq, Debug)]
pub struct WorkFacts {
    /// Cards of open cases that this person may see, by id.
    pub cases: BTreeMap<CaseId, Arc<Case>>,
    /// This person's sessions of today, by start, each with its case.
    pub sessions: Vec<(CaseId, Visit)>,
    /// Notes that this person is writing: the case and the visit of each.
    pub drafts: Vec<(CaseId, VisitId)>,
    /// What is open, by case; of those cases only.
    pub open: BTreeMap<CaseId, Vec<Open>>,
    /// The clinic.
    pub clinic: Arc<Clinic>,
    /// The person.
    pub viewer: Viewer,
    /// The server's clock.
    pub now: Instant,
}
