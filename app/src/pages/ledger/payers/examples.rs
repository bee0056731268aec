//! Example cases: what happens, what must come out, and what the rules make of it.

use super::one::Ground;
use crate::pages::fields::{Kind, all_hidden, area, buttons, input, options, select, word};
use crate::parts::icon::Icon;
use crate::parts::words;
use crate::prelude::*;
use domain::kinds::Discipline;
use domain::payer::examples::{Example, Failure, run};
use domain::payer::rules::Turn;
use domain::service::Services;

/// All examples, run by the rules that the page shows.
pub(super) fn section(ground: Ground<'_>) -> AnyView {
    let payer = ground.payer;
    let failures = run(payer, &Services::standard(), &payer.examples);
    let editing = ground.asked.id.as_deref();
    let form = ground.is_open("example").then(|| {
        let known = payer.examples.iter().find(|one| Some(one.id.to_string().as_str()) == editing);
        form(ground, known)
    });
    let add = (ground.may && form.is_none()).then(|| {
        view! { <a class="button button--small" href=ground.with("example")><Icon name="plus"/>"Add an example"</a> }
    });
    let body = if payer.examples.is_empty() {
        view! { <p>"There are no examples yet."</p> }
    } else {
        table(ground, &failures)
    };
    view! {
        <section class="section" data-framed="" aria-label="Examples" id="examples">
            <div class="section__head"><h2>"Examples"</h2>{add}</div>
            <p class="section__lead">
                "What was true of a real letter or call. Rules that get an example wrong are not published."
            </p>
            {form}
            {body}
        </section>
    }
}

fn table(ground: Ground<'_>, failures: &[Failure]) -> AnyView {
    let rows = ground.payer.examples.iter().map(|example| {
        let wrong: Vec<String> =
            failures.iter().filter(|one| one.example == example.id).map(|one| one.says.clone()).collect();
        let (tone, icon, verdict) =
            if wrong.is_empty() { ("good", "done", "passes") } else { ("bad", "warn", "fails") };
        let wrong = wrong.into_iter().map(|says| view! { <span class="failing__why">{says}</span> });
        view! {
            <tr>
                <th scope="row" dir="auto">{example.name.to_string()}</th>
                <td data-label="What happens">{given(example)}</td>
                <td data-label="Must come out">{expected(example)}</td>
                <td data-label="Result"><div>
                    <span class="chip" data-tone=tone><Icon name=icon/><span class="chip__text">{verdict}</span></span>
                    {wrong.collect::<Vec<_>>()}
                </div></td>
                <td>{actions(ground, example)}</td>
            </tr>
        }
    });
    view! {
        <div class="table-frame">
            <table class="table" data-stack="">
                <thead><tr>
                    <th scope="col">"It shows"</th>
                    <th scope="col">"What happens"</th>
                    <th scope="col">"Must come out"</th>
                    <th scope="col">"Result"</th>
                    <th scope="col"><span class="visually-hidden">"Actions"</span></th>
                </tr></thead>
                <tbody>{rows.collect::<Vec<_>>()}</tbody>
            </table>
        </div>
    }
}

fn actions(ground: Ground<'_>, example: &Example) -> Option<AnyView> {
    let href = [&ground.with("example"), "&id=", &example.id.to_string()].concat();
    let (change, remove) =
        (["Change ", example.name.as_str()].concat(), ["Remove ", example.name.as_str()].concat());
    let mut carried = ground.carried().to_vec();
    carried.push(("id", example.id.to_string()));
    ground.may.then(|| {
        view! {
            <div class="row">
                <a class="button button--small" href=href aria-label=change>"Change"</a>
                <form method="post" action="/payers/example-remove">
                    {all_hidden(&carried)}
                    <button class="button button--small" type="submit" aria-label=remove>"Remove"</button>
                </form>
            </div>
        }
    })
}

fn given(example: &Example) -> String {
    let given = &example.given;
    let mut words = vec![words::date(given.day), given.discipline.title().to_owned()];
    words.extend(
        given.services.iter().map(|done| format!("{} for {}\u{a0}min", done.code, done.minutes.get())),
    );
    if 0 < given.visits_so_far {
        words.push(format!("after {}\u{a0}visits", given.visits_so_far));
    }
    if let Turn::Secondary { answered_on } = given.turn {
        words.push(["second to pay, answered on ", &words::date(answered_on)].concat());
    }
    words.join(", ")
}

