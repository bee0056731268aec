//! What changes a case: its forms, and the choice where two people changed the same at once.

use super::clash::Clashes;
use super::contacts::{ContactForm, RemoveContactForm};
use super::facts::{AboutForm, FactsForm};
use super::file::{Asking, File};
use super::flags::{HoldForm, WaitForm};
use super::task_forms::{AddTaskForm, AssignForm, CompleteForm, ReopenForm, WaiveForm};
use super::team::TeamForm;
use crate::prelude::*;

/// The form that is open, and what two people changed at once.
#[component]
pub fn Forms(file: File) -> impl IntoView {
    let form = move |asking| match asking {
        Asking::Complete(id) => view! { <CompleteForm file id/> }.into_any(),
        Asking::Waive(id) => view! { <WaiveForm file id/> }.into_any(),
        Asking::Reopen(id) => view! { <ReopenForm file id/> }.into_any(),
        Asking::Assign(id) => view! { <AssignForm file id/> }.into_any(),
        Asking::AddTask => view! { <AddTaskForm file/> }.into_any(),
        Asking::Wait => view! { <WaitForm file/> }.into_any(),
        Asking::Hold => view! { <HoldForm file/> }.into_any(),
        Asking::Team => view! { <TeamForm file/> }.into_any(),
        Asking::Contact(id) => view! { <ContactForm file id/> }.into_any(),
        Asking::RemoveContact(id) => view! { <RemoveContactForm file id/> }.into_any(),
        Asking::About => view! { <AboutForm file/> }.into_any(),
        Asking::Facts => view! { <FactsForm file/> }.into_any(),
    };
    view! {
        {move || file.asking.get().map(form)}
        <Clashes file/>
    }
    .into_any()
}
