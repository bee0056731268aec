//! The panel beside the board: a case at a glance, with everything that can be done to it.

use super::file::File;
use super::glass::Closed;
use super::whole::Narrow;
use crate::api;
use crate::asked::answered;
use crate::dom;
use crate::parts::avatar::Avatar;
use crate::parts::icon::Icon;
use crate::parts::problem::Loading;
use crate::prelude::*;
use crate::sync::use_sync;
use domain::ids::CaseId;
use leptos::ev;
use leptos::html::Aside;

/// The panel; nothing while no case is open. Esc closes it, and the focus is on the card again.
#[component]
pub fn Peek(case: Memo<Option<CaseId>>, on_close: Callback<()>, on_step: Callback<i32>) -> impl IntoView {
    let is_open = Memo::new(move |_| case.get().is_some());
    move || is_open.get().then(|| view! { <Panel open=case on_close on_step/> })
}

#[component]
fn Panel(open: Memo<Option<CaseId>>, on_close: Callback<()>, on_step: Callback<i32>) -> impl IntoView {
    let panel = NodeRef::<Aside>::new();
    let close = move || {
        let id = open.get_untracked();
        on_close.run(());
        if let Some(id) = id {
            dom::focus_card(id);
        }
    };
    let listening = window_event_listener(ev::keydown, move |event| {
        if event.key() == "Escape" && !event.default_prevented() && !something_above() {
            close();
        }
    });
    on_cleanup(move || listening.remove());
    Effect::new(move |_| {
        if let Some(panel) = panel.get() {
            panel.focus().ok();
        }
    });
    let bar_button = "button button--quiet button--icon";
    view! {
        <aside class="peek" aria-labelledby="case-name" tabindex="-1" node_ref=panel>
            <div class="peek__bar">
                <button class=bar_button type="button" aria-label="Previous case" on:click=move |_| on_step.run(-1)>
                    <Icon name="up"/>
                </button>
                <button class=bar_button type="button" aria-label="Next case" on:click=move |_| on_step.run(1)>
                    <Icon name="down"/>
                </button>
                <span class="peek__place">{move || open.get().map(place)}</span>
                {move || open.get().map(|id| view! { <Lookers id/> })}
                <a
                    class=bar_button
                    href=move || open.get().map(|id| ["/cases/", &id.to_string()].concat())
                    aria-label="Open the full page"
                >
                    <Icon name="open"/>
                </a>
                <button class=bar_button type="button" aria-label="Close" on:click=move |_| close()>
                    <Icon name="close"/>
                </button>
            </div>
            <div class="peek__body">{move || open.get().map(|id| view! { <Read id full=false/> })}</div>
        </aside>
    }
}

/// A dialog, a menu or a held card takes Esc for itself.
fn something_above() -> bool {
    document()
        .query_selector("dialog[open], .menu:popover-open, [data-grabbing]")
        .is_ok_and(|found| found.is_some())
}

/// "2 of 11 in Intake".
fn place(id: CaseId) -> impl Fn() -> String + Send + 'static {
    let sync = use_sync();
    let card = sync.card(id);
    move || {
        let Some(lane) = card.with(|card| card.as_ref().map(|card| card.lane)) else { return String::new() };
        sync.lane(lane).with(|ids| {
            let at = ids.iter().position(|other| *other == id);
            at.map_or_else(String::new, |at| {
                [&(at + 1).to_string(), " of ", &ids.len().to_string(), " in ", lane.title()].concat()
            })
        })
    }
}

/// Who else has this case open.
#[component]
pub fn Lookers(id: CaseId) -> impl IntoView {
    let sync = use_sync();
    let me = sync.me().viewer.staff;
    let here = sync.here();
    move || {
        let names = here.with(|here| {
            let others = here.iter().filter(|(staff, case)| *staff != me && *case == Some(id));
            let mut names: Vec<String> = others
                .map(|(staff, _)| sync.clinic().with_untracked(|clinic| clinic.name_of(*staff)))
                .collect();
            names.sort_unstable();
            names.dedup();
            names
        });
        (!names.is_empty()).then(|| {
            let items: Vec<AnyView> =
                names.into_iter().map(|name| view! { <li><Avatar name=Some(name)/></li> }).collect();
            view! { <ul class="avatars" role="list" aria-label="Also looking at this case">{items}</ul> }
        })
    }
}

/// Reads a chart and shows it.
#[component]
pub fn Read(id: CaseId, full: bool) -> impl IntoView {
    let sync = use_sync();
    let again = RwSignal::new(0_u32);
    let name = sync.card(id).get_untracked().map(|card| card.patient.name.to_string());
    let waiting = move || {
        let name = name.clone().unwrap_or_else(|| "Case".to_owned());
        let heading = if full {
            view! { <h1 class="case-banner__name" id="case-name" dir="auto">{name.clone()}</h1> }
        } else {
            view! { <h2 class="case-banner__name" id="case-name" dir="auto">{name.clone()}</h2> }
        };
        let words = ["Reading the case of ", &name].concat();
        view! { <header class="case-banner">{heading}</header><Loading words/> }
    };
    let draw = move |chart| match chart {
        Ok(chart) => {
            let file = File::open(sync, chart, full);
            if full {
                view! { <super::whole::Wide file/> }
            } else {
                view! { <Narrow file/> }
            }
        }
        Err(error) => {
            let on_opened = move |()| again.update(|again| *again += 1);
            view! { <Closed id=Some(id) error on_opened/> }
        }
    };
    answered(move || again.get(), move |_| api::load_chart(id), waiting, draw)
}
