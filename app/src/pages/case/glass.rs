//! A chart that does not open: why, and the door for an emergency.

use crate::error::ServerError;
use crate::later::{above, code};
use crate::parts::field::{Kind, TextField, Typed};
use crate::parts::icon::Icon;
use crate::parts::problem::Problem;
use crate::parts::sheet::{Form, Sheet};
use crate::prelude::*;
use crate::sync::use_sync;
use domain::access::BREAK_GLASS_HOURS;
use domain::case::Command;
use domain::ids::CaseId;
use domain::kinds::Line;
use std::sync::Arc;

/// Says what happened, and offers whoever treats to open the chart with a reason.
#[component]
pub fn Closed(
    id: Option<CaseId>,
    error: ServerError,
    #[prop(into)] on_opened: Callback<()>,
) -> impl IntoView {
    let sync = use_sync();
    let asking = RwSignal::new(false);
    let breaks = id.filter(|_| error == ServerError::NotFound && sync.me().viewer.may_break_glass());
    let (icon, title) = match error {
        ServerError::NotFound => ("help", "No such case among yours"),
        ServerError::Forbidden => ("lock", "Not for your role"),
        ServerError::Offline => ("offline", "The case cannot be read now"),
        _ => ("warn", "The case cannot be shown"),
    };
    let words = match breaks {
        Some(_) => "It does not exist, or its team does not include you. If somebody’s safety depends on it, you can \
                    open it for some hours with a reason; compliance is told."
            .to_owned(),
        None => sync.sentence(&error),
    };
    view! {
        <Problem icon title words>
            <a class="button button--primary" href="/board">"To the board"</a>
            <a class="button" href="/search">"Search"</a>
            {breaks.map(|_| view! {
                <button class="button button--danger" type="button" aria-haspopup="dialog" on:click=move |_| asking.set(true)>
                    <Icon name="key"/>"Open in an emergency…"
                </button>
            })}
        </Problem>
        {breaks.map(|id| above(asking.into(), Arc::new(move || code::break_glass(id, asking, on_opened)), None))}
    }
}

/// Asks for the reason.
#[component]
pub fn Break(id: CaseId, asking: RwSignal<bool>, on_opened: Callback<()>) -> impl IntoView {
    move || asking.get().then(|| view! { <Reason id asking on_opened/> })
}

#[component]
fn Reason(id: CaseId, asking: RwSignal<bool>, on_opened: Callback<()>) -> impl IntoView {
    let sync = use_sync();
    let form = Form::new();
    let why = Typed::new("");
    let send = move |()| {
        let Some(reason) = why.read(Line::parse) else { return };
        form.busy.set(true);
        sync.submit_then(id, Command::BreakGlass { reason }, move |result| {
            form.busy.try_set(false);
            match result {
                Ok(_) => {
                    form.done.try_set(true);
                    on_opened.run(());
                }
                Err(error) => {
                    form.problem.try_set(Some(sync.sentence(&error)));
                }
            }
        });
    };
    let hours = [
        "You may read this chart for ",
        &BREAK_GLASS_HOURS.to_string(),
        " hours. Your name, the time and this reason are reported to compliance.",
    ]
    .concat();
    view! {
        <Sheet title="Open a chart in an emergency" submit="Open the chart" danger=true form on_submit=send on_close=move |()| asking.set(false)>
            <p>{hours}</p>
            <TextField id="glass-why" label="Why is it needed now" need="required" kind=Kind::Lines typed=why first=true/>
        </Sheet>
    }
}
