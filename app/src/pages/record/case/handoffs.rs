//! Handoffs: what waits for an answer, the form that sends one, and those that were; and case conferences.

mod conference;

use super::Ground;
use super::controls::{Filled, command, finish, open};
use crate::pages::fields::{
    Kind as Typing, area, banner, chip, empty, fact, hidden, input, options, select, word,
};
use crate::parts::words;
use crate::prelude::*;
use domain::access::{Area, Right};
use domain::handoff::{Handoff, Passing, Severity, Standing, draft};
use domain::ids::HandoffId;

/// The part.
pub(super) fn body(ground: Ground<'_>) -> AnyView {
    let facts = ground.facts;
    let handoffs = &facts.record.handoffs;
    let sends = ground.may_now(Area::Messages, Right::Write);
    let form = ground.asked.form.as_deref().filter(|_| sends);
    let form = match form {
        Some("handoff") => Some(send(ground)),
        Some("conference") => Some(conference::form(ground)),
        _ => None,
    };
    let begin = (sends && form.is_none()).then(|| {
        let pass = open(ground, "forward", "Hand this case over", "handoff", None);
        let confer = open(ground, "people", "Write a conference down", "conference", None);
        view! { <div class="row">{pass}{confer}</div> }
    });
    let sent: Vec<AnyView> = handoffs.handoffs.iter().rev().map(|handoff| one(ground, handoff)).collect();
    let held: Vec<AnyView> =
        handoffs.conferences.iter().rev().map(|held| conference::one(ground, held)).collect();
    let none = (form.is_none() && sent.is_empty() && held.is_empty()).then(|| {
        empty("forward", "No handoffs yet", "A handoff says how the patient is, what is to be done and what to do if something happens. Its sender has the case until the receiver accepts.")
    });
    view! { {begin}{form}{sent}{held}{none} }.into_any()
}

fn one(ground: Ground<'_>, handoff: &Handoff) -> AnyView {
    let facts = ground.facts;
    let clinic = &facts.clinic;
    let what = &handoff.what;
    let (from, to) = (clinic.name_of(what.from), clinic.name_of(what.to));
    let (tone, icon, said) = match &handoff.standing {
        Standing::Open => ("warn", "waiting", ["Waits for ", &to].concat()),
        Standing::Accepted { on, .. } => ("good", "check", ["Accepted on ", &words::date(*on)].concat()),
        Standing::Declined { on, .. } => ("bad", "undo", ["Declined on ", &words::date(*on)].concat()),
        Standing::Withdrawn { on, .. } => ("plain", "undo", ["Taken back on ", &words::date(*on)].concat()),
        Standing::FellBack { to, on } => {
            ("warn", "forward", ["Went to ", &clinic.name_of(*to), " on ", &words::date(*on)].concat())
        }
    };
    let answer = match &handoff.standing {
        Standing::Accepted { read_back, .. } => Some(fact("Read back", read_back.as_str())),
        Standing::Declined { reason, .. } | Standing::Withdrawn { reason, .. } => {
            Some(fact("Why", reason.as_str()))
        }
        Standing::Open | Standing::FellBack { .. } => None,
    };
    let title = [&from, " to ", &to, ": ", &what.passing.in_words()].concat();
    let urgent = (what.severity != Severity::Stable).then(|| {
        let tone = if what.severity == Severity::Urgent { "bad" } else { "warn" };
        chip(tone, "risk", what.severity.title())
    });
    let actions: Vec<AnyView> = what
        .actions
        .iter()
        .map(|action| {
            let due = action.due.map(|due| [", by ", &words::date(due)].concat()).unwrap_or_default();
            view! { <li dir="auto">{[action.text.as_str(), &due].concat()}</li> }.into_any()
        })
        .collect();
    let actions = (!actions.is_empty())
        .then(|| view! { <div><h3>"To be done"</h3><ul class="lines">{actions}</ul></div> });
    view! {
        <section class="section handoff" data-framed="">
            <div class="section__head"><h2 dir="auto">{title}</h2><span class="row">{urgent}{chip(tone, icon, said)}</span></div>
            <div class="stack">
                <dl class="facts">
                    {fact("Sent", words::date(handoff.sent_on))}
                    {fact("Visits pass from", words::date(what.effective))}
                    {answer}
                </dl>
                <div><h3>"The patient"</h3><p class="note__text" dir="auto">{what.summary.to_string()}</p></div>
                {actions}
                <div><h3>"If something happens"</h3><p class="note__text" dir="auto">{what.contingency.to_string()}</p></div>
                {steps(ground, handoff)}
            </div>
        </section>
    }
    .into_any()
}

