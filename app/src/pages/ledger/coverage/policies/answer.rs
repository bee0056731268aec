//! A payer's answer that came as a file: whose it is, what it says, and what of it a person takes over.

use super::fields::{Values, every, select};
use crate::ledger::facts::Typed;
use crate::pages::fields::{banner, chip, hidden, or_none, shown, tick};
use crate::pages::ledger::coverage::Ground;
use crate::pages::ledger::coverage::controls::finish;
use crate::parts::words;
use crate::prelude::*;
use domain::coverage::{Answer, Policy};
use domain::eligibility::changes::{Change, What, proposals};
use domain::eligibility::x12::read;
use domain::eligibility::{Benefit, Reply, ServiceType, When};
use domain::ids::{CommandId, PolicyId};
use domain::kinds::Discipline;
use uuid::Uuid;

/// Answers of a file that one page shows.
const SHOWN: usize = 10;
/// Statements of an answer that one page shows.
const BENEFITS: usize = 60;

/// The form that takes a file or a text.
pub(super) fn form(ground: Ground<'_>) -> AnyView {
    let policies = ground.facts.ledger.policies.iter();
    let policies: Vec<(String, String)> = policies
        .map(|policy| {
            (policy.id.to_string(), [&ground.payer(policy.payer), ", ", &policy.period.in_words()].concat())
        })
        .collect();
    view! {
        <form class="section stack" data-framed="" method="post" action=ground.post("coverage-271") enctype="multipart/form-data">
            {every(ground)}
            <div class="section__head"><h2>"Read a 271 answer"</h2></div>
            <p class="section__lead">"The file that the payer or the clearing house sent, up to 1 MB. Nothing is saved before you have seen what it says."</p>
            <div class="fields">
                <div class="field">
                    <label class="field__label" for="p-file">"File"</label>
                    <input class="input" id="p-file" type="file" name="file" accept=".271,.x12,.edi,.txt,text/plain"/>
                </div>
                {select(&Values(vec![]), "policy", "About", or_none("The policy with its member number", policies))}
                <div class="field" data-whole="">
                    <label class="field__label" for="p-text">"Or paste its text"</label>
                    <textarea class="input" id="p-text" name="text" rows="5" spellcheck="false"></textarea>
                </div>
            </div>
            {finish(ground, "Read it")}
        </form>
    }
}

/// What was read.
pub(super) fn draw(ground: Ground<'_>, typed: &Typed) -> AnyView {
    let back = ground.asked.with_form(Some("271"), None);
    let replies = match read(typed.text("text").unwrap_or_default().as_bytes()) {
        Ok(replies) => replies,
        Err(problem) => {
            return banner(
                "bad",
                "warn",
                view! { {problem.to_string()}" "<a href=back>"Choose another file"</a> },
            );
        }
    };
    let chosen: Option<PolicyId> = typed.text("policy").and_then(|id| id.parse().ok());
    let only = replies.len() == 1;
    let about = |at: usize, reply: &Reply| {
        let policy = policy_of(ground, reply, chosen);
        let is_ours = only || policy.is_some() || reply.member.is_none();
        is_ours.then(|| answer(ground, typed, at, reply, policy))
    };
    let shown: Vec<AnyView> =
        replies.iter().enumerate().filter_map(|(at, reply)| about(at, reply)).take(SHOWN).collect();
    let others = replies.len() - shown.len();
    let others = (0 < others).then(|| {
        let words = [
            "The file holds ",
            &words::count(others, "answer", "answers"),
            " about other people, which are not shown here.",
        ]
        .concat();
        banner("info", "info", words)
    });
    let nobody = shown.is_empty().then(|| {
        banner("warn", "warn", view! {
            "No answer in this file carries a member number of this patient's policies. Correct the number, or "
            <a href=back.clone()>"say which policy it is about"</a> "."
        })
    });
    view! { {nobody}{shown}{others} }
}

