//! What is this person's to do, most pressing first, each line with the reason why it is here.

use crate::api::{self, History};
use crate::asked::answered;
use crate::error::ServerError;
use crate::later::nothing;
use crate::parts::history::sentence;
use crate::parts::icon::Icon;
use crate::parts::problem::Empty;
use crate::parts::rows::each;
use crate::parts::when::When;
use crate::parts::words;
use crate::prelude::*;
use crate::sync::{Sync, use_sync};
use domain::case::{Case, Command};
use domain::work::{Group, Item, What, my_work};
use leptos::ev::Event;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlElement};
use std::sync::Arc;

/// How many lines of a group show at first; a billing office may have thousands.
const SHOWN: usize = 50;

/// The page.
#[component]
pub fn Today() -> impl IntoView {
    let sync = use_sync();
    let all = sync.all();
    let items = Memo::new(move |_| {
        let (clinic, viewer, now) = (sync.clinic().get(), sync.viewer().get(), sync.now().get());
        all.with(|all| my_work(all.iter().map(Arc::as_ref), &clinic, &viewer, now))
    });
    let day = move || {
        let clinic = sync.clinic().get();
        let day = clinic.sites.first().map(|site| sync.today(site.id));
        day.map(|day| day.format("%A %-d %B").to_string())
    };
    let tells = sync.me().viewer.may_audit();
    let groups: Vec<AnyView> =
        Group::ALL.into_iter().map(|group| view! { <Part sync items group/> }).collect();
    view! {
        <div class="page today">
            <header class="page__head">
                <h1 tabindex="-1">"Today"</h1>
                <span class="muted">{day}</span>
                <p class="page__lead">"Your open work, what is due first. Each line says why it is here."</p>
            </header>
            {move || items.with(Vec::is_empty).then(|| view! {
                <Empty
                    icon="done"
                    title="Nothing to do"
                    words="Tasks that are yours, or of your role on your cases, come here with their day."
                />
            })}
            {groups}
            {tells.then(|| answered(|| (), |()| api::load_emergencies(), nothing, move |told| emergencies(sync, told)))}
        </div>
    }
}

/// Charts that somebody off the team opened: compliance is told here, and looks at each.
fn emergencies(sync: Sync, told: Result<History, ServerError>) -> AnyView {
    let lines = match told {
        Ok(told) if told.lines.is_empty() => return nothing(),
        Ok(told) => told.lines,
        Err(error) => return view! { <p role="alert">{sync.sentence(&error)}</p> },
    };
    let clinic = sync.clinic().get_untracked();
    let rows: Vec<AnyView> = lines
        .iter()
        .map(|line| {
            let when = When::at(&clinic, None, line.at);
            let case = line.case.clone().map(|(id, _, name)| {
                view! { <a class="work__case" href=["/cases/", &id.to_string()].concat() dir="auto">{name}</a>" · " }
            });
            view! {
                <li class="work__row">
                    <Icon name="key"/>
                    <p class="work__what">{case}<span dir="auto">{line.name.clone()}</span>" "{sentence(line)}</p>
                    <time class="due" datetime=when.code.clone()>{when.words()}</time>
                </li>
            }
        })
        .collect();
    view! {
        <section class="work-group" id="emergencies" aria-labelledby="emergencies-title">
            <h2 id="emergencies-title">"Opened in an emergency "<span class="count">{rows.len()}</span></h2>
            <p class="muted">"Charts that somebody off the team opened in the last seven days. Their history says what was done."</p>
            <ol class="work">{rows}</ol>
        </section>
    }
}

