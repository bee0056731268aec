//! Sessions whose claims went out, and what payers denied of them.

use super::super::Ground;
use super::super::controls::{command, finish};
use super::title;
use crate::pages::fields::{Kind as Typing, banner, chip, hidden, input, options, select};
use crate::parts::words;
use crate::prelude::*;
use domain::access::{Area, Right};
use domain::bill::denial::{Appeal, appeal_clock};
use domain::bill::{Denial, Resolution};
use domain::visit::Visit;

/// Sessions that went out, on one page at most.
const ROWS: usize = 30;

/// What was denied, newest first; and what went out and could be.
pub(super) fn part(ground: Ground<'_>) -> AnyView {
    view! { {denials(ground)}{sent(ground)} }.into_any()
}

fn denials(ground: Ground<'_>) -> Option<AnyView> {
    let rows: Vec<AnyView> =
        ground.facts.record.charges.denials.iter().rev().map(|denial| one(ground, denial)).collect();
    (!rows.is_empty()).then(|| {
        view! {
            <section class="section" data-framed="">
                <div class="section__head"><h2>"Denials"</h2></div>
                <ul class="billing">{rows}</ul>
            </section>
        }
        .into_any()
    })
}

fn one(ground: Ground<'_>, denial: &Denial) -> AnyView {
    let facts = ground.facts;
    let of = facts.ledger.visit(denial.visit).map(|visit| title(ground, visit)).unwrap_or_default();
    let reference = denial.reference.as_ref().map(|reference| [", claim ", reference.as_str()].concat());
    let denied =
        [&denial.amount.to_string(), " denied on ", &words::date(denial.on), &reference.unwrap_or_default()]
            .concat();
    let sentences = denial.codes.iter().map(|code| view! { <li>{code.sentence()}</li> });
    let ended = denial.resolved.map(|to| {
        let tone = if to.how == Resolution::Paid { "good" } else { "plain" };
        chip(tone, "check", [title_case(to.how), " on ".to_owned(), words::date(to.on)].concat())
    });
    let is_open = denial.resolved.is_none_or(|to| to.how == Resolution::Appealed);
    let clock = is_open.then(|| {
        let (_, left) = appeal_clock(denial.on, Appeal::Redetermination.days(), facts.today);
        chip("warn", "clock", [left.trim_end_matches('.'), ", if Medicare's days hold"].concat())
    });
    let id = denial.id.to_string();
    let asks = ground.asked.is_open("resolve") && ground.asked.id.as_deref() == Some(&*id);
    let may = is_open && ground.may(Area::Money, Right::Write);
    let form = match (may, asks) {
        (false, _) => None,
        (true, true) => Some(resolve(ground, denial)),
        (true, false) => Some(link(ground, "resolve", &id, "What came of it")),
    };
    view! {
        <li class="billing__one">
            <span class="billing__what">{of}</span>
            <span class="muted" dir="auto">{denied}</span>
            <span class="row">{ended}{clock}</span>
            <ul class="lines" role="list">{sentences.collect::<Vec<_>>()}</ul>
            {form}
        </li>
    }
    .into_any()
}

fn title_case(how: Resolution) -> String {
    let title = how.title();
    let (first, rest) = title.split_at(1);
    [&first.to_uppercase(), rest].concat()
}

fn link(ground: Ground<'_>, form: &'static str, id: &str, words: &'static str) -> AnyView {
    let href = ground.asked.with_form(Some(form), Some(id));
    view! { <a class="button button--small button--quiet" href=href>{words}</a> }.into_any()
}

fn resolve(ground: Ground<'_>, denial: &Denial) -> AnyView {
    let hows = options(
        [Resolution::Paid, Resolution::Appealed, Resolution::Corrected, Resolution::WrittenOff],
        |how| match how {
            Resolution::Paid => "The payer paid after all",
            Resolution::Appealed => "An appeal went out",
            Resolution::Corrected => "A corrected claim went out",
            Resolution::WrittenOff => "Nobody will pay: written off",
        },
    );
    view! {
        <form class="stack" method="post" action=ground.post("billing-resolve")>
            {command(ground)}
            {hidden("denial", denial.id)}
            <div class="fields">
                {select("how", "What came of it", hows, "")}
                {input(Typing::Day, "on", "On", ground.facts.today.to_string(), "")}
            </div>
            {finish(ground, "Save")}
        </form>
    }
    .into_any()
}

/// The newest sessions with a claim.
fn sent(ground: Ground<'_>) -> Option<AnyView> {
    let facts = ground.facts;
    let went = |visit: &&Visit| {
        let left = facts.record.charges.release(visit.id).is_some_and(|release| !release.exports.is_empty());
        left || visit.billed_on.is_some()
    };
    let mut visits: Vec<&Visit> = facts.ledger.visits.iter().filter(went).collect();
    visits.reverse();
    let count = visits.len();
    if count == 0 {
        return None;
    }
    let rows: Vec<AnyView> = visits.into_iter().take(ROWS).map(|visit| went_out(ground, visit)).collect();
    let more = count.checked_sub(ROWS).filter(|more| 0 < *more).map(|more| {
        banner(
            "info",
            "info",
            ["And ", &words::count(more, "earlier session", "earlier sessions"), "."].concat(),
        )
    });
    let shut = view! { <ul class="billing">{rows}</ul>{more} };
    let summary = [&words::count(count, "session", "sessions"), " with a claim"].concat();
    let asks = ground.asked.is_open("deny");
    Some(
        view! {
            <details class="section" data-framed="" open=asks>
                <summary>{summary}</summary>
                {shut}
            </details>
        }
        .into_any(),
    )
}

fn went_out(ground: Ground<'_>, visit: &Visit) -> AnyView {
    let release = ground.facts.record.charges.release(visit.id);
    let left = release.and_then(|release| release.exports.last()).map(|export| {
        let href = ["/billing/files/", &export.id.to_string()].concat();
        let words = ["Left on ", &words::date(export.on)].concat();
        view! { <a href=href rel="external" download="">{words}</a> }
    });
    let billed = visit.billed_on.map(|on| ["Claim of ", &words::date(on)].concat());
    let id = visit.id.to_string();
    let asks = ground.asked.is_open("deny") && ground.asked.id.as_deref() == Some(&*id);
    let form = match (ground.may(Area::Money, Right::Write), asks) {
        (false, _) => None,
        (true, true) => Some(deny(ground, visit)),
        (true, false) => Some(link(ground, "deny", &id, "Denied")),
    };
    view! {
        <li class="billing__one">
            <span class="billing__what">{title(ground, visit)}</span>
            <span class="muted">{left}{billed}</span>
            {form}
        </li>
    }
    .into_any()
}

fn deny(ground: Ground<'_>, visit: &Visit) -> AnyView {
    let today = ground.facts.today.to_string();
    view! {
        <form class="stack" method="post" action=ground.post("billing-deny")>
            {command(ground)}
            {hidden("visit", visit.id)}
            <div class="fields">
                {input(Typing::Text, "codes", "Reason codes", String::new(), "From the payer's answer, with commas: 22, 197.")}
                {input(Typing::Figures, "amount", "Amount denied", String::new(), "In dollars.")}
                {input(Typing::Day, "on", "Day of the answer", today, "")}
                {input(Typing::Text, "reference", "The payer's number for the claim", String::new(), "")}
            </div>
            {finish(ground, "Enter the denial")}
        </form>
    }
    .into_any()
}
