//! Forms about payers and their rules. What is written goes into a draft of this person, and counts once it is published.

mod example;
mod rules;

use crate::desk::LocalDesk;
use crate::posted::{Posted, unreadable};
use app::api::Who;
use app::error::ServerError;
use domain::calendar::Span;
use domain::coverage::PlanKind;
use domain::ids::{CommandId, ExampleId, PayerId};
use domain::kinds::Date;
use domain::payer::{Payer, PayerRules};
use domain::workflow::PayerClass;

/// Does what a form asks for; gives the address to go on to.
pub(super) async fn take(
    desk: &LocalDesk,
    who: &Who,
    step: &str,
    form: Posted,
) -> Result<String, ServerError> {
    if step == "add" {
        return add(desk, who, &form).await;
    }
    let payer: PayerId = form.id("payer")?;
    match step {
        "name" => desk.redraft(who, payer, |payer| name(payer, &form)).await?,
        "rules" => desk.redraft(who, payer, |payer| change(payer, &form)).await?,
        "period" => desk.redraft(who, payer, |payer| begin(payer, &form)).await?,
        "example" => {
            let example = example::read(&form)?;
            desk.redraft(who, payer, |payer| {
                match payer.examples.iter_mut().find(|known| known.id == example.id) {
                    Some(known) => *known = example,
                    None => payer.examples.push(example),
                }
                Ok(())
            })
            .await?;
        }
        "example-remove" => {
            let id: ExampleId = form.id("id")?;
            desk.redraft(who, payer, |payer| {
                payer.examples.retain(|example| example.id != id);
                Ok(())
            })
            .await?;
        }
        "discard" => desk.forget_draft(who, payer).await?,
        "publish" => {
            let (command, version): (CommandId, i64) = (form.id("command")?, form.id("version")?);
            desk.publish_draft(who, command, payer, version).await?;
        }
        _ => return Err(ServerError::NotFound),
    }
    Ok(page_of(payer))
}

fn page_of(payer: PayerId) -> String {
    format!("/payers/{payer}")
}

/// A new payer, with the usual rules of a kind of plan. No case has it yet, so there is nothing to look at first.
async fn add(desk: &LocalDesk, who: &Who, form: &Posted) -> Result<String, ServerError> {
    let command: CommandId = form.id("command")?;
    let name = form.need("Name", form.line("name", "Name")?)?;
    let class: PayerClass = form.need("Group", form.choice("class")?)?;
    let plan: PlanKind = form.need("Kind of plan", form.choice("plan")?)?;
    let from = form.need("Rules from", form.day("from", "Rules from")?)?;
    // Its id follows from the command, so that a form that is sent twice adds one payer.
    let id = PayerId(command.0);
    let to = Payer { id, name, class, rules: PayerRules::starting(plan, from), examples: vec![] };
    desk.set_payer(who, command, None, to).await?;
    Ok(page_of(id))
}

fn name(payer: &mut Payer, form: &Posted) -> Result<(), ServerError> {
    payer.name = form.need("Name", form.line("name", "Name")?)?;
    payer.class = form.need("Group", form.choice("class")?)?;
    Ok(())
}

/// Other rules in place of those that begin on a day.
fn change(payer: &mut Payer, form: &Posted) -> Result<(), ServerError> {
    let was: Date = form.id("was")?;
    let to = rules::read(form)?;
    let known = payer.rules.iter_mut().find(|rules| rules.period.from() == was);
    *known.ok_or_else(unreadable)? = to;
    Ok(())
}

/// New rules from a day on: those that count on it, to be changed; they end the day before.
fn begin(payer: &mut Payer, form: &Posted) -> Result<(), ServerError> {
    let from = form.need("First day", form.day("from", "First day")?)?;
    if payer.rules.iter().any(|rules| rules.period.from() == from) {
        return Ok(());
    }
    let next = payer.rules.iter().map(|rules| rules.period.from()).filter(|next| from < *next).min();
    let span =
        |from, until| Span::new(from, until).map_err(|problem| form.no("First day", &problem.to_string()));
    let counting = payer.rules_on(from).or(payer.rules.iter().min_by_key(|rules| rules.period.from()));
    let mut new = counting.cloned().ok_or_else(unreadable)?;
    let until = if new.period.contains(from) { new.period.until() } else { next };
    for rules in payer.rules.iter_mut().filter(|rules| rules.period.contains(from)) {
        rules.period = span(rules.period.from(), Some(from))?;
    }
    new.period = span(from, until)?;
    payer.rules.push(new);
    Ok(())
}
