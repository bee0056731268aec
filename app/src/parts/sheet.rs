//! A dialog with a form: opens by itself, closes with Esc, gives the focus back to where it was. Drawn by `style/parts/dialog.css`.

mod kept;

use super::icon::Icon;
use crate::place::use_place;
use crate::prelude::*;
use kept::Kept;
use leptos::ev::SubmitEvent;
use leptos::html::Dialog;

/// Where a form stands.
#[derive(Clone, Copy)]
pub struct Form {
    /// It is being sent.
    pub busy: RwSignal<bool>,
    /// Why it was not accepted.
    pub problem: RwSignal<Option<String>>,
    /// It may go.
    pub done: RwSignal<bool>,
}

impl Form {
    /// A form at its start.
    pub fn new() -> Form {
        Form { busy: RwSignal::new(false), problem: RwSignal::new(None), done: RwSignal::new(false) }
    }

    /// Whether somebody still looks at it.
    pub fn is_open(self) -> bool {
        self.done.try_get_untracked() == Some(false)
    }
}

impl Default for Form {
    fn default() -> Self {
        Form::new()
    }
}

/// The dialog. Mount it to open it; it asks to be unmounted through `on_close`.
#[component]
pub fn Sheet(
    #[prop(into)] title: String,
    /// The words on the button that sends it; none leaves the button out.
    #[prop(optional)]
    submit: Option<&'static str>,
    /// It takes something away.
    #[prop(optional)]
    danger: bool,
    form: Form,
    #[prop(into)] on_submit: Callback<()>,
    #[prop(into)] on_close: Callback<()>,
    children: Children,
) -> impl IntoView {
    let dialog = NodeRef::<Dialog>::new();
    let place = use_place();
    let address = untrack(|| place.with_path(str::to_owned) + "?" + &place.with_query(str::to_owned));
    let kept = Kept::new(&address, &title);
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get().filter(|dialog| !dialog.open()) {
            dialog.show_modal().ok();
            kept.restore(&dialog);
        }
    });
    let keep = move |_| {
        if let Some(dialog) = dialog.get_untracked() {
            kept.keep(&dialog);
        }
    };
    let leave = move |_| {
        kept.forget();
        on_close.run(());
    };
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    Effect::new(move |_| {
        if form.done.get() {
            close();
        }
    });
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        if !form.busy.get_untracked() {
            form.problem.set(None);
            on_submit.run(());
        }
    };
    let class = if danger { "button button--danger" } else { "button button--primary" };
    let quit = if submit.is_some() { "Cancel" } else { "Close" };
    view! {
        <dialog class="dialog" aria-labelledby="sheet-title" node_ref=dialog on:close=leave>
            <form method="post" novalidate on:submit=send on:input=keep>
                <div class="dialog__head">
                    <h2 id="sheet-title" dir="auto">{title}</h2>
                    <button
                        class="button button--quiet button--icon"
                        type="button"
                        aria-label="Close"
                        on:click=move |_| close()
                    >
                        <Icon name="close"/>
                    </button>
                </div>
                <div class="dialog__body stack">
                    {children()}
                    {move || form.problem.get().map(|problem| view! {
                        <div class="banner" role="alert" data-tone="bad">
                            <Icon name="warn"/>
                            <p class="banner__text">{problem}</p>
                        </div>
                    })}
                </div>
                <div class="dialog__foot">
                    <button class="button" type="button" on:click=move |_| close()>{quit}</button>
                    {submit.map(|submit| view! {
                        <button class=class type="submit" aria-busy=move || form.busy.get().then_some("true")>
                            {submit}
                        </button>
                    })}
                </div>
            </form>
        </dialog>
    }
}
