//! The sheet of a move that could not be made yet: what is missing, repaired in place or passed with a reason.

use crate::api;
use crate::dom;
use crate::parts::icon::Icon;
use crate::parts::rows::each;
use crate::parts::words;
use crate::prelude::*;
use crate::sync::{Ask, Sync, browser, use_sync};
use domain::case::Command;
use domain::discharge;
use domain::gate::{Gate, Item, ItemState};
use domain::ids::StaffId;
use domain::kinds::{Lane, Line};
use leptos::html::Dialog;

/// Opens whenever a move asks for something; every page of the frame has it.
#[component]
pub fn GateSheet() -> impl IntoView {
    let sync = use_sync();
    let asked = sync.asked();
    move || asked.get().map(|ask| view! { <Sheet ask/> })
}

/// What the sheet knows while it is open.
#[derive(Clone, Copy)]
struct Answer {
    sync: Sync,
    ask: StoredValue<Ask>,
    gate: RwSignal<Option<Gate>>,
    over: RwSignal<bool>,
    reason: RwSignal<String>,
    why_closed: RwSignal<String>,
    problem: RwSignal<Option<String>>,
}

impl Answer {
    fn missing(self) -> usize {
        self.gate.with(|gate| gate.as_ref().map_or(0, |gate| gate.missing().count()))
    }

    fn may_override(self) -> bool {
        self.gate.with(|gate| gate.as_ref().is_some_and(|gate| gate.may_override))
    }

    /// Going back and closing need a reason even where nothing is missing.
    fn needs_reason(self) -> bool {
        self.over.get() || self.ask.with_value(|ask| ask.to < ask.from)
    }

    fn closes(self) -> bool {
        self.ask.with_value(|ask| ask.to == Lane::Closed)
    }

    fn is_ready(self) -> bool {
        let passes = self.missing() == 0 || self.over.get();
        let explained = !self.needs_reason() || !self.reason.get().trim().is_empty();
        passes && explained && (!self.closes() || !self.why_closed.get().is_empty())
    }

    /// Reads the gate with what is done already; the sheet shows the predicted one until it is here.
    fn read(self) {
        let (case, to, back) = self.ask.with_value(|ask| (ask.case, ask.to, ask.to < ask.from));
        if back {
            return;
        }
        browser::spawn(async move {
            if let Ok(gate) = api::load_gate(case, to).await {
                self.gate.try_set(Some(gate));
            }
        });
    }

    fn words(self) -> Option<Line> {
        let (closed, typed) = (self.why_closed.get_untracked(), self.reason.get_untracked());
        let text = match (closed.is_empty(), typed.trim().is_empty()) {
            (true, _) => typed,
            (false, true) => closed,
            (false, false) => [closed.as_str(), ": ", typed.trim()].concat(),
        };
        Line::parse(&text).ok()
    }

    fn finish(self) {
        if !self.is_ready() {
            let left = self.missing();
            let words = match left {
                0 => "Please say why in a few words; the reason goes into the history.".to_owned(),
                _ => [
                    &words::count(left, "item is", "items are"),
                    " missing. Finish them here, or put the card back.",
                ]
                .concat(),
            };
            return self.problem.set(Some(words));
        }
        let ask = self.ask.get_value();
        let over = self.over.get_untracked();
        let command = Command::Move {
            from: ask.from,
            to: ask.to,
            rank: ask.rank.clone(),
            via: ask.via,
            reason: self.words(),
            over,
        };
        let sync = self.sync;
        browser::keep(&kept_as(&ask), None);
        sync.ask(None);
        match ask.at {
            Some(at) => sync.submit_at(ask.case, command, at),
            None => sync.submit(ask.case, command),
        }
        if sync.case_now(ask.case).is_some_and(|case| case.lane == ask.to) {
            let (place, of) = sync.lane(ask.to).with_untracked(|ids| {
                (ids.iter().position(|id| *id == ask.case).map_or(1, |at| at + 1), ids.len())
            });
            sync.say(match ask.to {
                Lane::Closed => "The case is closed".to_owned(),
                to => format!("Moved to {}, position {place} of {of}", to.title()),
            });
        }
    }
}

/// The name under which the tab keeps the reason for a move.
fn kept_as(ask: &Ask) -> String {
    ["gate ", &ask.case.to_string(), " ", ask.to.code()].concat()
}

