//! Notes: which sessions wait for one, the form that writes one, and each note as it was signed.

mod form;
mod read;

use super::Ground;
use crate::pages::fields::{banner, chip, empty};
use crate::parts::icon::Icon;
use crate::parts::words;
use crate::prelude::*;
use domain::access::{Area, Right};
use domain::note::clocks::{Clock, What, clocks};
use domain::note::{Note, State};
use domain::visit::{Outcome, Visit};

/// The part.
pub(super) fn body(ground: Ground<'_>) -> AnyView {
    match (ground.asked.form.as_deref(), ground.asked.id.as_deref()) {
        (Some("write"), Some(id)) => {
            let visit = id.parse().ok().and_then(|id| ground.facts.ledger.visit(id));
            visit.map_or_else(|| list(ground), |visit| form::body(ground, visit))
        }
        (Some("read" | "amend" | "cosign" | "return"), Some(id)) => {
            let note = id.parse().ok().and_then(|id| ground.facts.record.notes.note(id));
            note.map_or_else(|| list(ground), |note| read::body(ground, note))
        }
        _ => list(ground),
    }
}

fn list(ground: Ground<'_>) -> AnyView {
    let facts = ground.facts;
    let notes = &facts.record.notes;
    let open: Vec<Clock> = clocks(notes, &facts.ledger.visits);
    let mut all: Vec<&Note> = notes.notes.iter().collect();
    all.sort_by_key(|note| std::cmp::Reverse((note.on, note.signed.at)));
    let signed: Vec<AnyView> = all.iter().map(|note| row(ground, note)).collect();
    let shown = if signed.is_empty() {
        empty(
            "journal",
            "No notes yet",
            "Write the first one from a session above, or from your list of today.",
        )
    } else {
        view! { <ul class="notes" aria-label="Notes, newest first">{signed}</ul> }.into_any()
    };
    let waiting = waiting(ground, &open);
    let report = open.iter().find(|clock| clock.what == What::Report).map(|clock| {
        let said = [
            "A progress report is due with the session of ",
            &words::date(clock.on),
            ", the tenth treatment day since the last one.",
        ];
        banner("warn", "due", said.concat())
    });
    view! { {report} {waiting} <h2 class="visually-hidden">"Signed notes"</h2> {shown} }.into_any()
}

/// Sessions that this person may write a note on: those that wait, and those of today.
fn waiting(ground: Ground<'_>, open: &[Clock]) -> Option<AnyView> {
    let facts = ground.facts;
    if !facts.may(Area::SessionNotes, Right::Write) {
        return None;
    }
    let late =
        |visit: &Visit| open.iter().find(|clock| clock.visit == visit.id && clock.what == What::Unsigned);
    let rows: Vec<AnyView> = facts
        .ledger
        .visits
        .iter()
        .filter(|visit| facts.record.notes.on_visit(visit.id).is_none())
        .filter(|visit| {
            late(visit).is_some()
                || visit.on == facts.today
                || visit.on < facts.today && visit.outcome == Outcome::Booked
        })
        .map(|visit| session(ground, visit, late(visit)))
        .collect();
    if rows.is_empty() {
        return None;
    }
    Some(
        view! {
            <section class="section" data-framed="">
                <div class="section__head"><h2>"Sessions without a note"</h2></div>
                <ul class="notes">{rows}</ul>
            </section>
        }
        .into_any(),
    )
}

fn session(ground: Ground<'_>, visit: &Visit, clock: Option<&Clock>) -> AnyView {
    let facts = ground.facts;
    let who = visit.staff.map_or_else(|| "Nobody named".to_owned(), |staff| facts.clinic.name_of(staff));
    let codes: Vec<String> = visit.services.iter().map(|service| service.code.to_string()).collect();
    let about = [visit.discipline.mark().to_owned(), who, codes.join(" + ")].join(" · ");
    let id = visit.id.to_string();
    let draft = facts.drafts.iter().any(|draft| draft.visit == visit.id);
    let due = clock.map(|clock| {
        let (state, said) = words::due(clock.due, facts.today);
        view! { <span class="due" data-due=state>{said}</span> }
    });
    let kept = draft.then(|| chip("info", "edit", "Draft"));
    let words = if draft { "Go on" } else { "Write" };
    let href = ground.asked.with_form(Some("write"), Some(&id));
    view! {
        <li class="notes__one">
            <span class="notes__when">{words::date(visit.on)} {start(visit)}</span>
            <span class="notes__what" dir="auto">{about}</span>
            <span class="row">{kept}{due}</span>
            <a class="button button--small" href=href><Icon name="edit"/>{words}</a>
        </li>
    }
    .into_any()
}

fn start(visit: &Visit) -> Option<String> {
    visit.at.map(|at| [", ", &time(at)].concat())
}

/// "14:05", of minutes after midnight; what lies on the next day as that day's time.
pub(super) fn time(minutes: u16) -> String {
    let minutes = minutes % (24 * 60);
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

fn row(ground: Ground<'_>, note: &Note) -> AnyView {
    let href = ground.asked.with_form(Some("read"), Some(&note.id.to_string()));
    let by = ground.facts.clinic.name_of(note.signed.by);
    let about = [note.discipline.mark().to_owned(), [by, note.signed.licence.mark().to_owned()].join(", ")]
        .join(" · ");
    view! {
        <li class="notes__one">
            <span class="notes__when">{words::date(note.on)}</span>
            <span class="notes__what">
                <a href=href>{note.kind.title()}</a>" "<span class="muted" dir="auto">{about}</span>
            </span>
            <span class="row">{marks(note)}</span>
        </li>
    }
    .into_any()
}

/// Where it stands, in words.
pub(super) fn marks(note: &Note) -> Vec<AnyView> {
    let state = match &note.state {
        State::Signed => chip("good", "check", "Signed"),
        State::Cosigned(_) => chip("good", "check", "Signed by both"),
        State::WaitsForCosignature => chip("warn", "waiting", "Waits for a second signature"),
        State::Returned { .. } => chip("bad", "undo", "Came back"),
    };
    let late = note.late.then(|| chip("warn", "late", "Late entry"));
    let more = (0 < note.additions)
        .then(|| chip("plain", "plus", words::count(usize::from(note.additions), "addition", "additions")));
    [Some(state), late, more].into_iter().flatten().collect()
}
