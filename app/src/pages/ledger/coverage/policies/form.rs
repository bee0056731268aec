//! The form of a policy: new, changed, ended.

use super::fields::{Values, every, hinted, input, select};
use crate::pages::fields::{Kind, banner, hidden, options, or_none, shown, tick, word};
use crate::pages::ledger::coverage::Ground;
use crate::pages::ledger::coverage::controls::finish;
use crate::parts::words;
use crate::prelude::*;
use domain::coverage::{Kinship, LimitAmount, LimitYear, PlanKind, Policy, Standing};
use domain::ids::PolicyId;
use domain::kinds::{Date, Discipline};

/// Months as a plan's year begins with them.
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
/// Limits that a form has places for at least.
const LIMITS: usize = 2;
/// And at most.
const LIMITS_MAX: usize = 8;

/// The form of a policy that is changed, or of a new one.
pub(super) fn draw(ground: Ground<'_>, of: Option<&Policy>) -> AnyView {
    let mut values = of.map_or_else(|| Values(vec![]), values);
    if of.is_none() {
        values.put_some("from", ground.asked.on);
        values.put("policy", ground.facts.fresh);
    }
    drawn(ground, &values)
}

/// The form as somebody filled it in before.
pub(super) fn again(ground: Ground<'_>, fields: &[(String, String)]) -> AnyView {
    drawn(ground, &Values(fields.to_vec()))
}

fn drawn(ground: Ground<'_>, values: &Values) -> AnyView {
    let facts = ground.facts;
    if facts.clinic.payers.is_empty() {
        return view! {
            {banner("info", "info", view! {
                "A policy names who pays, and the clinic has no payers yet. " <a href="/payers">"Add the first payer"</a>
                ", then come back."
            })}
        };
    }
    let id = values.text("policy");
    let known = id.parse::<PolicyId>().ok().and_then(|id| facts.ledger.policy(id));
    let title = if known.is_some() { "Change a policy" } else { "Add a policy" };
    let lead = if known.is_some() {
        "Correct what was entered wrongly. When the plan itself changes, end this policy and add the new one."
    } else {
        "Enter what the card and the family say. Before anything is saved you see which visits it touches."
    };
    // The screen's own policies, also where the form is filled in a second time.
    let seen = values.text("seen");
    let seen = if seen.is_empty() { shown("seen", &facts.ledger.policies) } else { hidden("seen", seen) };
    view! {
        <form class="stack" method="post" action=ground.post("coverage-policy")>
            {every(ground)}
            {hidden("policy", id)}
            {seen}
            <section class="section" data-framed="">
                <div class="section__head"><h2>{title}</h2></div>
                <p class="section__lead">{lead}</p>
                {who(ground, values)}
            </section>
            <section class="section" data-framed="">
                <div class="section__head"><h2>"When, and in which place"</h2></div>
                {when(ground, values, known)}
            </section>
            <details class="section" data-framed="" open=has_more(values)>
                <summary>"Cost sharing, limits, what it asks for"</summary>
                {more(ground, values)}
            </details>
            <div class="stack">
                {tick("complete", "yes".into(), "These are all the coverages that the family has", values.is_filled("complete"))}
            </div>
            {finish(ground, "Save, or see first what it touches")}
        </form>
    }
}

fn who(ground: Ground<'_>, values: &Values) -> AnyView {
    let mut payers: Vec<(String, String)> = ground
        .facts
        .clinic
        .payers
        .iter()
        .map(|payer| (payer.id.to_string(), payer.name.to_string()))
        .collect();
    payers.sort_by(|one, other| one.1.cmp(&other.1));
    view! {
        <div class="fields">
            {select(values, "payer", "Payer", or_none("Choose a payer", payers))}
            {select(values, "plan", "Kind of plan", or_none("Choose a kind", options(PlanKind::ALL, PlanKind::title)))}
            {input(values, "member", "Member number", Kind::Text)}
            {input(values, "group", "Group number", Kind::Text)}
            {select(values, "kinship", "Whose policy it is", options(Kinship::ALL, Kinship::title))}
            {hinted(values, "subscriber", "Subscriber's name", Kind::Text, "Not needed where it is the patient's own.")}
            {hinted(values, "born", "Subscriber's birthday", Kind::Day, "Decides which parent's plan pays first.")}
            {select(values, "standing", "The subscriber is", or_none("Not known", options(Standing::ALL, Standing::title)))}
        </div>
    }
}

