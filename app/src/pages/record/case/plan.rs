//! Plans of care and goals, discipline by discipline.

mod forms;
mod goals;

use super::Ground;
use super::controls::open;
use crate::pages::fields::{banner, chip, empty, fact};
use crate::parts::words;
use crate::prelude::*;
use domain::access::{Area, Right};
use domain::kinds::Discipline;
use domain::plan::{Approval, Certification, Plan, Version, certification, difference};
use domain::visit::Outcome;

/// The part.
pub(super) fn body(ground: Ground<'_>) -> AnyView {
    let sections: Vec<AnyView> =
        ground.facts.case.disciplines.iter().map(|discipline| section(ground, *discipline)).collect();
    view! { {sections} }.into_any()
}

fn section(ground: Ground<'_>, discipline: Discipline) -> AnyView {
    let plan = ground.facts.record.care.plan(discipline);
    let code = discipline.mark().to_lowercase();
    let writes = ground.may_now(Area::ClinicalPlan, Right::Write);
    let form_open = |form: &str| ground.asked.is_open(form) && ground.asked.id.as_deref() == Some(&*code);
    let form = match () {
        () if !writes => None,
        () if form_open("plan") => Some(forms::plan(ground, discipline, plan)),
        () => None,
    };
    let begin = (writes && form.is_none()).then(|| {
        let words = match plan {
            None => "Write the plan",
            Some(plan) if plan.draft.is_some() => "Go on writing",
            Some(_) => "Write its next version",
        };
        open(ground, "edit", words, "plan", Some(&code))
    });
    let shown = match plan {
        Some(plan) => one(ground, plan),
        None if form.is_some() => ().into_any(),
        None => empty(
            "journal",
            "No plan of care yet",
            "It names diagnoses, interventions, how often and how long; goals follow.",
        ),
    };
    view! {
        <section class="section" data-framed="">
            <div class="section__head"><h2>{discipline.title()}</h2><span class="row plan__begin">{begin}</span></div>
            <div class="stack">{form}{shown}{goals::list(ground, discipline)}</div>
        </section>
    }
    .into_any()
}

fn one(ground: Ground<'_>, plan: &Plan) -> AnyView {
    let facts = ground.facts;
    let now = plan.on(facts.today);
    let back = plan.returned.as_ref().map(|comment| {
        banner("warn", "undo", view! { <span dir="auto">{["Sent back: ", comment.as_str()].concat()}</span> })
    });
    let current = now.or(plan.versions.last()).map(|version| terms(ground, plan, version));
    let draft = plan.draft.as_ref().map(|draft| {
        let before = plan.versions.last().map(|last| difference(&last.terms, draft));
        let changes = before.map(|changes| changed(&changes));
        let sign =
            ground.may_now(Area::ClinicalPlan, Right::Sign).then(|| forms::sign(ground, plan.id, draft));
        view! {
            <div class="plan__draft stack">
                <div class="row"><h3>"Draft"</h3>{chip("info", "edit", "Not signed")}</div>
                {facts_of(draft)}
                {changes}
                {sign}
            </div>
        }
        .into_any()
    });
    view! { {back}{current}{draft}{steps(ground, plan)}{versions(ground, plan)} }.into_any()
}

fn terms(ground: Ground<'_>, plan: &Plan, version: &Version) -> AnyView {
    let facts = ground.facts;
    let counts = plan.on(facts.today) == Some(version);
    let state = match (&version.approval, counts) {
        (Approval::Waits, _) => chip("warn", "waiting", "Waits for approval"),
        (_, true) => chip("good", "check", "In force"),
        (_, false) if facts.today < version.terms.from => chip("plain", "due", "Begins later"),
        (_, false) => chip("bad", "late", "Ended"),
    };
    let first = facts
        .ledger
        .visits
        .iter()
        .find(|visit| visit.discipline == plan.discipline && visit.outcome == Outcome::Arrived);
    let first = first.map(|visit| visit.on).or(facts.case.anchors.first_treatment);
    let certified = certification(plan, first, facts.today);
    let tone = match &certified {
        Certification::Holds { .. } | Certification::NotBegun => "plain",
        Certification::Waits { days, .. } if *days < 14 => "plain",
        Certification::Waits { days, .. } if *days <= 30 => "warn",
        Certification::Waits { .. } | Certification::Over { .. } => "bad",
    };
    let asked = facts.case.facts.certification_required == Some(true) || !plan.certified.is_empty();
    let certified = asked.then(|| chip(tone, "mail", certified.sentence()));
    let by = [
        "Version ",
        &version.number.to_string(),
        ", signed by ",
        &facts.clinic.name_of(version.signed.by),
        ", ",
        version.signed.licence.mark(),
    ]
    .concat();
    view! {
        <div class="stack">
            <div class="row">{state}{certified}<span class="muted" dir="auto">{by}</span></div>
            {facts_of(&version.terms)}
        </div>
    }
    .into_any()
}

