//! A new case in a few seconds: name and a way to reach somebody are enough.

use super::icon::Icon;
use super::words;
use crate::api::Hit;
use crate::parts::rows::each;
use crate::prelude::*;
use domain::case::{Contact, NewCase, Patient, Relation};
use domain::ids::{ContactId, SiteId};
use domain::kinds::{Date, Discipline, Name, Phone, Rank};
use leptos::html::{Dialog, Input};

/// What is typed, as it is typed; kept over a reload.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Draft {
    /// Patient's name.
    pub name: String,
    /// Phone.
    pub phone: String,
    /// Guardian's name.
    pub guardian: String,
    /// Birth date.
    pub born: String,
    /// Site; the first one when not chosen.
    pub site: Option<SiteId>,
    /// Disciplines.
    pub disciplines: Vec<Discipline>,
}

/// What keeps a draft from becoming a case: a field and a sentence.
pub type Problem = (&'static str, String);

impl Draft {
    /// Nothing worth asking about is in it.
    pub fn is_blank(&self) -> bool {
        [&self.name, &self.phone, &self.guardian, &self.born].into_iter().all(|text| text.trim().is_empty())
    }

    /// As it is kept: a line for each field.
    pub fn kept(&self) -> String {
        let site = self.site.map(|site| site.to_string()).unwrap_or_default();
        let mut lines = vec![&*self.name, &self.phone, &self.guardian, &self.born, &site];
        lines.extend(self.disciplines.iter().map(|discipline| discipline.mark()));
        lines.join("\n")
    }

    /// From what was kept; what cannot be read is blank.
    pub fn recalled(text: &str) -> Draft {
        let mut lines = text.split('\n');
        let mut line = || lines.next().unwrap_or_default().to_owned();
        let (name, phone, guardian, born, site) = (line(), line(), line(), line(), line().parse().ok());
        let marked = |mark| Discipline::ALL.into_iter().find(|discipline| discipline.mark() == mark);
        Draft { name, phone, guardian, born, site, disciplines: lines.filter_map(marked).collect() }
    }

    /// The case, or everything that is wrong with it.
    pub fn check(&self, site: SiteId, contact: ContactId, rank: Rank) -> Result<NewCase, Vec<Problem>> {
        let mut problems = Vec::new();
        let name =
            Name::parse(&self.name).map_err(|problem| problems.push(("name", problem.to_string()))).ok();
        let phone = optional(&self.phone, |text| Phone::parse(text).map_err(|problem| problem.to_string()))
            .unwrap_or_else(|problem| {
                problems.push(("phone", problem));
                None
            });
        let guardian =
            optional(&self.guardian, |text| Name::parse(text).map_err(|problem| problem.to_string()))
                .unwrap_or_else(|problem| {
                    problems.push(("guardian", problem));
                    None
                });
        let born = optional(&self.born, date).unwrap_or_else(|problem| {
            problems.push(("born", problem));
            None
        });
        if self.phone.trim().is_empty() && self.guardian.trim().is_empty() {
            problems.push((
                "phone",
                "Give a phone number or a guardian, so that somebody can be reached.".to_owned(),
            ));
        }
        if self.disciplines.is_empty() {
            problems.push(("disciplines", "Choose at least one discipline.".to_owned()));
        }
        let Some(name) = name.filter(|_| problems.is_empty()) else { return Err(problems) };
        let contacts = guardian.map(|guardian| Contact {
            id: contact,
            name: guardian,
            relation: Relation::Guardian,
            phone: phone.clone(),
            email: None,
            may_call: true,
            may_receive: false,
            custody: None,
        });
        let own_phone = if contacts.is_none() { phone } else { None };
        Ok(NewCase {
            patient: Patient { name, born, phone: own_phone, language: None },
            disciplines: self.disciplines.clone(),
            site,
            rank,
            referred_on: None,
            owner: None,
            contacts: contacts.into_iter().collect(),
            identifiers: vec![],
            facts: domain::workflow::Facts::default(),
            lane: None,
            entered_on: None,
            waiting: None,
            pause: None,
            steps: vec![],
            notes: vec![],
            batch: None,
        })
    }
}

fn optional<T>(text: &str, parse: impl Fn(&str) -> Result<T, String>) -> Result<Option<T>, String> {
    match text.trim() {
        "" => Ok(None),
        text => parse(text).map(Some),
    }
}

/// Reads a birth date: `2019-03-04`, `3/4/2019` with the month first, `4 Mar 2019`, `Mar 4, 2019`.
pub fn date(text: &str) -> Result<Date, String> {
    const HOW: &str = "Write the date as month/day/year, for example 3/14/2019.";
    let parts: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let [a, b, c] = parts[..] else { return Err(HOW.to_owned()) };
    let (year, month, day) = match (number(a), number(b), number(c)) {
        (Some(year), Some(month), Some(day)) if 31 < year => (year, month, day),
        (Some(month), Some(day), Some(year)) => (year, month, day),
        (Some(day), None, Some(year)) => (year, month(b).ok_or(HOW)?, day),
        (None, Some(day), Some(year)) => (year, month(a).ok_or(HOW)?, day),
        _ => return Err(HOW.to_owned()),
    };
    if !(1800..=2200).contains(&year) {
        return Err("Write the year with four digits.".to_owned());
    }
    let year = i32::try_from(year).unwrap_or_default();
    Date::from_ymd_opt(year, month, day).ok_or_else(|| match Date::from_ymd_opt(year, month, 1) {
        Some(first) => {
            let days = chrono::Datelike::num_days_in_month(&first);
            format!("That month has {days} days. {HOW}")
        }
        None => format!("There is no month {month}. {HOW}"),
    })
}

fn number(text: &str) -> Option<u32> {
    text.parse().ok()
}

fn month(text: &str) -> Option<u32> {
    let text = text.to_ascii_lowercase();
    let names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let at = names.iter().position(|name| text.starts_with(name))?;
    u32::try_from(at + 1).ok()
}

/// The form. Enter saves and keeps it open for the next.
#[component]
pub fn QuickAdd(
    open: RwSignal<bool>,
    draft: RwSignal<Draft>,
    sites: Signal<Vec<(SiteId, String)>>,
    #[prop(into)] problems: Signal<Vec<Problem>>,
    #[prop(into)] same: Signal<Vec<Hit>>,
    #[prop(into)] on_save: Callback<()>,
    #[prop(into)] on_open_case: Callback<domain::ids::CaseId>,
) -> impl IntoView {
    move || {
        open.get().then(|| view! { <Form open draft sites problems same on_save on_open_case/> }.into_any())
    }
}

#[component]
fn Form(
    open: RwSignal<bool>,
    draft: RwSignal<Draft>,
    sites: Signal<Vec<(SiteId, String)>>,
    problems: Signal<Vec<Problem>>,
    same: Signal<Vec<Hit>>,
    #[prop(into)] on_save: Callback<()>,
    #[prop(into)] on_open_case: Callback<domain::ids::CaseId>,
) -> impl IntoView {
    let dialog = NodeRef::<Dialog>::new();
    let name = NodeRef::<Input>::new();
    let asking = RwSignal::new(false);
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get().filter(|dialog| !dialog.open()) {
            dialog.show_modal().ok();
            if let Some(name) = name.get_untracked() {
                name.focus().ok();
            }
        }
    });
    // Leaving with something typed asks once; the draft stays for the next time either way.
    let leave = move || {
        if draft.with_untracked(Draft::is_blank) || asking.get_untracked() {
            open.set(false);
        } else {
            asking.set(true);
        }
    };
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        asking.set(false);
        on_save.run(());
        if let Some(name) = name.get_untracked() {
            name.focus().ok();
        }
    };
    view! {
        <dialog
            class="dialog quick-add"
            aria-labelledby="quick-add-title"
            node_ref=dialog
            on:cancel=move |event: leptos::web_sys::Event| {
                event.prevent_default();
                leave();
            }
            on:close=move |_| open.set(false)
        >
            <form method="post" novalidate on:submit=save>
                <div class="dialog__head">
                    <h2 id="quick-add-title">"New case"</h2>
                    <button
                        class="button button--quiet button--icon"
                        type="button"
                        aria-label="Close"
                        on:click=move |_| leave()
                    >
                        <Icon name="close"/>
                    </button>
                </div>
                <div class="dialog__body fields">
                    <Field id="name" label="Patient’s name" problems whole=true>
                        <input
                            class="input"
                            id="qa-name"
                            dir="auto"
                            autocomplete="off"
                            autofocus
                            maxlength="200"
                            node_ref=name
                            aria-invalid=invalid(problems, "name")
                            prop:value=move || draft.with(|draft| draft.name.clone())
                            on:input=move |event| draft.update(|draft| draft.name = event_target_value(&event))
                        />
                    </Field>
                    <Same same on_open_case/>
                    <Field id="phone" label="Phone" need="or a guardian" problems>
                        <input
                            class="input"
                            id="qa-phone"
                            type="tel"
                            autocomplete="off"
                            aria-invalid=invalid(problems, "phone")
                            prop:value=move || draft.with(|draft| draft.phone.clone())
                            on:input=move |event| draft.update(|draft| draft.phone = event_target_value(&event))
                        />
                    </Field>
                    <Field id="guardian" label="Guardian" problems>
                        <input
                            class="input"
                            id="qa-guardian"
                            dir="auto"
                            autocomplete="off"
                            aria-invalid=invalid(problems, "guardian")
                            prop:value=move || draft.with(|draft| draft.guardian.clone())
                            on:input=move |event| draft.update(|draft| draft.guardian = event_target_value(&event))
                        />
                    </Field>
                    <Field id="born" label="Birth date" problems>
                        <input
                            class="input"
                            id="qa-born"
                            autocomplete="off"
                            placeholder="3/14/2019"
                            aria-invalid=invalid(problems, "born")
                            prop:value=move || draft.with(|draft| draft.born.clone())
                            on:input=move |event| draft.update(|draft| draft.born = event_target_value(&event))
                        />
                    </Field>
                    <Sites sites draft/>
                    <Disciplines draft problems/>
                </div>
                <div class="dialog__foot">
                    <span class="dialog__aside">
                        {move || if asking.get() {
                            view! { <span role="alert">"Leave this form? What you typed stays here until you save it."</span> }.into_any()
                        } else {
                            view! { <span class="wide-only"><kbd>"Enter"</kbd>" saves and stays open"</span> }.into_any()
                        }}
                    </span>
                    <button class="button" type="button" on:click=move |_| leave()>
                        {move || if asking.get() { "Leave" } else { "Cancel" }}
                    </button>
                    <button class="button button--primary" type="submit">"Add to Intake"</button>
                </div>
            </form>
        </dialog>
    }
    .into_any()
}