fn expected(example: &Example) -> String {
    let expect = &example.expect;
    let needed = |what: &str, yes: bool| [what, if yes { " needed" } else { " not needed" }].concat();
    let mut words: Vec<String> = Vec::new();
    words.extend(expect.authorization.map(|yes| needed("authorization", yes)));
    words.extend(expect.referral.map(|yes| needed("referral", yes)));
    words.extend(expect.units.as_ref().map(|units| {
        let lines: Vec<String> = units.iter().map(|(code, units)| format!("{code} {units}")).collect();
        if lines.is_empty() { "no units".to_owned() } else { ["units ", &lines.join(", ")].concat() }
    }));
    words.extend(expect.file_by.map(|day| ["file by ", &words::date(day)].concat()));
    words.join("; ")
}

fn form(ground: Ground<'_>, known: Option<&Example>) -> AnyView {
    let id = known.map_or_else(|| ground.facts.fresh.to_string(), |one| one.id.to_string());
    let mut carried = ground.carried().to_vec();
    carried.push(("id", id));
    let given = known.map(|one| &one.given);
    let expect = known.map(|one| &one.expect);
    let day = given.map_or(ground.facts.today, |given| given.day).to_string();
    let discipline = given.map(|given| word(given.discipline)).unwrap_or_default();
    let services = given.map(|given| {
        let line = given.services.iter().map(|done| format!("{} {}", done.code, done.minutes.get()));
        line.collect::<Vec<_>>().join("\n")
    });
    let prefer =
        given.map(|given| given.prefer.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "));
    let answered = given.and_then(|given| match given.turn {
        Turn::Secondary { answered_on } => Some(answered_on.to_string()),
        Turn::Primary => None,
    });
    let before = given.map(|given| given.visits_so_far.to_string());
    let units = expect.and_then(|expect| expect.units.as_ref()).map(|units| {
        let lines: Vec<String> = units.iter().map(|(code, units)| format!("{code} {units}")).collect();
        if lines.is_empty() { "none".to_owned() } else { lines.join("\n") }
    });
    let answer = |yes: Option<bool>| match yes {
        None => "",
        Some(true) => "yes",
        Some(false) => "no",
    };
    let answers = || {
        [("", "Not asked"), ("yes", "Needed"), ("no", "Not needed")]
            .map(|(code, words)| (code.to_owned(), words.to_owned()))
            .to_vec()
    };
    let name = known.map(|one| one.name.to_string()).unwrap_or_default();
    let file_by = expect.and_then(|expect| expect.file_by).map(|day| day.to_string());
    view! {
        <form class="stack" method="post" action="/payers/example">
            {all_hidden(&carried)}
            <h3>"What happens"</h3>
            <div class="fields">
                {input(Kind::Text, "name", "What it shows", name, "")}
                {input(Kind::Day, "day", "Date of service", day, "")}
                {select("discipline", "Discipline", options(Discipline::ALL, domain::kinds::Discipline::title), &discipline)}
                {input(Kind::Number, "visits_so_far", "Visits before it", before.unwrap_or_default(), "Of this discipline, in the same year.")}
                {input(Kind::Text, "prefer", "The therapist chooses", prefer.unwrap_or_default(), "Codes, where several have an equal right to a unit.")}
                {input(Kind::Day, "answered_on", "Answer of the first payer", answered.unwrap_or_default(), "Only where another payer comes first.")}
                <div data-whole="">{area("services", "Services", services.unwrap_or_default(), "A code and its minutes on each line: 97110 38")}</div>
            </div>
            <h3>"What must come out"</h3>
            <div class="fields">
                {select("authorization", "Authorization", answers(), answer(expect.and_then(|expect| expect.authorization)))}
                {select("referral", "Referral", answers(), answer(expect.and_then(|expect| expect.referral)))}
                {input(Kind::Day, "file_by", "File by", file_by.unwrap_or_default(), "Empty: not asked.")}
                <div data-whole="">{area("units", "Units", units.unwrap_or_default(), "A code and its units on each line: 97110 3. Empty: not asked. None at all: none")}</div>
            </div>
            {buttons(ground.page(), "Keep in the draft")}
        </form>
    }
}
