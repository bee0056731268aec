//! Reads the forms about the order of payers.

use super::Ground;
use super::change::settle;
use crate::posted::{Posted, json, problem, refused, unreadable};
use app::error::ServerError;
use domain::calendar::said;
use domain::case::Seen;
use domain::coverage::cob::propose;
use domain::coverage::force::{in_force, payers_on};
use domain::coverage::{Circumstances, CobRule, Entitlement, Parents, PayerOrder};
use domain::ids::PolicyId;
use domain::kinds::Date;
use domain::ledger::{Command, CoverageChange, OrderWish};
use domain::refusal::{Field, Refusal};

/// An order that somebody decided. It goes by the rule where it is what the rules propose, and by the person where not.
pub(super) async fn put(ground: &Ground<'_>) -> Result<String, ServerError> {
    let form = &ground.form;
    let ledger = &ground.facts.ledger;
    let from = form.need(
        "Counts from this date of service on",
        form.day("first", "Counts from this date of service on")?,
    )?;
    let seen_on: Date = form.id("seen_on")?;
    unchanged(json(form, "seen")?, payers_on(ledger, seen_on).order)?;
    let policies: Vec<PolicyId> = ["rank_1", "rank_2", "rank_3"]
        .into_iter()
        .filter_map(|name| form.text(name))
        .map(|id| id.parse().map_err(|_| unreadable()))
        .collect::<Result<_, _>>()?;
    let born = ground.facts.case.patient.born;
    let proposal = propose(&in_force(ledger, from), &ledger.circumstances, born, from);
    let named = proposal.order.iter().filter(|id| policies.contains(id));
    let rule = if named.eq(&policies) { proposal.rule() } else { None };
    let wish = OrderWish {
        from,
        policies,
        rule: rule.unwrap_or(CobRule::Person),
        evidence: form.line("evidence", "What was seen or said")?,
        confirmed: form.is_on("confirmed"),
    };
    settle(ground, with(wish)).await
}

/// The payers' own file says what stands here: no visit is touched, and nothing has to be looked at first.
pub(super) async fn confirmed(ground: &Ground<'_>) -> Result<String, ServerError> {
    let first: Date = ground.form.id("first")?;
    let order = ground.facts.ledger.orders.iter().find(|order| order.from == first);
    let seen: PayerOrder = json(&ground.form, "seen")?;
    // Sent twice, or confirmed by a colleague meanwhile: it is what was wanted.
    if order.is_some_and(|now| *now == PayerOrder { confirmed: true, by: now.by, on: now.on, ..seen.clone() })
    {
        return Ok(ground.page(None));
    }
    unchanged(Some(seen.clone()), order)?;
    let PayerOrder { from, policies, rule, evidence, .. } = seen;
    settle(ground, with(OrderWish { from, policies, rule, evidence, confirmed: true })).await
}

fn with(order: OrderWish) -> CoverageChange {
    CoverageChange { policies: vec![], complete: false, order: Some(order), tasks: vec![] }
}

/// A colleague's decision is not written over unseen.
fn unchanged(seen: Option<PayerOrder>, now: Option<&PayerOrder>) -> Result<(), ServerError> {
    if seen.as_ref() == now {
        return Ok(());
    }
    let now = now.map_or_else(
        || "no order".to_owned(),
        |order| format!("an order from {} on, decided on {}", said(order.from), said(order.on)),
    );
    Err(refused(Refusal::RecordChanged { field: Field::PayerOrder, now }))
}

/// What the order depends on.
pub(super) async fn circumstances(ground: &Ground<'_>) -> Result<String, ServerError> {
    let form = &ground.form;
    let seen: Circumstances = json(form, "seen")?;
    let to =
        Circumstances { parents: parents(form)?, medicare: medicare(form)?, injury: form.is_on("injury") };
    ground.submit(Command::Circumstances(Seen { seen, to })).await
}

fn parents(form: &Posted) -> Result<Option<Parents>, ServerError> {
    let policy = |name: &str| -> Result<Option<PolicyId>, ServerError> {
        form.text(name).map(|id| id.parse().map_err(|_| unreadable())).transpose()
    };
    Ok(match form.text("parents") {
        None => None,
        Some("together") => Some(Parents::Together),
        Some("decree_for") => {
            let named = policy("decree")?;
            Some(Parents::DecreeFor(form.need("The court named the subscriber of", named)?))
        }
        Some("decree_for_both") => Some(Parents::DecreeForBoth),
        Some("custody") => Some(Parents::Custody {
            custodial: policy("custodial")?,
            custodial_spouse: policy("custodial_spouse")?,
            other: policy("other")?,
            other_spouse: policy("other_spouse")?,
        }),
        Some(_) => return Err(unreadable()),
    })
}

fn medicare(form: &Posted) -> Result<Option<Entitlement>, ServerError> {
    let employees =
        || form.need("Employees of the employer", form.number("employees", "Employees of the employer")?);
    Ok(match form.text("medicare") {
        None => None,
        Some("age") => Some(Entitlement::Age { employees: employees()? }),
        Some("disability") => Some(Entitlement::Disability { employees: employees()? }),
        Some("esrd") => {
            let since = form.day("since", "Kidney failure: entitled since")?;
            let since = form.need("Kidney failure: entitled since", since)?;
            if ground_is_ahead(since) {
                return Err(problem(
                    Field::PayerOrder,
                    &"Kidney failure: this day is not possible. Please correct it.",
                ));
            }
            Some(Entitlement::Esrd { since })
        }
        Some(_) => return Err(unreadable()),
    })
}

/// Days that no patient's entitlement began on.
fn ground_is_ahead(since: Date) -> bool {
    use chrono::Datelike;
    !(1972..=2100).contains(&since.year())
}
