//! Who waits for a place, the next first, with what the score is made of; and how long people wait.

use crate::drawn::{Shown, finished};
use crate::pages::fields::{chip, empty, hidden, options, shown, tick, word};
use crate::parts::words;
use crate::place::asks;
use crate::prelude::*;
use crate::record::waitlist::{Waiting, WaitlistFacts};
use domain::kinds::Discipline;
use domain::waitlist::{Urgency, Waits};

/// Rows of the queue; the rest is counted.
const ROWS: usize = 100;

/// The discipline that the page's address asks for.
pub fn asked(query: &str) -> Option<Discipline> {
    let mark = asks(query.trim_start_matches('?'), "of")?;
    Discipline::ALL.into_iter().find(|one| one.mark().eq_ignore_ascii_case(&mark))
}

/// The page.
pub fn draw(facts: &WaitlistFacts) -> Shown {
    let count = facts.rows.len();
    let say = words::count(count, "waits for a place", "wait for a place");
    let queue: Vec<AnyView> =
        facts.rows.iter().take(ROWS).enumerate().map(|(at, row)| one(facts, at + 1, row)).collect();
    let none = queue.is_empty().then(|| {
        empty(
            "waiting",
            "Nobody waits for a place",
            "A case comes here with the waiting flag of the waitlist.",
        )
    });
    let more = count.checked_sub(ROWS).filter(|more| 0 < *more).map(|more| {
        view! { <p class="muted">{["And ", &words::count(more, "more", "more"), ", with fewer points."].concat()}</p> }
    });
    let list = (0 < count).then(|| {
        view! {
            <section class="section" data-framed="">
                <div class="section__head"><h2>"The queue"</h2></div>
                <ol class="waitlist">{queue}</ol>
                {more}
            </section>
        }
    });
    let view = view! {
        <header class="page__head">
            <h1 tabindex="-1">"Waitlist"</h1>
            <p class="page__lead">{[&say, ". Points: urgency three each, one for each week, three under three years of age, three after an operation, four with a safety flag."].concat()}</p>
        </header>
        {disciplines(facts)}
        <div class="stack">{list}{none}{fairness(facts)}</div>
    };
    finished(view, say, false)
}

fn disciplines(facts: &WaitlistFacts) -> Option<AnyView> {
    if facts.by_discipline.len() < 2 {
        return None;
    }
    let link = |href: String, words: String, on: bool| {
        let current = on.then_some("page");
        view! { <a class="button button--small" href=href aria-current=current>{words}</a> }
    };
    let all = link("/waitlist".to_owned(), "All".to_owned(), facts.of.is_none());
    let each = facts.by_discipline.iter().map(|(of, waits)| {
        let words = [of.mark(), " ", &waits.count.to_string()].concat();
        link(["/waitlist?of=", of.mark()].concat(), words, facts.of == Some(*of))
    });
    let each: Vec<_> = each.collect();
    Some(view! { <nav class="row" aria-label="Disciplines">{all}{each}</nav> }.into_any())
}

fn one(facts: &WaitlistFacts, at: usize, row: &Waiting) -> AnyView {
    let case = &row.case;
    let name = case.patient.name.to_string();
    let marks: Vec<&str> = case.disciplines.iter().map(|one| one.mark()).collect();
    let about = [&["#", &case.number.to_string()].concat(), &*marks.join(", "), &row.payer].join(" · ");
    let href = ["/cases/", &case.id.to_string()].concat();
    let verify = row.verify.then(|| chip("warn", "warn", "Verify coverage again"));
    let today = facts.clinic.today(case.site, facts.now);
    let offered = row.offered.map(|day| {
        let (_, said) = words::due(day, today);
        chip("plain", "due", ["Offered; answer by ", &said].concat())
    });
    let parts = if row.place.parts.is_empty() {
        ["since ", &words::date(row.place.who.since)].concat()
    } else {
        row.place.parts.join("; ")
    };
    let points = words::count(row.place.score as usize, "point", "points");
    let forms = row.may_write.then(|| forms(facts, row, &name));
    view! {
        <li class="waitlist__one">
            <span class="waitlist__place">{at.to_string()}</span>
            <span class="waitlist__who"><a href=href dir="auto">{name}</a>" "<span class="muted" dir="auto">{about}</span></span>
            <strong class="waitlist__score">{points}</strong>
            <span class="waitlist__why muted">{parts}</span>
            <span class="row">{verify}{offered}</span>
            {forms}
        </li>
    }
    .into_any()
}

