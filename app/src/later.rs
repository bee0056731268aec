//! Code that comes when it is first needed. The board's first download holds what a board needs at once; what opens on it, and
//! every other page, is cut off into files of their own ([`code`]), and [`later`] shows them once they are here.

pub mod code;
pub(crate) mod slow;

use crate::parts::icon::Icon;
use crate::parts::problem::Loading;
use crate::prelude::*;
use crate::sync::browser;
use code::Chunk;
use futures::FutureExt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// Something that can be drawn, now that its code is here.
pub type Draw = Box<dyn FnOnce() -> AnyView + Send + Sync>;

/// Code on its way.
pub type Coming = Pin<Box<dyn Future<Output = Result<Draw, Unloaded>> + Send>>;

/// The code of a part could not be fetched; asking again may help.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error(
    "This part of Caseboard could not be loaded. Nothing was changed; try again in a moment, or reload the page."
)]
pub struct Unloaded;

impl From<wasm_split_helpers::SplitLoaderError> for Unloaded {
    fn from(_: wasm_split_helpers::SplitLoaderError) -> Unloaded {
        Unloaded
    }
}

/// How the code of a part is asked for.
pub type Ask = Arc<dyn Fn() -> Coming + Send + Sync>;

/// Draws what `ask` brings: at once where its code is here already, as it always is on the server, and otherwise when it has
/// come. `waiting` stands in its place until then; where nothing does, as for a dialog, the corner says that it is coming.
pub fn later(ask: Ask, waiting: Option<fn() -> AnyView>) -> AnyView {
    let came = RwSignal::new(None::<Result<Draw, Unloaded>>);
    let draw = move || {
        came.track();
        let stands = || waiting.map(|waiting| waiting());
        match came.write_untracked().take().or_else(|| begin(&ask, came, waiting.is_none())) {
            Some(Ok(draw)) => draw(),
            Some(Err(error)) => {
                view! { {stands()}<Missing error on_again=move |()| came.notify()/> }
            }
            None => stands().into_any(),
        }
    };
    draw.into_any()
}

/// Asks; the answer, if it is there at once.
fn begin(
    ask: &Ask,
    came: RwSignal<Option<Result<Draw, Unloaded>>>,
    says_so: bool,
) -> Option<Result<Draw, Unloaded>> {
    let mut coming = ask();
    let here = (&mut coming).now_or_never();
    if here.is_none() {
        let sign = says_so.then(slow::begin);
        browser::spawn(async move {
            let result = coming.await;
            drop(sign);
            came.try_set(Some(result));
        });
    }
    here
}

/// A page, as a route draws it.
pub fn page(ask: fn() -> Coming) -> AnyView {
    later(Arc::new(ask), Some(|| view! { <div class="page"><Loading words="Opening the page"/></div> }))
}

/// What opens above a page: its code is asked for when it is wanted for the first time, and it stays from then on.
pub fn above(wanted: Signal<bool>, ask: Ask, waiting: Option<fn() -> AnyView>) -> AnyView {
    let wanted = Memo::new(move |before| before == Some(&true) || wanted.get());
    (move || wanted.get().then(|| later(Arc::clone(&ask), waiting))).into_any()
}

/// Nothing stands in the place of what is on its way.
pub fn nothing() -> AnyView {
    ().into_any()
}

/// How long a page stands before what a hand needs is fetched without one, in milliseconds.
const SETTLED_MS: i32 = 2_000;

/// Fetches what a hand can do on a board when it is first seen, and then what opens there, so that both happen at once.
pub fn fetch_ahead() {
    // A network that goes away before the first touch shall find it here: what is done then is kept, and sent later.
    browser::after(SETTLED_MS, || browser::spawn(fetch_hands()));
    browser::at_first_touch(|| {
        browser::spawn(async {
            fetch_hands().await;
            for chunk in [Chunk::Case, Chunk::Forms, Chunk::Change] {
                browser::spawn(async move { chunk.fetch().await.unwrap_or_default() });
            }
        });
    });
}

async fn fetch_hands() {
    // What cannot be fetched now is asked for again when it is needed, and says so then.
    Chunk::Hands.fetch().await.unwrap_or_default();
}

/// Says so in the corner, where it is seen from a page, a panel and a menu alike.
#[component]
fn Missing(error: Unloaded, #[prop(into)] on_again: Callback<()>) -> impl IntoView {
    view! {
        <div class="toasts">
            <div class="toast" data-tone="bad" role="alert">
                <Icon name="warn"/>
                <span class="toast__text">{error.to_string()}</span>
                <button class="toast__action" type="button" on:click=move |_| on_again.run(())>"Try again"</button>
            </div>
        </div>
    }
}
