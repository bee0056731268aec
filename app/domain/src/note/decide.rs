//! Turns a wish about notes into events, or says why not; and copies events into the heads.

use super::{AMENDMENTS_MAX, Command, Event, LATE_DAYS, Note, Notes, Signature, State, sign, supervision};
use crate::access::{Area, Right};
use crate::case::Meta;
use crate::clinic::Clinic;
use crate::ids::NoteId;
use crate::licence;
use crate::record::{Ground, Record};
use crate::refusal::{Field, Refusal};

/// Contacts of supervision on one case at most.
const CONTACTS_MAX: usize = 500;

/// Decides a command. A late note, a second signature and an addition may come after a case is closed.
pub fn decide(record: &Record, command: &Command, ground: &Ground<'_>) -> Result<Vec<Event>, Refusal> {
    match command {
        Command::Sign(wish) => {
            let note = sign::signed(record, wish, ground)?;
            Ok(vec![Event::Signed { note: Box::new(note), body: Box::new(wish.body.clone()) }])
        }
        Command::Amend { note, amendment } => {
            let known = there(record, *note)?;
            if ground.may(Area::SessionNotes, Right::Sign).is_err() {
                ground.may(Area::SessionNotes, Right::Write)?;
            }
            // Nobody speaks for somebody else: an addition is the author's, or of who signed as well.
            if ground.me() != known.signed.by && Some(ground.me()) != cosigner(known) {
                return no(
                    "Only who signed this note adds to it; nothing was changed. Write what you know as a note of your own, or as a comment.",
                );
            }
            if AMENDMENTS_MAX <= known.additions {
                return no(
                    "This note has as many additions as it holds; nothing was added. Write a note of its own.",
                );
            }
            Ok(vec![Event::Amended { note: *note, amendment: amendment.clone() }])
        }
        Command::Cosign { note, seen } => {
            let known = waiting(record, *note, ground)?;
            if known.signed.hash != *seen {
                return no(
                    "This note was written anew since you opened it; nothing was signed. Read it again first.",
                );
            }
            Ok(vec![Event::Cosigned { note: *note, signature: Box::new(second(known, ground)?) }])
        }
        Command::Return { note, comment } => {
            waiting(record, *note, ground)?;
            Ok(vec![Event::Returned { note: *note, comment: comment.clone() }])
        }
        Command::Supervise(contact) => supervise(record, contact, ground),
    }
}

fn no<T>(words: &str) -> Result<T, Refusal> {
    Err(Refusal::problem(Field::Note, &words))
}

fn there(record: &Record, id: NoteId) -> Result<&Note, Refusal> {
    let none = || {
        Refusal::problem(
            Field::Note,
            &"This note is not on the case; nothing was changed. Reload to see the notes as they are.",
        )
    };
    record.notes.note(id).ok_or_else(none)
}

fn cosigner(note: &Note) -> Option<crate::ids::StaffId> {
    match &note.state {
        State::Cosigned(signature) => Some(signature.by),
        _ => None,
    }
}

/// A note that waits for somebody else, and may have this person's name.
fn waiting<'a>(record: &'a Record, id: NoteId, ground: &Ground<'_>) -> Result<&'a Note, Refusal> {
    let note = there(record, id)?;
    ground.may(Area::SessionNotes, Right::Sign)?;
    match &note.state {
        State::WaitsForCosignature => {}
        State::Cosigned(_) => return no("This note has both signatures already; nothing was signed twice."),
        State::Returned { .. } => {
            return no("This note went back to its author and is not signed anew yet; nothing was changed.");
        }
        State::Signed => return no("This note needs no second signature; nothing was changed."),
    }
    if note.signed.by == ground.me() {
        return no("You wrote this note, so somebody else has to sign it as well; nothing was changed.");
    }
    Ok(note)
}

fn second(note: &Note, ground: &Ground<'_>) -> Result<Signature, Refusal> {
    let held = licence::valid_on(sign::licences(ground), note.discipline, ground.today);
    let held = held.map_err(|lacks| Refusal::problem(Field::Signature, &lacks))?;
    if held.kind.needs_cosignature() {
        return no(
            "Your licence needs a second signature itself, so it cannot be one; nothing was signed. Ask a supervisor of this discipline.",
        );
    }
    let number = held.number.clone();
    Ok(Signature { by: ground.me(), at: ground.cx.now, licence: held.kind, number, hash: note.signed.hash })
}

fn supervise(
    record: &Record,
    contact: &supervision::Contact,
    ground: &Ground<'_>,
) -> Result<Vec<Event>, Refusal> {
    ground.may(Area::SessionNotes, Right::Sign)?;
    if contact.by != ground.me() {
        return no("Supervision is written down by who supervised; nothing was saved.");
    }
    if contact.of == contact.by {
        return no("Nobody supervises themselves; nothing was saved.");
    }
    ground.cx.clinic.staff.get(&contact.of).ok_or(Refusal::NoSuchStaff)?;
    if ground.today < contact.on || contact.minutes.get() == 0 {
        return no(
            "Supervision lasted at least a minute, and was today or before; nothing was saved. Correct the day or the minutes.",
        );
    }
    if CONTACTS_MAX <= record.notes.supervision.len() {
        return Err(Refusal::TooMany { field: Field::Note, max: CONTACTS_MAX });
    }
    if record.notes.supervision.contains(contact) {
        return Err(Refusal::Exists);
    }
    Ok(vec![Event::Supervised(contact.clone())])
}

/// Applies an event.
pub fn apply(state: &mut Notes, event: &Event, meta: Meta) {
    let mut change = |id: NoteId, how: &dyn Fn(&mut Note)| {
        state.notes.iter_mut().filter(|note| note.id == id).for_each(how);
    };
    match event {
        Event::Signed { note, .. } => match state.notes.iter_mut().find(|known| known.id == note.id) {
            Some(known) => known.clone_from(note),
            None => state.notes.push((**note).clone()),
        },
        Event::Amended { note, .. } => change(*note, &|note| note.additions += 1),
        Event::Cosigned { note, signature } => {
            change(*note, &|note| note.state = State::Cosigned(signature.clone()));
        }
        Event::Returned { note, comment } => change(*note, &|note| {
            note.state = State::Returned { comment: comment.clone(), by: meta.by, at: meta.at };
        }),
        Event::Supervised(contact) => state.supervision.push(contact.clone()),
    }
}

/// One line of the history. No words of a note are in it.
pub fn describe(event: &Event, clinic: &Clinic) -> String {
    let said = crate::calendar::said;
    match event {
        Event::Signed { note, .. } => {
            let late = if note.late {
                format!(", late entry after more than {LATE_DAYS} days")
            } else {
                String::new()
            };
            let again = if 0 < note.rewritten { " anew" } else { "" };
            format!("signed{again} the {} of {}{late}", note.kind.title().to_lowercase(), said(note.on))
        }
        Event::Amended { amendment, .. } => {
            format!("added to a note: {} ({})", amendment.kind.title().to_lowercase(), amendment.reason)
        }
        Event::Cosigned { .. } => "signed a colleague's note as well".to_owned(),
        Event::Returned { .. } => "sent a note back to its author".to_owned(),
        Event::Supervised(contact) => {
            format!(
                "supervised {} for {} minutes on {}",
                clinic.name_of(contact.of),
                contact.minutes.get(),
                said(contact.on)
            )
        }
    }
}