/// The policy that an answer is about: the one with its member number, or the one that the person named.
fn policy_of<'a>(ground: Ground<'a>, reply: &Reply, chosen: Option<PolicyId>) -> Option<&'a Policy> {
    let ledger = &ground.facts.ledger;
    let is_person = reply.member.as_ref().is_none_or(|member| is_patient(ground, &member.name, member.born));
    if let Some(policy) = chosen.and_then(|id| ledger.policy(id)) {
        return is_person.then_some(policy);
    }
    let bare = |text: &str| {
        text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase()
    };
    let people = [reply.member.as_ref(), reply.subscriber.as_ref()];
    let ids: Vec<String> =
        people.into_iter().flatten().filter_map(|one| one.id.as_deref()).map(bare).collect();
    let has =
        |policy: &&Policy| policy.member.as_ref().is_some_and(|member| ids.contains(&bare(member.as_str())));
    let last = ledger.policies.iter().rev();
    last.clone()
        .filter(|policy| policy.period.contains(ground.day))
        .find(has)
        .or_else(|| last.clone().find(has))
}

/// Of a file about many members: the same birthday, or a name of which each word is the patient's.
fn is_patient(ground: Ground<'_>, name: &str, born: Option<domain::kinds::Date>) -> bool {
    let patient = &ground.facts.case.patient;
    let ours = patient.name.as_str().to_lowercase();
    let named =
        name.split_whitespace().filter(|word| 1 < word.len()).all(|word| ours.contains(&word.to_lowercase()));
    named || (born.is_some() && born == patient.born)
}

fn answer(ground: Ground<'_>, typed: &Typed, at: usize, reply: &Reply, policy: Option<&Policy>) -> AnyView {
    let payer = reply.payer_name.clone().unwrap_or_else(|| "The payer".to_owned());
    let state = match reply.active() {
        Answer::Active => chip("good", "check", "in force"),
        Answer::Inactive => chip("bad", "warn", "not in force"),
        Answer::Unclear => chip("warn", "help", "not said clearly"),
    };
    let errors = reply.errors.iter().map(|error| {
        let words = if error.retry && !error.meaning().contains("later") {
            [error.meaning(), " The same question may be asked again."].concat()
        } else {
            error.meaning().to_owned()
        };
        banner("bad", "warn", words)
    });
    let stranger =
        reply.member.as_ref().filter(|member| !is_patient(ground, &member.name, member.born)).map(|member| {
            let words = [
                "The answer is about ",
                &member.name,
                ", and this patient has another name. Make sure that it is the same person.",
            ]
            .concat();
            banner("warn", "warn", words)
        });
    let kept = (!reply.kept.is_empty()).then(|| {
        let lines = reply.kept.iter().take(BENEFITS).map(|line| view! { <li><code>{line.clone()}</code></li> });
        let summary = [&words::count(reply.kept.len(), "part", "parts"), " that no rule reads, kept as they came"].concat();
        view! { <details><summary>{summary}</summary><ul class="lines">{lines.collect::<Vec<_>>()}</ul></details> }
    });
    view! {
        <section class="section stack" data-framed="">
            <div class="section__head"><h2 dir="auto">{payer}</h2>{state}</div>
            {errors.collect::<Vec<_>>()}
            {stranger}
            {member(reply)}
            {benefits(reply)}
            {kept}
            {take_over(ground, typed, at, reply, policy)}
        </section>
    }
}

fn member(reply: &Reply) -> AnyView {
    let mut rows: Vec<(&str, String)> = Vec::new();
    for (name, person) in [("Member", &reply.member), ("Subscriber", &reply.subscriber)] {
        if let Some(person) = person {
            rows.push((name, person.name.clone()));
            rows.extend(person.id.clone().map(|id| ("Member number", id)));
            rows.extend(person.born.map(|born| ("Born", words::date(born))));
        }
    }
    rows.extend(reply.group.clone().map(|group| ("Group", group)));
    rows.extend(reply.asked_on.map(|on| ("Answered on", words::date(on))));
    rows.extend(reply.trace.clone().map(|trace| ("Reference", trace)));
    for (date_use, when) in &reply.dates {
        rows.push((date_use.title(), said(*when)));
    }
    for other in &reply.other_payers {
        rows.push(("Another payer", other.name.clone()));
    }
    let rows = rows.into_iter().map(|(name, value)| {
        let name = name.to_owned();
        view! { <div><dt>{name}</dt><dd dir="auto">{value}</dd></div> }
    });
    view! { <dl class="facts">{rows.collect::<Vec<_>>()}</dl> }
}

