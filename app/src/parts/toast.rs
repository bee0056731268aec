//! Sentences in the corner, with the way back.

use super::icon::Icon;
use super::rows::{Row, rows};
use crate::prelude::*;
use crate::sync::{Shown, Tone};
use domain::ids::CommandId;

/// The corner. What was refused is read out; what the person did is announced elsewhere, once.
#[component]
pub fn Toasts(
    toasts: ReadSignal<Vec<Shown>>,
    #[prop(into)] on_undo: Callback<CommandId>,
    #[prop(into)] on_close: Callback<u64>,
) -> impl IntoView {
    let row =
        move |shown: Shown| Row::new(shown.id.to_string(), move || view! { <Toast shown on_undo on_close/> });
    view! {
        <div class="toasts" role="region" aria-label="Notices">
            {rows(move || toasts.get().into_iter().map(row).collect())}
        </div>
    }
}

#[component]
fn Toast(
    shown: Shown,
    #[prop(into)] on_undo: Callback<CommandId>,
    #[prop(into)] on_close: Callback<u64>,
) -> impl IntoView {
    let Shown { id, toast } = shown;
    let (tone, icon) = match toast.tone {
        Tone::Plain => (None, None),
        Tone::Busy => (Some("busy"), None),
        Tone::Good => (Some("good"), Some("done")),
        Tone::Bad => (Some("bad"), Some("warn")),
    };
    let is_alert = toast.tone == Tone::Bad;
    let stays = is_alert || toast.tone == Tone::Busy;
    view! {
        <div class="toast" data-tone=tone role=is_alert.then_some("alert")>
            {icon.map(|name| view! { <Icon name/> })}
            <span class="toast__text" dir="auto">{toast.text}</span>
            {toast.undo.map(|undo| view! {
                <button
                    class="toast__action"
                    type="button"
                    on:click=move |_| {
                        on_close.run(id);
                        on_undo.run(undo);
                    }
                >
                    "Undo"
                </button>
            })}
            <button class="toast__close" type="button" aria-label="Dismiss" on:click=move |_| on_close.run(id)>
                <Icon name="close"/>
            </button>
            {(!stays).then(|| {
                view! { <span class="toast__time" on:animationend=move |_| on_close.run(id)></span> }
            })}
        </div>
    }
}
