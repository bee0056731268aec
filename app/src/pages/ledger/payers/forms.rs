//! Forms about a payer and its rules.

use super::one::Ground;
use crate::pages::fields::{Kind, all_hidden, area, buttons, choices, input, options, select, word};
use crate::prelude::*;
use domain::kinds::Discipline;
use domain::payer::{AuthorizationNeed, Beyond, PayerRules};
use domain::service::Code;
use domain::service::units::UnitRule;
use domain::workflow::PayerClass;

/// Rows for needs that are not there yet.
const MORE_NEEDS: usize = 2;

/// Another name or group.
pub(super) fn name(ground: Ground<'_>) -> AnyView {
    let classes = options(PayerClass::ALL, domain::workflow::PayerClass::title);
    view! {
        <section class="section" data-framed="" aria-label="Name and group">
            <div class="section__head"><h2>"Name and group"</h2></div>
            <form class="stack" method="post" action="/payers/name">
                {all_hidden(&ground.carried())}
                <div class="fields">
                    {input(Kind::Text, "name", "Name", ground.payer.name.to_string(), "")}
                    {select("class", "Group, which decides on a case’s tasks", classes, &word(ground.payer.class))}
                </div>
                {buttons(ground.page(), "Keep in the draft")}
            </form>
        </section>
    }
}

/// New rules from a day on.
pub(super) fn period(ground: Ground<'_>) -> AnyView {
    view! {
        <section class="section" data-framed="" aria-label="New rules from a day on">
            <div class="section__head"><h2>"New rules from a day on"</h2></div>
            <p class="section__lead">
                "They begin as a copy of the rules that count on that day, which end the day before. Change them then."
            </p>
            <form class="stack" method="post" action="/payers/period">
                {all_hidden(&ground.carried())}
                <div class="fields">
                    {input(Kind::Day, "from", "First day", String::new(), "The first date of service that they are for.")}
                </div>
                {buttons(ground.page(), "Keep in the draft")}
            </form>
        </section>
    }
}

/// A set of rules, all fields.
pub(super) fn rules(ground: Ground<'_>, rules: &PayerRules) -> AnyView {
    let mut carried = ground.carried().to_vec();
    carried.push(("was", rules.period.from().to_string()));
    let last = rules.period.until().and_then(|until| until.pred_opt()).map(|day| day.to_string());
    let referral = Discipline::ALL.map(|one| {
        let checked = rules.referral.contains(&one);
        view! {
            <label class="choice"><input type="checkbox" name="referral" value=word(one) checked=checked/>{one.title()}</label>
        }
    });
    let title = ["Change the rules ", &rules.period.in_words()].concat();
    let label = title.clone();
    view! {
        <section class="section" data-framed="" aria-label=label>
            <div class="section__head"><h2>{title}</h2></div>
            <form class="stack" method="post" action="/payers/rules">
                {all_hidden(&carried)}
                <div class="fields">
                    {input(Kind::Day, "from", "First day", rules.period.from().to_string(), "")}
                    {input(Kind::Day, "last", "Last day", last.unwrap_or_default(), "Empty: they go on.")}
                    <div data-whole="">{input(Kind::Text, "source", "Source", rules.source.to_string(), "Who says so: a contract, a manual, a call.")}</div>
                </div>
                {needs(&rules.authorization)}
                <fieldset class="field">
                    <legend class="field__label">"Referral first"</legend>
                    <div class="choices">{Vec::from(referral)}</div>
                </fieldset>
                {numbers(rules)}
                {area("documents", "What belongs to a packet", lines(&rules.documents), "One document on each line.")}
                {buttons(ground.page(), "Keep in the draft")}
            </form>
        </section>
    }
}

