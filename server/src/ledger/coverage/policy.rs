//! Reads the form of a policy.

use super::Ground;
use super::change::settle;
use crate::posted::{Posted, json, problem};
use app::error::ServerError;
use domain::calendar::{Span, said};
use domain::coverage::enter::check_policy;
use domain::coverage::place::{Place, wish};
use domain::coverage::{
    BenefitLimit, CostSharing, Kinship, LimitAmount, LimitYear, Need, Policy, Subscriber,
};
use domain::ids::PolicyId;
use domain::kinds::{Date, Discipline, Name};
use domain::ledger::{CoverageChange, Event, Put};
use domain::refusal::Field;

/// Limits that one form has at most.
const LIMITS_MAX: usize = 8;

/// Adds a policy, or changes one; with it the one whose place it takes, and the order.
pub(super) async fn put(ground: &Ground<'_>) -> Result<String, ServerError> {
    let form = &ground.form;
    let screen: Vec<Policy> = json(form, "seen")?;
    let to = read(form)?;
    // Before the order of payers is thought about: what cannot be meant is said about the policy itself.
    check_policy(&ground.facts.ledger, &to, ground.facts.today)
        .map_err(|no| problem(Field::Coverage, &no))?;
    let mut policies = Vec::new();
    if let Some(old) = form.text("replaces") {
        let old: PolicyId = old.parse().map_err(|_| crate::posted::unreadable())?;
        policies.push(ended(&screen, old, to.period.from().pred_opt())?);
    }
    let seen = screen.into_iter().find(|policy| policy.id == to.id);
    policies.push(Put { seen, to: to.clone() });
    let order = order(ground, &policies, &to)?;
    settle(ground, CoverageChange { policies, complete: form.is_on("complete"), order, tasks: vec![] }).await
}

/// The order that follows from the place that the person chose.
fn order(
    ground: &Ground<'_>,
    policies: &[Put<Policy>],
    to: &Policy,
) -> Result<Option<domain::ledger::OrderWish>, ServerError> {
    let form = &ground.form;
    let mut after = ground.facts.ledger.clone();
    for put in policies {
        let from = after.policy(put.to.id).cloned();
        let became = domain::ledger::Became { from, to: put.to.clone() };
        domain::ledger::apply(&mut after, &[Event::PolicySet(Box::new(became))]);
    }
    let place = match form.text("place") {
        Some("proposed") => Place::Proposed,
        Some(rank) => rank.parse().map_or(Place::AsItIs, Place::Rank),
        None => Place::AsItIs,
    };
    let Some(mut wish) = wish(&after, to, place, ground.facts.case.patient.born) else { return Ok(None) };
    wish.evidence = form.line("evidence", "What was seen or said")?;
    wish.confirmed = form.is_on("confirmed");
    Ok(Some(wish))
}

/// Ends a policy, or lets it go on without an end.
pub(super) async fn end(ground: &Ground<'_>) -> Result<String, ServerError> {
    let form = &ground.form;
    let screen: Vec<Policy> = json(form, "seen")?;
    let put = ended(&screen, form.id("policy")?, form.day("last", "Last covered day")?)?;
    settle(ground, CoverageChange { policies: vec![put], complete: false, order: None, tasks: vec![] }).await
}

fn ended(screen: &[Policy], id: PolicyId, last: Option<Date>) -> Result<Put<Policy>, ServerError> {
    let seen = screen.iter().find(|policy| policy.id == id).cloned().ok_or_else(crate::posted::unreadable)?;
    let period = period(seen.period.from(), last)?;
    Ok(Put { to: Policy { period, ..seen.clone() }, seen: Some(seen) })
}

/// People type the last covered day; what is stored is the first that is not.
fn period(from: Date, last: Option<Date>) -> Result<Span, ServerError> {
    let no = |_| {
        let day = |date: Option<Date>| said(date.unwrap_or(from));
        let (last, from) = (day(last), day(Some(from)));
        let words = format!(
            "This policy would end on {last}, before its first day, {from}. Please correct one of the two days."
        );
        problem(Field::Coverage, &words)
    };
    // Ended the day before it begins is ended before it begins, and no empty policy.
    let is_backwards = last.is_some_and(|last| last < from);
    let until = if is_backwards { last } else { last.and_then(|last| last.succ_opt()) };
    Span::new(from, until).map_err(no)
}

