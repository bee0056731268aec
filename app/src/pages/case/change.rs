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
        Asking::Complete(id) => view! { <CompleteForm file id/> },
        Asking::Waive(id) => view! { <WaiveForm file id/> },
        Asking::Reopen(id) => view! { <ReopenForm file id/> },
        Asking::Assign(id) => view! { <AssignForm file id/> },
        Asking::AddTask => view! { <AddTaskForm file/> },
        Asking::Wait => view! { <WaitForm file/> },
        Asking::Hold => view! { <HoldForm file/> },
        Asking::Team => view! { <TeamForm file/> },
        Asking::Contact(id) => view! { <ContactForm file id/> },
        Asking::RemoveContact(id) => view! { <RemoveContactForm file id/> },
        Asking::About => view! { <AboutForm file/> },
        Asking::Facts => view! { <FactsForm file/> },
    };
    view! {
        {move || file.asking.get().map(form)}
        <Clashes file/>
    }
}
