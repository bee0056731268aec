//! Visits, and what came of them.

mod file;
mod form;
mod list;
mod series;
mod unbilled;

use super::Ground;
use super::controls::open;
use crate::pages::fields::empty;
use crate::parts::words;
use crate::prelude::*;
use chrono::Days;
use domain::access::{Area, Right};
use domain::authorization::balance::{Drawn, Uncovered};
use domain::ids::VisitId;
use domain::kinds::Lane;
use domain::ledger::{is_needed, reckon};
use domain::service::Services;
use domain::visit::Visit;
use domain::visit::attendance::attendance;
use domain::workflow::TaskKind;
use std::collections::BTreeMap;

/// Days back that the list shows unless all are asked for.
const BACK_DAYS: u64 = 60;

/// What the part is drawn from.
struct Book<'a> {
    ground: Ground<'a>,
    /// What nothing covers though the payer asks for it, by visit.
    uncovered: BTreeMap<VisitId, Uncovered>,
    /// The person says what came of visits.
    writes: bool,
    /// And the case is open, so that new ones are booked.
    books: bool,
}

impl<'a> Book<'a> {
    fn new(ground: Ground<'a>) -> Book<'a> {
        let (facts, case) = (ground.facts, &ground.facts.case);
        let people = case.people();
        let scope = case.scope(&people);
        let office = facts.viewer.may_task(TaskKind::Admin, false, &scope, facts.now);
        let writes = !case.void && (office || ground.may(Area::Board, Right::Write));
        let drawn = reckon(&facts.ledger, &facts.clinic, &Services::standard());
        let uncovered = needed(ground, &drawn);
        Book { ground, uncovered, writes, books: writes && case.lane != Lane::Closed }
    }

    /// Whether the person may book beyond what is covered, with a reason.
    fn overrides(&self) -> bool {
        let facts = self.ground.facts;
        let people = facts.case.people();
        facts.viewer.may_override_gate(&facts.case.scope(&people), facts.now)
    }
}

fn needed(ground: Ground<'_>, drawn: &Drawn) -> BTreeMap<VisitId, Uncovered> {
    let facts = ground.facts;
    let needed = drawn.uncovered.iter().filter(|one| is_needed(&facts.ledger, &facts.clinic, one));
    needed.map(|one| (one.visit, *one)).collect()
}

/// The part of the page.
pub(super) fn body(ground: Ground<'_>) -> AnyView {
    let book = Book::new(ground);
    let asked = ground.asked;
    let form = match asked.form.as_deref() {
        Some("book") if book.books => Some(form::book(&book)),
        Some("series") if book.books => Some(series::form(&book)),
        Some("file") if book.books => Some(file::form(&book)),
        Some("check") if book.books => Some(file::check(&book)),
        Some("change") if book.writes => form::change(&book),
        Some("withdraw") if book.writes => form::withdraw(&book),
        _ => None,
    };
    let ways = (book.books && form.is_none()).then(|| {
        view! {
            <div class="row">
                {open(ground, "plus", "Book a visit", "book", None)}
                {open(ground, "refresh", "Book a series", "series", None)}
                {open(ground, "import", "Read a schedule", "file", None)}
            </div>
        }
    });
    let visits = &ground.facts.ledger.visits;
    view! {
        {(!visits.is_empty()).then(|| came(ground))}
        {unbilled::show(&book)}
        {ways}
        {form}
        {(visits.is_empty() && ground.asked.form.is_none()).then(|| nothing(&book))}
        {(!visits.is_empty()).then(|| list::show(&book))}
    }
}

fn nothing(book: &Book<'_>) -> AnyView {
    let words = if book.books {
        "Book the first one, or a series; or read the schedule of another program."
    } else {
        "Nobody has booked one."
    };
    empty("due", "No visits yet", words)
}

/// How reliably the patient comes.
fn came(ground: Ground<'_>) -> AnyView {
    let seen = attendance(&ground.facts.ledger.visits, ground.facts.today);
    let known = seen.known();
    let mut said = match seen.rate() {
        Some(rate) => {
            let percent = (u32::from(rate) + 5) / 10;
            let of = words::count(known as usize, "visit", "visits");
            format!("Came to {} of {of} ({percent}\u{a0}%).", seen.arrived)
        }
        None => "No visit has an outcome yet.".to_owned(),
    };
    let missed = [
        (seen.cancelled_in_time, "cancelled in time"),
        (seen.cancelled_late, "cancelled late"),
        (seen.no_show, "no-show"),
    ];
    let missed: Vec<String> = missed
        .iter()
        .filter(|(count, _)| 0 < *count)
        .map(|(count, words)| format!("{count} {words}"))
        .collect();
    if !missed.is_empty() {
        said.push_str(&[" ", &missed.join(", "), "."].concat());
    }
    if 0 < seen.missed_lately {
        said.push_str(&[" ", &seen.missed_lately.to_string(), " missed in the last 30 days."].concat());
    }
    view! { <p>{said}</p> }
}

/// Whether the list shows a visit. One whose claim presses is shown however long ago it was.
fn is_shown(book: &Book<'_>, visit: &Visit, all: bool) -> bool {
    let today = book.ground.facts.today;
    all || unbilled::alert(book, visit).is_some()
        || today.checked_sub_days(Days::new(BACK_DAYS)).is_none_or(|first| first <= visit.on)
}
