//! What a page asks the server for. Where the server draws the page, it waits for the answer, and the page carries it along.

use crate::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::future::Future;

/// Draws the answer to a question. Where the question changes it is asked anew, and the last answer stays until the next one is
/// here; `waiting` stands in the place of the first.
pub(crate) fn answered<Q, T, F>(
    question: impl Fn() -> Q + 'static,
    fetch: impl Fn(Q) -> F + 'static,
    waiting: impl Fn() -> AnyView + Send + 'static,
    draw: impl Fn(T) -> AnyView + Send + 'static,
) -> AnyView
where
    Q: PartialEq + Clone + 'static,
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    F: Future<Output = T> + Send + 'static,
{
    at_work::answered(
        Box::new(question),
        Box::new(move |question| Box::pin(fetch(question))),
        Box::new(waiting),
        Box::new(draw),
    )
}

/// A value that the server makes and the page carries along: its script reads it instead of making it.
pub(crate) fn carried<T>(make: impl FnOnce() -> T) -> T
where
    T: Serialize + DeserializeOwned,
{
    at_work::carried(make)
}

type Question<Q> = Box<dyn Fn() -> Q>;
type Coming<T> = std::pin::Pin<Box<dyn Future<Output = T> + Send>>;
type Fetch<Q, T> = Box<dyn Fn(Q) -> Coming<T>>;
type Waiting = Box<dyn Fn() -> AnyView + Send>;
type Draw<T> = Box<dyn Fn(T) -> AnyView + Send>;

/// On the server.
#[cfg(feature = "ssr")]
mod at_work {
    use super::{Draw, Fetch, Question, Waiting};
    use crate::prelude::*;
    use crate::wire::{self, Unreadable};
    use leptos::tachys::reactive_graph::OwnedView;
    use serde::Serialize;

    pub(super) fn answered<Q, T>(
        question: Question<Q>,
        fetch: Fetch<Q, T>,
        _: Waiting,
        draw: Draw<T>,
    ) -> AnyView
    where
        T: Serialize + Send + 'static,
    {
        let carry = carry();
        let coming = fetch(untrack(question));
        let drawn = Suspend::new(async move {
            let answer = coming.await;
            carry(wire::write(&answer));
            // What comes late is written by whoever waits for it, who knows nothing of where it was asked.
            OwnedView::new(draw(answer))
        });
        drawn.into_any()
    }

    pub(super) fn carried<T: Serialize>(make: impl FnOnce() -> T) -> T {
        let carry = carry();
        let value = make();
        carry(wire::write(&value));
        value
    }

    /// The next place in what the page carries; the script counts them in the same order.
    fn carry() -> impl FnOnce(Result<String, Unreadable>) + Send {
        let place = Owner::current_shared_context().map(|page| (page.next_id(), page));
        move |text| {
            // What cannot be written is asked for by the script.
            if let (Some((place, page)), Ok(text)) = (place, text) {
                page.write_async(place, Box::pin(async move { text }));
            }
        }
    }
}

/// In a browser.
#[cfg(not(feature = "ssr"))]
mod at_work {
    use super::{Draw, Fetch, Question, Waiting};
    use crate::prelude::*;
    use crate::sync::browser;
    use crate::wire;
    use serde::de::DeserializeOwned;

    pub(super) fn answered<Q, T>(
        question: Question<Q>,
        fetch: Fetch<Q, T>,
        waiting: Waiting,
        draw: Draw<T>,
    ) -> AnyView
    where
        Q: PartialEq + Clone + 'static,
        T: DeserializeOwned + Send + Sync + 'static,
    {
        let came = RwSignal::new(given::<T>());
        // What came with the page answers the question as it was when the page was drawn.
        let answers = came.with_untracked(Option::is_some).then(|| untrack(&*question));
        let round = StoredValue::new(0_u32);
        Effect::new(move |before: Option<Q>| {
            let asked = question();
            if before.as_ref().or(answers.as_ref()) == Some(&asked) {
                return asked;
            }
            let coming = fetch(asked.clone());
            round.update_value(|round| *round += 1);
            let this = round.get_value();
            browser::spawn(async move {
                let answer = coming.await;
                // Another question was asked meanwhile, or the page was left.
                if round.try_get_value() == Some(this) {
                    came.set(Some(answer));
                }
            });
            asked
        });
        let draw = move || {
            came.track();
            let answer = came.write_untracked().take();
            untrack(|| answer.map_or_else(&*waiting, &*draw))
        };
        draw.into_any()
    }

    pub(super) fn carried<T: DeserializeOwned>(make: impl FnOnce() -> T) -> T {
        given().unwrap_or_else(make)
    }

    /// What the page carries at this place, while the script takes it over.
    fn given<T: DeserializeOwned>() -> Option<T> {
        let page = Owner::current_shared_context()?;
        let place = page.next_id();
        let text = page.during_hydration().then(|| page.read_data(&place)).flatten()?;
        wire::read(&text).ok()
    }
}
