//! Dragging cards with mouse, pen or finger: our own engine, as the browser's knows neither fingers nor our lanes.
//!
//! A mouse lifts a card after 4 pixels, a finger by resting 250 ms; a finger that moves earlier scrolls. Escape, another
//! button, a lost pointer or leaving the window puts the card back.

#[cfg(feature = "hydrate")]
mod pointer;

use crate::dom::{self, Point};
use crate::later::Unloaded;
use domain::ids::CaseId;
use domain::kinds::Lane;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;

/// The card in somebody's hand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Held {
    /// Which.
    pub case: CaseId,
    /// The lane that it was lifted from.
    pub from: Lane,
    /// Its height, in pixels.
    pub height: i32,
}

/// Where it would land.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Target {
    /// In which lane.
    pub lane: Lane,
    /// Before which card; nothing is the end of the lane.
    pub before: Option<CaseId>,
}

/// It was let go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Dropped {
    /// What.
    pub held: Held,
    /// Where.
    pub target: Target,
    /// Pixels from the window's corner.
    pub at: Point,
}

/// What became of a drag: a card was let go, or could not be lifted, as the code for it could not be fetched.
pub type End = Result<Dropped, Unloaded>;

/// The state of dragging on a board.
#[derive(Clone, Copy)]
pub struct Drag {
    /// The card in the hand, if there is one.
    pub held: RwSignal<Option<Held>>,
    /// Where it would land, if anywhere.
    pub target: RwSignal<Option<Target>>,
    on_drop: StoredValue<Option<Callback<End>>>,
}

impl Drag {
    /// Nothing is held.
    pub fn new() -> Drag {
        Drag { held: RwSignal::new(None), target: RwSignal::new(None), on_drop: StoredValue::new(None) }
    }

    /// Tells what to do at the end of a drag, and listens until the page is left. `area` holds the lanes.
    pub fn listen(self, area: NodeRef<leptos::html::Div>, on_drop: Callback<End>) {
        self.on_drop.set_value(Some(on_drop));
        dom::on_window("pointermove", |event| moved(event.unchecked_ref()));
        dom::on_window("pointerup", |event| released(event.unchecked_ref()));
        for lost in ["pointercancel", "blur"] {
            dom::on_window(lost, |_| {
                cancel();
            });
        }
        dom::on_window("keydown", |event| {
            if event.unchecked_ref::<KeyboardEvent>().key() == "Escape" && cancel() {
                event.prevent_default();
            }
        });
        Effect::new(move |_| {
            if let Some(area) = area.get() {
                guard_scrolling(&area);
            }
        });
        on_cleanup(|| {
            cancel();
        });
    }
}

impl Default for Drag {
    fn default() -> Self {
        Drag::new()
    }
}

#[cfg(feature = "hydrate")]
pub use pointer::{Grip, cancel, guard_menu, land, lift, press, was_drag};
#[cfg(feature = "hydrate")]
use pointer::{guard_scrolling, moved, released};

#[cfg(not(feature = "hydrate"))]
pub use inert::{cancel, guard_menu, press, was_drag};
#[cfg(not(feature = "hydrate"))]
use inert::{guard_scrolling, moved, released};

/// On the server nothing is ever held.
#[cfg(not(feature = "hydrate"))]
mod inert {
    use super::Drag;
    use leptos::ev::{MouseEvent, PointerEvent};
    use leptos::web_sys::HtmlElement;

    /// Puts the card back. Says whether one was held.
    pub fn cancel() -> bool {
        false
    }

    /// Keeps a resting finger from opening the browser's menu.
    pub fn guard_menu(_: &MouseEvent) {}

    /// A finger or button went down on the board.
    pub fn press(_: Drag, _: &PointerEvent) {}

    /// Whether the click that follows belongs to a drag.
    pub fn was_drag() -> bool {
        false
    }

    pub(super) fn guard_scrolling(_: &HtmlElement) {}

    pub(super) fn moved(_: &PointerEvent) {}

    pub(super) fn released(_: &PointerEvent) {}
}
