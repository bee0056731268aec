//! Where the browser's program is cut. All parts of one [`Chunk`] are fetched together, at the first use of one of them.

use super::{Coming, Draw, Unloaded};
use crate::api::Me;
use crate::pages;
use crate::pages::board::Table;
use crate::parts::frame::gate;
use crate::parts::lock;
use domain::ids::CaseId;
use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

/// A file of code beside the first one. There are few, since what two of them share becomes a file as well.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Chunk {
    /// A case: the panel beside the board, and its page.
    Case,
    /// What opens above the board: sheets, menus, the lock; and the door, which has the same form.
    Forms,
    /// All other pages.
    Pages,
}

impl Chunk {
    /// As the build names it.
    pub fn name(self) -> &'static str {
        match self {
            Chunk::Case => "case",
            Chunk::Forms => "forms",
            Chunk::Pages => "pages",
        }
    }

    /// What the page at an address is drawn with, besides the first download. The server has drawn it already, so the browser
    /// must have its code before it takes over.
    pub fn of(path: &str, query: &str) -> Option<Chunk> {
        let mut steps = path.trim_start_matches('/').split('/');
        match steps.next().unwrap_or_default() {
            "" | "board" => query
                .trim_start_matches('?')
                .split('&')
                .any(|pair| pair.starts_with("case="))
                .then_some(Chunk::Case),
            "cases" => Some(Chunk::Case),
            "sign-in" | "invite" => Some(Chunk::Forms),
            "today" | "search" | "people" | "journal" | "account" | "import" => Some(Chunk::Pages),
            _ => None,
        }
    }

    /// Fetches it, unless it is here.
    pub async fn fetch(self) -> Result<(), Unloaded> {
        let fetched = match self {
            Chunk::Case => __wasm_split_preload_split_case().await,
            Chunk::Forms => __wasm_split_preload_split_keys().await,
            Chunk::Pages => __wasm_split_preload_split_today().await,
        };
        Ok(fetched?)
    }
}

/// `chunk: name(arguments) => view`: the view's code lies in the chunk, and `name(…)` asks for it.
macro_rules! parts {
    ($($(#[$doc:meta])* $chunk:ident: $name:ident as $split:ident($($arg:ident: $type:ty),*) => $view:expr;)+) => { $(
        #[wasm_split($chunk, fallible)]
        fn $split($($arg: $type),*) -> Result<Draw, Unloaded> {
            Ok(Box::new(move || $view.into_any()))
        }

        $(#[$doc])*
        pub fn $name($($arg: $type),*) -> Coming {
            Box::pin($split($($arg),*))
        }
    )+ };
}

parts! {
    /// The panel beside the board.
    case: peek as split_peek(case: Memo<Option<CaseId>>, on_close: Callback<()>, on_step: Callback<i32>)
        => view! { <pages::case::Peek case on_close on_step/> };
    /// The page of a case.
    case: case as split_case() => view! { <pages::case::Case/> };
    /// The sheet of a move that is missing something.
    forms: gate as split_gate() => view! { <gate::GateSheet/> };
    /// The form of a new case.
    forms: new_case as split_new_case(table: Table) => view! { <pages::board::new_case::NewCaseForm table/> };
    /// The menu "Move to…".
    forms: menu as split_menu(table: Table) => view! { <pages::board::Moving table/> };
    /// The keys of the board.
    forms: keys as split_keys(open: RwSignal<bool>) => view! { <pages::board::help::Help open/> };
    /// What unlocks a page.
    forms: unlock as split_unlock(me: Me, minutes: u16, done: Callback<()>) => view! { <lock::Unlock me minutes done/> };
    /// Today.
    pages: today as split_today() => view! { <pages::today::Today/> };
    /// Search.
    pages: search as split_search() => view! { <pages::search::Search/> };
    /// The staff.
    pages: people as split_people() => view! { <pages::people::People/> };
    /// The clinic's journal.
    pages: journal as split_journal() => view! { <pages::journal::Journal/> };
    /// The person's own account.
    pages: account as split_account() => view! { <pages::account::Account/> };
    /// Import.
    pages: import as split_import() => view! { <pages::import::Import/> };
    /// Sign-in.
    forms: sign_in as split_sign_in() => view! { <pages::sign_in::SignIn/> };
    /// An invitation.
    forms: invite as split_invite() => view! { <pages::invite::Invite/> };
}
