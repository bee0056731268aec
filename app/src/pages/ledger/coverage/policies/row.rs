//! One policy: its days on a line, its place on the day of the lens, what it pays and what is left of it.

use super::form::last_day;
use crate::pages::fields::chip;
use crate::pages::ledger::coverage::Ground;
use crate::parts::words;
use crate::prelude::*;
use domain::coverage::force::payers_on;
use domain::coverage::kx::{KxAmounts, kx};
use domain::coverage::limits::limit_use;
use domain::coverage::verify::{is_stale, last_answer, next_check};
use domain::coverage::{Answer, BenefitLimit, Kinship, LimitAmount, Policy};
use domain::kinds::Date;
use domain::money::Cents;

/// Days that the line of days shows before and after the day of the lens.
const DAYS_AROUND: i64 = 365;

/// Those that pay on the day in their order, then those without a place, then the others, the latest first.
pub(super) fn sorted(ground: Ground<'_>) -> Vec<&Policy> {
    let payers = payers_on(&ground.facts.ledger, ground.day);
    let mut rest: Vec<&Policy> =
        ground.facts.ledger.policies.iter().filter(|policy| !policy.period.contains(ground.day)).collect();
    rest.sort_by_key(|policy| std::cmp::Reverse(policy.period.from()));
    payers.ordered.into_iter().chain(payers.unordered).chain(rest).collect()
}

pub(super) fn draw(ground: Ground<'_>, policy: &Policy) -> AnyView {
    let (state, place) = place(ground, policy);
    let title = [policy.plan.title(), " · ", &subscriber(policy)].concat();
    let network = policy.in_network.map(|is| {
        if is { chip("good", "check", "in network") } else { chip("warn", "warn", "out of network") }
    });
    view! {
        <article class="policy" data-state=state>
            <header class="policy__head">
                <p class="policy__place">{place}</p>
                <h3 dir="auto">{ground.payer(policy.payer)}</h3>
                <p class="muted" dir="auto">{title}</p>
                <div class="chips">{verified(ground, policy)}{network}</div>
            </header>
            {line(ground, policy)}
            {facts(ground, policy)}
            {actions(ground, policy)}
        </article>
    }
}

/// Where it stands on the day of the lens, in words.
fn place(ground: Ground<'_>, policy: &Policy) -> (&'static str, String) {
    let day = ground.day;
    if let Some(until) = policy.period.until().filter(|until| *until <= day) {
        let last = until.pred_opt().unwrap_or(until);
        return ("over", ["Ended ", &words::date(last)].concat());
    }
    if day < policy.period.from() {
        return ("ahead", ["Begins ", &words::date(policy.period.from())].concat());
    }
    let payers = payers_on(&ground.facts.ledger, day);
    match payers.ordered.iter().position(|one| one.id == policy.id) {
        Some(rank) => {
            let word = ["first", "second", "third"].get(rank).copied().unwrap_or("later");
            ("pays", ["Pays ", word].concat())
        }
        None => ("open", "No place in the order".to_owned()),
    }
}

fn subscriber(policy: &Policy) -> String {
    let subscriber = &policy.subscriber;
    let of = subscriber.name.as_ref().map_or("the subscriber", |name| name.as_str());
    match subscriber.kinship {
        Kinship::Itself => "the patient's own".to_owned(),
        Kinship::Spouse => ["through ", of, ", spouse"].concat(),
        Kinship::Child => ["through ", of, ", parent"].concat(),
        Kinship::Other => ["through ", of].concat(),
    }
}