#[component]
fn Sheet(ask: Ask) -> impl IntoView {
    let sync = use_sync();
    let dialog = NodeRef::<Dialog>::new();
    let at = ask.at;
    let name =
        sync.card(ask.case).get_untracked().map_or_else(String::new, |card| card.patient.name.to_string());
    let (before, what) = if ask.to < ask.from {
        ("Why does ", [" go back to ", ask.to.title(), "?"].concat())
    } else if ask.to == Lane::Closed {
        ("Closing the case of ", String::new())
    } else {
        ("Before ", [" enters ", ask.to.title()].concat())
    };
    let answer = Answer {
        sync,
        gate: RwSignal::new(ask.gate.clone()),
        ask: StoredValue::new(ask.clone()),
        over: RwSignal::new(false),
        reason: RwSignal::new(browser::recall(&kept_as(&ask)).unwrap_or_default()),
        why_closed: RwSignal::new(String::new()),
        problem: RwSignal::new(None),
    };
    // What was typed outlives a reload, and the sheet: who looks something up first comes back to it.
    let name_of_it = kept_as(&ask);
    Effect::new(move |_| {
        let typed = answer.reason.get();
        browser::keep(&name_of_it, Some(typed.as_str()).filter(|typed| !typed.trim().is_empty()));
    });
    // The sheet is gone then, and with it the place of the keyboard.
    let case = ask.case;
    on_cleanup(move || dom::focus_card(case));
    let changed = sync.changed(ask.case);
    Effect::new(move |_| {
        changed.track();
        answer.read();
    });
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get() {
            if let Some((x, y)) = at {
                let style = leptos::web_sys::HtmlElement::style(&dialog);
                style.set_property("--x", &[&x.to_string(), "px"].concat()).ok();
                style.set_property("--y", &[&y.to_string(), "px"].concat()).ok();
            }
            if !dialog.open() {
                dialog.show_modal().ok();
            }
        }
    });
    // The sheet stays within the window whatever it comes to list.
    Effect::new(move |_| {
        answer.gate.track();
        answer.over.track();
        request_animation_frame(move || {
            if let Some(dialog) = dialog.try_get_untracked().flatten() {
                let height = [&dialog.scroll_height().to_string(), "px"].concat();
                leptos::web_sys::HtmlElement::style(&dialog).set_property("--height", &height).ok();
            }
        });
    });
    view! {
        <dialog
            class="dialog gate"
            data-at=at.is_some().then_some("")
            aria-labelledby="gate-title"
            node_ref=dialog
            on:close=move |_| sync.ask(None)
        >
            <div class="gate__body">
                <h2 class="gate__title" id="gate-title">{before}<strong dir="auto">{name}</strong>{what}</h2>
                <Items answer/>
                <Closing answer/>
                <Reason answer/>
                {move || answer.problem.get().map(|problem| view! {
                    <p class="field__error" role="alert"><Icon name="warn"/><span>{problem}</span></p>
                })}
                <Foot answer/>
            </div>
        </dialog>
    }
}

/// What is missing comes first; what is done is counted, and can be looked at.
#[component]
fn Items(answer: Answer) -> impl IntoView {
    let of = move |done: bool| {
        let items = answer.gate.get().map(|gate| gate.items).unwrap_or_default();
        let is_done = |item: &Item| matches!(item.state, ItemState::Done { .. });
        items.into_iter().filter(|item| is_done(item) == done).collect::<Vec<_>>()
    };
    let done = move || of(true).len();
    let draw = move |item| view! { <GateItem item answer/> };
    view! {
        <ul class="stack" role="list" hidden=move || of(false).is_empty()>
            {each(move || of(false), key, draw)}
        </ul>
        <details class="gate__done" hidden=move || done() == 0>
            <summary>{move || [done().to_string().as_str(), " done"].concat()}</summary>
            <ul class="stack" role="list">
                {each(move || of(true), key, draw)}
            </ul>
        </details>
    }
}

fn key(item: &Item) -> String {
    let state = match item.state {
        ItemState::Missing => "missing",
        ItemState::Done { .. } => "done",
        ItemState::Waived { .. } => "waived",
        ItemState::Owed => "owed",
    };
    [item.task.as_str(), " ", state].concat()
}

#[component]
fn GateItem(item: Item, answer: Answer) -> impl IntoView {
    let name = |id: StaffId| answer.sync.clinic().with_untracked(|clinic| clinic.name_of(id));
    let (state, icon, who) = match &item.state {
        ItemState::Missing => ("missing", "todo", None),
        ItemState::Done { by, on } => {
            ("done", "done", Some([&words::short_date(*on), ", ", &name(*by)].concat()))
        }
        ItemState::Waived { by, .. } => ("waived", "warn", Some(["waived, ", &name(*by)].concat())),
        ItemState::Owed => ("waived", "debt", Some("owed since an earlier move".to_owned())),
    };
    let missing = state == "missing";
    let repair = (missing && item.repairable).then(|| view! { <Repair item=item.clone() answer/> });
    let later = (missing && !item.repairable).then(|| {
        view! { <span class="gate__who">{["comes up later, ", item.role.title()].concat()}</span> }
    });
    view! {
        <li class="gate__item" data-state=state>
            <Icon name=icon/>
            <span class="gate__what">{item.title.clone()}</span>
            {who.map(|who| view! { <span class="gate__who">{who}</span> })}
            {repair}
            {later}
        </li>
    }
}

