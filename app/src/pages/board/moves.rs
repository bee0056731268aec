//! Four equal ways to move a card: drag, menu, keys; the palette is the fourth. All end in the same two commands.

mod place;

use super::Table;
use crate::dom::{self, Point};
use crate::drag::{self, End, Target};
use crate::hands;
use crate::parts::menu::{Choice, Offer, Way};
use domain::case::Case;
use domain::gate::gate;
use domain::ids::CaseId;
use domain::kinds::Lane;
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
        let today = clinic.today(case.site, table.sync.now().get_untracked());
        let workflow = clinic.workflow(&case.workflow);
        workflow.map_or(0, |workflow| gate(workflow, case, to, today).missing().count())
    })
}

/// How a card is to go elsewhere.
#[derive(Clone, Copy)]
pub enum Move {
    /// To where it was let go.
    Drop(Target, Point),
    /// To what was chosen from its menu, which opened there.
    Choose(Choice, Point),
    /// One lane onward, or back.
    Step {
        /// Or back.
        onward: bool,
    },
    /// One place in its lane.
    Shift {
        /// Or up.
        down: bool,
    },
}

/// Moves a card, once the code for that is here.
pub(crate) fn go(table: Table, id: CaseId, how: Move) {
    hands::reach(Box::new(move |hands| match hands {
        Ok(hands) => (hands.go)(table, id, how),
        Err(error) => table.sync.give_up(error),
    }));
}

/// A drag came to its end.
pub(crate) fn drop_card(table: Table, end: End) {
    match end {
        Ok(dropped) => go(table, dropped.held.case, Move::Drop(dropped.target, dropped.at)),
        Err(error) => table.sync.give_up(error),
    }
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
    go(table, id, Move::Choose(choice, at));
}
