//! Who pays first: what counts, what the rules propose and why, and what they cannot know.

use super::fields::{Values, every, hinted, input, select};
use crate::pages::fields::{Kind, banner, chip, hidden, or_none, shown, tick};
use crate::pages::ledger::coverage::Ground;
use crate::pages::ledger::coverage::controls::finish;
use crate::parts::words;
use crate::prelude::*;
use domain::coverage::cob::{Proposal, propose};
use domain::coverage::force::{in_force, payers_on, stretches};
use domain::coverage::{Circumstances, Entitlement, Parents, PayerOrder, Policy};
use domain::ids::PolicyId;
use domain::kinds::Date;

/// Places of an order.
const RANKS: [(&str, &str); 3] =
    [("rank_1", "Pays first"), ("rank_2", "Pays second"), ("rank_3", "Pays third")];

/// What counts on the day of the lens.
pub(super) fn section(ground: Ground<'_>) -> Option<AnyView> {
    let ledger = &ground.facts.ledger;
    let covering = in_force(ledger, ground.day);
    if covering.len() < 2 {
        return None;
    }
    let payers = payers_on(ledger, ground.day);
    let proposal = proposal(ground, ground.day);
    let actions = ground.may_cover().then(|| {
        let facts = ground.asked.with_form(Some("circumstances"), None);
        let order = ground.asked.with_form(Some("order"), None);
        view! {
            <div class="row">
                <a class="button" href=facts>"What it depends on"</a>
                <a class="button" href=order>"Decide the order"</a>
            </div>
        }
    });
    let counts = payers.order.filter(|_| !payers.ordered.is_empty());
    let differs =
        counts.is_some() && payers.ids() != proposal.order.iter().copied().take(3).collect::<Vec<_>>();
    let differs = differs.then(|| {
        view! { <p class="muted">"The rules would propose another order:"</p> }
    });
    let counts = match counts {
        Some(order) => decided(ground, order, payers.confirmed),
        None => view! { <p>"Nobody has decided an order for this day. The rules propose:"</p> },
    };
    Some(view! {
        <section class="section" data-framed="" aria-label="Who pays first">
            <div class="section__head policies__head"><h2>"Who pays first"</h2>{actions}</div>
            {counts}
            {differs}
            {steps(ground, &proposal)}
            {questions(ground, &proposal)}
        </section>
    })
}

fn proposal(ground: Ground<'_>, day: Date) -> Proposal {
    let ledger = &ground.facts.ledger;
    propose(&in_force(ledger, day), &ledger.circumstances, ground.facts.case.patient.born, day)
}

fn decided(ground: Ground<'_>, order: &PayerOrder, confirmed: bool) -> AnyView {
    let names: Vec<String> = order.policies.iter().map(|id| ground.policy(*id)).collect();
    let mark = if confirmed {
        chip("good", "check", "confirmed by the payers")
    } else {
        chip("warn", "warn", "not confirmed by the payers")
    };
    let by = ground.facts.clinic.name_of(order.by);
    let why = [
        order.rule.title(),
        ". Decided on ",
        &words::date(order.on),
        " by ",
        &by,
        "; counts from ",
        &words::date(order.from),
        " on.",
    ]
    .concat();
    let evidence =
        order.evidence.as_ref().map(|seen| view! { <p>"Seen: "<q dir="auto">{seen.to_string()}</q></p> });
    view! {
        <p class="row"><strong dir="auto">{names.join(", then ")}</strong>{mark}</p>
        <p class="muted">{why}</p>
        {evidence}
    }
}

/// Each rule with who says so, and what it read.
fn steps(ground: Ground<'_>, proposal: &Proposal) -> AnyView {
    let steps = proposal.steps.iter().map(|step| {
        let pair = [&ground.policy(step.first), " before ", &ground.policy(step.second)].concat();
        view! {
            <li>
                <strong dir="auto">{pair}</strong>": "{step.rule.title()}". "{step.because.clone()}
                <span class="muted">{[" (", step.source, ")"].concat()}</span>
            </li>
        }
    });
    view! { <ol class="lines">{steps.collect::<Vec<_>>()}</ol> }
}

fn questions(ground: Ground<'_>, proposal: &Proposal) -> Option<AnyView> {
    if proposal.unsure.is_empty() {
        return None;
    }
    let open = proposal.unsure.iter().map(|question| view! { <li>{question.sentence()}</li> });
    let open: Vec<AnyView> = open.collect();
    let href = ground.asked.with_form(Some("circumstances"), None);
    let answer = ground.may_cover().then(|| view! { <a href=href>"Answer"</a> });
    Some(banner(
        "info",
        "help",
        view! { "To ask the family or the payer: "{answer}<ul class="lines">{open}</ul> },
    ))
}

