//! What notes, plans and documents say of one session, as the rules of readiness read it.

use super::{Ground, Record};
use crate::bill::input::{Certification as PaperCertification, Note as PaperNote, Paper};
use crate::clinic::Clinic;
use crate::document::lacking;
use crate::kinds::{Date, Instant};
use crate::ledger::Ledger;
use crate::licence;
use crate::note::clocks::treatment_days;
use crate::note::{Note, Place, State};
use crate::plan::{Certification, certification};
use crate::service::places::{Place as BilledAt, PlaceCode, Places};
use crate::visit::{Outcome, Visit};

/// What a session's paper is read against.
#[derive(Clone, Copy)]
pub struct Papers<'a> {
    /// The record.
    pub record: &'a Record,
    /// The ledger.
    pub ledger: &'a Ledger,
    /// The clinic.
    pub clinic: &'a Clinic,
    /// Somebody asks for a certified plan on this case.
    pub certifies: bool,
    /// The first treatment, if the case knows it.
    pub first_treatment: Option<Date>,
    /// The server's clock.
    pub now: Instant,
}

impl<'a> Papers<'a> {
    /// Of the case that is decided on.
    pub fn of(record: &'a Record, ground: &Ground<'a>) -> Papers<'a> {
        Papers {
            record,
            ledger: ground.ledger,
            clinic: ground.cx.clinic,
            certifies: ground.case.facts.certification_required == Some(true),
            first_treatment: ground.case.anchors.first_treatment,
            now: ground.cx.now,
        }
    }

    /// What the paper says of one session.
    pub fn on(&self, visit: &Visit) -> Paper {
        let note = self.record.notes.on_visit(visit.id);
        let care = &self.record.care;
        let plan = care.plan(visit.discipline);
        let version = plan.and_then(|plan| plan.on(visit.on)).map(|version| version.number);
        let held: Vec<&Visit> = self
            .ledger
            .visits
            .iter()
            .filter(|one| {
                one.discipline == visit.discipline && one.outcome == Outcome::Arrived && one.on <= visit.on
            })
            .collect();
        let telehealth = note.is_some_and(|note| matches!(note.place, Place::Video | Place::Voice));
        // Papers that were never filed here are kept elsewhere: what is filed is held to its days.
        let consent =
            lacking(&self.record.documents, visit.on, telehealth).iter().all(|lack| !lack.other_days);
        let first = self.first_treatment.or_else(|| held.first().map(|visit| visit.on));
        let goals = note.map_or(0, |note| {
            note.goals
                .iter()
                .filter(|goal| care.goal(**goal).is_some_and(|goal| goal.baseline_on <= visit.on))
                .count()
        });
        let author = note.map(|note| note.signed.by);
        let valid = author.is_some_and(|author| {
            licence::valid_on(self.clinic.licences_of(author), visit.discipline, visit.on).is_ok()
        });
        Paper {
            note: note.map_or(PaperNote::None, state),
            hours: note.map_or(0, |note| hours(visit.on, note.signed.at)),
            hours_allowed: None,
            marked_late: note.is_some_and(|note| note.late),
            clock: note.and_then(|note| note.clock).map(|clock| (clock.start(), clock.stop())),
            signers: note.map(signers).unwrap_or_default(),
            credential_valid: valid,
            assistant: note.is_some_and(|note| note.signed.licence.needs_cosignature()),
            plan: version.map(|number| u16::try_from(number).unwrap_or(u16::MAX)),
            certification: match plan.filter(|_| self.certifies) {
                None => PaperCertification::NotNeeded,
                Some(plan) => match certification(plan, first, visit.on) {
                    Certification::NotBegun => PaperCertification::Waits(0),
                    Certification::Waits { days, .. } => PaperCertification::Waits(days),
                    Certification::Holds { .. } => PaperCertification::Certified,
                    Certification::Over { .. } => PaperCertification::Over,
                },
            },
            goals: u16::try_from(goals).unwrap_or(u16::MAX),
            days_since_report: u16::try_from(treatment_days(&self.record.notes, &held).len())
                .unwrap_or(u16::MAX),
            place: note.and_then(|note| place(note.place, visit.on)),
            voice_only: note.is_some_and(|note| note.place == Place::Voice),
            consent,
            ..Paper::default()
        }
    }
}

fn state(note: &Note) -> PaperNote {
    match note.state {
        State::Signed | State::Cosigned(_) => PaperNote::Signed,
        State::WaitsForCosignature => PaperNote::WaitsForCosignature,
        State::Returned { .. } => PaperNote::Returned,
    }
}

fn signers(note: &Note) -> Vec<crate::ids::StaffId> {
    let second = match &note.state {
        State::Cosigned(name) => Some(name.by),
        _ => None,
    };
    [note.signed.by].into_iter().chain(second).collect()
}

fn hours(on: Date, at: Instant) -> u32 {
    let hours = (at - on.and_time(chrono::NaiveTime::MIN).and_utc()).num_hours();
    u32::try_from(hours).unwrap_or(0)
}

/// As a claim carries it: 11 office, 12 home, 03 school, 10 telehealth at the patient's home, 99 elsewhere.
fn place(place: Place, on: Date) -> Option<BilledAt> {
    let code = match place {
        Place::Clinic => "11",
        Place::Home => "12",
        Place::School => "03",
        Place::Community => "99",
        Place::Video | Place::Voice => "10",
    };
    let code = PlaceCode::parse(code).ok()?;
    Places::standard().on(code, on).map(|row| row.what)
}
