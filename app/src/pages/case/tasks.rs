//! The work of a case by lane: tick it off, or open the menu for the rest.

use super::button;
use super::file::{Asking, File};
use crate::dom::{self, Point};
use crate::later::{above, code};
use crate::parts::icon::Icon;
use crate::parts::rows::each;
use crate::parts::section::Section;
use crate::parts::words;
use crate::prelude::*;
use domain::access::CaseScope;
use domain::case::{Case, Command};
use domain::kinds::Lane;
use domain::task::{Status, Task, TaskId};
use domain::workflow::TaskKind;
use leptos::ev::{Event, MouseEvent};
use leptos::wasm_bindgen::JsCast;
use std::sync::Arc;

/// The section.
#[component]
pub fn Tasks(file: File) -> impl IntoView {
    let menu = RwSignal::new(None::<(TaskId, Point)>);
    let lanes = move || file.case.with(|case| lanes(file, case));
    let open = Signal::derive(move || {
        file.case.with(|case| [&case.open_tasks().count().to_string(), " open"].concat())
    });
    let adds = Memo::new(move |_| file.case.with(|case| case.lane != Lane::Closed && may(file, case, None)));
    let add = view! { {move || adds.get().then(|| button::small(file, Asking::AddTask, "plus", "Task"))} };
    view! {
        <Section title="Tasks" tab="tasks" framed=file.full count=open action=add>
            {each(lanes, |lane| lane.code().to_owned(), move |lane| lane_tasks(file, lane, menu))}
            {move || lanes().is_empty().then(|| view! {
                <p class="muted">"No tasks yet. Entering a lane brings its tasks."</p>
            })}
        </Section>
        {above(Signal::derive(move || menu.with(Option::is_some)), Arc::new(move || code::task_menu(file, menu)), None)}
    }
}

fn lane_of(file: File, case: &Case, task: &Task) -> Lane {
    file.clinic().workflow(&case.workflow).map_or(case.lane, |workflow| task.lane(workflow))
}

/// The case's own lane first, then those with tasks, in order.
fn lanes(file: File, case: &Case) -> Vec<Lane> {
    let has = |lane: Lane| case.tasks.iter().any(|task| lane_of(file, case, task) == lane);
    let own = Some(case.lane).filter(|lane| has(*lane));
    own.into_iter().chain(Lane::OPEN.into_iter().filter(|lane| *lane != case.lane && has(*lane))).collect()
}

/// Open ones first, in order of their days; nothing jumps away from under the hand when it is ticked off.
fn of_lane(file: File, case: &Case, lane: Lane) -> Vec<TaskId> {
    let mut tasks: Vec<&Task> = case.tasks.iter().filter(|task| lane_of(file, case, task) == lane).collect();
    file.over.with_value(|over| {
        tasks.sort_by_key(|task| (over.contains(&task.id), task.due.is_none(), task.due, &task.id));
    });
    tasks.into_iter().map(|task| task.id.clone()).collect()
}

/// How many tasks of a lane are over, and how many there are.
fn done(file: File, case: &Case, lane: Lane) -> (usize, usize) {
    let tasks = || case.tasks.iter().filter(|task| lane_of(file, case, task) == lane);
    (tasks().filter(|task| !task.status.is_open()).count(), tasks().count())
}

fn lane_tasks(file: File, lane: Lane, menu: RwSignal<Option<(TaskId, Point)>>) -> AnyView {
    let ids = move || file.case.with(|case| of_lane(file, case, lane));
    let done = move || file.case.with(|case| done(file, case, lane));
    // Lanes whose work is over are folded away; the choice is the reader's from then on.
    let unfolded = untrack(|| file.case.with(|case| case.lane) == lane || done().0 < done().1);
    let words = move || {
        let (done, all) = done();
        [&done.to_string(), " of ", &all.to_string(), " done"].concat()
    };
    view! {
        <details open=unfolded>
            <summary class="tasks__lane">
                <strong>{lane.title()}</strong>
                " "
                <span>{words}</span>
                <progress
                    class="progress"
                    value=move || done().0.to_string()
                    max=move || done().1.to_string()
                    aria-label=[lane.title(), " tasks done"].concat()
                ></progress>
            </summary>
            <ul class="tasks" role="list">
                {each(ids, ToString::to_string, move |id| row(file, id, menu))}
            </ul>
        </details>
    }
}