/// Finishes the missing task here, with a word of evidence.
#[component]
fn Repair(item: Item, answer: Answer) -> impl IntoView {
    let open = RwSignal::new(false);
    let note = RwSignal::new(String::new());
    let field = NodeRef::<leptos::html::Input>::new();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            field.focus().ok();
        }
    });
    let label = ["Evidence for ", &item.title].concat();
    let task = StoredValue::new(item.task);
    let done = move || {
        let case = answer.ask.with_value(|ask| ask.case);
        let note = Line::parse(&note.get_untracked()).ok();
        let command = Command::Complete { task: task.get_value(), on: None, note };
        answer.problem.set(None);
        answer.sync.submit_then(case, command, move |result| match result {
            Ok(_) => answer.read(),
            Err(error) => answer.problem.set(Some(answer.sync.sentence(&error))),
        });
    };
    view! {
        <Show
            when=move || open.get()
            fallback=move || view! {
                <button class="button" type="button" on:click=move |_| open.set(true)>"Mark done…"</button>
            }
        >
            <form
                class="row"
                on:submit=move |event| {
                    event.prevent_default();
                    done();
                }
            >
                <input
                    class="input"
                    aria-label=label.clone()
                    placeholder="Note, number, who said so"
                    maxlength="500"
                    node_ref=field
                    prop:value=note
                    on:input=move |event| note.set(event_target_value(&event))
                />
                <button class="button button--primary" type="submit">"Done"</button>
            </form>
        </Show>
    }
}

/// Why the case ends.
#[component]
fn Closing(answer: Answer) -> impl IntoView {
    answer.closes().then(|| {
        let options: Vec<AnyView> = discharge::reasons()
            .map(|reason| view! { <option value=reason.title>{reason.title}</option> })
            .collect();
        view! {
            <div class="field">
                <label class="field__label" for="gate-closing">"Why does it end?"</label>
                <select
                    class="input"
                    id="gate-closing"
                    on:change=move |event| answer.why_closed.set(event_target_value(&event))
                >
                    <option value="">"Choose a reason"</option>
                    {options}
                </select>
            </div>
        }
    })
}

#[component]
fn Reason(answer: Answer) -> impl IntoView {
    let hint = move || match (answer.over.get(), answer.missing()) {
        (true, 1) => "The item stays on the card as a debt, with your name and this reason.".to_owned(),
        (true, left) => {
            format!("The {left} items stay on the card as debts, with your name and this reason.")
        }
        (false, _) => "The reason goes into the history.".to_owned(),
    };
    let label = move || match (answer.over.get(), answer.closes()) {
        (true, _) => "Why move without these?",
        (false, true) => "In words, if there is more to say",
        (false, false) => "Why?",
    };
    view! {
        <Show when=move || answer.needs_reason() || answer.closes()>
            <div class="gate__reason">
                <div class="field">
                    <label class="field__label" for="gate-why">{label}</label>
                    <textarea
                        class="input"
                        id="gate-why"
                        rows="2"
                        // With the words of a closing reason before it, a reason has 500 characters.
                        maxlength=if answer.closes() { "400" } else { "500" }
                        aria-describedby="gate-why-hint"
                        prop:value=answer.reason
                        on:input=move |event| answer.reason.set(event_target_value(&event))
                    ></textarea>
                    <p class="field__hint" id="gate-why-hint">{hint}</p>
                </div>
            </div>
        </Show>
    }
}

#[component]
fn Foot(answer: Answer) -> impl IntoView {
    let sync = answer.sync;
    let finish = move || match (answer.over.get(), answer.missing(), answer.closes()) {
        (true, 1, _) => "Move with 1 debt".to_owned(),
        (true, left, _) => format!("Move with {left} debts"),
        (false, _, true) => "Close the case".to_owned(),
        (false, _, false) => "Finish the move".to_owned(),
    };
    let class = move || if answer.over.get() { "button button--danger" } else { "button button--primary" };
    let offers_override = move || answer.may_override() && 0 < answer.missing() && !answer.over.get();
    view! {
        <div class="gate__foot">
            <button class="button" type="button" on:click=move |_| sync.ask(None)>"Put back"</button>
            <Show when=offers_override>
                <button class="button" type="button" aria-expanded="false" on:click=move |_| answer.over.set(true)>
                    "Override…"
                </button>
            </Show>
            <button
                class=class
                type="button"
                aria-disabled=move || (!answer.is_ready()).then_some("true")
                aria-describedby="gate-left"
                on:click=move |_| answer.finish()
            >
                {finish}
            </button>
        </div>
        <p class="visually-hidden" id="gate-left">
            {move || match answer.missing() {
                0 => "Nothing is missing.".to_owned(),
                left => [&words::count(left, "item is", "items are"), " missing."].concat(),
            }}
        </p>
    }
}
