//! What has to be true before somebody's name is under a note.

use super::{Clock, Kind, LATE_DAYS, Note, Pinned, Signature, State, WORDS_MAX, Wish};
use crate::access::{Area, Right};
use crate::calendar::said;
use crate::clinic::Clinic;
use crate::coverage::force::payers_on;
use crate::ids::AuthorizationId;
use crate::kinds::{Date, Discipline};
use crate::ledger::{self, Ledger};
use crate::licence::{self, Lacks, Licences};
use crate::record::{Ground, Record};
use crate::refusal::{Field, Refusal};
use crate::service::units::{NoClaim, UnitRule, Worked, claim};
use crate::service::{Code, Services};
use crate::visit::{Outcome, Visit};

/// Why a note was not signed. The draft is kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotSigned {
    /// No such visit.
    #[error(
        "This visit is not on the case any more, so nothing was signed; your draft is kept. Look at the visits, and begin from the one you mean."
    )]
    NoVisit,
    /// There is one.
    #[error(
        "There is a signed note on this visit already; nothing was signed twice. Add to it if something is missing."
    )]
    Already,
    /// Nobody else's.
    #[error(
        "This visit is somebody else's, and you are not on the care team; nothing was signed. Ask to be added to the team, or have the visit assigned to you."
    )]
    NotYours,
    /// Came back to somebody else.
    #[error("This note came back to its author, who alone writes it anew; nothing was signed.")]
    NotAuthor,
    /// Not yet.
    #[error(
        "This session has not ended yet; nothing was signed, and your draft is kept. Sign it once it is over."
    )]
    NotOver,
    /// They were not there.
    #[error("The visit of {} says that the patient did not come. Nothing was signed; your draft is kept. Correct the visit first, or write it as a missed visit.", said(*.0))]
    NotThere(Date),
    /// They were there.
    #[error("The visit of {} is not missed. Nothing was signed; your draft is kept. Say at the visit that nobody came, or choose another kind of note.", said(*.0))]
    NotMissed(Date),
    /// Nothing was done.
    #[error(
        "A note on a session names at least one service with its minutes. Nothing was signed; your draft is kept."
    )]
    NoService,
    /// Nobody was there.
    #[error("At least one patient was present. Nothing was signed; your draft is kept.")]
    Nobody,
    /// Who asks for times.
    #[error("Notes of {} say when the session began and ended. Nothing was signed; your draft is kept: write both times.", .0.title())]
    NoTimes(Discipline),
    /// Longer than it was.
    #[error(
        "The services take {minutes} minutes, and the session lasted {lasted}. Nothing was signed; your draft is kept: correct the minutes or the times."
    )]
    LongerThanItself {
        /// Of all services.
        minutes: u32,
        /// From start to stop.
        lasted: u16,
    },
    /// More than a day.
    #[error("These services take {0} minutes, more than a day has. Nothing was signed; your draft is kept.")]
    LongerThanADay(u32),
    /// The clinician treated somebody, or this patient, at that time.
    #[error("This session overlaps the one of {day} at {h:02}:{m:02} with the same clinician. Nothing was signed; your draft is kept: correct the times of one of them.", day = said(*.on), h = .at / 60, m = .at % 60)]
    Overlaps {
        /// The other's day.
        on: Date,
        /// Its start, in minutes after midnight.
        at: u16,
    },
    /// The code is for other lengths.
    #[error(
        "These minutes stand for {fits}, not for {code}. Nothing was signed; your draft is kept: choose {fits}, or correct the minutes."
    )]
    OtherCode {
        /// As written.
        code: Code,
        /// What the time stands for.
        fits: Code,
    },
    /// Codes that cannot be counted.
    #[error("{0} Nothing was signed; your draft is kept.")]
    Uncounted(#[from] NoClaim),
    /// Nothing written.
    #[error(
        "A note needs words: nothing was signed. Say at least what was done and how the patient responded."
    )]
    Empty,
    /// Too many words.
    #[error("The note is {0} letters long, and {WORDS_MAX} fit. Nothing was signed; your draft is kept: shorten it by {over}.", over = .0 - WORDS_MAX)]
    TooLong(usize),
    /// A report ends in a decision.
    #[error(
        "A progress report ends in a decision: continue, modify, refer or discharge. Nothing was signed; your draft is kept."
    )]
    NoDecision,
    /// Asks for a reason.
    #[error("{0} You can sign it all the same: say why. Nothing was signed yet; your draft is kept.")]
    Why(String),
    /// Nothing that lets somebody sign.
    #[error(transparent)]
    Lacks(#[from] Lacks),
}

