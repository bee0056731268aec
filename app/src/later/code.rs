//! Where the browser's program is cut. All parts of one [`Chunk`] are fetched together, at the first use of one of them.

use super::{Coming, Draw, Unloaded};
use crate::api::Me;
use crate::dom::Point;
use crate::hands::Hands;
use crate::pages;
use crate::pages::board::Table;
use crate::pages::case::file::File;
use crate::parts::frame::gate;
use crate::parts::lock;
use crate::place::{Page, asks};
use crate::prelude::*;
use domain::ids::CaseId;
use domain::task::TaskId;
use wasm_split_helpers::wasm_split;

/// A file of code beside the first one. There are few, since what two of them share becomes a file as well.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Chunk {
    /// What somebody does: moves, the rules for them, the outbox, the way back. It draws nothing.
    Hands,
    /// A case: the panel beside the board, and its page.
    Case,
    /// The forms and menus that change a case.
    Change,
    /// What opens above the board: sheets, menus, the lock.
    Forms,
    /// Sign-in and invitation.
    Door,
    /// The pages of every day.
    Pages,
    /// The pages of those who keep the clinic.
    Office,
}

impl Chunk {
    /// As the build names it.
    pub fn name(self) -> &'static str {
        match self {
            Chunk::Hands => "hands",
            Chunk::Case => "case",
            Chunk::Change => "change",
            Chunk::Forms => "forms",
            Chunk::Door => "door",
            Chunk::Pages => "pages",
            Chunk::Office => "office",
        }
    }

    /// What the page at an address is drawn with, besides the first download. The server has drawn it already, so the browser
    /// must have its code before it takes over.
    pub fn of(path: &str, query: &str) -> Option<Chunk> {
        match Page::at(path)? {
            Page::Board => asks(query, "case").map(|_| Chunk::Case),
            Page::Case => Some(Chunk::Case),
            Page::SignIn | Page::Invite => Some(Chunk::Door),
            Page::Today | Page::Search | Page::Journal => Some(Chunk::Pages),
            Page::People
            | Page::Account
            | Page::Import
            | Page::Coverage
            | Page::Authorizations
            | Page::Payers
            | Page::Record
            | Page::Work
            | Page::Licences
            | Page::Leaving
            | Page::Money
            | Page::Waitlist => Some(Chunk::Office),
        }
    }

    /// Fetches it, unless it is here.
    pub async fn fetch(self) -> Result<(), Unloaded> {
        let fetched = match self {
            Chunk::Hands => __wasm_split_preload_split_hands().await,
            Chunk::Case => __wasm_split_preload_split_case().await,
            Chunk::Change => __wasm_split_preload_split_change().await,
            Chunk::Forms => __wasm_split_preload_split_forms().await,
            Chunk::Door => __wasm_split_preload_split_door().await,
            Chunk::Pages => __wasm_split_preload_split_pages().await,
            Chunk::Office => __wasm_split_preload_split_office().await,
        };
        Ok(fetched?)
    }
}

/// Cuts a chunk off at a function, which gives what lies in it.
macro_rules! cut {
    ($chunk:ident at $split:ident gives $code:ident = $all:expr) => {
        #[wasm_split($chunk, fallible)]
        fn $split() -> Result<$code, Unloaded> {
            Ok($all)
        }
    };
}

cut! { hands at split_hands gives Hands = Hands::new() }

/// Asks for [`Chunk::Hands`].
pub(crate) async fn hands() -> Result<Hands, Unloaded> {
    split_hands().await
}

/// `chunk as split gives Code { name(arguments) => view }`: the views' code lies in the chunk, which is cut off at `split`, and
/// `name(…)` asks for one of them. There is one cut for each chunk, so that what is here is here for all of its parts.
macro_rules! chunks {
    ($($chunk:ident as $split:ident gives $code:ident {
        $($(#[$doc:meta])* $name:ident($($arg:ident: $type:ty),*) => $view:expr;)+
    })+) => { $(
        #[derive(Clone, Copy)]
        struct $code {
            $($name: fn($($type),*) -> AnyView,)+
        }

        cut! { $chunk at $split gives $code = $code { $($name: |$($arg),*| $view.into_any(),)+ } }

        $(
            $(#[$doc])*
            pub fn $name($($arg: $type),*) -> Coming {
                Box::pin(async move {
                    let draw = $split().await?.$name;
                    Ok(Box::new(move || draw($($arg),*)) as Draw)
                })
            }
        )+
    )+ };
}

chunks! {
    case as split_case gives CaseCode {
        /// The panel beside the board.
        peek(case: Memo<Option<CaseId>>, on_close: Callback<()>, on_step: Callback<i32>)
            => view! { <pages::case::Peek case on_close on_step/> };
        /// The page of a case.
        case() => view! { <pages::case::Case/> };
    }
    change as split_change gives ChangeCode {
        /// The form about a case that is open, or the choice between two changes.
        change(file: File) => view! { <pages::case::change::Forms file/> };
        /// Where a case may be moved.
        move_case(file: File, menu: RwSignal<Option<Point>>) => view! { <pages::case::menus::MoveCase file menu/> };
        /// What else can be done with a task.
        task_menu(file: File, menu: RwSignal<Option<(TaskId, Point)>>)
            => view! { <pages::case::menus::OfTask file menu/> };
        /// The reason for opening a chart in an emergency.
        break_glass(id: CaseId, asking: RwSignal<bool>, on_opened: Callback<()>)
            => view! { <pages::case::glass::Break id asking on_opened/> };
    }
    forms as split_forms gives FormsCode {
        /// The sheet of a move that is missing something.
        gate() => view! { <gate::GateSheet/> };
        /// The form of a new case.
        new_case(table: Table) => view! { <pages::board::new_case::NewCaseForm table/> };
        /// The menu "Move to…".
        menu(table: Table) => view! { <pages::board::Moving table/> };
        /// The keys of the board.
        keys(open: RwSignal<bool>) => view! { <pages::board::help::Help open/> };
        /// What unlocks a page.
        unlock(me: Me, minutes: u16, done: Callback<()>) => view! { <lock::Unlock me minutes done/> };
    }
    door as split_door gives DoorCode {
        /// Sign-in.
        sign_in() => view! { <pages::sign_in::SignIn/> };
        /// An invitation.
        invite() => view! { <pages::invite::Invite/> };
    }
    pages as split_pages gives PagesCode {
        /// Today.
        today() => view! { <pages::today::Today/> };
        /// Search.
        search() => view! { <pages::search::Search/> };
        /// The clinic's journal.
        journal() => view! { <pages::journal::Journal/> };
    }
    office as split_office gives OfficeCode {
        /// The staff.
        people() => view! { <pages::people::People/> };
        /// The person's own account.
        account() => view! { <pages::account::Account/> };
        /// Import.
        import() => view! { <pages::import::Import/> };
        /// Coverage, authorizations and visits of a case.
        coverage() => view! { <pages::ledger::Coverage/> };
        /// Authorizations of all cases.
        authorizations() => view! { <pages::ledger::Authorizations/> };
        /// Payers and their rules.
        payers() => view! { <pages::ledger::Payers/> };
        /// What was written on a case.
        record() => view! { <pages::record::Record/> };
        /// Lists of what is open in all records.
        lists() => view! { <pages::record::Lists/> };
    }
}
