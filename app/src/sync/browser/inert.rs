//! On the server there is no window: nothing happens, nothing is kept.

use std::future::Future;

/// Whether this runs in a browser.
pub const IS_BROWSER: bool = false;

/// A socket that never opens.
#[derive(Debug)]
pub struct Socket;

impl Socket {
    /// Opens nothing.
    pub fn open(_: &str, _: impl FnMut(&str) + 'static, _: impl FnMut() + 'static) -> Option<Socket> {
        None
    }

    /// Says nothing.
    pub fn send(&self, _: &str) {}

    /// Closes nothing.
    pub fn close(self) {}
}

/// The epoch: pages take the time from the signals that the server filled.
pub fn now_ms() -> i64 {
    0
}

/// Never runs.
pub fn spawn(_: impl Future<Output = ()> + 'static) {}

/// Never runs.
pub fn after(_: i32, _: impl FnOnce() + 'static) {}

/// Never runs.
pub fn every(_: i32, _: impl FnMut() -> bool + 'static) {}

/// Returns at once.
#[expect(clippy::unused_async, reason = "its twin in the browser waits")]
pub async fn pause(_: u32) {}

/// Wakes nobody.
pub fn wake() {}

/// Never runs.
pub fn on_wake(_: impl FnMut() + 'static) {}

/// Never runs.
pub fn on_offline(_: impl FnMut() + 'static) {}

/// Never runs.
pub fn before_leaving(_: impl Fn() -> bool + 'static) {}

/// The server is always there.
pub fn is_online() -> bool {
    true
}

/// There is nothing to load.
pub fn reload() {}

/// Nobody is in the middle of anything.
pub fn is_quiet() -> bool {
    true
}

/// Nothing is kept.
pub fn recall(_: &str) -> Option<String> {
    None
}

/// Keeps nothing.
pub fn keep(_: &str, _: Option<&str>) {}

/// Prefers nothing.
pub fn preference(_: &str) -> Option<String> {
    None
}

/// Keeps nothing.
pub fn prefer(_: &str, _: Option<&str>) {}

/// Nothing was kept.
pub fn forget_all() {}

/// Nothing was kept.
pub fn keep_for(_: &str) {}

/// There is nothing to colour.
pub fn set_theme(_: Option<&str>) {}

/// Nobody to ask.
#[expect(clippy::unused_async, reason = "its twin in the browser waits")]
pub async fn post(_: &str, _: &str) -> Option<(u16, String)> {
    None
}

/// There is nothing to copy to.
pub fn copy(_: &str) {}

/// Never runs.
pub fn at_first_touch(_: fn()) {}