fn facts_of(terms: &domain::plan::Terms) -> AnyView {
    let codes: Vec<String> = terms.diagnoses.iter().map(ToString::to_string).collect();
    let often = format!(
        "{} a week, {} minutes each",
        words::count(usize::from(terms.weekly), "session", "sessions"),
        terms.minutes
    );
    let last = terms.until.pred_opt().unwrap_or(terms.until);
    let reason = terms.reason.as_ref().map(|reason| fact("Why skilled care", reason.as_str()));
    view! {
        <dl class="facts">
            {fact("Diagnoses", codes.join(", "))}
            {fact("Interventions", terms.interventions.as_str())}
            {fact("How often", often)}
            {fact("From", words::date(terms.from))}
            {fact("Until", words::date(last))}
            {reason}
        </dl>
    }
    .into_any()
}

fn changed(changes: &[domain::plan::Change]) -> AnyView {
    if changes.is_empty() {
        return view! { <p class="muted">"As the version before."</p> }.into_any();
    }
    let rows = changes.iter().map(|change| {
        view! {
            <li dir="auto"><strong>{change.what}</strong>": "<del>{change.from.clone()}</del>" "<ins>{change.to.clone()}</ins></li>
        }
        .into_any()
    });
    view! { <ul class="lines plan__changes" aria-label="What changes">{rows.collect::<Vec<_>>()}</ul> }
        .into_any()
}

/// What can be done with a plan that is signed.
fn steps(ground: Ground<'_>, plan: &Plan) -> Option<AnyView> {
    let last = plan.versions.last()?;
    let id = plan.id.to_string();
    let about = ground.asked.id.as_deref() == Some(&*id);
    if about && ground.asked.is_open("return") {
        return Some(forms::send_back(ground, plan.id));
    }
    if about && ground.asked.is_open("certify") {
        return Some(forms::certify(ground, plan));
    }
    let me = ground.facts.viewer.staff;
    let approves = last.approval == Approval::Waits
        && last.signed.by != me
        && ground.may_now(Area::ClinicalPlan, Right::Approve);
    let approve = approves.then(|| {
        view! { {forms::approve(ground, plan.id)} {open(ground, "undo", "Send it back", "return", Some(&id))} }.into_any()
    });
    let may_certify =
        ground.may_now(Area::Board, Right::Write) || ground.may_now(Area::ClinicalPlan, Right::Write);
    let certify = may_certify.then(|| open(ground, "mail", "Record a certification", "certify", Some(&id)));
    Some(view! { <div class="row">{approve}{certify}</div> }.into_any())
}

/// Earlier versions, each with what the next one changed.
fn versions(ground: Ground<'_>, plan: &Plan) -> Option<AnyView> {
    let pairs: Vec<AnyView> = plan
        .versions
        .windows(2)
        .rev()
        .filter_map(|pair| match pair {
            [before, after] => {
                let title = ["Version ", &after.number.to_string(), ", from ", &words::date(after.terms.from)].concat();
                let by = ["Signed by ", &ground.facts.clinic.name_of(after.signed.by)].concat();
                Some(view! { <li><strong>{title}</strong>" "<span class="muted" dir="auto">{by}</span>{changed(&difference(&before.terms, &after.terms))}</li> }.into_any())
            }
            _ => None,
        })
        .collect();
    if pairs.is_empty() {
        return None;
    }
    Some(
        view! {
            <details class="plan__versions">
                <summary>"What changed in each version"</summary>
                <ul class="lines" role="list">{pairs}</ul>
            </details>
        }
        .into_any(),
    )
}
