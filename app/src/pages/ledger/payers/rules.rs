//! Sets of rules, each with the days for which it counts.

use super::forms;
use super::one::Ground;
use crate::parts::icon::Icon;
use crate::parts::words;
use crate::prelude::*;
use domain::payer::{AuthorizationNeed, PayerRules};
use domain::service::Code;

/// All sets, the latest first.
pub(super) fn all(ground: Ground<'_>) -> AnyView {
    let mut sets: Vec<&PayerRules> = ground.payer.rules.iter().collect();
    sets.sort_by_key(|rules| std::cmp::Reverse(rules.period.from()));
    let shown = sets.into_iter().map(|rules| {
        let open = ground.is_open("rules") && ground.asked.from == Some(rules.period.from());
        if open { forms::rules(ground, rules) } else { set(ground, rules) }
    });
    let shown: Vec<AnyView> = shown.collect();
    let gaps = ground.payer.period_problems().into_iter().map(|problem| {
        view! {
            <div class="banner" data-tone="warn"><Icon name="warn"/><p class="banner__text">{problem.to_string()}</p></div>
        }
    });
    let add = (ground.may && !ground.is_open("period")).then(|| {
        view! {
            <p><a class="button" href=ground.with("period")><Icon name="plus"/>"New rules from a day on"</a></p>
        }
    });
    view! { {gaps.collect::<Vec<_>>()}{add}{shown} }
}

fn set(ground: Ground<'_>, rules: &PayerRules) -> AnyView {
    let title = ["Rules ", &rules.period.in_words()].concat();
    let label = title.clone();
    let counts = rules.period.contains(ground.facts.today).then(|| {
        view! { <span class="chip" data-tone="good"><Icon name="check"/><span class="chip__text">"counts today"</span></span> }
    });
    let edit = ground.may.then(|| {
        let href = [&ground.with("rules"), "&from=", &rules.period.from().to_string()].concat();
        let label = ["Change the rules ", &rules.period.in_words()].concat();
        view! { <a class="button button--small" href=href aria-label=label><Icon name="edit"/>"Change"</a> }
    });
    let facts = in_words(rules).into_iter().map(|(what, words)| {
        view! { <div><dt>{what}</dt><dd>{words}</dd></div> }
    });
    let needs = needs(&rules.authorization);
    view! {
        <section class="section" data-framed="" aria-label=label>
            <div class="section__head"><h2>{title}</h2>{counts}{edit}</div>
            <p class="section__lead" dir="auto">"Source: "{rules.source.to_string()}</p>
            {needs}
            <dl class="facts">{facts.collect::<Vec<_>>()}</dl>
        </section>
    }
}

/// Who needs an authorization first, a sentence each.
fn needs(needs: &[AuthorizationNeed]) -> AnyView {
    if needs.is_empty() {
        return view! { <p>"No discipline needs an authorization first."</p> };
    }
    let lines = needs.iter().map(|need| view! { <li>{need_in_words(need)}</li> });
    view! { <ul class="payers__needs">{lines.collect::<Vec<_>>()}</ul> }
}

fn need_in_words(need: &AuthorizationNeed) -> String {
    let codes = |codes: &[Code]| codes.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let mut words = [need.discipline.title(), " needs an authorization first"].concat();
    if !need.codes.is_empty() {
        words += &[" for ", &codes(&need.codes)].concat();
    }
    if !need.except.is_empty() {
        words += &[", not for ", &codes(&need.except)].concat();
    }
    if let Some(free) = need.after_visits {
        words.push_str(&[", beyond ", &free.to_string(), "\u{a0}visits of a year"].concat());
    }
    words + "."
}

fn in_words(rules: &PayerRules) -> Vec<(&'static str, String)> {
    let days = |days: u16| format!("{days}\u{a0}days");
    let hours = |hours: u16| format!("within {hours}\u{a0}hours");
    let list = |all: Vec<String>| if all.is_empty() { "nothing".to_owned() } else { all.join(", ") };
    let referral: Vec<String> = rules.referral.iter().map(|one| one.title().to_owned()).collect();
    vec![
        ("Referral first", if referral.is_empty() { "nobody".to_owned() } else { referral.join(", ") }),
        ("Units", rules.units.title().to_owned()),
        ("To file a claim", [&days(rules.filing_days), " from the visit"].concat()),
        (
            "To file a secondary claim",
            [&days(rules.secondary_filing_days), " from the first answer"].concat(),
        ),
        ("A decision takes", days(rules.decision_days)),
        ("Renewal packet", [&days(rules.renew_before_days), " before the end"].concat()),
        (
            "Warns before the end",
            list(rules.warn_days.iter().map(|one| words::days(u32::from(*one))).collect()),
        ),
        ("Warns when used", list(rules.warn_percent.iter().map(|one| format!("{one}\u{a0}%")).collect())),
        ("Grants for days past", rules.retro_days.map_or_else(|| "none".to_owned(), days)),
        ("Note signed", hours(rules.note_hours)),
        ("Second signature", rules.cosign_hours.map_or_else(|| "not needed".to_owned(), hours)),
        ("Booking beyond", rules.beyond.title().to_owned()),
        ("Packet", list(rules.documents.iter().map(ToString::to_string).collect())),
    ]
}
