//! The board: five lanes of cards, and every way to move one.

mod filter;
pub mod filters;
pub mod help;
mod keys;
pub mod lanes;
mod moves;
pub mod new_case;

pub use moves::Move;

use crate::dom::{self, Point};
use crate::drag::Drag;
use crate::later::{above, code};
use crate::parts::icon::Icon;
use crate::parts::menu::MoveMenu;
use crate::parts::problem::Loading;
use crate::place::{Place, use_place};
use crate::prelude::*;
use crate::sync::{Sync, use_sync};
use domain::access::{Area, Right, Viewer};
use domain::case::Case;
use domain::ids::CaseId;
use domain::kinds::Lane;
use filter::Filter;
use leptos::html::Div;
use leptos::wasm_bindgen::JsCast;
use std::sync::Arc;

/// The cases that the filter lets through, in the order of their ids; nothing when it is off.
type Passing = Option<Vec<CaseId>>;

fn passes(passing: &Passing, id: CaseId) -> bool {
    passing.as_ref().is_none_or(|passing| passing.binary_search(&id).is_ok())
}

/// What the parts of the board share.
#[derive(Clone, Copy)]
pub struct Table {
    sync: Sync,
    all: Memo<Vec<Arc<Case>>>,
    filter: Memo<Filter>,
    /// The case whose panel is open.
    open: Memo<Option<CaseId>>,
    passing: Memo<Passing>,
    lanes: StoredValue<Vec<(Lane, Memo<Vec<CaseId>>)>>,
    drag: Drag,
    /// The card that the keyboard is on.
    cursor: RwSignal<Option<CaseId>>,
    /// The card that is to come into view.
    reveal: RwSignal<Option<CaseId>>,
    /// The card whose menu is open, and where.
    menu: RwSignal<Option<(CaseId, Point)>>,
    adding: RwSignal<bool>,
    helping: RwSignal<bool>,
    area: NodeRef<Div>,
    place: Place,
}

impl Table {
    /// Whether the person's roles move cards at all; which of them, the rules say for each.
    fn may_move(self) -> bool {
        self.sync.viewer().with_untracked(|viewer| viewer.may_anywhere(Area::Board, Right::Write))
    }

    /// Whether they begin cases.
    fn may_open(self) -> bool {
        let begins = |viewer: &Viewer| viewer.may_anywhere(Area::Demographics, Right::Write);
        self.may_move() || self.sync.viewer().with_untracked(begins)
    }

    fn new() -> Table {
        let sync = use_sync();
        let me = sync.me().viewer.staff;
        let place = use_place();
        let all = sync.all();
        let filter = Memo::new(move |_| place.with_query(Filter::read));
        let open = Memo::new(move |_| place.asks("case")?.parse().ok());
        let passing = Memo::new(move |_| {
            let filter = filter.get();
            let needs = |case: &Case| 0 < sync.pressing(case);
            let shows = |case: &&Arc<Case>| filter.shows(case, me, sync.today(case.site), needs);
            (!filter.is_off()).then(|| all.with(|all| all.iter().filter(shows).map(|case| case.id).collect()))
        });
        let drag = Drag::new();
        let lanes = Lane::OPEN.map(|lane| (lane, shown(sync.lane(lane), passing, drag)));
        Table {
            sync,
            all,
            filter,
            open,
            passing,
            lanes: StoredValue::new(lanes.into()),
            drag,
            cursor: RwSignal::new(None),
            reveal: RwSignal::new(None),
            menu: RwSignal::new(None),
            adding: RwSignal::new(false),
            helping: RwSignal::new(false),
            area: NodeRef::new(),
            place,
        }
    }

    /// The cards of a lane as the person sees them.
    fn shown(self, lane: Lane) -> Memo<Vec<CaseId>> {
        let ids =
            |lanes: &Vec<(Lane, Memo<_>)>| lanes.iter().find(|(of, _)| *of == lane).map(|(_, ids)| *ids);
        self.lanes.with_value(ids).unwrap_or_else(|| Memo::new(|_| Vec::new()))
    }

    fn go(self, address: &str) {
        self.place.turn(address);
    }

    fn set_filter(self, change: impl FnOnce(&mut Filter)) {
        let mut filter = self.filter.get_untracked();
        change(&mut filter);
        let open = self.open.get_untracked().map(|case| case.to_string());
        self.go(&filter.address(open.as_deref()));
    }

