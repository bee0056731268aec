//! The fields of the form, and who may be the same person.

use super::{Draft, Problem};
use crate::api::Hit;
use crate::parts::icon::Icon;
use crate::parts::rows::each;
use crate::parts::words;
use crate::prelude::*;
use domain::ids::SiteId;
use domain::kinds::Discipline;

pub(super) fn invalid(
    problems: Signal<Vec<Problem>>,
    field: &'static str,
) -> impl Fn() -> Option<&'static str> {
    move || problems.with(|problems| problems.iter().any(|(at, _)| *at == field)).then_some("true")
}

/// A label, a field, and what is wrong with it.
#[component]
pub fn Field(
    id: &'static str,
    label: &'static str,
    #[prop(optional)] need: Option<&'static str>,
    #[prop(optional)] whole: bool,
    problems: Signal<Vec<Problem>>,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="field" data-whole=whole.then_some("")>
            <label class="field__label" for=["qa-", id].concat()>
                {label}
                {need.map(|need| view! { " "<span class="field__need">{need}</span> })}
            </label>
            {children()}
            <FieldProblem id problems/>
        </div>
    }
}

#[component]
fn FieldProblem(id: &'static str, problems: Signal<Vec<Problem>>) -> impl IntoView {
    move || {
        let problem =
            problems.with(|problems| problems.iter().find(|(at, _)| *at == id).map(|(_, text)| text.clone()));
        problem.map(|text| {
            view! { <p class="field__error" role="alert"><Icon name="warn"/><span>{text}</span></p> }
        })
    }
}

/// The choice of a site, where there is one.
#[component]
pub fn Sites(sites: Signal<Vec<(SiteId, String)>>, draft: RwSignal<Draft>) -> impl IntoView {
    move || {
        let sites = sites.get();
        let chosen = draft.with(|draft| draft.site);
        (1 < sites.len()).then(|| {
            let options: Vec<AnyView> = sites
                .into_iter()
                .map(|(id, name)| {
                    view! { <option value=id.to_string() selected=chosen == Some(id)>{name}</option> }
                })
                .collect();
            view! {
                <div class="field">
                    <label class="field__label" for="qa-site">"Site"</label>
                    <select
                        class="input"
                        id="qa-site"
                        on:change=move |event| {
                            draft.update(|draft| draft.site = event_target_value(&event).parse().ok());
                        }
                    >
                        {options}
                    </select>
                </div>
            }
        })
    }
}

/// The choice of disciplines.
#[component]
pub fn Disciplines(draft: RwSignal<Draft>, problems: Signal<Vec<Problem>>) -> impl IntoView {
    let choices: Vec<AnyView> = Discipline::ALL
        .into_iter()
        .map(|discipline| {
            let toggle = move |_| {
                draft.update(|draft| match draft.disciplines.iter().position(|other| *other == discipline) {
                    Some(at) => {
                        draft.disciplines.remove(at);
                    }
                    None => draft.disciplines.push(discipline),
                });
            };
            view! {
                <label class="choice" title=discipline.title()>
                    <input
                        type="checkbox"
                        prop:checked=move || draft.with(|draft| draft.disciplines.contains(&discipline))
                        on:change=toggle
                    />
                    {discipline.mark()}
                </label>
            }
        })
        .collect();
    view! {
        <fieldset class="field" data-whole="">
            <legend class="field__label">"Disciplines"</legend>
            <div class="choices">{choices}</div>
            <FieldProblem id="disciplines" problems/>
        </fieldset>
    }
}

/// Who may be the same person; opening one creates nothing.
#[component]
pub fn Same(
    same: Signal<Vec<Hit>>,
    #[prop(into)] on_open_case: Callback<domain::ids::CaseId>,
) -> impl IntoView {
    let row = move |hit: Hit| {
        let born = hit.born.map(|born| [", born ", &words::date(born)].concat());
        let label = ["Open case ", &hit.number.to_string()].concat();
        view! {
            <li class="quick-add__match">
                <span>
                    <strong dir="auto">{hit.name.to_string()}</strong>
                    {born}
                    ", "
                    {hit.lane.title()}
                </span>
                <button class="button button--small" type="button" on:click=move |_| on_open_case.run(hit.case)>
                    {label}
                </button>
                {hit.because.map(|because| view! { <span class="muted">{because}</span> })}
            </li>
        }
    };
    view! {
        <section class="quick-add__same" aria-live="polite" hidden=move || same.with(Vec::is_empty)>
            <h3><Icon name="copy"/>"Already here?"</h3>
            <ul role="list">
                {each(move || same.get(), |hit| hit.case.to_string(), row)}
            </ul>
        </section>
    }
}
