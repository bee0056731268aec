//! Icons, drawn from one sheet.

use crate::prelude::*;

/// An icon by its name in `public/icons.svg`; decoration only, words stand beside it. Arrows along the reading line
/// mirror with it.
#[component]
pub fn Icon(name: &'static str, #[prop(optional)] mirror: bool) -> impl IntoView {
    let href = ["/icons.svg#i-", name].concat();
    view! {
        <svg class="icon" aria-hidden="true" data-mirror=mirror.then_some("")>
            <use href=href></use>
        </svg>
    }
}