#[component]
fn Part(sync: Sync, items: Memo<Vec<Item>>, group: Group) -> impl IntoView {
    let limit = RwSignal::new(SHOWN);
    let of_group = Memo::new(move |_| {
        items.with(|items| items.iter().filter(|item| item.group == group).cloned().collect::<Vec<_>>())
    });
    let count = Memo::new(move |_| of_group.with(Vec::len));
    let tone = (group == Group::Late).then_some("bad");
    let shown = move || of_group.with(|items| items.iter().take(limit.get()).cloned().collect::<Vec<_>>());
    let id = group.code();
    view! {
        <Show when=move || count.get() != 0>
            <section class="work-group" id=id data-due=id aria-labelledby=[id, "-title"].concat()>
                <h2 id=[id, "-title"].concat()>
                    {group.title()}" "<span class="count" data-tone=tone>{count}</span>
                </h2>
                <ol class="work">
                    {each(shown, |item| [&item.case.to_string(), " ", &code(item)].concat(), move |item| row(sync, items, &item))}
                </ol>
                {move || (limit.get() < count.get()).then(|| view! {
                    <button class="button" type="button" on:click=move |_| limit.update(|limit| *limit += 4 * SHOWN)>
                        {move || ["Show more of ", &count.get().to_string()].concat()}
                    </button>
                })}
            </section>
        </Show>
    }
}

fn code(item: &Item) -> String {
    match &item.what {
        What::Task(task) => task.to_string(),
        What::Debt(task) => ["debt-", task.as_str()].concat(),
        What::Wake => "wake".to_owned(),
    }
}

fn row(sync: Sync, items: Memo<Vec<Item>>, first: &Item) -> AnyView {
    let (id, what, first) = (first.case, first.what.clone(), first.clone());
    let item = Memo::new(move |_| {
        let now = items.with(|items| items.iter().find(|item| item.case == id && item.what == what).cloned());
        now.unwrap_or_else(|| first.clone())
    });
    let card = sync.card(id);
    let name = move || {
        card.with(|card| card.as_ref().map_or_else(String::new, |card| card.patient.name.to_string()))
    };
    let due = Memo::new(move |_| {
        let today = card.with(|card| card.as_ref().map(|card| sync.today(card.site)));
        item.get().due.zip(today).map(|(due, today)| words::due(due, today)).unwrap_or_default()
    });
    let label = move || item.with(|item| ["Complete: ", &item.title, ", ", &name()].concat());
    let lead = move || {
        if !item.with(|item| item.may_finish) {
            return view! { <Icon name=if item.with(|item| item.what == What::Wake) { "hold" } else { "todo" }/> };
        }
        view! { <input class="task__check" type="checkbox" aria-label=label on:change=move |event| finish(sync, item, &event)/> }
    };
    view! {
        <li class="work__row">
            {lead}
            <p class="work__what">
                <a class="work__case" href=["/cases/", &id.to_string()].concat() dir="auto">{name}</a>
                " · "
                {move || item.with(|item| item.title.clone())}
            </p>
            <span class="due" data-due=move || due.get().0>{move || due.get().1}</span>
            <p class="work__why">{move || item.with(|item| item.reasons.join(" · "))}</p>
            {move || card.with(|card| card.as_deref().map(marks))}
        </li>
    }
}

fn marks(case: &Case) -> AnyView {
    let marks: Vec<AnyView> = case
        .disciplines
        .iter()
        .map(|one| view! { <abbr class="mark" title=one.title()>{one.mark()}</abbr> })
        .collect();
    view! { <span class="marks">{marks}</span> }
}

/// Ticks it off. The line goes, so the focus goes to its neighbour first.
fn finish(sync: Sync, item: Memo<Item>, event: &Event) {
    let item = item.get_untracked();
    let (What::Task(task) | What::Debt(task)) = item.what else { return };
    let input = event.target().and_then(|target| target.dyn_into::<leptos::web_sys::HtmlInputElement>().ok());
    if let Some(input) = &input {
        input.set_checked(false);
        focus_neighbour(input);
    }
    sync.submit(item.case, Command::Complete { task, on: None, note: None });
}

fn focus_neighbour(input: &Element) {
    let row = input.closest("li").ok().flatten();
    let next = row.and_then(|row| row.next_element_sibling().or_else(|| row.previous_element_sibling()));
    let target = next.and_then(|next| next.query_selector("input, a").ok().flatten());
    if let Some(target) = target.and_then(|target| target.dyn_into::<HtmlElement>().ok()) {
        target.focus().ok();
    }
}
