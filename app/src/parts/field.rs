//! Fields of a form: a label, an input, what is wrong with it. Drawn by `field.css`.

use super::icon::Icon;
use crate::prelude::*;

/// What is typed into a field, and what is wrong with it.
#[derive(Clone, Copy)]
pub struct Typed {
    /// As it stands in the field.
    pub text: RwSignal<String>,
    /// A sentence, once it was found wanting.
    pub problem: RwSignal<Option<String>>,
}

impl Typed {
    /// A field that begins with this text.
    pub fn new(text: impl Into<String>) -> Typed {
        Typed { text: RwSignal::new(text.into()), problem: RwSignal::new(None) }
    }

    /// Reads what must be there; what is wrong is said at the field.
    pub fn read<T, E: ToString>(self, parse: impl FnOnce(&str) -> Result<T, E>) -> Option<T> {
        match self.text.with_untracked(|text| parse(text)) {
            Ok(value) => {
                self.problem.set(None);
                Some(value)
            }
            Err(problem) => {
                self.problem.set(Some(problem.to_string()));
                None
            }
        }
    }

    /// Reads what may be left empty: nothing at all where it was found wanting, `Some(None)` where it is empty.
    pub fn read_optional<T, E: ToString>(
        self,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<Option<T>> {
        if self.text.with_untracked(|text| text.trim().is_empty()) {
            self.problem.set(None);
            return Some(None);
        }
        self.read(parse).map(Some)
    }
}

/// Reads the value of a date field.
pub fn day(text: &str) -> Result<domain::kinds::Date, &'static str> {
    text.trim().parse().map_err(|_| "Choose a day: month, day and year.")
}

/// What kind of field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// One line.
    Line,
    /// A few lines.
    Lines,
    /// A day.
    Day,
    /// A phone number.
    Phone,
    /// An e-mail address.
    Email,
}

/// A labelled field. Its `id` is unique on the page.
#[component]
pub fn TextField(
    id: &'static str,
    label: &'static str,
    typed: Typed,
    #[prop(default = Kind::Line)] kind: Kind,
    #[prop(optional)] need: Option<&'static str>,
    #[prop(optional)] hint: Option<&'static str>,
    #[prop(optional)] whole: bool,
    #[prop(optional)] first: bool,
) -> impl IntoView {
    let hint_id = [id, "-hint"].concat();
    let error_id = [id, "-error"].concat();
    let described = {
        let (hint_id, error_id) = (hint_id.clone(), error_id.clone());
        move || match (hint.is_some(), typed.problem.with(Option::is_some)) {
            (_, true) => Some(error_id.clone()),
            (true, false) => Some(hint_id.clone()),
            (false, false) => None,
        }
    };
    let invalid = move || typed.problem.with(Option::is_some).then_some("true");
    let on_input = move |event| typed.text.set(event_target_value(&event));
    let input = if kind == Kind::Lines {
        view! {
            <textarea
                class="input"
                id=id
                rows="3"
                dir="auto"
                autofocus=first
                aria-describedby=described
                aria-invalid=invalid
                prop:value=typed.text
                on:input=on_input
            ></textarea>
        }
    } else {
        let kind = match kind {
            Kind::Day => "date",
            Kind::Phone => "tel",
            Kind::Email => "email",
            Kind::Line | Kind::Lines => "text",
        };
        view! {
            <input
                class="input"
                id=id
                type=kind
                dir="auto"
                autocomplete="off"
                autofocus=first
                data-short=(kind == "date").then_some("")
                aria-describedby=described
                aria-invalid=invalid
                prop:value=typed.text
                on:input=on_input
            />
        }
    };
    view! {
        <div class="field" data-whole=whole.then_some("")>
            <label class="field__label" for=id>
                {label}
                {need.map(|need| view! { " "<span class="field__need">{need}</span> })}
            </label>
            {input}
            {hint.map(|hint| view! { <p class="field__hint" id=hint_id>{hint}</p> })}
            {move || {
                let id = error_id.clone();
                typed.problem.get().map(|problem| {
                    view! { <p class="field__error" id=id role="alert"><Icon name="warn"/><span>{problem}</span></p> }
                })
            }}
        </div>
    }
}

/// A choice from a list of values and words.
#[component]
pub fn SelectField(
    id: &'static str,
    label: &'static str,
    value: RwSignal<String>,
    options: Vec<(String, String)>,
    #[prop(optional)] whole: bool,
) -> impl IntoView {
    let options: Vec<AnyView> = options
        .into_iter()
        .map(|(code, words)| {
            let selected = value.with_untracked(|value| *value == code);
            view! { <option value=code selected=selected>{words}</option> }
        })
        .collect();
    view! {
        <div class="field" data-whole=whole.then_some("")>
            <label class="field__label" for=id>{label}</label>
            <select class="input" id=id on:change=move |event| value.set(event_target_value(&event))>
                {options}
            </select>
        </div>
    }
}

/// A box to tick.
#[component]
pub fn Tick(#[prop(into)] label: String, on: RwSignal<bool>) -> impl IntoView {
    view! {
        <label class="choice">
            <input type="checkbox" prop:checked=on on:change=move |event| on.set(event_target_checked(&event))/>
            {label}
        </label>
    }
}