fn said(when: When) -> String {
    match when {
        When::Day(day) => words::date(day),
        When::Days(days) => days.in_words(),
    }
}

fn benefits(reply: &Reply) -> Option<AnyView> {
    if reply.benefits.is_empty() {
        return None;
    }
    let rows = reply.benefits.iter().take(BENEFITS).map(|benefit| {
        view! {
            <tr>
                <th scope="row">{benefit.info.title().to_owned()}</th>
                <td data-label="Of">{services(benefit)}</td>
                <td data-label="How much">{amount(benefit)}</td>
                <td data-label="Also said">{also(benefit)}</td>
            </tr>
        }
    });
    let summary =
        ["All ", &words::count(reply.benefits.len(), "statement", "statements"), " of the payer"].concat();
    Some(view! {
        <details>
            <summary>{summary}</summary>
            <div class="table-frame">
                <table class="table" data-stack="">
                    <thead><tr>
                        <th scope="col">"What"</th><th scope="col">"Of"</th><th scope="col">"How much"</th><th scope="col">"Also said"</th>
                    </tr></thead>
                    <tbody>{rows.collect::<Vec<_>>()}</tbody>
                </table>
            </div>
        </details>
    })
}

fn services(benefit: &Benefit) -> String {
    let mut all: Vec<String> = benefit.services.iter().map(|one| one.title().to_owned()).collect();
    all.extend(benefit.procedure.iter().map(|code| ["code ", code].concat()));
    if all.is_empty() { "Everything".to_owned() } else { all.join(", ") }
}

fn amount(benefit: &Benefit) -> String {
    let share = benefit.share.map(|share| {
        share.percent().map_or_else(
            || [&share.0.to_string(), " hundredths of a percent"].concat(),
            |percent| [&percent.to_string(), "\u{a0}%"].concat(),
        )
    });
    let quantity = benefit
        .quantity
        .as_ref()
        .map(|quantity| [&quantity.count.to_string(), " ", quantity.of.title()].concat());
    let period = benefit.period.as_ref().map(|period| ["(", period.title(), ")"].concat());
    let mut parts: Vec<String> = [benefit.money.map(|money| money.to_string()), share, quantity, period]
        .into_iter()
        .flatten()
        .collect();
    parts.extend(benefit.deliveries.iter().map(|delivery| {
        let per = delivery.per.as_ref().map(|per| [" in ", per.title()].concat()).unwrap_or_default();
        [&delivery.quantity.count.to_string(), " ", delivery.quantity.of.title(), &per].concat()
    }));
    parts.join(" ")
}

fn also(benefit: &Benefit) -> String {
    let network = benefit.in_network.map(|is| if is { "in network" } else { "out of network" }.to_owned());
    let authorization = benefit
        .authorization_required
        .map(|is| if is { "authorization needed" } else { "no authorization needed" }.to_owned());
    let level = benefit.level.as_ref().map(|level| level.title().to_lowercase());
    let mut parts: Vec<String> =
        [level, network, authorization, benefit.plan.clone()].into_iter().flatten().collect();
    parts.extend(benefit.dates.iter().map(|(date_use, when)| [date_use.title(), " ", &said(*when)].concat()));
    parts.extend(benefit.messages.iter().cloned());
    parts.join("; ")
}

/// What of it goes into the policy, and the record that somebody asked.
fn take_over(
    ground: Ground<'_>,
    typed: &Typed,
    at: usize,
    reply: &Reply,
    policy: Option<&Policy>,
) -> AnyView {
    let Some(policy) = policy else {
        let back = ground.asked.with_form(Some("271"), None);
        return banner(
            "info",
            "info",
            view! { "No policy carries this member number. " <a href=back>"Say which policy it is about"</a>" to record the answer." },
        );
    };
    let changes = proposals(reply, policy);
    let boxes: Vec<AnyView> = changes.iter().map(|change| proposal(change, policy)).collect();
    let title = ["Of this into the policy of ", &ground.payer(policy.payer)].concat();
    let none = boxes.is_empty().then(|| view! { <p class="muted">"The policy says the same already."</p> });
    view! {
        <form class="stack" method="post" action=ground.post("coverage-answer")>
            {ground.asked.on.map(|on| hidden("on", on))}
            {hidden("command", beside(typed.id, at))}
            {hidden("second", beside(ground.facts.fresh, at))}
            {hidden("form", "answer")}
            {hidden("read", typed.id)}
            {hidden("at", at)}
            {hidden("policy", policy.id)}
            {shown("seen", policy)}
            <h3>{title}</h3>
            {none}
            <div class="stack">{boxes}</div>
            {finish(ground, "Record the answer")}
        </form>
    }
}