fn read(form: &Posted) -> Result<Policy, ServerError> {
    let from = form.need("First covered day", form.day("from", "First covered day")?)?;
    let last = form.day("last", "Last covered day")?;
    Ok(Policy {
        id: form.id("policy")?,
        payer: form.need("Payer", form.text("payer"))?.parse().map_err(|_| crate::posted::unreadable())?,
        plan: form.need("Kind of plan", form.choice("plan")?)?,
        member: form.line("member", "Member number")?,
        group: form.line("group", "Group number")?,
        subscriber: subscriber(form)?,
        period: period(from, last)?,
        cost: cost(form)?,
        in_network: yes_no(form, "network"),
        limits: limits(form)?,
        needs: needs(form),
        filing_days: form.number("filing_days", "Days to file a claim")?,
        remarks: form.line("remarks", "Remarks")?,
    })
}

fn subscriber(form: &Posted) -> Result<Subscriber, ServerError> {
    let name = form.text("subscriber").map(Name::parse).transpose();
    let name = name.map_err(|no| problem(Field::Name, &format!("Subscriber's name: {no}")))?;
    let kinship = form.choice("kinship")?.unwrap_or(Kinship::Itself);
    Ok(Subscriber {
        kinship,
        name: name.filter(|_| kinship != Kinship::Itself),
        born: form.day("born", "Subscriber's birthday")?,
        standing: form.choice("standing")?,
    })
}

fn cost(form: &Posted) -> Result<CostSharing, ServerError> {
    Ok(CostSharing {
        copay: form.cents("copay", "Copay")?,
        coinsurance: form.number("coinsurance", "Coinsurance")?,
        deductible: form.cents("deductible", "Deductible")?,
        deductible_met: form.cents("deductible_met", "Deductible met")?,
        out_of_pocket_max: form.cents("out_of_pocket", "Most that the family pays")?,
    })
}

fn yes_no(form: &Posted, name: &str) -> Option<bool> {
    match form.text(name) {
        Some("yes") => Some(true),
        Some("no") => Some(false),
        _ => None,
    }
}

fn limits(form: &Posted) -> Result<Vec<BenefitLimit>, ServerError> {
    let mut limits = Vec::new();
    for at in 0..LIMITS_MAX {
        let name = |part: &str| format!("limit_{part}_{at}");
        let label = format!("Limit {}", at + 1);
        let is_money = form.text(&name("unit")) == Some("money");
        let amount = if is_money {
            form.cents(&name("amount"), &label)?.map(LimitAmount::Money)
        } else {
            form.number(&name("amount"), &label)?.map(LimitAmount::Visits)
        };
        let Some(amount) = amount else { continue };
        let elsewhere = format!("{label}, used elsewhere");
        let used = if is_money {
            form.cents(&name("elsewhere"), &elsewhere)?.map(|cents| cents.0)
        } else {
            form.number(&name("elsewhere"), &elsewhere)?
        };
        let disciplines = disciplines(form, &name("disciplines"));
        if disciplines.is_empty() {
            let words = format!("{label}: no discipline is ticked. Please tick those that share it.");
            return Err(problem(Field::Disciplines, &words));
        }
        let year = match form.number::<u8>(&name("year"), &label)? {
            None | Some(0) => LimitYear::Calendar,
            Some(month) => LimitYear::Plan { month },
        };
        let hard = form.is_on(&name("hard"));
        limits.push(BenefitLimit { disciplines, amount, year, used_elsewhere: used.unwrap_or(0), hard });
    }
    Ok(limits)
}

fn disciplines(form: &Posted, name: &str) -> Vec<Discipline> {
    let ticked: Vec<&str> = form.all(name).collect();
    Discipline::ALL.into_iter().filter(|one| ticked.contains(&code(*one).as_str())).collect()
}

/// A discipline by the word by which it is stored.
fn code(discipline: Discipline) -> String {
    let word = serde_json::to_value(discipline).ok();
    word.as_ref().and_then(|word| word.as_str()).unwrap_or_default().to_owned()
}

fn needs(form: &Posted) -> Vec<Need> {
    let need = |discipline: Discipline| {
        let code = code(discipline);
        let authorization = yes_no(form, &format!("authorization_{code}"));
        let referral = yes_no(form, &format!("referral_{code}"));
        let is_said = authorization.is_some() || referral.is_some();
        is_said.then_some(Need { discipline, authorization, referral })
    };
    Discipline::ALL.into_iter().filter_map(need).collect()
}
