//! A lane: its name, how many and how old its cases are, and a window on its cards.

use super::rows::{Row, rows};
use super::window::Window;
use crate::dom;
use crate::prelude::*;
use domain::ids::CaseId;
use domain::kinds::Lane as Stage;
use std::sync::Arc;

/// Draws one card.
pub type DrawCard = Arc<dyn Fn(CaseId) -> AnyView + Send + Sync>;

/// While a card is held: how this lane would take it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Landing {
    /// It is above this lane.
    pub over: bool,
    /// The gate would let it in.
    pub open: bool,
    /// The gap is drawn before this card; nothing is the end of the lane.
    pub before: Option<CaseId>,
    /// A gap is drawn at all: not beside the held card's own place.
    pub gap: bool,
    /// Height of the held card, in pixels.
    pub height: i32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Item {
    Card(CaseId),
    Gap,
}

/// A lane. `held` stays in the page however far the lane is scrolled.
#[component]
pub fn Lane(
    lane: Stage,
    ids: Memo<Vec<CaseId>>,
    age: Memo<String>,
    landing: Memo<Option<Landing>>,
    held: Memo<Option<CaseId>>,
    reveal: RwSignal<Option<CaseId>>,
    card: DrawCard,
    /// What an empty lane says.
    empty: Arc<dyn Fn() -> AnyView + Send + Sync>,
) -> impl IntoView {
    let code = lane.code();
    let title_id = ["lane-", code, "-title"].concat();
    let heading_id = title_id.clone();
    let count = move || ids.with(Vec::len);
    let label = move || [&super::words::count(count(), "case", "cases"), " in ", lane.title()].concat();
    let is_empty =
        Memo::new(move |_| ids.with(Vec::is_empty) && !landing.get().is_some_and(|landing| landing.over));
    let card = StoredValue::new(card);
    view! {
        <section
            class="lane"
            id=["lane-", code].concat()
            data-lane=code
            aria-labelledby=title_id
            data-drop=move || landing.get().map(|landing| if landing.over { "over" } else { "" })
            data-gate=move || landing.get().map(|landing| if landing.open { "open" } else { "blocked" })
        >
            <div class="lane__head">
                <h2 class="lane__title" id=heading_id>{lane.title()}</h2>
                <a class="count" href=["/board?lane=", code].concat() aria-label=label>{move || count().to_string()}</a>
                <span class="lane__age">{move || age.get()}</span>
            </div>
            {move || if is_empty.get() {
                view! { <div class="lane__list"><div class="lane__empty">{empty()}</div></div> }
            } else {
                view! { <Cards ids landing held reveal card=card.get_value()/> }
            }}
        </section>
    }
}

#[component]
fn Cards(
    ids: Memo<Vec<CaseId>>,
    landing: Memo<Option<Landing>>,
    held: Memo<Option<CaseId>>,
    reveal: RwSignal<Option<CaseId>>,
    card: DrawCard,
) -> impl IntoView {
    let window = Window::new(ids);
    let items = Memo::new(move |_| {
        let cut = window.cut.get();
        ids.with(|ids| items(ids, cut.start, cut.end, landing.get(), held.get()))
    });
    // After the page has drawn them, the cards' true heights are known.
    Effect::new(move |_| {
        items.track();
        window.look_soon();
    });
    Effect::new(move |_| {
        if let Some(id) = reveal.get() {
            window.reveal(id);
        }
    });
    dom::on_window("resize", move |_| window.look_soon());
    let card = StoredValue::new(card);
    let gap_height = move || landing.get_untracked().map_or(0, |landing| landing.height);
    let row = move |item: Item| match item {
        Item::Card(id) => Row::new(id.to_string(), move || card.get_value()(id)),
        Item::Gap => Row::new("gap".to_owned(), move || gap(gap_height())),
    };
    view! {
        <ol class="lane__list" role="list" tabindex="-1" node_ref=window.list on:scroll=move |_| window.look()>
            {space(move || window.cut.get().above)}
            {rows(move || items.get().into_iter().map(row).collect())}
            {space(move || window.cut.get().below)}
        </ol>
    }
}

fn items(
    ids: &[CaseId],
    start: usize,
    end: usize,
    landing: Option<Landing>,
    held: Option<CaseId>,
) -> Vec<Item> {
    let gap = landing.filter(|landing| landing.over && landing.gap);
    let mut items = Vec::with_capacity(end - start + 2);
    let away = |range: &[CaseId]| held.filter(|held| range.contains(held)).map(Item::Card);
    items.extend(away(&ids[..start]));
    for id in &ids[start..end] {
        if gap.is_some_and(|gap| gap.before == Some(*id)) {
            items.push(Item::Gap);
        }
        items.push(Item::Card(*id));
    }
    if gap.is_some_and(|gap| gap.before.is_none()) && end == ids.len() {
        items.push(Item::Gap);
    }
    items.extend(away(&ids[end..]));
    items
}

/// Stands for the cards that are not in the page; its height in pixels.
fn space(height: impl Fn() -> i32 + Send + 'static) -> AnyView {
    view! {
        <li class="lane__space" role="presentation" aria-hidden="true">
            <svg width="1" height=move || height().to_string()></svg>
        </li>
    }
}

/// Where the held card will land.
fn gap(height: i32) -> AnyView {
    view! { <li class="card-gap" aria-hidden="true" style:height=dom::px(height)></li> }
}