/// The head of the note, as it stands once it is signed.
pub(super) fn signed(record: &Record, wish: &Wish, ground: &Ground<'_>) -> Result<Note, Refusal> {
    let refused = |why: NotSigned| Refusal::problem(Field::Note, &why);
    let viewer = ground.cx.viewer;
    if ground.may(Area::SessionNotes, Right::Sign).is_err() {
        ground.may(Area::SessionNotes, Right::Write)?;
    }
    let visit = ground.ledger.visit(wish.visit).ok_or_else(|| refused(NotSigned::NoVisit))?;
    let before = earlier(record, wish, ground).map_err(refused)?;
    let on_team = ground.case.people().contains(&viewer.staff);
    if visit.staff.is_some_and(|staff| staff != viewer.staff) && !on_team {
        return Err(refused(NotSigned::NotYours));
    }
    let held = licence::valid_on(licences(ground), visit.discipline, visit.on)
        .map_err(|lacks| Refusal::problem(Field::Signature, &lacks))?;
    check(wish, visit, ground).map_err(refused)?;
    let asks = questions(record, wish, visit, ground);
    if !asks.is_empty() && wish.despite.is_none() {
        return Err(refused(NotSigned::Why(asks.join(" "))));
    }
    let under = held.kind.needs_cosignature() || ground.may(Area::SessionNotes, Right::Sign).is_err();
    let both = under && payer_asks(ground, visit.on);
    let words = serde_json::to_vec(wish).unwrap_or_default();
    Ok(Note {
        id: wish.id,
        visit: wish.visit,
        kind: wish.kind,
        on: visit.on,
        discipline: visit.discipline,
        clock: wish.clock,
        place: wish.place,
        present: wish.present,
        services: wish.services.clone(),
        goals: wish.goals.clone(),
        signed: Signature {
            by: viewer.staff,
            at: ground.cx.now,
            licence: held.kind,
            number: held.number.clone(),
            hash: (ground.seal)(&words),
        },
        state: if both { State::WaitsForCosignature } else { State::Signed },
        rewritten: before.map_or(0, |before| before.rewritten.saturating_add(1)),
        additions: 0,
        late: before.is_some_and(|before| before.late) || LATE_DAYS < (ground.today - visit.on).num_days(),
        despite: wish.despite.clone(),
        review: wish.review.clone(),
        pinned: pinned(record, wish, visit, ground),
    })
}

/// What the person who asks holds.
pub(super) fn licences<'a>(ground: &Ground<'a>) -> &'a Licences {
    ground.cx.clinic.licences_of(ground.me())
}

/// The note that came back, if this is it.
fn earlier<'a>(record: &'a Record, wish: &Wish, ground: &Ground<'_>) -> Result<Option<&'a Note>, NotSigned> {
    let notes = &record.notes;
    match notes.on_visit(wish.visit).or_else(|| notes.note(wish.id)) {
        None => Ok(None),
        Some(note) => match note.state {
            State::Returned { .. } if note.id == wish.id && note.visit == wish.visit => {
                if note.signed.by == ground.me() { Ok(Some(note)) } else { Err(NotSigned::NotAuthor) }
            }
            _ => Err(NotSigned::Already),
        },
    }
}

fn check(wish: &Wish, visit: &Visit, ground: &Ground<'_>) -> Result<(), NotSigned> {
    if wish.body.sections.is_empty() {
        return Err(NotSigned::Empty);
    }
    let length = wish.body.length();
    if WORDS_MAX < length {
        return Err(NotSigned::TooLong(length));
    }
    let stayed_away = visit.outcome.is_missed() || visit.outcome == Outcome::CancelledInTime;
    match (wish.kind, stayed_away) {
        (Kind::Missed, true) => return Ok(()),
        (Kind::Missed, false) => return Err(NotSigned::NotMissed(visit.on)),
        (_, true) => return Err(NotSigned::NotThere(visit.on)),
        (_, false) => {}
    }
    if wish.present == 0 {
        return Err(NotSigned::Nobody);
    }
    if wish.kind == Kind::ProgressReport && wish.review.is_none() {
        return Err(NotSigned::NoDecision);
    }
    times(wish, visit, ground)?;
    coded(wish, visit, ground)
}

fn times(wish: &Wish, visit: &Visit, ground: &Ground<'_>) -> Result<(), NotSigned> {
    let minutes: u32 = wish.services.iter().map(|service| u32::from(service.minutes.get())).sum();
    if minutes == 0 {
        return Err(NotSigned::NoService);
    }
    if 24 * 60 < minutes {
        return Err(NotSigned::LongerThanADay(minutes));
    }
    if ground.today < visit.on {
        return Err(NotSigned::NotOver);
    }
    let Some(clock) = wish.clock else {
        // Who counts by the clock: behaviour analysis by its units, psychotherapy by its codes.
        let asked = matches!(visit.discipline, Discipline::Aba | Discipline::Mh);
        return if asked { Err(NotSigned::NoTimes(visit.discipline)) } else { Ok(()) };
    };
    if let Some(site) = ground.cx.clinic.site(ground.case.site) {
        let lasted = clock.minutes(visit.on, &site.zone);
        if u32::from(lasted) < minutes {
            return Err(NotSigned::LongerThanItself { minutes, lasted });
        }
        if ground.cx.now < clock.instants(visit.on, &site.zone).1 {
            return Err(NotSigned::NotOver);
        }
    }
    match overlapping(clock, visit, ground) {
        Some(other) if other.staff.is_none_or(|staff| staff == ground.me()) => {
            Err(NotSigned::Overlaps { on: other.on, at: other.at.unwrap_or_default() })
        }
        _ => Ok(()),
    }
}

