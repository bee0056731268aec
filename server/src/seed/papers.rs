//! What was written on a synthetic case: notes on the sessions of the last weeks, signed by the ordinary rules, and scores.
//!
//! It has a source of chance of its own: who treats whom and when does not depend on what is written about it.

mod plans;
mod texts;

use super::life::Lived;
use super::{Moment, SeedError, command_id, uuid_at};
use chrono::{Days, TimeDelta};
use domain::case::{Context, Event, Meta, decide_on_record};
use domain::clinic::Clinic;
use domain::ids::{NoteId, ScoreId, StaffId};
use domain::journal::{Body, Seq};
use domain::kinds::{Date, Discipline, Instant, Lane, Line, Number, Prose};
use domain::measure::{self, NewScore};
use domain::note::templates::{sections, standard};
use domain::note::{self, Clock, Kind, Place, Section, Wish};
use domain::record::{self, Record};
use domain::refusal::Refusal;
use domain::visit::{Outcome, Visit};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// Sessions of so many days are written about in a small clinic.
const DAYS: Days = Days::new(45);
/// And of so many in a large one.
const DAYS_LARGE: Days = Days::new(7);

/// Writes on a case. Its moments lie between those that were; what they say of tasks is left out, since the case has lived on.
pub(super) fn write(
    clinic: &Clinic,
    lived: &Lived,
    (as_of, large): (Date, bool),
    seed: u64,
) -> Result<Vec<Moment>, SeedError> {
    let Some(last) = lived.moments.last() else { return Ok(vec![]) };
    let mut rng =
        StdRng::seed_from_u64(seed ^ u64::from(lived.case.number).wrapping_mul(0x9e37_79b9) ^ salt(lived));
    let mut desk = Desk { clinic, lived, record: Record::default(), moments: vec![], rng: &mut rng };
    if matches!(lived.case.lane, Lane::Intake) || lived.case.void {
        return Ok(vec![]);
    }
    let from = as_of - if large { DAYS_LARGE } else { DAYS };
    desk.plans(as_of)?;
    desk.scores(as_of)?;
    let visits: Vec<Visit> = lived.ledger.visits.clone();
    for visit in visits.iter().filter(|visit| from <= visit.on && visit.on <= as_of) {
        desk.session(visit, as_of, last.at)?;
    }
    Ok(desk.moments)
}

/// Cases have no numbers yet while they live: their ids are as good.
fn salt(lived: &Lived) -> u64 {
    lived.case.id.0.as_u64_pair().1
}

struct Desk<'a> {
    clinic: &'a Clinic,
    lived: &'a Lived,
    record: Record,
    moments: Vec<Moment>,
    rng: &'a mut StdRng,
}

