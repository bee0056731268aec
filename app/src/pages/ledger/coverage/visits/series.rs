//! Booking a series: the form, and the days that it comes to before anything is booked.

use super::form::{Begins, over, services, who};
use super::list::when;
use super::{Book, needed};
use crate::pages::fields::{Kind, hidden, input, select};
use crate::pages::ledger::coverage::controls::{Filled, finish};
use crate::parts::icon::Icon;
use crate::parts::words;
use crate::prelude::*;
use domain::authorization::balance::Uncovered;
use domain::ids::VisitId;
use domain::ledger::reckon;
use domain::payer::Beyond;
use domain::service::Services;
use domain::visit::Visit;
use domain::visit::series::{Expanded, Series, expand};
use std::collections::BTreeMap;

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// The form, with the preview once somebody has asked for it.
pub(super) fn form(book: &Book<'_>) -> AnyView {
    let filled = Filled::of(book.ground, "series");
    let days = WEEKDAYS.iter().enumerate().map(|(at, day)| {
        let name = format!("day-{at}");
        let on = filled.is_on(&name, false);
        view! {
            <label class="choice"><input type="checkbox" name=name value="1" checked=on/><span>{*day}</span></label>
        }
    });
    let days = days.collect::<Vec<_>>();
    let weeks = [
        ("1", "each week"),
        ("2", "every other week"),
        ("3", "every third week"),
        ("4", "every fourth week"),
    ];
    let weeks = weeks.iter().map(|(value, words)| ((*value).to_owned(), (*words).to_owned())).collect();
    let today = book.ground.facts.today.to_string();
    view! {
        <form class="section stack" data-framed="" method="post" action=book.ground.post("visits-series")>
            <div class="section__head"><h2>"Book a series"</h2></div>
            {hidden("command", filled.command(book.ground).to_string())}
            <fieldset class="field"><legend class="field__label">"On"</legend><div class="choices">{days}</div></fieldset>
            <div class="fields">
                {select("every", "How often", weeks, &filled.or("every", "1"))}
                {input(Kind::Day, "from", "From", filled.or("from", today), "")}
                {input(Kind::Day, "last", "Last day", filled.or("last", ""), "Or say how many visits.")}
                {input(Kind::Number, "times", "Visits", filled.or("times", ""), "")}
                {who(book, filled, &Begins::default())}
            </div>
            {services(filled, &[])}
            {finish(book.ground, "Show the days")}
        </form>
        {preview(book, filled)}
    }
}

fn preview(book: &Book<'_>, filled: Filled<'_>) -> Option<AnyView> {
    let facts = book.ground.facts;
    let series: Series = serde_json::from_str(filled.text("series")?).ok()?;
    let business = &facts.clinic.site(facts.case.site)?.business;
    let expanded = match expand(&series, business) {
        Ok(expanded) => expanded,
        Err(problem) => {
            return Some(view! {
                <div class="banner" data-tone="bad"><Icon name="warn"/><p class="banner__text">{problem.to_string()}</p></div>
            });
        }
    };
    let beyond = beyond(book, &expanded);
    let refuses = beyond.values().any(|one| refuses(book, one));
    let send = ["Book ", &words::count(expanded.visits.len(), "visit", "visits")].concat();
    let blocked = refuses && !book.overrides();
    let button = (!blocked && !expanded.visits.is_empty()).then(|| {
        view! {
            <form class="stack" method="post" action=book.ground.post("visits-series-book")>
                {hidden("command", filled.command(book.ground).to_string())}
                {refuses.then(|| over(book, filled)).flatten()}
                <div class="row"><button class="button button--primary" type="submit">{send}</button></div>
            </form>
        }
    });
    Some(view! {
        <section class="section stack" data-framed="" aria-label="Days of the series">
            <div class="section__head"><h2>{words::count(expanded.visits.len(), "day", "days")}</h2></div>
            {said(&beyond, refuses, blocked)}
            {days(&expanded.visits, &beyond)}
            {skipped(&expanded)}
            {button}
        </section>
    })
}

/// What of the series nothing covers.
fn beyond(book: &Book<'_>, expanded: &Expanded) -> BTreeMap<VisitId, Uncovered> {
    let facts = book.ground.facts;
    let mut then = facts.ledger.clone();
    then.visits.retain(|visit| expanded.visits.iter().all(|new| new.id != visit.id));
    then.visits.extend(expanded.visits.iter().cloned());
    then.visits.sort_by_key(Visit::place);
    let drawn = reckon(&then, &facts.clinic, &Services::standard());
    let mut beyond = needed(book.ground, &drawn);
    beyond.retain(|id, _| expanded.visits.iter().any(|visit| visit.id == *id));
    beyond
}

/// Whether the payer's rules refuse what is not covered.
fn refuses(book: &Book<'_>, one: &Uncovered) -> bool {
    let facts = book.ground.facts;
    let payers = domain::coverage::force::payers_on(&facts.ledger, one.on);
    let policy = one.policy.and_then(|id| facts.ledger.policy(id)).or(payers.ordered.first().copied());
    let payer = policy.and_then(|policy| facts.clinic.payer(policy.payer));
    payer.and_then(|payer| payer.rules_on(one.on)).is_some_and(|rules| rules.beyond == Beyond::Refuse)
}

fn said(beyond: &BTreeMap<VisitId, Uncovered>, refuses: bool, blocked: bool) -> Option<AnyView> {
    if beyond.is_empty() {
        return None;
    }
    let count = words::count(beyond.len(), "visit is", "visits are");
    let then = match (refuses, blocked) {
        (true, true) => {
            " The clinic books nothing that is not covered. Choose an earlier end, or ask somebody who may override."
        }
        (true, false) => " The clinic refuses that unless you give a reason.",
        _ => " They can be booked; ask for more in time.",
    };
    let (tone, icon) = if refuses { ("bad", "warn") } else { ("warn", "warn") };
    Some(view! {
        <div class="banner" data-tone=tone>
            <Icon name=icon/><p class="banner__text"><strong>{count}" not covered."</strong>{then}</p>
        </div>
    })
}

fn days(visits: &[Visit], beyond: &BTreeMap<VisitId, Uncovered>) -> AnyView {
    let days = visits.iter().map(|visit| {
        let why = beyond.get(&visit.id).map(|one| {
            view! { <span class="table__why"><Icon name="runs-out"/>{one.why.title()}</span> }
        });
        view! { <li>{when(visit.on)}{why}</li> }
    });
    let days = days.collect::<Vec<_>>();
    view! { <ol class="days">{days}</ol> }
}

fn skipped(expanded: &Expanded) -> Option<AnyView> {
    if expanded.skipped.is_empty() {
        return None;
    }
    let days: Vec<String> = expanded.skipped.iter().map(|day| when(*day)).collect();
    let words = ["The site is closed on ", &days.join(", "), ": no visit there."].concat();
    Some(view! { <p class="muted">{words}</p> })
}
