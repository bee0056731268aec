//! When a page was last touched, over all tabs of the browser; and what follows when it was not.

#[cfg(feature = "hydrate")]
pub(super) use browser::{ask, show, watch};

#[cfg(not(feature = "hydrate"))]
mod server {
    use leptos::prelude::RwSignal;

    pub(crate) fn watch(_: u16, _: RwSignal<bool>) {}
    pub(crate) fn ask(_: RwSignal<bool>) {}
    pub(crate) fn show<T>(_: &T, _: bool) {}
}
#[cfg(not(feature = "hydrate"))]
pub(super) use server::{ask, show, watch};

#[cfg(feature = "hydrate")]
mod browser {
    use crate::parts::door_form::browser::post;
    use crate::sync::browser::now_ms;
    use leptos::ev;
    use leptos::prelude::*;
    use std::time::Duration;
    use web_sys::{HtmlDialogElement, Storage};

    /// Tabs share the time of the last touch under this name, in milliseconds since 1970.
    const TOUCHED: &str = "caseboard-touched";
    /// How often the time is looked at.
    const TICK: Duration = Duration::from_secs(5);
    /// How often the server hears that somebody types who sends nothing.
    const SIGN_OF_LIFE_MS: i64 = 4 * 60_000;
    /// The session is locked; the answer of a server that wants the password.
    const LOCKED: u16 = 423;

    pub(crate) fn watch(minutes: u16, locked: RwSignal<bool>) {
        touch();
        let told = StoredValue::new(now_ms());
        let touched = move || {
            if !locked.get_untracked() {
                touch();
            }
        };
        let handles = [
            window_event_listener(ev::pointerdown, move |_| touched()),
            window_event_listener(ev::pointermove, move |_| touched()),
            window_event_listener(ev::keydown, move |_| touched()),
            window_event_listener(ev::wheel, move |_| touched()),
        ];
        let limit = i64::from(minutes) * 60_000;
        let tick = set_interval_with_handle(move || look(limit, locked, told), TICK).ok();
        on_cleanup(move || {
            handles.into_iter().for_each(WindowListenerHandle::remove);
            if let Some(tick) = tick {
                tick.clear();
            }
        });
    }

    fn look(limit: i64, locked: RwSignal<bool>, told: StoredValue<i64>) {
        let now = now_ms();
        let last = last_touch();
        if locked.get_untracked() {
            return;
        }
        if limit <= now - last {
            locked.set(true);
            say("/session/lock", locked);
        } else if told.get_value() < last && SIGN_OF_LIFE_MS <= now - told.get_value() {
            told.set_value(now);
            say("/session/here", locked);
        }
    }

    /// Asks the server whether the session is locked.
    pub(crate) fn ask(locked: RwSignal<bool>) {
        say("/session/here", locked);
    }

    fn say(what: &'static str, locked: RwSignal<bool>) {
        leptos::task::spawn_local(async move {
            if let Ok((LOCKED, _)) = post(what, None).await {
                locked.set(true);
            }
        });
    }

    /// Opens or closes the dialog.
    pub(crate) fn show(dialog: &HtmlDialogElement, locked: bool) {
        if locked && !dialog.open() {
            // Fails only where a dialog cannot be shown at all.
            dialog.show_modal().ok();
        } else if !locked && dialog.open() {
            dialog.close();
        }
    }

    fn storage() -> Option<Storage> {
        web_sys::window()?.local_storage().ok().flatten()
    }

    /// Whole numbers: what reads and writes fractions is 19 kB.
    fn last_touch() -> i64 {
        let stored = storage().and_then(|storage| storage.get_item(TOUCHED).ok().flatten());
        stored.and_then(|text| text.parse().ok()).unwrap_or_else(now_ms)
    }

    fn touch() {
        let now = now_ms();
        // Writing at every move of the mouse would wake every other tab.
        let due = 2_000 < now - last_touch()
            || storage().is_some_and(|it| matches!(it.get_item(TOUCHED), Ok(None)));
        if due && let Some(storage) = storage() {
            storage.set_item(TOUCHED, &now.to_string()).ok();
        }
    }
}
