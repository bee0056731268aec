//! Billing of all cases: released sessions on their way out, sessions that nobody released, denials; each with its clock.

use crate::drawn::{Shown, finished};
use crate::pages::fields::{banner, chip, empty, hidden};
use crate::parts::words;
use crate::place::asks;
use crate::prelude::*;
use crate::record::money::{FileFacts, MoneyFacts, Pending};
use domain::bill::denial::{Appeal, Reason, appeal_clock, days_left};
use domain::coverage::filing::{FilingAlert, filing_alert, filing_deadline};
use domain::ids::{ExportId, PayerId};
use domain::kinds::Date;
use domain::money::Cents;
use domain::payer::rules::files_claims;
use domain::record::Open;

/// Cases in one list; the rest is counted.
const ROWS: usize = 200;

/// The file that the page's address asks for.
pub fn asked(query: &str) -> Option<ExportId> {
    asks(query.trim_start_matches('?'), "file").and_then(|id| id.parse().ok())
}

/// Sessions of one case without a claim, by who pays.
struct Group<'a> {
    row: &'a Pending,
    count: u32,
    first: Date,
    payer: Option<PayerId>,
    days: Option<u16>,
}

/// The page.
pub fn draw(facts: &MoneyFacts) -> Shown {
    let (released, kept) = (groups(facts, true), groups(facts, false));
    let denied = denials(facts);
    let sessions = |groups: &[Group<'_>]| groups.iter().map(|group| group.count as usize).sum::<usize>();
    let said = [
        (sessions(&released), "session is released", "sessions are released"),
        (sessions(&kept), "waits to be released", "wait to be released"),
        (denied.len(), "denial is open", "denials are open"),
    ];
    let said: Vec<String> = said
        .into_iter()
        .filter(|(count, ..)| 0 < *count)
        .map(|(count, one, many)| words::count(count, one, many))
        .collect();
    let say = if said.is_empty() { "Nothing is open".to_owned() } else { said.join(", ") };
    let nothing = (facts.rows.is_empty() && facts.file.is_none())
        .then(|| empty("check", "Everything is billed", "Sessions come here once they are delivered."));
    let view = view! {
        <header class="page__head">
            <h1 tabindex="-1">"Billing"</h1>
            <p class="page__lead">{[&say, "."].concat()}</p>
        </header>
        <div class="stack">
            {facts.file.map(file)}
            {leaving(facts, &released)}
            {denied_list(facts, &denied)}
            {waiting(facts, &kept)}
            {nothing}
        </div>
    };
    finished(view, say, false)
}

fn file(file: FileFacts) -> AnyView {
    let href = ["/billing/files/", &file.id.to_string()].concat();
    let on = file.on.map(|on| [" on ", &words::date(on)].concat()).unwrap_or_default();
    let left = words::count(file.sessions, "session left in this file", "sessions left in this file");
    let words = [&left, &on, ". None leaves a second time without a reason."].concat();
    view! {
        <div class="money__file">
            {banner("info", "info", words)}
            <a class="button button--primary" href=href rel="external" download="">"Download the charges"</a>
        </div>
    }
    .into_any()
}

fn groups(facts: &MoneyFacts, wanted: bool) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for row in &facts.rows {
        groups.extend(row.open.iter().filter_map(|open| match open {
            Open::Unbilled { released, count, first, payer, days } if *released == wanted => {
                Some(Group { row, count: *count, first: *first, payer: *payer, days: *days })
            }
            _ => None,
        }));
    }
    groups.sort_by_key(|group| {
        let last = file_by(facts, group).map(|(last, _)| last);
        (last.is_none(), last, group.first, group.row.case.number)
    });
    groups
}

/// The last day to file the earliest session of a group, and how urgent that is; nothing: no limit runs.
fn file_by(facts: &MoneyFacts, group: &Group<'_>) -> Option<(Date, FilingAlert)> {
    let payer =
        group.payer.and_then(|payer| facts.clinic.payer(payer)).filter(|payer| files_claims(payer.class))?;
    let days = group.days.or_else(|| payer.rules_on(group.first).map(|rules| rules.filing_days))?;
    let alert = filing_alert(group.first, days, today(facts, group.row));
    Some((filing_deadline(group.first, days), alert))
}

fn today(facts: &MoneyFacts, row: &Pending) -> Date {
    facts.clinic.today(row.case.site, facts.now)
}

fn payer(facts: &MoneyFacts, payer: Option<PayerId>) -> String {
    let known = payer.and_then(|payer| facts.clinic.payer(payer));
    known.map_or_else(|| "No payer".to_owned(), |payer| payer.name.to_string())
}

fn clock(facts: &MoneyFacts, group: &Group<'_>) -> AnyView {
    let Some((last, alert)) = file_by(facts, group) else { return ().into_any() };
    let tone = match alert {
        FilingAlert::Early => "plain",
        FilingAlert::Half | FilingAlert::Late => "warn",
        _ => "bad",
    };
    chip(tone, "clock", days_left("file", last, today(facts, group.row)))
}

