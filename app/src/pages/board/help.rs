//! Every key of this page.

use crate::parts::icon::Icon;
use crate::prelude::*;
use leptos::html::Dialog;

const KEYS: [(&str, &str); 18] = [
    ("↑ ↓ ← →", "Go from card to card"),
    ("J K", "Next and previous card"),
    ("Enter", "Open the case beside the board"),
    ("Shift Enter", "Open the whole case"),
    ("Esc", "Close what is open; put a held card back"),
    ("M", "Move to…"),
    ("[ ]", "Move one lane back or onward"),
    ("Alt ↑ Alt ↓", "Move up or down in the lane"),
    ("Ctrl Z", "Take the last thing back"),
    ("C", "New case"),
    ("/", "Search"),
    ("F", "Go to the filters"),
    ("Shift F", "Clear every filter"),
    ("Q", "Mine only"),
    ("Shift Q", "What needs me today"),
    ("Enter in a form", "Save"),
    ("Tab", "Next control"),
    ("?", "This list"),
];

/// The list.
#[component]
pub fn Help(open: RwSignal<bool>) -> impl IntoView {
    move || open.get().then(|| view! { <Keys open/> })
}

#[component]
fn Keys(open: RwSignal<bool>) -> impl IntoView {
    let dialog = NodeRef::<Dialog>::new();
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get().filter(|dialog| !dialog.open()) {
            dialog.show_modal().ok();
        }
    });
    let rows: Vec<AnyView> = KEYS
        .into_iter()
        .map(|(keys, what)| {
            view! { <tr><th scope="row"><kbd>{keys}</kbd></th><td>{what}</td></tr> }
        })
        .collect();
    view! {
        <dialog class="dialog" aria-labelledby="keys-title" node_ref=dialog on:close=move |_| open.set(false)>
            <div class="dialog__head">
                <h2 id="keys-title">"Keys on the board"</h2>
                <button
                    class="button button--quiet button--icon"
                    type="button"
                    aria-label="Close"
                    autofocus
                    on:click=move |_| open.set(false)
                >
                    <Icon name="close"/>
                </button>
            </div>
            <div class="dialog__body"><table class="table"><tbody>{rows}</tbody></table></div>
        </dialog>
    }
}
