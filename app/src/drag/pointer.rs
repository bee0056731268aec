//! The engine itself, on the page.

use super::{Drag, Dropped, Held, Target};
use crate::dom;
use domain::ids::CaseId;
use domain::kinds::Lane;
use leptos::ev::{MouseEvent, PointerEvent};
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::time::Duration;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{AddEventListenerOptions, Element, Event, HtmlElement};

/// A mouse that moves less is a click.
const MOUSE_PX: f64 = 4.0;
/// A finger that moves more before it lifts is scrolling.
const TOUCH_PX: f64 = 10.0;
/// How long a finger rests to lift a card.
const HOLD: Duration = Duration::from_millis(250);
/// How near an edge scrolling begins, in pixels.
const EDGE_PX: f64 = 72.0;
/// How fast it is at the edge itself, in pixels a frame.
const EDGE_SPEED: f64 = 20.0;

/// One pointer on one card, from press to release.
struct Grip {
    drag: Drag,
    pointer: i32,
    finger: bool,
    start: (f64, f64),
    now: (f64, f64),
    /// From the card's corner to the pointer.
    offset: (f64, f64),
    card: HtmlElement,
    area: HtmlElement,
    case: CaseId,
    lane: Lane,
    ghost: Option<HtmlElement>,
}

thread_local! {
    static GRIP: RefCell<Option<Grip>> = const { RefCell::new(None) };
    /// Tells a press from the next, for the timer of the first.
    static PRESS: Cell<u32> = const { Cell::new(0) };
    static WAS_DRAG: Cell<bool> = const { Cell::new(false) };
}

fn is_lifted() -> bool {
    GRIP.with_borrow(|grip| grip.as_ref().is_some_and(|grip| grip.ghost.is_some()))
}

/// Whether the click that follows belongs to a drag.
pub fn was_drag() -> bool {
    WAS_DRAG.get()
}

/// A finger or button went down on the board.
pub fn press(drag: Drag, event: &PointerEvent) {
    if cancel() {
        return;
    }
    WAS_DRAG.set(false);
    if event.button() != 0 || !event.is_primary() {
        return;
    }
    let Some(grip) = grip(drag, event) else { return };
    let press = PRESS.get() + 1;
    PRESS.set(press);
    if grip.finger {
        set_timeout(
            move || {
                if PRESS.get() == press {
                    lift();
                }
            },
            HOLD,
        );
    }
    GRIP.set(Some(grip));
}

fn grip(drag: Drag, event: &PointerEvent) -> Option<Grip> {
    let pressed: Element = event.target()?.dyn_into().ok()?;
    if pressed.closest("button").ok()?.is_some() {
        return None;
    }
    let card: HtmlElement = pressed.closest(".card").ok()??.dyn_into().ok()?;
    let area: HtmlElement = card.closest(".board__lanes").ok()??.dyn_into().ok()?;
    let case = card.get_attribute("data-case")?.parse().ok()?;
    let lane = Lane::from_code(&card.closest(".lane").ok()??.get_attribute("data-lane")?)?;
    let rect = card.get_bounding_client_rect();
    let now = (f64::from(event.client_x()), f64::from(event.client_y()));
    Some(Grip {
        drag,
        pointer: event.pointer_id(),
        finger: event.pointer_type() == "touch",
        start: now,
        now,
        offset: (now.0 - rect.left(), now.1 - rect.top()),
        card,
        area,
        case,
        lane,
        ghost: None,
    })
}

pub(super) fn moved(event: &PointerEvent) {
    enum Next {
        Nothing,
        Lift,
        LetGo,
        PutBack,
    }
    let next = GRIP.with_borrow_mut(|grip| {
        let Some(grip) = grip.as_mut().filter(|grip| grip.pointer == event.pointer_id()) else {
            return Next::Nothing;
        };
        grip.now = (f64::from(event.client_x()), f64::from(event.client_y()));
        let far = (grip.now.0 - grip.start.0).hypot(grip.now.1 - grip.start.1);
        match (grip.ghost.is_some(), grip.finger) {
            (true, finger) if (!finger && event.buttons() != 1) || is_outside(grip.now) => Next::PutBack,
            (false, true) if TOUCH_PX < far => Next::LetGo,
            (false, false) if MOUSE_PX < far => Next::Lift,
            _ => Next::Nothing,
        }
    });
    match next {
        Next::Nothing => {}
        Next::Lift => lift(),
        Next::LetGo => GRIP.set(None),
        Next::PutBack => {
            cancel();
        }
    }
}

