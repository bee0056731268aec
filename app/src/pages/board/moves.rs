//! Four equal ways to move a card: drag, menu, keys; the palette is the fourth. All end in the same two commands.

use super::Table;
use crate::dom::{self, Point};
use crate::drag::{self, Dropped};
use crate::parts::menu::{Choice, Offer, Way};
use domain::case::{Case, Command};
use domain::gate::gate;
use domain::ids::CaseId;
use domain::kinds::{Lane, Rank, Via};
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::Element;

/// Whether landing there changes nothing: before itself, or before the one that follows it.
pub(crate) fn is_own_place(ids: &[CaseId], case: CaseId, before: Option<CaseId>) -> bool {
    let Some(at) = ids.iter().position(|id| *id == case) else { return false };
    before == Some(case) || ids.get(at + 1).copied() == before
}

/// How many things are missing before a lane.
pub(crate) fn missing(table: Table, case: &Case, to: Lane) -> usize {
    table.sync.clinic().with_untracked(|clinic| {
        clinic.workflow(&case.workflow).map_or(0, |workflow| gate(workflow, case, to).missing().count())
    })
}

/// A card was let go.
pub(crate) fn drop_card(table: Table, dropped: Dropped) {
    let Dropped { held, target, at } = dropped;
    let ids = table.shown(target.lane).get_untracked();
    if is_own_place(&ids, held.case, target.before) {
        return;
    }
    let others: Vec<CaseId> = ids.into_iter().filter(|id| *id != held.case).collect();
    let place =
        target.before.and_then(|before| others.iter().position(|id| *id == before)).unwrap_or(others.len());
    place_card(table, held.case, target.lane, &others, place, Via::Drag, Some(at));
}

/// Puts a card at a place among the other cards of a lane, as the person sees them.
fn place_card(
    table: Table,
    id: CaseId,
    to: Lane,
    others: &[CaseId],
    place: usize,
    via: Via,
    at: Option<Point>,
) {
    let Some(case) = table.case_now(id) else { return };
    let rank_of = |place: Option<usize>| {
        place
            .and_then(|place| others.get(place))
            .and_then(|id| table.case_now(*id))
            .map(|case| case.rank.clone())
    };
    let (above, below) = (rank_of(place.checked_sub(1)), rank_of(Some(place)));
    let rank = Rank::between(above.as_ref(), below.as_ref());
    let command = if case.lane == to {
        Command::Rank { lane: to, rank }
    } else {
        Command::Move { from: case.lane, to, rank, via, reason: None, over: false }
    };
    match at {
        Some(at) => table.sync.submit_at(id, command, at),
        None => table.sync.submit(id, command),
    };
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

/// To the top of a lane, or up and down in its own.
pub(crate) fn to_lane(table: Table, id: CaseId, to: Lane, via: Via) {
    let others = others(table, id, to);
    let at = dom::card(id).map(|card| dom::corner(&card));
    place_card(table, id, to, &others, 0, via, at);
}

/// One lane onward or back.
pub(crate) fn step(table: Table, id: CaseId, onward: bool) {
    let Some(case) = table.case_now(id) else { return };
    let to = if onward { case.lane.next() } else { case.lane.previous() };
    match to {
        Some(to) => to_lane(table, id, to, Via::Keys),
        None => table.sync.say(format!("{} is the last lane on this side", case.lane.title())),
    }
}

/// One place up or down in its lane.
pub(crate) fn shift(table: Table, id: CaseId, down: bool) {
    let Some(case) = table.case_now(id) else { return };
    let ids = table.shown(case.lane).get_untracked();
    let Some(at) = ids.iter().position(|other| *other == id) else { return };
    let others: Vec<CaseId> = ids.into_iter().filter(|other| *other != id).collect();
    let place = if down { at + 1 } else { at.wrapping_sub(1) };
    if place <= others.len() {
        place_card(table, id, case.lane, &others, place, Via::Keys, None);
    }
}

fn others(table: Table, id: CaseId, lane: Lane) -> Vec<CaseId> {
    table.shown(lane).get_untracked().into_iter().filter(|other| *other != id).collect()
}

/// A card was clicked: its panel opens; with a modifier the browser does what it does with links.
pub(crate) fn open(table: Table, id: CaseId, event: &MouseEvent) {
    if drag::was_drag() {
        return event.prevent_default();
    }
    if event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key() {
        return;
    }
    event.prevent_default();
    table.open_case(id);
}

/// The card's own button.
pub(crate) fn open_menu_at(table: Table, id: CaseId, event: &MouseEvent) {
    let button = event.current_target().and_then(|target| target.dyn_into::<Element>().ok());
    table.menu.set(Some((id, button.map_or((0, 0), |button| dom::corner(&button)))));
}

/// The key for the same menu.
pub(crate) fn open_menu(table: Table, id: CaseId) {
    let at = dom::card(id).map_or((0, 0), |card| dom::corner(&card));
    table.menu.set(Some((id, at)));
}

/// What the open menu offers.
pub(crate) fn offer(table: Table) -> Option<Offer> {
    let (id, at) = table.menu.get()?;
    let case = table.case_now(id)?;
    let way = |lane: Lane| match lane.cmp(&case.lane) {
        std::cmp::Ordering::Less => Way::Back,
        std::cmp::Ordering::Equal => Way::Here,
        std::cmp::Ordering::Greater => match missing(table, &case, lane) {
            0 => Way::Open,
            missing => Way::Blocked(missing),
        },
    };
    let ways = Lane::OPEN.into_iter().chain([Lane::Closed]).map(|lane| (lane, way(lane))).collect();
    Some(Offer { name: case.patient.name.to_string(), lane: case.lane, ways, at })
}

/// Somebody chose from the menu.
pub(crate) fn choose(table: Table, choice: Choice) {
    let Some((id, at)) = table.menu.get_untracked() else { return };
    table.menu.set(None);
    let Some(case) = table.case_now(id) else { return };
    match choice {
        Choice::To(lane) => {
            let others = others(table, id, lane);
            place_card(table, id, lane, &others, 0, Via::Menu, Some(at));
        }
        Choice::Top => place_card(table, id, case.lane, &others(table, id, case.lane), 0, Via::Menu, None),
        Choice::Bottom => {
            let others = others(table, id, case.lane);
            place_card(table, id, case.lane, &others, others.len(), Via::Menu, None);
        }
    }
}