/// How old the last answer was on the day of the lens, and what it was; always with words.
fn verified(ground: Ground<'_>, policy: &Policy) -> Option<AnyView> {
    if !policy.plan.is_insurance() {
        return None;
    }
    let facts = ground.facts;
    let then = ground.day < facts.today;
    // What is to come is judged by what is known today.
    let day = ground.day.min(facts.today);
    let Some(last) = last_answer(&facts.ledger, policy, day) else {
        let words = if then { "not verified by then" } else { "not verified yet" };
        return Some(chip("warn", "warn", words));
    };
    let age = u32::try_from((day - last.on).num_days()).unwrap_or(0);
    let when = match (age, then) {
        (0, false) => "asked today".to_owned(),
        (0, true) => "asked that day".to_owned(),
        (age, false) => ["asked ", &words::days(age), " ago"].concat(),
        (age, true) => ["asked ", &words::days(age), " before"].concat(),
    };
    let (tone, icon) = match last.answer {
        Answer::Active if is_stale(&facts.ledger, policy, day) => ("warn", "due"),
        Answer::Active => ("good", "check"),
        Answer::Inactive | Answer::Unclear => ("bad", "warn"),
    };
    Some(chip(tone, icon, [&when, ": ", &last.answer.title().to_ascii_lowercase()].concat()))
}

/// Its days as a bar between a year before and a year after the day of the lens. The words beside it say the same.
fn line(ground: Ground<'_>, policy: &Policy) -> AnyView {
    let share = |day: Date| {
        let days = (day - ground.day).num_days().clamp(-DAYS_AROUND, DAYS_AROUND) + DAYS_AROUND;
        days * 1000 / (2 * DAYS_AROUND)
    };
    let from = share(policy.period.from());
    let until = policy.period.until().map_or(1000, share);
    let promille = |at: i64| [(at / 10).to_string().as_str(), ".", &(at % 10).to_string(), "%"].concat();
    view! {
        <div class="policy__line">
            <svg class="policy__bar" aria-hidden="true">
                <rect class="policy__all" x="0" y="8" width="100%" height="8" rx="4"></rect>
                <rect class="policy__days" x=promille(from) y="8" width=promille((until - from).max(4)) height="8" rx="4"></rect>
                <rect class="policy__now" x="50%" y="2" width="2" height="20"></rect>
            </svg>
            <span>{policy.period.in_words()}</span>
        </div>
    }
}

fn facts(ground: Ground<'_>, policy: &Policy) -> AnyView {
    let mut rows: Vec<(String, String)> = Vec::new();
    let mut put = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            rows.push((name.to_owned(), value));
        }
    };
    put("Member number", policy.member.as_ref().map(ToString::to_string));
    put("Group", policy.group.as_ref().map(ToString::to_string));
    put("Subscriber's birthday", policy.subscriber.born.map(words::date));
    put("Subscriber is", policy.subscriber.standing.map(|one| one.title().to_owned()));
    put("The family pays", cost(policy));
    put("Deductible", deductible(policy));
    for limit in &policy.limits {
        let disciplines: Vec<&str> = limit.disciplines.iter().map(|one| one.mark()).collect();
        put(&["Limit, ", &disciplines.join(" + ")].concat(), Some(left(ground, policy, limit)));
    }
    for need in &policy.needs {
        let says = |is: Option<bool>, what: &str| {
            is.map(|is| [what, if is { " needed" } else { " not needed" }].concat())
        };
        let both: Vec<String> = [says(need.authorization, "authorization"), says(need.referral, "referral")]
            .into_iter()
            .flatten()
            .collect();
        put(need.discipline.title(), Some(both.join(", ")));
    }
    put("Days to file", policy.filing_days.map(|days| words::days(days.into())));
    put("Remarks", policy.remarks.as_ref().map(ToString::to_string));
    let ahead = ground.facts.today <= ground.day;
    let check = if ahead { next_check(&ground.facts.ledger, policy, ground.facts.today) } else { None };
    put(
        "Ask again",
        check.map(|check| {
            let late = if check.due < ground.facts.today { ", overdue" } else { "" };
            ["by ", &words::date(check.due), late, " (", &check.why.title().to_lowercase(), ")"].concat()
        }),
    );
    let rows =
        rows.into_iter().map(|(name, value)| view! { <div><dt>{name}</dt><dd dir="auto">{value}</dd></div> });
    view! { <dl class="facts">{rows.collect::<Vec<_>>()}</dl> }
}

