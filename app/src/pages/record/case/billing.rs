//! What is ready to bill of one case: each delivered session with what still keeps it back, and where that is mended.

mod sent;

use super::Ground;
use super::controls::{command, finish};
use crate::pages::fields::{Kind as Typing, banner, chip, empty, hidden, input};
use crate::parts::words;
use crate::prelude::*;
use domain::access::{Area, Right};
use domain::bill::input::Input;
use domain::bill::judge::{Finding, Fix, is_ready, judge};
use domain::record::Papers;
use domain::visit::{Outcome, Visit};

/// Sessions that are judged on one page.
const ROWS: usize = 60;

/// The part.
pub(super) fn body(ground: Ground<'_>) -> AnyView {
    let facts = ground.facts;
    let papers = Papers {
        record: &facts.whole,
        ledger: &facts.ledger,
        clinic: &facts.clinic,
        certifies: facts.case.facts.certification_required == Some(true),
        first_treatment: facts.case.anchors.first_treatment,
        now: facts.now,
    };
    let unbilled: Vec<&Visit> = facts
        .ledger
        .visits
        .iter()
        .rev()
        .filter(|visit| visit.outcome == Outcome::Arrived && visit.billed_on.is_none())
        .filter(|visit| facts.record.charges.release(visit.id).is_none())
        .collect();
    let mut ready = Vec::new();
    let mut kept = Vec::new();
    for visit in unbilled.iter().take(ROWS) {
        let input = Input::of(visit, &facts.ledger, &facts.clinic, facts.today, papers.on(visit));
        let found = judge(&input);
        if is_ready(&found) { ready.push((*visit, found)) } else { kept.push((*visit, found)) }
    }
    let more = unbilled.len().checked_sub(ROWS).filter(|more| 0 < *more).map(|more| {
        let words =
            ["And ", &words::count(more, "earlier session", "earlier sessions"), " once these are done."];
        banner("info", "info", words.concat())
    });
    let none = unbilled.is_empty().then(|| {
        empty("check", "Everything is released or billed", "Sessions come here once they are delivered.")
    });
    let released = released(ground);
    view! { {none}{release(ground, &ready)}{held_back(ground, &kept)}{more}{released}{sent::part(ground)} }
        .into_any()
}

fn release(ground: Ground<'_>, ready: &[(&Visit, Vec<Finding>)]) -> Option<AnyView> {
    if ready.is_empty() {
        return None;
    }
    let writes = ground.may(Area::Money, Right::Write);
    let rows = ready.iter().map(|(visit, found)| {
        let id = visit.id.to_string();
        let name = ["v-", &id].concat();
        let tick = writes.then(
            || view! { <input type="checkbox" id=name.clone() name="visit" value=id.clone() checked=true/> },
        );
        view! {
            <li class="billing__one">
                {tick}
                <label for=name class="billing__what">{title(ground, visit)}</label>
                {findings(ground, found)}
            </li>
        }
        .into_any()
    });
    let rows: Vec<AnyView> = rows.collect();
    let send = writes.then(|| view! { <div class="row"><button class="button button--primary" type="submit">"Release for billing"</button></div> });
    let title = words::count(ready.len(), "session is ready to bill", "sessions are ready to bill");
    Some(
        view! {
            <section class="section" data-framed="">
                <div class="section__head"><h2>{title}</h2></div>
                <form class="stack" method="post" action=ground.post("billing-release")>
                    {command(ground)}
                    <ul class="billing">{rows}</ul>
                    {send}
                </form>
            </section>
        }
        .into_any(),
    )
}

fn held_back(ground: Ground<'_>, kept: &[(&Visit, Vec<Finding>)]) -> Option<AnyView> {
    if kept.is_empty() {
        return None;
    }
    let rows = kept.iter().map(|(visit, found)| {
        view! { <li class="billing__one"><span class="billing__what">{title(ground, visit)}</span>{findings(ground, found)}</li> }
            .into_any()
    });
    let rows: Vec<AnyView> = rows.collect();
    let title = words::count(kept.len(), "session is kept back", "sessions are kept back");
    Some(
        view! {
            <section class="section" data-framed="">
                <div class="section__head"><h2>{title}</h2></div>
                <ul class="billing">{rows}</ul>
            </section>
        }
        .into_any(),
    )
}

