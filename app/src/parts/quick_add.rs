//! A new case in a few seconds: name and a way to reach somebody are enough.

mod born;
mod draft;
pub mod fields;

pub use born::date;
pub use draft::{Draft, Problem};

use super::icon::Icon;
use crate::api::Hit;
use crate::prelude::*;
use domain::ids::SiteId;
use fields::{Disciplines, Field, Same, Sites, invalid};
use leptos::html::{Dialog, Input};

/// The form. Enter saves and keeps it open for the next.
#[component]
pub fn QuickAdd(
    open: RwSignal<bool>,
    draft: RwSignal<Draft>,
    sites: Signal<Vec<(SiteId, String)>>,
    #[prop(into)] problems: Signal<Vec<Problem>>,
    #[prop(into)] same: Signal<Vec<Hit>>,
    #[prop(into)] on_save: Callback<()>,
    #[prop(into)] on_open_case: Callback<domain::ids::CaseId>,
) -> impl IntoView {
    move || open.get().then(|| view! { <Form open draft sites problems same on_save on_open_case/> })
}

#[component]
fn Form(
    open: RwSignal<bool>,
    draft: RwSignal<Draft>,
    sites: Signal<Vec<(SiteId, String)>>,
    problems: Signal<Vec<Problem>>,
    same: Signal<Vec<Hit>>,
    #[prop(into)] on_save: Callback<()>,
    #[prop(into)] on_open_case: Callback<domain::ids::CaseId>,
) -> impl IntoView {
    let dialog = NodeRef::<Dialog>::new();
    let name = NodeRef::<Input>::new();
    let asking = RwSignal::new(false);
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get().filter(|dialog| !dialog.open()) {
            dialog.show_modal().ok();
            if let Some(name) = name.get_untracked() {
                name.focus().ok();
            }
        }
    });
    // Leaving with something typed asks once; the draft stays for the next time either way.
    let leave = move || {
        if draft.with_untracked(Draft::is_blank) || asking.get_untracked() {
            open.set(false);
        } else {
            asking.set(true);
        }
    };
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        asking.set(false);
        on_save.run(());
        if let Some(name) = name.get_untracked() {
            name.focus().ok();
        }
    };
    view! {
        <dialog
            class="dialog quick-add"
            aria-labelledby="quick-add-title"
            node_ref=dialog
            on:cancel=move |event: leptos::web_sys::Event| {
                event.prevent_default();
                leave();
            }
            on:close=move |_| open.set(false)
        >
            <form method="post" novalidate on:submit=save>
                <div class="dialog__head">
                    <h2 id="quick-add-title">"New case"</h2>
                    <button
                        class="button button--quiet button--icon"
                        type="button"
                        aria-label="Close"
                        on:click=move |_| leave()
                    >
                        <Icon name="close"/>
                    </button>
                </div>
                <div class="dialog__body fields">
                    <Field id="name" label="Patient’s name" problems whole=true>
                        <input
                            class="input"
                            id="qa-name"
                            dir="auto"
                            autocomplete="off"
                            autofocus
                            node_ref=name
                            aria-invalid=invalid(problems, "name")
                            prop:value=move || draft.with(|draft| draft.name.clone())
                            on:input=move |event| draft.update(|draft| draft.name = event_target_value(&event))
                        />
                    </Field>
                    <Same same on_open_case/>
                    <Field id="phone" label="Phone" need="or a guardian" problems>
                        <input
                            class="input"
                            id="qa-phone"
                            type="tel"
                            autocomplete="off"
                            aria-invalid=invalid(problems, "phone")
                            prop:value=move || draft.with(|draft| draft.phone.clone())
                            on:input=move |event| draft.update(|draft| draft.phone = event_target_value(&event))
                        />
                    </Field>
                    <Field id="guardian" label="Guardian" problems>
                        <input
                            class="input"
                            id="qa-guardian"
                            dir="auto"
                            autocomplete="off"
                            aria-invalid=invalid(problems, "guardian")
                            prop:value=move || draft.with(|draft| draft.guardian.clone())
                            on:input=move |event| draft.update(|draft| draft.guardian = event_target_value(&event))
                        />
                    </Field>
                    <Field id="born" label="Birth date" problems>
                        <input
                            class="input"
                            id="qa-born"
                            autocomplete="off"
                            placeholder="3/14/2019"
                            aria-invalid=invalid(problems, "born")
                            prop:value=move || draft.with(|draft| draft.born.clone())
                            on:input=move |event| draft.update(|draft| draft.born = event_target_value(&event))
                        />
                    </Field>
                    <Sites sites draft/>
                    <Disciplines draft problems/>
                </div>
                <div class="dialog__foot">
                    <span class="dialog__aside">
                        {move || if asking.get() {
                            view! { <span role="alert">"Leave this form? What you typed stays here until you save it."</span> }
                        } else {
                            view! { <span class="wide-only"><kbd>"Enter"</kbd>" saves and stays open"</span> }
                        }}
                    </span>
                    <button class="button" type="button" on:click=move |_| leave()>
                        {move || if asking.get() { "Leave" } else { "Cancel" }}
                    </button>
                    <button class="button button--primary" type="submit">"Add to Intake"</button>
                </div>
            </form>
        </dialog>
    }
}
