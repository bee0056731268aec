//! Moving a card: its new place among the cards as the person sees them. Comes with [`crate::hands`].

use super::{Move, is_own_place};
use crate::dom::{self, Point};
use crate::drag::Target;
use crate::pages::board::Table;
use crate::parts::menu::Choice;
use domain::case::{Case, Command};
use domain::ids::CaseId;
use domain::kinds::{Lane, Rank, Via};
use leptos::prelude::*;

impl Move {
    /// Makes the move; only [`crate::hands`] names this.
    pub(crate) fn make(table: Table, id: CaseId, how: Move) {
        let Some(case) = table.case_now(id) else { return };
        match how {
            Move::Drop(target, at) => to_target(table, &case, target, at),
            Move::Choose(choice, at) => to_choice(table, &case, choice, at),
            Move::Step { onward } => step(table, &case, onward),
            Move::Shift { down } => shift(table, &case, down),
        }
    }
}

/// Where a card is put: among the other cards of a lane.
struct Place {
    lane: Lane,
    others: Vec<CaseId>,
    /// Before which of them.
    at: usize,
}

fn to_target(table: Table, case: &Case, target: Target, at: Point) {
    let ids = table.shown(target.lane).get_untracked();
    if is_own_place(&ids, case.id, target.before) {
        return;
    }
    let top = top(table, case.id, target.lane);
    let before = target.before.and_then(|before| top.others.iter().position(|id| *id == before));
    put(table, case, Place { at: before.unwrap_or(top.others.len()), ..top }, Via::Drag, Some(at));
}

fn to_choice(table: Table, case: &Case, choice: Choice, at: Point) {
    let (place, at) = match choice {
        Choice::To(lane) => (top(table, case.id, lane), Some(at)),
        Choice::Top => (top(table, case.id, case.lane), None),
        Choice::Bottom => {
            let top = top(table, case.id, case.lane);
            (Place { at: top.others.len(), ..top }, None)
        }
    };
    put(table, case, place, Via::Menu, at);
}

fn step(table: Table, case: &Case, onward: bool) {
    let to = if onward { case.lane.next() } else { case.lane.previous() };
    match to {
        Some(to) => {
            let at = dom::card(case.id).map(|card| dom::corner(&card));
            put(table, case, top(table, case.id, to), Via::Keys, at);
        }
        None => table.sync.say(format!("{} is the last lane on this side", case.lane.title())),
    }
}

fn shift(table: Table, case: &Case, down: bool) {
    let ids = table.shown(case.lane).get_untracked();
    let Some(at) = ids.iter().position(|other| *other == case.id) else { return };
    let place = if down { at + 1 } else { at.wrapping_sub(1) };
    let top = top(table, case.id, case.lane);
    if place <= top.others.len() {
        put(table, case, Place { at: place, ..top }, Via::Keys, None);
    }
}

/// The top of a lane.
fn top(table: Table, id: CaseId, lane: Lane) -> Place {
    let others = table.shown(lane).get_untracked().into_iter().filter(|other| *other != id).collect();
    Place { lane, others, at: 0 }
}

fn put(table: Table, case: &Case, place: Place, via: Via, at: Option<Point>) {
    let Place { lane: to, others, at: place } = place;
    let id = case.id;
    let rank_of = |place: Option<usize>| {
        place
            .and_then(|place| others.get(place))
            .and_then(|id| table.case_now(*id))
            .map(|case| case.rank.clone())
    };
    let above = rank_of(place.checked_sub(1));
    let rank = Rank::dropped(above.as_ref(), (place..others.len()).filter_map(|at| rank_of(Some(at))));
    let command = if case.lane == to {
        Command::Rank { lane: to, rank }
    } else {
        Command::Move { from: case.lane, to, rank, via, reason: None, over: false }
    };
    match at {
        Some(at) => table.sync.submit_at(id, command, at),
        None => table.sync.submit(id, command),
    }
    if table.case_now(id).is_some_and(|now| now.lane == to) {
        let (position, of) = (place + 1, others.len() + 1);
        table.sync.say(format!("Moved to {}, position {position} of {of}", to.title()));
        table.cursor.set(Some(id));
        table.reveal.set(None);
        table.reveal.set(Some(id));
        if via != Via::Drag {
            dom::focus_card(id);
        }
    }
}
