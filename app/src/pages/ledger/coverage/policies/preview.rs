//! What a change would touch, before it is saved: visits by what to do, authorizations that become void, tasks.

use crate::ledger::facts::Typed;
use crate::pages::fields::{banner, hidden, shown, tick};
use crate::pages::ledger::coverage::Ground;
use crate::parts::words;
use crate::prelude::*;
use domain::case::{Context, look_ahead};
use domain::coverage::cob::propose;
use domain::coverage::force::{in_force, payers_on};
use domain::coverage::replay::{Group, Replay, Voided, touched};
use domain::kinds::Line;
use domain::ledger::{CoverageChange, Ledger, OrderWish};

/// Nothing where what was typed is no change any more.
pub(super) fn draw(ground: Ground<'_>, typed: &Typed) -> Option<AnyView> {
    let facts = ground.facts;
    let change: CoverageChange = serde_json::from_str(typed.text("change")?).ok()?;
    let cx = Context {
        clinic: &facts.clinic,
        viewer: &facts.viewer,
        now: facts.now,
        command: typed.id,
        next_number: 0,
    };
    let id = typed.id.to_string();
    let back = match typed.text("form") {
        Some("answer") => ground.asked.with_form(Some("answers"), typed.text("read")),
        _ => ground.asked.with_form(Some("typed"), Some(&id)),
    };
    let ahead = match look_ahead(&facts.case, &facts.ledger, &change, cx) {
        Ok(ahead) => ahead,
        Err(refusal) => {
            let sentence = refusal.sentence(|staff| facts.clinic.name_of(staff));
            return Some(banner("bad", "warn", view! { {sentence}" "<a href=back>"Back to the form"</a> }));
        }
    };
    let after = &ahead.after;
    let replay = touched(&ahead.before, after, facts.today);
    let corrects = ahead.corrects.then(|| {
        banner("info", "info", "This corrects the last change. Its tasks, which nobody has finished, are withdrawn, and the list below counts from before it.")
    });
    let stale = typed.text("stale").map(|_| {
        banner("warn", "warn", "Visits or policies of this case have changed since you saw this list. Nothing was saved; look at it again.")
    });
    let titles: Vec<Line> = replay.tasks().into_iter().map(|chore| chore.title).collect();
    Some(view! {
        {stale}
        {corrects}
        <form class="stack" method="post" action=ground.post("coverage-confirm")>
            {ground.asked.on.map(|on| hidden("on", on))}
            {hidden("command", typed.id)}
            {shown("change", &change)}
            {shown("shown", &titles)}
            <section class="section" data-framed="">
                <div class="section__head"><h2>"What this change touches"</h2></div>
                <p class="section__lead">"Nothing is saved yet."</p>
                {change.order.as_ref().map(|wish| order(ground, after, wish))}
                {replay.groups.iter().map(|one| group(ground, (&ahead.before, after), one)).collect::<Vec<_>>()}
                {voided(ground, &replay.authorizations_void)}
            </section>
            {tasks(ground, &replay)}
            <div class="row" data-push="">
                <a class="button" href=back>"Back"</a>
                <button class="button button--primary" type="submit">"Save the change"</button>
            </div>
        </form>
    })
}

/// Who pays by the order that comes with the change, and why.
fn order(ground: Ground<'_>, after: &Ledger, wish: &OrderWish) -> AnyView {
    let name = |id| after.policy(id).map_or_else(String::new, |policy| ground.payer(policy.payer));
    let names: Vec<String> = wish.policies.iter().map(|id| name(*id)).collect();
    let proposal =
        propose(&in_force(after, wish.from), &after.circumstances, ground.facts.case.patient.born, wish.from);
    let because: Vec<String> = if wish.policies.iter().eq(proposal.order.iter().take(wish.policies.len())) {
        proposal.steps.iter().map(|step| step.because.clone()).collect()
    } else {
        wish.evidence.iter().map(ToString::to_string).collect()
    };
    let open = proposal.unsure.iter().map(|question| view! { <li>{question.sentence()}</li> });
    let open: Vec<AnyView> = open.collect();
    let open = (!open.is_empty()).then(|| {
        view! { <p class="field__hint">"Still to ask; the answers may change the order:"</p><ul class="lines">{open}</ul> }
    });
    let who = [&names.join(", then "), ", from ", &words::date(wish.from), " on: ", wish.rule.title(), "."]
        .concat();
    view! { <div class="touched"><h3>"Who pays"</h3><p>{who}</p><p class="muted">{because.join(" ")}</p>{open}</div> }
}

fn group(ground: Ground<'_>, (before, after): (&Ledger, &Ledger), group: &Group) -> AnyView {
    let days = group.visits.iter().filter_map(|id| after.visit(*id)).map(|visit| {
        let label = [visit.discipline.mark(), " ", &words::date(visit.on)].concat();
        view! { <li class="chip"><span class="chip__text">{label}</span></li> }
    });
    let payers = |ledger: &Ledger| {
        let names: Vec<String> =
            payers_on(ledger, group.first).ordered.iter().map(|one| ground.payer(one.payer)).collect();
        if names.is_empty() { "nobody".to_owned() } else { names.join(", then ") }
    };
    let change =
        ["On ", &words::date(group.first), ": before ", &payers(before), "; now ", &payers(after), "."]
            .concat();
    view! {
        <div class="touched">
            <h3>{group.what.title()}<span class="muted">{[": ", &words::count(group.visits.len(), "visit", "visits")].concat()}</span></h3>
            <p class="muted">{group.because}" "{change}</p>
            <ul class="chips lines" role="list">{days.collect::<Vec<_>>()}</ul>
        </div>
    }
}

fn voided(ground: Ground<'_>, voided: &[Voided]) -> Option<AnyView> {
    if voided.is_empty() {
        return None;
    }
    let lines = voided.iter().filter_map(|one| {
        let authorization = ground.facts.ledger.authorization(one.authorization)?;
        let number =
            authorization.number.as_ref().map_or_else(|| "without a number".to_owned(), ToString::to_string);
        let words = [
            authorization.discipline.mark(),
            " authorization ",
            &number,
            ": void from ",
            &words::date(one.from),
            " on.",
        ]
        .concat();
        Some(view! { <li>{words}</li> })
    });
    let lines: Vec<AnyView> = lines.collect();
    Some(
        view! { <div class="touched"><h3>"Authorizations that become void"</h3><ul class="lines">{lines}</ul></div> },
    )
}

fn tasks(ground: Ground<'_>, replay: &Replay) -> AnyView {
    let facts = ground.facts;
    let site = facts.clinic.site(facts.case.site);
    let boxes = replay.tasks().into_iter().enumerate().map(|(at, chore)| {
        let due = site.map(|site| chore.due.from(facts.today, &site.business));
        let due = due.map(|due| view! { <span class="muted">{[" due ", &words::date(due)].concat()}</span> });
        tick("task", at.to_string(), view! { {chore.title.to_string()}{due} }, true)
    });
    view! {
        <section class="section" data-framed="">
            <div class="section__head"><h2>"Tasks that come with it"</h2></div>
            <p class="section__lead">"They are taken back together with the change, as long as nobody has finished one."</p>
            <div class="stack">{boxes.collect::<Vec<_>>()}</div>
        </section>
    }
}
