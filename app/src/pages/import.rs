//! Bringing in a spreadsheet: file, columns, dates and words, check, import.

#[cfg(feature = "ssr")]
pub mod markup;

use super::drawn::Drawn;
use crate::parts::problem::NotForYou;
use crate::prelude::*;
use crate::sync::use_sync;

/// The page.
#[component]
pub fn Import() -> impl IntoView {
    if !use_sync().me().viewer.may_import() {
        return view! {
            <NotForYou
                title="This page is not for your role"
                words="Coordinators, clinical leads and directors bring in spreadsheets. Ask one of them, or go on from the board."
            />
        };
    }
    view! { <Drawn class="import" back=("/import", "All imports") changes=0/> }
}
