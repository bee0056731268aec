//! The engine itself, on the page: a press and what becomes of it. What follows the pointer comes later ([`crate::hands`]).

mod flight;

pub use flight::{land, lift};

use super::{Drag, End};
use crate::hands;
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

/// One pointer on one card, from press to release.
pub struct Grip {
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
    /// Frames that it has rested at an edge.
    rested: Cell<u16>,
    /// It is to be lifted.
    asked: bool,
    /// What follows the pointer, once it is lifted.
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
                    ask();
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
        rested: Cell::new(0),
        asked: false,
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
            (false, false) if MOUSE_PX < far && !grip.asked => Next::Lift,
            _ => Next::Nothing,
        }
    });
    match next {
        Next::Nothing => {}
        Next::Lift => ask(),
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

/// The card is to leave its place, as soon as the code for that is here.
fn ask() {
    let is_pressed = GRIP.with_borrow_mut(|grip| grip.as_mut().map(|grip| grip.asked = true).is_some());
    if !is_pressed {
        return;
    }
    WAS_DRAG.set(true);
    hands::reach(Box::new(|hands| match hands {
        Ok(hands) => (hands.lift)(),
        Err(error) => {
            if let Some(grip) = GRIP.take() {
                grip.drag.end(Err(error));
            }
        }
    }));
}

pub(super) fn released(event: &PointerEvent) {
    let is_mine = |grip: &mut Grip| grip.pointer == event.pointer_id();
    let Some(grip) = GRIP.with_borrow_mut(|grip| grip.take_if(is_mine)) else { return };
    let at = (event.client_x(), event.client_y());
    if grip.asked {
        hands::reach(Box::new(move |hands| match hands {
            Ok(hands) => (hands.land)(grip, at),
            Err(error) => grip.drag.end(Err(error)),
        }));
    }
}

impl Drag {
    fn end(self, end: End) {
        if let Some(on_drop) = self.on_drop.try_get_value().flatten() {
            on_drop.run(end);
        }
    }
}

/// Puts the card back. Says whether one was held.
pub fn cancel() -> bool {
    GRIP.take().is_some_and(put_back)
}

/// Says whether the card was held.
fn put_back(grip: Grip) -> bool {
    let Some(ghost) = grip.ghost else { return false };
    ghost.remove();
    grip.area.release_pointer_capture(grip.pointer).ok();
    if let Some(root) = document().document_element() {
        root.remove_attribute("data-grabbing").ok();
    }
    grip.drag.held.set(None);
    grip.drag.target.set(None);
    true
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
