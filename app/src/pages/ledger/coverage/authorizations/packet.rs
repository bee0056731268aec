//! The renewal packet: what it needs, who brings it, and how far it is.

use super::Desk;
use crate::pages::fields::hidden;
use crate::pages::ledger::coverage::controls::command;
use crate::parts::icon::Icon;
use crate::parts::words;
use crate::prelude::*;
use domain::authorization::Authorization;
use domain::authorization::packet::{Item, packet, task};
use domain::authorization::renewal::{StartBy, successor};
use domain::task::{Status, Task};

/// The checklist of an authorization that is in force.
pub(super) fn show(
    desk: &Desk<'_>,
    one: &Authorization,
    lasts: bool,
    start: Option<&StartBy>,
) -> Option<AnyView> {
    let facts = desk.ground.facts;
    let rules = desk.rules(one.policy)?;
    let items = packet(rules, one.discipline);
    let part = |item: &Item| {
        let id = task(one.id, item)?;
        facts.case.tasks.iter().find(|task| task.id == id)
    };
    let begun: Vec<(&Item, Option<&Task>)> = items.iter().map(|item| (item, part(item))).collect();
    let done = begun.iter().filter(|(_, task)| task.is_some_and(|task| !task.status.is_open())).count();
    let is_begun = begun.iter().any(|(_, task)| task.is_some());
    let renewed = successor(&facts.ledger.authorizations, one).is_some_and(Authorization::is_granted);
    if !is_begun && (!lasts || renewed || !desk.is_today()) {
        return None;
    }
    let title = if is_begun {
        ["Renewal packet: ", &done.to_string(), " of ", &items.len().to_string(), " done"].concat()
    } else {
        "Renewal packet: what it needs".to_owned()
    };
    let rows = begun.iter().map(|(item, task)| row(desk, item, *task)).collect::<Vec<_>>();
    let button = (!is_begun && desk.writes).then(|| {
        view! {
            <form method="post" action=desk.ground.post("authorization-packet")>
                {command(desk.ground)}
                {hidden("id", one.id.to_string())}
                {start.map(|start| hidden("due", start.send_on.to_string()))}
                <button class="button button--small" type="submit"><Icon name="check"/>"Begin the renewal packet"</button>
            </form>
        }
    });
    let waits = facts.case.waiting.as_ref().and_then(|waiting| waiting.note.clone());
    let waits = waits.filter(|note| is_begun && note.as_str() == "renewal packet");
    let waits = waits.map(|_| view! { <p class="muted">"The card waits for it on the board."</p> });
    Some(view! {
        <details class="more" open=is_begun && done < items.len()>
            <summary>{title}</summary>
            <ul class="packet" role="list">{rows}</ul>
            {waits}
        </details>
        {button}
    })
}

fn row(desk: &Desk<'_>, item: &Item, task: Option<&Task>) -> AnyView {
    let clinic = &desk.ground.facts.clinic;
    let (icon, state) = match task.map(|task| &task.status) {
        None => ("todo", "not begun".to_owned()),
        Some(Status::Open) => ("todo", "to do".to_owned()),
        Some(Status::Done { by, on, .. }) => {
            ("done", ["done by ", &clinic.name_of(*by), ", ", &words::date(*on)].concat())
        }
        Some(Status::Waived { on, .. }) => ("done", ["not needed, ", &words::date(*on)].concat()),
        Some(Status::Cancelled { .. }) => ("close", "cancelled".to_owned()),
    };
    let due = task.filter(|task| task.status.is_open()).and_then(|task| task.due);
    let due = due.map_or(String::new(), |due| [", until ", &words::date(due)].concat());
    let owner = task.and_then(|task| task.assignee).map(|staff| clinic.name_of(staff));
    let who = owner.map_or_else(
        || item.role.title().to_owned(),
        |owner| [&owner, " (", item.role.title(), ")"].concat(),
    );
    view! {
        <li><Icon name=icon/><span>{item.title.clone()}" "<span class="muted" dir="auto">{who}", "{state}{due}</span></span></li>
    }
}
