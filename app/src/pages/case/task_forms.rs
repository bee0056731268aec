//! Forms about one task.

use super::file::{Asking, File};
use crate::parts::field::{Kind, SelectField, TextField, Typed, day};
use crate::parts::sheet::{Form, Sheet};
use crate::prelude::*;
use crate::sync::browser;
use domain::case::Command;
use domain::kinds::Line;
use domain::task::TaskId;

fn title(file: File, id: &TaskId) -> String {
    let clinic = file.sync.clinic().get_untracked();
    file.case.with_untracked(|case| {
        let title = clinic.workflow(&case.workflow).zip(case.task(id));
        title.map_or_else(|| id.to_string(), |(workflow, task)| task.title(workflow).to_owned())
    })
}

fn close(file: File) -> impl Fn(()) + Copy + Send + 'static {
    move |()| file.asking.set(None::<Asking>)
}

/// Finishes a task on another day than today, or with evidence in words.
#[component]
pub fn CompleteForm(file: File, id: TaskId) -> impl IntoView {
    let form = Form::new();
    let on = Typed::new(untrack(|| file.today()).to_string());
    let note = Typed::new("");
    let title = title(file, &id);
    let send = move |()| {
        let (day, words) = (on.read_optional(day), note.read_optional(Line::parse));
        if let (Some(on), Some(note)) = (day, words) {
            file.send(form, Command::Complete { task: id.clone(), on, note });
        }
    };
    view! {
        <Sheet title=["Finish: ", &title].concat() submit="Finish" form on_submit=send on_close=close(file)>
            <TextField id="done-on" label="Done on" kind=Kind::Day typed=on/>
            <TextField
                id="done-note"
                label="Note"
                need="optional"
                typed=note
                hint="A reference number, or who was spoken to."
            />
        </Sheet>
    }
}

/// Asks why, for something that may not be done without a reason.
#[component]
pub fn ReasonForm(
    file: File,
    #[prop(into)] title: String,
    submit: &'static str,
    #[prop(optional)] danger: bool,
    #[prop(optional)] hint: Option<&'static str>,
    #[prop(into)] command: Callback<Line, Command>,
) -> impl IntoView {
    let form = Form::new();
    let why = Typed::new("");
    let send = move |()| {
        if let Some(reason) = why.read(Line::parse) {
            file.send(form, command.run(reason));
        }
    };
    view! {
        <Sheet title submit danger form on_submit=send on_close=close(file)>
            <TextField
                id="why"
                label="Why"
                need="required"
                kind=Kind::Lines
                typed=why
                first=true
                hint=hint.unwrap_or("The reason goes into the history.")
            />
        </Sheet>
    }
}

/// Decides that a task need not be done.
#[component]
pub fn WaiveForm(file: File, id: TaskId) -> impl IntoView {
    let title = ["Waive: ", &title(file, &id)].concat();
    let command = move |reason| Command::Waive { task: id.clone(), reason };
    view! {
        <ReasonForm
            file
            title
            submit="Waive"
            danger=true
            hint="Your name and this reason stay on the task."
            command=command
        />
    }
}

/// Opens a finished task again.
#[component]
pub fn ReopenForm(file: File, id: TaskId) -> impl IntoView {
    let title = ["Reopen: ", &title(file, &id)].concat();
    let command = move |reason| Command::Reopen { task: id.clone(), reason };
    view! { <ReasonForm file title submit="Reopen" command=command/> }
}

/// Everybody who works here, the reader first; the empty value is nobody.
pub(super) fn staff_options(file: File, nobody: &'static str) -> Vec<(String, String)> {
    let clinic = file.sync.clinic().get_untracked();
    let me = file.me();
    let mut people: Vec<_> = clinic.staff.values().filter(|staff| staff.left.is_none()).collect();
    people.sort_by_key(|staff| (staff.id != me, staff.name.clone()));
    let option = |staff: &domain::clinic::Staff| {
        let roles: Vec<&str> = staff.roles.iter().map(|role| role.title()).collect();
        let who = if staff.id == me { " (me)" } else { "" };
        (
            staff.id.to_string(),
            [staff.name.as_str(), who, ", ", &roles.join(", ").to_ascii_lowercase()].concat(),
        )
    };
    std::iter::once((String::new(), nobody.to_owned())).chain(people.into_iter().map(option)).collect()
}

/// Gives a task to somebody.
#[component]
pub fn AssignForm(file: File, id: TaskId) -> impl IntoView {
    let form = Form::new();
    let now = file.case.with_untracked(|case| case.task(&id).and_then(|task| task.assignee));
    let who = RwSignal::new(now.map(|who| who.to_string()).unwrap_or_default());
    let title = ["Assign: ", &title(file, &id)].concat();
    let send = move |()| {
        let to = who.with_untracked(|who| who.parse().ok());
        file.send(form, Command::Assign { task: id.clone(), to });
    };
    view! {
        <Sheet title submit="Assign" form on_submit=send on_close=close(file)>
            <SelectField
                id="assign-to"
                label="To"
                value=who
                options=staff_options(file, "Nobody: whoever has the role")
            />
        </Sheet>
    }
}

/// Adds a task by hand.
#[component]
pub fn AddTaskForm(file: File) -> impl IntoView {
    let form = Form::new();
    let (what, due) = (Typed::new(""), Typed::new(""));
    let who = RwSignal::new(String::new());
    let send = move |()| {
        let (title, due) = (what.read(Line::parse), due.read_optional(day));
        let id = ["T-", &browser::new_id().simple().to_string()].concat();
        if let (Some(title), Some(due), Ok(task)) = (title, due, TaskId::try_from(id)) {
            let assignee = who.with_untracked(|who| who.parse().ok());
            file.send(form, Command::AddTask { task, title, due, assignee });
        }
    };
    view! {
        <Sheet title="Add a task" submit="Add" form on_submit=send on_close=close(file)>
            <TextField id="task-what" label="What is to be done" need="required" typed=what first=true/>
            <TextField id="task-due" label="Due" need="optional" kind=Kind::Day typed=due/>
            <SelectField id="task-who" label="By whom" value=who options=staff_options(file, "Nobody yet")/>
        </Sheet>
    }
}
