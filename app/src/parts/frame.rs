//! The frame around every page of a signed-in person: it loads the clinic once, for all of them.

use crate::api;
use crate::error::ServerError;
use crate::sync::Sync;
use leptos::prelude::*;
use leptos_router::components::Outlet;

/// Loads the board and the person, then shows the page within the shell.
#[component]
pub fn Frame() -> impl IntoView {
    let loaded = Resource::new_blocking(
        || (),
        |()| async { Ok::<_, ServerError>((api::load_board().await?, api::who_am_i().await?)) },
    );
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                match loaded.await {
                    Ok((board, me)) => {
                        let sync = Sync::new(board, me);
                        provide_context(sync);
                        Effect::new(move |_| sync.start());
                        view! { <main id="main" tabindex="-1"><Outlet/></main> }.into_any()
                    }
                    Err(error) => view! { <NotLoaded error/> }.into_any(),
                }
            })}
        </Suspense>
    }
    .into_any()
}

/// Says why there is no page.
#[component]
fn NotLoaded(error: ServerError) -> impl IntoView {
    let sentence = error.sentence(|_| "Somebody".to_owned());
    view! {
        <main id="main" class="page">
            <h1>"Not now"</h1>
            <p>{sentence}</p>
            <p><a class="button button--primary" rel="external" href="/sign-in">"Sign in"</a></p>
        </main>
    }
    .into_any()
}
