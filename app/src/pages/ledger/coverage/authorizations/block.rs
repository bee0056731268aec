//! One authorization: its header, its lines with their balances, and what can be done with it.

use super::{Desk, foretold, letters, packet, steps};
use crate::pages::fields::{chip, fact};
use crate::pages::ledger::bar::Taken;
use crate::parts::words;
use crate::prelude::*;
use domain::authorization::balance::LineBalance;
use domain::authorization::forecast::Forecast;
use domain::authorization::{Authorization, AuthorizationLine, AuthorizationStatus, CapPeriod};

/// The block.
pub(super) fn show(desk: &Desk<'_>, one: &Authorization) -> AnyView {
    let mut foretold: Vec<Forecast> = Vec::new();
    let lines = one.lines.iter().enumerate().map(|(at, rules)| {
        let balance = desk.drawn.line(one.id, at).filter(|balance| 0 < balance.granted);
        let ahead = balance.and_then(|balance| foretold::of(desk, one, balance));
        foretold.extend(ahead.clone());
        line(one, rules, balance, ahead.as_ref())
    });
    let lines = lines.collect::<Vec<_>>();
    let start = foretold::start(desk, one, &foretold);
    let (tone, icon) = look(&one.status);
    let title = [one.discipline.title(), ", ", &desk.ground.policy(one.policy)].concat();
    let label = title.clone();
    let id = ["a-", &one.id.to_string()].concat();
    view! {
        <section class="section" data-framed="" id=id aria-label=label>
            <div class="section__head"><h2 dir="auto">{title}</h2>{chip(tone, icon, one.status.title())}</div>
            <dl class="facts">{facts(desk, one)}</dl>
            <div class="stack grants">{lines}</div>
            {foretold::renewal(desk, one, start.as_ref(), &foretold)}
            {letters::show(desk, one)}
            {packet::show(desk, one, !foretold.is_empty(), start.as_ref())}
            {steps::show(desk, one)}
        </section>
    }
}

fn look(status: &AuthorizationStatus) -> (&'static str, &'static str) {
    use AuthorizationStatus as S;
    match status {
        S::Draft => ("info", "edit"),
        S::Requested => ("info", "send"),
        S::Pended { .. } | S::Appealed { .. } => ("warn", "waiting"),
        S::Approved => ("good", "done"),
        S::PartlyApproved => ("warn", "partial"),
        S::Denied { .. } => ("bad", "close"),
        S::Cancelled { .. } | S::Void { .. } => ("", "close"),
    }
}

fn facts(desk: &Desk<'_>, one: &Authorization) -> Vec<AnyView> {
    let mut facts = vec![fact("Dates of service", one.period.in_words())];
    if desk.whole {
        let none = if one.is_granted() { "missing" } else { "none yet" };
        let number = one.number.as_ref().map_or_else(|| none.to_owned(), ToString::to_string);
        facts.insert(0, fact("Number", number));
    }
    facts.push(fact("Kind", one.kind.title()));
    let mut day = |name: &str, day: Option<_>| facts.extend(day.map(|day| fact(name, words::date(day))));
    day("Requested", one.requested_on);
    day("Decided", one.decided_on);
    let why = status(desk, one);
    facts.extend(why.into_iter().map(|(name, words)| fact(name, words)));
    if let Some(letter) = one.letter.as_ref().filter(|_| desk.whole) {
        facts.push(fact("Letter kept in", letter.as_str()));
    }
    let before = one.follows.and_then(|id| desk.ground.facts.ledger.authorization(id));
    if let Some(before) = before {
        let number = before.number.as_ref().filter(|_| desk.whole).map(ToString::to_string);
        facts.push(fact("Follows", number.unwrap_or_else(|| before.period.in_words())));
    }
    facts
}

/// What the status knows besides its name.
fn status(desk: &Desk<'_>, one: &Authorization) -> Vec<(&'static str, String)> {
    use AuthorizationStatus as S;
    let said = |reason: &domain::kinds::Line| vec![("Why", reason.to_string())];
    match &one.status {
        S::Pended { since, asks } => {
            let asks =
                asks.as_ref().filter(|_| desk.whole).map(|asks| ("The payer asks for", asks.to_string()));
            std::iter::once(("Pended since", words::date(*since))).chain(asks).collect()
        }
        S::Appealed { since } => vec![("Appealed on", words::date(*since))],
        S::Denied { reason } | S::Cancelled { reason } if desk.whole => said(reason),
        S::Void { from, reason } => vec![("Void from", words::date(*from)), ("Why", reason.to_string())],
        _ => vec![],
    }
}

fn line(
    one: &Authorization,
    rules: &AuthorizationLine,
    balance: Option<&LineBalance>,
    ahead: Option<&Forecast>,
) -> AnyView {
    let title = title(rules);
    let ends = balance.and_then(|balance| balance.ends);
    let body = balance.map_or_else(
        || {
            let asked = rules.measure.words(rules.requested);
            let words = match (&one.status, rules.granted) {
                (AuthorizationStatus::Denied { .. } | AuthorizationStatus::PartlyApproved, _) => {
                    [&asked, " asked for, nothing granted"].concat()
                }
                (_, Some(granted)) if 0 < granted => {
                    [&rules.measure.words(granted), " granted, not in force"].concat()
                }
                _ => [&asked, " asked for"].concat(),
            };
            view! { <p>{words}</p> }
        },
        |balance| {
            let less = rules.requested != balance.granted && 0 < rules.requested;
            let asked =
                less.then(|| [" ", &rules.measure.words(rules.requested), " were asked for."].concat());
            let taken = Taken::from(balance);
            let estimated = (0 < balance.estimated).then(|| {
                let part = balance.measure.number(balance.estimated);
                [" (", &part, " of it estimated: the time of some visits is not known)"].concat()
            });
            view! {
                {taken.bar()}
                <p><strong>{taken.in_words()}{estimated}"."</strong>{asked}</p>
            }
        },
    );
    view! { <div class="grant"><h3>{title}</h3>{body}{ahead.map(|ahead| foretold::show(ahead, ends))}</div> }
}

/// "97110, 97530 with GP, at most 2 visits a week".
fn title(line: &AuthorizationLine) -> String {
    let list = |texts: Vec<String>| texts.join(", ");
    let mut title = if line.codes.is_empty() {
        "All codes".to_owned()
    } else {
        list(line.codes.iter().map(ToString::to_string).collect())
    };
    if !line.modifiers.is_empty() {
        title.push_str(" with ");
        title.push_str(&list(line.modifiers.iter().map(ToString::to_string).collect()));
    }
    if let Some(cap) = line.cap {
        let per = match cap.per {
            CapPeriod::Day => "a day",
            CapPeriod::Week => "a week",
        };
        title.push_str(&[", at most ", &line.measure.words(cap.amount), " ", per].concat());
    }
    if !line.staff.is_empty() {
        title.push_str(", for named people only");
    }
    title
}