/// What this person may answer.
fn steps(ground: Ground<'_>, handoff: &Handoff) -> Option<AnyView> {
    if !handoff.standing.is_open() {
        return None;
    }
    let me = ground.facts.viewer.staff;
    let id = handoff.what.id.to_string();
    let about = ground.asked.id.as_deref() == Some(&*id);
    match ground.asked.form.as_deref().filter(|_| about) {
        Some("decline") if handoff.what.to == me => {
            return Some(reasoned(ground, handoff.what.id, "handoff-decline", "Decline it"));
        }
        Some("withdraw") => {
            return Some(reasoned(ground, handoff.what.id, "handoff-withdraw", "Take it back"));
        }
        _ => {}
    }
    if handoff.what.to == me {
        let decline = open(ground, "undo", "Decline", "decline", Some(&id));
        let accept = view! {
            <form class="stack" method="post" action=ground.post("handoff-accept")>
                {command(ground)}
                {hidden("id", handoff.what.id)}
                {area("read_back", "Read back", String::new(), "What you understood, in your own words. The case is yours once you accept.")}
                <div class="row"><button class="button button--primary" type="submit">"Accept"</button>{decline}</div>
            </form>
        };
        return Some(accept.into_any());
    }
    if handoff.what.from == me || handoff.sent_by == me {
        let back = open(ground, "undo", "Take it back", "withdraw", Some(&id));
        return Some(view! { {banner("info", "info", "The case stays with its sender until this is accepted.")} <div class="row">{back}</div> }.into_any());
    }
    None
}

fn reasoned(ground: Ground<'_>, id: HandoffId, step: &'static str, words: &'static str) -> AnyView {
    view! {
        <form class="stack" method="post" action=ground.post(step)>
            {command(ground)}
            {hidden("id", id)}
            {input(Typing::Text, "reason", "Why", String::new(), "")}
            {finish(ground, words)}
        </form>
    }
    .into_any()
}

/// The form, with what the record already says.
fn send(ground: Ground<'_>) -> AnyView {
    let facts = ground.facts;
    let filled = Filled::of(ground, "handoff");
    let begins = draft(&facts.case, &facts.ledger, &facts.clinic, facts.today);
    let me = facts.viewer.staff;
    let mut people: Vec<(String, String)> = facts
        .clinic
        .staff
        .values()
        .filter(|staff| staff.left.is_none() && staff.id != me && staff.sites.contains(facts.case.site))
        .filter(|staff| staff.roles.iter().any(|role| role.sees_patients()))
        .map(|staff| (staff.id.to_string(), staff.name.to_string()))
        .collect();
    people.sort_by(|a, b| a.1.cmp(&b.1));
    let mut passing = vec![
        (word(Passing::Everything), "Everything I have on it".to_owned()),
        (word(Passing::Ownership), "The ownership".to_owned()),
        (word(Passing::Cover), "The cover".to_owned()),
    ];
    passing.extend(
        facts
            .case
            .disciplines
            .iter()
            .map(|one| (["work-", one.mark()].concat(), Passing::Work(*one).in_words())),
    );
    let tasks: Vec<AnyView> = begins
        .actions
        .iter()
        .map(|action| {
            let due = action.due.map(|due| [", by ", &words::date(due)].concat()).unwrap_or_default();
            view! { <li dir="auto">{[action.text.as_str(), &due].concat()}</li> }.into_any()
        })
        .collect();
    let tasks = (!tasks.is_empty()).then(|| {
        view! { <div><h3>"Open tasks that go with it"</h3><ul class="lines">{tasks}</ul></div> }
    });
    view! {
        <form class="section stack" data-framed="" method="post" action=ground.post("handoff-send")>
            <h2>"Hand this case over"</h2>
            {hidden("command", filled.command(ground))}
            {hidden("id", HandoffId(filled.command(ground).0))}
            <div class="fields">
                {select("to", "To", people, &filled.or("to", ""))}
                {select("passing", "What passes", passing, &filled.or("passing", ""))}
                {select("severity", "How the patient is", options(Severity::ALL, Severity::title), &filled.or("severity", word(begins.severity)))}
                {input(Typing::Day, "effective", "Visits pass from", filled.or("effective", facts.today.to_string()), "")}
            </div>
            {area("summary", "The patient", filled.or("summary", begins.summary), "Where care stands, what helps, what was agreed.")}
            {tasks}
            {area("contingency", "If something happens", filled.or("contingency", begins.contingency), "What could come up, and what to do then.")}
            {finish(ground, "Send it")}
        </form>
    }
    .into_any()
}