/// Each answer of a page has a command of its own.
fn beside(id: CommandId, at: usize) -> CommandId {
    CommandId(Uuid::from_u128(id.0.as_u128().wrapping_add(at as u128)))
}

/// One thing that the payer says otherwise, as a tick; what only a person can settle is said without one.
fn proposal(change: &Change, policy: &Policy) -> AnyView {
    let of: Vec<&str> = change.services.iter().map(ServiceType::title).collect();
    let of = if of.is_empty() { String::new() } else { [" (", &of.join(", "), ")"].concat() };
    let (now, said) = both(&change.what, policy);
    let label = match (now, said) {
        (now, Some(said)) => {
            let now = now.unwrap_or_else(|| "nothing".to_owned());
            [change.what.title(), &of, ": ", &said, "; the policy says ", &now].concat()
        }
        (_, None) => only_said(&change.what),
    };
    let takes = change.what.take_over(&mut policy.clone());
    if !takes {
        return view! { <p class="table__why"><crate::parts::icon::Icon name="warn"/>{label}</p> };
    }
    let value = serde_json::to_string(&change.what).unwrap_or_default();
    // A cost of one service is not that of the policy unless somebody says so; an end is a decision.
    let on = matches!(
        change.what,
        What::Authorization { .. }
            | What::Limit { .. }
            | What::DeductibleMet { .. }
            | What::Deductible { .. }
    );
    tick("take", value, label, on)
}

fn only_said(what: &What) -> String {
    match what {
        What::OtherPayer { names } if !names.is_empty() => {
            ["There is another payer: ", &names.join(", "), ". Add its policy, and decide who pays first."]
                .concat()
        }
        What::OtherPayer { .. } => {
            "There is another payer. Ask the family which, and decide who pays first.".to_owned()
        }
        _ => "The policy is not in force. Ask when it ended, and end it on that day.".to_owned(),
    }
}

/// What the policy says now, and what the payer says.
fn both(what: &What, policy: &Policy) -> (Option<String>, Option<String>) {
    let yes = |is: bool| if is { "yes" } else { "no" }.to_owned();
    let last = |until: domain::kinds::Date| words::date(until.pred_opt().unwrap_or(until));
    match what {
        What::NotInForce | What::OtherPayer { .. } => (None, None),
        What::Until { now, said } => (now.map(last), Some(last(*said))),
        What::Copay { now, said }
        | What::Deductible { now, said }
        | What::DeductibleMet { now, said }
        | What::OutOfPocketMax { now, said } => (now.map(|one| one.to_string()), Some(said.to_string())),
        What::Coinsurance { now, said } => {
            let percent = |of: u8| [&of.to_string(), "\u{a0}%"].concat();
            (now.map(percent), Some(percent(*said)))
        }
        What::Authorization { discipline, now, said } => {
            (now.map(yes), Some([Discipline::mark(*discipline), " ", &yes(*said)].concat()))
        }
        What::Network { now, said } => (now.map(yes), Some(yes(*said))),
        What::Limit { said, left } => {
            let same = policy.limits.iter().find(|limit| limit.disciplines == said.disciplines);
            let of: Vec<&str> = said.disciplines.iter().map(|one| one.mark()).collect();
            let left = left.map(|left| [", ", &left.to_string(), " left"].concat()).unwrap_or_default();
            (
                same.map(|limit| limit.amount.title()),
                Some(
                    [
                        &said.amount.title(),
                        " for ",
                        &of.join(" + "),
                        ", ",
                        &said.year.title().to_lowercase(),
                        &left,
                    ]
                    .concat(),
                ),
            )
        }
    }
}