fn invalid(problems: Signal<Vec<Problem>>, field: &'static str) -> impl Fn() -> Option<&'static str> {
    move || problems.with(|problems| problems.iter().any(|(at, _)| *at == field)).then_some("true")
}

#[component]
fn Field(
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
    .into_any()
}

#[component]
fn FieldProblem(id: &'static str, problems: Signal<Vec<Problem>>) -> impl IntoView {
    move || {
        let problem =
            problems.with(|problems| problems.iter().find(|(at, _)| *at == id).map(|(_, text)| text.clone()));
        problem.map(|text| {
            view! { <p class="field__error" role="alert"><Icon name="warn"/><span>{text}</span></p> }
                .into_any()
        })
    }
}

#[component]
fn Sites(sites: Signal<Vec<(SiteId, String)>>, draft: RwSignal<Draft>) -> impl IntoView {
    move || {
        let sites = sites.get();
        let chosen = draft.with(|draft| draft.site);
        (1 < sites.len()).then(|| {
            let options: Vec<AnyView> = sites
                .into_iter()
                .map(|(id, name)| {
                    view! { <option value=id.to_string() selected=chosen == Some(id)>{name}</option> }
                        .into_any()
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
            .into_any()
        })
    }
}

#[component]
fn Disciplines(draft: RwSignal<Draft>, problems: Signal<Vec<Problem>>) -> impl IntoView {
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
            .into_any()
        })
        .collect();
    view! {
        <fieldset class="field" data-whole="">
            <legend class="field__label">"Disciplines"</legend>
            <div class="choices">{choices}</div>
            <FieldProblem id="disciplines" problems/>
        </fieldset>
    }
    .into_any()
}

/// Who may be the same person; opening one creates nothing.
#[component]
fn Same(same: Signal<Vec<Hit>>, #[prop(into)] on_open_case: Callback<domain::ids::CaseId>) -> impl IntoView {
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
        .into_any()
    };
    view! {
        <section class="quick-add__same" aria-live="polite" hidden=move || same.with(Vec::is_empty)>
            <h3><Icon name="copy"/>"Already here?"</h3>
            <ul role="list">
                {each(move || same.get(), |hit| hit.case.to_string(), row)}
            </ul>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_birth_date_is_read_as_people_write_it() {
        let day = Date::from_ymd_opt(2019, 3, 4).unwrap();
        for text in ["2019-03-04", "3/4/2019", "4 Mar 2019", "March 4, 2019", " 03.04.2019"] {
            assert_eq!(date(text.trim()), Ok(day), "{text}");
        }
        assert!(date("30 Feb 2022").unwrap_err().starts_with("That month has 28 days."));
        assert!(date("3/4/19").unwrap_err().contains("four digits"));
        assert!(date("soon").is_err());
        assert!(date("13/13/2019").is_err());
    }

    #[test]
    fn a_name_and_a_way_to_reach_somebody_are_enough() {
        let id = uuid::Uuid::nil();
        let check = |draft: &Draft| draft.check(SiteId(id), ContactId(id), Rank::between(None, None));
        let mut draft = Draft { name: "Wanda Test".into(), ..Draft::default() };
        draft.disciplines.push(Discipline::Ot);
        let fields: Vec<&str> = check(&draft).unwrap_err().into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["phone"]);
        draft.guardian = "Rosa Test".into();
        draft.phone = "(555) 555-0123".into();
        let case = check(&draft).unwrap();
        assert_eq!(case.patient.phone, None);
        assert_eq!(case.contacts.len(), 1);
        draft.born = "2/30/2020".into();
        assert!(check(&draft).is_err());
    }

    #[test]
    fn a_draft_is_recalled_as_it_was_kept() {
        let draft = Draft {
            name: "Mila Tan, “M”".into(),
            guardian: " Rosa ".into(),
            site: Some(SiteId(uuid::Uuid::from_u128(7))),
            disciplines: vec![Discipline::Aba, Discipline::Slp],
            ..Draft::default()
        };
        assert_eq!(Draft::recalled(&draft.kept()), draft);
        assert_eq!(Draft::recalled(&Draft::default().kept()), Draft::default());
        let strange = Draft::recalled("{\"name\":\"\"}\nb");
        assert_eq!((strange.phone.as_str(), strange.site), ("b", None));
    }
}
