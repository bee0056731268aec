//! What waits to be written, signed and reported: this person's sessions of today first, then everything by its due day.

mod calls;

use crate::drawn::{Shown, finished};
use crate::pages::fields::{chip, empty};
use crate::parts::icon::Icon;
use crate::parts::words;
use crate::place::asks;
use crate::prelude::*;
use crate::record::facts::WorkFacts;
use domain::access::{Area, Right};
use domain::case::Case;
use domain::ids::CaseId;
use domain::kinds::Date;
use domain::note::clocks::{Clock, What};
use domain::record::Open;
use domain::visit::{Outcome, Visit};

/// Rows of one list; the rest is counted.
const ROWS: usize = 100;

/// One thing that is open, with its case.
struct Row<'a> {
    case: &'a Case,
    clock: &'a Clock,
}

/// The page.
pub fn draw(facts: &WorkFacts, query: &str) -> Shown {
    let everybody = asks(query.trim_start_matches('?'), "all").is_some() && may_see_all(facts);
    let rows = rows(facts, everybody);
    let lists: Vec<AnyView> =
        What::ALL.into_iter().filter_map(|what| list(facts, what, &rows, everybody)).collect();
    let count = rows.len();
    let handed = handoffs(facts);
    let calls = calls::list(facts);
    let none = lists.is_empty() && facts.sessions.is_empty() && handed.is_none() && calls.is_none();
    let nothing = none.then(|| {
        empty(
            "check",
            "Nothing waits for you",
            "Every note is written and signed. Sessions of today appear here as they come up.",
        )
    });
    let say = words::count(count, "thing waits", "things wait");
    let view = view! {
        <header class="page__head">
            <h1 tabindex="-1">"To sign"</h1>
            <p class="page__lead">{[&say, "."].concat()}</p>
        </header>
        {whose(facts, everybody)}
        <div class="stack">{handed}{today(facts)}{lists}{calls}{nothing}</div>
    };
    finished(view, say, false)
}

fn may_see_all(facts: &WorkFacts) -> bool {
    facts.viewer.may_anywhere(Area::SessionNotes, Right::Approve)
        || facts.viewer.roles.contains(&domain::access::Role::Director)
        || facts.viewer.roles.contains(&domain::access::Role::Compliance)
}

fn whose(facts: &WorkFacts, everybody: bool) -> Option<AnyView> {
    may_see_all(facts).then(|| {
        let current = |here: bool| if here { "true" } else { "false" };
        view! {
            <nav class="tabs" aria-label="Whose">
                <a class="tabs__tab" href="/work" aria-current=current(!everybody)>"Mine"</a>
                <a class="tabs__tab" href="/work?all=1" aria-current=current(everybody)>"Everybody's"</a>
            </nav>
        }
        .into_any()
    })
}

/// What is open and this person's: their own notes, and second signatures in what they are licensed for.
fn rows(facts: &WorkFacts, everybody: bool) -> Vec<Row<'_>> {
    let me = facts.viewer.staff;
    let mut rows: Vec<Row<'_>> = Vec::new();
    for (id, open) in &facts.open {
        let Some(case) = facts.cases.get(id) else { continue };
        let people = case.people();
        let scope = case.scope(&people);
        let signs = facts.viewer.may(Area::SessionNotes, Right::Sign, &scope, facts.now);
        let reads = facts.viewer.may(Area::SessionNotes, Right::Read, &scope, facts.now);
        let on_team = people.contains(&me);
        for open in open {
            let Open::Note(clock) = open else { continue };
            let mine = match clock.what {
                What::Cosign => {
                    signs && clock.by != Some(me) && facts.viewer.disciplines.contains(&clock.discipline)
                }
                What::Unsigned | What::Report => {
                    clock.by == Some(me) || clock.by.is_none() && on_team && signs
                }
                What::Returned => clock.by == Some(me),
            };
            if mine || everybody && reads {
                rows.push(Row { case, clock });
            }
        }
    }
    rows.sort_by_key(|row| (row.clock.due, row.case.number, row.clock.visit));
    rows
}

fn today_of(facts: &WorkFacts, case: &Case) -> Date {
    facts.clinic.today(case.site, facts.now)
}

/// Today's sessions, each one tap from its note.
fn today(facts: &WorkFacts) -> Option<AnyView> {
    let rows: Vec<AnyView> =
        facts.sessions.iter().filter_map(|(id, visit)| session(facts, *id, visit)).collect();
    (!rows.is_empty()).then(|| {
        view! {
            <section class="section" data-framed="">
                <div class="section__head"><h2>"Your sessions today"</h2></div>
                <ul class="notes">{rows}</ul>
            </section>
        }
        .into_any()
    })
}

