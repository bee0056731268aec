//! Forms about plans of care and goals.

use super::Asker;
use crate::posted::{Posted, unreadable};
use app::error::ServerError;
use domain::diagnosis::Icd;
use domain::goal::{Achievement, Goal, Lifecycle, Point};
use domain::ids::{GoalId, PlanId};
use domain::kinds::{Discipline, Line, Name, NotANumber, Number, Prose};
use domain::ledger::Put;
use domain::plan::{Certified, Command, Terms};
use domain::record;

pub(super) async fn take(asker: &Asker<'_>, step: &str, form: Posted) -> Result<String, ServerError> {
    let command = form.id("command")?;
    let done = async {
        let does = read(asker, step, &form)?;
        asker.submit(command, record::Command::Care(does)).await
    };
    let done = done.await;
    if done.is_err() {
        // Whoever comes back to the form finds what they typed.
        asker.keep(command, form.fields().to_vec());
    }
    done.map(|()| asker.page("plan"))
}

fn read(asker: &Asker<'_>, step: &str, form: &Posted) -> Result<Command, ServerError> {
    let plan = || form.id::<PlanId>("id");
    Ok(match step {
        "plan-write" => {
            let terms = Put { seen: form.seen()?, to: terms(form)? };
            Command::Write { plan: plan()?, discipline: discipline(form)?, terms: Box::new(terms) }
        }
        "plan-sign" => {
            let seen: Terms = form.seen()?.ok_or_else(unreadable)?;
            Command::Sign { plan: plan()?, seen: Box::new(seen) }
        }
        "plan-approve" => Command::Approve { plan: plan()? },
        "plan-return" => {
            let comment = form.need("What is to be done", form.line("comment", "What is to be done")?)?;
            Command::Return { plan: plan()?, comment }
        }
        "plan-certify" => Command::Certify { plan: plan()?, certified: certified(form)? },
        "goal-set" => {
            let seen: Option<Goal> = form.seen()?;
            let to = goal(form, seen.as_ref())?;
            Command::Goal(Box::new(Put { seen, to }))
        }
        "goal-point" => {
            let on = form.need("On", form.day("on", "On")?)?;
            let value = number(form, "value", "Value")?;
            let point = Point { on, value, by: asker.who.viewer.staff, note: None };
            Command::Point { goal: form.id("id")?, point }
        }
        "goal-status" => {
            let reason = form.need("Why", form.line("reason", "Why")?)?;
            let lifecycle: Lifecycle = form.choice("lifecycle")?.ok_or_else(unreadable)?;
            let achievement: Achievement = form.choice("achievement")?.ok_or_else(unreadable)?;
            Command::Status { goal: form.id("id")?, lifecycle, achievement, reason }
        }
        _ => return Err(ServerError::NotFound),
    })
}

fn discipline(form: &Posted) -> Result<Discipline, ServerError> {
    let named = form.text("discipline").unwrap_or_default();
    Discipline::ALL.into_iter().find(|one| one.mark() == named).ok_or_else(unreadable)
}

fn terms(form: &Posted) -> Result<Terms, ServerError> {
    let label = "Diagnoses";
    let codes = form.need(label, form.text("diagnoses"))?;
    let codes = codes.split([',', ';', ' ']).filter(|code| !code.trim().is_empty());
    let diagnoses = codes.map(|code| Icd::parse(code).map_err(|why| form.no(label, &why.to_string())));
    let last = form.need("Last day", form.day("last", "Last day")?)?;
    let reason = form.text("reason").map(|text| {
        Prose::parse(text).map_err(|why| form.no("Why skilled care is needed", &why.to_string()))
    });
    Ok(Terms {
        diagnoses: diagnoses.collect::<Result<_, _>>()?,
        interventions: form.need("Interventions", form.line("interventions", "Interventions")?)?,
        weekly: form.need("Sessions a week", form.number("weekly", "Sessions a week")?)?,
        minutes: form.need("Minutes a session", form.number("minutes", "Minutes a session")?)?,
        from: form.need("From", form.day("from", "From")?)?,
        until: last.succ_opt().ok_or_else(unreadable)?,
        reason: reason.transpose()?,
    })
}

fn certified(form: &Posted) -> Result<Certified, ServerError> {
    let who = form.need("Physician", form.text("who"))?;
    let who = Name::parse(who).map_err(|why| form.no("Physician", &why.to_string()))?;
    let on = form.need("On", form.day("on", "On")?)?;
    let last = form.need("Covers until", form.day("last", "Covers until")?)?;
    let until = last.succ_opt().ok_or_else(unreadable)?;
    let proof: Option<Line> = form.line("proof", "Proof")?;
    Ok(match form.text("way") {
        Some("signed") => Certified::Signed { by: who, on, until, delay: proof },
        Some("sent") => Certified::Sent { to: who, on, proof: form.need("Proof", proof)?, until },
        _ => return Err(unreadable()),
    })
}

fn goal(form: &Posted, seen: Option<&Goal>) -> Result<Goal, ServerError> {
    let of = form.text("of").map(|id| id.parse::<GoalId>().map_err(|_| unreadable())).transpose()?;
    Ok(Goal {
        id: form.id("id")?,
        discipline: discipline(form)?,
        of,
        statement: form.need("Who does what", form.line("statement", "Who does what")?)?,
        condition: form.line("condition", "Under which condition")?,
        purpose: form.line("purpose", "What for")?,
        measure: form.need("What is counted", form.line("measure", "What is counted")?)?,
        unit: form.need("Unit", form.line("unit", "Unit")?)?,
        baseline: number(form, "baseline", "Baseline")?,
        baseline_on: form.need("Baseline of", form.day("baseline_on", "Baseline of")?)?,
        target: number(form, "target", "Target")?,
        due: form.need("Due", form.day("due", "Due")?)?,
        maintains: form.is_on("maintains"),
        lifecycle: seen.map_or(Lifecycle::Active, |seen| seen.lifecycle),
        achievement: seen.map_or(Achievement::InProgress, |seen| seen.achievement),
        points: seen.map(|seen| seen.points.clone()).unwrap_or_default(),
    })
}

fn number(form: &Posted, name: &str, label: &str) -> Result<Number, ServerError> {
    let text = form.need(label, form.text(name))?;
    text.parse().map_err(|why: NotANumber| form.no(label, &why.to_string()))
}