/// Another session of this patient at that time.
fn overlapping<'a>(clock: Clock, visit: &Visit, ground: &Ground<'a>) -> Option<&'a Visit> {
    let held =
        ground.ledger.visits.iter().filter(|other| {
            other.id != visit.id && other.on == visit.on && other.outcome == Outcome::Arrived
        });
    held.into_iter().find(|other| {
        other.at.is_some_and(|at| {
            let stop = u32::from(at) + other.minutes();
            u32::from(at) < u32::from(clock.stop()) && u32::from(clock.start()) < stop
        })
    })
}

/// The codes can be counted, and each stands for the time that it says. Source: AUD-13.
fn coded(wish: &Wish, visit: &Visit, ground: &Ground<'_>) -> Result<(), NotSigned> {
    let services = Services::standard();
    let worked: Vec<Worked> =
        wish.services.iter().map(|service| Worked { code: service.code, minutes: service.minutes }).collect();
    let rule = payer_rule(ground.ledger, ground.cx.clinic, visit.on);
    let claim = claim(&services, rule, visit.on, &worked, &[])?;
    let odd = wish.services.iter().find(|service| {
        !claim.lines.iter().any(|line| line.code == service.code)
            && claim.open.as_ref().is_none_or(|open| !open.among.contains(&service.code))
    });
    let Some(odd) = odd else { return Ok(()) };
    let fits = claim.lines.iter().find(|line| wish.services.iter().all(|service| service.code != line.code));
    fits.map_or(Ok(()), |line| Err(NotSigned::OtherCode { code: odd.code, fits: line.code }))
}

/// Whether the first payer of that day wants a second signature under what assistants write; where nobody knows, it does.
fn payer_asks(ground: &Ground<'_>, on: Date) -> bool {
    let first = payers_on(ground.ledger, on).primary();
    let policy = first.and_then(|policy| ground.ledger.policy(policy));
    let payer = policy.and_then(|policy| ground.cx.clinic.payer(policy.payer));
    payer.and_then(|payer| payer.rules_on(on)).is_none_or(|rules| rules.cosign_hours.is_some())
}

/// How the first payer of that day counts minutes.
pub fn payer_rule(ledger: &Ledger, clinic: &Clinic, on: Date) -> UnitRule {
    let first = payers_on(ledger, on).primary();
    first.map_or(UnitRule::AmaPerCode, |policy| ledger::unit_rule(ledger, clinic, policy, on))
}

/// What is likely to be denied, or looks wrong, and may yet be right: whoever signs says why.
fn questions(record: &Record, wish: &Wish, visit: &Visit, ground: &Ground<'_>) -> Vec<String> {
    let mut asks = Vec::new();
    if matches!(wish.kind, Kind::Missed) {
        return asks;
    }
    if let Some(other) = wish.clock.and_then(|clock| overlapping(clock, visit, ground)) {
        let who =
            other.staff.map_or_else(|| "a colleague".to_owned(), |staff| ground.cx.clinic.name_of(staff));
        asks.push(format!("The session overlaps one of {who} with the same patient."));
    }
    let planned = matches!(wish.kind, Kind::Session) && !record.care.is_blank();
    if planned && record.care.pinned(visit.discipline, visit.on).is_none() {
        let day = said(visit.on);
        asks.push(format!(
            "No signed plan of care of {} counts on {day}.",
            visit.discipline.title().to_lowercase()
        ));
    }
    if planned && wish.goals.is_empty() && record.care.active(visit.discipline).next().is_some() {
        asks.push("No goal is named that was worked on.".to_owned());
    }
    let unknown = wish
        .goals
        .iter()
        .any(|goal| record.care.goal(*goal).is_none_or(|goal| goal.discipline != visit.discipline));
    if unknown {
        asks.push("A goal is named that is not one of this discipline on this case.".to_owned());
    }
    asks
}

fn pinned(record: &Record, wish: &Wish, visit: &Visit, ground: &Ground<'_>) -> Pinned {
    let mut ledger = ground.ledger.clone();
    for known in &mut ledger.visits {
        if known.id == visit.id {
            known.services.clone_from(&wish.services);
            known.outcome = if wish.kind == Kind::Missed { known.outcome } else { Outcome::Arrived };
        }
    }
    let drawn = ledger::reckon(&ledger, ground.cx.clinic, &Services::standard());
    let of_visit = drawn.draws.iter().filter(|draw| draw.visit == visit.id);
    let mut authorizations: Vec<AuthorizationId> = of_visit.map(|draw| draw.authorization).collect();
    authorizations.sort_unstable();
    authorizations.dedup();
    let plan = record.care.pinned(visit.discipline, visit.on);
    Pinned { plan, payers: payers_on(&ledger, visit.on).ids(), authorizations }
}
