//! A card in the hand: it follows the pointer, shows where it would land, and scrolls what it comes near the edge of.

use super::{GRIP, Grip, put_back};
use crate::dom::{self, Point};
use crate::drag::{Dropped, Held, Target};
use domain::kinds::Lane;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{DomRect, Element, HtmlElement};

/// How near an edge scrolling begins, in pixels.
const EDGE_PX: f64 = 72.0;
/// The same where a lane fills the screen.
const PAGE_EDGE_PX: f64 = 40.0;
/// Frames at an edge until the next lane: three quarters of a second on most screens.
const REST_FRAMES: u16 = 45;
/// How fast it is at the edge itself, in pixels a frame.
const EDGE_SPEED: f64 = 20.0;

/// The card leaves its place and follows the pointer.
pub fn lift() {
    let lifted = GRIP.with_borrow_mut(|grip| {
        let grip = grip.as_mut().filter(|grip| grip.ghost.is_none())?;
        let ghost: HtmlElement = grip.card.clone_node_with_deep(true).ok()?.dyn_into().ok()?;
        ghost.set_class_name("card card--ghost");
        for (name, value) in [("inert", ""), ("aria-hidden", "true")] {
            ghost.set_attribute(name, value).ok();
        }
        ghost.remove_attribute("data-case").ok();
        let width = grip.card.get_bounding_client_rect().width();
        ghost.style().set_property("inline-size", &px(width)).ok();
        document().body()?.append_child(&ghost).ok()?;
        // Without the capture a pointer over a frame or a removed card would be lost.
        grip.area.set_pointer_capture(grip.pointer).ok();
        if grip.finger {
            window().navigator().vibrate_with_duration(12);
        }
        grip.ghost = Some(ghost);
        grip.follow();
        Some((grip.drag, grip.held()))
    });
    let Some((drag, held)) = lifted else { return };
    if let Some(root) = document().document_element() {
        root.set_attribute("data-grabbing", "").ok();
    }
    drag.held.set(Some(held));
    request_animation_frame(frame);
}

/// A length in whole pixels, never less than it was.
#[expect(clippy::cast_possible_truncation, reason = "pixels of a window")]
fn px(length: f64) -> String {
    dom::px(length.ceil() as i32)
}

/// Once a frame while a card is held.
fn frame() {
    let aim = GRIP.with_borrow(|grip| {
        let grip = grip.as_ref().filter(|grip| grip.ghost.is_some())?;
        grip.follow();
        grip.scroll_at_edges();
        Some((grip.drag, grip.aim()))
    });
    let Some((drag, target)) = aim else { return };
    if drag.target.get_untracked() != target {
        drag.target.set(target);
    }
    request_animation_frame(frame);
}

/// The card was let go at a point of the window: perhaps before it had left its place, when this code was on its way.
pub fn land(grip: Grip, at: Point) {
    if let Some(target) = grip.aim() {
        // Before it is put back: the lanes still stand as the person sees them.
        grip.drag.end(Ok(Dropped { held: grip.held(), target, at }));
    }
    put_back(grip);
}

impl Grip {
    fn held(&self) -> Held {
        Held { case: self.case, from: self.lane, height: self.card.offset_height() }
    }

    fn follow(&self) {
        if let Some(ghost) = &self.ghost {
            let (x, y) = (self.now.0 - self.offset.0, self.now.1 - self.offset.1);
            ghost.style().set_property("translate", &[px(x), px(y)].join(" ")).ok();
        }
    }

    fn lane_at_pointer(&self) -> Option<Element> {
        let (x, y) = self.now;
        let area = self.area.get_bounding_client_rect();
        if y < area.top() - EDGE_PX || area.bottom() + EDGE_PX < y {
            return None;
        }
        let lanes = self.area.query_selector_all(".lane").ok()?;
        (0..lanes.length()).filter_map(|at| lanes.item(at)?.dyn_into::<Element>().ok()).find(|lane| {
            let rect = lane.get_bounding_client_rect();
            rect.left() <= x && x < rect.right()
        })
    }

    /// Where the card would land: before the first card whose middle is below the pointer.
    fn aim(&self) -> Option<Target> {
        let element = self.lane_at_pointer()?;
        let lane = Lane::from_code(&element.get_attribute("data-lane")?)?;
        let cards = element.query_selector_all(".card").ok()?;
        let held: Element = self.card.clone().into();
        let before = (0..cards.length())
            .filter_map(|at| cards.item(at)?.dyn_into::<Element>().ok())
            .filter(|card| card.get_attribute("data-dragging").is_none() && *card != held)
            .find(|card| {
                let rect = card.get_bounding_client_rect();
                self.now.1 < rect.top() + rect.height() / 2.0
            })
            .and_then(|card| card.get_attribute("data-case")?.parse().ok())
            .filter(|id| *id != self.case);
        Some(Target { lane, before })
    }

    /// Faster nearer the edge.
    fn scroll_at_edges(&self) {
        let (x, y) = self.now;
        let area = self.area.get_bounding_client_rect();
        if self.is_paged() {
            self.turn(x, &area);
        } else {
            let sideways = pull(x, area.left().max(0.0), area.right());
            if sideways != 0 {
                self.area.set_scroll_left(self.area.scroll_left() + sideways);
            }
        }
        let list = self.lane_at_pointer().and_then(|lane| lane.query_selector(".lane__list").ok()?);
        if let Some(list) = list {
            let rect = list.get_bounding_client_rect();
            let down = pull(y, rect.top(), rect.bottom());
            if down != 0 {
                list.set_scroll_top(list.scroll_top() + down);
            }
        }
    }
}

impl Grip {
    /// On a phone a lane fills the screen.
    fn is_paged(&self) -> bool {
        let lane = self.area.query_selector(".lane").ok().flatten();
        lane.is_some_and(|lane| self.area.client_width() <= lane.client_width() + 1)
    }

    /// One lane, whenever the finger has rested at an edge for a moment; without the rest all lanes would fly past.
    fn turn(&self, x: f64, area: &DomRect) {
        let by = match (x < area.left() + PAGE_EDGE_PX, area.right() - PAGE_EDGE_PX < x) {
            (true, _) => -1,
            (_, true) => 1,
            _ => 0,
        };
        let rested = if by == 0 { 0 } else { self.rested.get() + 1 };
        self.rested.set(rested % REST_FRAMES);
        if rested == REST_FRAMES {
            let width = self.area.client_width().max(1);
            let page = (self.area.scroll_left() + width / 2) / width;
            self.area.set_scroll_left((page + by) * width);
        }
    }
}

/// Pixels to scroll in this frame.
#[expect(clippy::cast_possible_truncation, reason = "between minus and plus EDGE_SPEED")]
fn pull(at: f64, from: f64, to: f64) -> i32 {
    let strength = |distance: f64| ((EDGE_PX - distance) / EDGE_PX).clamp(0.0, 1.0) * EDGE_SPEED;
    (strength(to - at) - strength(at - from)) as i32
}