fn is_outside((x, y): (f64, f64)) -> bool {
    let size =
        |value: Result<wasm_bindgen::JsValue, _>| value.ok().and_then(|v| v.as_f64()).unwrap_or(f64::MAX);
    let window = window();
    x < 0.0 || y < 0.0 || size(window.inner_width()) <= x || size(window.inner_height()) <= y
}

/// The card leaves its place and follows the pointer.
fn lift() {
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
        Some((grip.drag, Held { case: grip.case, from: grip.lane, height: grip.card.offset_height() }))
    });
    let Some((drag, held)) = lifted else { return };
    WAS_DRAG.set(true);
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

impl Grip {
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
        let sideways = pull(x, area.left().max(0.0), area.right());
        if sideways != 0 {
            self.area.set_scroll_left(self.area.scroll_left() + sideways);
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

/// Pixels to scroll in this frame.
#[expect(clippy::cast_possible_truncation, reason = "between minus and plus EDGE_SPEED")]
fn pull(at: f64, from: f64, to: f64) -> i32 {
    let strength = |distance: f64| ((EDGE_PX - distance) / EDGE_PX).clamp(0.0, 1.0) * EDGE_SPEED;
    (strength(to - at) - strength(at - from)) as i32
}

pub(super) fn released(event: &PointerEvent) {
    let end = GRIP.with_borrow(|grip| {
        let grip = grip.as_ref().filter(|grip| grip.pointer == event.pointer_id())?;
        let held = grip.drag.held.get_untracked().filter(|_| grip.ghost.is_some());
        Some((grip.drag, held.zip(grip.aim()), (event.client_x(), event.client_y())))
    });
    let Some((drag, landed, at)) = end else { return };
    if let Some((held, target)) = landed
        && let Some(on_drop) = drag.on_drop.get_value()
    {
        // Before the card is let go: the lanes still stand as the person sees them.
        on_drop.run(Dropped { held, target, at });
    }
    cancel();
}

/// Puts the card back. Says whether one was held.
pub fn cancel() -> bool {
    let was_lifted = is_lifted();
    let Some(grip) = GRIP.take() else { return false };
    if let Some(ghost) = grip.ghost {
        ghost.remove();
        grip.area.release_pointer_capture(grip.pointer).ok();
        if let Some(root) = document().document_element() {
            root.remove_attribute("data-grabbing").ok();
        }
        grip.drag.held.set(None);
        grip.drag.target.set(None);
    }
    was_lifted
}

/// Once a card is lifted, a finger moves the card and not the page. The listener must be there before the finger is.
pub(super) fn guard_scrolling(area: &HtmlElement) {
    let options = AddEventListenerOptions::new();
    options.set_passive(false);
    let hold = Closure::<dyn FnMut(Event)>::new(|event: Event| {
        if is_lifted() {
            event.prevent_default();
        }
    });
    area.add_event_listener_with_callback_and_add_event_listener_options(
        "touchmove",
        hold.as_ref().unchecked_ref(),
        &options,
    )
    .ok();
    // A finger's first capture, by the card itself, is lost when the board takes it over; that one does not count.
    let lost = Closure::<dyn FnMut(Event)>::new(|event: Event| {
        if event.target() == event.current_target() {
            cancel();
        }
    });
    area.add_event_listener_with_callback("lostpointercapture", lost.as_ref().unchecked_ref()).ok();
    hold.forget();
    lost.forget();
}

/// Keeps a resting finger from opening the browser's menu.
pub fn guard_menu(event: &MouseEvent) {
    let finger = GRIP.with_borrow(|grip| grip.as_ref().is_some_and(|grip| grip.finger));
    if finger {
        event.prevent_default();
    }
}
