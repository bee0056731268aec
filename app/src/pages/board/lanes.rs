//! The lanes with their cards, and the tabs that stand for them on a phone.

use super::{Table, moves, passes};
use crate::parts::card::{Card, Face};
use crate::parts::icon::Icon;
use crate::parts::lane::{DrawCard, Landing, Lane as LanePart};
use crate::parts::words;
use crate::prelude::*;
use crate::sync::Mark;
use domain::board;
use domain::ids::CaseId;
use domain::kinds::Lane;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlElement};
use std::sync::Arc;

/// A lane of the board.
#[component]
pub fn BoardLane(table: Table, lane: Lane) -> impl IntoView {
    let ids = table.shown(lane);
    let card: DrawCard = Arc::new(move |id| view! { <BoardCard table id lane/> });
    let held =
        Memo::new(move |_| table.drag.held.get().filter(|held| held.from == lane).map(|held| held.case));
    let landing = Memo::new(move |_| landing(table, lane));
    view! {
        <LanePart
            lane
            ids
            age=Memo::new(move |_| age(table, lane))
            landing
            held
            reveal=table.reveal
            card
            empty=Arc::new(move || view! { <Empty table lane/> })
        />
    }
}

/// "median 4 d", over the cards that are shown.
fn age(table: Table, lane: Lane) -> String {
    let sync = table.sync;
    let median = table.all.with(|all| {
        table.passing.with(|passing| {
            let shown = all.iter().filter(|case| case.lane == lane).filter(|case| passes(passing, case.id));
            board::median_days(shown, |case| sync.today(case.site))
        })
    });
    median.map_or_else(String::new, |days| ["median ", &words::days(days)].concat())
}

/// How the lane would take the card that is held.
fn landing(table: Table, lane: Lane) -> Option<Landing> {
    let held = table.drag.held.get()?;
    let target = table.drag.target.get().filter(|target| target.lane == lane);
    let case = table.case_now(held.case)?;
    let open = moves::missing(table, &case, lane) == 0 && case.lane <= lane;
    let before = target.and_then(|target| target.before);
    let gap = target.is_some_and(|target| {
        table.shown(lane).with_untracked(|ids| !moves::is_own_place(ids, held.case, target.before))
    });
    Some(Landing { over: target.is_some(), open, before, gap, height: held.height })
}

#[component]
fn BoardCard(table: Table, id: CaseId, lane: Lane) -> impl IntoView {
    let sync = table.sync;
    let me = sync.me().viewer.staff;
    let (case, clinic, mark) = (sync.card(id), sync.clinic(), sync.mark(id));
    let face = Memo::new(move |_| {
        let case = case.get()?;
        Some(clinic.with(|clinic| Face::of(&case, clinic, sync.today(case.site), me)))
    });
    let saying = Memo::new(move |_| mark.get().map(|mark| words_of(table, mark)));
    let ids = table.shown(lane);
    let cursor = Memo::new(move |_| match table.cursor.get() {
        Some(cursor) => cursor == id,
        None => ids.with(|ids| ids.first() == Some(&id)),
    });
    view! {
        <Card
            id
            face
            saying
            open=Memo::new(move |_| table.open.get() == Some(id))
            held=Memo::new(move |_| table.drag.held.get().is_some_and(|held| held.case == id))
            cursor
            movable=table.may_move()
            on_open=move |(id, event)| moves::open(table, id, &event)
            on_move=move |(id, event)| moves::open_menu_at(table, id, &event)
            on_focus=move |id| table.cursor.set(Some(id))
        />
    }
}

fn words_of(table: Table, mark: Mark) -> (&'static str, String) {
    match mark {
        Mark::Saving => ("saving", "saving…".to_owned()),
        Mark::Unsent => ("unsent", "unsent".to_owned()),
        Mark::Home => ("home", String::new()),
        Mark::Arrived(by) => {
            let name = table.sync.clinic().with_untracked(|clinic| clinic.name_of(by));
            ("arrived", ["moved by ", &name].concat())
        }
    }
}

/// What a lane without cards says, and one thing to do about it.
#[component]
fn Empty(table: Table, lane: Lane) -> impl IntoView {
    let says = move || {
        if !table.filter.with(super::Filter::is_off) {
            return view! {
                <p>"No case here matches the filter."</p>
                <button class="button button--small" type="button" on:click=move |_| table.go("/board")>
                    "Show all cases"
                </button>
            };
        }
        let words = match lane {
            Lane::Intake => "No new referrals. A case begins here.",
            Lane::Planning => "No case is being planned. Cases come here after their evaluation.",
            Lane::Active => "No case is in active care. Cases come here when their plan is agreed.",
            Lane::Review => "No case is in review. Cases come here when their review is due.",
            Lane::Transition | Lane::Closed => {
                "No case is in transition. Cases come here when discharge is decided."
            }
        };
        let me = table.sync.me();
        let first = (lane == Lane::Intake && table.may_open()).then(|| {
            view! {
                <button class="button button--small" type="button" on:click=move |_| table.adding.set(true)>
                    <Icon name="plus"/>
                    "New case"
                </button>
                {me.viewer.may_import().then(|| view! {
                    " "
                    <a class="button button--small" href="/import"><Icon name="import"/>"Import a spreadsheet"</a>
                })}
            }
        });
        view! { <p>{words}</p>{first} }
    };
    view! { {move || says()} }
}

/// Lanes as tabs, on a phone.
#[component]
pub fn Tabs(table: Table, at_view: RwSignal<usize>) -> impl IntoView {
    let tabs: Vec<AnyView> = Lane::OPEN
        .into_iter()
        .enumerate()
        .map(|(at, lane)| {
            let ids = table.shown(lane);
            view! {
                <a
                    class="lane-tabs__tab"
                    href=["#lane-", lane.code()].concat()
                    aria-current=move || (at_view.get() == at).then_some("true")
                    on:click=move |event| {
                        event.prevent_default();
                        show(table, at);
                    }
                >
                    {lane.title()}
                    " "
                    <span class="count">{move || ids.with(Vec::len).to_string()}</span>
                </a>
            }
        })
        .collect();
    view! { <nav class="lane-tabs" aria-label="Lanes">{tabs}</nav> }
}

/// Brings a lane into view.
pub(crate) fn show(table: Table, at: usize) {
    let lane =
        Lane::OPEN.get(at).and_then(|lane| document().get_element_by_id(&["lane-", lane.code()].concat()));
    if let (Some(lane), Some(_)) = (lane, table.area.get_untracked()) {
        lane.scroll_into_view();
    }
}

/// Brings the tab of a lane into view, with a part of the one before it.
fn bring_tab(at: usize) {
    let tabs = document().query_selector(".lane-tabs").ok().flatten();
    let tab = |tabs: &Element| tabs.children().item(u32::try_from(at).ok()?)?.dyn_into::<HtmlElement>().ok();
    if let Some((tabs, tab)) = tabs.and_then(|tabs| tab(&tabs).map(|tab| (tabs, tab))) {
        tabs.set_scroll_left(tab.offset_left() - 48);
    }
}

/// Notes which lane fills a phone's screen.
pub(crate) fn note_view(table: Table, at_view: RwSignal<usize>) {
    let Some(area) = table.area.get_untracked() else { return };
    let (left, width) = (area.scroll_left(), area.client_width().max(1));
    let at = usize::try_from((left + width / 2) / width).unwrap_or(0).min(Lane::OPEN.len() - 1);
    if at_view.get_untracked() != at {
        at_view.set(at);
        bring_tab(at);
    }
}
