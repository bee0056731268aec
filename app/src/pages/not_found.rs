//! An address at which there is nothing.

use crate::parts::problem::Problem;
use crate::prelude::*;

/// The page.
#[component]
pub fn NotFound() -> impl IntoView {
    view! {
        <main id="main" tabindex="-1">
            <Problem
                icon="help"
                title="There is nothing at this address"
                words="The link may have been cut, or the page has moved. Nothing is lost; go on from the board."
            >
                <a class="button button--primary" href="/board">"To the board"</a>
                <a class="button" href="/search">"Search"</a>
            </Problem>
        </main>
    }
}
