//! Pages about records: what was written on a case, and lists of what is open in all of them. The server draws them; here is
//! what a browser needs to show them.

#[cfg(feature = "ssr")]
mod asked;
#[cfg(feature = "ssr")]
pub mod case;
#[cfg(feature = "ssr")]
mod chart;
#[cfg(feature = "ssr")]
pub mod leaving;
#[cfg(feature = "ssr")]
pub mod licences;
#[cfg(feature = "ssr")]
pub mod money;
#[cfg(feature = "ssr")]
pub mod waitlist;
#[cfg(feature = "ssr")]
pub mod work;

use super::drawn::Drawn;
use crate::place::{Page, use_place};
use crate::prelude::*;
use crate::sync::use_sync;
use domain::ids::CaseId;

/// The record of a case.
#[component]
pub fn Record() -> impl IntoView {
    let sync = use_sync();
    let word = use_place().word(Page::Record);
    let id = Memo::new(move |_| word.get()?.parse::<CaseId>().ok());
    Effect::new(move |_| sync.look_at(id.get()));
    on_cleanup(move || sync.look_at(None));
    let changes = Signal::derive(move || id.get().map_or(0, |id| sync.changed(id).get()));
    view! { <Drawn class="record" back=("/board", "To the board") changes/> }
}

/// Lists of what is open in the records of all cases.
#[component]
pub fn Lists() -> impl IntoView {
    view! { <Drawn class="record lists" back=("/board", "To the board") changes=0/> }
}