fn when(ground: Ground<'_>, values: &Values, known: Option<&Policy>) -> AnyView {
    let mut places = vec![
        ("proposed".to_owned(), "As the rules propose".to_owned()),
        ("as_it_is".to_owned(), "Leave the order as it is".to_owned()),
    ];
    places.extend(
        ["Pays first", "Pays second", "Pays third"]
            .iter()
            .zip(1..)
            .map(|(title, rank)| (rank_code(rank), (*title).to_owned())),
    );
    if known.is_some() {
        places.swap(0, 1);
    }
    let others = ground.facts.ledger.policies.iter().filter(|policy| {
        policy.period.until().is_none_or(|until| ground.day < until)
            && Some(policy.id) != known.map(|one| one.id)
    });
    let others: Vec<(String, String)> = others
        .map(|policy| {
            (policy.id.to_string(), [&ground.payer(policy.payer), ", ", &policy.period.in_words()].concat())
        })
        .collect();
    let replaces = (known.is_none() && !others.is_empty()).then(|| {
        select(values, "replaces", "It takes the place of", or_none("None: it comes in addition", others))
    });
    view! {
        <div class="fields">
            {input(values, "from", "First covered day", Kind::Day)}
            {hinted(values, "last", "Last covered day", Kind::Day, "Empty: no end is known.")}
            {replaces}
            {select(values, "place", "Place in the order", places)}
            {hinted(values, "evidence", "What was seen or said", Kind::Text, "Needed where the order is not what the rules propose.")}
        </div>
        {tick("confirmed", "yes".into(), "The payers' own file says the same order", values.is_filled("confirmed"))}
    }
}

fn rank_code(rank: usize) -> String {
    rank.to_string()
}

/// Whether something is entered among what most policies do without.
fn has_more(values: &Values) -> bool {
    let names = [
        "copay",
        "coinsurance",
        "deductible",
        "deductible_met",
        "out_of_pocket",
        "network",
        "filing_days",
        "remarks",
        "limit_amount_0",
    ];
    let needs = Discipline::ALL.iter().any(|one| {
        ["authorization_", "referral_"]
            .iter()
            .any(|need| values.is_filled(&[need, word(*one).as_str()].concat()))
    });
    needs || names.iter().any(|name| values.is_filled(name))
}

fn more(ground: Ground<'_>, values: &Values) -> AnyView {
    let yes_no = || {
        or_none(
            "Not asked",
            [("yes", "Yes"), ("no", "No")].map(|(a, b)| (a.to_owned(), b.to_owned())).to_vec(),
        )
    };
    let count = (0..LIMITS_MAX)
        .take_while(|at| values.is_filled(&["limit_amount_", &at.to_string()].concat()))
        .count();
    let limits: Vec<AnyView> =
        (0..LIMITS.max(count + 1).min(LIMITS_MAX)).map(|at| limit(values, at)).collect();
    let mut disciplines = ground.facts.case.disciplines.clone();
    disciplines.extend(Discipline::ALL.iter().filter(|one| {
        ["authorization_", "referral_"]
            .iter()
            .any(|need| values.is_filled(&[need, word(**one).as_str()].concat()))
    }));
    disciplines.sort_unstable();
    disciplines.dedup();
    let needs = disciplines.into_iter().map(|discipline| need(values, discipline));
    view! {
        <div class="fields">
            {input(values, "copay", "Copay for each visit ($)", Kind::Figures)}
            {input(values, "coinsurance", "Coinsurance (%)", Kind::Figures)}
            {input(values, "deductible", "Deductible of the year ($)", Kind::Figures)}
            {input(values, "deductible_met", "Deductible met so far ($)", Kind::Figures)}
            {input(values, "out_of_pocket", "Most that the family pays in a year ($)", Kind::Figures)}
            {select(values, "network", "In network", yes_no())}
            {hinted(values, "filing_days", "Days to file a claim", Kind::Figures, "Empty: as the payer's rules say.")}
            {input(values, "remarks", "Remarks", Kind::Text)}
        </div>
        <div class="section__head"><h3>"Limits of a year"</h3></div>
        <div class="stack">{limits}</div>
        <div class="section__head"><h3>"What it asks for, where that differs from the payer's rules"</h3></div>
        <div class="stack">{needs.collect::<Vec<_>>()}</div>
    }
}

fn limit(values: &Values, at: usize) -> AnyView {
    let name = |part: &str| ["limit_", part, "_", &at.to_string()].concat();
    let whose = name("disciplines");
    let boxes = Discipline::ALL.map(|discipline| {
        let code = word(discipline);
        let on = values.has(&whose, &code);
        tick(&whose, code, discipline.mark(), on)
    });
    let units = [("visits", "Visits"), ("money", "Dollars")].map(|(a, b)| (a.to_owned(), b.to_owned()));
    let years = [("0".to_owned(), "The calendar year".to_owned())].into_iter().chain(
        MONTHS.iter().zip(1..).map(|(month, at)| (at.to_string(), ["A plan year from ", month].concat())),
    );
    let legend = ["Limit ", &(at + 1).to_string()].concat();
    view! {
        <fieldset class="limit">
            <legend class="field__label">{legend}</legend>
            <div class="fields">
                {hinted(values, &name("amount"), "How much", Kind::Figures, "Empty: no limit.")}
                {select(values, &name("unit"), "Of", units)}
                {select(values, &name("year"), "In", years)}
                {hinted(values, &name("elsewhere"), "Used elsewhere in that year", Kind::Figures, "As the payer said when last asked.")}
            </div>
            <div class="row">
                {Vec::from(boxes)}
                {tick(&name("hard"), "yes".into(), "Beyond it nothing is paid", values.is_filled(&name("hard")))}
            </div>
        </fieldset>
    }
}