/// What a row shows.
#[derive(Clone, PartialEq, Eq, Default)]
struct Row {
    title: String,
    note: String,
    warns: bool,
    state: &'static str,
    due: (&'static str, String),
    who: Option<String>,
    mine: bool,
    may: bool,
}

fn look(file: File, id: &TaskId) -> Row {
    let (clinic, today) = (file.clinic(), file.today());
    file.case.with(|case| {
        let (Some(task), Some(workflow)) = (case.task(id), clinic.workflow(&case.workflow)) else {
            return Row::default();
        };
        let due = if task.status.is_open() { task.due.map(|due| words::due(due, today)) } else { None };
        let (state, note, warns) = match &task.status {
            Status::Open => {
                let owed = case.debts.iter().any(|debt| debt.task == *id);
                ("open", note(workflow, task, owed), owed)
            }
            Status::Done { by, on, note } => {
                let note = note.as_ref().map_or(String::new(), |note| [": ", note.as_str()].concat());
                ("done", [&words::short_date(*on), ", ", &clinic.name_of(*by), &note].concat(), false)
            }
            Status::Waived { by, on, reason } => {
                let by = clinic.name_of(*by);
                let day = words::short_date(*on);
                ("waived", ["waived by ", &by, ", ", &day, ": “", reason.as_str(), "”"].concat(), true)
            }
            Status::Cancelled { reason } => {
                ("cancelled", ["no longer applies: ", reason.as_str()].concat(), false)
            }
        };
        let who = match &task.status {
            Status::Done { by, .. } | Status::Waived { by, .. } => Some(*by),
            _ => task.assignee,
        };
        Row {
            title: task.title(workflow).to_owned(),
            note,
            warns,
            state,
            due: due.unwrap_or_default(),
            who: who.map(|who| clinic.name_of(who)),
            mine: who == Some(file.me()),
            may: may(file, case, Some(task)) && !matches!(task.status, Status::Cancelled { .. }),
        }
    })
}

fn note(workflow: &domain::workflow::Workflow, task: &Task, owed: bool) -> String {
    let mut notes = Vec::new();
    if owed {
        notes.push("owed: the case moved on without it".to_owned());
    } else if task.is_required(workflow) {
        notes.push(["needed to leave ", task.lane(workflow).title()].concat());
    }
    if let Some(template) = task.template(workflow) {
        if task.assignee.is_none() {
            notes.push(template.role.title().to_ascii_lowercase());
        }
        if task.due.is_none() {
            notes.push(template.due.in_words());
        }
    }
    if task.late_start {
        notes.push("its day had passed before it began".to_owned());
    }
    notes.join(" · ")
}

/// Whether the person may work on the task; without one: on a task made by hand.
fn may(file: File, case: &Case, task: Option<&Task>) -> bool {
    let (clinic, viewer, now) = (file.clinic(), file.sync.viewer().get(), file.sync.now().get());
    let people = case.people();
    let scope: CaseScope<'_> = case.scope(&people);
    let kind = task
        .zip(clinic.workflow(&case.workflow))
        .and_then(|(task, workflow)| task.template(workflow))
        .map_or(TaskKind::Admin, |template| template.kind);
    let mine = task.is_some_and(|task| task.assignee == Some(viewer.staff));
    viewer.may_task(kind, mine, &scope, now)
}

fn row(file: File, id: TaskId, menu: RwSignal<Option<(TaskId, Point)>>) -> AnyView {
    let key = id.clone();
    let row = Memo::new(move |_| look(file, &key));
    let html_id = ["task-", id.as_str()].concat();
    let (ticked, opened, assigned) = (id.clone(), id.clone(), id);
    let tick = move |event: Event| {
        if row.with_untracked(|row| row.state == "open") {
            file.act(Command::Complete { task: ticked.clone(), on: None, note: None });
        } else {
            file.ask(Asking::Reopen(ticked.clone()));
        }
        // What was refused, or first needs a reason, looks as it did before.
        set_checked(&event, row.with_untracked(|row| row.state != "open"));
    };
    let open_menu = move |event: MouseEvent| {
        let button =
            event.current_target().and_then(|target| target.dyn_into::<leptos::web_sys::Element>().ok());
        menu.set(Some((opened.clone(), button.map_or((0, 0), |button| dom::corner(&button)))));
    };
    let who = move || {
        let (who, mine, assigns) =
            row.with(|row| (row.who.clone(), row.mine, row.may && row.state == "open"));
        let assigned = assigned.clone();
        avatar(
            who,
            mine,
            assigns.then(|| Callback::new(move |()| file.ask(Asking::Assign(assigned.clone())))),
        )
    };
    view! {
        <li class="task" data-state=move || row.with(|row| row.state)>
            <input
                class="task__check"
                type="checkbox"
                id=html_id.clone()
                prop:checked=move || row.with(|row| row.state != "open")
                disabled=move || row.with(|row| !row.may)
                on:change=tick
            />
            <label class="task__what" for=html_id>
                <span class="task__title" dir="auto">{move || row.with(|row| row.title.clone())}</span>
                <span class="task__note" data-tone=move || row.with(|row| row.warns.then_some("warn"))>
                    {move || row.with(|row| row.note.clone())}
                </span>
            </label>
            <span class="due" data-due=move || row.with(|row| row.due.0)>{move || row.with(|row| row.due.1.clone())}</span>
            {who}
            {move || {
                let open_menu = open_menu.clone();
                row.with(|row| row.may).then(|| view! {
                    <button
                        class="button button--quiet button--icon"
                        type="button"
                        aria-label=move || row.with(|row| ["More for ", &row.title].concat())
                        aria-haspopup="dialog"
                        on:click=open_menu
                    >
                        <Icon name="options"/>
                    </button>
                })
            }}
        </li>
    }
}

fn set_checked(event: &Event, checked: bool) {
    let input = event.target().and_then(|target| target.dyn_into::<leptos::web_sys::HtmlInputElement>().ok());
    if let Some(input) = input {
        input.set_checked(checked);
    }
}

/// Who has the task; a button where it can be given to somebody else.
fn avatar(who: Option<String>, mine: bool, assign: Option<Callback<()>>) -> AnyView {
    let letters = who
        .as_deref()
        .and_then(|who| domain::kinds::Name::parse(who).ok())
        .map_or_else(|| "?".to_owned(), |name| name.initials());
    let label = who.clone().unwrap_or_else(|| "Nobody assigned".to_owned());
    let nobody = who.is_none().then_some("");
    let me = mine.then_some("");
    match assign {
        None => view! {
            <span class="avatar" role="img" aria-label=label data-me=me data-nobody=nobody>{letters}</span>
        },
        Some(assign) => view! {
            <button
                class="avatar"
                type="button"
                aria-haspopup="dialog"
                aria-label=[&label, ": assign"].concat()
                data-me=me
                data-nobody=nobody
                on:click=move |_| assign.run(())
            >
                {letters}
            </button>
        },
    }
}