/// The form in which somebody decides it, filled with what the rules propose or with what was typed before.
pub(super) fn form(ground: Ground<'_>, typed: Option<&[(String, String)]>) -> AnyView {
    let ledger = &ground.facts.ledger;
    let since = stretches(ledger).into_iter().find(|stretch| stretch.days.contains(ground.day));
    let first = since.map_or(ground.day, |stretch| stretch.days.from());
    let covering = in_force(ledger, ground.day);
    if covering.is_empty() {
        return banner(
            "info",
            "info",
            "No policy is in force on this day, so there is no order to decide. Choose another day above, or add a policy.",
        );
    }
    let proposal = proposal(ground, first);
    let values = typed.map_or_else(|| proposed(first, &proposal, &covering), |typed| Values(typed.to_vec()));
    let options = || or_none("Nobody", names(ground, &covering));
    let ranks =
        RANKS.iter().take(covering.len()).map(|(name, label)| select(&values, name, label, options()));
    let seen = payers_on(ledger, first).order;
    view! {
        <form class="section stack" data-framed="" method="post" action=ground.post("coverage-order")>
            {every(ground)}
            {hidden("form", "order")}
            {hidden("seen_on", first)}
            {shown("seen", &seen)}
            <div class="section__head"><h2>"Decide who pays first"</h2></div>
            <p class="section__lead">"The places are filled as the rules propose. Write down what was seen where you decide otherwise."</p>
            {steps(ground, &proposal)}
            {questions(ground, &proposal)}
            <div class="fields">
                {input(&values, "first", "Counts from this date of service on", Kind::Day)}
                {ranks.collect::<Vec<_>>()}
                {hinted(&values, "evidence", "What was seen or said", Kind::Text, "Which decree, who has custody, who said so.")}
            </div>
            {tick("confirmed", "yes".into(), "The payers' own file says the same: the member has answered their questions", values.is_filled("confirmed"))}
            {finish(ground, "Save, or see first what it touches")}
        </form>
    }
}

fn proposed(first: Date, proposal: &Proposal, covering: &[&Policy]) -> Values {
    let mut values = Values(vec![]);
    values.put("first", first);
    let known = proposal.order.iter().filter(|id| covering.iter().any(|policy| policy.id == **id));
    for ((name, _), id) in RANKS.iter().zip(known) {
        values.put(name, id);
    }
    values
}

/// Policies as a list has them, with their numbers where two are of one payer.
fn names(ground: Ground<'_>, policies: &[&Policy]) -> Vec<(String, String)> {
    let name = |policy: &&Policy| {
        let whose = policy.subscriber.name.as_ref().map(|name| ["\u{a0}– ", name.as_str()].concat());
        (policy.id.to_string(), [ground.payer(policy.payer), whose.unwrap_or_default()].concat())
    };
    policies.iter().map(name).collect()
}

/// The form of what the order depends on and no policy says.
pub(super) fn circumstances(ground: Ground<'_>) -> AnyView {
    let now = ground.facts.ledger.circumstances;
    let values = known(&now);
    let policies: Vec<&Policy> = ground.facts.ledger.policies.iter().collect();
    let options = || or_none("Not said", names(ground, &policies));
    let list = |all: &[(&str, &str)]| {
        all.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect::<Vec<_>>()
    };
    let parents = [
        ("", "Not asked, or not a child"),
        ("together", "Together, married or not"),
        ("decree_for", "Apart: a court made one of them responsible"),
        ("decree_for_both", "Apart: a court made both responsible, or joint custody"),
        ("custody", "Apart, without a decree"),
    ];
    let medicare = [
        ("", "Not asked, or no Medicare"),
        ("age", "Age: 65 or older, and working or the spouse is"),
        ("disability", "Disability, covered by an employer"),
        ("esrd", "Kidney failure"),
    ];
    view! {
        <form class="stack" method="post" action=ground.post("coverage-circumstances")>
            {every(ground)}
            {shown("seen", &now)}
            <section class="section" data-framed="">
                <div class="section__head"><h2>"What the order depends on"</h2></div>
                <p class="section__lead">"No policy says this. The order itself stays as it is until somebody decides it."</p>
                <div class="fields">
                    {select(&values, "parents", "The parents live", list(&parents))}
                    {select(&values, "decree", "The court named the subscriber of", options())}
                </div>
            </section>
            <section class="section" data-framed="">
                <div class="section__head"><h2>"Apart without a decree: whose policy is which"</h2></div>
                <div class="fields">
                    {select(&values, "custodial", "Parent with custody", options())}
                    {select(&values, "custodial_spouse", "That parent's spouse", options())}
                    {select(&values, "other", "The other parent", options())}
                    {select(&values, "other_spouse", "The other parent's spouse", options())}
                </div>
            </section>
            <section class="section" data-framed="">
                <div class="section__head"><h2>"Medicare and injuries"</h2></div>
                <div class="fields">
                    {select(&values, "medicare", "Medicare because of", list(&medicare))}
                    {input(&values, "employees", "Employees of the employer", Kind::Figures)}
                    {input(&values, "since", "Kidney failure: entitled since", Kind::Day)}
                </div>
                {tick("injury", "yes".into(), "The treated condition comes from work or from an accident", values.is_filled("injury"))}
            </section>
            {finish(ground, "Save")}
        </form>
    }
}

fn known(now: &Circumstances) -> Values {
    let mut values = Values(vec![]);
    match now.parents {
        None => {}
        Some(Parents::Together) => values.put("parents", "together"),
        Some(Parents::DecreeForBoth) => values.put("parents", "decree_for_both"),
        Some(Parents::DecreeFor(policy)) => {
            values.put("parents", "decree_for");
            values.put("decree", policy);
        }
        Some(Parents::Custody { custodial, custodial_spouse, other, other_spouse }) => {
            values.put("parents", "custody");
            let all: [(&str, Option<PolicyId>); 4] = [
                ("custodial", custodial),
                ("custodial_spouse", custodial_spouse),
                ("other", other),
                ("other_spouse", other_spouse),
            ];
            for (name, policy) in all {
                values.put_some(name, policy);
            }
        }
    }
    match now.medicare {
        None => {}
        Some(Entitlement::Age { employees }) => {
            values.put("medicare", "age");
            values.put("employees", employees);
        }
        Some(Entitlement::Disability { employees }) => {
            values.put("medicare", "disability");
            values.put("employees", employees);
        }
        Some(Entitlement::Esrd { since }) => {
            values.put("medicare", "esrd");
            values.put("since", since);
        }
    }
    values.put_some("injury", now.injury.then_some("yes"));
    values
}