fn cost(policy: &Policy) -> Option<String> {
    let cost = policy.cost;
    let parts = [
        cost.copay.map(|copay| [&copay.to_string(), " a visit"].concat()),
        cost.coinsurance.map(|percent| [&percent.to_string(), "\u{a0}%"].concat()),
        cost.out_of_pocket_max.map(|most| ["at most ", &most.to_string(), " a year"].concat()),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn deductible(policy: &Policy) -> Option<String> {
    let all = policy.cost.deductible.map(|all| all.to_string());
    let met = policy.cost.deductible_met.map(|met| [&met.to_string(), " met"].concat());
    match (all, met) {
        (Some(all), Some(met)) => Some([&all, ", ", &met].concat()),
        (all, met) => all.or(met),
    }
}

/// "18 of 30 visits used, 12 left".
fn left(ground: Ground<'_>, policy: &Policy, limit: &BenefitLimit) -> String {
    let used = limit_use(&ground.facts.ledger, policy, limit, ground.day);
    let words = |amount: u32| match limit.amount {
        LimitAmount::Visits(_) => amount.to_string(),
        LimitAmount::Money(_) => Cents(amount).to_string(),
    };
    let mut said =
        [&words(used.used()), " of ", &limit.amount.title(), " used, ", &words(used.left()), " left"]
            .concat();
    if 0 < used.over() {
        said.push_str(&[", ", &words(used.over()), " beyond it"].concat());
    }
    if 0 < used.unknown {
        let unknown = words::count(used.unknown as usize, "visit", "visits");
        said.push_str(&["; the amount of ", &unknown, " is not known"].concat());
    }
    said.push_str(if limit.hard { "; nothing is paid beyond it" } else { "; reviewed beyond it" });
    said
}

fn actions(ground: Ground<'_>, policy: &Policy) -> Option<AnyView> {
    let id = policy.id.to_string();
    let of = ground.payer(policy.payer);
    let action = |form: &'static str, words: &'static str| {
        let href = ground.asked.with_form(Some(form), Some(&id));
        let label = [words, ": ", &of].concat();
        view! { <a class="button button--small" href=href aria-label=label>{words}</a> }
    };
    let end = if last_day(policy).is_some() { "Correct its end" } else { "End it" };
    let verify = policy.plan.is_insurance().then(|| action("verify", "Record a check"));
    ground.may_cover().then(|| {
        view! { <div class="row policy__actions">{verify}{action("policy", "Change")}{action("end", end)}</div> }
    })
}

/// Medicare's therapy amounts of the year, where Part B is in force on the day.
pub(super) fn kx_lines(ground: Ground<'_>) -> Option<AnyView> {
    let used = kx(&ground.facts.ledger, &KxAmounts::standard(), ground.day);
    if used.is_empty() {
        return None;
    }
    let rows = used.iter().map(|one| {
        let (tone, words) = match (one.amounts, one.percent()) {
            (Ok((threshold, _)), Ok(percent)) => {
                let tone = if one.needs_modifier() {
                    "bad"
                } else if one.is_near() {
                    "warn"
                } else {
                    "info"
                };
                let after = if one.needs_modifier() { "; each line needs the modifier KX" } else { "" };
                let percent = percent.to_string();
                (
                    tone,
                    [
                        &percent,
                        "\u{a0}% of ",
                        &threshold.to_string(),
                        " (",
                        &one.used.to_string(),
                        ") in ",
                        &one.year.to_string(),
                        after,
                    ]
                    .concat(),
                )
            }
            (Err(unknown), _) | (_, Err(unknown)) => ("warn", unknown.to_string()),
        };
        view! { <div><dt>{one.group.title()}</dt><dd>{chip(tone, "info", words)}</dd></div> }
    });
    Some(view! {
        <div class="section__head"><h3>"Medicare's therapy amounts (KX)"</h3></div>
        <dl class="facts kx">{rows.collect::<Vec<_>>()}</dl>
    })
}
