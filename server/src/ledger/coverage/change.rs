//! A change of coverage: looked at first where it touches visits or authorizations, saved at once where it does not.

use super::Ground;
use crate::posted::{json, refused};
use app::error::ServerError;
use domain::case::{Context, Step, look_ahead};
use domain::coverage::replay::{Chore, Replay, touched};
use domain::ids::CommandId;
use domain::kinds::{Date, Line};
use domain::ledger::{Command, CoverageChange};
use domain::task::TaskId;

/// Saves a change, or leads to the list of what it touches.
pub(super) async fn settle(ground: &Ground<'_>, change: CoverageChange) -> Result<String, ServerError> {
    if is_done(ground) {
        return Ok(ground.page(None));
    }
    let replay = replay(ground, &change)?;
    if replay.is_empty() {
        return ground.submit(Command::Cover(Box::new(change))).await;
    }
    look_first(ground, &change, false)
}

/// Saves a change whose list somebody has seen, with the tasks that they left ticked.
pub(super) async fn confirm(ground: &Ground<'_>) -> Result<String, ServerError> {
    if is_done(ground) {
        return Ok(ground.page(None));
    }
    let mut change: CoverageChange = json(&ground.form, "change")?;
    let seen: Vec<Line> = json(&ground.form, "shown")?;
    let chores = replay(ground, &change)?.tasks();
    if !chores.iter().map(|chore| &chore.title).eq(&seen) {
        return look_first(ground, &change, true);
    }
    let ticked: Vec<usize> = ground.form.all("task").filter_map(|at| at.parse().ok()).collect();
    let steps = chores.iter().enumerate().filter(|(at, _)| ticked.contains(at));
    change.tasks = steps.map(|(at, chore)| task(ground, at, chore)).collect::<Result<_, _>>()?;
    ground.submit(Command::Cover(Box::new(change))).await
}

/// The same form came before, and was saved.
fn is_done(ground: &Ground<'_>) -> bool {
    ground.facts.ledger.last_change.as_ref().is_some_and(|last| last.command == ground.command)
}

/// What the change touches; refused as saving it would be.
fn replay(ground: &Ground<'_>, change: &CoverageChange) -> Result<Replay, ServerError> {
    let facts = &ground.facts;
    let cx = Context {
        clinic: &facts.clinic,
        viewer: &facts.viewer,
        now: facts.now,
        command: ground.command,
        next_number: 0,
    };
    let ahead = look_ahead(&facts.case, &facts.ledger, change, cx).map_err(refused)?;
    Ok(touched(&ahead.before, &ahead.after, facts.today))
}

/// Keeps what was typed with the change that it means. `stale`: it was looked at before, and the case has changed since.
fn look_first(ground: &Ground<'_>, change: &CoverageChange, stale: bool) -> Result<String, ServerError> {
    let owner = (ground.who.clinic, ground.who.viewer.staff, ground.facts.case.id);
    let before = ground.desk.typed().find(owner, ground.command).filter(|_| stale);
    let mut fields = before.map_or_else(|| ground.form.fields().to_vec(), |typed| typed.fields.clone());
    fields.retain(|(name, _)| !["change", "stale", "command"].contains(&name.as_str()));
    let change = serde_json::to_string(change).map_err(|_| crate::posted::unreadable())?;
    fields.push(("change".to_owned(), change));
    if stale {
        fields.push(("stale".to_owned(), "yes".to_owned()));
    }
    ground.keep(fields);
    Ok(ground.page(Some(("preview", ground.command))))
}

fn task(ground: &Ground<'_>, at: usize, chore: &Chore) -> Result<Step, ServerError> {
    let facts = &ground.facts;
    let due = |day: Date| facts.clinic.site(facts.case.site).map(|site| chore.due.from(day, &site.business));
    Ok(Step { task: task_id(ground.command, at)?, title: chore.title.clone(), due: due(facts.today) })
}

/// The same for the same form, so that one that is sent twice brings its tasks once.
fn task_id(command: CommandId, at: usize) -> Result<TaskId, ServerError> {
    let id = format!("T-{}-{at}", command.0.simple());
    TaskId::try_from(id).map_err(|_| crate::posted::unreadable())
}