fn need(values: &Values, discipline: Discipline) -> AnyView {
    let yes_no = || {
        or_none(
            "As the payer's rules say",
            [("yes", "Needed"), ("no", "Not needed")].map(|(a, b)| (a.to_owned(), b.to_owned())).to_vec(),
        )
    };
    let code = word(discipline);
    view! {
        <fieldset class="limit">
            <legend class="field__label">{discipline.title()}</legend>
            <div class="fields">
                {select(values, &["authorization_", &code].concat(), "Authorization", yes_no())}
                {select(values, &["referral_", &code].concat(), "Referral", yes_no())}
            </div>
        </fieldset>
    }
}

/// A policy as its form has it.
fn values(policy: &Policy) -> Values {
    let mut all = Values(vec![]);
    all.put("policy", policy.id);
    all.put("payer", policy.payer);
    all.put("plan", word(policy.plan));
    all.put_some("member", policy.member.as_ref());
    all.put_some("group", policy.group.as_ref());
    all.put("kinship", word(policy.subscriber.kinship));
    all.put_some("subscriber", policy.subscriber.name.as_ref());
    all.put_some("born", policy.subscriber.born);
    all.put_some("standing", policy.subscriber.standing.map(word));
    all.put("from", policy.period.from());
    all.put_some("last", last_day(policy));
    let cost = policy.cost;
    all.put_some("copay", cost.copay);
    all.put_some("coinsurance", cost.coinsurance);
    all.put_some("deductible", cost.deductible);
    all.put_some("deductible_met", cost.deductible_met);
    all.put_some("out_of_pocket", cost.out_of_pocket_max);
    let yes = |is: bool| if is { "yes" } else { "no" };
    all.put_some("network", policy.in_network.map(yes));
    all.put_some("filing_days", policy.filing_days);
    all.put_some("remarks", policy.remarks.as_ref());
    for (at, limit) in policy.limits.iter().enumerate() {
        let mut put =
            |part: &str, value: String| all.put(&["limit_", part, "_", &at.to_string()].concat(), value);
        let (unit, amount, elsewhere) = match limit.amount {
            LimitAmount::Visits(visits) => ("visits", visits.to_string(), limit.used_elsewhere.to_string()),
            LimitAmount::Money(cents) => {
                ("money", cents.to_string(), domain::money::Cents(limit.used_elsewhere).to_string())
            }
        };
        put("unit", unit.to_owned());
        put("amount", amount);
        put("elsewhere", elsewhere);
        put(
            "year",
            match limit.year {
                LimitYear::Calendar => "0".to_owned(),
                LimitYear::Plan { month } => month.to_string(),
            },
        );
        if limit.hard {
            put("hard", "yes".to_owned());
        }
        for discipline in &limit.disciplines {
            put("disciplines", word(*discipline));
        }
    }
    for need in &policy.needs {
        let code = word(need.discipline);
        all.put_some(&["authorization_", &code].concat(), need.authorization.map(yes));
        all.put_some(&["referral_", &code].concat(), need.referral.map(yes));
    }
    all
}

/// The last covered day, as people say an end.
pub(super) fn last_day(policy: &Policy) -> Option<Date> {
    policy.period.until().and_then(|until| until.pred_opt())
}

/// The form that ends a policy.
pub(super) fn end(ground: Ground<'_>, policy: &Policy, typed: Option<&[(String, String)]>) -> AnyView {
    let mut values = Values(typed.unwrap_or_default().to_vec());
    if typed.is_none() {
        values.put_some("last", last_day(policy));
    }
    let lead = [
        &ground.payer(policy.payer),
        " covers the patient ",
        &policy.period.in_words(),
        ". Its authorizations do not reach beyond its last day.",
    ]
    .concat();
    let since = ["From ", &words::date(policy.period.from()), " on."].concat();
    view! {
        <form class="section" data-framed="" method="post" action=ground.post("coverage-end")>
            {every(ground)}
            {hidden("form", "end")}
            {hidden("policy", policy.id)}
            {shown("seen", &ground.facts.ledger.policies)}
            <div class="section__head"><h2>"End a policy"</h2></div>
            <p class="section__lead">{lead}</p>
            <div class="fields">
                {hinted(&values, "last", "Last covered day", Kind::Day, "Empty: it has no end after all.")}
                <div class="field"><span class="field__label">"It covers"</span><span>{since}</span></div>
            </div>
            {finish(ground, "Save, or see first what it touches")}
        </form>
    }
}