impl Desk<'_> {
    fn id(&mut self, at: Instant) -> uuid::Uuid {
        uuid_at(at, self.rng)
    }

    /// Asks the rules; what they refuse is not written.
    fn ask(&mut self, at: Instant, by: StaffId, does: &record::Command) -> Result<bool, SeedError> {
        let staff = self.clinic.staff.get(&by).ok_or_else(|| SeedError::Rule("staff".into()))?;
        let viewer = staff.viewer();
        let command = command_id(at, self.rng);
        let cx = Context { clinic: self.clinic, viewer: &viewer, now: at, command, next_number: 0 };
        let beside = (&self.lived.ledger, &self.record);
        let decided = match decide_on_record(Some(&self.lived.case), beside, does, cx, crate::chain::seal) {
            Ok(decided) => decided,
            Err(Refusal::Problem { .. } | Refusal::NotAllowed | Refusal::NoSuchCase | Refusal::Closed) => {
                return Ok(false);
            }
            Err(refusal) => return Err(SeedError::Rule(format!("{does:?}: {refusal:?}"))),
        };
        let meta = Meta { seq: Seq(1), at, by, command };
        record::apply(&mut self.record, &decided.record, meta);
        let body = Body::Case {
            case: self.lived.case.id,
            events: vec![Event::Recorded],
            ledger: vec![],
            record: decided.record,
        };
        self.moments.push(Moment { at, by, command, body });
        Ok(true)
    }

    /// The note of a session, most often that evening.
    fn session(&mut self, visit: &Visit, as_of: Date, until: Instant) -> Result<(), SeedError> {
        let Some(by) = visit.staff else { return Ok(()) };
        let held = visit.outcome == Outcome::Arrived && !visit.services.is_empty();
        // One in twelve is still to be written; of today none is.
        if !held || visit.on == as_of || self.rng.random_range(0..12) == 0 {
            return Ok(());
        }
        let Some(site) = self.clinic.site(self.lived.case.site) else { return Ok(()) };
        let start = visit.at.unwrap_or(9 * 60);
        let minutes = u16::try_from(visit.minutes()).unwrap_or(0);
        let Ok(clock) = Clock::new(start, start + minutes) else { return Ok(()) };
        let at = clock.instants(visit.on, &site.zone).1 + TimeDelta::minutes(self.rng.random_range(5..180));
        if until <= at {
            return Ok(());
        }
        let id = NoteId(self.id(at));
        let kind = self.kind(visit);
        let wish = Wish {
            id,
            visit: visit.id,
            kind,
            clock: Some(clock),
            place: Place::Clinic,
            present: 1,
            services: visit.services.clone(),
            goals: self.record.care.active(visit.discipline).map(|goal| goal.id).collect(),
            body: note::Body { sections: self.words(kind, visit.discipline), measured: vec![] },
            despite: Line::parse("The visit was booked for both of us.").ok(),
            review: None,
        };
        let signed = self.ask(at, by, &record::Command::Notes(note::Command::Sign(Box::new(wish))))?;
        if signed {
            self.cosign(id, visit, at, until)?;
        }
        Ok(())
    }

    fn kind(&self, visit: &Visit) -> Kind {
        let first = self.lived.ledger.visits.iter().find(|one| one.discipline == visit.discipline);
        if first.is_some_and(|first| first.id == visit.id) { Kind::Evaluation } else { Kind::Session }
    }

    /// Nine in ten second signatures come within two days.
    fn cosign(&mut self, id: NoteId, visit: &Visit, at: Instant, until: Instant) -> Result<(), SeedError> {
        let Some(note) = self.record.notes.note(id) else { return Ok(()) };
        if note.is_complete() || self.rng.random_range(0..10) == 0 {
            return Ok(());
        }
        let (seen, people) = (note.signed.hash, self.lived.case.people());
        let signs = |staff: &&StaffId| {
            self.clinic.staff.get(staff).is_some_and(|staff| {
                staff.disciplines.contains(&visit.discipline)
                    && staff.roles.contains(&domain::access::Role::Therapist)
            })
        };
        let Some(by) = people.iter().find(signs).copied() else { return Ok(()) };
        let at = at + TimeDelta::minutes(self.rng.random_range(60..2_400));
        if until <= at {
            return Ok(());
        }
        self.ask(at, by, &record::Command::Notes(note::Command::Cosign { note: id, seen })).map(drop)
    }

    fn words(&mut self, kind: Kind, discipline: Discipline) -> Vec<Section> {
        let mut words = Vec::new();
        for section in sections(&standard(), kind, discipline) {
            let text = texts::of(&section.key, discipline, self.rng);
            if let (Ok(title), Ok(text)) = (Line::parse(&section.title), Prose::parse(&text)) {
                words.push(Section { title, text });
            }
        }
        words
    }

    /// A baseline near the first treatment, and the same again later.
    fn scores(&mut self, as_of: Date) -> Result<(), SeedError> {
        let case = &self.lived.case;
        let (Some(first), Some(owner)) = (case.anchors.first_treatment, case.owner) else { return Ok(()) };
        let Some((key, from, step)) = case.disciplines.first().map(|one| texts::measure(*one)) else {
            return Ok(());
        };
        let Some(site) = self.clinic.site(case.site) else { return Ok(()) };
        let Ok(key) = measure::Key::parse(key) else { return Ok(()) };
        let mut value = from + self.rng.random_range(-3..4);
        let mut on = first;
        while on < as_of {
            let at = site.zone.start_of(on) + TimeDelta::minutes(16 * 60 + self.rng.random_range(0..90));
            let id = ScoreId(self.id(at));
            let Ok(number) = Number::whole(value) else { return Ok(()) };
            let new = NewScore { id, measure: key.clone(), on, value: number, second: None, items: None };
            let does = record::Command::Outcomes(measure::Command::Record(Box::new(new)));
            self.ask(at, owner, &does)?;
            value += step + self.rng.random_range(-1..2);
            on = on + Days::new(28 + self.rng.random_range(0..14));
        }
        Ok(())
    }
}
