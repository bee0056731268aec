//! What of a released session leaves the clinic: one charge for each of its services, as somebody types or loads it into the
//! system that files claims.

use super::input::{Input, Paper};
use crate::authorization::Modifier;
use crate::clinic::Clinic;
use crate::coverage::filing::filing_deadline;
use crate::coverage::force::payers_on;
use crate::diagnosis::Icd;
use crate::ids::{ExportId, PayerId, StaffId, VisitId};
use crate::kinds::{Date, Discipline, Line};
use crate::ledger::Ledger;
use crate::record::Record;
use crate::service::Code;
use crate::service::places::PlaceCode;
use crate::visit::Visit;

/// One charge.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Charge {
    /// Of which session.
    pub visit: VisitId,
    /// Date of service.
    pub on: Date,
    /// Whose work.
    pub discipline: Discipline,
    /// Where the patient was.
    pub place: Option<PlaceCode>,
    /// What was done.
    pub code: Code,
    /// Modifiers.
    pub modifiers: Vec<Modifier>,
    /// Minutes written down.
    pub minutes: u16,
    /// Units by the payer's rule; nothing: they cannot be counted.
    pub units: Option<u16>,
    /// Who treated.
    pub staff: Option<StaffId>,
    /// Who pays first.
    pub payer: Option<PayerId>,
    /// The patient's number there.
    pub member: Option<Line>,
    /// What the payer authorized, by its number.
    pub authorization: Option<Line>,
    /// Diagnoses of the plan that was in force, the first the main one.
    pub diagnoses: Vec<Icd>,
    /// The last clinic-local day on which a claim may be filed; nothing: no limit runs.
    pub file_by: Option<Date>,
}

/// The charges of a session, in the order of its services.
pub fn charges(
    visit: &Visit,
    ledger: &Ledger,
    record: &Record,
    clinic: &Clinic,
    today: Date,
    paper: Paper,
) -> Vec<Charge> {
    let place = paper.place.map(|place| place.code);
    let input = Input::of(visit, ledger, clinic, today, paper);
    let payers = payers_on(ledger, visit.on);
    let first = payers.ordered.first();
    let drawn = record.notes.on_visit(visit.id).map(|note| note.pinned.authorizations.as_slice());
    let authorization = drawn.unwrap_or_default().iter().find_map(|id| {
        ledger.authorizations.iter().find(|one| one.id == *id).and_then(|one| one.number.clone())
    });
    let plan = record.care.plan(visit.discipline).and_then(|plan| plan.on(visit.on));
    let of = |line: &super::input::Line| Charge {
        visit: visit.id,
        on: visit.on,
        discipline: visit.discipline,
        place,
        code: line.recode.unwrap_or(line.code),
        modifiers: line.modifiers.clone(),
        minutes: line.minutes,
        units: line.units.or(line.supported),
        staff: visit.staff,
        payer: first.map(|policy| policy.payer),
        member: first.and_then(|policy| policy.member.clone()),
        authorization: authorization.clone(),
        diagnoses: plan.map(|version| version.terms.diagnoses.clone()).unwrap_or_default(),
        file_by: input.cover.filing_days.map(|days| filing_deadline(visit.on, days)),
    };
    input.lines.iter().map(of).collect()
}

/// The sessions that left in a file, by date of service.
pub fn left_in<'a>(record: &Record, ledger: &'a Ledger, file: ExportId) -> Vec<&'a Visit> {
    let left =
        record.charges.released.iter().filter(|release| release.exports.iter().any(|one| one.id == file));
    let mut visits: Vec<&Visit> = left.filter_map(|release| ledger.visit(release.visit)).collect();
    visits.sort_by_key(|visit| visit.place());
    visits
}

/// The sessions that are released and did not leave yet, by date of service.
pub fn waiting<'a>(record: &Record, ledger: &'a Ledger) -> Vec<&'a Visit> {
    let waits = record.charges.released.iter().filter(|release| release.exports.is_empty());
    let mut visits: Vec<&Visit> = waits.filter_map(|release| ledger.visit(release.visit)).collect();
    visits.sort_by_key(|visit| visit.place());
    visits
}
