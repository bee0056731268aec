//! The keys of the board. `?` lists them.

use super::{Move, Table, moves};
use crate::dom;
use crate::keys::is_typing;
use domain::ids::CaseId;
use domain::kinds::Lane;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

/// A key went down somewhere on the page.
pub(crate) fn pressed(table: Table, event: &KeyboardEvent) {
    if is_typing(event) || event.ctrl_key() || event.meta_key() {
        return;
    }
    if on_board(table, event)
        || dom::focused_card().or(table.cursor.get_untracked()).is_some_and(|id| on_card(table, event, id))
    {
        event.prevent_default();
    }
}

/// Keys that need no card. Says whether it was one.
fn on_board(table: Table, event: &KeyboardEvent) -> bool {
    let key = event.key();
    let arrows = dom::focused_card().is_some() || dom::is_focus_free();
    match key.as_str() {
        "ArrowDown" | "ArrowUp" if event.alt_key() => return false,
        "j" => go(table, 1),
        "k" => go(table, -1),
        "ArrowDown" if arrows => go(table, 1),
        "ArrowUp" if arrows => go(table, -1),
        "ArrowRight" if arrows => across(table, true),
        "ArrowLeft" if arrows => across(table, false),
        "c" if table.may_open() => table.adding.set(true),
        "q" => table.set_filter(|filter| filter.mine = !filter.mine),
        "Q" => table.set_filter(|filter| filter.needs_me = !filter.needs_me),
        "f" => dom::focus(".filter__open"),
        "F" => table.go("/board"),
        "?" => table.helping.set(true),
        _ => return false,
    }
    true
}

/// Keys for the card under the cursor. Says whether it was one.
fn on_card(table: Table, event: &KeyboardEvent, id: CaseId) -> bool {
    match event.key().as_str() {
        "[" => moves::go(table, id, Move::Step { onward: false }),
        "]" => moves::go(table, id, Move::Step { onward: true }),
        "ArrowUp" if event.alt_key() => moves::go(table, id, Move::Shift { down: false }),
        "ArrowDown" if event.alt_key() => moves::go(table, id, Move::Shift { down: true }),
        "m" => moves::open_menu(table, id),
        "Enter" if event.shift_key() => table.place.go(&["/cases/", &id.to_string()].concat()),
        _ => return false,
    }
    true
}

/// Up and down in the lane; from nowhere to the first card.
fn go(table: Table, by: i32) {
    let at = dom::focused_card().or(table.cursor.get_untracked()).and_then(|id| find(table, id));
    let Some((lane, at)) = at else { return first(table) };
    let ids = table.shown(lane).get_untracked();
    let next = if 0 < by { at + 1 } else { at.saturating_sub(1) };
    focus(table, ids.get(next.min(ids.len().saturating_sub(1))).copied());
}

/// To the same height in the next lane that has cards.
fn across(table: Table, right: bool) {
    let at = dom::focused_card().or(table.cursor.get_untracked()).and_then(|id| find(table, id));
    let Some((mut lane, at)) = at else { return first(table) };
    while let Some(next) = if right { lane.next() } else { lane.previous() } {
        lane = next;
        let ids = table.shown(lane).get_untracked();
        if !ids.is_empty() {
            return focus(table, ids.get(at.min(ids.len() - 1)).copied());
        }
    }
}

fn first(table: Table) {
    let first = Lane::OPEN.into_iter().find_map(|lane| table.shown(lane).get_untracked().first().copied());
    focus(table, first);
}

fn find(table: Table, id: CaseId) -> Option<(Lane, usize)> {
    Lane::OPEN.into_iter().find_map(|lane| {
        let at = table.shown(lane).with_untracked(|ids| ids.iter().position(|other| *other == id))?;
        Some((lane, at))
    })
}

fn focus(table: Table, id: Option<CaseId>) {
    let Some(id) = id else { return };
    table.cursor.set(Some(id));
    table.reveal.set(Some(id));
    dom::focus_card(id);
}