    fn open_case(self, case: CaseId) {
        self.go(&self.filter.get_untracked().address(Some(&case.to_string())));
    }

    fn case_now(self, id: CaseId) -> Option<Arc<Case>> {
        self.sync.case_now(id)
    }
}

/// The order of a lane with the filter applied. While a card is held the lanes stand still, whatever others do.
fn shown(live: ReadSignal<Vec<CaseId>>, passing: Memo<Passing>, drag: Drag) -> Memo<Vec<CaseId>> {
    Memo::new(move |before: Option<&Vec<CaseId>>| {
        if let Some(before) = before.filter(|_| drag.held.with(Option::is_some)) {
            return before.clone();
        }
        let mut ids = live.get();
        passing.with(|passing| ids.retain(|id| passes(passing, *id)));
        ids
    })
}

/// The page.
#[component]
pub fn Board() -> impl IntoView {
    let table = Table::new();
    let sync = table.sync;
    table.drag.listen(table.area, Callback::new(move |end| moves::drop_card(table, end)));
    dom::on_window("keydown", move |event| keys::pressed(table, event.unchecked_ref()));
    Effect::new(move |_| sync.look_at(table.open.get()));
    on_cleanup(move || sync.look_at(None));
    let on_close = Callback::new(move |()| table.go(&table.filter.get_untracked().address(None)));
    let on_step = Callback::new(move |by| step(table, by));
    let picks = filters::picks(table);
    let at_view = RwSignal::new(0_usize);
    let may_move = table.may_move();
    let lanes: Vec<AnyView> =
        Lane::OPEN.into_iter().map(|lane| view! { <lanes::BoardLane table lane/> }).collect();
    view! {
        <div class="board" data-peek=move || table.open.with(Option::is_some).then_some("")>
            <lanes::Tabs table at_view/>
            <div class="board__head">
                <h1 tabindex="-1">"Board"</h1>
                <filters::Bar table picks=picks.clone()/>
                <filters::Sum table/>
                {table.may_open().then(|| view! {
                    <button
                        class="board__new button button--primary"
                        type="button"
                        aria-haspopup="dialog"
                        on:click=move |_| table.adding.set(true)
                    >
                        <Icon name="plus"/>
                        <span>"New case"</span>
                    </button>
                })}
            </div>
            <filters::Lists table picks/>
            <div
                class="board__lanes"
                node_ref=table.area
                on:pointerdown=move |event| if may_move { crate::drag::press(table.drag, &event) }
                on:contextmenu=move |event| crate::drag::guard_menu(&event)
                on:scroll=move |_| lanes::note_view(table, at_view)
            >
                {lanes}
            </div>
            {above(Signal::derive(move || table.open.with(Option::is_some)), Arc::new(move || code::peek(table.open, on_close, on_step)), Some(panel))}
        </div>
        {above(Signal::derive(move || table.menu.with(Option::is_some)), Arc::new(move || code::menu(table)), None)}
        {above(table.adding.into(), Arc::new(move || code::new_case(table)), None)}
        {above(table.helping.into(), Arc::new(move || code::keys(table.helping)), None)}
    }
}

/// Stands where the panel of a case will be.
fn panel() -> AnyView {
    view! { <aside class="peek"><div class="peek__body"><Loading words="Opening the case"/></div></aside> }
}

/// The menu of the card that asked for it.
#[component]
pub fn Moving(table: Table) -> impl IntoView {
    view! {
        <MoveMenu
            offer=Signal::derive(move || moves::offer(table))
            on_choose=move |choice| moves::choose(table, choice)
            on_close=move |()| table.menu.set(None)
        />
    }
}

/// Opens the neighbour of the open case in its lane.
fn step(table: Table, by: i32) {
    let Some(id) = table.open.get_untracked() else { return };
    let Some(lane) = table.case_now(id).map(|case| case.lane) else { return };
    let ids = table.shown(lane).get_untracked();
    let at = ids.iter().position(|other| *other == id);
    let next = at.and_then(|at| if 0 < by { at.checked_add(1) } else { at.checked_sub(1) });
    if let Some(next) = next.and_then(|at| ids.get(at)) {
        table.open_case(*next);
    }
}