fn session(facts: &WorkFacts, id: CaseId, visit: &Visit) -> Option<AnyView> {
    let case = facts.cases.get(&id)?;
    let at = visit.at.map_or_else(|| "Some time".to_owned(), |at| format!("{:02}:{:02}", at / 60, at % 60));
    let codes: Vec<String> = visit.services.iter().map(|service| service.code.to_string()).collect();
    let about = [visit.discipline.mark().to_owned(), codes.join(" + ")].join(" · ");
    let draft = facts.drafts.contains(&(id, visit.id));
    let is_of = |open: &Open| matches!(open, Open::Note(clock) if clock.visit == visit.id);
    let open = facts.open.get(&id).into_iter().flatten().any(is_of);
    let done = visit.outcome == Outcome::Arrived && !open;
    let state = match (done, draft) {
        (true, _) => Some(chip("good", "check", "Written")),
        (false, true) => Some(chip("info", "edit", "Draft")),
        (false, false) => None,
    };
    let (words, form) = match (done, draft) {
        (true, _) => ("Look", ""),
        (false, true) => ("Go on", "&do=write"),
        (false, false) => ("Write", "&do=write"),
    };
    let href = format!("/cases/{id}/record?part=notes{form}&id={}", visit.id);
    let label = [words, ": ", case.patient.name.as_str(), ", ", &at].concat();
    Some(
        view! {
            <li class="notes__one">
                <span class="notes__when">{at}</span>
                <span class="notes__what"><strong dir="auto">{case.patient.name.to_string()}</strong>" "<span class="muted">{about}</span></span>
                <span class="row">{state}</span>
                <a class="button" href=href aria-label=label><Icon name="edit"/>{words}</a>
            </li>
        }
        .into_any(),
    )
}

/// Handoffs that wait for this person, or that this person sent and nobody has answered.
fn handoffs(facts: &WorkFacts) -> Option<AnyView> {
    let me = facts.viewer.staff;
    let mut rows = Vec::new();
    for (id, open) in &facts.open {
        let Some(case) = facts.cases.get(id) else { continue };
        for open in open {
            let Open::Handoff { from, to, due, .. } = open else { continue };
            let said = match () {
                () if *to == me => ["From ", &facts.clinic.name_of(*from)].concat(),
                () if *from == me => ["Yours until ", &facts.clinic.name_of(*to), " accepts"].concat(),
                () => continue,
            };
            let words = if *to == me { "Answer" } else { "Look" };
            let href = format!("/cases/{id}/record?part=handoffs");
            let label = [words, ": ", case.patient.name.as_str()].concat();
            rows.push(
                view! {
                    <li class="notes__one">
                        <span class="notes__when">{words::date(*due)}</span>
                        <span class="notes__what"><strong dir="auto">{case.patient.name.to_string()}</strong>" "<span class="muted" dir="auto">{said}</span></span>
                        <span class="row"></span>
                        <a class="button button--small" href=href aria-label=label>{words}</a>
                    </li>
                }
                .into_any(),
            );
        }
    }
    (!rows.is_empty()).then(|| {
        view! {
            <section class="section" data-framed="">
                <div class="section__head"><h2>"Handoffs without an answer"</h2></div>
                <ul class="notes">{rows}</ul>
            </section>
        }
        .into_any()
    })
}

fn list(facts: &WorkFacts, what: What, rows: &[Row<'_>], everybody: bool) -> Option<AnyView> {
    let of_kind: Vec<&Row<'_>> = rows.iter().filter(|row| row.clock.what == what).collect();
    if of_kind.is_empty() {
        return None;
    }
    let title = match what {
        What::Unsigned => "Notes to write",
        What::Returned => "Notes that came back",
        What::Cosign => "Notes to sign as well",
        What::Report => "Progress reports",
    };
    let more = of_kind.len().checked_sub(ROWS).filter(|more| 0 < *more).map(|more| {
        view! { <p class="muted">{["And ", &words::count(more, "more.", "more.")].concat()}</p> }
    });
    let shown: Vec<AnyView> = of_kind.iter().take(ROWS).map(|row| one(facts, row, everybody)).collect();
    let count = of_kind.len().to_string();
    Some(
        view! {
            <section class="section" data-framed="">
                <div class="section__head"><h2>{title}" "<span class="count">{count}</span></h2></div>
                <ul class="notes">{shown}</ul>
                {more}
            </section>
        }
        .into_any(),
    )
}

fn one(facts: &WorkFacts, row: &Row<'_>, everybody: bool) -> AnyView {
    let (case, clock) = (row.case, row.clock);
    let (state, said) = words::due(clock.due, today_of(facts, case));
    let by = clock.by.filter(|by| everybody || *by != facts.viewer.staff);
    let by = by.map(|by| [" · ".to_owned(), facts.clinic.name_of(by)].concat()).unwrap_or_default();
    let about = [clock.discipline.mark().to_owned(), words::date(clock.on)].join(" · ") + &by;
    let (words, form) = match clock.what {
        What::Unsigned | What::Returned => ("Write", format!("&do=write&id={}", clock.visit)),
        What::Cosign => ("Read", clock.note.map_or_else(String::new, |note| format!("&do=read&id={note}"))),
        What::Report => ("Open", String::new()),
    };
    let href = format!("/cases/{}/record?part=notes{form}", case.id);
    let label = [words, ": ", case.patient.name.as_str(), ", ", &about].concat();
    view! {
        <li class="notes__one">
            <span class="notes__when"><span class="due" data-due=state>{said}</span></span>
            <span class="notes__what"><strong dir="auto">{case.patient.name.to_string()}</strong>" "<span class="muted" dir="auto">{about}</span></span>
            <span class="row"></span>
            <a class="button button--small" href=href aria-label=label>{words}</a>
        </li>
    }
    .into_any()
}