fn title(ground: Ground<'_>, visit: &Visit) -> String {
    let codes: Vec<String> = visit.services.iter().map(|service| service.code.to_string()).collect();
    let who = visit.staff.map(|staff| ground.facts.clinic.name_of(staff)).unwrap_or_default();
    [words::date(visit.on), visit.discipline.mark().to_owned(), codes.join(" + "), who].join(" · ")
}

fn findings(ground: Ground<'_>, found: &[Finding]) -> Option<AnyView> {
    if found.is_empty() {
        return None;
    }
    let rows = found.iter().map(|finding| {
        let (tone, icon) = if finding.blocks { ("bad", "warn") } else { ("warn", "info") };
        let mend = place(ground, finding.fix).map(|(href, words)| view! { <a href=href>{words}</a> });
        view! {
            <li>{chip(tone, icon, finding.rule.code())}" "{finding.sentence.clone()}" "{mend}</li>
        }
        .into_any()
    });
    Some(view! { <ul class="lines" role="list">{rows.collect::<Vec<_>>()}</ul> }.into_any())
}

/// Where a finding is mended, for who may go there.
fn place(ground: Ground<'_>, fix: Fix) -> Option<(String, &'static str)> {
    let case = ground.facts.case.id;
    let part = |part: &str, words| Some((format!("/cases/{case}/record?part={part}"), words));
    let ledger = |part: &str, words| Some((format!("/cases/{case}/coverage?part={part}"), words));
    match fix {
        Fix::Note => part("notes", "To the notes").filter(|_| ground.may(Area::SessionNotes, Right::Read)),
        Fix::Plan => part("plan", "To the plan").filter(|_| ground.may(Area::ClinicalPlan, Right::Read)),
        Fix::Documents => part("documents", "To the documents"),
        Fix::Visit => ledger("visits", "To the visits"),
        Fix::Coverage => ledger("coverage", "To the coverage"),
        Fix::Authorization => ledger("authorizations", "To the authorizations"),
        Fix::Staff | Fix::Charges => None,
    }
}

/// What was released and waits for its claim.
fn released(ground: Ground<'_>) -> Option<AnyView> {
    let facts = ground.facts;
    let waiting: Vec<AnyView> = facts
        .record
        .charges
        .released
        .iter()
        .filter(|release| release.exports.is_empty())
        .filter_map(|release| Some((release, facts.ledger.visit(release.visit)?)))
        .map(|(release, visit)| {
            let by = ["Released on ", &words::date(release.on), " by ", &facts.clinic.name_of(release.by)].concat();
            let id = visit.id.to_string();
            let asks = ground.asked.is_open("hold") && ground.asked.id.as_deref() == Some(&*id);
            let takes_back = || {
                ground.may(Area::Money, Right::Write).then(|| {
                    let href = ground.asked.with_form(Some("hold"), Some(&id));
                    view! { <a class="button button--small button--quiet" href=href>"Take it back"</a> }.into_any()
                })
            };
            let hold = if asks { Some(hold(ground, visit)) } else { takes_back() };
            view! { <li class="billing__one"><span class="billing__what">{title(ground, visit)}</span><span class="muted" dir="auto">{by}</span>{hold}</li> }
                .into_any()
        })
        .collect();
    if waiting.is_empty() {
        return None;
    }
    Some(
        view! {
            <section class="section" data-framed="">
                <div class="section__head"><h2>"Released"</h2></div>
                <ul class="billing">{waiting}</ul>
            </section>
        }
        .into_any(),
    )
}

fn hold(ground: Ground<'_>, visit: &Visit) -> AnyView {
    view! {
        <form class="stack" method="post" action=ground.post("billing-hold")>
            {command(ground)}
            {hidden("visit", visit.id)}
            {input(Typing::Text, "reason", "Why it is held", String::new(), "")}
            {finish(ground, "Take it back")}
        </form>
    }
    .into_any()
}
