//! How the case ends: the discharge with its signed summary, the calls that follow, and the way back into care.

mod calls;
mod form;

use super::Ground;
use super::controls::{command, finish, open};
use crate::pages::fields::{area, banner, empty, fact};
use crate::parts::icon::Icon;
use crate::parts::words;
use crate::prelude::*;
use domain::access::{Area, Right};
use domain::ending::{Addendum, Discharge, Episode, title};
use domain::kinds::Lane;

/// The part.
pub(super) fn body(ground: Ground<'_>) -> AnyView {
    let ending = &ground.facts.record.ending;
    let Some(discharge) = &ending.discharge else {
        return before(ground);
    };
    view! {
        {left(ground)}
        {signed(ground, discharge)}
        {calls::section(ground)}
        {again(ground)}
    }
    .into_any()
}

/// Nobody has signed a discharge.
fn before(ground: Ground<'_>) -> AnyView {
    let signs = ground.may_now(Area::ClinicalPlan, Right::Write);
    if signs && ground.asked.is_open("discharge") {
        return form::body(ground);
    }
    let closed = ground.facts.case.lane == Lane::Closed;
    let words = if closed {
        "The case was closed without a signed summary."
    } else {
        "A summary is drafted from the record when you choose why the case ends. Calls after 7, 30 and 90 days follow by themselves."
    };
    let begin = signs.then(|| {
        let open = open(ground, "done", "Discharge the patient", "discharge", None);
        view! { <div class="row">{open}</div> }
    });
    view! { {begin} {empty("done", "Not discharged", words)} {again(ground)} }.into_any()
}

/// What is left to do once it is signed.
fn left(ground: Ground<'_>) -> Option<AnyView> {
    let case = &ground.facts.case;
    (case.lane != Lane::Closed).then(|| {
        let chart = ["/cases/", &case.id.to_string()].concat();
        let said = view! { "The summary is signed, and the case is still open. Finish its last tasks, then " <a href=chart>"close it on its chart"</a> "." };
        banner("info", "info", said)
    })
}

fn signed(ground: Ground<'_>, discharge: &Discharge) -> AnyView {
    let clinic = &ground.facts.clinic;
    let what = &discharge.what;
    let optional = |name: &str, value: Option<String>| value.map(|value| fact(name, value));
    let contacts: Vec<String> = what.contacts.iter().map(|day| words::date(*day)).collect();
    let by = [&clinic.name_of(discharge.signed.by), ", ", &words::date(zoned(ground, discharge))].concat();
    let added: Vec<AnyView> = discharge.addenda.iter().map(|one| addendum(ground, one)).collect();
    let added = (!added.is_empty()).then(|| view! { <div class="stack"><h3>"Added later"</h3>{added}</div> });
    view! {
        <section class="section" data-framed="">
            <div class="section__head"><h2>"Discharged on " {words::date(what.on)}</h2></div>
            <div class="stack">
                <dl class="facts">
                    {fact("Why", title(&what.reason))}
                    {optional("In words", what.detail.as_ref().map(ToString::to_string))}
                    {optional("Goes on with", what.receiver.as_ref().map(ToString::to_string))}
                    {optional("Contacts", (!contacts.is_empty()).then(|| contacts.join(", ")))}
                    {optional("Letter sent", what.letter_on.map(words::date))}
                    {fact("Signed", by)}
                </dl>
                <p class="note__text" dir="auto">{what.summary.to_string()}</p>
                {added}
                {add(ground)}
            </div>
        </section>
    }
    .into_any()
}

/// The clinic-local day of the signature.
fn zoned(ground: Ground<'_>, discharge: &Discharge) -> domain::kinds::Date {
    ground.facts.clinic.today(ground.facts.case.site, discharge.signed.at)
}

fn addendum(ground: Ground<'_>, one: &Addendum) -> AnyView {
    let facts = ground.facts;
    let day = facts.clinic.today(facts.case.site, one.signed.at);
    let by = [&facts.clinic.name_of(one.signed.by), ", ", &words::date(day)].concat();
    view! { <p class="note__text" dir="auto">{one.text.to_string()} " " <span class="muted">{by}</span></p> }
        .into_any()
}

/// A signed summary does not change; what was forgotten is added under it.
fn add(ground: Ground<'_>) -> Option<AnyView> {
    if !ground.may(Area::ClinicalPlan, Right::Write) {
        return None;
    }
    if !ground.asked.is_open("add") {
        let open = open(ground, "plus", "Add to it", "add", None);
        return Some(view! { <div class="row">{open}</div> }.into_any());
    }
    Some(
        view! {
            <form class="stack" method="post" action=ground.post("discharge-add")>
                {command(ground)}
                {area("text", "What is added", String::new(), "The summary stays as it was signed. At most 500 characters.")}
                {finish(ground, "Sign the addition")}
            </form>
        }
        .into_any(),
    )
}

/// A closed case begins again as an episode of its own, which knows this one.
fn again(ground: Ground<'_>) -> Option<AnyView> {
    let facts = ground.facts;
    let (case, ending) = (&facts.case, &facts.record.ending);
    if let Some(later) = &ending.later {
        let href = ["/cases/", &later.case.to_string(), "/record?part=discharge"].concat();
        let on = words::date(later.began_on);
        let said = view! { "The patient came back on " {on} ". " <a href=href>"Open the new episode"</a> };
        return Some(banner("info", "reopen", said));
    }
    if case.lane != Lane::Closed || case.void || !facts.may(Area::Board, Right::Write) {
        return None;
    }
    Some(
        view! {
            <section class="section" data-framed="">
                <div class="section__head"><h2>"Back to care"</h2></div>
                <form class="stack" method="post" action=ground.post("discharge-reopen")>
                    {command(ground)}
                    <p>"A new episode begins in Intake with the patient, the contacts and the disciplines of this one. Coverage is verified anew, and this case stays closed as it is."</p>
                    <div class="row"><button class="button" type="submit"><Icon name="reopen"/>"Begin a new episode"</button></div>
                </form>
            </section>
        }
        .into_any(),
    )
}

/// What a new episode knows of the one before, above every part of the page.
pub(super) fn earlier(ground: Ground<'_>) -> Option<AnyView> {
    let episode: &Episode = ground.facts.record.ending.earlier.as_ref()?;
    let days = (episode.began_on - episode.discharged_on).num_days();
    let days = words::count(usize::try_from(days).unwrap_or(0), "day", "days");
    let href = ["/cases/", &episode.case.to_string(), "/record?part=discharge"].concat();
    let on = words::date(episode.discharged_on);
    let (tone, what) =
        if episode.is_readmission() { ("warn", "Readmission: ") } else { ("info", "Was here before: ") };
    let said = view! { {what} "the earlier episode ended on " {on} ", " {days} " before this one. " <a href=href>"Open it"</a> };
    Some(banner(tone, "reopen", said))
}
