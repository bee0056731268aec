//! The list: what nobody has said an outcome of, what is to come, and what was.

use super::{Book, is_shown};
use crate::pages::fields::{chip, hidden};
use crate::pages::ledger::coverage::controls::seen;
use crate::parts::icon::Icon;
use crate::parts::words;
use crate::prelude::*;
use chrono::Datelike;
use domain::kinds::Date;
use domain::visit::{Outcome, Visit};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// All of it.
pub(super) fn show(book: &Book<'_>) -> AnyView {
    let (ground, today) = (book.ground, book.ground.facts.today);
    let all = ground.asked.is_open("all");
    let shown: Vec<&Visit> =
        ground.facts.ledger.visits.iter().filter(|visit| is_shown(book, visit, all)).collect();
    let hidden = ground.facts.ledger.visits.len() - shown.len();
    let (open, rest): (Vec<_>, Vec<_>) =
        shown.into_iter().partition(|visit| visit.outcome == Outcome::Booked && visit.on < today);
    let (ahead, mut past): (Vec<_>, Vec<_>) = rest.into_iter().partition(|visit| today <= visit.on);
    past.reverse();
    let more = (0 < hidden).then(|| {
        let words = ["Show ", &words::count(hidden, "earlier visit", "earlier visits")].concat();
        view! { <p><a href=ground.asked.with_form(Some("all"), None)>{words}</a></p> }
    });
    view! {
        {part(book, "Nobody has said what came of these", &open, false)}
        {part(book, "To come", &ahead, true)}
        {part(book, "Past", &past, true)}
        {more}
    }
}

fn part(book: &Book<'_>, title: &'static str, visits: &[&Visit], months: bool) -> Option<AnyView> {
    if visits.is_empty() {
        return None;
    }
    let month = |visit: &Visit| (visit.on.year(), visit.on.month0());
    let groups = visits.chunk_by(|one, other| !months || month(one) == month(other));
    let groups = groups.map(|group| {
        let (year, number) = month(group[0]);
        let heading = months.then(|| {
            let words = [MONTHS[number as usize], " ", &year.to_string()].concat();
            view! { <h3 class="visits__month">{words}</h3> }
        });
        let rows = group.iter().map(|visit| row(book, visit)).collect::<Vec<_>>();
        view! { {heading}<ul class="visits" role="list">{rows}</ul> }
    });
    let groups = groups.collect::<Vec<_>>();
    let count = visits.len();
    Some(view! {
        <section class="section" data-framed="" aria-label=title>
            <div class="section__head"><h2>{title}</h2><span class="count">{count}</span></div>
            {groups}
        </section>
    })
}

fn row(book: &Book<'_>, visit: &Visit) -> AnyView {
    let (ground, id) = (book.ground, visit.id.to_string());
    let (tone, icon) = look(visit.outcome, visit.on < ground.facts.today);
    let title = match (visit.outcome, visit.on < ground.facts.today) {
        (Outcome::Booked, true) => "No outcome yet",
        (outcome, _) => outcome.title(),
    };
    let uncovered = book.uncovered.get(&visit.id).map(|one| {
        let words = ["Not covered: ", &one.why.title().to_lowercase()].concat();
        chip("bad", "runs-out", &words)
    });
    let billed = visit.billed_on.map(|on| chip("", "done", ["billed ", &words::short_date(on)].concat()));
    let who = visit.staff.map(|staff| ground.facts.clinic.name_of(staff));
    let what = what(visit);
    let change = book.writes.then(|| {
        let href = ground.asked.with_form(Some("change"), Some(&id));
        let label = ["Change the visit of ", &words::date(visit.on)].concat();
        view! { <a class="button button--quiet button--small" href=href aria-label=label><Icon name="edit"/>"Change"</a> }
    });
    view! {
        <li class="visit" id=["v-", &id].concat()>
            <span class="visit__when"><strong>{when(visit.on)}</strong>{visit.at.map(|at| [" ", &clock(at)].concat())}</span>
            <span class="visit__what">{what}{who.map(|who| view! { <span class="muted" dir="auto">", "{who}</span> })}</span>
            <span class="chips">{chip(tone, icon, title)}{uncovered}{billed}</span>
            <span class="row visit__steps">{outcomes(book, visit)}{change}</span>
        </li>
    }
}

/// "Mon 3 Aug 2026".
pub(super) fn when(day: Date) -> String {
    [&day.format("%a").to_string(), "\u{a0}", &words::date(day)].concat()
}

/// "9:05".
pub(super) fn clock(at: u16) -> String {
    format!("{}:{:02}", at / 60, at % 60)
}

/// "SLP 92507 45 min".
pub(super) fn what(visit: &Visit) -> String {
    let mut words = visit.discipline.mark().to_owned();
    for (at, service) in visit.services.iter().enumerate() {
        words.push_str(if at == 0 { " " } else { ", " });
        words.push_str(&service.code.to_string());
        for modifier in &service.modifiers {
            words.push_str(&["-", &modifier.to_string()].concat());
        }
        words.push_str(&[" ", &service.minutes.get().to_string(), "\u{a0}min"].concat());
    }
    words
}

pub(super) fn look(outcome: Outcome, past: bool) -> (&'static str, &'static str) {
    match outcome {
        Outcome::Booked if past => ("warn", "help"),
        Outcome::Booked => ("", "due"),
        Outcome::Arrived => ("good", "done"),
        Outcome::CancelledInTime => ("", "close"),
        Outcome::CancelledLate => ("warn", "close"),
        Outcome::NoShow => ("bad", "close"),
    }
}

/// The outcomes that are one press away: those that may be said of a day to come, or of one that is here.
fn outcomes(book: &Book<'_>, visit: &Visit) -> Option<AnyView> {
    if !book.writes || visit.outcome != Outcome::Booked || visit.billed_on.is_some() {
        return None;
    }
    let here = visit.on <= book.ground.facts.today;
    let day = words::date(visit.on);
    let buttons = [
        (Outcome::Arrived, "arrived", "Arrived", here),
        (Outcome::CancelledInTime, "cancelled_in_time", "Cancelled in time", true),
        (Outcome::CancelledLate, "cancelled_late", "Late", true),
        (Outcome::NoShow, "no_show", "No-show", here),
    ];
    let buttons = buttons.into_iter().filter(|(.., may)| *may).map(|(outcome, value, words, _)| {
        let id = ["o-", value, "-", &visit.id.to_string()].concat();
        let label = [outcome.title(), ", ", &day].concat();
        view! { <button class="button button--small" type="submit" name="outcome" value=value id=id aria-label=label>{words}</button> }
    });
    let buttons = buttons.collect::<Vec<_>>();
    Some(view! {
        <form class="row" method="post" action=book.ground.post("visits-outcome")>
            {hidden("command", book.ground.facts.fresh.to_string())}
            {book.ground.asked.is_open("all").then(|| hidden("all", "1"))}
            {seen(visit)}
            {buttons}
        </form>
    })
}
