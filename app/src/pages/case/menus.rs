//! The menus of an open case: where to move it, and what else can be done with a task.

use super::file::{Asking, File};
use crate::dom::Point;
use crate::parts::menu::{self, MoveMenu, Offer, Way};
use crate::parts::options::{Choice, Options};
use crate::prelude::*;
use domain::case::Command;
use domain::gate::gate;
use domain::kinds::{Lane, Rank, Via};
use domain::task::TaskId;
use std::cmp::Ordering;

/// The menu "Move to…", open while it has a place.
#[component]
pub fn MoveCase(file: File, menu: RwSignal<Option<Point>>) -> impl IntoView {
    view! {
        <MoveMenu
            offer=Signal::derive(move || offer(file, menu.get()?))
            on_choose=move |choice| {
                let at = menu.get_untracked();
                menu.set(None);
                go(file, choice, at);
            }
            on_close=move |()| menu.set(None)
        />
    }
}

fn offer(file: File, at: Point) -> Option<Offer> {
    let (case, clinic) = (file.case.get(), file.clinic());
    let workflow = clinic.workflow(&case.workflow)?;
    let today = clinic.today(case.site, file.sync.now().get_untracked());
    let way = |lane: Lane| match lane.cmp(&case.lane) {
        Ordering::Less => Way::Back,
        Ordering::Equal => Way::Here,
        Ordering::Greater => match gate(workflow, &case.card(), lane, today).missing().count() {
            0 => Way::Open,
            missing => Way::Blocked(missing),
        },
    };
    let ways = Lane::OPEN.into_iter().chain([Lane::Closed]).map(|lane| (lane, way(lane))).collect();
    Some(Offer { name: case.patient.name.to_string(), lane: case.lane, ways, at })
}

fn go(file: File, choice: menu::Choice, at: Option<Point>) {
    let case = file.case.get_untracked();
    let to = match choice {
        menu::Choice::To(lane) => lane,
        menu::Choice::Top | menu::Choice::Bottom => case.lane,
    };
    let ids = file.sync.lane(to).get_untracked();
    let rank = |id| file.sync.card(id).get_untracked().map(|card| card.rank.clone());
    let others: Vec<_> = ids.into_iter().filter(|id| *id != file.id).collect();
    let rank = match choice {
        menu::Choice::Bottom => Rank::between(others.last().and_then(|id| rank(*id)).as_ref(), None),
        _ => Rank::between(None, others.first().and_then(|id| rank(*id)).as_ref()),
    };
    let command = if to == case.lane {
        Command::Rank { lane: to, rank }
    } else {
        Command::Move { from: case.lane, to, rank, via: Via::Menu, reason: None, over: false }
    };
    match at {
        Some(at) => file.sync.submit_at(file.id, command, at),
        None => file.sync.submit(file.id, command),
    }
}

/// The menu of a task, open while there is one.
#[component]
pub fn OfTask(file: File, menu: RwSignal<Option<(TaskId, Point)>>) -> impl IntoView {
    move || menu.get().map(|(id, at)| view! { <TaskMenu file id at menu/> })
}

#[component]
fn TaskMenu(file: File, id: TaskId, at: Point, menu: RwSignal<Option<(TaskId, Point)>>) -> impl IntoView {
    let clinic = file.sync.clinic().get_untracked();
    let about = file.case.with_untracked(|case| {
        let (workflow, task) = (clinic.workflow(&case.workflow)?, case.task(&id)?);
        Some((task.title(workflow).to_owned(), task.status.is_open(), task.is_required(workflow)))
    });
    let (title, open, required) = about.unwrap_or_default();
    let ask = move |icon, label, asking: Asking| Choice {
        icon,
        label,
        run: Callback::new(move |()| file.ask(asking.clone())),
    };
    let mut choices = Vec::new();
    if open {
        choices.push(ask("check", "Finish with day and note…", Asking::Complete(id.clone())));
        choices.push(ask("people", "Assign…", Asking::Assign(id.clone())));
        if !required || file.rights.get_untracked().overrides {
            choices.push(ask("warn", "Waive with a reason…", Asking::Waive(id)));
        }
    } else {
        choices.push(ask("reopen", "Reopen…", Asking::Reopen(id)));
    }
    view! { <Options label=["More for ", &title].concat() choices at on_close=move |()| menu.set(None)/> }
}
