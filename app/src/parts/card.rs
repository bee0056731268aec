//! A case on the board: who, what next and by when, what to know, whose, how long.

use super::avatar::Avatar;
use super::chip::{self, Chip};
use super::icon::Icon;
use super::words;
use crate::prelude::*;
use domain::case::Case;
use domain::clinic::Clinic;
use domain::ids::{CaseId, StaffId};
use domain::kinds::{Date, Discipline};
use domain::workflow::AgeState;
use leptos::ev::MouseEvent;

/// Everything that a card shows.
#[derive(Clone, PartialEq, Debug)]
pub struct Face {
    /// The patient.
    pub name: String,
    age: Option<u32>,
    disciplines: Vec<Discipline>,
    next: Option<String>,
    due: Option<(&'static str, String)>,
    chips: Vec<Chip>,
    owner: Option<String>,
    mine: bool,
    days: u32,
    level: AgeState,
    limit: u16,
}

impl Face {
    /// The card of a case on a clinic-local day, as `me` sees it.
    pub fn of(case: &Case, clinic: &Clinic, today: Date, me: StaffId) -> Face {
        let workflow = clinic.workflow(&case.workflow);
        let next = case.next_task();
        let days = case.days_in_lane(today);
        let level = workflow.and_then(|workflow| workflow.level(case.lane));
        Face {
            name: case.patient.name.to_string(),
            age: case.patient.age(today),
            disciplines: case.disciplines.clone(),
            next: next.zip(workflow).map(|(task, workflow)| task.title(workflow).to_owned()),
            due: next.and_then(|task| task.due).map(|due| words::due(due, today)),
            chips: chip::chips(case, workflow, today),
            owner: case.owner.map(|owner| clinic.name_of(owner)),
            mine: case.owner == Some(me),
            days,
            level: level.map_or(AgeState::Fine, |level| level.state(days.into())),
            limit: level.map_or(0, |level| level.critical_days),
        }
    }
}

/// What a card says about itself for a while: `data-state` and words.
pub type Saying = Option<(&'static str, String)>;

/// A card. The whole of it opens the case; holding it drags it; its button offers the lanes.
#[component]
pub fn Card(
    id: CaseId,
    face: Memo<Option<Face>>,
    saying: Memo<Saying>,
    /// Its panel is open.
    #[prop(into)]
    open: Signal<bool>,
    /// It is being dragged; a dashed place stands for it.
    #[prop(into)]
    held: Signal<bool>,
    /// It is the tab stop of its lane.
    #[prop(into)]
    cursor: Signal<bool>,
    /// The person may move cards.
    movable: bool,
    #[prop(into)] on_open: Callback<(CaseId, MouseEvent)>,
    #[prop(into)] on_move: Callback<(CaseId, MouseEvent)>,
    #[prop(into)] on_focus: Callback<CaseId>,
) -> impl IntoView {
    let state = move || saying.with(|saying| saying.as_ref().map(|(state, _)| *state));
    let is = move |what: &'static str| move || (state() == Some(what)).then_some("");
    let tab = move || if cursor.get() { "0" } else { "-1" };
    let href = ["/board?case=", &id.to_string()].concat();
    let inside = move || {
        let face = face.get()?;
        let label = ["Move ", &face.name].concat();
        let top = head(id, &href, &face, tab, on_open);
        let bottom = foot(&face);
        Some(view! {
            {top}
            <div class="card__step">
                <span class="card__next">{face.next.clone().unwrap_or_else(|| "Nothing open".to_owned())}</span>
                {face.due.clone().map(|(state, words)| {
                    view! { <span class="due" data-due=state>{words}</span> }
                })}
            </div>
            {chip::row(face.chips.clone(), "chips card__chips")}
            <div class="card__foot">
                {bottom}
                {move || saying.get().filter(|(_, words)| !words.is_empty()).map(|(state, words)| {
                    view! { <span class="card__state" data-state=state>{words}</span> }
                })}
                {movable.then(move || view! {
                    <button
                        class="card__move button button--small"
                        type="button"
                        aria-haspopup="dialog"
                        aria-label=label
                        tabindex=tab
                        on:click=move |event| on_move.run((id, event))
                    >
                        "Move"
                    </button>
                })}
            </div>
        })
    };
    view! {
        <li
            class="card"
            data-case=id.to_string()
            data-open=move || open.get().then_some("")
            data-dragging=move || held.get().then_some("")
            data-arrived=is("arrived")
            data-home=is("home")
            on:focusin=move |_| on_focus.run(id)
        >
            {move || inside()}
        </li>
    }
}

fn head(
    id: CaseId,
    href: &str,
    face: &Face,
    tab: impl Fn() -> &'static str + Send + Sync + 'static,
    on_open: Callback<(CaseId, MouseEvent)>,
) -> AnyView {
    let marks: Vec<AnyView> = face
        .disciplines
        .iter()
        .map(|discipline| {
            view! { <abbr class="mark" title=discipline.title()>{discipline.mark()}</abbr> }
        })
        .collect();
    view! {
        <div class="card__head">
            <a
                class="card__name"
                href=href.to_owned()
                draggable="false"
                dir="auto"
                tabindex=tab
                on:click=move |event| on_open.run((id, event))
            >
                {face.name.clone()}
            </a>
            {face.age.map(|age| {
                view! { <span class="card__age">{[&age.to_string(), "\u{a0}y"].concat()}</span> }
            })}
            <span class="marks">{marks}</span>
        </div>
    }
}

/// Whose it is, and how long it has been in the lane; shape and words change with the service level, not colour alone.
fn foot(face: &Face) -> AnyView {
    let days = [&words::days(face.days), " in lane"].concat();
    let (level, icon, words) = match face.level {
        AgeState::Fine => (None, None, days),
        AgeState::Warning => (Some("warn"), Some("clock"), days),
        AgeState::Critical => {
            let limit = [&days, ", limit\u{a0}", &face.limit.to_string()].concat();
            (Some("critical"), Some("warn"), limit)
        }
    };
    view! {
        <Avatar name=face.owner.clone() me=face.mine/>
        <span class="card__days" data-level=level>{icon.map(|name| view! { <Icon name/> })}{words}</span>
    }
}
