//! A sign that code is late: what somebody did happens as soon as it is here, and until then nothing else would show it.

use crate::sync::{State, Toast, Tone, browser};
use std::cell::{Cell, RefCell};
use std::sync::Arc;

/// How long nobody notices that they wait, in milliseconds.
const SLOW_MS: i32 = 300;

thread_local! {
    static STATE: RefCell<Option<Arc<State>>> = const { RefCell::new(None) };
    static COMING: Cell<u32> = const { Cell::new(0) };
    /// The sentence, while it is shown.
    static SAID: Cell<Option<u64>> = const { Cell::new(None) };
}

/// Whose corner says it.
pub(crate) fn tell(state: &Arc<State>) {
    STATE.set(Some(Arc::clone(state)));
}

/// Somebody waits for code until this is dropped.
pub(crate) struct Waiting(());

/// Somebody begins to wait for code.
pub(crate) fn begin() -> Waiting {
    COMING.set(COMING.get() + 1);
    browser::after(SLOW_MS, say);
    Waiting(())
}

impl Drop for Waiting {
    fn drop(&mut self) {
        COMING.set(COMING.get() - 1);
        if COMING.get() == 0
            && let Some(said) = SAID.take()
        {
            STATE.with_borrow(|state| state.iter().for_each(|state| state.dismiss(said)));
        }
    }
}

fn say() {
    if COMING.get() == 0 || SAID.get().is_some() {
        return;
    }
    let text = "Getting ready: what you did happens in a moment.".to_owned();
    let toast = Toast { text, undo: None, tone: Tone::Busy };
    SAID.set(STATE.with_borrow(|state| state.as_ref().map(|state| state.toast(toast))));
}
