//! What a case waits for, and the pause that stops its clocks.

use super::file::{Asking, File};
use crate::parts::field::{Kind, SelectField, TextField, Typed, day};
use crate::parts::icon::Icon;
use crate::parts::sheet::{Form, Sheet};
use crate::parts::words;
use crate::prelude::*;
use domain::case::{Command, WaitReason};
use domain::kinds::Line;

/// The hold and the custody of the case, said where nobody overlooks them.
#[component]
pub fn Alerts(file: File) -> impl IntoView {
    let held = Memo::new(move |_| file.case.with(|case| case.hold.is_some()));
    let until = move || {
        let day = file.case.with(|case| case.hold.as_ref().map(|hold| words::date(hold.wake_on)));
        ["On hold until ", &day.unwrap_or_default(), "."].concat()
    };
    let why = move || {
        let reason = file.case.with(|case| case.hold.as_ref().map(|hold| hold.reason.to_string()));
        [" ", &reason.unwrap_or_default(), " · Days on hold do not count."].concat()
    };
    let restricted = Memo::new(move |_| file.case.with(|case| case.restricted));
    view! {
        {move || held.get().then(|| view! {
            <div class="banner" role="status" data-tone="info">
                <Icon name="hold"/>
                <p class="banner__text"><strong>{until}</strong>{why}</p>
            </div>
        })}
        {move || restricted.get().then(|| view! {
            <div class="banner" role="status" data-tone="warn">
                <Icon name="lock"/>
                <p class="banner__text"><strong>"Restricted chart. "</strong>"Only its care team sees it."</p>
            </div>
        })}
    }
}

fn close(file: File) -> impl Fn(()) + Copy + Send + 'static {
    move |()| file.asking.set(None::<Asking>)
}

/// Raises the waiting flag.
#[component]
pub fn WaitForm(file: File) -> impl IntoView {
    let form = Form::new();
    let waiting = file.case.with_untracked(|case| case.waiting.clone());
    let first = waiting.as_ref().map_or(WaitReason::AwaitingFamily, |waiting| waiting.reason);
    let reason = RwSignal::new(first.code().to_owned());
    let note = Typed::new(waiting.and_then(|waiting| waiting.note).map(String::from).unwrap_or_default());
    let options = WaitReason::ALL.map(|reason| (reason.code().to_owned(), capital(reason.title()))).into();
    let send = move |()| {
        let Some(note) = note.read_optional(Line::parse) else { return };
        let chosen = WaitReason::ALL.into_iter().find(|one| reason.with_untracked(|code| code == one.code()));
        file.send(form, Command::Wait { reason: chosen.unwrap_or(first), note });
    };
    view! {
        <Sheet title="What does it wait for?" submit="Set the flag" form on_submit=send on_close=close(file)>
            <SelectField id="wait-reason" label="The case" value=reason options/>
            <TextField
                id="wait-note"
                label="From whom, or what exactly"
                need="optional"
                typed=note
                hint="The card stays in its lane, and its days go on counting."
            />
        </Sheet>
    }
}

/// Pauses the clocks until a day.
#[component]
pub fn HoldForm(file: File) -> impl IntoView {
    let form = Form::new();
    let hold = file.case.with_untracked(|case| case.hold.clone());
    let why = Typed::new(hold.as_ref().map(|hold| hold.reason.to_string()).unwrap_or_default());
    let wake = Typed::new(hold.map(|hold| hold.wake_on.to_string()).unwrap_or_default());
    let send = move |()| {
        let (reason, wake_on) = (why.read(Line::parse), wake.read(day));
        if let (Some(reason), Some(wake_on)) = (reason, wake_on) {
            file.send(form, Command::Hold { reason, wake_on });
        }
    };
    view! {
        <Sheet title="Put the case on hold" submit="Hold" form on_submit=send on_close=close(file)>
            <TextField id="hold-why" label="Why" need="required" typed=why first=true/>
            <TextField
                id="hold-wake"
                label="Wakes on"
                need="required"
                kind=Kind::Day
                typed=wake
                hint="On this day it returns to the top of its owner’s list."
            />
        </Sheet>
    }
}

pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        std::iter::once(first.to_ascii_uppercase()).chain(letters).collect()
    })
}
