//! The frame around every page of a signed-in person. The clinic comes with the first of them, for all of them.

pub mod gate;

use super::icon::Icon;
use super::live_mark::{Here, LiveMark};
use super::lock::Lock;
use super::shell::{BottomNav, SideNav, TopBar};
use super::toast::Toasts;
use crate::api::Me;
use crate::asked::carried;
use crate::error::ServerError;
use crate::keys;
use crate::later::{above, code, page};
use crate::pages::board::Board as BoardPage;
use crate::pages::not_found::NotFound;
use crate::place::{Page, use_place};
use crate::prelude::*;
use crate::sync::{Sync, use_sync};
use domain::board::Board;
use leptos::ev;
use std::sync::Arc;

/// What the frame is made of, or why there is none. The server has it in the context before it draws a page.
pub type Loaded = Result<(Board, Me), ServerError>;

/// Takes what the page came with, and shows the page within the shell.
#[component]
pub fn Frame() -> impl IntoView {
    // In a browser only a page whose text was cut, or that another build wrote, has nothing to read.
    let given = || use_context::<Loaded>().unwrap_or(Err(ServerError::Newer));
    match carried::<Loaded>(given) {
        Ok((board, me)) => {
            let sync = Sync::new(board, me);
            provide_context(sync);
            Effect::new(move |_| sync.start());
            view! { <Shell/> }
        }
        Err(error) => view! { <NotLoaded error/> },
    }
}

/// The page at the address.
fn page_at(address: Option<Page>) -> AnyView {
    match address {
        Some(Page::Board) => view! { <BoardPage/> },
        Some(Page::Today) => page(code::today),
        Some(Page::Case) => page(code::case),
        Some(Page::Search) => page(code::search),
        Some(Page::People) => page(code::people),
        Some(Page::Journal) => page(code::journal),
        Some(Page::Account) => page(code::account),
        Some(Page::Import) => page(code::import),
        Some(Page::Coverage) => page(code::coverage),
        Some(Page::Authorizations) => page(code::authorizations),
        Some(Page::Payers) => page(code::payers),
        Some(Page::Record) => page(code::record),
        Some(Page::Work | Page::Licences | Page::Leaving | Page::Money | Page::Waitlist) => page(code::lists),
        // Those stand outside the frame, and nothing within it leads there without loading the page.
        Some(Page::SignIn | Page::Invite) | None => view! { <NotFound/> },
    }
}

/// Says why there is no page.
#[component]
fn NotLoaded(error: ServerError) -> impl IntoView {
    let sentence = error.sentence(|_| "Somebody".to_owned());
    view! {
        <main id="main" class="page">
            <div class="problem">
                <Icon name="warn"/>
                <h1 tabindex="-1">"Not now"</h1>
                <p>{sentence}</p>
                <div class="row">
                    <a class="button button--primary" rel="external" href="/sign-in">"Sign in"</a>
                </div>
            </div>
        </main>
    }
}

#[component]
fn Shell() -> impl IntoView {
    let sync = use_sync();
    let me = sync.me();
    let search = NodeRef::<leptos::html::Input>::new();
    let place = use_place();
    let address = Memo::new(move |_| place.page());
    let on_search = Callback::new(move |text| {
        sync.sought().set(text);
        place.go("/search");
    });
    let listening = window_event_listener(ev::keydown, move |event| everywhere(&event, sync, search));
    on_cleanup(move || listening.remove());
    view! {
        <div class="shell">
            <a class="skip" href="#main">"Skip to the page"</a>
            {me.practice.then(|| view! {
                <aside class="shell__ribbon" aria-label="Demo">
                    <strong>"SYNTHETIC"</strong>
                    " demo data: nobody here is a real person"
                </aside>
            })}
            <TopBar me=me.clone() search on_search>
                <Here names=here(sync)/>
                <LiveMark link=sync.link() unsent=sync.unsent()/>
            </TopBar>
            <SideNav me due=due_count(sync)/>
            <main class="shell__main" id="main" tabindex="-1">
                <SignedOut shown=sync.signed_out()/>
                {move || { let address = address.get(); untrack(move || page_at(address)) }}
            </main>
            <BottomNav/>
            {above(Signal::derive(move || sync.asked().with(Option::is_some)), Arc::new(code::gate), None)}
            <Lock me=sync.me() away=sync.signed_out() on_unlock=move |()| sync.back()/>
            <Toasts
                toasts=sync.toasts()
                on_undo=move |undo| sync.undo(undo)
                on_close=move |toast| sync.dismiss(toast)
            />
            <p class="visually-hidden" role="status" aria-live="polite">{sync.spoken()}</p>
        </div>
    }
}

/// What is typed stays on the page while somebody signs in beside it.
#[component]
fn SignedOut(shown: Signal<bool>) -> impl IntoView {
    view! {
        <Show when=move || shown.get()>
            <div class="banner" role="alert" data-tone="warn">
                <Icon name="lock"/>
                <p class="banner__text">
                    <strong>"You are signed out. "</strong>
                    "What you typed is kept on this page; sign in and it goes on from here."
                </p>
                <a class="button button--small" href="/sign-in" target="_blank" rel="external">"Sign in"</a>
            </div>
        </Show>
    }
}

/// Names of the others who are here.
fn here(sync: Sync) -> Memo<Vec<String>> {
    let mine = sync.me().viewer.staff;
    let (here, clinic) = (sync.here(), sync.clinic());
    Memo::new(move |_| {
        let mut people: Vec<_> = here.get().into_iter().map(|(staff, _)| staff).collect();
        people.sort_unstable();
        people.dedup();
        let clinic = clinic.get();
        people.into_iter().filter(|staff| *staff != mine).map(|staff| clinic.name_of(staff)).collect()
    })
}

/// How many lines the list of their work has that are late or due today.
fn due_count(sync: Sync) -> Memo<usize> {
    let all = sync.all();
    Memo::new(move |_| all.with(|all| all.iter().map(|case| sync.pressing(case)).sum()))
}

/// The keys that work on every page.
fn everywhere(event: &ev::KeyboardEvent, sync: Sync, search: NodeRef<leptos::html::Input>) {
    if keys::is_typing(event) {
        return;
    }
    let held = event.ctrl_key() || event.meta_key();
    match event.key().as_str() {
        "z" if held && !event.shift_key() => sync.undo_last(),
        "/" if !held => {
            if let Some(search) = search.get_untracked() {
                search.focus().ok();
            }
        }
        _ => return,
    }
    event.prevent_default();
}
