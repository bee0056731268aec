//! The lock: after some quiet minutes nobody can read the page, and what was being typed stays under it.

mod idle;

use super::avatar::Avatar;
use super::door_form::DoorForm;
use super::icon::Icon;
use crate::api::Me;
use crate::dom;
use crate::later::{code, later};
use crate::prelude::*;
use leptos::ev::Event;
use leptos::html::Dialog;
use std::sync::Arc;

/// The lock of a person's page. Watches for hands by itself; `on_unlock` runs when the page is open again.
#[component]
pub fn Lock(
    /// The person.
    me: Me,
    /// The server wants no more of this session; whether it is locked or over, the lock asks.
    away: Signal<bool>,
    #[prop(into)] on_unlock: Callback<()>,
) -> impl IntoView {
    let dialog = NodeRef::<Dialog>::new();
    let locked = RwSignal::new(false);
    let minutes = me.idle_minutes.max(1);
    idle::watch(minutes, locked);
    Effect::new(move |_| {
        if away.get() {
            idle::ask(locked);
        }
    });
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get() {
            idle::show(&dialog, locked.get());
        }
    });
    let done = Callback::new(move |()| {
        locked.set(false);
        on_unlock.run(());
    });
    view! {
        <dialog
            class="dialog lock"
            aria-labelledby="lock-title"
            node_ref=dialog
            on:cancel=|event: Event| event.prevent_default()
        >
            <Show when=move || locked.get()>
                {
                    let me = me.clone();
                    later(Arc::new(move || code::unlock(me.clone(), minutes, done)), Some(waiting))
                }
            </Show>
        </dialog>
    }
}

/// The page is hidden already; what unlocks it is on its way.
fn waiting() -> AnyView {
    view! { <h2 id="lock-title">"Locked"</h2> }
}

/// What unlocks it.
#[component]
pub fn Unlock(me: Me, minutes: u16, done: Callback<()>) -> impl IntoView {
    // It came after the dialog had opened and taken the keyboard itself.
    Effect::new(|_| dom::focus(".lock [autofocus]"));
    let name = me.name.to_string();
    let label = format!("Password of {name}");
    let password = if me.practice {
        view! {
            <p class="muted">"In the demo clinic no password is needed."</p>
            <input type="hidden" name="password" value=""/>
        }
    } else {
        view! {
            <div class="field">
                <label class="field__label" for="lock-password" dir="auto">{label}</label>
                <input class="input" id="lock-password" name="password" type="password"
                    autocomplete="current-password" autofocus/>
            </div>
        }
    };
    view! {
        <DoorForm action="/session/unlock" on_done=done>
            <Avatar name=Some(name) me=true bare=true large=true/>
            <h2 id="lock-title">{format!("Locked after {minutes} quiet minutes")}</h2>
            <p class="muted">"What you were typing is kept."</p>
            {password}
            <button class="button button--primary button--wide" type="submit" autofocus=me.practice>
                <Icon name="lock"/>
                "Unlock"
            </button>
            <a class="button button--quiet" rel="external" href="/sign-in">"I am somebody else"</a>
        </DoorForm>
    }
}