fn about(facts: &MoneyFacts, group: &Group<'_>) -> AnyView {
    let case = &group.row.case;
    let href = ["/cases/", &case.id.to_string(), "/record?part=billing"].concat();
    let sessions = words::count(group.count as usize, "session", "sessions");
    let words = [&sessions, " from ", &words::date(group.first), ", ", &payer(facts, group.payer)].concat();
    view! {
        <span class="money__who"><a href=href dir="auto">{case.patient.name.to_string()}</a>" "<span class="muted">{["#", &case.number.to_string()].concat()}</span></span>
        <span class="money__what" dir="auto">{words}</span>
        <span class="money__clock">{clock(facts, group)}</span>
    }
    .into_any()
}

/// What is released, and the form that lets it go.
fn leaving(facts: &MoneyFacts, groups: &[Group<'_>]) -> Option<AnyView> {
    if groups.is_empty() {
        return None;
    }
    let mut ticked = std::collections::BTreeSet::new();
    let rows = groups.iter().take(ROWS).map(|group| {
        let case = group.row.case.id;
        let first = ticked.insert(case);
        let tick = (facts.may_write && first).then(|| {
            let label = ["Let the charges of ", group.row.case.patient.name.as_str(), " go"].concat();
            view! {
                <input type="checkbox" name="case" value=case.to_string() checked=true aria-label=label/>
                <input type="hidden" name=["command-", &case.to_string()].concat() value=group.row.command.to_string()/>
            }
        });
        view! { <li class="money__one"><span class="money__tick">{tick}</span>{about(facts, group)}</li> }.into_any()
    });
    let rows: Vec<AnyView> = rows.collect();
    let send = facts.may_write.then(|| {
        view! {
            <div class="row" data-push="">
                <span class="muted">"All released sessions of a case that is ticked leave together."</span>
                <button class="button button--primary" type="submit">"Make the file"</button>
            </div>
        }
    });
    Some(
        view! {
            <section class="section" data-framed="">
                <div class="section__head"><h2>"Released"</h2></div>
                <form class="stack" method="post" action="/billing/export">
                    {hidden("file", facts.fresh)}
                    <ul class="money">{rows}</ul>
                    {more(groups.len())}
                    {send}
                </form>
            </section>
        }
        .into_any(),
    )
}

fn waiting(facts: &MoneyFacts, groups: &[Group<'_>]) -> Option<AnyView> {
    let rows = groups
        .iter()
        .take(ROWS)
        .map(|group| view! { <li class="money__one">{about(facts, group)}</li> }.into_any());
    let rows: Vec<AnyView> = rows.collect();
    (!rows.is_empty()).then(|| {
        view! {
            <section class="section" data-framed="">
                <div class="section__head"><h2>"Delivered and not released"</h2></div>
                <ul class="money">{rows}</ul>
                {more(groups.len())}
            </section>
        }
        .into_any()
    })
}

fn more(count: usize) -> Option<AnyView> {
    let more = count.checked_sub(ROWS).filter(|more| 0 < *more)?;
    let words = ["And ", &words::count(more, "more", "more"), ", with later days."].concat();
    Some(view! { <p class="muted">{words}</p> }.into_any())
}

/// An open denial, with its case.
struct Denied<'a> {
    row: &'a Pending,
    on: Date,
    amount: Cents,
    codes: &'a [Reason],
    appealed: bool,
}

fn denials(facts: &MoneyFacts) -> Vec<Denied<'_>> {
    let mut denied: Vec<Denied<'_>> = Vec::new();
    for row in &facts.rows {
        denied.extend(row.open.iter().filter_map(|open| match open {
            Open::Denied { on, amount, codes, appealed, .. } => {
                Some(Denied { row, on: *on, amount: *amount, codes, appealed: *appealed })
            }
            _ => None,
        }));
    }
    denied.sort_by_key(|denied| (denied.on, denied.row.case.number));
    denied
}

fn denied_list(facts: &MoneyFacts, denied: &[Denied<'_>]) -> Option<AnyView> {
    let row = |one: &Denied<'_>| {
        let case = &one.row.case;
        let href = ["/cases/", &case.id.to_string(), "/record?part=billing"].concat();
        let sentences = one.codes.iter().map(|code| view! { <li>{code.sentence()}</li> });
        let (last, left) = appeal_clock(one.on, Appeal::Redetermination.days(), today(facts, one.row));
        let tone = if last < today(facts, one.row) { "bad" } else { "warn" };
        let appealed = one.appealed.then(|| chip("plain", "info", "Appealed"));
        view! {
            <li class="money__one" data-tall="">
                <span class="money__who"><a href=href dir="auto">{case.patient.name.to_string()}</a>" "<span class="muted">{["#", &case.number.to_string()].concat()}</span></span>
                <span class="money__what">{[&one.amount.to_string(), " denied on ", &words::date(one.on)].concat()}</span>
                <span class="money__clock">{appealed}{chip(tone, "clock", left)}</span>
                <ul class="lines" role="list">{sentences.collect::<Vec<_>>()}</ul>
            </li>
        }
        .into_any()
    };
    let rows: Vec<AnyView> = denied.iter().take(ROWS).map(row).collect();
    (!rows.is_empty()).then(|| {
        view! {
            <section class="section" data-framed="">
                <div class="section__head"><h2>"Denials"</h2></div>
                <ul class="money">{rows}</ul>
                {more(denied.len())}
            </section>
        }
        .into_any()
    })
}
