//! Who this is, where the case stands, what presses; and what can be done with the whole of it.

use super::button;
use super::file::{Asking, File};
use crate::dom::{self, Point};
use crate::later::{above, code};
use crate::parts::avatar::Avatar;
use crate::parts::chip;
use crate::parts::icon::Icon;
use crate::parts::words;
use crate::prelude::*;
use domain::case::{Case, Command};
use domain::clinic::Clinic;
use domain::kinds::{Date, Lane};
use leptos::ev::MouseEvent;
use leptos::wasm_bindgen::JsCast;
use std::sync::Arc;

/// The head of a case.
#[component]
pub fn Banner(file: File) -> impl IntoView {
    let case = file.case;
    let name = move || case.with(|case| case.patient.name.to_string());
    let heading = if file.full {
        view! { <h1 class="case-banner__name" id="case-name" dir="auto" tabindex="-1">{name}</h1> }
    } else {
        view! { <h2 class="case-banner__name" id="case-name" dir="auto" tabindex="-1">{name}</h2> }
    };
    view! {
        <header class="case-banner" data-wide=file.full.then_some("")>
            {heading}
            {move || case.with(|case| identity(file, case))}
            {move || case.with(|case| standing(case, &file.clinic(), file.today()))}
            {move || case.with(|case| {
                let clinic = file.clinic();
                chip::row(chip::chips(case, clinic.workflow(&case.workflow), file.today()), "chips")
            })}
            <Actions file/>
        </header>
    }
}

fn identity(file: File, case: &Case) -> AnyView {
    let today = file.today();
    let born = case.patient.born.map_or_else(
        || view! { <span>"birth date unknown"</span> },
        |born| view! { <strong>{["born ", &words::date(born)].concat()}</strong> },
    );
    let age =
        case.patient.age(today).map(|age| view! { <span>{[&age.to_string(), "\u{a0}y"].concat()}</span> });
    let marks: Vec<AnyView> = case
        .disciplines
        .iter()
        .map(|one| view! { <abbr class="mark" title=one.title()>{one.mark()}</abbr> })
        .collect();
    let owner = case.owner.map(|owner| file.name(owner));
    let me = case.owner == Some(file.me());
    view! {
        <p class="case-banner__facts">
            {born}
            {age}
            <span>{["No.\u{a0}", &case.number.to_string()].concat()}</span>
            <span class="marks">{marks}</span>
            <span class="case-banner__owner">
                <Avatar name=owner.clone() me bare=true/>
                <span dir="auto">{owner.unwrap_or_else(|| "no owner".to_owned())}</span>
            </span>
        </p>
    }
}

fn standing(case: &Case, clinic: &Clinic, today: Date) -> AnyView {
    let days = words::days(case.days_in_lane(today));
    let since = words::short_date(case.entered_on);
    let words = match case.lane {
        Lane::Closed => [" since ", &since].concat(),
        _ => [" for ", &days, ", since ", &since].concat(),
    };
    let next = case.next_task().and_then(|task| {
        let workflow = clinic.workflow(&case.workflow)?;
        let (state, due) = words::due(task.due?, today);
        let title = [task.title(workflow), " "].concat();
        Some(view! { <span>{title}<span class="due" data-due=state>{due}</span></span> })
    });
    let why = case.closed_for.as_ref().map(|reason| view! { <span dir="auto">{reason.to_string()}</span> });
    view! {
        <p class="case-banner__facts">
            <span><strong>{case.lane.title()}</strong>{words}</span>
            {why}
            {next}
        </p>
    }
}

/// Buttons for what the person may do.
#[component]
fn Actions(file: File) -> impl IntoView {
    let menu = RwSignal::new(None::<Point>);
    let open_menu = move |event: MouseEvent| {
        let button =
            event.current_target().and_then(|target| target.dyn_into::<leptos::web_sys::Element>().ok());
        menu.set(Some(button.map_or((0, 0), |button| dom::corner(&button))));
    };
    let state = Memo::new(move |_| {
        let rights = file.rights.get();
        file.case.with(|case| {
            let open = case.lane != Lane::Closed;
            (open && rights.board, case.waiting.is_some(), case.hold.is_some())
        })
    });
    let buttons = move || {
        let (moves, waiting, held) = state.get();
        let hold = moves.then(|| {
            let (icon, label) = if held { ("clock", "Change hold…") } else { ("hold", "Hold…") };
            button::large(file, Asking::Hold, icon, label)
        });
        let resume = (moves && held).then(|| view! {
            <button class="button" type="button" on:click=move |_| file.act(Command::Resume)>"Resume"</button>
        });
        let stop = (moves && waiting).then(|| {
            view! {
                <button class="button" type="button" on:click=move |_| file.act(Command::StopWaiting)>
                    "The wait is over"
                </button>
            }
        });
        view! {
            {moves.then(|| view! {
                <button class="button button--primary" type="button" aria-haspopup="dialog" on:click=open_menu>
                    <Icon name="move"/>"Move"
                </button>
            })}
            {moves.then(|| button::large(file, Asking::Wait, "waiting", "Waiting…"))}
            {stop}
            {hold}
            {resume}
        }
    };
    view! {
        <div class="case-banner__actions">{buttons}</div>
        {above(Signal::derive(move || menu.with(Option::is_some)), Arc::new(move || code::move_case(file, menu)), None)}
    }
}
