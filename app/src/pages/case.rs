//! A case on a page of its own.

pub mod banner;
mod button;
pub mod change;
pub mod clash;
pub mod comments;
pub mod contacts;
pub mod facts;
pub mod file;
pub mod flags;
pub mod glass;
mod mention;
pub mod menus;
pub mod peek;
pub mod task_forms;
pub mod tasks;
pub mod team;
pub mod timeline;
pub mod whole;

pub use peek::Peek;

use crate::error::ServerError;
use crate::place::{Page, use_place};
use crate::prelude::*;
use crate::sync::use_sync;
use domain::ids::CaseId;

/// The page.
#[component]
pub fn Case() -> impl IntoView {
    let sync = use_sync();
    let word = use_place().word(Page::Case);
    let id = Memo::new(move |_| word.get()?.parse::<CaseId>().ok());
    Effect::new(move |_| sync.look_at(id.get()));
    on_cleanup(move || sync.look_at(None));
    move || {
        if let Some(id) = id.get() {
            return view! { <peek::Read id full=true/> };
        }
        let error = ServerError::NotFound;
        crate::api::say_why(&error);
        view! { <glass::Closed id=None error on_opened=|()| ()/> }
    }
}