fn numbers(rules: &PayerRules) -> AnyView {
    let maybe = |name: &str, label: &str, value: Option<u16>, hint: &str| {
        input(Kind::Number, name, label, value.map(|value| value.to_string()).unwrap_or_default(), hint)
    };
    let number = |name: &str, label: &str, value: u16, hint: &str| maybe(name, label, Some(value), hint);
    let units = options(UnitRule::ALL, domain::service::units::UnitRule::title);
    let beyond = options(Beyond::ALL, domain::payer::Beyond::title);
    let list = |all: Vec<String>| all.join(", ");
    let warn_days = list(rules.warn_days.iter().map(ToString::to_string).collect());
    let warn_percent = list(rules.warn_percent.iter().map(ToString::to_string).collect());
    view! {
        <div class="fields">
            {select("units", "How minutes become units", units, &word(rules.units))}
            {select("beyond", "Booking beyond what is covered", beyond, &word(rules.beyond))}
            {number("filing_days", "Days to file a claim", rules.filing_days, "From the visit.")}
            {number("secondary_filing_days", "Days to file a secondary claim", rules.secondary_filing_days, "From the first payer’s answer.")}
            {number("decision_days", "Days for a decision", rules.decision_days, "Counts until 5 decisions are known.")}
            {number("renew_before_days", "Days ahead for a renewal", rules.renew_before_days, "The packet is there so long before the end.")}
            {input(Kind::Text, "warn_days", "Warn so many days before the end", warn_days, "The most first: 60, 30, 7.")}
            {input(Kind::Text, "warn_percent", "Warn when so much is used, in %", warn_percent, "The least first: 75, 90, 100.")}
            {maybe("retro_days", "Grants so many days back", rules.retro_days, "Empty: none.")}
            {number("note_hours", "Hours for a note", rules.note_hours, "")}
            {maybe("cosign_hours", "Hours for a second signature", rules.cosign_hours, "Empty: not needed.")}
        </div>
    }
}

/// One row for each need, and some to add more.
fn needs(needs: &[AuthorizationNeed]) -> AnyView {
    let empty = std::iter::repeat_n(None, MORE_NEEDS);
    let rows = needs.iter().map(Some).chain(empty).enumerate().map(|(at, need)| row(at, need));
    view! {
        <fieldset class="field">
            <legend class="field__label">"Who needs an authorization first"</legend>
            <div class="table-frame">
                <table class="table" data-stack="">
                    <thead><tr>
                        <th scope="col">"Discipline"</th>
                        <th scope="col">"Only these codes"</th>
                        <th scope="col">"Not these codes"</th>
                        <th scope="col">"Beyond visits of a year"</th>
                    </tr></thead>
                    <tbody>{rows.collect::<Vec<_>>()}</tbody>
                </table>
            </div>
            <p class="field__hint">"No codes: all of the discipline. A row without a discipline is left out."</p>
        </fieldset>
    }
}

fn row(at: usize, need: Option<&AuthorizationNeed>) -> AnyView {
    let name = |part: &str| format!("need-{at}-{part}");
    let label = |what: &str| format!("{what}, row {}", at + 1);
    let codes = |codes: &[Code]| codes.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let mut disciplines = vec![(String::new(), "Nobody".to_owned())];
    disciplines.extend(options(Discipline::ALL, domain::kinds::Discipline::title));
    let chosen = need.map(|need| word(need.discipline)).unwrap_or_default();
    let (only, except) = need.map(|need| (codes(&need.codes), codes(&need.except))).unwrap_or_default();
    let after = need.and_then(|need| need.after_visits).map(|visits| visits.to_string()).unwrap_or_default();
    view! {
        <tr>
            <td data-label="Discipline">
                <select class="input" name=name("discipline") aria-label=label("Discipline")>{choices(disciplines, &chosen)}</select>
            </td>
            <td data-label="Only these codes"><input class="input" name=name("codes") value=only aria-label=label("Only these codes")/></td>
            <td data-label="Not these codes"><input class="input" name=name("except") value=except aria-label=label("Not these codes")/></td>
            <td data-label="Beyond visits of a year">
                <input class="input" type="number" min="0" name=name("after") value=after aria-label=label("Beyond visits of a year")/>
            </td>
        </tr>
    }
}

fn lines<T: ToString>(all: &[T]) -> String {
    all.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}