fn forms(facts: &WaitlistFacts, row: &Waiting, name: &str) -> AnyView {
    let case = &row.case;
    let post = |step: &str, words: &'static str| {
        view! {
            <form method="post" action=["/waitlist/", step].concat()>
                {hidden("command", facts.fresh)}
                {hidden("case", case.id)}
                <button class="button button--small" type="submit" aria-label=[words, ": ", name].concat()>{words}</button>
            </form>
        }
    };
    let offer = row.offered.is_none().then(|| post("offer", "Offer a place"));
    let id = case.id.to_string();
    view! {
        <div class="waitlist__forms">
            {offer}
            {post("place", "Has a place")}
            <details>
                <summary>"How urgent"</summary>
                <form class="fields" method="post" action="/waitlist/urgency">
                    {hidden("command", facts.fresh)}
                    {hidden("case", case.id)}
                    {shown("seen", &case.facts)}
                    {urgency(&id, case.facts.urgency)}
                    {tick("post_surgical", "on".to_owned(), "After an operation", case.facts.post_surgical)}
                    <button class="button button--small button--primary" type="submit">"Save"</button>
                </form>
            </details>
        </div>
    }
    .into_any()
}

/// One field of several on a page: its id is the case's.
fn urgency(case: &str, now: Urgency) -> AnyView {
    let id = ["urgency-", case].concat();
    let all = options(Urgency::ALL, Urgency::title);
    view! {
        <div class="field">
            <label class="field__label" for=id.clone()>"Urgency"</label>
            <select class="input" id=id name="urgency">{crate::pages::fields::choices(all, &word(now))}</select>
        </div>
    }
    .into_any()
}

fn fairness(facts: &WaitlistFacts) -> Option<AnyView> {
    if facts.by_payer.is_empty() {
        return None;
    }
    let row = |name: String, waits: &Waits| {
        view! {
            <tr>
                <th scope="row" dir="auto">{name}</th>
                <td class="number" data-label="Waiting">{waits.count.to_string()}</td>
                <td class="number" data-label="Half wait up to">{words::days(waits.median)}</td>
                <td class="number" data-label="Nine of ten up to">{words::days(waits.ninetieth)}</td>
            </tr>
        }
    };
    let payers: Vec<_> = facts.by_payer.iter().map(|(name, waits)| row(name.clone(), waits)).collect();
    let works: Vec<_> =
        facts.by_discipline.iter().map(|(of, waits)| row(of.title().to_owned(), waits)).collect();
    let head = |what: &'static str| {
        view! {
            <thead><tr>
                <th scope="col">{what}</th>
                <th scope="col" class="number">"Waiting"</th>
                <th scope="col" class="number">"Half wait up to"</th>
                <th scope="col" class="number">"Nine of ten up to"</th>
            </tr></thead>
        }
    };
    Some(
        view! {
            <section class="section" data-framed="">
                <div class="section__head"><h2>"How long people wait"</h2></div>
                <div class="table-frame" role="region" aria-label="How long people wait" tabindex="0">
                    <table class="table waitlist__waits" data-stack="">{head("Discipline")}<tbody>{works}</tbody></table>
                    <table class="table waitlist__waits" data-stack="">{head("Who pays")}<tbody>{payers}</tbody></table>
                </div>
            </section>
        }
        .into_any(),
    )
}
