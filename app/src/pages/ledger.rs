//! Pages about who pays: the ledger of a case, the authorizations of all cases, payers. The server draws them; here is what
//! a browser needs to show them.

#[cfg(feature = "ssr")]
mod asked;
#[cfg(feature = "ssr")]
mod bar;
#[cfg(feature = "ssr")]
pub mod coverage;
#[cfg(feature = "ssr")]
pub mod failing;
#[cfg(feature = "ssr")]
pub mod payers;

use super::drawn::Drawn;
use crate::place::{Page, use_place};
use crate::prelude::*;
use crate::sync::use_sync;
use domain::ids::CaseId;

/// Coverage, authorizations and visits of a case.
#[component]
pub fn Coverage() -> impl IntoView {
    let sync = use_sync();
    let word = use_place().word(Page::Coverage);
    let id = Memo::new(move |_| word.get()?.parse::<CaseId>().ok());
    Effect::new(move |_| sync.look_at(id.get()));
    on_cleanup(move || sync.look_at(None));
    let changes = Signal::derive(move || id.get().map_or(0, |id| sync.changed(id).get()));
    view! { <Drawn class="ledger" back=("/board", "To the board") changes/> }
}

/// Authorizations of all cases.
#[component]
pub fn Authorizations() -> impl IntoView {
    view! { <Drawn class="failing" back=("/board", "To the board") changes=0/> }
}

/// Payers and their rules.
#[component]
pub fn Payers() -> impl IntoView {
    view! { <Drawn class="payers" back=("/payers", "All payers") changes=0/> }
}
